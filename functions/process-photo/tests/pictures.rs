//! What becomes of photos, plain and hostile. Every file is made here: none is a person's.

#![expect(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pictures made of small numbers"
)]

#[path = "pictures/camera.rs"]
mod camera;
#[path = "pictures/hostile.rs"]
mod hostile;
#[path = "pictures/metadata.rs"]
mod metadata;
#[path = "pictures/perceptual.rs"]
mod perceptual;
#[path = "pictures/rendering.rs"]
mod rendering;
#[path = "pictures/samples.rs"]
mod samples;
