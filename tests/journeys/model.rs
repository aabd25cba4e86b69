//! A model check: random people do random things to a few reports, two at a time now and then, while time jumps; after
//! each step DOMAIN.md's invariants must hold. The seed of a failure is printed; `MODEL_SEED=… cargo test -p tests model`
//! plays it again.

use std::collections::BTreeMap;

use aws::tables::{Tables, reports::Reports};
use domain::{Report, history::verify, ids::ReportId, report::Status};
use serde_json::{Value, json};

use super::phone::{Answer, Phone};
use super::picture::photo;
use super::town::{OTHER_UNIT, Town, WARD_UNIT, report_id, rubbish};

/// At most so many reports.
const REPORTS: u32 = 12;
const STEPS: u32 = 200;
const UNITS: [&str; 4] = [WARD_UNIT, OTHER_UNIT, "ubnd-vn-930-2020", "centre"];

struct Model {
    town: Town,
    reports: Reports,
    random: fastrand::Rng,
    citizens: [Phone; 2],
    officers: Vec<Phone>,
    leaders: Vec<Phone>,
    centre: Phone,
    /// As last seen, by id.
    before: BTreeMap<ReportId, Report>,
    photos: u32,
    sent: u32,
    said: BTreeMap<String, u32>,
}

impl Model {
    async fn begin(seed: u64) -> Self {
        let town = Town::in_2020().await;
        let (mut officers, mut leaders) = (Vec::new(), Vec::new());
        for unit in UNITS {
            officers.push(town.officer(unit).await);
            leaders.push(town.leader(unit).await);
        }
        Self {
            reports: reports(&town),
            random: fastrand::Rng::with_seed(seed),
            citizens: [town.citizen("mai").await, town.citizen("lan").await],
            officers,
            leaders,
            centre: Phone::of_staff(&town.api(), "m1", "centre", "centre").await,
            before: BTreeMap::new(),
            photos: 100,
            sent: 0,
            said: BTreeMap::new(),
            town,
        }
    }

    async fn step(&mut self) {
        match self.random.u8(..18) {
            0 | 17 => self.submit().await,
            1 | 2 => {
                let span = ["PT20M", "PT5H", "P1D", "P3D", "P8D"][self.random.usize(..5)];
                self.town.passes(span).await;
                self.nothing_is_left_undone().await;
            }
            3 => {
                let (one, other) = (self.wish().await, self.wish().await);
                let (one, other) = tokio::join!(send(&one), send(&other));
                self.heard(&one);
                self.heard(&other);
            }
            _ => {
                let wish = self.wish().await;
                let answer = send(&wish).await;
                self.heard(&answer);
            }
        }
    }

    async fn submit(&mut self) {
        self.sent = (self.sent + 1).min(REPORTS);
        let n = self.sent;
        let citizen = &self.citizens[(n % 2) as usize];
        let mut report = rubbish(&report_id(n), &[]);
        if n % 4 == 3 {
            report["visibility"] = json!("confidential");
        }
        let answer = citizen.submit(&report).await;
        self.heard(&answer);
    }

    fn heard(&mut self, answer: &Answer) {
        assert!(answer.status < 500, "{}: {}", answer.status, answer.text());
        for report in self.before.values() {
            assert!(!answer.text().contains(&report.person.0), "an answer tells who reported");
        }
        let code = if answer.status < 300 { "done".into() } else { answer.json()["code"].as_str().unwrap().to_owned() };
        *self.said.entry(code).or_default() += 1;
    }

    /// Who wants what of which report, mostly at the version that it has.
    async fn wish(&mut self) -> (Phone, String, Value) {
        let n = self.random.u32(1..=self.sent);
        let id = report_id(n);
        let report = self.reports.get(&id.parse().unwrap()).await.unwrap();
        let version = report.as_ref().map_or(1, |r| r.version).saturating_sub(u32::from(self.random.u8(..12) == 0));
        let owner = report.as_ref().map_or(WARD_UNIT, |r| r.owner.as_str());
        let unit = UNITS.iter().position(|unit| *unit == owner).filter(|_| self.random.u8(..12) > 0);
        let unit = unit.unwrap_or_else(|| self.random.usize(..UNITS.len()));
        let citizen = self.citizens[(n % 2) as usize].clone();
        let (officer, leader, centre) = (self.officers[unit].clone(), self.leaders[unit].clone(), self.centre.clone());
        let handler = [officer.clone(), leader.clone(), centre.clone()][self.random.usize(..3)].clone();
        let other = report_id(self.random.u32(1..=self.sent));
        let target = UNITS[self.random.usize(..3)];
        let (until, text) = ("2020-11-20T10:00:00+07:00", "lý do");
        let (phone, route, mut body) = match self.random.u8(..26) {
            0..=2 => (officer, "assignments", json!({"action": "accept"})),
            3 => (officer, "assignments", json!({"action": "transfer", "unit": target, "reason": text})),
            4 => (officer, "assignments", json!({"action": "return", "reason": text})),
            5 | 6 => (centre, "assignments", json!({"action": "assign", "unit": target})),
            7 => (handler, "assignments", json!({"action": "merge", "into": other})),
            8 => (centre, "assignments", json!({"action": "unmerge", "reason": text})),
            9 => {
                let area = ["vn-31318-2020", "vn-31321-2020"][self.random.usize(..2)];
                (handler, "assignments", json!({"action": "correct", "area": area, "reason": text}))
            }
            10 => (officer, "responses", json!({"kind": "ask", "text": text})),
            11..=13 => {
                let photo = self.evidence(&officer, &id).await;
                (officer, "responses", json!({"kind": "answer", "text": text, "photos": photo}))
            }
            14 => (officer, "responses", json!({"kind": "extend", "until": until, "reason": text})),
            15 => (officer, "responses", json!({"kind": "refuse", "reason": "untrue", "text": text})),
            16 | 17 => (leader, "responses", json!({"kind": "confirm"})),
            18 => (leader, "responses", json!({"kind": "decline", "reason": text})),
            19 => (leader, "responses", json!({"kind": (["reopen", "uphold"][self.random.usize(..2)]), "text": text})),
            20 => (
                leader,
                "responses",
                json!({"kind": (["recall", "note", "hide"][self.random.usize(..3)]), "reason": text, "text": text}),
            ),
            21 => (citizen, "feedback", json!({"kind": "agree", "rating": 5})),
            22 => (citizen, "feedback", json!({"kind": "reprocess", "text": text})),
            23 => (citizen, "feedback", json!({"kind": (["contest", "inform"][self.random.usize(..2)]), "text": text})),
            24 => (citizen, "feedback", json!({"kind": "disagree", "text": text})),
            _ => (citizen, "feedback", json!({"kind": (["withdraw", "make_confidential"][self.random.usize(..2)])})),
        };
        body["version"] = json!(version);
        (phone, format!("/v1/reports/{id}/{route}"), body)
    }

    /// An evidence photo, sent or still on its way; none now and then.
    async fn evidence(&mut self, officer: &Phone, id: &str) -> Vec<String> {
        self.photos += 1;
        let jpeg = photo(self.photos);
        let declared = officer.declare(id, "evidence", &jpeg).await;
        if declared.status != 201 {
            return Vec::new();
        }
        let declared = declared.json();
        if self.random.u8(..3) > 0 {
            officer.send_photo(&declared, &jpeg).await;
            self.town.stack().settle().await;
        }
        vec![declared["photo_id"].as_str().unwrap().to_owned()]
    }

    /// DOMAIN.md, invariants 1 to 4, and that nothing is left undone.
    async fn holds(&mut self) {
        self.town.stack().settle().await;
        let mut public = 0;
        for n in 1..=self.sent {
            let Some(report) = self.reports.get(&report_id(n).parse().unwrap()).await.unwrap() else { continue };
            public += usize::from(report.visibility == domain::report::Visibility::Public);
            assert_eq!(verify(&report.history), Ok(()));
            assert_eq!(report.version as usize, report.history.len());
            let told = Report::replay(report.id.clone(), report.code.clone(), report.person.clone(), &report.history);
            let told = told.map(|told| Report { due_at: report.due_at, alerts: report.alerts.clone(), ..told });
            assert_eq!(told.as_ref(), Some(&report), "a history that does not give its report");
            if matches!(report.status, Status::NeedsInfo | Status::Answered) || report.held().is_some() {
                assert!(report.due_at.is_some(), "nobody would look at {report:?} again");
            }
            assert_eq!(report.merged_into.is_some(), report.status == Status::Merged);
            self.grew(&report);
            self.before.insert(report.id.clone(), report);
        }
        let counts = self.town.listed().await;
        assert_eq!(counts.values().sum::<usize>(), public, "received is the sum over the states: {counts:?}");
        for report in self.before.values().filter(|r| r.merged_into.is_some()) {
            let target = report.merged_into.as_ref().and_then(|id| self.before.get(id)).unwrap();
            assert_ne!(target.status, Status::Merged, "a chain of merges");
            assert_ne!(target.status, Status::Withdrawn, "merged into what is withdrawn");
        }
    }

    /// The watch has done all that became due while time passed.
    async fn nothing_is_left_undone(&self) {
        let now = self.town.stack().clock().now() - jiff::SignedDuration::from_mins(2);
        for n in 1..=self.sent {
            let report = self.reports.get(&report_id(n).parse().unwrap()).await.unwrap();
            assert!(report.iter().all(|r| r.due_at.is_none_or(|due| due.at() > now)), "{report:?}");
        }
    }

    /// A history only grows, and what was promised moves with a reason only.
    fn grew(&self, report: &Report) {
        let Some(before) = self.before.get(&report.id) else { return };
        assert_eq!(
            report.history.get(..before.history.len()),
            Some(before.history.as_slice()),
            "history was rewritten"
        );
        let new = &report.history[before.history.len()..];
        if report.resolve_by != before.resolve_by {
            assert!(new.iter().any(|e| e.changes.resolve_by.is_some()), "a deadline moved by itself");
        }
        for (i, one) in report.alerts.iter().enumerate() {
            let again = |other: &&domain::alert::Alerted| other.alert == one.alert;
            for other in report.alerts[i + 1..].iter().filter(again) {
                let set = report.history.iter().any(|e| e.at > one.at && e.at <= other.at);
                assert!(set, "an alert was given twice: {:?}", report.alerts);
            }
        }
    }
}

async fn send((phone, path, body): &(Phone, String, Value)) -> Answer {
    phone.post(path, body).await
}

fn reports(town: &Town) -> Reports {
    let template = local::template::read(&local::Options::ephemeral().template).unwrap();
    let table = template.functions.iter().find_map(|function| function.environment.get("REPORTS_TABLE")).unwrap();
    let access = edge::Env::from_pairs(town.stack().aws()).aws().unwrap();
    Reports::open(&Tables::open(&access).unwrap(), table.clone())
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a failure is played again by its seed")]
async fn whatever_people_do_the_invariants_hold() {
    let seed = std::env::var("MODEL_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    eprintln!("MODEL_SEED={seed}");
    let mut model = Model::begin(seed).await;
    for _ in 0..3 {
        model.submit().await;
    }
    for step in 0..STEPS {
        eprintln!("step {step}");
        model.step().await;
        model.holds().await;
    }
    // A check that only hears refusals checks nothing.
    assert!(model.said.get("done").is_some_and(|done| *done > STEPS / 8), "{:?}", model.said);
    eprintln!("{:?}", model.said);
}
