//! Plates of vehicles: two digits of the province, a series of letters, four or five digits.
//!
//! `95A-123.45`, `95C 12345`, `95A-1234`, `95-B1 234.56`, `95B1-234.56`, `95-MĐ1 234.56`. A shape that something ordinary
//! has too (`20k-30000`, `50 x 12000`, quốc lộ 61C-2020) is a plate only where a word says so.

use super::{Span, Text, digit};

/// Words by which a plate is announced.
const ANNOUNCED: [&str; 7] = ["bien so", "bien kiem soat", "bks", "bs", "xe", "plate", "o to"];
/// What is numbered with a letter and is no vehicle.
const ROADS: [&str; 9] = ["lo", "ql", "dt", "duong", "tinh", "nha", "hem", "ngo", "so nha"];

pub(super) fn find(text: &Text) -> Vec<Span> {
    let starts = (0..text.0.len()).filter(|i| text.before(*i).is_none_or(|c| !c.is_alphanumeric()));
    starts.filter_map(|start| plate(text, start)).collect()
}

fn plate(text: &Text, start: usize) -> Option<Span> {
    let province = number(text, start, 2)?;
    if !(11..=99).contains(&province) {
        return None;
    }
    let (apart, at) = gap(text, start + 2);
    let letters: Vec<char> =
        text.0[at.min(text.0.len())..].iter().copied().take(3).take_while(|c| c.is_alphabetic()).collect();
    if letters.is_empty() || letters.len() > 2 || !letters.iter().all(|c| c.is_ascii() || matches!(c, 'Đ' | 'đ')) {
        return None;
    }
    let after = at + letters.len();
    // The letter's own digit, of motorcycles; without one first, for `95A-1234` has none.
    [false, true].into_iter().find_map(|own| {
        let own_digit = text.at(after).and_then(digit).filter(|d| *d != 0);
        let after = if own { own_digit.map(|_| after + 1)? } else { after };
        let (mark, digits) = gap(text, after);
        let (end, form) = series(text, digits)?;
        let shape = Shape { apart, mark, own, form, letters: &letters };
        (shape.is_plain() || text.follows(start, &ANNOUNCED)).then_some(())?;
        (form == Form::Dotted || !text.follows(start, &ROADS)).then_some(start..end)
    })
}

/// At most one mark between the parts, and where the next begins.
fn gap(text: &Text, at: usize) -> (Option<char>, usize) {
    match text.at(at) {
        Some(mark @ ('-' | '–' | '‑' | '.' | ' ' | '\u{a0}')) => (Some(mark), at + 1),
        _ => (None, at),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `123.45`
    Dotted,
    /// `12345`, `123 45`
    Five,
    /// `1234`
    Four,
}

/// The digits at the end, with nothing of a longer number after them.
fn series(text: &Text, at: usize) -> Option<(usize, Form)> {
    let ends = |end: usize| text.at(end).is_none_or(|c| !c.is_alphanumeric());
    let more = |end: usize| matches!(text.at(end), Some('.' | ',')) && text.at(end + 1).and_then(digit).is_some();
    let lone = |end: usize| ends(end) && !more(end);
    if number(text, at, 3).is_some() && number(text, at + 4, 2).is_some() && lone(at + 6) {
        match text.at(at + 3) {
            Some('.' | '-') => return Some((at + 6, Form::Dotted)),
            Some(' ') => return Some((at + 6, Form::Five)),
            _ => {}
        }
    }
    [(5, Form::Five), (4, Form::Four)]
        .into_iter()
        .find_map(|(n, form)| (number(text, at, n).is_some() && lone(at + n)).then_some((at + n, form)))
}

fn number(text: &Text, at: usize, digits: usize) -> Option<u32> {
    (at..at + digits).try_fold(0, |sum, i| Some(sum * 10 + u32::from(digit(text.at(i)?)?)))
}

struct Shape<'a> {
    apart: Option<char>,
    mark: Option<char>,
    own: bool,
    form: Form,
    letters: &'a [char],
}

impl Shape<'_> {
    /// Whether nothing ordinary looks like that.
    fn is_plain(&self) -> bool {
        let hyphen = |mark: Option<char>| matches!(mark, Some('-' | '–' | '‑'));
        let small = self.letters.iter().all(|c| c.is_lowercase());
        // 20m2 15000, 30M2-12345
        let area = self.own && self.letters.len() == 1 && matches!(self.letters[0], 'm' | 'M');
        // 12h 10000, 20k-30000, 50x12000
        let unit = small && !self.own;
        match self.form {
            Form::Dotted => !area,
            Form::Five => !area && !unit && (self.apart != Some(' ') || self.own),
            Form::Four => !area && !unit && (hyphen(self.mark) || hyphen(self.apart)),
        }
    }
}
