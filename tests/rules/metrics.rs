//! Metrics cost by the series: none is emitted that nobody looks at, none is looked at that isn't emitted, and all
//! together are few. That each is emitted in fact, `journeys::watching` shows.

use std::collections::BTreeSet;

use edge::metrics::{ALL, By};
use serde_json::Value;

use super::source::{code, functions, list, text};
use super::template::resources;

/// The most series that the service may have: 300 are 90 dollars in a month in which all of them are emitted each hour.
const MOST_SERIES: usize = 300;

/// A metric's name and the names of its dimensions.
pub(crate) type Shape = (String, Vec<String>);

/// The metrics of our own that the template's dashboards and alarms look at.
pub(crate) fn looked_at() -> BTreeSet<Shape> {
    let alarms =
        resources("AWS::CloudWatch::Alarm").into_values().filter(|alarm| alarm["Namespace"]["Ref"].is_string());
    let alarms = alarms.map(|alarm| {
        let dimensions = alarm["Dimensions"].as_array().into_iter().flatten();
        let dimensions = dimensions.map(|dimension| dimension["Name"].as_str().unwrap().to_owned());
        (alarm["MetricName"].as_str().unwrap().to_owned(), dimensions.collect())
    });
    let bodies = resources("AWS::CloudWatch::Dashboard").into_values();
    let bodies = bodies.map(|dashboard| dashboard["DashboardBody"]["Fn::Sub"].as_str().unwrap().to_owned());
    let bodies: Vec<Value> = bodies.map(|body| serde_json::from_str(&body).unwrap()).collect();
    let widgets = bodies.iter().flat_map(|body| body["widgets"].as_array().unwrap());
    let rows = widgets.flat_map(|widget| widget["properties"]["metrics"].as_array().into_iter().flatten());
    alarms.chain(rows.filter_map(|row| shape(row.as_array().unwrap()))).collect()
}

/// The metric of a dashboard's row; none where it is one of AWS's own.
fn shape(row: &[Value]) -> Option<Shape> {
    if let Some(expression) = row[0]["expression"].as_str() {
        let search = expression.split_once("'{${AWS::StackName}").expect("a search in the stack's own namespace").1;
        let (dimensions, rest) = search.split_once('}').unwrap();
        let name = rest.split('"').nth(1).unwrap().to_owned();
        let names = dimensions.split(',').filter(|name| !name.is_empty()).map(str::to_owned);
        return Some((name, names.collect()));
    }
    let texts: Vec<_> = row.iter().filter_map(Value::as_str).collect();
    (texts[0] == "${AWS::StackName}")
        .then(|| (texts[1].to_owned(), texts[2..].iter().step_by(2).map(|name| (*name).to_owned()).collect()))
}

#[test]
fn what_is_looked_at_is_what_there_is() {
    let known = ALL
        .iter()
        .map(|metric| (metric.name.to_owned(), metric.by.dimensions().iter().map(|name| (*name).to_owned()).collect()));
    assert_eq!(
        known.collect::<BTreeSet<Shape>>(),
        looked_at(),
        "left the metrics, right what dashboards and alarms name"
    );
}

#[test]
fn all_series_together_are_few() {
    let functions = functions();
    let answers_http =
        |function: &&String| !list(&code(&format!("functions/{function}")), "ROUTES").unwrap_or_default().is_empty();
    let http = functions.iter().filter(answers_http).count();
    let outcomes = http * 3 + (functions.len() - http) * 2;
    let table = text("infra/directory/categories.csv");
    let categories: BTreeSet<_> = table.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let series: usize = ALL
        .iter()
        .map(|metric| match metric.by {
            By::Nothing => 1,
            By::Function => functions.len(),
            By::Outcome => outcomes,
            By::Category => categories.len(),
        })
        .sum();
    println!("{series} series of {} metrics", ALL.len());
    assert!(series <= MOST_SERIES, "{series} series");
}

#[test]
fn every_alarm_tells_somebody_and_has_its_paragraph_in_the_runbook() {
    let runbook = text("RUNBOOK.md");
    let alarms = resources("AWS::CloudWatch::Alarm");
    assert!(!alarms.is_empty());
    for (name, alarm) in alarms {
        assert!(runbook.contains(&format!("### {name}")), "RUNBOOK.md says nothing of {name}");
        assert_eq!(alarm["AlarmActions"][0]["Ref"], "AlarmTopic", "{name}");
        assert_eq!(alarm["TreatMissingData"], "notBreaching", "{name}: silence is no alarm");
    }
}
