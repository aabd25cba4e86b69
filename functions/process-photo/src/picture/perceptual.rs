//! A difference hash: the same number for the same picture, rescaled or recompressed.
//!
//! Evidence of two reports is compared by equality alone (a conditional row, no search), so what counts is that few bits
//! lie near their threshold: cells are large, their means are not rounded, and only a plain step counts.

use super::pixels::Pixels;

const COLUMNS: usize = 9;
const ROWS: usize = 8;

/// How much brighter a cell must be than its left neighbour for its bit to be 1, of 255.
/// Away from 0, where the steps of skies, roads and walls crowd.
const STEP: f64 = 2.5;

/// With fewer plain steps than this, up or down, there is too little to tell pictures apart by.
const LEAST_STEPS: usize = 12;

/// The hash, or None of a picture with too little in it. `pixels` is the thumbnail: its size hardly varies, so neither
/// do the cells.
pub(super) fn hash(pixels: &Pixels) -> Option<u64> {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    if width < COLUMNS || height < ROWS {
        return None;
    }
    let mut sums = [[0_u64; COLUMNS]; ROWS];
    let mut counts = [[0_u64; COLUMNS]; ROWS];
    for (y, row) in pixels.rgb.chunks_exact(width * 3).enumerate() {
        for (x, rgb) in row.chunks_exact(3).enumerate() {
            let (down, across) = (y * ROWS / height, x * COLUMNS / width);
            // Luma of ITU-R BT.601, in thousandths.
            let luma = u64::from(rgb[0]) * 299 + u64::from(rgb[1]) * 587 + u64::from(rgb[2]) * 114;
            sums[down][across] += luma;
            counts[down][across] += 1;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "at most 320 x 320 x 255,000")]
    let mean = |down: usize, across: usize| sums[down][across] as f64 / (counts[down][across] as f64 * 1000.0);
    let steps: Vec<f64> = (0..ROWS)
        .flat_map(|down| (1..COLUMNS).map(move |across| (down, across)))
        .map(|(down, across)| mean(down, across) - mean(down, across - 1))
        .collect();
    let plain = steps.iter().filter(|step| step.abs() > STEP).count();
    (plain >= LEAST_STEPS).then(|| steps.iter().fold(0, |hash, step| hash << 1 | u64::from(*step > STEP)))
}
