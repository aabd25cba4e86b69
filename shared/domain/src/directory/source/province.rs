//! `province.csv`, `hotlines.csv` and `consents.csv`: what a province says of itself.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::{Faults, Problem};
use super::table::Table;
use super::{Files, Row};
use crate::calendar::{QuietHours, Span};
use crate::directory::settings::{Clocks, Consent, Hotline, Settings, Text};
use crate::directory::{Area, AreaId};

pub(super) const FILE: &str = "province.csv";
pub(super) const HOTLINES_FILE: &str = "hotlines.csv";
pub(super) const CONSENTS_FILE: &str = "consents.csv";
const COLUMNS: [&str; 4] = ["key", "value", "value_en", "note_vi"];
const HOTLINE_COLUMNS: [&str; 4] = ["number", "name_vi", "name_en", "emergency"];
const CONSENT_COLUMNS: [&str; 3] = ["version", "text_vi", "text_en"];

/// The settings not yet asked for, by key: what is left at the end nobody reads.
struct Keys<'a> {
    rows: BTreeMap<String, (u32, String, String)>,
    faults: &'a mut Faults,
}

/// The settings; none where something that they need is missing.
pub(super) fn read(files: &Files, areas: &[Row<Area>], faults: &mut Faults) -> Option<Settings> {
    let hotlines = hotlines(files, faults);
    let consents = consents(files, faults);
    let table = Table::read(files, FILE, &COLUMNS, faults)?;
    let mut rows = BTreeMap::new();
    for cells in table.rows() {
        let Some(key) = cells.filled("key", faults) else {
            continue;
        };
        let value = (cells.line, cells.text("value").to_owned(), cells.text("value_en").to_owned());
        if rows.insert(key.clone(), value).is_some() {
            cells.fault(faults, Problem::Duplicate { id: key });
        }
    }
    let mut keys = Keys { rows, faults };
    let province = keys.text("province");
    let service = keys.text("service");
    let service_area = service_area(&mut keys, areas);
    let photo_advice = keys.text("photo_advice");
    let complaint_advice = keys.text("complaint_advice");
    let oldest_client = keys.take("oldest_client").map(|(_, value, _)| value);
    let clocks = clocks(&mut keys);
    let quiet = quiet(&mut keys);
    keys.refuse_the_rest();
    Some(Settings {
        province: province?,
        service: service?,
        service_area: service_area?,
        photo_advice: photo_advice?,
        complaint_advice: complaint_advice?,
        oldest_client: oldest_client?,
        hotlines: hotlines?,
        consents: consents?,
        clocks: clocks?,
        quiet,
    })
}

/// `quiet_hours`: the usual ones without the row, none for `none`.
fn quiet(keys: &mut Keys<'_>) -> Option<QuietHours> {
    let Some((line, value, _)) = keys.rows.remove("quiet_hours") else { return Some(QuietHours::default()) };
    if value == "none" {
        return None;
    }
    let read: Result<QuietHours, _> = value.parse();
    if let Err(error) = &read {
        let expected = error.to_string();
        keys.faults.add(FILE, line, Problem::ValueBad { column: "value".to_owned(), value, expected });
    }
    read.ok()
}

fn service_area(keys: &mut Keys<'_>, areas: &[Row<Area>]) -> Option<Vec<AreaId>> {
    let (line, value, _) = keys.take("service_area")?;
    let known: BTreeSet<&str> = areas.iter().map(|row| row.item.id.as_str()).collect();
    let mut roots = Vec::new();
    for id in value.split('|').map(str::trim) {
        match id.parse() {
            Ok(root) if known.contains(id) => roots.push(root),
            _ => keys.faults.add(FILE, line, Problem::AreaUnknown { area: id.to_owned() }),
        }
    }
    Some(roots)
}

fn clocks(keys: &mut Keys<'_>) -> Option<Clocks> {
    let coordinate = keys.span("coordinate_within");
    let review = keys.span("review_within");
    let confirm = keys.span("confirm_within");
    let inform = keys.span("inform_within");
    let verdict = keys.span("verdict_within");
    let late_verdict = keys.span("late_verdict_within");
    let contest = keys.span("contest_within");
    let held_answer = keys.span("held_answer_within");
    let recall = keys.span("recall_within");
    let merge = keys.span("merge_within");
    let urgent_leader = keys.span("urgent_leader_after");
    let urgent_above = keys.span("urgent_above_after");
    Some(Clocks {
        coordinate: coordinate?,
        review: review?,
        confirm: confirm?,
        inform: inform?,
        verdict: verdict?,
        late_verdict: late_verdict?,
        contest: contest?,
        held_answer: held_answer?,
        recall: recall?,
        merge: merge?,
        urgent_leader: urgent_leader?,
        urgent_above: urgent_above?,
    })
}

fn hotlines(files: &Files, faults: &mut Faults) -> Option<Vec<Hotline>> {
    let table = Table::read(files, HOTLINES_FILE, &HOTLINE_COLUMNS, faults)?;
    let mut hotlines = Vec::new();
    for cells in table.rows() {
        let number = cells.filled("number", faults);
        let vi = cells.filled("name_vi", faults);
        let en = cells.filled("name_en", faults);
        let emergency = cells.word("emergency", &[("yes", true), ("no", false)], faults);
        if let (Some(number), Some(vi), Some(en), Some(emergency)) = (number, vi, en, emergency) {
            hotlines.push(Hotline { number, name: Text { vi, en }, emergency });
        }
    }
    Some(hotlines)
}

fn consents(files: &Files, faults: &mut Faults) -> Option<Vec<Consent>> {
    let table = Table::read(files, CONSENTS_FILE, &CONSENT_COLUMNS, faults)?;
    let mut consents: Vec<Consent> = Vec::new();
    for cells in table.rows() {
        let version = cells.filled("version", faults);
        let vi = cells.filled("text_vi", faults);
        let en = cells.filled("text_en", faults);
        let (Some(version), Some(vi), Some(en)) = (version, vi, en) else {
            continue;
        };
        if consents.iter().any(|known| known.version == version) {
            cells.fault(faults, Problem::Duplicate { id: version });
        } else {
            consents.push(Consent { version, text: Text { vi, en } });
        }
    }
    if consents.is_empty() {
        faults.add(CONSENTS_FILE, 1, Problem::TableEmpty {});
    }
    Some(consents)
}

impl Keys<'_> {
    /// A setting's line and two values; a fault where the first is not there.
    fn take(&mut self, key: &str) -> Option<(u32, String, String)> {
        let found = self.rows.remove(key);
        match &found {
            None => self.faults.add(FILE, 1, Problem::SettingMissing { key: key.to_owned() }),
            Some((line, value, _)) if value.is_empty() => {
                self.faults.add(FILE, *line, Problem::ValueMissing { column: "value".to_owned() });
            }
            Some(_) => {}
        }
        found
    }

    /// A setting in both languages.
    fn text(&mut self, key: &str) -> Option<Text> {
        let (line, vi, en) = self.take(key)?;
        if en.is_empty() {
            self.faults.add(FILE, line, Problem::ValueMissing { column: "value_en".to_owned() });
        }
        Some(Text { vi, en })
    }

    fn span(&mut self, key: &str) -> Option<Span> {
        let (line, value, _) = self.take(key)?;
        match value.parse() {
            Ok(span) => Some(span),
            Err(error) => {
                let expected = crate::calendar::BadSpan::to_string(&error);
                self.faults.add(FILE, line, Problem::ValueBad { column: "value".to_owned(), value, expected });
                None
            }
        }
    }

    fn refuse_the_rest(self) {
        for (key, (line, ..)) in self.rows {
            self.faults.add(FILE, line, Problem::SettingUnknown { key });
        }
    }
}
