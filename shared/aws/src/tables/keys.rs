//! Keys: by which a token's subject becomes a pseudonym. Only functions that citizens call may read them.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use domain::report::Person;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{TableAt, text};
use crate::StoreError;

/// The Keys table.
#[derive(Clone)]
pub struct Keys(pub(super) TableAt);

/// The keys, loaded: the current one and older ones.
#[derive(Clone)]
pub struct Pseudonyms {
    current: String,
    secrets: BTreeMap<String, Vec<u8>>,
}

impl Keys {
    /// Loads the keys; two reads, at start only.
    pub async fn load(&self) -> Result<Pseudonyms, StoreError> {
        let missing = || StoreError::saying("load keys", "no key; the stack was not seeded");
        let current = self.item("current").await?.ok_or_else(missing)?;
        let current = current.get("version").and_then(|v| v.as_s().ok()).ok_or_else(missing)?.clone();
        let key = self.item(&format!("person-{current}")).await?.ok_or_else(missing)?;
        let secret = key.get("secret").and_then(|v| v.as_b().ok()).ok_or_else(missing)?.as_ref().to_vec();
        Ok(Pseudonyms { secrets: BTreeMap::from([(current.clone(), secret)]), current })
    }

    async fn item(&self, id: &str) -> Result<Option<super::Item>, StoreError> {
        let out = self.0.client.get_item().table_name(&*self.0.name).key("key_id", text(id)).send().await;
        self.0.meter.read(None);
        Ok(out.map_err(StoreError::of("load keys"))?.item)
    }
}

impl Pseudonyms {
    /// The pseudonym of a subject of an issuer under the current key: `1-<HMAC-SHA-256, base64url>`.
    pub fn of(&self, issuer: &str, subject: &str) -> Person {
        let secret = self.secrets.get(&self.current).map_or(&[][..], Vec::as_slice);
        let tag = match Hmac::<Sha256>::new_from_slice(secret) {
            Ok(mut mac) => {
                mac.update(&(issuer.len() as u64).to_be_bytes());
                mac.update(issuer.as_bytes());
                mac.update(subject.as_bytes());
                BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
            }
            Err(never) => unreachable!("HMAC takes keys of any length: {never}"),
        };
        Person(format!("{}-{tag}", self.current))
    }
}
