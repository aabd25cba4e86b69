//! The audit: every change of staff, directory, news, visibility and suspension, one chain of entries, hashed like
//! a report's history.
//!
//! `hash = SHA-256(JCS({n, at, by, action, subject, previous, sealed}))`, `sealed = SHA-256(salt ‖ JCS(body))`: the body
//! says what was before and after, and can be erased without breaking the chain. The chain's start expires after
//! [`KEPT_YEARS`]; what is left is checked from its oldest entry on.

use data_encoding::HEXLOWER;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    calendar::ZONE,
    history::{Bytes16, Bytes32, canonical},
    millis::Millis,
};

pub mod visibility;

/// Years that an entry is kept.
pub const KEPT_YEARS: i64 = 5;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// A person of staff came, or their row changed.
    StaffPut,
    /// A person of staff was removed.
    StaffRemoved,
    /// A person of staff is away, or back.
    StaffAbsence,
    /// A directory came into force, or came back.
    DirectoryPublished,
    /// News was published.
    NewsPublished,
    /// News was changed.
    NewsChanged,
    /// News was withdrawn.
    NewsWithdrawn,
    /// A report's text or a photo was hidden from the public.
    ReportHidden,
    /// What was hidden of a report is shown again.
    ReportShown,
    /// A public report became confidential.
    ReportConfidential,
    /// Who sent a report may send none until a day.
    SuspensionPut,
    /// That was lifted.
    SuspensionLifted,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    pub n: u32,
    /// When.
    pub at: Millis,
    /// By whom: a staff id, `reporter` (never who that is), `system`, or `local` for the local stack's own files.
    pub by: String,
    /// What was done.
    pub action: Deed,
    /// To what: a staff id, a version of the directory, a news id, a report id.
    pub subject: String,
    /// What was before and after; null once erased.
    #[serde(default)]
    pub body: Value,
    /// Random, so that a short body can't be guessed from its hash; gone once erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Bytes16>,
    /// The hash of salt and body, kept only once they are erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Bytes32>,
    /// The hash of the entry before; absent for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Bytes32>,
    /// The entry's own.
    pub hash: Bytes32,
}

/// An entry still to be numbered and hashed.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What is done.
    pub action: Deed,
    /// To what.
    pub subject: String,
    /// What was before and after.
    pub body: Value,
}

impl Draft {
    /// The entry after `last`. `salt` is 16 random bytes, never used before. The chain never goes back in time.
    pub fn seal(self, last: Option<&Entry>, salt: [u8; 16]) -> Entry {
        let Self { at, by, action, subject, body } = self;
        let mut entry = Entry {
            n: last.map_or(1, |l| l.n + 1),
            at: last.map_or(Millis::from(at), |l| l.at.max(at.into())),
            by,
            action,
            subject,
            body,
            salt: Some(Bytes16(salt)),
            sealed: None,
            previous: last.map(|l| l.hash),
            hash: Bytes32([0; 32]),
        };
        entry.hash = entry.expected_hash();
        entry
    }
}

impl Entry {
    /// The hash of salt and body, or what was kept of it.
    pub fn seal_hash(&self) -> Bytes32 {
        self.sealed.unwrap_or_else(|| {
            let mut hasher = Sha256::new();
            hasher.update(self.salt.map_or([0; 16], |s| s.0));
            hasher.update(canonical(&self.body));
            Bytes32(hasher.finalize().into())
        })
    }

    fn expected_hash(&self) -> Bytes32 {
        let form = json!({
            "n": self.n, "at": self.at, "by": self.by, "action": self.action, "subject": self.subject,
            "previous": self.previous.map(|p| p.hex()), "sealed": HEXLOWER.encode(&self.seal_hash().0),
        });
        Bytes32(Sha256::digest(canonical(&form)).into())
    }

    /// When the entry goes, in seconds since 1970.
    pub fn expires_at(&self) -> i64 {
        let civil = ZONE.to_datetime(self.at.at());
        let then = civil.checked_add(KEPT_YEARS.years()).ok().and_then(|then| ZONE.to_timestamp(then).ok());
        then.map_or(i64::MAX, Timestamp::as_second)
    }
}

/// Whether each entry follows from the one before, oldest first; gives the number of the first that doesn't.
pub fn verify(entries: &[Entry]) -> Result<(), u32> {
    let follows = |pair: &[Entry]| pair[1].n == pair[0].n + 1 && pair[1].previous == Some(pair[0].hash);
    if let Some(pair) = entries.windows(2).find(|pair| !follows(pair)) {
        return Err(pair[1].n);
    }
    entries.iter().find(|e| e.hash != e.expected_hash()).map_or(Ok(()), |e| Err(e.n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for n in 0..3_u8 {
            let draft = Draft {
                at: Timestamp::from_second(1_603_000_000 + i64::from(n)).unwrap(),
                by: "quan-tri".into(),
                action: Deed::StaffPut,
                subject: format!("o{n}"),
                body: json!({"before": null, "after": {"name": "Nguyễn Thị Thảo"}}),
            };
            entries.push(draft.seal(entries.last(), [n; 16]));
        }
        entries
    }

    #[test]
    fn a_chain_holds_also_without_its_start_and_without_an_erased_body() {
        let mut entries = chain();
        assert_eq!(verify(&entries), Ok(()));
        assert_eq!(verify(&entries[1..]), Ok(()), "the oldest expire");
        entries[1].sealed = Some(entries[1].seal_hash());
        (entries[1].salt, entries[1].body) = (None, Value::Null);
        assert_eq!(verify(&entries), Ok(()));
    }

    #[test]
    fn what_was_changed_left_out_or_put_elsewhere_shows() {
        let mut other = chain();
        other[1].by = "nobody".into();
        assert_eq!(verify(&other), Err(2));
        let mut other = chain();
        other[2].body = json!({"before": null, "after": null});
        assert_eq!(verify(&other), Err(3));
        let mut other = chain();
        other.remove(1);
        assert_eq!(verify(&other), Err(3));
        other.swap(0, 1);
        assert!(verify(&other).is_err());
    }

    #[test]
    fn an_entry_is_kept_for_five_years() {
        let entry = &chain()[0];
        let kept = Timestamp::from_second(entry.expires_at()).unwrap();
        assert_eq!(kept.to_string(), "2025-10-18T05:46:40Z", "of {}", entry.at.at());
    }
}
