//! The wave of an audiogram: bars with round ends on a strip as long as the sound, in tiles that a film
//! pulls past its middle.

use crate::error::Fault;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// Seconds that one tile serves.
pub(super) const TILE_SECONDS: u32 = 8;

/// A bar's width, of the distance between bars.
const BAR_SHARE: f32 = 0.56;

/// How the strip moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wave {
    /// The part that is seen, px.
    pub(super) size_px: (u32, u32),
    /// How far it moves with each frame, px.
    pub(super) step_px: u32,
    /// Frames per second, whole.
    pub(super) fps: u32,
    /// From one bar to the next, px.
    pub(super) pitch_px: u32,
}

impl Wave {
    /// A wave of this size at this rate: three seconds and a half to either side of the middle.
    pub(super) fn of(size_px: (u32, u32), fps: u32) -> Self {
        let step_px = ((f64::from(size_px.0) / 7.0 / f64::from(fps)).round() as u32).max(1);
        let pitch_px = ((f64::from(size_px.0) / 58.0).round() as u32).max(4);
        Self { size_px, step_px, fps, pitch_px }
    }

    /// Frames that one tile serves.
    pub(super) const fn tile_frames(self) -> u32 {
        TILE_SECONDS * self.fps
    }

    /// Width of a tile, px: what moves past while it serves, and what is seen.
    pub(super) const fn tile_px(self) -> u32 {
        self.size_px.0 + self.tile_frames() * self.step_px
    }

    /// How many bars a sound of this length has.
    pub(super) fn bars(self, part_ms: u64) -> usize {
        let pixels = part_ms as f64 / 1000.0 * f64::from(self.fps) * f64::from(self.step_px);
        (pixels / f64::from(self.pitch_px)).ceil().max(1.0) as usize
    }

    /// How many tiles serve a sound of this length; one more, for the rest of the last frame.
    pub(super) fn tiles(self, part_ms: u64) -> u32 {
        u32::try_from(part_ms / 1000).unwrap_or(u32::MAX - 2) / TILE_SECONDS + 2
    }

    /// One tile as a grey PNG: white where a bar is.
    pub(super) fn tile(self, number: u32, peaks: &[f32]) -> Result<Vec<u8>, Fault> {
        let (width, height) = (self.tile_px(), self.size_px.1);
        let mut grey = vec![0_u8; width as usize * height as usize];
        let loudest = peaks.iter().copied().fold(0.01, f32::max);
        let first_px = f64::from(number) * f64::from(self.tile_frames() * self.step_px);
        let pitch = f64::from(self.pitch_px);
        // Where the sound starts in this tile: in the middle of what is seen at its first frame.
        let start = f64::from(self.size_px.0) / 2.0 - first_px;
        let visible = |bar: &usize| {
            let at = start + (*bar as f64 + 0.5) * pitch;
            at > -pitch && at < f64::from(width) + pitch
        };
        let from = ((-start / pitch).floor() - 1.0).max(0.0) as usize;
        for bar in (from..peaks.len())
            .take_while(|bar| start + *bar as f64 * pitch < f64::from(width))
            .filter(visible)
        {
            let centre = (start + (bar as f64 + 0.5) * pitch) as f32;
            self::bar(&mut grey, width as usize, pitch as f32, centre, (peaks[bar] / loudest).powf(0.8));
        }
        let mut bytes = Vec::new();
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::NoFilter)
            .write_image(&grey, width, height, ExtendedColorType::L8)
            .map_err(Fault::internal)?;
        Ok(bytes)
    }
}

/// Draws a bar around the column `centre` of a grey picture of this width, `share` of its height long, its ends
/// round; `pitch` is the distance between bars, px.
pub(super) fn bar(grey: &mut [u8], width: usize, pitch: f32, centre: f32, share: f32) {
    let height = (grey.len() / width) as f32;
    let radius = pitch * BAR_SHARE / 2.0;
    let half = (height / 2.0 * share).clamp(radius, (height / 2.0).max(radius));
    let from = (centre - radius).floor().max(0.0) as usize;
    let to = ((centre + radius).ceil().max(0.0) as usize).min(width);
    for (y, row) in grey.chunks_exact_mut(width).enumerate() {
        let beyond = ((y as f32 + 0.5 - height / 2.0).abs() - (half - radius)).max(0.0);
        for (x, pixel) in row.iter_mut().enumerate().take(to).skip(from) {
            let distance = (x as f32 + 0.5 - centre).hypot(beyond) - radius;
            let covered = ((0.5 - distance).clamp(0.0, 1.0) * 255.0) as u8;
            *pixel = (*pixel).max(covered);
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a tile that can't be read has failed")]

    use super::*;

    const WAVE: Wave = Wave { size_px: (200, 60), step_px: 2, fps: 25, pitch_px: 20 };

    fn pixel(tile: u32, peaks: &[f32], x: u32, y: u32) -> u8 {
        let picture = image::load_from_memory(&WAVE.tile(tile, peaks).unwrap()).unwrap().to_luma8();
        assert_eq!(picture.dimensions(), (600, 60));
        picture.get_pixel(x, y).0[0]
    }

    #[test]
    fn the_first_bar_stands_right_of_the_middle_when_the_sound_starts() {
        let peaks = [1.0, 0.1];
        assert_eq!(pixel(0, &peaks, 110, 2), 255, "a loud bar reaches to the edge");
        assert_eq!((pixel(0, &peaks, 130, 2), pixel(0, &peaks, 130, 30)), (0, 255), "a quiet one is a dot");
        assert_eq!(pixel(0, &peaks, 120, 30), 0, "between bars is nothing");
        assert_eq!(pixel(0, &peaks, 90, 30), 0, "before the sound is nothing");
    }

    #[test]
    fn a_tile_goes_on_where_the_one_before_ended() {
        let peaks: Vec<f32> = (0_u8..60).map(|bar| f32::from(bar % 7) / 7.0).collect();
        for y in [5, 20, 30] {
            for x in 0..200 {
                assert_eq!(pixel(0, &peaks, 400 + x, y), pixel(1, &peaks, x, y), "{x}, {y}");
            }
        }
    }

    #[test]
    fn tiles_and_bars_last_as_long_as_the_sound() {
        assert_eq!((WAVE.tiles(7_999), WAVE.tiles(8_000)), (2, 3));
        assert_eq!(WAVE.bars(4_000), 10);
        assert!(WAVE.bars(1) == 1);
    }
}
