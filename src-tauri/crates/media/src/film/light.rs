//! How a frame is lit, and whether it shows anything.

use crate::pixels::Pixels;

/// Lightest point below which a frame counts as black or as fading, of 255: nineteen of twenty points are darker.
const BRIGHT_MIN: u8 = 56;

/// Darkest point above which a frame counts as blown out, of 255: nineteen of twenty points are lighter.
const DARK_MAX: u8 = 200;

/// Least difference between both: below it a frame is of one colour.
const CONTRAST_MIN: u8 = 24;

/// The light in the middle of the scale, of 255.
const MIDDLE: f32 = 118.0;

/// Light of a frame, of 255.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Light {
    /// What one of twenty points lies below.
    dark: u8,
    /// What one of twenty points lies above.
    bright: u8,
    mean: f32,
}

impl Light {
    /// Looks at flat pixels in sRGB.
    pub(super) fn of(pixels: &Pixels) -> Self {
        let mut counts = [0_u64; 256];
        for pixel in pixels.data.chunks_exact(pixels.channels.count()) {
            counts[usize::from(luma(pixel))] += 1;
        }
        let all: u64 = counts.iter().sum::<u64>().max(1);
        let sum: u64 = counts.iter().zip(0..).map(|(count, value)| count * value).sum();
        let below = |share: u64| {
            let mut seen = 0;
            let at = counts.iter().position(|count| {
                seen += count;
                seen * 100 >= all * share
            });
            u8::try_from(at.unwrap_or(255)).unwrap_or(255)
        };
        Self { dark: below(5), bright: below(95), mean: sum as f32 / all as f32 }
    }

    /// Whether it is neither black, nor blown out, nor of one colour.
    pub(super) fn shows(&self) -> bool {
        self.bright >= BRIGHT_MIN && self.dark <= DARK_MAX && self.bright - self.dark >= CONTRAST_MIN
    }

    /// How far its dark and its bright parts lie apart, 0 to 1.
    pub(super) fn contrast(&self) -> f32 {
        f32::from(self.bright - self.dark) / 255.0
    }

    /// How near its mean is to the middle of the scale, 0 to 1.
    pub(super) fn balance(&self) -> f32 {
        (1.0 - (self.mean - MIDDLE).abs() / MIDDLE).max(0.0)
    }
}

/// The light of a pixel that starts with red, green and blue.
pub(super) fn luma(pixel: &[u8]) -> u8 {
    let [red, green, blue] = [0, 1, 2].map(|channel| u32::from(pixel[channel]));
    ((red * 54 + green * 183 + blue * 19) / 256) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Channels;

    /// A ramp from dark to light over these values.
    fn ramp(from: u8, to: u8) -> Pixels {
        let data = (from..=to).flat_map(|value| [value; 3]).collect();
        Pixels { data, ..Pixels::blank(u32::from(to - from) + 1, 1, Channels::Rgb) }
    }

    #[test]
    fn black_pale_and_plain_frames_show_nothing() {
        assert!(Light::of(&ramp(0, 255)).shows());
        assert!(Light::of(&ramp(20, 120)).shows(), "a dim room is a picture");
        assert!(!Light::of(&ramp(0, 40)).shows(), "almost black, or at the start of a fade");
        assert!(!Light::of(&ramp(215, 255)).shows(), "blown out");
        assert!(!Light::of(&Pixels::filled(8, 8, [120, 120, 120])).shows(), "one colour");
    }

    #[test]
    fn a_frame_in_the_middle_of_a_fade_has_less_contrast_and_balance() {
        let (whole, fading) = (Light::of(&ramp(0, 255)), Light::of(&ramp(0, 90)));
        assert!(fading.contrast() < 0.5 * whole.contrast());
        assert!(fading.balance() < whole.balance());
    }
}
