//! The query protocol's form: `Attributes.entry.1.key=…`.

use std::collections::BTreeMap;

/// A request's parameters.
pub(super) struct Query(BTreeMap<String, String>);

impl Query {
    pub(super) fn parse(form: &[u8]) -> Self {
        Self(serde_urlencoded::from_bytes(form).unwrap_or_default())
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The parameters under `prefix`, without it.
    pub(super) fn under(&self, prefix: &str) -> Self {
        let inside = self.0.iter().filter_map(|(name, value)| {
            let rest = name.strip_prefix(prefix)?.strip_prefix('.')?;
            Some((rest.to_owned(), value.clone()))
        });
        Self(inside.collect())
    }

    /// The members of a list or map: `name.member.1`, `name.entry.1`, in their order.
    pub(super) fn members(&self, name: &str, kind: &str) -> Vec<Self> {
        let mut members = Vec::new();
        loop {
            let member = self.under(&format!("{name}.{kind}.{}", members.len() + 1));
            if member.0.is_empty() {
                return members;
            }
            members.push(member);
        }
    }

    /// A map of text to text.
    pub(super) fn map(&self, name: &str) -> BTreeMap<String, String> {
        let entries = self.members(name, "entry");
        let pairs = entries.iter().filter_map(|entry| Some((entry.text("key")?, entry.text("value")?)));
        pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
    }
}
