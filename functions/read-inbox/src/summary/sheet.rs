//! The same for a spreadsheet: one CSV (RFC 4180) of nine columns, with the mark by which Excel knows UTF-8.

use csv::{Terminator, WriterBuilder};
use edge::{Problem, Reply};

use super::{Summary, lines, moment};

const COLUMNS: [&str; 9] =
    ["Phần", "Chỉ tiêu", "Kỳ này", "Kỳ trước", "Tăng, giảm", "Lĩnh vực", "Địa bàn", "Đơn vị", "Hạn trả lời"];

pub(super) fn reply(summary: &Summary) -> Result<Reply, Problem> {
    let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    let mut row = |cells: [&str; 9]| out.write_record(cells).map_err(Problem::internal);
    row(COLUMNS)?;
    let (now, before) = (summary.figures(&summary.sums.all), summary.figures(&summary.sums_before.all));
    for section in lines::sections(&now, &before) {
        for line in section.lines {
            row([section.title, line.label, &line.now, &line.before, &line.change, "", "", "", ""])?;
        }
    }
    for (code, tally) in &summary.sums.by_category {
        let before = summary.sums_before.by_category.get(code).map_or(0, domain::statistics::Tally::received);
        let name = summary.category_name(code);
        received(&mut row, ("Theo lĩnh vực", tally.received(), before), [&name, "", ""])?;
    }
    for (unit, tally) in summary.sums.by_unit.iter().filter(|_| summary.unit.is_none()) {
        let before = summary.sums_before.by_unit.get(unit).map_or(0, domain::statistics::Tally::received);
        let name = summary.unit_name(unit);
        received(&mut row, ("Theo đơn vị", tally.received(), before), ["", "", &name])?;
    }
    for report in &summary.overdue {
        let (category, area) = (summary.category_name(&report.category), summary.area_name(report));
        let (unit, by) = (summary.unit_name(&report.owner), moment(report.resolve_by.at()));
        row(["Quá hạn", &report.code, "", "", "", &category, &area, &unit, &by])?;
    }
    let bytes = out.into_inner().map_err(Problem::internal)?;
    let text = String::from_utf8(bytes).map_err(Problem::internal)?;
    let name = format!("attachment; filename=\"bao-cao-{}.csv\"", summary.month);
    Ok(Reply::document("text/csv; charset=utf-8", text).with("content-disposition", name))
}

fn received(
    row: &mut impl FnMut([&str; 9]) -> Result<(), Problem>,
    (part, now, before): (&str, u32, u32),
    [category, area, unit]: [&str; 3],
) -> Result<(), Problem> {
    let change = (i64::from(now) - i64::from(before)).to_string();
    row([part, "Tiếp nhận", &now.to_string(), &before.to_string(), &change, category, area, unit, ""])
}
