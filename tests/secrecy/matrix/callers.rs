//! The kinds of caller that the table names.

use serde_json::json;

use super::token;
use crate::journeys::phone::Phone;
use crate::journeys::town::{OTHER_UNIT, Town, WARD_UNIT};

/// The unit above the owner, and one that never had the report.
const ABOVE: &str = "ubnd-vn-930-2020";
const ELSEWHERE: &str = "ubnd-vn-31324-2020";

/// Each by the name of its column.
pub(super) async fn callers(town: &Town) -> Vec<(&'static str, Phone)> {
    let api = town.api();
    let expired = token(&api, &json!({"sub": "mai", "role": "citizen", "expires_in": -1})).await;
    let admin = town.admin().await;
    let (payload, _) = admin.token().rsplit_once('.').unwrap();
    // {"alg":"none"}
    let forged = format!("eyJhbGciOiJub25lIn0.{}.", payload.split('.').nth(1).unwrap());
    let absent = Phone::of_staff(&api, "vang-mat", "officer", OTHER_UNIT).await;
    let away = json!({"from": "2020-10-21", "until": "2020-10-30", "deputy": null});
    absent.put("/v1/me/absence", &away).await.expect(200);
    let ousted = Phone::of_staff(&api, "da-nghi", "officer", OTHER_UNIT).await;
    assert_eq!(admin.delete("/v1/staff/da-nghi").await.status, 204);
    let removed = town.person("da-nghi").await;
    vec![
        ("none", town.anyone()),
        ("expired", Phone::with_token(&api, &expired)),
        ("forged", Phone::with_token(&api, &forged)),
        ("mine", town.citizen("mai").await),
        ("other", town.citizen("tam").await),
        ("officer", town.officer(OTHER_UNIT).await),
        ("leader", town.leader(OTHER_UNIT).await),
        ("former", town.officer(WARD_UNIT).await),
        ("elsewhere", town.officer(ELSEWHERE).await),
        ("above-o", town.officer(ABOVE).await),
        ("above-l", town.leader(ABOVE).await),
        ("absent", absent),
        ("ousted", ousted),
        ("removed", removed),
        ("centre", town.centre().await),
        ("admin", admin),
    ]
}
