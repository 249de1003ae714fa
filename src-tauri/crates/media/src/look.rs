//! One look at a picture: faces, lettering, and where else the eye goes. It steers the crops of every
//! shape, so that they all keep the same subject.

use upbeat_domain::media::Choices;

use crate::error::Fault;
use crate::face::{self, Face};
use crate::frame::Frame;
use crate::lettering::{self, Line};
use crate::operation::flatten::{BACKGROUND, Flatten};
use crate::operation::resize::Resize;
use crate::pixels::Pixels;
use crate::saliency::Saliency;

/// Longest side of the copy on which lettering is looked for, px.
pub(crate) const LOOK_PX: u32 = 480;

/// Longest side of the copy on which faces are looked for, px.
const FACES_PX: u32 = 320;

/// What a look found.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// The most certain first.
    pub(crate) faces: Vec<Face>,
    pub(crate) lines: Vec<Line>,
    pub(crate) saliency: Saliency,
}

impl Look {
    /// Whether a frame needs one: a part is cut away, and the person chose neither a crop nor a focal point.
    pub(crate) fn is_needed(frame: &Frame, choices: &Choices) -> bool {
        frame.cuts() && choices.focus.is_none() && choices.crop.is_none()
    }

    /// Looks at an upright sRGB picture of any size; a small one isn't enlarged.
    pub(crate) fn at(pixels: &Pixels) -> Result<Self, Fault> {
        let look = Flatten { background: BACKGROUND }.apply(within(pixels, LOOK_PX)?)?;
        let small = within(&look, FACES_PX)?;
        let saliency = Saliency::of(&small)?;
        Ok(Self { faces: face::faces(&small), lines: lettering::lines(&look), saliency })
    }
}

/// The picture, at most this large.
fn within(pixels: &Pixels, side_px: u32) -> Result<Pixels, Fault> {
    let scale = (f64::from(side_px) / f64::from(pixels.width.max(pixels.height).max(1))).min(1.0);
    let side = |length: u32| ((f64::from(length) * scale).round() as u32).clamp(1, side_px);
    Resize::whole((side(pixels.width), side(pixels.height)), pixels.size()).apply(pixels)
}

#[cfg(test)]
mod tests {
    use upbeat_domain::media::{Crop, Focus};

    use super::*;
    use crate::frame::Bounds;

    #[test]
    fn only_a_cut_that_nobody_placed_needs_a_look() {
        let square = Bounds { frame_px: Some((1080, 1080)), ..Bounds::default() };
        let needed = |source_px: (u32, u32), choices: &Choices| {
            Look::is_needed(&Frame::of(source_px, &square, choices), choices)
        };
        let open = Choices::default();
        assert!(needed((4000, 3000), &open));
        assert!(!needed((3000, 3000), &open), "nothing is cut");
        let focus = Choices { focus: Focus::new(0.2, 0.2), ..Choices::default() };
        assert!(!needed((4000, 3000), &focus));
        let drawn = Crop { x: 0, y: 0, width: 2000, height: 1000 };
        assert!(!needed((4000, 3000), &Choices { crop: Some(drawn), ..Choices::default() }));
    }
}
