//! One look at a picture: faces, lettering, and where else the eye goes. It steers the crops of every
//! shape, so that they all keep the same subject.

use crate::error::Fault;
use crate::face::{self, Face};
use crate::lettering::{self, Line};
use crate::operation::flatten::{BACKGROUND, Flatten};
use crate::operation::resize::Resize;
use crate::pixels::Pixels;
use crate::saliency::Saliency;

/// Longest side of the copy that is looked at, px.
pub(crate) const LOOK_PX: u32 = 320;

/// What a look found.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    /// The most certain first.
    pub(crate) faces: Vec<Face>,
    pub(crate) lines: Vec<Line>,
    pub(crate) saliency: Saliency,
}

impl Look {
    /// Looks at an upright sRGB picture of any size; a small one isn't enlarged.
    pub(crate) fn at(pixels: &Pixels) -> Result<Self, Fault> {
        let scale = (f64::from(LOOK_PX) / f64::from(pixels.width.max(pixels.height).max(1))).min(1.0);
        let side = |length: u32| ((f64::from(length) * scale).round() as u32).clamp(3, LOOK_PX);
        let small = Resize::whole((side(pixels.width), side(pixels.height)), pixels.size()).apply(pixels)?;
        let small = Flatten { background: BACKGROUND }.apply(small);
        let saliency = Saliency::of(&small)?;
        Ok(Self { faces: face::faces(&small), lines: lettering::lines(&small), saliency })
    }
}
