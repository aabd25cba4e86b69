//! `Schedule` (an EventBridge rule) and `ScheduleV2` (EventBridge Scheduler).

use std::time::Duration;

use croner::{
    Cron,
    parser::{CronParser, Seconds, Year},
};
use serde::Deserialize;
use serde_json::Value;

use crate::template::{TemplateError, triggers::RetryPolicy, typed};

/// A function called by the clock.
#[derive(Debug)]
pub struct Schedule {
    /// When.
    pub expression: ScheduleExpression,
    /// Hours that the expression is ahead of UTC.
    pub offset_h: i8,
    /// What the function gets instead of EventBridge's own event.
    pub input: Option<String>,
    /// Whether the event is EventBridge Scheduler's (`ScheduleV2`).
    pub by_scheduler: bool,
    /// Its name in the template.
    pub name: String,
}

/// When a schedule is due.
#[derive(Debug)]
pub enum ScheduleExpression {
    /// `rate(5 minutes)`: each time so much has passed.
    Rate(Duration),
    /// `cron(0 17 * * ? *)`: at these minutes.
    Cron(Box<Cron>),
}

/// Both kinds: what one has and the other hasn't is checked by SAM itself.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
#[expect(dead_code, reason = "allowed in a schedule, without effect on one machine")]
struct Settings {
    #[serde(alias = "ScheduleExpression")]
    schedule: String,
    schedule_expression_timezone: Option<String>,
    input: Option<String>,
    enabled: Option<bool>,
    state: Option<String>,
    name: Option<String>,
    description: Option<String>,
    #[serde(default)]
    flexible_time_window: Value,
    #[serde(default)]
    retry_policy: RetryPolicy,
    #[serde(default)]
    dead_letter_config: Value,
    #[serde(default)]
    group_name: Value,
    #[serde(default)]
    role_arn: Value,
    #[serde(default)]
    permissions_boundary: Value,
    #[serde(default)]
    omit_name: Value,
}

pub(super) fn read(kind: &str, properties: Value, place: &str) -> Result<Option<Schedule>, TemplateError> {
    let settings: Settings = typed(properties, place)?;
    if settings.enabled == Some(false) || settings.state.as_deref() == Some("DISABLED") {
        return Ok(None);
    }
    let offset_h = match settings.schedule_expression_timezone.as_deref() {
        None | Some("UTC" | "Etc/UTC") => 0,
        Some("Asia/Ho_Chi_Minh" | "Asia/Saigon") => 7,
        Some(zone) => return Err(TemplateError::at(place, format!("unknown time zone `{zone}`"))),
    };
    Ok(Some(Schedule {
        expression: expression(&settings.schedule).map_err(|cause| TemplateError::at(place, cause))?,
        offset_h,
        input: settings.input,
        by_scheduler: kind == "ScheduleV2",
        name: place.rsplit(' ').next().unwrap_or(place).to_owned(),
    }))
}

fn expression(text: &str) -> Result<ScheduleExpression, String> {
    let unknown = || format!("`{text}` is neither rate(…) nor cron(…)");
    let (kind, rest) = text.split_once('(').ok_or_else(unknown)?;
    let inner = rest.strip_suffix(')').ok_or_else(unknown)?;
    match kind {
        "rate" => {
            let (number, unit) = inner.trim().split_once(' ').ok_or_else(unknown)?;
            let number: u64 = number.parse().map_err(|_| unknown())?;
            let unit_s = match unit.trim_end_matches('s') {
                "minute" => 60,
                "hour" => 3_600,
                "day" => 86_400,
                _ => return Err(unknown()),
            };
            if number == 0 {
                Err(unknown())
            } else {
                Ok(ScheduleExpression::Rate(Duration::from_secs(number * unit_s)))
            }
        }
        "cron" => {
            // AWS counts weekdays from SUN = 1, wants a year, knows no seconds, and lets one of the two day fields decide
            let parser = CronParser::builder()
                .seconds(Seconds::Required)
                .year(Year::Required)
                .dom_and_dow(true)
                .alternative_weekdays(true)
                .sloppy_ranges(true)
                .build();
            let cron = parser.parse(&format!("0 {inner}")).map_err(|cause| format!("`{text}`: {cause}"))?;
            Ok(ScheduleExpression::Cron(Box::new(cron)))
        }
        _ => Err(unknown()),
    }
}
