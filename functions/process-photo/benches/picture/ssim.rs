//! Structural similarity of two pictures' luma (Wang and others, 2004): 1 is the same.

use crate::samples::Scene;

/// Side of a window, and how far windows lie apart.
const WINDOW: usize = 8;
const STRIDE: usize = 4;

/// The mean over all windows.
pub(crate) fn ssim(one: &Scene, other: &Scene) -> f64 {
    assert_eq!((one.width, one.height), (other.width, other.height));
    let (width, height) = (one.width as usize, one.height as usize);
    let (one, other) = (luma(one), luma(other));
    let (mut sum, mut windows) = (0.0, 0.0);
    for top in (0..=height - WINDOW).step_by(STRIDE) {
        for left in (0..=width - WINDOW).step_by(STRIDE) {
            let pairs = (top..top + WINDOW)
                .flat_map(|y| (left..left + WINDOW).map(move |x| y * width + x))
                .map(|at| (one[at], other[at]));
            sum += window(pairs);
            windows += 1.0;
        }
    }
    sum / windows
}

fn window(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (mut a, mut b, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (x, y) in pairs {
        a += x;
        b += y;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    let count = (WINDOW * WINDOW) as f64;
    let (a, b) = (a / count, b / count);
    let (variance_a, variance_b, covariance) = (aa / count - a * a, bb / count - b * b, ab / count - a * b);
    let (c1, c2) = ((0.01_f64 * 255.0).powi(2), (0.03_f64 * 255.0).powi(2));
    (2.0 * a * b + c1) * (2.0 * covariance + c2) / ((a * a + b * b + c1) * (variance_a + variance_b + c2))
}

fn luma(scene: &Scene) -> Vec<f64> {
    let weights = [0.299, 0.587, 0.114];
    scene
        .rgb
        .chunks_exact(3)
        .map(|rgb| rgb.iter().zip(weights).map(|(&v, weight)| f64::from(v) * weight).sum())
        .collect()
}
