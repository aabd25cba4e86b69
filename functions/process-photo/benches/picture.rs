//! How long a phone's photo takes, what it holds in memory and how it looks, next to `vipsthumbnail`.
//!
//! `cargo bench -p process-photo`. The bound (issue "Photos"): both sizes from a 12-megapixel JPEG in no more time than
//! `vipsthumbnail` run once for each, under 200 MB, and an SSIM within 1 % of its. Times are of the processor, user and
//! system, so a busy machine matters little. Nothing is compared where libvips is missing.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a program for people to run, on pictures made of small numbers"
)]

#[path = "../tests/pictures/samples.rs"]
mod samples;
#[path = "picture/ssim.rs"]
mod ssim;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use process_photo::picture::{Rendered, render};
use samples::Scene;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

/// Of `/proc/self/stat`; Linux has counted it so since 2.6 (`USER_HZ`).
const TICKS_PER_SECOND: u32 = 100;
const ROUNDS: u32 = 20;
/// The argument by which the program calls itself, to measure the memory of one photo alone.
const ONCE: &str = "--once";

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == ONCE) {
        let bytes = fs::read(&arguments[at + 1]).unwrap();
        let before = peak_memory();
        drop(render(&bytes).unwrap());
        println!("{before} {}", peak_memory());
        return;
    }

    let folder = env::temp_dir().join("process-photo-bench");
    fs::create_dir_all(&folder).unwrap();
    let scene = samples::scene(4000, 3000, 1);
    let photo = samples::jpeg(&scene, 90);
    let progressive = samples::jpeg_with(&scene, 90, |encoder| {
        encoder.set_progressive(true);
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    });
    println!("12-megapixel JPEG of {} kB, each figure the mean of {ROUNDS}", photo.len() / 1000);

    let rendered = render(&photo).unwrap();
    let ours = mean(&|| drop(render(&photo).unwrap()));
    println!("render, 1600 px and 320 px      {ours:>9.1?}");
    println!("render, progressive             {:>9.1?}", mean(&|| drop(render(&progressive).unwrap())));
    for (name, bytes) in [("12 MP", &photo), ("12 MP, progressive", &progressive)] {
        memory(name, &folder, bytes);
    }
    for (name, bytes) in [
        ("50 MP JPEG", samples::jpeg(&samples::plain(8192, 6144, [90; 3]), 80)),
        ("50 MP PNG", samples::png(&samples::plain(8192, 6144, [90; 3]))),
        ("28 MP WebP", samples::webp(&samples::plain(6144, 4608, [90; 3]))),
    ] {
        memory(name, &folder, &bytes);
    }
    match Command::new("vipsthumbnail").arg("--vips-version").output() {
        Ok(_) => compare(&folder, &photo, &rendered, ours),
        Err(_) => println!("no vipsthumbnail to compare with: apt-get install libvips-tools, or brew install vips"),
    }
}

/// The processor time of one call.
fn mean(call: &dyn Fn()) -> Duration {
    let before = processor_time();
    for _ in 0..ROUNDS {
        call();
    }
    processor_time().saturating_sub(before) / ROUNDS
}

/// User and system time of this process and of those that it waited for.
fn processor_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The fields behind the name, which may hold spaces: utime, stime, cutime and cstime are 14 to 17.
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields).split(' ');
    let ticks: u32 = fields.skip(11).take(4).filter_map(|field| field.parse::<u32>().ok()).sum();
    Duration::from_secs(1) * ticks / TICKS_PER_SECOND
}

/// The most that this process has had in memory, in kB.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")).and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or(0)
}

fn memory(name: &str, folder: &Path, bytes: &[u8]) {
    let file = folder.join("once");
    fs::write(&file, bytes).unwrap();
    let output = Command::new(env::current_exe().unwrap()).arg(ONCE).arg(&file).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let (before, after) = output.trim().split_once(' ').unwrap();
    let [before, after] = [before, after].map(|kilobytes| kilobytes.parse::<u64>().unwrap() / 1000);
    println!("peak memory, {name:<18} {after:>6} MB ({before} MB of it the process and the file)");
}

fn compare(folder: &Path, photo: &[u8], rendered: &Rendered, ours: Duration) {
    let photo_file = folder.join("photo.jpg");
    let dot_file = folder.join("dot.jpg");
    fs::write(&photo_file, photo).unwrap();
    fs::write(&dot_file, samples::jpeg(&samples::plain(16, 16, [9; 3]), 80)).unwrap();
    let thumbnail = |file: &Path, side: u32| -> PathBuf {
        let out = folder.join(format!("vips-{side}.jpg"));
        let done = Command::new("vipsthumbnail")
            .args(["--vips-concurrency=1", "--size", &format!("{side}x{side}>"), "-o"])
            .arg(format!("{}[Q=80,strip]", out.display()))
            .arg(file)
            .status()
            .unwrap();
        assert!(done.success());
        out
    };
    let theirs = mean(&|| {
        thumbnail(&photo_file, 1600);
        thumbnail(&photo_file, 320);
    });
    let starting = mean(&|| drop(thumbnail(&dot_file, 320))) * 2;
    println!("vipsthumbnail, once per size    {theirs:>9.1?} ({starting:.1?} of it starting twice)");
    println!("ratio                           {:>9.2}", ours.as_secs_f64() / theirs.as_secs_f64());
    let working = theirs.saturating_sub(starting);
    println!("ratio, starting left out        {:>9.2}", ours.as_secs_f64() / working.as_secs_f64());

    let original = samples::pixels(photo);
    for (side, ours) in [(1600, &rendered.full), (320, &rendered.thumb)] {
        let theirs = fs::read(thumbnail(&photo_file, side)).unwrap();
        let reference = reduced(&original, side);
        let [our_ssim, their_ssim] = [ours, &theirs].map(|jpeg| ssim::ssim(&reference, &samples::pixels(jpeg)));
        println!(
            "{side} px: SSIM {our_ssim:.4}, vips {their_ssim:.4}, ratio {:.4}; {} kB, vips {} kB",
            our_ssim / their_ssim,
            ours.len() / 1000,
            theirs.len() / 1000,
        );
    }
}

/// The reduction that loses nothing more: of all pixels, Lanczos, not compressed.
fn reduced(scene: &Scene, longest: u32) -> Scene {
    let (width, height) = (longest, scene.height * longest / scene.width);
    let from = ImageRef::new(scene.width, scene.height, &scene.rgb, PixelType::U8x3).unwrap();
    let mut to = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&from, &mut to, &options).unwrap();
    Scene { width, height, rgb: to.into_vec() }
}
