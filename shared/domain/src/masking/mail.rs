//! Addresses of e-mail: `ten@gmail.com`, also with a space beside the `@`.

use super::{Span, Text, Writer};

pub(super) fn find(text: &Text, writer: Writer) -> Vec<Span> {
    let ats = (0..text.0.len()).filter(|i| text.0[*i] == '@');
    ats.filter_map(|at| address(text, at, writer)).collect()
}

fn address(text: &Text, at: usize, writer: Writer) -> Option<Span> {
    let name_end = if text.before(at) == Some(' ') { at - 1 } else { at };
    let start = (0..name_end).rev().take_while(|i| of_name(text.0[*i])).last()?;
    let host_start = if text.at(at + 1) == Some(' ') { at + 2 } else { at + 1 };
    let mut end = (host_start..text.0.len()).take_while(|i| of_host(text.0[*i])).last()? + 1;
    while text.before(end).is_some_and(|c| !c.is_alphanumeric()) {
        end -= 1;
    }
    let host: String = text.0.get(host_start..end)?.iter().collect::<String>().to_lowercase();
    let (_, top) = host.rsplit_once('.')?;
    let public = writer == Writer::Unit && (host == "gov.vn" || host.ends_with(".gov.vn"));
    (top.chars().count() >= 2 && top.chars().all(char::is_alphabetic) && !public).then_some(start..end)
}

fn of_name(c: char) -> bool {
    c.is_alphanumeric() || "._%+-".contains(c)
}

fn of_host(c: char) -> bool {
    c.is_alphanumeric() || c == '.' || c == '-'
}
