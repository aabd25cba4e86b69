//! Who may keep an answer: anyone that of a public route, nobody that of a route that takes a token. Over every route that
//! reads, as the template has them.

use local::{
    Options,
    template::{self, Trigger},
};

use super::sends;
use crate::journeys::town::{Town, WARD, WARD_UNIT, report_id};

/// What a route is asked with, where it needs more than its path.
fn query(path: &str) -> &'static str {
    match path {
        "/v1/areas/locate" => "?lat=9.78&lng=105.47&at=2026-01-05",
        "/v1/search" => "?q=rac",
        _ => "",
    }
}

#[tokio::test]
async fn what_is_public_may_be_kept_by_anyone_for_a_time_and_what_took_a_token_by_nobody() {
    let town = Town::in_2020().await;
    let (citizen, officer, anyone) = (town.citizen("mai").await, town.officer(WARD_UNIT).await, town.anyone());
    sends(&citizen, 1, WARD, Some((9.784, 105.47))).await;
    town.stack().settle().await;
    let template = template::read(&Options::ephemeral().template).unwrap();
    let (mut public, mut private) = (0, 0);
    for function in template.functions.iter().filter(|function| function.crate_name.starts_with("read-")) {
        for trigger in &function.triggers {
            let Trigger::Route(route) = trigger else { continue };
            // Redirects to photos, and single news, have journeys of their own.
            if route.path.contains("{photo_id}") || route.path == "/v1/news/{id}" {
                continue;
            }
            let phone = match function.crate_name.as_str() {
                "read-mine" => &citizen,
                "read-inbox" => &officer,
                _ => &anyone,
            };
            let path = format!("{}{}", route.path.replace("{id}", &report_id(1)), query(&route.path));
            let answer = phone.get(&path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            let (kept, vary) = (answer.header("cache-control"), answer.header("vary"));
            if route.authorizer.as_deref() == Some("NONE") {
                assert!(
                    kept.starts_with("public, max-age=") && !vary.contains("authorization"),
                    "{path}: {kept}; {vary}"
                );
                public += 1;
            } else {
                assert!(kept == "private, no-store" && vary.contains("authorization"), "{path}: {kept}; {vary}");
                private += 1;
            }
            let known = [("if-none-match", answer.header("etag"))];
            let again = phone.send("GET", &path, &known, "").await;
            let live = route.path.ends_with("/statistics") || route.path.ends_with("/summary");
            assert!(again.status == 304 || live, "{path}: {}", again.status);
            assert_eq!(again.header("cache-control"), kept, "{path}");
        }
    }
    assert!(public >= 9 && private >= 9, "{public} public, {private} private");
    // nobody keeps a refusal: it may be another a moment later
    for refused in ["/v1/reports?limit=0", &format!("/v1/reports/{}", report_id(9))] {
        assert_eq!(anyone.get(refused).await.header("cache-control"), "private, no-store", "{refused}");
    }
}
