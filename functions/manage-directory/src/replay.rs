//! `?dry_run=true`: the last 30 days' reports, ruled by the directory in force and by the new one.
//!
//! Covered: all public reports of these days, and all others of them that are still open. Confidential ones that are
//! done stand in no list over all units, so they are left out. Stored owners and deadlines never move: the answer says
//! how the same reports would fare if they came now.

use std::collections::BTreeMap;

use aws::tables::{
    directory::Publication,
    reports::{List, Reports, keys::DUE_SHARDS},
};
use domain::{
    Report,
    directory::Directory,
    ids::ReportId,
    report::Visibility,
    rerouting::{Rerouted, Ruling, compare},
};
use edge::{Problem, Reply, Request};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{App, moment};

/// How far back, in days.
const DAYS: i64 = 30;
/// Most reports replayed: a province has a few dozen a day.
const MOST_REPLAYED: usize = 5_000;
/// Most reports told one by one.
const MOST_TOLD: usize = 200;
/// Reports asked for at once.
const PAGE: usize = 100;

pub(crate) async fn answer(
    app: &App,
    request: &Request,
    current: Option<&Publication>,
    proposed: &Directory,
) -> Result<Reply, Problem> {
    let since = request.now - SignedDuration::from_hours(24 * DAYS);
    let mut replayed = Replayed { since, reports: BTreeMap::new() };
    let mut changes: Vec<Rerouted> = Vec::new();
    if let Some(current) = current {
        let missing = || Problem::internal("the version in force is not stored");
        let in_force = app.versions.version(&current.version).await?.ok_or_else(missing)?;
        if in_force.version() != proposed.version() {
            replayed.read(&app.reports).await?;
            changes = replayed.reports.values().filter_map(|report| compare(report, &in_force, proposed)).collect();
            changes.sort_by_key(|change| std::cmp::Reverse(change.received_at));
        }
    }
    let told: Vec<Value> = changes.iter().take(MOST_TOLD).map(form).collect();
    Reply::json(
        200,
        &json!({
            "dry_run": true,
            "version": proposed.version(),
            "current": current.map(|current| &current.version),
            "changed": current.is_none_or(|current| current.version != proposed.version()),
            "replayed": {"since": moment(since.into()), "reports": replayed.reports.len(),
                         "complete": replayed.reports.len() < MOST_REPLAYED,
                         "covers": "public reports of the last 30 days, and confidential ones of them still open"},
            "would_change": changes.len(),
            "items": told,
        }),
    )
}

struct Replayed {
    since: Timestamp,
    reports: BTreeMap<ReportId, Report>,
}

impl Replayed {
    async fn read(&mut self, reports: &Reports) -> Result<(), Problem> {
        self.read_list(reports, &List::public().between(self.since.as_millisecond(), i64::MAX)).await?;
        for shard in 0..DUE_SHARDS {
            self.read_list(reports, &List::due(shard)).await?;
        }
        Ok(())
    }

    async fn read_list(&mut self, reports: &Reports, list: &List) -> Result<(), Problem> {
        let mut after = None;
        while self.reports.len() < MOST_REPLAYED {
            let page = reports.page(list, after.as_ref(), PAGE).await?;
            let recent = page.reports.into_iter().filter(|report| report.received_at.at() >= self.since);
            self.reports.extend(recent.map(|report| (report.id.clone(), report)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(())
    }
}

fn form(change: &Rerouted) -> Value {
    let visibility = if change.code.is_some() { Visibility::Public } else { Visibility::Confidential };
    json!({"code": change.code, "visibility": visibility, "category": change.category, "area": change.area,
           "received_at": moment(change.received_at), "before": ruling(&change.before), "after": ruling(&change.after),
           "why": change.why})
}

fn ruling(ruling: &Ruling) -> Value {
    match ruling {
        Ruling::Owned { owner, rule, receive, handle, receive_by, resolve_by } => {
            json!({"owner": owner, "rule": rule, "receive": receive, "handle": handle,
                   "receive_by": moment(*receive_by), "resolve_by": moment(*resolve_by)})
        }
        Ruling::Refused { refused } => json!({"refused": refused}),
    }
}
