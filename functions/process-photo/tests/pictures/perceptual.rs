//! The hash by which the same picture is known again.

use crate::samples::{Scene, jpeg, pixels, plain, png, scene, webp};
use process_photo::picture::render;

fn hash(bytes: &[u8]) -> Option<u64> {
    render(bytes).unwrap().perceptual
}

#[test]
fn another_kind_of_file_has_the_same_hash() {
    let scene = scene(1200, 900, 4);
    let hashes = [jpeg(&scene, 90), png(&scene), webp(&scene)].map(|bytes| hash(&bytes));
    assert!(hashes[0].is_some());
    assert_eq!(hashes, [hashes[0]; 3]);
}

/// Equality is all that is asked, so a bit near its threshold can still be missed; this holds how often.
#[test]
fn nine_in_ten_recompressed_and_rescaled_pictures_have_the_same_hash() {
    let (mut same, mut all) = (0, 0);
    for seed in 0..20 {
        let original = scene(1000, 750, seed * 31);
        let expected = hash(&jpeg(&original, 90));
        let rendered = pixels(&render(&jpeg(&original, 90)).unwrap().full);
        let small = pixels(&render(&jpeg(&original, 90)).unwrap().thumb);
        for bytes in [jpeg(&rendered, 50), jpeg(&rendered, 75), jpeg(&rendered, 95), png(&small)] {
            all += 1;
            same += usize::from(hash(&bytes) == expected);
        }
    }
    assert!(same * 10 >= all * 9, "{same} of {all}");
}

#[test]
fn other_pictures_have_other_hashes() {
    let mut hashes: Vec<_> = (0..30).map(|seed| hash(&jpeg(&scene(400, 300, seed * 17), 85)).unwrap()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 30);
}

#[test]
fn pictures_with_nothing_to_see_have_no_hash_rather_than_the_same() {
    assert_eq!(hash(&png(&plain(640, 480, [3, 3, 5]))), None);
    assert_eq!(hash(&png(&plain(640, 480, [255; 3]))), None);
    assert_eq!(hash(&png(&scene(5, 5, 1))), None);
    let night = scene(640, 480, 1);
    let night = Scene { rgb: night.rgb.iter().map(|sample| sample / 40).collect(), ..night };
    assert_eq!(hash(&jpeg(&night, 80)), None);
}
