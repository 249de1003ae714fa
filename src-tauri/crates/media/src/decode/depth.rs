//! Sixteen bits a channel to eight, without the bands that rounding leaves in skies and gradients.

use rayon::prelude::*;

/// Ranks of Bayer's matrix of 8 × 8 places: each of 64 values once, neighbours far apart.
const RANKS: [[u16; 8]; 8] = [
    [0, 32, 8, 40, 2, 34, 10, 42],
    [48, 16, 56, 24, 50, 18, 58, 26],
    [12, 44, 4, 36, 14, 46, 6, 38],
    [60, 28, 52, 20, 62, 30, 54, 22],
    [3, 35, 11, 43, 1, 33, 9, 41],
    [51, 19, 59, 27, 49, 17, 57, 25],
    [15, 47, 7, 39, 13, 45, 5, 37],
    [63, 31, 55, 23, 61, 29, 53, 21],
];

/// How many of 65,535 steps one of 255 is.
const STEP: u32 = 257;

/// A value at one place of the picture. What eight bits can say exactly stays as it is; else the mean of
/// the place's surroundings is what sixteen bits said.
pub(super) fn eight(value: u16, x: usize, y: usize) -> u8 {
    let threshold = (u32::from(RANKS[y % 8][x % 8]) * 2 + 1) * STEP / 128;
    ((u32::from(value) + threshold) / STEP) as u8
}

/// All values of a picture, rows from the top.
pub(super) fn reduced(samples: &[u16], width: u32, channels: usize) -> Vec<u8> {
    let row = (width as usize * channels).max(1);
    let mut bytes = vec![0; samples.len()];
    bytes.par_chunks_mut(row).zip(samples.par_chunks(row)).enumerate().for_each(|(y, (new, old))| {
        for (at, (new, old)) in new.iter_mut().zip(old).enumerate() {
            *new = eight(*old, at / channels, y);
        }
    });
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_eight_bits_can_say_stays_exact() {
        for value in 0..=255_u8 {
            let all = (0..64).map(|at| eight(u16::from(value) * 257, at % 8, at / 8));
            assert!(all.into_iter().all(|reduced| reduced == value), "{value}");
        }
    }

    /// Means over blocks of 8 × 8 px follow a ramp over four values; rounding would leave steps half a
    /// value off.
    #[test]
    fn a_gradient_over_few_values_has_no_bands() {
        let (width, height) = (1024_u32, 16_u32);
        let row: Vec<u16> = (0..width).map(|x| (100 * 257 + x) as u16).collect();
        let reduced = reduced(&row.repeat(height as usize), width, 1);
        for left in (0..width as usize).step_by(8) {
            let block: f64 =
                (0..64).map(|at| f64::from(reduced[(at / 8) * width as usize + left + at % 8])).sum();
            let wanted = row[left..left + 8].iter().map(|v| f64::from(*v) / 257.0).sum::<f64>() / 8.0;
            assert!((block / 64.0 - wanted).abs() < 0.03, "{} at {left}, wanted {wanted}", block / 64.0);
        }
    }
}
