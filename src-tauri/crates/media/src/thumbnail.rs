//! Small pictures for grids.

use std::path::Path;

use upbeat_domain::media::{Choices, Sketch};

use crate::cancel::Cancel;
use crate::decode;
use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::operation::color::Color;
use crate::operation::encode;
use crate::operation::flatten::{BACKGROUND, Flatten};
use crate::operation::orient::Orient;
use crate::operation::resize::Resize;
use crate::pixels::Pixels;
use crate::preview::{self, Preview};
use crate::probe::still::ColorFacts;
use crate::probe::{Facts, StillFormat, open_still};
use crate::sketch;
use crate::tool::Tools;

/// Longest side from which a preview is worth a look until the good picture is there, px: what EXIF asks of cameras.
const QUICK_PX_MIN: u32 = 120;

/// A small picture of a file, and what it looks like in a few bytes.
#[derive(Clone, Debug)]
pub struct Thumbnail {
    /// Upright, in sRGB.
    pub jpeg: Vec<u8>,
    /// Made of the same pixels.
    pub sketch: Sketch,
}

impl Thumbnail {
    /// Encodes and sketches flat sRGB pixels.
    pub(crate) fn of(pixels: &Pixels) -> Result<Self, Fault> {
        Ok(Self { jpeg: encode::poster(pixels)?, sketch: sketch::sketch(pixels)? })
    }
}

/// A picture in small, upright, in sRGB, flat, at most `max_px` on its longest side: from a preview that is large
/// enough, else from the pixels.
pub(crate) fn thumbnail(path: &Path, max_px: u32, tools: &Tools, cancel: &Cancel) -> Result<Pixels, Fault> {
    if let Some(preview) = preview::smallest(path, max_px, max_px) {
        return small(preview, max_px);
    }
    of_still(path, open_still(path, None, tools, cancel)?, max_px, tools, cancel)
}

/// The same of the pixels of a picture, or page, that was opened.
pub(crate) fn of_still(
    path: &Path,
    (format, facts, file): (StillFormat, Facts, Vec<u8>),
    max_px: u32,
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Pixels, Fault> {
    let need_px = within((facts.width_px, facts.height_px), max_px);
    let pixels = decode::decode(path, format, &facts, &file, need_px, tools, cancel)?;
    let small = Resize::whole(need_px, need_px).apply(&pixels)?;
    finished(small, &facts.color, facts.orientation)
}

/// The same of a preview of any size that is worth a look; none where the file holds none.
pub(crate) fn quick(path: &Path, max_px: u32) -> Option<Pixels> {
    small(preview::smallest(path, QUICK_PX_MIN.min(max_px), max_px)?, max_px).ok()
}

fn small(preview: Preview, max_px: u32) -> Result<Pixels, Fault> {
    let Preview { pixels, window, color, turn } = preview;
    let shown = |side: f64| (side.round() as u32).max(1);
    let to_px = within((shown(window.width), shown(window.height)), max_px);
    let resize = Resize { window: Some(window.snapped(to_px, pixels.size())), to_px, told_from_px: to_px };
    finished(resize.apply(&pixels)?, &color, turn)
}

/// The size of a picture that is at most `max_px` long.
fn within(px: (u32, u32), max_px: u32) -> (u32, u32) {
    let bounds = Bounds { max_width_px: Some(max_px), max_height_px: Some(max_px), ..Bounds::default() };
    Frame::of(px, &bounds, &Choices::default()).outer_px
}

fn finished(small: Pixels, color: &ColorFacts, orientation: u8) -> Result<Pixels, Fault> {
    let small = Color::of(color).apply(small)?;
    Flatten { background: BACKGROUND }.apply(Orient { orientation }.apply(small)?)
}
