//! Schedules by the stack's clock. However far the clock is moved, a schedule that became due is called once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::sync::{Mutex, watch};

use crate::clock::Clock;
use crate::functions::Functions;
use crate::ids;
use crate::shutdown;
use crate::stored::{self, StoredError};
use crate::template::{ACCOUNT, FunctionSpec, REGION, Schedule, ScheduleExpression, Trigger};

/// How often the clock is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// All schedules of the template.
pub(crate) struct Schedules {
    planned: Vec<Planned>,
    /// When each was called last, by function and name.
    called: Mutex<BTreeMap<String, Timestamp>>,
    kept_in: Option<PathBuf>,
    functions: Functions,
    clock: Clock,
}

struct Planned {
    key: String,
    function: String,
    retries: u32,
    schedule: Schedule,
}

impl Schedules {
    /// The template's schedules, counting from now, or from their last call before the stack stopped.
    pub(crate) fn new(
        specs: &mut [FunctionSpec],
        functions: Functions,
        clock: Clock,
        folder: Option<&Path>,
    ) -> Result<Self, StoredError> {
        let kept_in = folder.map(|folder| folder.join("schedules.json"));
        let kept: Option<BTreeMap<String, Timestamp>> =
            kept_in.as_deref().map(stored::read_json).transpose()?.flatten();
        let now = clock.now();
        let mut planned = Vec::new();
        let mut called = BTreeMap::new();
        for spec in specs {
            let (schedules, others) = std::mem::take(&mut spec.triggers).into_iter().partition(is_schedule);
            spec.triggers = others;
            for schedule in schedules {
                let Trigger::Schedule(schedule) = schedule else { continue };
                let key = format!("{}/{}", spec.logical_id, schedule.name);
                let last = kept.as_ref().and_then(|kept| kept.get(&key)).filter(|last| **last <= now);
                called.insert(key.clone(), last.copied().unwrap_or(now));
                planned.push(Planned { key, function: spec.logical_id.clone(), retries: spec.async_retries, schedule });
            }
        }
        Ok(Self { planned, called: Mutex::new(called), kept_in, functions, clock })
    }

    /// Looks at the clock each second until `stopping`.
    pub(crate) async fn run(&self, stopping: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => self.fire_due().await,
                () = shutdown::wanted(stopping.clone()) => return,
            }
        }
    }

    /// Calls what became due since its last call; ends when all calls have.
    pub(crate) async fn fire_due(&self) {
        let mut called = self.called.lock().await;
        let now = self.clock.now();
        let mut firing = Vec::new();
        for planned in &self.planned {
            let last = called.get(&planned.key).copied().unwrap_or(now);
            if planned.schedule.is_due(last, now) {
                called.insert(planned.key.clone(), now);
                firing.push(self.fire(planned, now));
            }
        }
        if firing.is_empty() {
            return;
        }
        futures_util::future::join_all(firing).await;
        // after the calls: a stack killed in between calls again
        if let Some(path) = &self.kept_in
            && let Err(cause) = stored::write_json(path, &*called)
        {
            eprintln!("{cause}");
        }
    }

    async fn fire(&self, planned: &Planned, now: Timestamp) {
        let event = planned.schedule.event(now);
        if !self.functions.deliver(&planned.function, &event, planned.retries).await {
            eprintln!("{} was called by its schedule in vain", planned.function);
        }
    }
}

fn is_schedule(trigger: &Trigger) -> bool {
    matches!(trigger, Trigger::Schedule(_))
}

impl Schedule {
    /// Whether it was due after `last` and no later than `now`.
    fn is_due(&self, last: Timestamp, now: Timestamp) -> bool {
        match &self.expression {
            ScheduleExpression::Rate(every) => now.duration_since(last) >= signed(*every),
            ScheduleExpression::Cron(cron) => {
                let next = civil(last, self.offset_h).and_then(|last| cron.find_next_occurrence(&last, false).ok());
                matches!((next, civil(now, self.offset_h)), (Some(next), Some(now)) if next <= now)
            }
        }
    }

    /// The event, with the time rounded up: what is due by the clock is due by the event.
    fn event(&self, now: Timestamp) -> Value {
        let up = now.saturating_add(SignedDuration::from_millis(999)).unwrap_or(now);
        let time = up.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        if let Some(input) = &self.input {
            let input = input.replace("<aws.scheduler.scheduled-time>", &time);
            return serde_json::from_str(&input).unwrap_or(Value::String(input));
        }
        let (source, resource, detail) = if self.by_scheduler {
            (
                "aws.scheduler",
                format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{}", self.name),
                json!("{}"),
            )
        } else {
            ("aws.events", format!("arn:aws:events:{REGION}:{ACCOUNT}:rule/{}", self.name), json!({}))
        };
        json!({
            "version": "0",
            "id": ids::fresh().to_string(),
            "detail-type": "Scheduled Event",
            "source": source,
            "account": ACCOUNT,
            "time": time,
            "region": REGION,
            "resources": [resource],
            "detail": detail,
        })
    }
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

/// For the cron library, which counts in chrono's types.
fn civil(time: Timestamp, offset_h: i8) -> Option<DateTime<FixedOffset>> {
    let offset = FixedOffset::east_opt(i32::from(offset_h) * 3_600)?;
    Some(DateTime::from_timestamp(time.as_second(), 0)?.with_timezone(&offset))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template;

    fn schedule(expression: &str) -> Schedule {
        let text = format!(
            "Resources: {{ F: {{ Type: AWS::Serverless::Function, Properties: {{ CodeUri: f, Events: {{ E: {{ Type: ScheduleV2, \
             Properties: {{ ScheduleExpression: '{expression}', ScheduleExpressionTimezone: Asia/Ho_Chi_Minh }} }} }} }} }} }}"
        );
        let mut template = template::parse(&text, Path::new("t")).unwrap();
        match template.functions.remove(0).triggers.remove(0) {
            Trigger::Schedule(schedule) => schedule,
            other => panic!("{other:?}"),
        }
    }

    fn due(expression: &str, last: &str, now: &str) -> bool {
        schedule(expression).is_due(last.parse().unwrap(), now.parse().unwrap())
    }

    #[test]
    fn a_rate_is_due_when_so_much_time_has_passed() {
        assert!(!due("rate(1 minute)", "2026-01-05T00:00:00Z", "2026-01-05T00:00:59Z"));
        assert!(due("rate(1 minute)", "2026-01-05T00:00:00Z", "2026-01-05T00:01:00Z"));
        assert!(due("rate(2 hours)", "2026-01-05T00:00:00Z", "2026-01-08T00:00:00Z"));
    }

    #[test]
    fn a_cron_expression_counts_in_its_own_zone() {
        // half past two in the night in Vietnam
        let nightly = "cron(30 2 * * ? *)";
        assert!(due(nightly, "2026-01-04T19:29:59Z", "2026-01-04T19:30:00Z"));
        assert!(!due(nightly, "2026-01-04T19:30:00Z", "2026-01-05T19:29:59Z"));
        // AWS counts weekdays from Sunday, 1: Monday is 2
        assert!(due("cron(0 7 ? * 2 *)", "2026-01-04T23:59:59Z", "2026-01-05T00:00:00Z"));
        assert!(!due("cron(0 7 ? * TUE *)", "2026-01-04T23:59:59Z", "2026-01-05T23:59:59Z"));
    }

    #[test]
    fn the_events_time_is_never_before_the_clocks() {
        let event = schedule("rate(1 minute)").event("2026-01-05T00:00:00.001Z".parse().unwrap());
        assert_eq!(event["time"], "2026-01-05T00:00:01Z");
        assert_eq!(event["source"], "aws.scheduler");
    }
}
