//! Every figure that is promised, of reports that became one of each; the same live, for the unit, and as published.

use serde_json::{Value, json};

use super::{Phone, Town, adds_up, part, sends};
use crate::journeys::town::{WARD, WARD_UNIT, report_id};

/// Noise: a leader may waive the photo.
const CATEGORY: &str = "AN-ONM";
const DAYS: &str = "from=2020-11-01&to=2020-11-30";

struct Ward {
    town: Town,
    citizen: Phone,
    officer: Phone,
    leader: Phone,
}

impl Ward {
    async fn open() -> Self {
        let town = Town::at("2020-11-02T08:00:00+07:00").await;
        let (officer, leader) = (town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await);
        Self { citizen: town.citizen("mai").await, officer, leader, town }
    }

    async fn accepted(&self, n: u32) {
        sends(&self.citizen, &report_id(n), CATEGORY, WARD, "public").await;
        self.officer.accept(&report_id(n), 1).await.expect(200);
    }

    /// The officer's answer without a photo, confirmed by the leader: two entries from `version` on.
    async fn answer(&self, n: u32, version: u32) {
        let (id, next) = (report_id(n), version + 1);
        let waived =
            json!({"kind": "answer", "version": version, "text": "Đã nhắc nhở.", "photos": [], "waiver": "Tiếng ồn."});
        self.officer.respond(&id, &waived).await.expect(202);
        self.confirm(n, next).await;
    }

    async fn confirm(&self, n: u32, version: u32) {
        self.leader.respond(&report_id(n), &json!({"kind": "confirm", "version": version})).await.expect(200);
    }

    async fn says(&self, n: u32, version: u32, body: Value) {
        let mut body = body;
        body["version"] = json!(version);
        self.citizen.feedback(&report_id(n), &body).await.expect(200);
    }

    /// A life that ends with a rating.
    async fn rated(&self, n: u32, rating: u32) {
        self.accepted(n).await;
        self.answer(n, 2).await;
        self.says(n, 4, json!({"kind": "agree", "rating": rating})).await;
    }

    /// Fourteen reports, one or more of each kind.
    async fn lives(&self) {
        let (officer, leader) = (&self.officer, &self.leader);
        self.accepted(1).await;
        let until = "2020-11-06T17:00:00+07:00";
        let extend = json!({"kind": "extend", "version": 2, "until": until, "reason": "Chờ đo độ ồn."});
        officer.respond(&report_id(1), &extend).await.expect(202);
        self.confirm(1, 3).await;
        self.accepted(2).await;
        for n in 3..=6 {
            self.accepted(n).await;
            self.answer(n, 2).await;
        }
        self.says(4, 4, json!({"kind": "disagree", "text": "Vẫn ồn."})).await;
        for n in [5, 6] {
            self.says(n, 4, json!({"kind": "reprocess", "text": "Vẫn ồn."})).await;
        }
        leader.respond(&report_id(5), &json!({"kind": "uphold", "version": 5, "text": "Đã đo."})).await.expect(200);
        leader.respond(&report_id(6), &json!({"kind": "reopen", "version": 5, "text": "Xem lại."})).await.expect(200);
        sends(&self.citizen, &report_id(7), CATEGORY, WARD, "public").await;
        let refuse = json!({"kind": "refuse", "version": 1, "reason": "abusive", "text": "Nội dung xúc phạm."});
        officer.respond(&report_id(7), &refuse).await.expect(202);
        self.confirm(7, 2).await;
        for (n, rating) in (8..=11).zip([5, 4, 4, 3]) {
            self.town.passes("PT1H").await;
            self.rated(n, rating).await;
        }
        // Friday: 2 is late, 1 still within its second deadline; 3 falls silent in the week after
        self.town.passes("P3DT22H").await;
        for n in [1, 2] {
            self.answer(n, if n == 1 { 4 } else { 2 }).await;
        }
        self.town.passes("P5D").await;
        self.town.stack().settle().await;
    }

    async fn figures(&self) -> Value {
        let all = self.officer.get(&format!("/v1/inbox/statistics?{DAYS}")).await.expect(200);
        adds_up(&all);
        all
    }
}

#[tokio::test]
async fn every_figure_is_told_of_what_became_of_each_report() {
    let ward = Ward::open().await;
    ward.lives().await;
    let live = ward.figures().await;
    let told = &live["figures"];
    for (figure, count) in [
        ("/received", 11),
        ("/answered", 9),
        ("/answered_in_time", 7),
        ("/answered_by_extension", 1),
        ("/answered_late", 1),
        ("/extended", 1),
        ("/reopened", 1),
        ("/refused/abusive", 1),
        ("/refused/untrue", 0),
        ("/verdicts/agreed", 4),
        ("/verdicts/disagreed", 1),
        ("/verdicts/upheld", 1),
        ("/verdicts/silent", 1),
        ("/by_state/answered", 2),
        ("/by_state/closed", 7),
        ("/by_state/in_progress", 1),
        ("/by_state/refused", 1),
    ] {
        assert_eq!(told.pointer(figure), Some(&json!(count)), "{figure}: {told}");
    }
    for (figure, least) in [("/hours_to_accept/median", 0.0), ("/hours_to_answer/p90", 50.0)] {
        assert!(told.pointer(figure).and_then(Value::as_f64).is_some_and(|hours| hours >= least), "{figure}: {told}");
    }
    assert_eq!(told["rating"], Value::Null, "four verdicts could tell whose they are");
    let page = ward.leader.get("/v1/inbox/summary?period=2020-11").await.text();
    assert!(page.contains("<td>Điểm trung bình (từ 5 đánh giá trở lên)</td><td class=\"n\">–</td>"), "{page}");

    // the same by field, place and unit, and for everybody as of midnight
    for (by, id) in [("by_area", WARD), ("by_category", CATEGORY), ("by_unit", WARD_UNIT)] {
        assert_eq!(part(&live, by, id), told, "{by}");
    }
    ward.town.passes("P1D").await;
    let public = ward.town.anyone().get(&format!("/v1/statistics?{DAYS}&area={WARD}")).await.expect(200);
    adds_up(&public);
    for (by, id) in [("by_area", WARD), ("by_category", CATEGORY), ("by_unit", WARD_UNIT)] {
        assert_eq!(part(&public, by, id)["verdicts"], told["verdicts"], "{by}");
        assert_eq!(part(&public, by, id)["rating"], Value::Null, "{by}");
    }

    // the fifth
    ward.rated(12, 1).await;
    ward.town.stack().settle().await;
    assert_eq!(ward.figures().await["figures"]["rating"], json!({"average": 3.4, "count": 5}));
    let elsewhere = ward.officer.get("/v1/inbox/statistics?from=2020-11-03&to=2020-11-30").await.expect(200);
    assert_eq!(elsewhere["figures"]["received"], 1, "of other days");
    assert_eq!(elsewhere["figures"]["rating"], Value::Null, "one verdict among them");
}
