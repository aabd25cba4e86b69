//! A whole stack, started and stopped as one. Several may run in one process.

use std::collections::BTreeSet;
use std::fs::{File, TryLockError};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use aws::Tables;
use aws::tables::audit::Audit;
use aws::tables::directory::Versions;
use aws::tables::staff::StaffTable;
use dynoxide::Database;
use edge::Env;
use serde_json::{Value, value::RawValue};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::directory;
use crate::functions::{CallError, Functions, Surroundings, UnknownCrate, all_functions};
use crate::gateway::{Gateway, Local, Routes, UnknownAuthorizer};
use crate::listener;
use crate::metrics::Metrics;
use crate::objects::{self, Objects};
use crate::rights::{Call, Failure, Guard, dynamodb::hash_keys};
use crate::schedule::Schedules;
use crate::seed::{self, SeedError};
use crate::sns::Sns;
use crate::storage::door;
use crate::storage::dynamodb::{self, DynamoDbError};
use crate::storage::expiry::Expiry;
use crate::storage::s3::S3;
use crate::stored::StoredError;
use crate::stream::{self, Settled};
use crate::template::{self, Right, Template, TemplateError};
use crate::tokens::Tokens;
use crate::{Options, tour};

/// Requests under way get this long when the stack stops.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running stack. Dropping it stops it too, only without waiting.
pub struct Stack {
    surroundings: Surroundings,
    functions: Functions,
    clock: Clock,
    sns: Arc<Sns>,
    folder: PathBuf,
    objects_pending: watch::Receiver<usize>,
    streams: Vec<Settled>,
    stopping: watch::Sender<bool>,
    tasks: JoinSet<()>,
    database: Database,
    guard: Guard,
    /// Removed with the stack, if it is ephemeral.
    _scratch: Option<TempDir>,
    /// Held while the stack runs, so that no other one writes into the same folder.
    _lock: Option<File>,
}

/// Why a stack does not start: one line each.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Something else listens there.
    #[error("port {port} is in use or not allowed ({source}): choose another with {flag}")]
    Port {
        /// The port.
        port: u16,
        /// How to choose another.
        flag: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another stack works in the data folder.
    #[error("data folder {}: another stack is running in it; choose another with --data", .0.display())]
    FolderInUse(PathBuf),
    /// The template can't be used.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The data folder can't be used.
    #[error(transparent)]
    Stored(#[from] StoredError),
    /// The database can't be used.
    #[error(transparent)]
    DynamoDb(#[from] DynamoDbError),
    /// A function of the template isn't known.
    #[error(transparent)]
    UnknownCrate(#[from] UnknownCrate),
    /// An authorizer of the template isn't known.
    #[error(transparent)]
    UnknownAuthorizer(#[from] UnknownAuthorizer),
    /// A function does not start.
    #[error(transparent)]
    Function(#[from] CallError),
    /// The stack's own clients can't be made.
    #[error(transparent)]
    Access(#[from] edge::StartError),
    /// The stack's own clients can't be made.
    #[error(transparent)]
    Store(#[from] aws::StoreError),
    /// A table can't be filled.
    #[error(transparent)]
    Seed(#[from] SeedError),
}

impl Stack {
    /// Starts everything; when it returns, every port answers.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let say = |line: &str| {
            if options.progress {
                eprintln!("{line}");
            }
        };
        let mut template = template::read(&options.template)?;
        let gateway = bind(options.port, "--port")?;
        let dynamodb_listener = bind(options.dynamodb_port, "--dynamodb-port")?;
        let s3_listener = bind(options.s3_port, "--s3-port")?;
        let scratch = if options.ephemeral {
            let made = tempfile::tempdir();
            Some(made.map_err(|cause| StoredError::io(&std::env::temp_dir(), cause))?)
        } else {
            None
        };
        let folder = scratch.as_ref().map_or(options.data.clone(), |scratch| scratch.path().to_owned());
        let lock = lock(&folder)?;
        let kept = (!options.ephemeral).then_some(folder.as_path());
        let clock = Clock::start(options.at, kept)?;
        say(&format!("template: {} functions, {} tables", template.functions.len(), template.tables.len()));

        let database = dynamodb::open(kept)?;
        dynamodb::create(&database, &template.tables)?;
        let (stopping, stop) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let surroundings = Surroundings {
            gateway: address(&gateway),
            dynamodb: address(&dynamodb_listener),
            s3: address(&s3_listener),
            metrics: Metrics::default(),
            clock: clock.clone(),
        };
        let guard = Guard::new(&template.functions);
        let keys = hash_keys(&template.tables);
        tasks.spawn(door::serve(dynamodb_listener, database.clone(), keys, guard.clone(), stop.clone()));
        say(&format!("DynamoDB: http://{}", surroundings.dynamodb));
        let (news, inbox) = objects::news();
        let s3 = S3::open(&folder, &template.buckets, news.clone(), guard.clone())?;
        let objects_root = s3.root().to_owned();
        tasks.spawn(s3.serve(s3_listener, stop.clone()));
        say(&format!("S3:       http://{}", surroundings.s3));
        let sns = Arc::new(Sns::open(kept, clock.clone(), guard.clone(), options.slow_sns, options.failing_sns)?);
        say(&format!("SNS:      http://{}/local/sns", surroundings.gateway));

        let crates = options.functions.clone().unwrap_or_else(all_functions);
        let functions = Functions::new(&template.functions, &crates, &surroundings)?;
        let tables = Tables::open(&Env::from_pairs(surroundings.aws()).aws()?)?;
        let staff = table(&template, "StaffTable").map(|name| StaffTable::open(&tables, name));
        if options.seed {
            fill(&template, &database, &tables, staff.as_ref(), &options.directory, &clock, &say).await?;
        }
        let published = table(&template, "DirectoryTable").zip(table(&template, "AuditTable"));
        if let Some((name, audit)) = published.filter(|_| options.watch) {
            let (versions, audit) = (Versions::open(&tables, name), Audit::open(&tables, audit));
            tasks.spawn(directory::watch::run(options.directory.clone(), versions, audit, clock.clone(), stop.clone()));
        }
        if options.warm {
            functions.warm().await?;
            say("functions: all started");
        }

        let schedules = Schedules::new(&mut template.functions, functions.clone(), clock.clone(), kept)?;
        let schedules = Arc::new(schedules);
        let context = stream::Context {
            database: &database,
            functions: &functions,
            clock: &clock,
            objects: &objects_root,
            folder: kept,
        };
        let (readers, streams) = stream::readers(&mut template.functions, &context)?;
        for reader in readers {
            tasks.spawn(reader.run(stop.clone()));
        }
        let expiry = Arc::new(Expiry::new(database.clone(), template.tables, clock.clone()));
        let gateway_parts = Gateway {
            routes: Arc::new(Routes::new(&template.functions, &template.api)?),
            functions: functions.clone(),
            clock: clock.clone(),
            cors: Arc::new(template.api.cors.take()),
            local: Local {
                tokens: Arc::new(Tokens::open(kept)?),
                issuer: template.api.authorizers.values().next().cloned(),
                staff,
                functions: functions.clone(),
                sns: Arc::clone(&sns),
                clock: clock.clone(),
                schedules: Arc::clone(&schedules),
                expiry: Arc::clone(&expiry),
                metrics: surroundings.metrics.clone(),
                dashboards: template.dashboards.into(),
            },
        };
        tasks.spawn(gateway_parts.serve(gateway, stop.clone()));
        let objects = Objects::new(template.functions, &objects_root, functions.clone(), clock.clone());
        for created in objects::left_over(&objects_root, &template.buckets) {
            news.tell(created);
        }
        tasks.spawn(objects.run(inbox, stop.clone()));
        let stop_expiry = stop.clone();
        tasks.spawn(async move { expiry.run(stop_expiry).await });
        tasks.spawn(async move { schedules.run(stop).await });

        Ok(Self {
            surroundings,
            functions,
            clock,
            sns,
            folder,
            objects_pending: news.pending(),
            streams,
            stopping,
            tasks,
            database,
            guard,
            _scratch: scratch,
            _lock: lock,
        })
    }

    /// Where the HTTP API is: `http://127.0.0.1:3000`.
    pub fn url(&self) -> String {
        format!("http://{}", self.surroundings.gateway)
    }

    /// The environment that sends any AWS client to this stack: region, keys, endpoints.
    pub fn aws(&self) -> Vec<(String, String)> {
        self.surroundings.aws()
    }

    /// The stack's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The database behind the DynamoDB API, for looking into it.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// What the template lets each function ask of AWS, by its crate.
    pub fn rights(&self) -> BTreeSet<(String, Right)> {
        self.guard.rights()
    }

    /// What functions did of it so far.
    pub fn used(&self) -> BTreeSet<(String, Right)> {
        self.guard.used()
    }

    /// What functions asked of AWS without being allowed to, a line each.
    pub fn refused(&self) -> BTreeSet<String> {
        self.guard.refused()
    }

    /// From now on `breaker` decides of each call that a function makes of AWS whether it fails.
    pub fn break_calls(&self, breaker: impl FnMut(&Call<'_>) -> Option<Failure> + Send + 'static) {
        self.guard.break_calls(breaker);
    }

    /// Where objects are kept: a folder for each bucket.
    pub fn objects(&self) -> PathBuf {
        self.folder.join("s3")
    }

    /// Everything published, newest last.
    pub fn pushes(&self) -> Result<Vec<Box<RawValue>>, StoredError> {
        self.sns.pushes()
    }

    /// Metric lines since the start, newest last.
    pub fn metrics(&self) -> Vec<Box<RawValue>> {
        self.surroundings.metrics.all()
    }

    /// Calls a function, by the name of its crate, with an event as Lambda would give it; its answer as Lambda would
    /// get it.
    pub async fn call(&self, crate_name: &str, event: &Value) -> Result<Box<RawValue>, CallError> {
        let logical_id = self.functions.logical_id(crate_name).unwrap_or(crate_name);
        self.functions.call(logical_id, event).await
    }

    /// Waits until what was set off so far has come to rest: photos processed, streams read to their end.
    pub async fn settle(&self) {
        loop {
            let mut pending = self.objects_pending.clone();
            // an error means that the stack is stopping
            pending.wait_for(|pending| *pending == 0).await.ok();
            for stream in &self.streams {
                stream.wait().await;
            }
            if *self.objects_pending.borrow() == 0 {
                return;
            }
        }
    }

    /// The tour's text, and its two photos written into the data folder.
    pub fn tour(&self) -> Result<String, StoredError> {
        tour::write(&self.folder, &self.url(), self.clock.now())
    }

    /// Stops everything: no new requests, those under way end, files are closed.
    pub async fn stop(mut self) {
        self.stopping.send_replace(true);
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, ended).await.is_err() {
            self.tasks.shutdown().await;
        }
    }
}

fn bind(port: u16, flag: &'static str) -> Result<TcpListener, StartError> {
    listener::bind(port).map_err(|source| StartError::Port { port, flag, source })
}

fn address(listener: &TcpListener) -> SocketAddr {
    listener.local_addr().unwrap_or_else(|_| SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
}

/// The folder, for this stack alone until the file is dropped (a killed stack's lock goes with it).
fn lock(folder: &Path) -> Result<Option<File>, StartError> {
    std::fs::create_dir_all(folder).map_err(|cause| StoredError::io(folder, cause))?;
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|cause| StoredError::io(&path, cause))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(StartError::FolderInUse(folder.to_owned())),
        Err(TryLockError::Error(cause)) => Err(StoredError::io(&path, cause).into()),
    }
}

/// The name of the table that the template calls `logical_id`.
fn table(template: &Template, logical_id: &str) -> Option<String> {
    let table = template.tables.iter().find(|table| table.logical_id == logical_id);
    table.map(|table| table.name.clone())
}

async fn fill(
    template: &Template,
    database: &Database,
    tables: &Tables,
    staff: Option<&StaffTable>,
    directory: &Path,
    clock: &Clock,
    say: &impl Fn(&str),
) -> Result<(), StartError> {
    if let Some(name) = table(template, "KeysTable") {
        seed::keys(database, &name)?;
    }
    if let Some((name, audit)) = table(template, "DirectoryTable").zip(table(template, "AuditTable")) {
        let (versions, audit) = (Versions::open(tables, name), Audit::open(tables, audit));
        let version = seed::directory(&versions, &audit, directory, clock).await?;
        say(&format!("directory: version {version}"));
    }
    if let Some(staff) = staff {
        seed::staff(staff).await?;
        say("staff: samples");
    }
    Ok(())
}
