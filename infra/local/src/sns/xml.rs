//! SNS's answers.

use std::collections::BTreeMap;

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

/// An XML element.
pub(super) struct Element {
    name: String,
    content: Content,
}

enum Content {
    Text(String),
    Elements(Vec<Element>),
}

/// `<name>text</name>`
pub(super) fn text(name: &str, text: impl Into<String>) -> Element {
    Element { name: name.to_owned(), content: Content::Text(text.into()) }
}

/// `<name>…</name>`
pub(super) fn node(name: &str, elements: Vec<Element>) -> Element {
    Element { name: name.to_owned(), content: Content::Elements(elements) }
}

/// `<Attributes><entry><key>…</key><value>…</value></entry>…</Attributes>`
pub(super) fn attributes(map: &BTreeMap<String, String>) -> Element {
    let entries = map.iter().map(|(key, value)| node("entry", vec![text("key", key), text("value", value)]));
    node("Attributes", entries.collect())
}

/// What `action` answers when it worked.
pub(super) fn result(action: &str, result: Vec<Element>, request_id: &str) -> String {
    let metadata = node("ResponseMetadata", vec![text("RequestId", request_id)]);
    document(&node(&format!("{action}Response"), vec![node(&format!("{action}Result"), result), metadata]))
}

/// What any action answers when it didn't.
pub(super) fn fault(code: &str, message: &str, request_id: &str) -> String {
    let sender = if code == "InternalError" { "Receiver" } else { "Sender" };
    let error = node("Error", vec![text("Type", sender), text("Code", code), text("Message", message)]);
    document(&node("ErrorResponse", vec![error, text("RequestId", request_id)]))
}

fn document(root: &Element) -> String {
    let mut writer = Writer::new(Vec::new());
    // writing to memory does not fail
    write(&mut writer, root, Some(NAMESPACE)).ok();
    String::from_utf8_lossy(&writer.into_inner()).into_owned()
}

fn write(writer: &mut Writer<Vec<u8>>, element: &Element, namespace: Option<&str>) -> std::io::Result<()> {
    let mut start = BytesStart::new(element.name.as_str());
    if let Some(namespace) = namespace {
        start.push_attribute(("xmlns", namespace));
    }
    writer.write_event(Event::Start(start))?;
    match &element.content {
        Content::Text(text) => writer.write_event(Event::Text(BytesText::new(text)))?,
        Content::Elements(elements) => {
            for element in elements {
                write(writer, element, None)?;
            }
        }
    }
    writer.write_event(Event::End(BytesEnd::new(element.name.as_str())))
}
