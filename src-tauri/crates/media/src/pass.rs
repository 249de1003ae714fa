//! What is right already is left alone: a source inside every limit is passed on bit for bit, at
//! most with its private data taken out.

use upbeat_domain::media::{Choices, ImageOutput, MovingLimits};

use crate::error::Fault;
use crate::frame::aspect;
use crate::operation::color::{Color, Space};
use crate::operation::credit::Mark;
use crate::operation::strip::strip;
use crate::probe::still::ColorFacts;
use crate::probe::{Facts, StillFormat};

/// A file that needs no new pixels.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) bytes: Vec<u8>,
    /// Whether private data were taken out.
    pub(crate) stripped: bool,
}

/// The source's own bytes where they meet every limit; none where the picture has to be made anew.
pub(crate) fn still(
    format: StillFormat,
    facts: &Facts,
    file: &[u8],
    output: &ImageOutput,
    choices: &Choices,
    credit: Option<&Mark>,
) -> Result<Option<Kept>, Fault> {
    if !shape_fits(facts, output, choices) || !content_fits(format, facts, output) {
        return Ok(None);
    }
    let private = facts.has_metadata || facts.has_gps;
    let bytes = if private { strip(format, file)? } else { Some(file.to_vec()) };
    let bytes = match (bytes, credit) {
        (Some(bytes), Some(mark)) => Some(mark.write(format.mime(), &bytes)?),
        (bytes, _) => bytes,
    };
    let max_bytes = match moving(facts, output) {
        Some(limits) => limits.max_bytes.unwrap_or(output.max_bytes),
        None => output.max_bytes,
    };
    Ok(bytes.filter(|bytes| bytes.len() as u64 <= max_bytes).map(|bytes| Kept { bytes, stripped: private }))
}

fn moving<'a>(facts: &Facts, output: &'a ImageOutput) -> Option<&'a MovingLimits> {
    output.moving.as_ref().filter(|_| facts.frames > 1)
}

fn content_fits(format: StillFormat, facts: &Facts, output: &ImageOutput) -> bool {
    let taken = output.mimes.iter().any(|mime| mime == format.mime());
    let upright = facts.orientation == 1 && facts.turned_by_decoder == 1;
    let space = Space::of(&facts.color, output.keeps_display_p3);
    let plain =
        !matches!(facts.color, ColorFacts::Cmyk(_)) && Color::into_space(&facts.color, space).is_nothing();
    let frames = facts.frames == 1 || (format == StillFormat::Gif && moving(facts, output).is_some());
    taken && upright && plain && frames && facts.bit_depth <= 8
}

fn shape_fits(facts: &Facts, output: &ImageOutput, choices: &Choices) -> bool {
    let (width, height) = facts.upright_px();
    let whole = choices.crop.is_none_or(|crop| (crop.width, crop.height) == (width, height));
    // Why: a moving picture can't be cut by us, so a frame of another shape doesn't stop it.
    let (frame_px, limits) = match moving(facts, output) {
        Some(limits) => (None, limits.clone()),
        None => (output.frame_px, MovingLimits::default()),
    };
    let most = |limit: Option<u32>, side: u32| limit.is_none_or(|limit| side <= limit);
    let least = |limit: Option<u32>, side: u32| limit.is_none_or(|limit| side >= limit);
    let pixels = u64::from(width) * u64::from(height);
    let area = |limit: Option<u64>, pixels: u64| limit.is_none_or(|limit| pixels <= limit);
    let shape = aspect(width, height);
    whole
        && frame_px.is_none_or(|frame| frame == (width, height))
        && most(output.max_width_px, width)
        && most(output.max_height_px, height)
        && most(limits.max_width_px, width)
        && most(limits.max_height_px, height)
        && least(output.min_width_px, width)
        && least(output.min_height_px, height)
        && area(output.max_pixels, pixels)
        && area(limits.max_pixels, pixels)
        && most(limits.max_frames, facts.frames)
        && area(limits.max_pixels_all_frames, pixels * u64::from(facts.frames))
        && output.min_aspect.is_none_or(|min| shape >= min)
        && output.max_aspect.is_none_or(|max| shape <= max)
}
