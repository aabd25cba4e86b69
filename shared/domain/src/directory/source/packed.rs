//! The files as they were published, deflated, so that an older version can be looked at, copied and changed.
//!
//! A bundle forgets notes, order and who wrote a number how; the clerk's files do not. About a third of their size.

use std::io::{Read as _, Write as _};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};

use super::Files;

/// No province's files are larger unpacked: Hậu Giang's have 0.2 MB.
const LARGEST: u64 = 16 << 20;

/// Bytes that are no files.
#[derive(Debug, thiserror::Error)]
pub enum BadFiles {
    /// Broken or too large when unpacked.
    #[error("the directory's files cannot be unpacked")]
    Packing(#[from] std::io::Error),
    /// Unpacked, but not files by name.
    #[error("these are no files by name")]
    Content(#[from] postcard::Error),
}

/// The files as bytes.
pub fn pack(files: &Files) -> Result<Vec<u8>, BadFiles> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&postcard::to_stdvec(files)?)?;
    Ok(packer.finish()?)
}

/// Back from [`pack`]'s bytes.
pub fn unpack(bytes: &[u8]) -> Result<Files, BadFiles> {
    let mut plain = Vec::new();
    DeflateDecoder::new(bytes).take(LARGEST).read_to_end(&mut plain)?;
    Ok(postcard::from_bytes(&plain)?)
}
