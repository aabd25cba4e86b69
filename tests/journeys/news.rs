//! News: who may publish, what is listed when, and an emergency as a push and as a CAP alert.

use std::collections::BTreeMap;

use quick_xml::{Reader, events::Event};
use serde_json::{Value, json};

use super::town::{Town, WARD, WARD_UNIT};

const STORM: &str = "017548a9-d4b8-7c1e-9d42-00000000bea5";

fn storm() -> Value {
    json!({
        "id": STORM, "severity": "emergency", "areas": [WARD], "valid_until": "2020-10-23T08:00:00+07:00",
        "vi": {"title": "Bão số 9: sơ tán <ngay>", "text": "Đến nhà văn hóa phường & mang theo nước."},
        "en": {"title": "Storm No. 9", "text": "Go to the ward's culture house."},
        "alert": {"category": "met", "urgency": "expected", "severity": "severe", "certainty": "likely"},
    })
}

fn fair(n: u32, from: &str, areas: &[&str]) -> Value {
    json!({
        "id": format!("017548a9-d4b8-7c1e-9d42-{n:012x}"), "areas": areas, "valid_from": from,
        "valid_until": "2020-10-30T08:00:00+07:00", "vi": {"title": "Hội chợ", "text": "Mời bà con đến dự."},
    })
}

async fn titles(town: &Town, query: &str) -> Vec<String> {
    let page = town.anyone().get(&format!("/v1/news{query}")).await.expect(200);
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["vi"]["title"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn administrators_and_the_centre_publish_and_nobody_else() {
    let town = Town::in_2020().await;
    let news = fair(1, "2020-10-21T08:00:00+07:00", &[]);
    for phone in [town.citizen("mai").await, town.officer(WARD_UNIT).await, town.leader(WARD_UNIT).await] {
        phone.post("/v1/news", &news).await.refused(403, "centre_only");
    }
    town.person("quan-tri").await.post("/v1/news", &news).await.expect(201);
    let centre = town.person("trung-tam").await;
    centre.post("/v1/news", &news).await.expect(200);
    let mut other = news.clone();
    other["vi"]["title"] = json!("Khác");
    centre.post("/v1/news", &other).await.refused(409, "id_taken");
    assert_eq!(titles(&town, "").await, ["Hội chợ"]);
    let audit = centre.get("/v1/audit").await.expect(200);
    assert_eq!(audit["items"][0]["action"], "news_published");
}

#[tokio::test]
async fn news_is_listed_while_it_is_valid_and_where_it_concerns() {
    let town = Town::in_2020().await;
    let centre = town.person("trung-tam").await;
    centre.post("/v1/news", &fair(1, "2020-10-22T08:00:00+07:00", &[WARD])).await.expect(201);
    assert!(titles(&town, "").await.is_empty(), "not yet");
    town.passes("P1D").await;
    let here = format!("?area={WARD}");
    assert_eq!((titles(&town, &here).await.len(), titles(&town, "?area=vn-31345-2020").await.len()), (1, 0));
    town.passes("P9D").await;
    assert!(titles(&town, &here).await.is_empty(), "over");
    assert!(town.pushes().await.is_empty(), "nobody is woken for a fair");
}

#[tokio::test]
async fn news_is_read_newest_first_with_its_picture_page_by_page_and_of_an_area_with_what_is_above_it() {
    let town = Town::in_2020().await;
    let centre = town.person("trung-tam").await;
    let from = "2020-10-21T08:00:00+07:00";
    for (n, areas, title) in [(1, vec![], "Tỉnh"), (2, vec!["vn-930-2020"], "Thành phố"), (3, vec![WARD], "Phường")]
    {
        let mut item = fair(n, from, &areas);
        item["vi"]["title"] = json!(title);
        item["en"] = json!({"title": "Fair", "text": "All are welcome."});
        item["picture"] = json!("https://haugiang.example/hoi-cho.jpg");
        centre.post("/v1/news", &item).await.expect(201);
        town.passes("PT1M").await;
    }
    assert_eq!(titles(&town, &format!("?area={WARD}")).await, ["Phường", "Thành phố", "Tỉnh"]);
    assert_eq!(titles(&town, "?area=vn-31321-2020").await, ["Thành phố", "Tỉnh"]);
    assert_eq!(titles(&town, "?area=vn-93-2020").await, ["Tỉnh"]);
    let page = town.anyone().get("/v1/news?limit=2").await.expect(200);
    let next = page["next"].as_str().unwrap();
    assert_eq!(titles(&town, &format!("?limit=2&cursor={next}")).await, ["Tỉnh"]);
    let first = &page["items"][0];
    let said = (&first["picture"], &first["en"]["title"], &first["areas"][0]["name"]);
    assert_eq!(said, (&json!("https://haugiang.example/hoi-cho.jpg"), &json!("Fair"), &json!("Phường I")));
    town.anyone().get("/v1/news?area=vn-99999-2020").await.refused(422, "area_unknown");
}

#[tokio::test]
pub(super) async fn an_emergency_is_pushed_once_changed_and_called_off_and_read_as_an_alert() {
    let town = Town::in_2020().await;
    let centre = town.person("trung-tam").await;
    centre.post("/v1/news", &storm()).await.expect(201);
    centre.post("/v1/news", &storm()).await.expect(200);
    let pushes = town.pushes().await;
    assert_eq!((pushes.len(), pushes[0]["topic"].as_str()), (1, Some(format!("local-area-{WARD}").as_str())));
    let path = format!("/v1/news/{STORM}");
    let first = alert(&town).await;
    assert_eq!((first.message_type, first.references.is_some()), (oasiscap::v1dot2::MessageType::Alert, false));
    let vi = &first.info[0];
    assert_eq!((vi.event.as_str(), vi.language.as_str()), ("Bão số 9: sơ tán <ngay>", "vi-VN"));
    assert_eq!((vi.severity, first.info.len()), (oasiscap::v1dot2::Severity::Severe, 2));
    assert!(vi.description.as_deref().unwrap().contains("& mang theo nước"));

    let mut change = storm();
    change.as_object_mut().unwrap().remove("id");
    change["version"] = json!(1);
    change["valid_until"] = json!("2020-10-24T08:00:00+07:00");
    centre.put(&path, &change).await.expect(200);
    assert_eq!(alert(&town).await.message_type, oasiscap::v1dot2::MessageType::Update);
    assert_eq!(centre.send("DELETE", &path, &[], "").await.status, 204);
    assert_eq!(alert(&town).await.message_type, oasiscap::v1dot2::MessageType::Cancel);
    assert_eq!(town.pushes().await.len(), 3);
    assert!(titles(&town, "").await.is_empty());
    town.anyone().get(&path).await.refused(404, "not_found");
}

/// The alert as an independent reader takes it, after a look at the schema.
async fn alert(town: &Town) -> oasiscap::v1dot2::Alert {
    let accept = [("accept", "application/cap+xml")];
    let answer = town.anyone().send("GET", &format!("/v1/news/{STORM}"), &accept, "").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/cap+xml"));
    obeys_the_schema(&answer.text());
    let alert: oasiscap::Alert = answer.text().parse().unwrap();
    alert.into_latest()
}

/// What the schema says of an element: its children in order, and the words that it may hold.
#[derive(Default)]
struct Element {
    children: Vec<String>,
    words: Vec<String>,
}

/// The OASIS schema, as far as it is of nested elements, sequences and enumerations.
fn schema() -> BTreeMap<String, Element> {
    let path = format!("{}/../docs/CAP-v1.2.xsd", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let (mut reader, mut open, mut elements) =
        (Reader::from_str(&text), Vec::<String>::new(), BTreeMap::<String, Element>::new());
    loop {
        let (tag, whole) = match reader.read_event().unwrap() {
            Event::Start(tag) => (tag, false),
            Event::Empty(tag) => (tag, true),
            Event::End(tag) => {
                if tag.local_name().as_ref() == "element" {
                    open.pop();
                }
                continue;
            }
            Event::Eof => return elements,
            _ => continue,
        };
        let value = |name: &str| {
            let found = tag.try_get_attribute(name).unwrap()?;
            Some(found.value.into_owned())
        };
        match tag.local_name().as_ref() {
            "element" => {
                let name = value("name").or(value("ref")).unwrap();
                let name = name.rsplit(':').next().unwrap().to_owned();
                if let Some(parent) = open.last() {
                    elements.entry(parent.clone()).or_default().children.push(name.clone());
                }
                if !whole {
                    open.push(name);
                }
            }
            "enumeration" => {
                if let Some(parent) = open.last() {
                    elements.entry(parent.clone()).or_default().words.push(value("value").unwrap());
                }
            }
            _ => {}
        }
    }
}

fn obeys_the_schema(document: &str) {
    let schema = schema();
    assert!(schema["alert"].children.len() > 10 && schema["msgType"].words.contains(&"Cancel".to_owned()));
    let (mut reader, mut open, mut last) = (Reader::from_str(document), Vec::<String>::new(), Vec::<usize>::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                if let (Some(parent), Some(before)) = (open.last(), last.last_mut()) {
                    let place = schema[parent].children.iter().position(|child| *child == name);
                    let place = place.unwrap_or_else(|| panic!("{name} is none of {parent}'s"));
                    assert!(place >= *before, "{name} is out of its order in {parent}");
                    *before = place;
                }
                open.push(name);
                last.push(0);
            }
            Event::End(_) => {
                open.pop();
                last.pop();
            }
            Event::Text(text) => {
                let words = open.last().and_then(|name| schema.get(name)).map(|element| &element.words);
                let said = text.to_string();
                assert!(words.is_none_or(|words| words.is_empty() || words.contains(&said)), "{said}");
            }
            Event::Eof => return,
            _ => {}
        }
    }
}
