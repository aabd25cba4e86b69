//! Keys: by which a token's subject becomes a pseudonym. Only functions that citizens call may read them.
//!
//! A pseudonym under key 2 is the HMAC under it of the pseudonym under key 1, not of the subject: stored rows can be brought
//! under a new key without anybody signing in ([`rekeying`](super::rekeying)). Whoever knows only the older keys can't get
//! from a subject to what is stored.
//!
//! All in one item, `current`, so that a start reads once: `secrets`, key 1 first; key `version` is written, those from
//! `oldest` on are known again.

use data_encoding::BASE64URL_NOPAD;
use domain::report::Person;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{Item, TableAt, text};
use crate::StoreError;

mod changing;

/// The Keys table.
#[derive(Clone)]
pub struct Keys(pub(super) TableAt);

/// The keys, loaded: the one that is written with, and others while keys are changed.
#[derive(Clone)]
pub struct Pseudonyms {
    /// Key 1 first, the newest last.
    secrets: Vec<Vec<u8>>,
    current: usize,
    oldest: usize,
}

/// Somebody under every key that is known: one, but for the time in which keys are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// As written.
    pub now: Person,
    /// As stored before, or from the change on.
    pub others: Vec<Person>,
}

impl Known {
    /// All of them, the one that is written first.
    pub fn each(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.now).chain(&self.others)
    }

    /// Whether `person` is this one, under whichever key.
    pub fn is(&self, person: &Person) -> bool {
        self.each().any(|known| known == person)
    }
}

impl Keys {
    /// Loads the keys; one read, at start only: a function learns of others when it is started anew (RUNBOOK.md).
    pub async fn load(&self) -> Result<Pseudonyms, StoreError> {
        let get = self.0.client.get_item().table_name(&*self.0.name).key("key_id", text("current"));
        let out = get.consistent_read(true).send().await;
        self.0.meter.read(None);
        let item = out.map_err(StoreError::of("load keys"))?.item.ok_or_else(missing)?;
        read(&item).ok_or_else(|| StoreError::saying("load keys", "`current` lacks a key or a version"))
    }
}

fn read(item: &Item) -> Option<Pseudonyms> {
    let number = |name: &str| item.get(name)?.as_s().ok()?.parse().ok();
    let current = number("version")?;
    let oldest = number("oldest").unwrap_or(current);
    let secrets = item.get("secrets")?.as_l().ok()?.iter().map(|secret| Some(secret.as_b().ok()?.as_ref().to_vec()));
    let secrets = secrets.collect::<Option<Vec<_>>>()?;
    let whole = 1 <= oldest && oldest <= current && current <= secrets.len() && !secrets.iter().any(Vec::is_empty);
    whole.then_some(Pseudonyms { secrets, current, oldest })
}

fn missing() -> StoreError {
    StoreError::saying("load keys", "no key; the stack was not seeded")
}

impl Pseudonyms {
    /// The pseudonym of a subject of an issuer as it is written: `1-<HMAC-SHA-256, base64url>`.
    pub fn of(&self, issuer: &str, subject: &str) -> Person {
        self.all(issuer, subject).now
    }

    /// The pseudonyms of a subject of an issuer under every key that is known.
    pub fn all(&self, issuer: &str, subject: &str) -> Known {
        let length = (issuer.len() as u64).to_be_bytes();
        let mut tag = tag(&self.secrets[0], &[&length, issuer.as_bytes(), subject.as_bytes()]);
        let (mut now, mut others) = (None, Vec::new());
        for version in 1..=self.secrets.len() {
            if version > 1 {
                tag = self.next(version, &tag);
            }
            if version == self.current {
                now = Some(named(version, &tag));
            } else if version >= self.oldest {
                others.push(named(version, &tag));
            }
        }
        Known { now: now.unwrap_or_else(|| named(self.secrets.len(), &tag)), others }
    }

    /// A stored pseudonym, and what becomes of it under later keys: what refers to somebody may be brought under the new key
    /// later than what it refers to.
    pub fn later(&self, person: &Person) -> Vec<Person> {
        let mut forms = vec![person.clone()];
        if let Some((version, mut tag)) = parsed(&person.0) {
            for later in version + 1..=self.secrets.len() {
                tag = self.next(later, &tag);
                forms.push(named(later, &tag));
            }
        }
        forms
    }

    /// As they will be once the newest is written with.
    #[must_use]
    pub fn switched(self) -> Self {
        Self { current: self.secrets.len(), ..self }
    }

    /// A text under the key that is written with now, where it is a pseudonym under an older one.
    pub(super) fn renewed(&self, text: &str) -> Option<String> {
        let (version, mut tag) = parsed(text).filter(|(version, _)| *version < self.current)?;
        for later in version + 1..=self.current {
            tag = self.next(later, &tag);
        }
        Some(named(self.current, &tag).0)
    }

    fn next(&self, version: usize, before: &[u8; 32]) -> [u8; 32] {
        tag(self.secrets.get(version - 1).map_or(&[], Vec::as_slice), &[before])
    }
}

fn tag(secret: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    match Hmac::<Sha256>::new_from_slice(secret) {
        Ok(mut mac) => {
            for part in parts {
                mac.update(part);
            }
            mac.finalize().into_bytes().into()
        }
        Err(never) => unreachable!("HMAC takes keys of any length: {never}"),
    }
}

fn named(version: usize, tag: &[u8; 32]) -> Person {
    Person(format!("{version}-{}", BASE64URL_NOPAD.encode(tag)))
}

/// A pseudonym's version and tag; `None` where it is none, an erased one's marker too.
fn parsed(text: &str) -> Option<(usize, [u8; 32])> {
    let (version, tag) = text.split_once('-')?;
    let tag = BASE64URL_NOPAD.decode(tag.as_bytes()).ok()?.try_into().ok()?;
    Some((version.parse().ok().filter(|version| *version > 0)?, tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(current: usize, oldest: usize, newest: u8) -> Pseudonyms {
        Pseudonyms { secrets: (1..=newest).map(|n| vec![n; 32]).collect(), current, oldest }
    }

    #[test]
    fn who_is_known_under_the_old_key_is_known_under_both_while_keys_are_changed() {
        let (before, during, after) = (keys(1, 1, 1), keys(2, 1, 2), keys(2, 2, 2));
        let (old, new) = (before.of("issuer", "mai"), after.of("issuer", "mai"));
        assert!(old.0.starts_with("1-") && new.0.starts_with("2-"));
        let known = during.all("issuer", "mai");
        assert_eq!((&known.now, &known.others), (&new, &vec![old.clone()]));
        assert!(known.is(&old) && known.is(&new) && !known.is(&before.of("issuer", "tam")));
        assert_eq!(keys(1, 1, 2).all("issuer", "mai"), Known { now: old.clone(), others: vec![new] });
        assert_eq!(after.all("issuer", "mai").others, [], "once the old key is dropped, what is under it is nobody's");
    }

    #[test]
    fn a_stored_pseudonym_comes_under_the_new_key_without_its_subject() {
        let (before, after) = (keys(1, 1, 1), keys(3, 1, 3));
        let (old, new) = (before.of("issuer", "mai"), after.of("issuer", "mai"));
        assert_eq!(after.renewed(&old.0).unwrap(), new.0);
        assert_eq!(after.renewed(&new.0), None, "it is there already");
        assert_eq!(after.later(&old).last(), Some(&new));
        for other in ["erased-00", "followers#017548a9", "ubnd-vn-31318-2020", "0-AAAA", ""] {
            assert_eq!(after.renewed(other), None, "{other}");
        }
    }

    #[test]
    fn keys_that_are_not_whole_are_none() {
        use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
        let item = |version: &str, oldest: &str, secrets: &[&[u8]]| {
            let secrets = secrets.iter().map(|secret| AttributeValue::B(Blob::new(*secret))).collect();
            let secrets = ("secrets".to_owned(), AttributeValue::L(secrets));
            Item::from([("version".to_owned(), text(version)), ("oldest".to_owned(), text(oldest)), secrets])
        };
        let whole = read(&item("2", "1", &[b"one", b"two", b"three"])).unwrap();
        assert_eq!((whole.current, whole.oldest, whole.secrets.len()), (2, 1, 3));
        for broken in [item("2", "1", &[b"one"]), item("1", "2", &[b"one", b"two"]), item("1", "1", &[b""])] {
            assert!(read(&broken).is_none(), "{broken:?}");
        }
        assert!(read(&Item::from([("version".to_owned(), text("1"))])).is_none(), "as an older stack has it");
    }

    #[test]
    fn issuer_and_subject_do_not_run_into_each_other() {
        assert_ne!(keys(1, 1, 1).of("ab", "c"), keys(1, 1, 1).of("a", "bc"));
    }
}
