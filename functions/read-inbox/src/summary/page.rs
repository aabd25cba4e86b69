//! The page for printing: A4, one file, nothing from elsewhere. Every text is escaped on its way in.

use std::fmt::{self, Display, Write as _};

use edge::Reply;

use super::{Summary, day, lines, moment};

/// Nothing but the page's own style may load or run.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "\
@page{size:A4;margin:20mm 15mm 20mm 25mm}\
body{font:13pt/1.35 'Times New Roman',Tinos,serif;color:#000;background:#fff;max-width:170mm;margin:8mm auto}\
header{display:flex;justify-content:space-between;gap:8mm;text-align:center;font-size:12pt}\
header p{margin:0}h1{font-size:15pt;text-align:center;margin:8mm 0 1mm}h2{font-size:13pt;margin:5mm 0 2mm}\
.sub{text-align:center;margin:0}table{width:100%;border-collapse:collapse;font-size:11pt;line-height:1.2}\
th,td{border:1px solid #000;padding:.5mm 1.5mm;vertical-align:top;text-align:left}thead{display:table-header-group}\
tr{break-inside:avoid}.n{text-align:right;width:1%}td.n,.code{white-space:nowrap}.part td:first-child{padding-left:5mm}\
.figures{columns:2 75mm;column-gap:6mm}section{break-inside:avoid}section h2{margin-top:0;padding-top:4mm}\
.list{font-size:10pt}h2{break-after:avoid}footer{margin-top:5mm;font-size:10.5pt}\
@media print{body{margin:0;max-width:none}}";

/// A text as HTML shows it, in content and in attributes.
struct Escaped<T>(T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.to_string().chars().try_for_each(|letter| match letter {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            other => f.write_char(other),
        })
    }
}

pub(super) fn reply(summary: &Summary) -> Reply {
    Reply::document("text/html; charset=utf-8", html(summary).unwrap_or_default())
        .with("content-security-policy", POLICY.to_owned())
        .with("x-content-type-options", "nosniff".to_owned())
}

fn html(summary: &Summary) -> Result<String, fmt::Error> {
    let mut out = String::new();
    let settings = summary.directory.settings();
    let title = format!("Báo cáo {} tháng {}", settings.service.vi, summary.month.in_vietnamese());
    write!(
        out,
        "<!doctype html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body>",
        Escaped(&title)
    )?;
    head(&mut out, summary)?;
    figures(&mut out, summary)?;
    by_category(&mut out, summary)?;
    if summary.unit.is_none() {
        by_unit(&mut out, summary)?;
    }
    overdue(&mut out, summary)?;
    out.push_str(
        "<footer>Số liệu tính theo ngày tiếp nhận phản ánh; tổng số tiếp nhận luôn bằng tổng các tình trạng. \
         Phản ánh được gia hạn không tính là đúng hạn; không có đánh giá không tính là hài lòng.</footer></body></html>",
    );
    Ok(out)
}

fn head(out: &mut String, summary: &Summary) -> fmt::Result {
    let (days, before) = (summary.days, summary.before);
    write!(
        out,
        "<header><p><b>{}</b><br>{}</p><p><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br><b>Độc lập - Tự do - Hạnh phúc</b></p></header>",
        Escaped(summary.whose()),
        Escaped(&summary.directory.settings().service.vi),
    )?;
    write!(
        out,
        "<h1>BÁO CÁO TỔNG HỢP PHẢN ÁNH HIỆN TRƯỜNG THÁNG {}</h1>\
         <p class=\"sub\">Kỳ báo cáo từ ngày {} đến ngày {}; kỳ trước từ ngày {} đến ngày {}.</p>\
         <p class=\"sub\">Số liệu lúc {}{}.</p>",
        Escaped(summary.month.in_vietnamese()),
        day(days.from),
        day(days.to),
        day(before.from),
        day(before.to),
        moment(summary.now),
        if domain::calendar::date_of(summary.now) <= days.to { "; kỳ báo cáo chưa kết thúc" } else { "" },
    )
}

fn figures(out: &mut String, summary: &Summary) -> fmt::Result {
    let (now, before) = (summary.figures(&summary.sums.all), summary.figures(&summary.sums_before.all));
    out.push_str("<div class=\"figures\">");
    for section in lines::sections(&now, &before) {
        write!(
            out,
            "<section><h2>{}</h2><table><thead><tr><th>Chỉ tiêu</th><th class=\"n\">Kỳ này</th><th class=\"n\">Kỳ trước</th>\
             <th class=\"n\">Tăng, giảm</th></tr></thead><tbody>",
            Escaped(section.title)
        )?;
        for line in section.lines {
            let class = if line.part { " class=\"part\"" } else { "" };
            write!(
                out,
                "<tr{class}><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                Escaped(line.label),
                Escaped(line.now),
                Escaped(line.before),
                Escaped(line.change)
            )?;
        }
        out.push_str("</tbody></table></section>");
    }
    out.push_str("</div>");
    Ok(())
}

fn by_category(out: &mut String, summary: &Summary) -> fmt::Result {
    parts_head(out, "Theo lĩnh vực", "Lĩnh vực")?;
    for (code, tally) in &summary.sums.by_category {
        part(out, &summary.category_name(code), &summary.figures(tally))?;
    }
    out.push_str("</tbody></table>");
    Ok(())
}

fn by_unit(out: &mut String, summary: &Summary) -> fmt::Result {
    parts_head(out, "Theo đơn vị xử lý", "Đơn vị")?;
    for (unit, tally) in &summary.sums.by_unit {
        part(out, &summary.unit_name(unit), &summary.figures(tally))?;
    }
    out.push_str("</tbody></table>");
    Ok(())
}

fn parts_head(out: &mut String, title: &str, of: &str) -> fmt::Result {
    write!(
        out,
        "<h2>{}</h2><table><thead><tr><th>{}</th><th class=\"n\">Tiếp nhận</th><th class=\"n\">Đã trả lời</th>\
         <th class=\"n\">Đúng hạn</th><th class=\"n\">Gia hạn</th><th class=\"n\">Trễ hạn</th>\
         <th class=\"n\">Quá hạn</th></tr></thead><tbody>",
        Escaped(title),
        Escaped(of)
    )
}

fn part(out: &mut String, name: &str, f: &domain::statistics::Figures) -> fmt::Result {
    write!(out, "<tr><td>{}</td>", Escaped(name))?;
    let counts = [f.received, f.answered, f.answered_in_time, f.answered_by_extension, f.answered_late, f.overdue];
    for count in counts {
        write!(out, "<td class=\"n\">{count}</td>")?;
    }
    out.push_str("</tr>");
    Ok(())
}

fn overdue(out: &mut String, summary: &Summary) -> fmt::Result {
    out.push_str("<h2>Phản ánh đang quá hạn trả lời</h2>");
    if summary.overdue.is_empty() {
        out.push_str("<p>Không có.</p>");
        return Ok(());
    }
    out.push_str(
        "<table class=\"list\"><thead><tr><th>Mã</th><th>Lĩnh vực</th><th>Địa bàn</th><th>Đơn vị xử lý</th><th>Tình trạng</th>\
         <th>Hạn trả lời</th><th class=\"n\">Số ngày quá</th></tr></thead><tbody>",
    );
    for report in &summary.overdue {
        write!(
            out,
            "<tr><td class=\"code\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td></tr>",
            Escaped(&report.code),
            Escaped(summary.category_name(&report.category)),
            Escaped(summary.area_name(report)),
            Escaped(summary.unit_name(&report.owner)),
            Escaped(lines::state(report.status)),
            moment(report.resolve_by.at()),
            summary.days_over(report)
        )?;
    }
    out.push_str("</tbody></table>");
    if summary.overdue.len() == super::MOST_TOLD {
        write!(out, "<p>Chỉ liệt kê {} phản ánh quá hạn lâu nhất.</p>", super::MOST_TOLD)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn nothing_that_html_would_read_goes_in_unescaped() {
        let hostile = "<script>alert('Phường \"I\" & II')</script>";
        let shown = Escaped(hostile).to_string();
        assert_eq!(shown, "&lt;script&gt;alert(&#39;Phường &quot;I&quot; &amp; II&#39;)&lt;/script&gt;");
    }
}
