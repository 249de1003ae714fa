//! Small pictures for grids.

use std::path::Path;

use upbeat_domain::media::Choices;

use crate::cancel::Cancel;
use crate::decode;
use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::operation::color::Color;
use crate::operation::encode;
use crate::operation::flatten::{BACKGROUND, Flatten};
use crate::operation::orient::Orient;
use crate::operation::resize::Resize;
use crate::probe::open_still;
use crate::tool::Tools;

/// A small upright sRGB JPEG of a picture, at most `max_px` on its longest side.
pub(crate) fn thumbnail(path: &Path, max_px: u32, tools: &Tools, cancel: &Cancel) -> Result<Vec<u8>, Fault> {
    let (format, facts, file) = open_still(path, None, tools, cancel)?;
    let upright = facts.upright_px();
    let bounds = Bounds { max_width_px: Some(max_px), max_height_px: Some(max_px), ..Bounds::default() };
    let frame = Frame::of(upright, &bounds, &Choices::default());
    let (width, height) = frame.outer_px;
    let need_px = if facts.orientation >= 5 { (height, width) } else { (width, height) };
    let pixels = decode::decode(path, format, &facts, &file, need_px, tools, cancel)?;
    let small = Resize::whole(need_px, need_px).apply(&pixels)?;
    let small = Color::of(&facts.color).apply(small)?;
    let small = Orient { orientation: facts.orientation }.apply(small);
    encode::poster(&Flatten { background: BACKGROUND }.apply(small))
}
