//! Telephone numbers and identity papers: groups of digits that add up to one, whatever stands between them.

use super::{Span, Text, Writer, digit};

/// Words by which a number of a paper or an account is announced.
const PAPERS: [&str; 8] = ["cmnd", "cccd", "can cuoc", "cmt", "chung minh", "ho chieu", "tai khoan", "stk"];
/// What is counted: nine digits before one of these are a sum or a measure.
const MEASURES: [&str; 16] =
    ["dong", "d", "vnd", "usd", "nghin", "ngan", "trieu", "ty", "ti", "m", "m2", "m3", "km", "kg", "tan", "kwh"];
/// Most characters between two groups of one number.
const WIDEST_GAP: usize = 3;

/// Digits without anything in between.
struct Group {
    span: Span,
    digits: String,
}

pub(super) fn find(text: &Text, writer: Writer) -> Vec<Span> {
    runs(text).iter().flat_map(|run| in_run(text, run, writer)).collect()
}

/// Groups with nothing but spaces, dots and the like between them.
fn runs(text: &Text) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = Vec::new();
    let mut i = 0;
    while i < text.0.len() {
        let digits: String = text.0[i..].iter().map_while(|c| digit(*c)).map(|d| char::from(b'0' + d)).collect();
        if digits.is_empty() {
            i += 1;
            continue;
        }
        let span = i..i + digits.len();
        i = span.end;
        let group = Group { span, digits };
        match runs.last_mut().filter(|run| run.last().is_some_and(|last| joined(text, last, &group))) {
            Some(run) => run.push(group),
            None => runs.push(vec![group]),
        }
    }
    runs
}

fn joined(text: &Text, one: &Group, next: &Group) -> bool {
    let between = &text.0[one.span.end..next.span.start];
    between.iter().filter(|c| !invisible(**c)).count() <= WIDEST_GAP && between.iter().all(|c| separates(*c))
}

fn separates(c: char) -> bool {
    (c.is_whitespace() && c != '\n') || invisible(c) || ".-‐‑–—−_·()".contains(c)
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn in_run(text: &Text, run: &[Group], writer: Writer) -> Vec<Span> {
    let (mut found, mut i) = (Vec::new(), 0);
    while i < run.len() {
        let rest = &run[i..];
        let taken = date(text, rest).map(|n| (n, false));
        let taken = taken.or_else(|| paper(text, rest).map(|n| (n, true)));
        let taken = taken.or_else(|| telephone(text, rest, writer));
        let taken = taken.or_else(|| old_card(text, &rest[0]).then_some((1, true)));
        let Some((n, masked)) = taken else {
            i += 1;
            continue;
        };
        if masked {
            found.push(start(text, &rest[0])..rest[n - 1].span.end);
        }
        i += n;
    }
    found
}

/// With the `+` before it.
fn start(text: &Text, first: &Group) -> usize {
    if has_plus(text, first) { first.span.start - 1 } else { first.span.start }
}

fn has_plus(text: &Text, first: &Group) -> bool {
    text.before(first.span.start) == Some('+')
}

/// `21-10-2020`, `2020.10.21`: the number of its groups, which are none of a telephone.
fn date(text: &Text, groups: &[Group]) -> Option<usize> {
    let [one, two, three, ..] = groups else { return None };
    let mark = |a: &Group, b: &Group| text.0[a.span.end..b.span.start].iter().collect::<String>();
    let (first, second) = (mark(one, two), mark(two, three));
    let goes_on = groups.get(3).is_some_and(|next| mark(three, next) == second);
    if first != second || !matches!(first.as_str(), "-" | ".") || goes_on {
        return None;
    }
    let within = |group: &Group, least, most, width: &[usize]| {
        width.contains(&group.digits.len()) && group.digits.parse().is_ok_and(|n: u32| (least..=most).contains(&n))
    };
    let (day, year) = (|g| within(g, 1, 31, &[1, 2]), |g| within(g, 1900, 2100, &[4]));
    let month = within(two, 1, 12, &[1, 2]);
    (month && (day(one) && year(three) || year(one) && day(three))).then_some(3)
}

/// CCCD, or whatever is announced as a paper: the number of its groups.
fn paper(text: &Text, groups: &[Group]) -> Option<usize> {
    let first = &groups[0];
    if let Some(n) = citizen_card(groups) {
        return Some(n);
    }
    if !text.follows(first.span.start, &PAPERS) {
        return None;
    }
    let length = |n: usize| groups[..n].iter().map(|g| g.digits.len()).sum::<usize>();
    let n = (1..=groups.len()).take_while(|n| length(*n) <= 16).last()?;
    (length(n) >= 8 && !counted(text, &groups[n - 1])).then_some(n)
}

/// CMND: nine digits in one, of nothing that is counted.
fn old_card(text: &Text, group: &Group) -> bool {
    group.digits.len() == 9 && !counted(text, group)
}

/// Whether what follows says that it is a sum or a measure.
fn counted(text: &Text, last: &Group) -> bool {
    text.precedes(last.span.end, &MEASURES)
}

/// Twelve digits, of which the first three tell a province: 001 to 096.
fn citizen_card(groups: &[Group]) -> Option<usize> {
    let single = groups.iter().take_while(|g| g.digits.len() == 1).count();
    let shapes: [&[usize]; 4] = [&[12], &[3, 3, 3, 3], &[4, 4, 4], &[6, 6]];
    let fits = |shape: &&[usize]| {
        groups.len() >= shape.len() && groups.iter().zip(*shape).all(|(group, length)| group.digits.len() == *length)
    };
    let n = if single == 12 { 12 } else { shapes.iter().find(|shape| fits(shape))?.len() };
    let digits: String = groups[..n].iter().map(|g| g.digits.as_str()).collect();
    digits[..3].parse().is_ok_and(|province: u32| (1..=96).contains(&province)).then_some(n)
}

/// A telephone number: the number of its groups, and whether it is to be masked.
fn telephone(text: &Text, groups: &[Group], writer: Writer) -> Option<(usize, bool)> {
    const LONGEST: usize = 16;
    let plus = has_plus(text, &groups[0]);
    let thousands = is_thousands(groups);
    let mut digits = String::new();
    for (i, group) in groups.iter().enumerate() {
        digits.push_str(&group.digits);
        if digits.len() > LONGEST {
            return None;
        }
        let Some(line) = line(&digits, plus, thousands) else { continue };
        if !digits.starts_with('0') && !plus && counted(text, group) {
            return None;
        }
        let public = line == Line::Fixed && writer == Writer::Unit;
        return Some((i + 1, !public));
    }
    // Of another country.
    let abroad = plus && !thousands && (9..=15).contains(&digits.len());
    abroad.then_some((groups.len(), true))
}

/// `84.912.345.678`, as sums are written.
fn is_thousands(groups: &[Group]) -> bool {
    let rest = groups.get(1..).unwrap_or_default();
    !rest.is_empty() && groups[0].digits.len() <= 3 && rest.iter().all(|g| g.digits.len() == 3)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Mobile,
    Fixed,
}

fn line(digits: &str, plus: bool, thousands: bool) -> Option<Line> {
    if digits.starts_with('0') && !digits.starts_with("00") {
        return national(digits);
    }
    let abroad = digits.strip_prefix("0084").or_else(|| digits.strip_prefix("84").filter(|_| plus || !thousands))?;
    // +84 (0) 912 345 678
    national(&format!("0{}", abroad.strip_prefix('0').unwrap_or(abroad)))
}

/// Of ten digits since 2018, of eleven before; landlines have eleven.
fn national(digits: &str) -> Option<Line> {
    let begins = |starts: &[&str]| starts.iter().any(|start| digits.starts_with(start));
    match digits.len() {
        10 if begins(&["03", "05", "07", "08", "09"]) => Some(Line::Mobile),
        11 if begins(&["012", "016", "018", "019"]) => Some(Line::Mobile),
        11 if begins(&["02"]) => Some(Line::Fixed),
        _ => None,
    }
}
