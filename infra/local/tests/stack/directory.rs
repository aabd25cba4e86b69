//! The directory under way: tried, published, gone back to, edited under a running stack, and another province's.
//! Here the functions are the real ones, from the real template.

use std::path::Path;
use std::time::Duration;

use local::{Asked, Errand, Options, Stack};
use serde_json::{Value, json};

use crate::client::{Answer, get, post, send, token};

const WARD: &str = "vn-31318-2020";

/// Wednesday, 21 October 2020, 08:00.
async fn in_2020(options: Options) -> Stack {
    Stack::start(Options { at: Some("2020-10-21T08:00:00+07:00".parse().unwrap()), ..options }).await.unwrap()
}

async fn asked(stack: &Stack, token: &str, method: &str, path: &str, more: &[(&str, &str)], body: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
    headers.extend(more);
    send(method, &format!("{}{path}", stack.url()), &headers, body.to_string()).await
}

async fn admin(stack: &Stack) -> String {
    token(stack, &json!({"sub": "quan-tri"})).await
}

/// The files in force, and their validator.
async fn in_force(stack: &Stack, admin: &str) -> (Value, String) {
    let answer = asked(stack, admin, "GET", "/v1/directory", &[], &json!(null)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    (answer.json()["files"].clone(), answer.header("etag").to_owned())
}

/// The validator of what a function would start with, which is that version's own bundle.
fn started_with(stack: &Stack) -> String {
    let item = |key: &str| {
        let get = json!({"TableName": "local-directory", "Key": {"item": {"S": key}}});
        let out = stack.database().get_item(serde_json::from_value(get).unwrap()).unwrap();
        serde_json::to_value(out).unwrap()["Item"].take()
    };
    let loaded = item("loaded");
    let version = loaded["version"]["S"].as_str().unwrap();
    let stored = item(&format!("version#{version}"));
    assert!(loaded["bundle"].is_object() && loaded["bundle"] == stored["bundle"], "{version}");
    format!("\"{version}\"")
}

/// The files with another owner of rubbish.
fn changed(files: &Value) -> Value {
    let mut files = files.clone();
    let text = files["categories.csv"].as_str().unwrap();
    files["categories.csv"] =
        json!(text.replacen(",commune,department:moi-truong,", ",department:moi-truong,commune,", 1));
    files
}

async fn submitted(stack: &Stack, n: u32, report: Value) -> Value {
    let token = token(stack, &json!({"sub": "lan", "role": "citizen"})).await;
    let mut report = report;
    report["id"] = json!(format!("017548a9-d4b8-7c1e-9d42-{n:012x}"));
    report["description"] = json!("Rác thải trên đường Châu Văn Liêm");
    report["consent"] = json!("2020-02");
    let answer = asked(stack, &token, "POST", "/v1/reports", &[], &report).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

async fn rubbish(stack: &Stack, n: u32) -> String {
    let report = submitted(stack, n, json!({"category": "MT-RAC", "area": WARD})).await;
    report["owner"]["unit"].as_str().unwrap().to_owned()
}

async fn minute(stack: &Stack) {
    assert_eq!(post(&format!("{}/local/clock", stack.url()), &json!({"advance": "PT61S"})).await.status, 200);
}

#[tokio::test]
async fn a_change_is_tried_published_and_gone_back_from() {
    let stack = in_2020(Options::ephemeral()).await;
    let admin = admin(&stack).await;
    assert_eq!(rubbish(&stack, 1).await, format!("ubnd-{WARD}"));
    let (files, first) = in_force(&stack, &admin).await;
    assert_eq!(started_with(&stack), first);
    let body = json!({"files": changed(&files)});

    let tried = asked(&stack, &admin, "PUT", "/v1/directory?dry_run=true", &[], &body).await.json();
    assert_eq!((&tried["replayed"]["reports"], &tried["would_change"]), (&json!(1), &json!(1)), "{tried}");
    let item = &tried["items"][0];
    assert_eq!((&item["before"]["rule"], &item["after"]["rule"]), (&json!("commune"), &json!("department:moi-truong")));
    assert_eq!((&item["after"]["owner"], &item["why"]), (&json!("so-tnmt-hg"), &json!(["owner"])));
    assert_eq!(in_force(&stack, &admin).await.1, first, "trying changes nothing");

    let put = asked(&stack, &admin, "PUT", "/v1/directory", &[("if-match", &first)], &body).await;
    assert_eq!((put.status, &put.json()["changed"]), (200, &json!(true)), "{}", put.text());
    minute(&stack).await;
    assert_eq!(rubbish(&stack, 2).await, "so-tnmt-hg");
    assert_eq!(in_force(&stack, &admin).await, (changed(&files), put.header("etag").to_owned()));
    assert_eq!(started_with(&stack), put.header("etag"));

    let older = json!({"version": first.trim_matches('"')});
    let late = asked(&stack, &admin, "PUT", "/v1/directory", &[("if-match", &first)], &older).await;
    assert_eq!((late.status, &late.json()["code"]), (412, &json!("directory_changed")));
    let second = put.header("etag").to_owned();
    assert_eq!(asked(&stack, &admin, "PUT", "/v1/directory", &[("if-match", &second)], &older).await.status, 200);
    minute(&stack).await;
    assert_eq!(rubbish(&stack, 3).await, format!("ubnd-{WARD}"));
    assert_eq!(started_with(&stack), first);

    let versions = asked(&stack, &admin, "GET", "/v1/directory/versions", &[], &json!(null)).await.json();
    let told: Vec<_> =
        versions["items"].as_array().unwrap().iter().map(|i| (&i["version"], &i["published_by"])).collect();
    let (first, second) = (json!(first.trim_matches('"')), json!(second.trim_matches('"')));
    let (by_admin, by_stack) = (json!("quan-tri"), json!("local"));
    assert_eq!(told, [(&first, &by_admin), (&second, &by_admin), (&first, &by_stack)]);
}

#[tokio::test]
async fn a_bad_directory_is_refused_with_every_fault_and_changes_nothing() {
    let stack = in_2020(Options::ephemeral()).await;
    let admin = admin(&stack).await;
    let (mut files, etag) = in_force(&stack, &admin).await;
    let text = files["categories.csv"].as_str().unwrap().replacen(",3wd,", ",3 days,", 1);
    files["categories.csv"] = json!(text);
    files["units.csv"] = json!(files["units.csv"].as_str().unwrap().replace(",centre,", ",nobody,"));
    let body = json!({"files": files});
    for path in ["/v1/directory", "/v1/directory?dry_run=true"] {
        let refused = asked(&stack, &admin, "PUT", path, &[("if-match", &etag)], &body).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        let problem = refused.json();
        assert_eq!(problem["code"], "directory_invalid");
        let named = |file: &str| problem["faults"].as_array().unwrap().iter().any(|fault| fault["file"] == file);
        assert!(named("categories.csv") && named("units.csv"), "{problem}");
        assert_eq!(problem["faults"][0]["line"], 2, "{problem}");
    }
    assert_eq!(in_force(&stack, &admin).await.1, etag);
}

#[tokio::test]
async fn only_administrators_see_or_change_the_directory() {
    let stack = in_2020(Options::ephemeral()).await;
    for who in [json!({"sub": "trung-tam"}), json!({"sub": "lan", "role": "citizen"})] {
        let token = token(&stack, &who).await;
        for (method, path) in [("GET", "/v1/directory"), ("GET", "/v1/directory/versions"), ("PUT", "/v1/directory")] {
            let answer = asked(&stack, &token, method, path, &[("if-match", "\"x\"")], &json!({"version": "x"})).await;
            assert_eq!((answer.status, &answer.json()["code"]), (403, &json!("admins_only")), "{method} {path}");
        }
    }
    let admin = admin(&stack).await;
    let blind = asked(&stack, &admin, "PUT", "/v1/directory", &[], &json!({"version": "x"})).await;
    assert_eq!((blind.status, &blind.json()["code"]), (428, &json!("if_match_required")));
}

fn errand(line: &str) -> Errand {
    match local::parse(line.split(' ').map(Into::into)).unwrap() {
        Asked::Directory(errand) => errand,
        _ => panic!("{line}"),
    }
}

fn edit(folder: &Path, from: &str, to: &str) {
    let path = folder.join("categories.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from));
    std::fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Where rubbish in the west of the made-up province goes.
async fn in_the_west(stack: &Stack, n: u32) -> Value {
    let location = json!({"lat": 10.02, "lng": 106.02, "accuracy_m": 10});
    submitted(stack, n, json!({"category": "RAC", "location": location})).await
}

#[tokio::test]
async fn a_made_up_province_runs_its_own_journey_and_an_edit_is_taken_over_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display().to_string();
    errand(&format!("directory new {at}")).run().await.unwrap();
    let stack = in_2020(Options { directory: folder.path().to_owned(), watch: true, ..Options::ephemeral() }).await;
    assert_eq!(get(&format!("{}/v1/app", stack.url())).await.json()["province"]["vi"], "Mẫu");

    let report = in_the_west(&stack, 1).await;
    assert_eq!(report["owner"]["unit"], "ubnd-xa-tay");
    let path = format!("/v1/reports/{}", report["id"].as_str().unwrap());
    let officer = token(&stack, &json!({"sub": "o", "role": "officer", "unit": "ubnd-xa-tay"})).await;
    let accept = json!({"action": "accept", "version": 1});
    let accepted = asked(&stack, &officer, "POST", &format!("{path}/assignments"), &[], &accept).await;
    assert_eq!((accepted.status, &accepted.json()["status"]), (200, &json!("in_progress")), "{}", accepted.text());

    edit(folder.path(), ",commune,centre,8wh", ",department:giao-thong,centre,8wh");
    let mut n = 2;
    let owner = loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        minute(&stack).await;
        let report = in_the_west(&stack, n).await;
        if report["owner"]["unit"] != "ubnd-xa-tay" || n == 9 {
            break report["owner"]["unit"].clone();
        }
        n += 1;
    };
    assert_eq!(owner, "so-giao-thong");

    edit(folder.path(), ",department:giao-thong,centre,8wh", ",commune,centre,8wh");
    let differs = errand(&format!("directory diff {at} --url {}", stack.url())).run().await.unwrap();
    assert!(differs.contains("owner: so-giao-thong -> ubnd-xa-tay") || differs.starts_with("nothing"), "{differs}");
    errand(&format!("directory push {at} --url {}", stack.url())).run().await.unwrap();
    minute(&stack).await;
    assert_eq!(in_the_west(&stack, 10).await["owner"]["unit"], "ubnd-xa-tay");
}

#[tokio::test]
async fn areas_are_told_flat_as_a_tree_by_name_by_code_and_as_a_map() {
    let stack = in_2020(Options::ephemeral()).await;
    let areas = |query: &str| {
        let url = format!("{}/v1/areas{query}", stack.url());
        async move { get(&url).await }
    };
    let items = |answer: &Answer| answer.json()["items"].as_array().unwrap().clone();
    assert_eq!(items(&areas("").await).len(), 84, "a province, 8 districts, 75 communes");
    let tree = items(&areas("?tree=true").await);
    assert_eq!((tree.len(), tree[0]["areas"].as_array().unwrap().len()), (1, 8));
    assert_eq!(items(&areas("?q=long%20my").await).len(), 2, "a huyện and a thị xã");
    assert_eq!(items(&areas("?q=tx%20long%20my").await).len(), 1);
    assert_eq!(items(&areas("?code=31342").await)[0]["name"], "Thị trấn Một Ngàn");
    assert_eq!(items(&areas("?code=31342&at=2026-01-05").await)[0]["name"], "Xã Tân Hòa");
    let map = areas("?borders=true&at=2026-01-05").await;
    assert_eq!(
        (map.header("content-type"), map.header("cache-control")),
        ("application/geo+json", "public, max-age=86400")
    );
    assert_eq!(map.json()["features"].as_array().unwrap().len(), 28);
    let tag = map.header("etag").to_owned();
    let url = format!("{}/v1/areas?at=2026-01-05", stack.url());
    let headers = [("accept", "application/geo+json"), ("if-none-match", tag.as_str())];
    assert_eq!(send("GET", &url, &headers, "").await.status, 304);
}
