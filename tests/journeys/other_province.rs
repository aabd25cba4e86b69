//! A made-up province of two communes, from the skeleton that `directory new` writes: nothing of the real one is in code.

use local::{Asked, Options};
use serde_json::json;

use super::picture::photo;
use super::town::{Town, report_id};

#[tokio::test]
async fn a_report_in_a_made_up_province_goes_from_phone_to_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("directory new {}", folder.path().display());
    let Asked::Directory(errand) = local::parse(line.split(' ').map(Into::into)).unwrap() else { panic!("{line}") };
    errand.run().await.unwrap();
    // not by night, when a unit is not pushed
    let at = Some("2026-01-05T08:00:00+07:00".parse().unwrap());
    let town = Town::with(Options { directory: folder.path().to_owned(), at, ..Options::ephemeral() }).await;

    let (citizen, officer) = (town.citizen("mai").await, town.officer("ubnd-xa-tay").await);
    let (id, before, after) = (report_id(1), photo(1), photo(2));
    let scene = citizen.upload(&id, "scene", &before).await;
    let app = town.anyone().get("/v1/app").await.expect(200);
    let report = json!({
        "id": id, "category": "RAC", "description": "Rác ven đường", "location": {"lat": 10.02, "lng": 106.02, "accuracy_m": 10},
        "photos": [scene], "consent": app["consent"]["version"],
    });
    let sent = citizen.submit(&report).await.expect(201);
    assert_eq!(sent["owner"]["unit"], "ubnd-xa-tay");
    assert_eq!(town.pushes().await[0]["topic"], "local-unit-ubnd-xa-tay");
    officer.accept(&id, 1).await.expect(200);
    let evidence = officer.upload(&id, "evidence", &after).await;
    town.stack().settle().await;
    officer.answer(&id, 2, "Đã thu gom rác.", &[evidence]).await.expect(200);
    assert_eq!(citizen.agree(&id, 3).await.expect(200)["verdict"], "agreed");
    assert_eq!(town.anyone().read(&id).await.expect(200)["photos"].as_array().unwrap().len(), 2);
}
