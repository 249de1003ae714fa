//! What renditions will show, without making them: for a person who chooses focal points and crops.

use std::path::Path;

use upbeat_domain::media::{Choices, Crop, Output, Recipe, SafeZone, Step};

use crate::cancel::Cancel;
use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::look::{LOOK_PX, Look};
use crate::operation::crop::Cut;
use crate::probe::open_still;
use crate::thumbnail::of_still;
use crate::tool::Tools;

/// Longest side of the copy of a picture that is looked at, px. The look takes its own, smaller ones of it, as it does
/// of the larger copy that renditions are made of: the places that it finds may differ by a few pixels.
const COPY_PX: u32 = 2 * LOOK_PX;

/// What the renditions of a file will show.
#[derive(Clone, Debug, PartialEq)]
pub struct FramedFile {
    /// Size of the upright source, px.
    pub source_px: (u32, u32),
    /// One for each recipe, in order.
    pub frames: Vec<Framed>,
}

/// What one rendition will show.
#[derive(Clone, Debug, PartialEq)]
pub struct Framed {
    /// Size of the rendition, px, unless its byte limit asks for a smaller one.
    pub size_px: (u32, u32),
    /// The part of the upright source that it shows, px.
    pub shown: Crop,
    /// Whether margins lie around that part.
    pub margins: bool,
    /// What the network's interface covers of the frame.
    pub safe: Option<SafeZone>,
    /// The crop as it will be told, with what it loses; none where nothing is cut.
    pub cropped: Option<Step>,
}

impl Framed {
    pub(crate) fn of(frame: &Frame, cut: Cut, source_px: (u32, u32)) -> Self {
        Self {
            size_px: frame.outer_px,
            shown: cut.crop,
            margins: frame.pads(),
            safe: frame.safe,
            cropped: cut.step(source_px),
        }
    }
}

/// The geometry of one recipe.
pub(crate) fn frame_of(source_px: (u32, u32), output: &Output, choices: &Choices) -> Frame {
    let bounds = match output {
        Output::Image(output) => Bounds::from(output),
        Output::Video(output) => Bounds::from(output),
        Output::Audio(_) | Output::Document(_) => Bounds::default(),
    };
    Frame::of(source_px, &bounds, choices)
}

/// The frames of a picture, or of a page. Looks at its pixels only where a place has to be found.
pub(crate) fn still(
    path: &Path,
    recipes: &[Recipe],
    tools: &Tools,
    cancel: &Cancel,
) -> Result<FramedFile, Fault> {
    let page = recipes.first().and_then(|recipe| recipe.choices.page);
    let opened = open_still(path, page, tools, cancel)?;
    let source_px = opened.1.upright_px();
    let frames: Vec<Frame> =
        recipes.iter().map(|recipe| frame_of(source_px, &recipe.output, &recipe.choices)).collect();
    let needed = frames.iter().zip(recipes).any(|(frame, recipe)| Look::is_needed(frame, &recipe.choices));
    let look = if needed { Some(Look::at(&of_still(path, opened, COPY_PX, tools, cancel)?)?) } else { None };
    let framed = |(frame, recipe): (&Frame, &Recipe)| {
        Framed::of(frame, Cut::place(frame, &recipe.choices, source_px, look.as_ref()), source_px)
    };
    Ok(FramedFile { source_px, frames: frames.iter().zip(recipes).map(framed).collect() })
}
