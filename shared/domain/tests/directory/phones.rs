//! What a phone is told of: areas that are followed, those above them, and what stands for them once the map changes.

use domain::{
    directory::AreaId,
    news::News,
    phone::{MOST_FOLLOWED, followable, told_of},
};
use serde_json::json;

use crate::support::{area, day, directory};

fn topics(followed: &[&str], on: &str) -> Vec<String> {
    let followed: Vec<AreaId> = followed.iter().map(|id| area(id)).collect();
    told_of(&followed, day(on), directory()).iter().map(ToString::to_string).collect()
}

/// The areas whose followers hear of an emergency for `areas`.
fn told(areas: &[&str], on: &str) -> Vec<String> {
    let news: News = serde_json::from_value(json!({
        "news_id": "017548a9-d4b8-7c1e-9d42-00000000bea5", "version": 1, "published_at": 0, "changed_at": 0,
        "sent": vec![0; 16],
        "content": {"vi": {"title": "Bão", "text": "Sơ tán."}, "areas": areas, "valid_from": 0, "valid_until": 1,
                    "severity": "emergency"},
    }))
    .unwrap();
    let mut told: Vec<_> = news.told(directory(), day(on)).iter().map(ToString::to_string).collect();
    told.sort();
    told
}

#[test]
fn a_phone_is_told_of_its_communes_what_is_above_them_and_the_province() {
    assert_eq!(topics(&[], "2020-10-21"), ["vn-93-2020"]);
    assert_eq!(topics(&["vn-31318-2020"], "2020-10-21"), ["vn-31318-2020", "vn-93-2020", "vn-930-2020"]);
    assert_eq!(topics(&["vn-930-2020"], "2020-10-21"), ["vn-93-2020", "vn-930-2020"]);
}

#[test]
fn once_the_map_has_changed_a_phone_follows_what_stands_for_its_areas() {
    assert_eq!(topics(&["vn-31318-2020"], "2026-01-05"), ["vn-31321-2025", "vn-92-2025"]);
    assert_eq!(topics(&["vn-930-2020"], "2026-01-05"), ["vn-92-2025"], "a district has no successor but the province");
}

#[test]
fn an_emergency_reaches_phones_that_were_last_started_before_the_map_changed() {
    assert_eq!(told(&["vn-31318-2020"], "2020-10-21"), ["vn-31318-2020"]);
    let now = told(&["vn-31321-2025"], "2026-01-05");
    assert!(now.contains(&"vn-31321-2025".to_owned()) && now.contains(&"vn-31318-2020".to_owned()), "{now:?}");
    assert!(told(&[], "2026-01-05").contains(&"vn-93-2020".to_owned()));
    assert_eq!(
        told(&["vn-31321-2025"], "2027-01-05"),
        ["vn-31321-2025"],
        "a year later they have been started, or never will"
    );
}

#[test]
fn only_areas_of_the_service_can_be_followed_and_sixteen_of_them() {
    let refused = |ids: &[AreaId]| followable(ids, directory()).unwrap_err().code();
    assert_eq!(refused(&[area("vn-99999-2020")]), "area_unknown");
    let many: Vec<AreaId> = directory().areas().iter().take(MOST_FOLLOWED + 1).map(|area| area.id.clone()).collect();
    assert_eq!(refused(&many), "news_areas");
    assert!(followable(&many[1..], directory()).is_ok());
}
