//! The small picture of a sound for grids: its cover, or its wave from start to end.

use std::path::Path;

use super::{card, peaks, wave};
use crate::cancel::Cancel;
use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::operation::resize::Resize;
use crate::pixels::Pixels;
use crate::probe::film_facts;
use crate::tool::Tools;

/// Bars of the wave.
const BARS: u32 = 36;

/// Height of the wave, of the picture.
const WAVE_SHARE: f32 = 0.5;

/// In sRGB, flat, at most `max_px` on its longest side.
pub(crate) fn tile(path: &Path, max_px: u32, tools: &Tools, cancel: &Cancel) -> Result<Pixels, Fault> {
    let facts = film_facts(path, tools, cancel)?;
    let track = facts.sound.as_ref().and_then(|sound| sound.cover);
    let cover = track.map(|track| super::cover::at(path, &facts, track, tools, cancel));
    if let Some(Ok(cover)) = cover {
        let bounds = Bounds { max_width_px: Some(max_px), max_height_px: Some(max_px), ..Bounds::default() };
        let to_px = Frame::of(cover.pixels.size(), &bounds, &Default::default()).outer_px;
        return Resize::whole(to_px, cover.pixels.size()).apply(&cover.pixels);
    }
    cancel.check()?;
    Ok(drawn(&peaks::of(path, &facts, BARS as usize, tools, cancel)?, max_px))
}

/// The wave in the colours of an audiogram without a cover.
fn drawn(peaks: &[f32], side: u32) -> Pixels {
    let mut picture = Pixels::filled(side, side, card::BACKDROP);
    let (width, height) = (side as usize, (side as f32 * WAVE_SHARE) as usize);
    let mut grey = vec![0; width * height];
    let loudest = peaks.iter().copied().fold(0.01, f32::max);
    let pitch = side as f32 * 0.84 / BARS as f32;
    for (bar, peak) in peaks.iter().enumerate() {
        let centre = side as f32 * 0.08 + (bar as f32 + 0.5) * pitch;
        wave::bar(&mut grey, width, pitch, centre, (peak / loudest).powf(0.8));
    }
    let top = (side as usize - height) / 2;
    for (pixel, shown) in picture.data[top * width * 3..].chunks_exact_mut(3).zip(grey) {
        let shown = f32::from(shown) / 255.0;
        pixel.iter_mut().for_each(|value| *value = (f32::from(*value) * (1.0 - shown) + 255.0 * shown) as u8);
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loud_part_stands_higher_than_a_quiet_one() {
        let mut peaks = vec![0.1; BARS as usize];
        peaks[0] = 1.0;
        let picture = drawn(&peaks, 360);
        let bar = |number: f32| (360.0 * (0.08 + 0.84 * (number + 0.5) / BARS as f32)) as u32;
        assert_eq!(
            (picture.at(bar(0.0), 95), picture.at(bar(5.0), 95)),
            (&[255; 3][..], &card::BACKDROP[..])
        );
        assert_eq!(picture.at(bar(5.0), 180), [255; 3]);
    }
}
