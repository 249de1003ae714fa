//! Tells graphics and text from photographs before anything is encoded.

use crate::pixels::{Channels, Pixels};

/// One row of so many is looked at.
const ROWS_EACH: usize = 8;

/// Share of pixels that are the same as the one to their left or above from which a picture counts as drawn. Measured
/// over renditions: photographs stay below 0.35, text and screens above 0.8.
const SAME_MIN: f64 = 0.6;

/// Whether most of the picture is flat, as what is drawn is and what a lens sees is not. Gradients along or across count
/// as flat.
pub(crate) fn is_drawn(pixels: &Pixels) -> bool {
    flatness(pixels) >= SAME_MIN
}

fn flatness(pixels: &Pixels) -> f64 {
    match pixels.channels {
        Channels::Rgb => share::<3>(pixels),
        Channels::Rgba => share::<4>(pixels),
        Channels::Cmyk => 0.0,
    }
}

fn share<const N: usize>(pixels: &Pixels) -> f64 {
    let row = pixels.row_bytes();
    let (mut same, mut looked_at) = (0, 0);
    for rows in pixels.data.chunks_exact(2 * row).step_by(ROWS_EACH / 2) {
        let (above, here) = (rows[..row].as_chunks::<N>().0, rows[row..].as_chunks::<N>().0);
        let beside = here.iter().zip(&here[1..]).zip(&above[1..]);
        same += beside.filter(|((left, pixel), above)| pixel == left || pixel == above).count();
        looked_at += here.len() - 1;
    }
    if looked_at == 0 { 0.0 } else { same as f64 / looked_at as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(paint: impl Fn(u32, u32) -> [u8; 3]) -> Pixels {
        let (width, height) = (96, 64);
        let data = (0..height).flat_map(|y| (0..width).flat_map(move |x| [(x, y)]));
        let data = data.flat_map(|(x, y)| paint(x, y)).collect();
        Pixels { width, height, channels: Channels::Rgb, data }
    }

    #[test]
    fn flat_parts_and_gradients_are_drawn_and_grain_is_not() {
        assert!(is_drawn(&painted(|x, _| if x % 24 < 3 { [0, 0, 0] } else { [250, 250, 250] })));
        assert!(is_drawn(&painted(|x, _| [x as u8, 0, 90])), "a gradient across");
        assert!(is_drawn(&painted(|_, y| [0, 3 * y as u8, 90])), "a gradient down");
        let grain = |x: u32, y: u32| {
            let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519);
            [(noise >> 24) as u8 / 32, 120, 140]
        };
        assert!(!is_drawn(&painted(grain)), "an even wall in a photograph");
    }

    #[test]
    fn a_picture_of_one_row_or_column_is_looked_at_without_a_fall() {
        for (width, height) in [(1, 1), (1, 9), (9, 1)] {
            assert!(!is_drawn(&Pixels::filled(width, height, [7, 7, 7])));
        }
    }
}
