//! A clerk's file as rows: all that is wrong with it, each by its line, before a stack is asked.
//!
//! `staff_id`, `role` and `unit` must be columns; `name`, `categories` (between `|`) and `deputy` may be. Cells are parted
//! by commas, or by semicolons or tabs as Excel does. A deputy may be in the file or at the stack already.

use std::collections::BTreeMap;
use std::fmt;

use domain::directory::{CategoryCode, UnitId};
use domain::staff::{Name, StaffId};
use domain::text::TextFault;

use super::text;

/// A person of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Counted from 1, the head included.
    pub(crate) line: u64,
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) role: &'static str,
    pub(crate) unit: Option<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) deputy: Option<String>,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// The line, from 1; 1 where it is the whole file's.
    pub line: u64,
    /// The stable code; the stack's own where it was the stack that refused.
    pub code: String,
    /// For the clerk, in Vietnamese.
    pub words: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.code, self.words)
    }
}

const COLUMNS: [&str; 6] = ["staff_id", "name", "role", "unit", "categories", "deputy"];
const NEEDED: [&str; 3] = ["staff_id", "role", "unit"];
/// As in the contract, or as clerks say.
const ROLES: [(&str, &str); 8] = [
    ("officer", "officer"),
    ("cán bộ", "officer"),
    ("leader", "leader"),
    ("lãnh đạo", "leader"),
    ("centre", "centre"),
    ("trung tâm", "centre"),
    ("admin", "admin"),
    ("quản trị", "admin"),
];

struct Reading<'a> {
    file: &'a str,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn fault(&mut self, line: u64, code: &str, words: impl Into<String>) {
        self.faults.push(Fault { file: self.file.to_owned(), line, code: code.to_owned(), words: words.into() });
    }
}

/// The rows, deputies before those whom they stand in for; or everything that is wrong.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Result<Vec<Row>, Vec<Fault>> {
    let mut reading = Reading { file, faults: Vec::new() };
    let rows = text::decode(bytes).map(|text| rows(&mut reading, &text));
    let rows = rows.unwrap_or_else(|| {
        reading.fault(1, "encoding_unknown", "tệp phải là UTF-8 hoặc UTF-16");
        Vec::new()
    });
    each_once(&mut reading, &rows);
    let ordered = in_order(&mut reading, &rows);
    if reading.faults.is_empty() {
        return Ok(ordered);
    }
    reading.faults.sort_by_key(|fault| fault.line);
    Err(reading.faults)
}

fn rows(reading: &mut Reading<'_>, text: &str) -> Vec<Row> {
    let head = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|d| head.contains(char::from(*d)) && !head.contains(','));
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(delimiter.unwrap_or(b',')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(head) => head.iter().map(str::to_owned).collect(),
        Err(cause) => {
            reading.fault(1, "row_broken", format!("dòng không đọc được: {cause}"));
            return Vec::new();
        }
    };
    for needed in NEEDED.iter().filter(|needed| !columns.iter().any(|c| c == *needed)) {
        reading.fault(1, "column_missing", format!("thiếu cột {needed}"));
    }
    for unknown in columns.iter().filter(|c| !COLUMNS.contains(&c.as_str())) {
        reading.fault(1, "column_unknown", format!("không có cột nào tên {unknown}"));
    }
    if !reading.faults.is_empty() {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(1, csv::Position::line);
                let cell = |name: &str| {
                    let at = columns.iter().position(|c| c == name);
                    at.and_then(|at| record.get(at)).unwrap_or_default().to_owned()
                };
                rows.extend(row(reading, line, cell));
            }
            Err(cause) => {
                let line = cause.position().map_or(1, csv::Position::line);
                reading.fault(line, "row_broken", format!("dòng không đọc được: {cause}"));
            }
        }
    }
    rows
}

fn row(reading: &mut Reading<'_>, line: u64, cell: impl Fn(&str) -> String) -> Option<Row> {
    let before = reading.faults.len();
    let filled = |name: &str| Some(cell(name)).filter(|text| !text.is_empty());
    let id = cell("staff_id");
    if id.parse::<StaffId>().is_err() {
        reading.fault(line, "staff_id_malformed", format!("mã cán bộ \"{id}\" không đúng dạng"));
    }
    let said = cell("role").to_lowercase();
    let role = ROLES.iter().find(|(word, _)| *word == said).map(|(_, role)| *role);
    if role.is_none() {
        reading.fault(
            line,
            "role_unknown",
            format!("vai trò \"{said}\" không có; cần officer, leader, centre hoặc admin"),
        );
    }
    let name = match Name::parse(&cell("name")) {
        Ok(name) => Some(name.as_str().to_owned()),
        Err(TextFault::Empty) => None,
        Err(fault) => {
            reading.fault(line, &fault.to_string(), "tên không dùng được");
            None
        }
    };
    let unit = filled("unit");
    match &unit {
        Some(unit) if unit.parse::<UnitId>().is_err() => {
            reading.fault(line, "unit_unknown", format!("không có đơn vị {unit}"));
        }
        None if matches!(role, Some("officer" | "leader")) => {
            reading.fault(line, "staff_unit_missing", "cán bộ và lãnh đạo phải thuộc một đơn vị");
        }
        _ => {}
    }
    let categories = cell("categories");
    let categories: Vec<_> =
        categories.split('|').map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned).collect();
    for bad in categories.iter().filter(|c| c.parse::<CategoryCode>().is_err()) {
        reading.fault(line, "category_unknown", format!("không có lĩnh vực {bad}"));
    }
    let deputy = filled("deputy");
    if deputy.as_ref() == Some(&id) {
        reading.fault(line, "deputy_self", "không ai tự thay thế chính mình");
    } else if deputy.as_ref().is_some_and(|d| d.parse::<StaffId>().is_err()) {
        reading.fault(line, "deputy_unknown", "mã người thay thế không đúng dạng");
    }
    let fine = reading.faults.len() == before;
    role.filter(|_| fine).map(|role| Row { line, id, name, role, unit, categories, deputy })
}

fn each_once(reading: &mut Reading<'_>, rows: &[Row]) {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        if let Some(first) = seen.insert(&row.id, row.line) {
            reading.fault(row.line, "duplicate", format!("{} đã có ở dòng {first}", row.id));
        }
    }
}

/// Deputies first. Whoever is left over at the end is in a circle, or waits for one.
fn in_order(reading: &mut Reading<'_>, rows: &[Row]) -> Vec<Row> {
    let by_id: BTreeMap<&str, &Row> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    for row in rows {
        let Some(deputy) = row.deputy.as_deref().and_then(|d| by_id.get(d)).filter(|d| d.id != row.id) else {
            continue;
        };
        if deputy.unit != row.unit {
            reading.fault(row.line, "deputy_elsewhere", format!("người thay thế {} không cùng đơn vị", deputy.id));
        }
    }
    let mut waiting: Vec<&Row> = rows.iter().collect();
    let mut ordered: Vec<Row> = Vec::new();
    loop {
        let waits = |row: &Row, waiting: &[&Row]| {
            row.deputy.as_ref().is_some_and(|d| *d != row.id && waiting.iter().any(|other| other.id == *d))
        };
        let (ready, rest): (Vec<&Row>, Vec<&Row>) = waiting.iter().partition(|row| !waits(row, &waiting));
        if ready.is_empty() {
            for row in rest {
                reading.fault(
                    row.line,
                    "deputies_in_circle",
                    format!("người thay thế của {} tạo thành vòng lặp", row.id),
                );
            }
            return ordered;
        }
        ordered.extend(ready.into_iter().cloned());
        waiting = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(u64, String)> {
        read("staff.csv", text.as_bytes()).unwrap_err().into_iter().map(|f| (f.line, f.code)).collect()
    }

    #[test]
    fn excels_semicolons_and_tabs_are_taken_and_a_name_may_be_empty() {
        for delimiter in [",", ";", "\t"] {
            let text =
                "staff_id,role,unit,name,categories\r\na1,Cán bộ,so-yt-hg,,MT-RAC | GT-DUO\r\nb1,admin,,K'Rêh,\r\n";
            let rows = read("staff.csv", text.replace(',', delimiter).as_bytes()).unwrap();
            assert_eq!((rows[0].role, rows[0].name.as_deref(), rows[0].categories.len()), ("officer", None, 2));
            assert_eq!((rows[1].role, rows[1].name.as_deref(), &rows[1].unit), ("admin", Some("K'Rêh"), &None));
        }
    }

    #[test]
    fn every_fault_is_told_by_its_line() {
        let text = "staff_id,name,role,unit,categories,deputy\n\
                    a b,,officer,so-yt-hg,,\n\
                    a1,,boss,so-yt-hg,,\n\
                    a2,!!!,officer,,MT RAC,a2\n\
                    a3,,officer,so-yt-hg,,\n\
                    a3,,officer,so-yt-hg,,\n\
                    a4,,officer,so-yt-hg\n";
        let expected = [
            (2, "staff_id_malformed"),
            (3, "role_unknown"),
            (4, "text_without_words"),
            (4, "staff_unit_missing"),
            (4, "category_unknown"),
            (4, "deputy_self"),
            (6, "duplicate"),
            (7, "row_broken"),
        ];
        assert_eq!(faults(text), expected.map(|(line, code)| (line, code.to_owned())));
        assert_eq!(faults("staff_id,rolle,unit\n"), [(1, "column_missing".into()), (1, "column_unknown".into())]);
    }

    #[test]
    fn deputies_come_first_wherever_they_stand_and_never_in_a_circle() {
        let text = "staff_id,role,unit,deputy\na,officer,u,b\nb,officer,u,c\nc,officer,u,not-in-the-file\n";
        let ids: Vec<_> = read("staff.csv", text.as_bytes()).unwrap().into_iter().map(|row| row.id).collect();
        assert_eq!(ids, ["c", "b", "a"]);
        let circle = "staff_id,role,unit,deputy\na,officer,u,b\nb,officer,u,a\nc,officer,v,d\nd,officer,u,\n";
        let expected = [(2, "deputies_in_circle"), (3, "deputies_in_circle"), (4, "deputy_elsewhere")];
        assert_eq!(faults(circle), expected.map(|(line, code)| (line, code.to_owned())));
    }
}
