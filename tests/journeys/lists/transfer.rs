//! How lists travel: 304 where nothing has changed, gzip where it is worth it, kept by whom it may be.

use std::io::Read;

use flate2::read::GzDecoder;

use super::sends;
use crate::journeys::phone::Phone;
use crate::journeys::town::{Town, WARD, WARD_UNIT, report_id};

/// Town with reports enough for a page of more than 1 KB.
async fn town() -> (Town, Phone, Phone) {
    let town = Town::in_2020().await;
    let citizen = town.citizen("mai").await;
    for n in 1..=3 {
        sends(&citizen, n, WARD, Some((9.78, 105.47))).await;
    }
    town.stack().settle().await;
    let officer = town.officer(WARD_UNIT).await;
    (town, citizen, officer)
}

#[tokio::test]
async fn who_has_a_page_already_gets_304_until_it_changes() {
    let (town, citizen, officer) = town().await;
    let id = report_id(1);
    let anyone = town.anyone();
    let (one, own, staffs) = (format!("/v1/reports/{id}"), format!("/v1/me/reports/{id}"), format!("/v1/inbox/{id}"));
    let histories = [format!("{one}/history"), format!("{own}/history"), format!("{staffs}/history")];
    let reads = [
        (&anyone, "/v1/reports", "public, max-age=15"),
        (&anyone, "/v1/reports?bbox=105.4,9.7,105.5,9.8", "public, max-age=15"),
        (&anyone, &one, "public, max-age=15"),
        (&anyone, &histories[0], "public, max-age=15"),
        (&citizen, "/v1/me/reports", "private, no-store"),
        (&citizen, &own, "private, no-store"),
        (&citizen, &histories[1], "private, no-store"),
        (&officer, "/v1/inbox", "private, no-store"),
        (&officer, &staffs, "private, no-store"),
        (&officer, &histories[2], "private, no-store"),
    ];
    let mut tags = Vec::new();
    for (phone, path, kept) in reads {
        let whole = phone.get(path).await;
        assert_eq!((whole.status, whole.header("cache-control")), (200, kept), "{path}");
        let tag = whole.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.len() > 10, "{path}: {tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
            let again = phone.send("GET", path, &[("if-none-match", &known)], "").await;
            assert_eq!((again.status, again.body.len()), (304, 0), "{path} {known}");
            assert_eq!((again.header("etag"), again.header("cache-control")), (&*tag, kept), "{path}");
        }
        assert_eq!(phone.send("GET", path, &[("if-none-match", "\"x\"")], "").await.body, whole.body, "{path}");
        tags.push(tag);
    }
    officer.accept(&id, 1).await.expect(200);
    for ((phone, path, _), tag) in reads.into_iter().zip(tags) {
        assert_eq!(phone.send("GET", path, &[("if-none-match", &tag)], "").await.status, 200, "{path} has changed");
    }
}

#[tokio::test]
async fn a_page_is_gzipped_for_who_takes_it() {
    let (town, citizen, officer) = town().await;
    let anyone = town.anyone();
    for (phone, path) in [(&anyone, "/v1/reports"), (&citizen, "/v1/me/reports"), (&officer, "/v1/inbox")] {
        let plain = phone.get(path).await;
        assert!(plain.body.len() > 1_024 && plain.header("content-encoding").is_empty());
        let packed = phone.send("GET", path, &[("accept-encoding", "br;q=0.5, gzip")], "").await;
        assert_eq!((packed.status, packed.header("content-encoding")), (200, "gzip"), "{path}");
        assert!(packed.header("vary").contains("accept-encoding"), "{path}");
        assert!(packed.body.len() < plain.body.len() / 2, "{path}");
        let mut body = Vec::new();
        GzDecoder::new(&*packed.body).read_to_end(&mut body).unwrap();
        assert_eq!(body, plain.body, "{path}");
        for none in ["identity", "gzip;q=0", "br"] {
            let answer = phone.send("GET", path, &[("accept-encoding", none)], "").await;
            assert_eq!((answer.header("content-encoding"), answer.body.clone()), ("", plain.body.clone()), "{none}");
        }
        let known = [("if-none-match", packed.header("etag")), ("accept-encoding", "gzip")];
        let again = phone.send("GET", path, &known, "").await;
        assert_eq!((again.status, again.header("content-encoding")), (304, ""), "{path}");
    }
    let small = anyone.send("GET", "/v1/reports?area=vn-31321-2020", &[("accept-encoding", "gzip")], "").await;
    assert_eq!((small.header("content-encoding"), small.text()), ("", r#"{"items":[]}"#.to_owned()));
}
