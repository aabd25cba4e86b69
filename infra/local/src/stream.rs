//! A table's stream, read as Lambda's event source mapping reads it: batches, filters, retries, halving, failures of
//! single records, and in the end the bucket for what was given up.
//!
//! The position is kept after a batch is done, never before: a stack killed at any moment reads the batch again,
//! and nothing is lost.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use dynoxide::Database;
use tokio::sync::{mpsc, oneshot, watch};

use crate::clock::Clock;
use crate::functions::Functions;
use crate::shutdown;
use crate::stored::{self, StoredError};
use crate::template::{FunctionSpec, StreamSource, Trigger};

mod batch;
mod given_up;
mod record;

use batch::Batches;
use given_up::FailedTo;
use record::{Reader, Record};

/// A write that no function of the stack made is seen this late.
const IDLE: Duration = Duration::from_millis(20);
/// Calls end in crowds: one look is enough for those that end within this.
const CROWD: Duration = Duration::from_millis(2);

/// One function's reading of one stream.
pub(crate) struct StreamReader {
    source: StreamSource,
    reader: Reader,
    batches: Batches,
    functions: Functions,
    kept_in: Option<PathBuf>,
    asked: mpsc::UnboundedReceiver<oneshot::Sender<()>>,
}

/// Asks a reader to say when it has nothing left to read.
#[derive(Clone)]
pub(crate) struct Settled(mpsc::UnboundedSender<oneshot::Sender<()>>);

impl Settled {
    /// Resolves when the stream has been read to its end (or the stack stops).
    pub(crate) async fn wait(&self) {
        let (answer, answered) = oneshot::channel();
        // errors mean that the reader has stopped: nothing will be read
        if self.0.send(answer).is_ok() {
            answered.await.ok();
        }
    }
}

/// What all readers share.
pub(crate) struct Context<'a> {
    /// The database with the streams.
    pub database: &'a Database,
    /// Who is called.
    pub functions: &'a Functions,
    /// What time records say.
    pub clock: &'a Clock,
    /// Where the S3 API keeps objects.
    pub objects: &'a Path,
    /// The data folder.
    pub folder: Option<&'a Path>,
}

/// The readers that the template asks for, and a way to ask each whether it is done.
pub(crate) fn readers(
    specs: &mut [FunctionSpec],
    context: &Context<'_>,
) -> Result<(Vec<StreamReader>, Vec<Settled>), StoredError> {
    let (mut readers, mut settled) = (Vec::new(), Vec::new());
    for spec in specs {
        let (sources, others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut spec.triggers).into_iter().partition(|trigger| matches!(trigger, Trigger::Stream(_)));
        spec.triggers = others;
        for source in sources {
            let Trigger::Stream(source) = source else { continue };
            let (ask, asked) = mpsc::unbounded_channel();
            readers.push(StreamReader::new(source, &spec.logical_id, asked, context)?);
            settled.push(Settled(ask));
        }
    }
    Ok((readers, settled))
}

impl StreamReader {
    fn new(
        source: StreamSource,
        function: &str,
        asked: mpsc::UnboundedReceiver<oneshot::Sender<()>>,
        context: &Context<'_>,
    ) -> Result<Self, StoredError> {
        let kept_in = context.folder.map(|folder| folder.join(format!("position-{function}-{}.json", source.table)));
        let position: Option<String> = kept_in.as_deref().map(stored::read_json).transpose()?.flatten();
        let reader =
            Reader::new(context.database.clone(), &source.table, position, source.from_start, context.clock.clone());
        let failed_to = source
            .failed_to
            .as_ref()
            .map(|bucket| FailedTo::new(context.objects.join(bucket), function, &source.table, context.clock.clone()));
        let batches = Batches::new(function, &source, Arc::new(context.functions.clone()), failed_to);
        Ok(Self { source, reader, batches, functions: context.functions.clone(), kept_in, asked })
    }

    /// Reads until `stopping`.
    pub(crate) async fn run(mut self, stopping: watch::Receiver<bool>) {
        let mut ended = self.functions.ended();
        let stop = shutdown::wanted(stopping);
        tokio::pin!(stop);
        loop {
            // whoever asked before this read is answered after it, if it finds nothing
            let mut asked = Vec::new();
            while let Ok(answer) = self.asked.try_recv() {
                asked.push(answer);
            }
            ended.mark_unchanged();
            loop {
                tokio::select! {
                    found = self.step() => if !found { break },
                    () = &mut stop => return,
                }
            }
            for answer in asked {
                // whoever asked may have gone
                answer.send(()).ok();
            }
            tokio::select! {
                changed = ended.changed() => match changed {
                    Ok(()) => tokio::time::sleep(CROWD).await,
                    Err(_) => return,
                },
                () = tokio::time::sleep(IDLE) => {}
                () = &mut stop => return,
            }
        }
    }

    /// Reads one batch and has it handled; whether there was one.
    async fn step(&mut self) -> bool {
        let mut records = self.read();
        if records.is_empty() {
            return false;
        }
        if records.len() < self.source.batch_size && !self.source.window.is_zero() {
            tokio::time::sleep(self.source.window).await;
            records = self.read();
        }
        let Some(last) = records.last().map(|record| record.sequence_number.clone()) else {
            return false;
        };
        records.retain(|record| record.passes(&self.source.filters));
        self.batches.handle(records).await;
        if let Some(path) = &self.kept_in
            && let Err(cause) = stored::write_json(path, &last)
        {
            eprintln!("{cause}");
        }
        self.reader.move_to(last);
        true
    }

    fn read(&self) -> Vec<Record> {
        match self.reader.read(self.source.batch_size) {
            Ok(records) => records,
            Err(cause) => {
                eprintln!("the stream of {}: {cause}", self.source.table);
                Vec::new()
            }
        }
    }
}
