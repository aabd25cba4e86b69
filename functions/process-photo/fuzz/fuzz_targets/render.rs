//! Any bytes get a verdict: within time and memory, without a panic, and what is shown keeps its promises.
//!
//! From functions/process-photo, the seeds first:
//! `cargo +nightly run --manifest-path fuzz/Cargo.toml --bin write-seeds`, then
//! `cargo +nightly fuzz run render fuzz/corpus/render -- -dict=fuzz/render.dict -rss_limit_mb=1024 -timeout=20 -detect_leaks=0`.
//! Leaks are not looked for: the JPEG decoder's threads end a moment after the picture, which looks like one.
//!
//! A panic of a decoder is caught by `render`, and the sanitizer's hook would yet end the run at each: so it is put
//! aside, and only what `render` cannot catch counts (memory, time, unsound code, our own promises). Set `PANICS` to stop
//! at the decoders' panics too.

#![no_main]

/// The source alone: see Cargo.toml.
#[path = "../../src"]
mod source {
    pub mod picture;
}

use libfuzzer_sys::fuzz_target;
use source::picture::{FULL_SIDE, THUMB_SIDE, render};

fuzz_target!(
    init: {
        if std::env::var_os("PANICS").is_none() {
            drop(std::panic::take_hook());
            std::panic::set_hook(Box::new(|_| {}));
        }
    },
    |bytes: &[u8]| {
        let Ok(rendered) = render(bytes) else { return };
        let sound = size(&rendered.full) == Some((rendered.width, rendered.height))
            && rendered.width.max(rendered.height) <= FULL_SIDE
            && size(&rendered.thumb).is_some_and(|(width, height)| width.max(height) <= THUMB_SIDE)
            && rendered.gps.is_none_or(|(latitude, longitude)| latitude.abs() <= 90.0 && longitude.abs() <= 180.0);
        if !sound {
            // Not a panic, which would be put aside.
            std::process::abort();
        }
    }
);

fn size(jpeg: &[u8]) -> Option<(u32, u32)> {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    decoder.decode().ok()?;
    decoder.info().map(|info| (info.width.into(), info.height.into()))
}
