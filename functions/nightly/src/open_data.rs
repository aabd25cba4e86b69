//! A month's public reports as CSV (RFC 4180), as the same for Excel, and as GeoJSON (RFC 7946): docs/open-data.md.

use aws::StoreError;
use csv::{Terminator, Writer, WriterBuilder};
use domain::statistics::Month;
use edge::forms::OpenReport;
use serde_json::json;

use crate::App;

/// By it Excel knows that a file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The files of one month under way.
pub(crate) struct Files {
    plain: Writer<Vec<u8>>,
    excel: Writer<Vec<u8>>,
    features: Vec<u8>,
}

fn broken(cause: csv::Error) -> StoreError {
    StoreError::of("write open data")(cause)
}

impl Files {
    pub(crate) fn new() -> Result<Self, StoreError> {
        let writer = |start: &[u8]| WriterBuilder::new().terminator(Terminator::CRLF).from_writer(start.to_vec());
        let mut files = Self {
            plain: writer(&[]),
            excel: writer(BYTE_ORDER_MARK),
            features: br#"{"type":"FeatureCollection","features":["#.to_vec(),
        };
        // Written by hand: a month without reports has its header too.
        files.plain.write_record(OpenReport::COLUMNS).map_err(broken)?;
        files.excel.write_record(OpenReport::COLUMNS).map_err(broken)?;
        Ok(files)
    }

    pub(crate) fn add(&mut self, report: &OpenReport) -> Result<(), StoreError> {
        let cells = report.cells();
        self.plain.write_record(&cells).map_err(broken)?;
        self.excel.write_record(cells.iter().map(|cell| harmless(cell))).map_err(broken)?;
        if !self.features.ends_with(b"[") {
            self.features.push(b',');
        }
        let geometry = report.point().map(|(lng, lat)| json!({"type": "Point", "coordinates": [lng, lat]}));
        let feature = json!({"type": "Feature", "id": report.id(), "geometry": geometry, "properties": report});
        serde_json::to_writer(&mut self.features, &feature).map_err(StoreError::of("write open data"))
    }

    pub(crate) async fn store(
        mut self,
        app: &App,
        month: Month,
        key: impl Fn(Month, &str) -> String,
    ) -> Result<(), StoreError> {
        let bytes = |writer: Writer<Vec<u8>>| {
            writer.into_inner().map_err(|_| StoreError::saying("write open data", "a file that could not be ended"))
        };
        self.features.extend(b"]}");
        let csv = "text/csv; charset=utf-8";
        app.open_data.put(&key(month, "csv"), bytes(self.plain)?, csv).await?;
        app.open_data.put(&key(month, "excel.csv"), bytes(self.excel)?, csv).await?;
        app.open_data.put(&key(month, "geojson"), self.features, "application/geo+json").await
    }
}

/// A text that Excel would take for a formula, made a text: what citizens write must not run on an officer's desk.
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn what_looks_like_a_formula_is_made_a_text_and_a_number_is_left() {
        assert_eq!(harmless("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(harmless("@SUM(1)"), "'@SUM(1)");
        assert_eq!(harmless("-9.78"), "-9.78");
        assert_eq!(harmless("Rác thải"), "Rác thải");
    }
}
