//! The bundle: a whole directory as compressed bytes, read in a function's init.
//!
//! Postcard is a flat binary form without field names, so reading is one pass over the bytes and no JSON is parsed at
//! a cold start. The text is deflated; the borders, small steps that hardly deflate and cost the most to inflate, stand
//! beside it as they are. The version names the content, not the compression: the same files give the same version
//! whatever packed them. It is hashed once, where a directory is built; who reads a bundle knows it by the key that it was
//! stored under, once and for all.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use sha2::{Digest as _, Sha256};

use super::{Content, Directory};

/// What a bundle starts with: its kind and the version of its form.
const MAGIC: &[u8; 4] = b"pad2";
/// No content is larger unpacked: a province of 200 communes has about 1 MB.
const LARGEST: u64 = 16 << 20;
/// Hexadecimal digits of a version.
const VERSION_DIGITS: usize = 16;

/// Bytes that are no bundle of this form.
#[derive(Debug, thiserror::Error)]
pub enum BadBundle {
    /// Not a bundle, or one of another form.
    #[error("not a directory bundle of this form")]
    Form,
    /// Broken or too large when unpacked.
    #[error("the directory bundle cannot be unpacked")]
    Packing(#[source] std::io::Error),
    /// Unpacked, but not a directory.
    #[error("the directory bundle holds no directory")]
    Content(#[source] postcard::Error),
}

impl Directory {
    /// Reads a bundle that [`Directory::to_bundle`] wrote of that version.
    pub fn from_bundle(version: &str, bytes: &[u8]) -> Result<Self, BadBundle> {
        let parts = bytes.strip_prefix(MAGIC).ok_or(BadBundle::Form)?;
        let (borders, packed): (&[u8], &[u8]) = postcard::from_bytes(parts).map_err(BadBundle::Content)?;
        let mut text = Vec::with_capacity(packed.len() * 6);
        DeflateDecoder::new(packed).take(LARGEST).read_to_end(&mut text).map_err(BadBundle::Packing)?;
        let mut content: Content = postcard::from_bytes(&text).map_err(BadBundle::Content)?;
        content.borders = postcard::from_bytes(borders).map_err(BadBundle::Content)?;
        Ok(Self { version: version.to_owned(), content })
    }

    /// The directory as bytes, the same for the same content. Under 150 KB for a province.
    pub fn to_bundle(&self) -> Vec<u8> {
        let (text, borders) = plain(&self.content);
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
        // a Vec takes every write, and these are types that postcard can write
        let deflated = packer.write_all(&text).and_then(|()| packer.finish()).unwrap_or_default();
        let parts = postcard::to_stdvec(&(borders, deflated)).unwrap_or_default();
        [MAGIC.as_slice(), &parts].concat()
    }
}

/// The version of a content.
pub(super) fn version(content: &Content) -> String {
    let (text, borders) = plain(content);
    let hash = Sha256::new().chain_update(text).chain_update(borders).finalize();
    let mut name = data_encoding::HEXLOWER.encode(&hash);
    name.truncate(VERSION_DIGITS);
    name
}

/// A content without its borders, and its borders.
fn plain(content: &Content) -> (Vec<u8>, Vec<u8>) {
    let text = postcard::to_stdvec(content).unwrap_or_default();
    (text, postcard::to_stdvec(&content.borders).unwrap_or_default())
}
