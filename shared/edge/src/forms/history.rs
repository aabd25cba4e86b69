//! A report's history on one surface: every entry with what it changed, so that anyone can check the chain, and the text of
//! those that the surface shows.

use data_encoding::HEXLOWER;
use domain::{
    Report,
    actor::Standing,
    history::{Action, Entry},
    masking::Writer,
};

use super::{History, HistoryEntry, Surface, readable, rfc3339};

/// A report's history as answered: the entries, and the head by which a tail cut off is found.
pub fn history_page(report: &Report, surface: Surface) -> History {
    History {
        id: report.id.clone(),
        version: report.version,
        head: report.history.last().map(|e| e.hash.hex()).unwrap_or_default(),
        items: history(report, surface),
    }
}

/// The history on a surface, oldest first.
fn history(report: &Report, surface: Surface) -> Vec<HistoryEntry> {
    report.history.iter().map(|e| entry(e, surface, report.hidden.text)).collect()
}

fn entry(entry: &Entry, surface: Surface, text_hidden: bool) -> HistoryEntry {
    let open = match surface {
        Surface::Public => {
            matches!(entry.action, Action::Submit | Action::Answer | Action::Update | Action::Uphold)
                && !(text_hidden && entry.action == Action::Submit)
        }
        Surface::Mine => !matches!(
            entry.action,
            Action::Note | Action::Propose | Action::Decline | Action::Hold | Action::NameOfficer
        ),
        Surface::Staff => true,
    };
    let writer = if entry.by == Standing::Reporter { Writer::Citizen } else { Writer::Unit };
    HistoryEntry {
        n: entry.n,
        at: rfc3339(entry.at),
        by: entry.by,
        action: entry.action,
        changes: entry.changes.clone(),
        text: readable(entry.body.text.as_deref(), writer, surface).filter(|_| open),
        name: entry.body.name.clone().filter(|_| open),
        staff: entry.body.staff.clone().filter(|_| surface == Surface::Staff),
        sealed: HEXLOWER.encode(&entry.seal_hash().0),
        hash: entry.hash.hex(),
    }
}
