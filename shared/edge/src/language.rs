//! Vietnamese first, English beside it.

/// The language of messages to one caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Tiếng Việt, the default.
    #[default]
    Vietnamese,
    /// English, where the caller prefers it.
    English,
}

impl Language {
    /// The better of the two by an `Accept-Language` header (RFC 9110, 12.5.4).
    pub fn preferred(header: &str) -> Self {
        let weight = |language: &str| {
            header
                .split(',')
                .filter_map(|part| {
                    let mut fields = part.trim().split(';');
                    let tag = fields.next()?.trim().to_ascii_lowercase();
                    let q = fields.find_map(|f| f.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
                    (tag == language || tag.starts_with(&format!("{language}-"))).then_some(q)
                })
                .fold(0.0, f32::max)
        };
        if weight("en") > weight("vi") { Self::English } else { Self::Vietnamese }
    }
}
