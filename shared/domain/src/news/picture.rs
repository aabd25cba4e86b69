//! A picture of the province's own website: its address is shown to apps, and nothing here fetches it.

use serde::{Deserialize, Deserializer, Serialize, de};

/// Longest address, in bytes.
const LONGEST: usize = 500;
/// Endings of the path, with the media types that they stand for.
const TYPES: [(&str, &str); 4] =
    [(".jpg", "image/jpeg"), (".jpeg", "image/jpeg"), (".png", "image/png"), (".webp", "image/webp")];

/// The `https` address of a picture: a host name, no user, no port, a path that ends as a JPEG, PNG or WebP file's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Picture(String);

/// An address that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("picture_address")]
pub struct NotAPicture;

impl Picture {
    /// Takes an address, or refuses it.
    pub fn parse(text: &str) -> Result<Self, NotAPicture> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/?=&%+,:".contains(&b);
        let rest = text.strip_prefix("https://").filter(|_| text.len() <= LONGEST).ok_or(NotAPicture)?;
        let (host, path) = rest.split_once('/').ok_or(NotAPicture)?;
        let named = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
        let lettered = host.rsplit('.').next().is_some_and(|top| top.bytes().all(|b| b.is_ascii_alphabetic()));
        let host_plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
        if named && lettered && host_plain && path.bytes().all(plain) && media_type(path).is_some() {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAPicture)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The media type that its ending says.
    pub fn media_type(&self) -> &'static str {
        media_type(&self.0).unwrap_or("image/jpeg")
    }
}

fn media_type(address: &str) -> Option<&'static str> {
    let path = address.split('?').next().unwrap_or_default().to_ascii_lowercase();
    TYPES.iter().find(|(ending, _)| path.ends_with(ending)).map(|(_, media_type)| *media_type)
}

impl<'de> Deserialize<'de> for Picture {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_picture_on_the_web_is_one() {
        let picture = Picture::parse("https://haugiang.gov.vn/anh/bao-so-9.JPG?w=800").unwrap();
        assert_eq!(picture.media_type(), "image/jpeg");
        for wrong in [
            "http://haugiang.gov.vn/a.jpg",
            "https://haugiang.gov.vn@evil.example/a.jpg",
            "https://169.254.169.254/a.jpg",
            "https://localhost/a.jpg",
            "https://haugiang.gov.vn/a.svg",
            "https://haugiang.gov.vn/a.html?x=.jpg",
            "https://haugiang.gov.vn/\"onload=.jpg",
            "javascript:alert(1)//.jpg",
            "",
        ] {
            assert_eq!(Picture::parse(wrong), Err(NotAPicture), "{wrong}");
        }
    }
}
