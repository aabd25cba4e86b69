//! A journey over a stack that is killed, as by a power cut, after every step: nothing is lost, nothing is doubled.
//!
//! The stack runs in a process of its own: this test binary, called for the one test that is a stack and no test.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use local::{Options, Stack};
use serde_json::{Value, json};

use super::phone::{Phone, photo_id, send};
use super::picture::photo;
use super::town::{WARD_UNIT, report_id, rubbish};

/// Tells the process where its data is; without it there is nothing to run.
const FOLDER: &str = "POWER_CUT_FOLDER";

/// A machine that runs a stack until its power is cut.
struct Machine {
    process: Child,
    api: String,
}

impl Machine {
    fn switch_on(folder: &Path) -> Self {
        let name = "journeys::power_cuts::a_stack_to_be_cut_off";
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--ignored", "--nocapture"])
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let api = lines.find_map(|line| Some(line.split_once("ready ")?.1.to_owned()));
        let api = api.expect("the stack did not start: run the ignored test with the variable set to see why");
        Self { process, api }
    }

    /// `kill -9`, and on again over the same data.
    fn cut(mut self, folder: &Path) -> Self {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        Self::switch_on(folder)
    }

    /// Somebody's phone with the token that it was given before.
    fn phone(&self, token: &str) -> Phone {
        Phone::with_token(&self.api, token)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        if let Err(cause) = self.process.kill().and_then(|()| self.process.wait()) {
            eprintln!("the stack's process {} may still run: {cause}", self.process.id());
        }
    }
}

#[tokio::test]
#[ignore = "a stack and no test: started by the tests of this file, to be killed"]
async fn a_stack_to_be_cut_off() {
    #[expect(clippy::disallowed_methods, reason = "how a process is told where its data is")]
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let is_new = !Path::new(&folder).join("clock.json").exists();
    let at = is_new.then(|| "2020-10-21T08:00:00+07:00".parse().unwrap());
    let stack = Stack::start(Options { at, ..Options::kept_in(&folder) }).await.unwrap();
    println!("ready {}", stack.url());
    // until it is killed, or whoever started it is gone
    tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await.unwrap().unwrap();
}

/// Waits for what comes by itself. A stack that has just started has a minute for it.
async fn until<T, Fut: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> Fut) -> T {
    for _ in 0..600 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("there was no {what} in a minute");
}

/// What was pushed: to whom and under which collapse id, with the messages.
async fn pushed(api: &str) -> BTreeMap<(String, String), BTreeSet<String>> {
    let pushes = send("GET", &format!("{api}/local/pushes"), &[], "").await.expect(200);
    let mut by_id: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for push in pushes.as_array().unwrap() {
        let id = push["payloads"]["GCM"]["fcmV1Message"]["message"]["android"]["notification"]["tag"].as_str();
        let to = push["target"].as_str().unwrap().to_owned();
        by_id.entry((to, id.unwrap().to_owned())).or_default().insert(push["message"].to_string());
    }
    by_id
}

#[tokio::test]
async fn a_journey_goes_on_after_a_power_cut_at_every_step() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (id, before, after) = (report_id(1), photo(1), photo(2));
    let machine = Machine::switch_on(folder);
    let citizen = Phone::of_citizen(&machine.api, "mai").await.token().to_owned();
    let officer = Phone::of_staff(&machine.api, "lan", "officer", WARD_UNIT).await.token().to_owned();

    let machine = machine.cut(folder);
    machine.phone(&citizen).wants_pushes("phone", "fcm").await;
    let machine = machine.cut(folder);
    machine.phone(&officer).wants_pushes("desk", "apns").await;

    let machine = machine.cut(folder);
    let scene = machine.phone(&citizen).upload(&id, "scene", &before).await;
    let machine = machine.cut(folder);
    let report = rubbish(&id, std::slice::from_ref(&scene));
    let sent = machine.phone(&citizen).submit(&report).await.expect(201);

    let machine = machine.cut(folder);
    assert_eq!(
        machine.phone(&citizen).submit(&report).await.expect(200),
        sent,
        "a phone that heard nothing asks again"
    );
    until("push to the unit", || async { (!pushed(&machine.api).await.is_empty()).then_some(()) }).await;

    let machine = machine.cut(folder);
    let path = format!("/v1/reports/{id}/assignments");
    let accept = json!({"action": "accept", "version": 1});
    let accepted = machine.phone(&officer).post_keyed("k", &path, &accept).await.expect(200);
    let machine = machine.cut(folder);
    assert_eq!(machine.phone(&officer).post_keyed("k", &path, &accept).await.expect(200), accepted);

    let evidence = machine.phone(&officer).upload(&id, "evidence", &after).await;
    let machine = machine.cut(folder);
    let desk = machine.phone(&officer);
    for shown in [&scene, &evidence] {
        let path = format!("/v1/inbox/{id}/photos/{shown}/thumb");
        until("photo", || async { (desk.get(&path).await.status == 302).then_some(()) }).await;
    }

    let machine = machine.cut(folder);
    let answered = machine.phone(&officer).answer(&id, 2, "Đã dọn sạch.", &[evidence]).await.expect(200);
    assert_eq!(answered["status"], "answered");
    let machine = machine.cut(folder);
    let closed = machine.phone(&citizen).agree(&id, 3).await.expect(200);
    assert_eq!(closed["status"], "closed");

    let machine = machine.cut(folder);
    until("push to the reporter", || async { (pushed(&machine.api).await.len() >= 3).then_some(()) }).await;
    nothing_lost_or_doubled(&machine, &citizen, &id).await;
}

/// A held answer completes by itself once its photo is processed, power cut or not.
#[tokio::test]
async fn an_answer_that_waits_for_its_photo_completes_after_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (id, after) = (report_id(1), photo(2));
    let machine = Machine::switch_on(folder);
    let citizen = Phone::of_citizen(&machine.api, "mai").await;
    citizen.submit(&rubbish(&id, &[])).await.expect(201);
    let officer = Phone::of_staff(&machine.api, "lan", "officer", WARD_UNIT).await;
    officer.accept(&id, 1).await.expect(200);
    let declared = officer.declare(&id, "evidence", &after).await.expect(201);
    let held = officer.answer(&id, 2, "Đã dọn sạch.", &[photo_id("evidence", &after)]).await.expect(202);
    assert_eq!((&held["status"], &held["answer_held"]), (&json!("in_progress"), &json!(true)));
    officer.send_photo(&declared, &after).await;

    let machine = machine.cut(folder);
    let read = until("answer", || async {
        let report = Phone::of_anyone(&machine.api).read(&id).await.expect(200);
        (report["status"] == "answered").then_some(report)
    });
    let read = read.await;
    assert_eq!(read["answer"]["text"], "Đã dọn sạch.");
    assert_eq!(read["photos"][0]["photo_id"], photo_id("evidence", &after));
    machine.phone(citizen.token()).agree(&id, read["version"].as_u64().unwrap()).await.expect(200);
}

async fn nothing_lost_or_doubled(machine: &Machine, citizen: &str, id: &str) {
    let (anyone, citizen) = (Phone::of_anyone(&machine.api), machine.phone(citizen));
    let history = anyone.get(&format!("/v1/reports/{id}/history")).await.expect(200);
    let actions: Vec<_> = history["items"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["submit", "accept", "answer", "agree"]);
    for list in [anyone.get("/v1/reports").await, citizen.get("/v1/me/reports").await] {
        let items: Vec<Value> = list.expect(200)["items"].as_array().unwrap().clone();
        assert_eq!(items.iter().map(|report| &report["id"]).collect::<Vec<_>>(), [id]);
    }
    let public = anyone.read(id).await.expect(200);
    assert_eq!(public["photos"].as_array().unwrap().len(), 2);
    for photo in public["photos"].as_array().unwrap() {
        anyone.look_at(photo["full"].as_str().unwrap()).await;
    }
    let pushed = pushed(&machine.api).await;
    assert_eq!(pushed.len(), 3, "one to the unit, of acceptance and answer to the reporter: {pushed:#?}");
    for (to, messages) in pushed {
        assert_eq!(messages.len(), 1, "a repeat replaces the first, so it says the same: {to:?}");
    }
}
