//! A picture in a few bytes, from its thumbnail's pixels: a placeholder, and what it is compared by.

use std::f64::consts::PI;

use upbeat_domain::media::{Likeness, NEAR_BITS_MAX, Placeholder, Sketch};

use crate::error::Fault;
use crate::operation::resize::Resize;
use crate::pixels::Pixels;

/// Longest side of a placeholder, px.
const PLACEHOLDER_PX: u32 = 6;

/// Side of the square that a likeness is worked out from, px.
const SQUARE_PX: usize = 32;

/// Waves across and down that are looked at: one bit each.
const WAVES: usize = 8;

/// What reducing and compressing change in a wave, of 255: one that rises less above the median doesn't count, or
/// the bits of a plain picture would be those of its noise.
const NOISE: f64 = 0.25;

/// Waves that a picture has at least to be compared: with fewer, as in one that is the same all over or fades from one
/// colour to another, it would look like every other such.
const BITS_MIN: u32 = 2 * NEAR_BITS_MAX;

/// Sketches a flat sRGB picture.
pub(crate) fn sketch(pixels: &Pixels) -> Result<Sketch, Fault> {
    let longest = f64::from(pixels.width.max(pixels.height));
    let side =
        |length: u32| (f64::from(PLACEHOLDER_PX) * f64::from(length) / longest).round().max(1.0) as u32;
    let tiny = Resize::whole((side(pixels.width), side(pixels.height)), pixels.size()).apply(pixels)?;
    let placeholder = Placeholder::new(tiny.width as u8, &tiny.data);
    let square = Resize::whole((SQUARE_PX as u32, SQUARE_PX as u32), pixels.size()).apply(pixels)?;
    Ok(Sketch {
        placeholder: placeholder.ok_or_else(|| Fault::internal("a placeholder needs flat pixels"))?,
        likeness: likeness(&square),
    })
}

/// The perceptual hash known as pHash: of the lowest waves of the square's light (DCT-II), which lie above their
/// median. None where there are too few.
fn likeness(square: &Pixels) -> Option<Likeness> {
    let light = |pixel: &[u8]| {
        0.299 * f64::from(pixel[0]) + 0.587 * f64::from(pixel[1]) + 0.114 * f64::from(pixel[2])
    };
    let light: Vec<f64> = square.data.chunks_exact(3).map(light).collect();
    let rows = light.chunks_exact(SQUARE_PX).flat_map(waves).collect::<Vec<_>>();
    let column = |wave: usize| rows.iter().skip(wave).step_by(WAVES).copied().collect::<Vec<_>>();
    let found: Vec<f64> = (0..WAVES).flat_map(|wave| waves(&column(wave))).collect();
    // Why not the first: it is how light the whole is.
    let mut sorted = found[1..].to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[sorted.len() / 2];
    let bits = found.iter().skip(1).enumerate().filter(|(_, wave)| **wave > median + NOISE);
    let bits: u64 = bits.fold(0, |bits, (at, _)| bits | 1 << at);
    (bits.count_ones() >= BITS_MIN).then_some(Likeness::new(bits))
}

/// The heights of the lowest waves of a line.
fn waves(line: &[f64]) -> Vec<f64> {
    let step = PI / line.len() as f64;
    let wave = |number: usize| {
        let value = |(at, light): (usize, &f64)| light * (step * (at as f64 + 0.5) * number as f64).cos();
        line.iter().enumerate().map(value).sum::<f64>() * 2.0 / line.len() as f64
    };
    (0..WAVES).map(wave).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a sketch that fails is the failure")]

    use super::*;

    /// A picture of 8 x 8 squares, each as light as the others say.
    fn squares(light: impl Fn(usize, usize) -> u8) -> Pixels {
        let mut pixels = Pixels::filled(64, 64, [0, 0, 0]);
        for (at, pixel) in pixels.data.chunks_exact_mut(3).enumerate() {
            pixel.fill(light(at % 64 / 8, at / 64 / 8));
        }
        pixels
    }

    #[test]
    fn a_picture_that_says_too_little_is_like_no_other() {
        let red = sketch(&Pixels::filled(300, 200, [200, 10, 10])).unwrap();
        assert_eq!(red.likeness, None);
        assert_eq!(red.placeholder, Placeholder::new(6, &[200, 10, 10].repeat(24)).unwrap());
        let mut fading = Pixels::filled(64, 64, [0, 0, 0]);
        for (at, pixel) in fading.data.chunks_exact_mut(3).enumerate() {
            pixel.fill((at % 64 * 3 + at / 64) as u8);
        }
        assert_eq!(sketch(&fading).unwrap().likeness, None);
    }

    #[test]
    fn a_picture_and_its_mirror_image_are_two() {
        let light = |x: usize, y: usize| (x * 97 + y * 53 + x * x * y * 31) as u8;
        let likeness = |pixels: &Pixels| sketch(pixels).unwrap().likeness.unwrap();
        let (one, mirrored) = (squares(light), squares(|x, y| light(7 - x, y)));
        assert!(!likeness(&one).is_near(likeness(&mirrored)));
        assert!(likeness(&one).is_near(likeness(&squares(|x, y| light(x, y).saturating_add(9)))));
    }
}
