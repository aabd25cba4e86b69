//! The bundle: a whole directory as compressed bytes, read in a function's init.
//!
//! Postcard is a flat binary form without field names, so reading is one pass over the bytes and no JSON is parsed at
//! a cold start. The version names the content, not the compression: the same files give the same version whatever
//! packed them.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use sha2::{Digest as _, Sha256};

use super::{Content, Directory};

/// What a bundle starts with: its kind and the version of its form.
const MAGIC: &[u8; 4] = b"pad1";
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
    /// Reads a bundle that [`Directory::to_bundle`] wrote.
    pub fn from_bundle(bytes: &[u8]) -> Result<Self, BadBundle> {
        let packed = bytes.strip_prefix(MAGIC).ok_or(BadBundle::Form)?;
        let mut plain = Vec::with_capacity(packed.len() * 4);
        DeflateDecoder::new(packed).take(LARGEST).read_to_end(&mut plain).map_err(BadBundle::Packing)?;
        let content: Content = postcard::from_bytes(&plain).map_err(BadBundle::Content)?;
        Ok(Self { version: name(&plain), content })
    }

    /// The directory as bytes, the same for the same content. Under 150 KB for a province.
    pub fn to_bundle(&self) -> Vec<u8> {
        let mut packer = DeflateEncoder::new(MAGIC.to_vec(), Compression::best());
        let bundle = packer.write_all(&plain(&self.content)).and_then(|()| packer.finish());
        bundle.unwrap_or_default() // a Vec takes every write
    }
}

/// The version of a content.
pub(super) fn version(content: &Content) -> String {
    name(&plain(content))
}

fn plain(content: &Content) -> Vec<u8> {
    // every type here is one that postcard can write
    postcard::to_stdvec(content).unwrap_or_default()
}

fn name(plain: &[u8]) -> String {
    let mut name = data_encoding::HEXLOWER.encode(&Sha256::digest(plain));
    name.truncate(VERSION_DIGITS);
    name
}
