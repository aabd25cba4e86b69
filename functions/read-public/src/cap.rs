//! An emergency as an alert of the Common Alerting Protocol 1.2: one message for each version of the item, a later one
//! naming the one that it updates or calls off. The schema is in docs/CAP-v1.2.xsd; elements stand in its order.

use std::io::{Error, Write as _};

use domain::{
    calendar::{ZONE, date_of},
    directory::{AreaId, Directory},
    millis::Millis,
    news::{News, Words, rules::Stage},
};
use jiff::Timestamp;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

/// What it is sent as.
pub(crate) const MEDIA_TYPE: &str = "application/cap+xml";
const NAMESPACE: &str = "urn:oasis:names:tc:emergency:cap:1.2";

/// Who alerts.
pub(crate) struct Sender {
    /// As receivers know it: a domain name or address of the service, no space, comma, `<` or `&`.
    pub(crate) name: String,
    /// `Actual` where people are to act on it, else `Test`.
    pub(crate) status: String,
}

type Xml = Writer<Vec<u8>>;
type Done = Result<(), Error>;

/// The alert that the item is.
pub(crate) fn document(news: &News, stage: Stage, sender: &Sender, directory: &Directory) -> Result<String, Error> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("alert").with_attribute(("xmlns", NAMESPACE)).write_inner_content(|xml| {
        text(xml, "identifier", &identifier(news, news.version))?;
        text(xml, "sender", &sender.name)?;
        text(xml, "sent", &moment(news.changed_at))?;
        text(xml, "status", &sender.status)?;
        text(xml, "msgType", msg_type(stage))?;
        text(xml, "scope", "Public")?;
        if let Some(before) = news.alerted_at {
            let named = identifier(news, news.version - 1);
            text(xml, "references", &format!("{},{named},{}", sender.name, moment(before)))?;
        }
        let names = &directory.settings().service;
        info(xml, news, "vi-VN", &names.vi, &news.content.vi, directory)?;
        match &news.content.en {
            Some(words) => info(xml, news, "en-US", &names.en, words, directory),
            None => Ok(()),
        }
    })?;
    xml.get_mut().flush()?;
    String::from_utf8(xml.into_inner()).map_err(Error::other)
}

fn msg_type(stage: Stage) -> &'static str {
    match stage {
        Stage::Alert => "Alert",
        Stage::Update => "Update",
        Stage::Cancel => "Cancel",
    }
}

fn info(xml: &mut Xml, news: &News, language: &str, sender: &str, words: &Words, directory: &Directory) -> Done {
    let content = &news.content;
    let alert = content.alert.unwrap_or_default();
    xml.create_element("info").write_inner_content(|xml| {
        text(xml, "language", language)?;
        text(xml, "category", alert.category.cap())?;
        text(xml, "event", words.title.as_str())?;
        text(xml, "urgency", alert.urgency.cap())?;
        text(xml, "severity", alert.severity.cap())?;
        text(xml, "certainty", alert.certainty.cap())?;
        text(xml, "effective", &moment(content.valid_from))?;
        text(xml, "expires", &moment(content.valid_until))?;
        text(xml, "senderName", sender)?;
        text(xml, "headline", words.title.as_str())?;
        text(xml, "description", words.text.as_str())?;
        if let Some(picture) = &content.picture {
            xml.create_element("resource").write_inner_content(|xml| {
                text(xml, "resourceDesc", words.title.as_str())?;
                text(xml, "mimeType", picture.media_type())?;
                text(xml, "uri", picture.as_str())
            })?;
        }
        let day = date_of(news.changed_at.at());
        news.reach(directory, day).into_iter().try_for_each(|id| area(xml, id, news, directory))
    })?;
    Ok(())
}

/// Polygons are "latitude,longitude", the first again at the end; of an area of communes one for each.
fn area(xml: &mut Xml, id: &AreaId, news: &News, directory: &Directory) -> Done {
    let Some(known) = directory.area(id) else { return Ok(()) };
    xml.create_element("area").write_inner_content(|xml| {
        text(xml, "areaDesc", &known.full_name)?;
        for outline in directory.outlines(id, date_of(news.changed_at.at())) {
            let corners: Vec<_> = outline.iter().map(|(lat, lng)| format!("{lat:.5},{lng:.5}")).collect();
            text(xml, "polygon", &corners.join(" "))?;
        }
        xml.create_element("geocode").write_inner_content(|xml| {
            text(xml, "valueName", "vn-gso")?;
            text(xml, "value", &known.gso_code)
        })?;
        Ok(())
    })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, text: &str) -> Done {
    // Two code points that people can send and XML 1.0 can't hold.
    let sayable = text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    xml.create_element(name).write_text_content(BytesText::new(&sayable))?;
    Ok(())
}

/// Each version is a message of its own.
fn identifier(news: &News, version: u32) -> String {
    format!("{}.{version}", news.news_id)
}

/// Whole seconds with the zone as an offset, as CAP wants it.
fn moment(at: Millis) -> String {
    let second = Timestamp::from_second(at.at().as_second()).unwrap_or(at.at());
    second.display_with_offset(ZONE).to_string()
}
