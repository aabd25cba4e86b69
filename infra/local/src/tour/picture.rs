//! Two photos for the tour: a street with rubbish, and the street swept. New ones each time, as a photo that a unit
//! has seen before proves nothing (DOMAIN.md, rule 9).

use jpeg_encoder::{ColorType, Encoder, EncodingError};

const WIDTH: u16 = 640;
const HEIGHT: u16 = 480;
/// Below it is the street.
const HORIZON: u16 = 230;
/// As phones write photos.
const QUALITY: u8 = 85;
/// House fronts across the picture: their heights and colours tell one picture from the next.
const HOUSES: usize = 8;

/// A JPEG of a street that `seed` decides, with rubbish on it or without.
pub(super) fn street(seed: u128, rubbish: bool) -> Result<Vec<u8>, EncodingError> {
    let bytes = seed.to_le_bytes();
    let mut pixels = Vec::with_capacity(usize::from(WIDTH) * usize::from(HEIGHT) * 3);
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            pixels.extend(colour(&bytes, x, y, rubbish));
        }
    }
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, QUALITY).encode(&pixels, WIDTH, HEIGHT, ColorType::Rgb)?;
    Ok(jpeg)
}

fn colour(seed: &[u8; 16], x: u16, y: u16, rubbish: bool) -> [u8; 3] {
    let house = usize::from(x) * HOUSES / usize::from(WIDTH);
    let (tall, paint) = (seed[house], seed[HOUSES + house]);
    let roof = HORIZON - 60 - u16::from(tall) / 2;
    let dirt = rubbish.then(|| heap(seed, x, y)).flatten();
    if let Some(dirt) = dirt {
        dirt
    } else if y >= HORIZON {
        // the street, darker near the feet
        let shade = shade(150, (y - HORIZON) / 8);
        [shade, shade, shade.saturating_sub(8)]
    } else if y >= roof {
        [paint, paint / 2 + 90, 200 - paint / 2]
    } else {
        let light = shade(235, y / 6);
        [shade(light, 60), shade(light, 20), light]
    }
}

/// Bags and paper, scattered as the seed says.
fn heap(seed: &[u8; 16], x: u16, y: u16) -> Option<[u8; 3]> {
    for (bag, place) in seed.chunks_exact(2).enumerate() {
        let (left, top) = (u16::from(place[0]) * 2 + 60, HORIZON + 40 + u16::from(place[1]) / 2);
        let (dx, dy) = (i32::from(x) - i32::from(left), i32::from(y) - i32::from(top));
        let size = 20 + i32::from(place[0] % 16);
        if dx * dx + dy * dy * 2 < size * size {
            let tone = 30 + 20 * u8::try_from(bag).unwrap_or(0);
            return Some([tone, 200 - tone, tone / 2]);
        }
    }
    None
}

fn shade(light: u8, less: u16) -> u8 {
    light.saturating_sub(u8::try_from(less).unwrap_or(u8::MAX))
}
