//! A report's history: append-only, each entry hashed over the one before (DOMAIN.md, invariant 3).
//!
//! `hash = SHA-256(JCS({n, at, by, action, changes, previous, sealed}))`, `sealed = SHA-256(salt ‖ JCS(body))`, hashes in
//! lower-case hex, JCS by RFC 8785. The body may be erased with its salt: `sealed` stays, so the chain still holds and
//! nobody can tell what was hidden. The head's hash with the report's `version` finds a tail that was cut off.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    actor::Standing,
    directory::{AreaId, CategoryCode, UnitId},
    ids::{PhotoId, ReportId},
    location::Location,
    millis::Millis,
    report::{Hidden, Status, Verdict, Visibility},
};

pub use crate::history::{
    action::Action,
    bytes::{Bytes16, Bytes32},
    proposal::{Proposal, RefusalReason},
};

mod action;
mod bytes;
mod proposal;

/// By what a repeated request is known again. Stored with the entry it made, never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idempotency {
    /// Hash of caller, route and the caller's key.
    pub key: [u8; 16],
    /// Hash of the body.
    pub body: [u8; 16],
}

/// What an entry changed, all of it shown wherever the report is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are those of Report, which says what they are")]
pub struct Changes {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also_in: Option<Vec<AreaId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgent: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receive_by: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolve_by: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_by: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// What the public does not see, all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Hidden>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<RefusalReason>,
}

/// What an entry holds that is not for everybody. It can be erased.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Description, answer, reason, question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The address as the citizen gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Photos that the entry names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
    /// The staff id of who acted, for "never by who proposed".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// Who speaks to the citizen for the unit, by the name shown to citizens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The officer it is named to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// What is proposed, waiting for a leader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
    /// The version of the consent text that the reporter agreed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// When the reporter saw the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<Millis>,
    /// The unit that the report is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about_unit: Option<UnitId>,
    /// The report that this one is merged into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<ReportId>,
    /// Reports that are merged into this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absorbed: Vec<ReportId>,
    /// The report that this one is a recurrence of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1: the version that it made.
    pub n: u32,
    /// When.
    pub at: Millis,
    /// What the actor was towards the report.
    pub by: Standing,
    /// What was done.
    pub action: Action,
    /// What changed.
    #[serde(default)]
    pub changes: Changes,
    /// What is not for everybody; empty once erased.
    #[serde(default)]
    pub body: Body,
    /// Random, so that a short body can't be guessed from its hash; gone once erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Bytes16>,
    /// The hash of salt and body, kept only once they are erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<Bytes32>,
    /// The entry's hash.
    pub hash: Bytes32,
    /// By what a repeat is known: caller's key, then body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Bytes32>,
}

/// What an entry's hash is of.
#[derive(Serialize)]
struct Form<'a> {
    n: u32,
    at: Millis,
    by: Standing,
    action: Action,
    changes: &'a Changes,
    previous: Option<String>,
    sealed: String,
}

/// An entry still to be numbered and hashed.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// When.
    pub at: Millis,
    /// What the actor is.
    pub by: Standing,
    /// What is done.
    pub action: Action,
    /// What changes.
    pub changes: Changes,
    /// What is not for everybody.
    pub body: Body,
    /// When the system looks at the report next; stands beside the history, not in it.
    pub due_at: Option<Millis>,
}

impl Draft {
    /// The entry after `previous`. `salt` is 16 random bytes, never used before.
    pub fn seal(self, previous: Option<&Entry>, salt: [u8; 16], repeat: Option<Idempotency>) -> Entry {
        let Self { at, by, action, changes, body, due_at: _ } = self;
        let n = previous.map_or(1, |p| p.n + 1);
        let repeat = repeat.map(|r| {
            let mut bytes = [0; 32];
            bytes[..16].copy_from_slice(&r.key);
            bytes[16..].copy_from_slice(&r.body);
            Bytes32(bytes)
        });
        let mut entry = Entry {
            n,
            at,
            by,
            action,
            changes,
            body,
            salt: Some(Bytes16(salt)),
            sealed: None,
            hash: Bytes32([0; 32]),
            repeat,
        };
        entry.hash = entry.expected_hash(previous.map(|p| p.hash));
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

    fn expected_hash(&self, previous: Option<Bytes32>) -> Bytes32 {
        let form = Form {
            n: self.n,
            at: self.at,
            by: self.by,
            action: self.action,
            changes: &self.changes,
            previous: previous.map(|p| HEXLOWER.encode(&p.0)),
            sealed: HEXLOWER.encode(&self.seal_hash().0),
        };
        Bytes32(Sha256::digest(canonical(&form)).into())
    }

    /// The same entry without what is not for everybody; its hash still holds.
    #[must_use]
    pub fn erased(self) -> Self {
        self.keeping(Body::default())
    }

    /// The same entry with no more than this of its body; its hash still holds. The salt goes, as what is gone could be
    /// guessed with it, so nothing proves any more what was in the body.
    #[must_use]
    pub fn keeping(mut self, body: Body) -> Self {
        self.sealed = Some(self.seal_hash());
        self.salt = None;
        self.body = body;
        self
    }

    /// Whether this entry was made by a request known by `key`.
    pub fn made_by(&self, key: &[u8; 16]) -> bool {
        self.repeat.is_some_and(|r| r.0[..16] == key[..])
    }

    /// Whether that request had the same body.
    pub fn same_body(&self, body: &[u8; 16]) -> bool {
        self.repeat.is_some_and(|r| r.0[16..] == body[..])
    }
}

/// Whether each entry follows from the one before; gives the number of the first that doesn't.
pub fn verify(history: &[Entry]) -> Result<(), u32> {
    let mut previous = None;
    for (i, entry) in history.iter().enumerate() {
        if entry.n as usize != i + 1 || entry.hash != entry.expected_hash(previous) {
            return Err(entry.n);
        }
        previous = Some(entry.hash);
    }
    Ok(())
}

/// JSON by RFC 8785: one text for one value. All numbers here are integers, all texts NFC.
pub(crate) fn canonical(value: &impl Serialize) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).unwrap_or_default()
}
