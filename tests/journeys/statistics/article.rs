//! The newspaper's totals, 23 November 2020: 175 received, 149 answered, 24 in progress; two are missing there.

use serde_json::{Value, json};

use super::{Phone, Town, adds_up, part, sends};
use crate::journeys::town::{WARD_UNIT, report_id};

/// Four wards of the town, each with a committee of its own.
const WARDS: [&str; 4] = ["vn-31318-2020", "vn-31321-2020", "vn-31324-2020", "vn-31327-2020"];
/// Noise: public or confidential as the citizen likes, and a leader may waive the photo.
const CATEGORY: &str = "AN-ONM";

struct Ward {
    officer: Phone,
    leader: Phone,
}

async fn wards(town: &Town) -> Vec<Ward> {
    let mut wards = Vec::new();
    for area in WARDS {
        let unit = format!("ubnd-{area}");
        wards.push(Ward { officer: town.officer(&unit).await, leader: town.leader(&unit).await });
    }
    wards
}

/// 175 reports over some days: 149 answered, 24 in progress, one refused, one withdrawn. The wards work side by side.
async fn live(town: &Town) {
    let wards = wards(town).await;
    for days in [0..60, 60..120, 120..175] {
        let in_ward = |place: u32| {
            let (days, ward) = (days.clone(), &wards[place as usize]);
            async move {
                for n in days.filter(|n| n % 4 == place) {
                    one(town, n, WARDS[place as usize], ward).await;
                }
            }
        };
        tokio::join!(in_ward(0), in_ward(1), in_ward(2), in_ward(3));
        town.passes("P1D").await;
    }
    town.stack().settle().await;
}

async fn one(town: &Town, n: u32, area: &str, ward: &Ward) {
    // no one may send more than ten an hour
    let citizen = town.citizen(&format!("citizen-{}-{area}", n / 36)).await;
    let (id, Ward { officer, leader }) = (report_id(n), ward);
    let visibility = if n % 10 == 3 { "confidential" } else { "public" };
    sends(&citizen, &id, CATEGORY, area, visibility).await;
    match n {
        0 => {
            let refuse = json!({"kind": "refuse", "version": 1, "reason": "untrue", "text": "Đã kiểm tra."});
            officer.respond(&id, &refuse).await.expect(202);
            leader.respond(&id, &json!({"kind": "confirm", "version": 2, "text": "Đồng ý."})).await.expect(200);
        }
        1 => {
            citizen.feedback(&id, &json!({"kind": "withdraw", "version": 1})).await.expect(200);
        }
        2..26 => {
            officer.accept(&id, 1).await.expect(200);
        }
        _ => answered(&citizen, ward, &id, n).await,
    }
}

async fn answered(citizen: &Phone, Ward { officer, leader }: &Ward, id: &str, n: u32) {
    officer.accept(id, 1).await.expect(200);
    let waived = json!({"kind": "answer", "version": 2, "text": "Đã nhắc nhở.", "photos": [], "waiver": "Tiếng ồn."});
    officer.respond(id, &waived).await.expect(202);
    leader.respond(id, &json!({"kind": "confirm", "version": 3})).await.expect(200);
    if n.is_multiple_of(3) {
        let rating = n % 5 + 1;
        citizen.feedback(id, &json!({"kind": "agree", "version": 4, "rating": rating})).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_175_received_149_are_answered_24_in_progress_and_the_two_that_the_article_lost_are_there() {
    let town = Town::at("2020-11-02T08:00:00+07:00").await;
    live(&town).await;
    let centre = town.centre().await;
    let days = "from=2020-11-01&to=2020-11-30";
    let all = centre.get(&format!("/v1/inbox/statistics?{days}")).await.expect(200);
    adds_up(&all);
    let figures = &all["figures"];
    assert_eq!((&figures["received"], &figures["answered"]), (&json!(175), &json!(149)));
    let states = &figures["by_state"];
    assert_eq!(states["in_progress"], 24);
    assert_eq!((&states["refused"], &states["withdrawn"]), (&json!(1), &json!(1)), "these two");
    assert_eq!(states["answered"].as_u64().unwrap() + states["closed"].as_u64().unwrap(), 149);
    assert_eq!(figures["refused"]["untrue"], 1);
    assert_eq!(figures["verdicts"]["agreed"], states["closed"]);
    assert_eq!(figures["rating"]["count"], states["closed"]);
    parts_add_up(&town, &all, &centre).await;
    by_one_day_after_another(&centre).await;
}

/// The wards' figures are the whole's, the unit's those of its ward, and the district's those of its communes.
async fn parts_add_up(town: &Town, all: &Value, centre: &Phone) {
    let of_wards: u64 = WARDS.iter().map(|ward| part(all, "by_area", ward)["received"].as_u64().unwrap()).sum();
    assert_eq!(of_wards, 175);
    let days = "from=2020-11-01&to=2020-11-30";
    for area in ["vn-930-2020", "vn-93-2020"] {
        let of_area = centre.get(&format!("/v1/inbox/statistics?{days}&area={area}")).await.expect(200);
        assert_eq!(of_area["figures"], all["figures"], "{area}");
    }
    let elsewhere = centre.get(&format!("/v1/inbox/statistics?{days}&area=vn-932-2020")).await.expect(200);
    assert_eq!(elsewhere["figures"]["received"], 0);
    let own = town.officer(WARD_UNIT).await.get(&format!("/v1/inbox/statistics?{days}")).await.expect(200);
    assert_eq!(own["figures"], *part(all, "by_unit", WARD_UNIT));
    assert_eq!(own["figures"], *part(all, "by_area", WARDS[0]));
}

/// Days are apart: their sums are the month's.
async fn by_one_day_after_another(centre: &Phone) {
    let mut sum = 0;
    for day in 1..=5 {
        let path = format!("/v1/inbox/statistics?from=2020-11-0{day}&to=2020-11-0{day}");
        let of_day = centre.get(&path).await.expect(200);
        adds_up(&of_day);
        sum += of_day["figures"]["received"].as_u64().unwrap();
    }
    assert_eq!(sum, 175);
}
