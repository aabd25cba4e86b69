//! A province's reports over years, made up: real communes as of the day, few places and fields with most of the reports,
//! Vietnamese text, lives that end as lives do. The same seed gives the same reports. No person in it is real.
//!
//! They are written straight through `shared/aws` into the stack's DynamoDB; what reads its stream sleeps meanwhile.

use std::collections::BTreeMap;

use aws::{
    Access, Meter, StoreError, Tables,
    tables::reports::{Created, Reports},
};
use domain::{
    Report, calendar,
    directory::{AreaId, CategoryCode, Directory, Level, Located},
    history::Idempotency,
    ids::ReportId,
    location::Location,
    report::{Person, Visibility},
    submission::{Submission, submit},
    text::{Address, Description},
};
use edge::Function;
use fastrand::Rng;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use local::{Options, Stack, Start, start_of};
use serde_json::value::RawValue;

#[path = "generator/lives.rs"]
mod lives;
#[path = "generator/pages.rs"]
pub(crate) mod pages;
#[path = "generator/words.rs"]
mod words;

/// Writes under way at once.
const AT_ONCE: usize = 16;
/// The fields of most reports, the most frequent first.
const FREQUENT: [&str; 8] = ["MT-RAC", "GT-DUO", "HT-CHS", "HT-NGA", "AN-ONM", "DT-TRT", "HT-DIE", "MT-ONH"];
/// Days from 1 July 2025 on have borders.
const BORDERS: &str = "2025-07-01T00:00:00+07:00";

/// What is to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// How many.
    pub(crate) reports: u32,
    /// How many people sent them; a few of them sent most.
    pub(crate) people: u32,
    /// When the first came.
    pub(crate) from: Timestamp,
    /// Now: what came lately is still under way.
    pub(crate) until: Timestamp,
}

impl Plan {
    /// So many over two years, half before the communes were merged and half since.
    pub(crate) fn of(reports: u32) -> Self {
        let time = |text: &str| text.parse().unwrap();
        let (from, until) = (time("2024-07-01T00:00:00+07:00"), time("2026-06-30T17:00:00+07:00"));
        Self { reports, people: reports / 4 + 1, from, until }
    }
}

/// The reports of a plan, oldest first.
pub(crate) struct Reporting<'d> {
    plan: Plan,
    /// Who sent the most.
    first: Person,
    directory: &'d Directory,
    chance: Rng,
    next: u32,
    /// Points in each commune of today, and the communes that it was made of.
    points: Vec<(AreaId, Vec<Location>)>,
    communes_before: Vec<(AreaId, usize)>,
    /// The last public report of each commune and field, which another may be merged into.
    lately: BTreeMap<(AreaId, CategoryCode), ReportId>,
}

impl<'d> Reporting<'d> {
    pub(crate) fn of(plan: Plan, first: Person, directory: &'d Directory) -> Self {
        let mut chance = Rng::with_seed(0x1022);
        let day = calendar::date_of(BORDERS.parse().unwrap());
        let communes = directory.areas_on(day).filter(|area| area.level == Level::Commune);
        let points: Vec<_> = communes
            .filter(|area| directory.has_border(&area.id))
            .map(|area| (area.id.clone(), points_in(&area.id, directory, &mut chance)))
            .collect();
        let before = calendar::date_of(plan.from);
        let of_before = directory.areas_on(before).filter(|area| area.level == Level::Commune);
        let communes_before = of_before.filter_map(|area| {
            let successor = directory.successor(&area.id, day)?;
            let at = points.iter().position(|(id, _)| *id == successor.id)?;
            Some((area.id.clone(), at))
        });
        let communes_before = communes_before.collect();
        Self { plan, first, directory, chance, next: 0, points, communes_before, lately: BTreeMap::new() }
    }

    /// One of so many, the first ones far more often.
    fn skewed(&mut self, many: usize) -> usize {
        let share = self.chance.f64().powi(3);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "small"
        )]
        let at = (share * many as f64) as usize;
        at.min(many - 1)
    }

    /// When the next comes: by day, seldom by night.
    fn moment(&mut self) -> Timestamp {
        let span = self.plan.until.duration_since(self.plan.from).as_secs();
        let at = self.plan.from + SignedDuration::from_secs(span * i64::from(self.next) / i64::from(self.plan.reports));
        let day = calendar::start_of(calendar::date_of(at));
        let hour = 6 + self.chance.i64(0..8) + self.chance.i64(0..8);
        let within = SignedDuration::from_millis(hour * 3_600_000 + self.chance.i64(0..3_600_000));
        (day + within).min(self.plan.until - SignedDuration::from_mins(3))
    }

    /// Where: a commune as of the day, and a point in it.
    fn place(&mut self, at: Timestamp) -> (AreaId, Location) {
        let before = at < BORDERS.parse().unwrap();
        let (area, points) = if before {
            let one = self.skewed(self.communes_before.len());
            let (area, successor) = self.communes_before[one].clone();
            (area, successor)
        } else {
            let one = self.skewed(self.points.len());
            (self.points[one].0.clone(), one)
        };
        let points = &self.points[points].1;
        (area, points[self.chance.usize(..points.len())])
    }

    fn submission(&mut self, at: Timestamp) -> Submission {
        let (area, location) = self.place(at);
        let day = calendar::date_of(at);
        let mut fields: Vec<CategoryCode> = self.directory.categories_on(day).map(|field| field.code.clone()).collect();
        fields.sort_by_key(|field| FREQUENT.iter().position(|code| field.as_str() == *code).unwrap_or(FREQUENT.len()));
        let category = fields[self.skewed(fields.len())].clone();
        let (description, address) = words::problem(category.as_str(), &mut self.chance);
        let confidential = self.chance.u8(0..100) < 12;
        Submission {
            id: id(at, self.next),
            category,
            description: Description::parse(&description).unwrap(),
            location: (self.chance.u8(0..100) < 85).then_some(location),
            area: Some(area),
            also_in: vec![],
            address: Some(Address::parse(&address).unwrap()),
            photos: vec![],
            urgent: false,
            visibility: Some(if confidential { Visibility::Confidential } else { Visibility::Public }),
            consent: "2026-01".into(),
            observed_at: None,
            previous: None,
            about_unit: None,
        }
    }
}

impl Iterator for Reporting<'_> {
    type Item = Report;

    fn next(&mut self) -> Option<Report> {
        if self.next == self.plan.reports {
            return None;
        }
        let at = self.moment();
        let submission = self.submission(at);
        let person = match self.skewed(self.plan.people as usize) {
            0 => self.first.clone(),
            n => Person(format!("1-{n:043}")),
        };
        let repeat = Idempotency { key: [0; 16], body: [1; 16] };
        let report = submit(submission, person, "HG", at, self.directory, [7; 16], repeat).unwrap();
        let alike = (report.area.clone(), report.category.clone());
        let target = self.lately.get(&alike).cloned();
        let report = lives::live(report, target, self.plan.until, self.directory, &mut self.chance);
        if report.visibility == Visibility::Public && report.status.is_open() {
            self.lately.insert(alike, report.id.clone());
        }
        self.next += 1;
        Some(report)
    }
}

/// As a phone makes it at that time.
fn id(at: Timestamp, n: u32) -> ReportId {
    let ms = format!("{:012x}", at.as_millisecond());
    format!("{}-{}-7000-8000-{n:012x}", &ms[..8], &ms[8..]).parse().unwrap()
}

/// Points within a commune's border.
fn points_in(area: &AreaId, directory: &Directory, chance: &mut Rng) -> Vec<Location> {
    let day = calendar::date_of(BORDERS.parse().unwrap());
    let corners: Vec<(f64, f64)> = directory.outlines(area, day).concat();
    let range = |of: fn(&(f64, f64)) -> f64| {
        let all = corners.iter().map(of);
        (all.clone().fold(f64::MAX, f64::min), all.fold(f64::MIN, f64::max))
    };
    let ((south, north), (west, east)) = (range(|corner| corner.0), range(|corner| corner.1));
    let mut points = Vec::new();
    while points.len() < 60 {
        let (lat, lng) = (south + (north - south) * chance.f64(), west + (east - west) * chance.f64());
        let point = domain::directory::Point::new(lat, lng).unwrap();
        let located = directory.locate(point, 5.0, day);
        if matches!(located, Located::Within { commune, .. } if commune == *area) {
            points.push(Location::of(lat, lng, 5.0).unwrap());
        }
    }
    points
}

/// The province's directory.
pub(crate) fn directory() -> Directory {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/directory");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
    });
    domain::directory::source::build(&files.collect()).unwrap()
}

/// A stack at the end of a plan, in which nobody is told, nothing is counted of what is written, and no clock moves it on.
pub(crate) async fn stack(plan: Plan) -> Stack {
    let functions = Some(asleep(&["notify", "count-statistics", "clear-photo", "watch-deadlines"]));
    Stack::start(Options { at: Some(plan.until), functions, ..Options::ephemeral() }).await.unwrap()
}

/// All functions, but that these do nothing when a stream or the clock calls them.
pub(crate) fn asleep(sleeping: &[&str]) -> Vec<(&'static str, Start)> {
    let nothing = |_, _| async { Ok(RawValue::from_string(r#"{"batchItemFailures":[]}"#.to_owned())?) };
    let functions = local::all_functions().into_iter().map(|(name, start)| {
        let asleep = start_of(move |_| async move { Ok(Function::new(nothing)) });
        (name, if sleeping.contains(&name) { asleep } else { start })
    });
    functions.collect()
}

/// The stack's reports, as a function reaches them.
pub(crate) fn reports_of(stack: &Stack) -> Reports {
    Reports::open(&Tables::open(&access(stack)).unwrap(), setting("REPORTS_TABLE"))
}

/// Writes reports.
pub(crate) async fn write(reports: &Reports, made: impl Iterator<Item = Report>) -> Result<(), StoreError> {
    let writes = stream::iter(made).map(|report| async move {
        let created = reports.create(&report).await?;
        assert!(matches!(created, Created::Stored), "{} comes twice", report.id);
        Ok(())
    });
    writes.buffer_unordered(AT_ONCE).try_collect().await
}

/// A setting as the template gives it.
pub(crate) fn setting(name: &str) -> String {
    let template = local::template::read(&Options::ephemeral().template).unwrap();
    template.functions.iter().find_map(|function| function.environment.get(name)).unwrap().clone()
}

/// How any client reaches the stack.
pub(crate) fn access(stack: &Stack) -> Access {
    let env: BTreeMap<String, String> = stack.aws().into_iter().collect();
    let take = |name: &str| env.get(name).cloned();
    Access {
        region: take("AWS_REGION").unwrap(),
        access_key_id: take("AWS_ACCESS_KEY_ID").unwrap(),
        secret_access_key: take("AWS_SECRET_ACCESS_KEY").unwrap(),
        session_token: None,
        dynamodb_endpoint: take("AWS_ENDPOINT_URL_DYNAMODB"),
        s3_endpoint: take("AWS_ENDPOINT_URL_S3"),
        sns_endpoint: take("AWS_ENDPOINT_URL_SNS"),
        meter: Meter::default(),
    }
}
