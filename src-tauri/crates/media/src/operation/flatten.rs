//! Lays see-through parts on a colour.

use upbeat_domain::media::Step;

use crate::error::Fault;
use crate::pixels::{Channels, Pixels};

/// The colour behind see-through parts where the person chose none.
pub(crate) const BACKGROUND: [u8; 3] = [255, 255, 255];

/// Parameters: the colour behind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flatten {
    pub(crate) background: [u8; 3],
}

impl Flatten {
    pub(crate) fn apply(self, pixels: Pixels) -> Result<Pixels, Fault> {
        if pixels.channels != Channels::Rgba {
            return Ok(pixels);
        }
        let mut flat = Pixels::blank(pixels.width, pixels.height, Channels::Rgb);
        for (target, source) in flat.data.chunks_exact_mut(3).zip(pixels.data.chunks_exact(4)) {
            let alpha = u16::from(source[3]);
            for ((target, front), back) in target.iter_mut().zip(source).zip(self.background) {
                *target = ((u16::from(*front) * alpha + u16::from(back) * (255 - alpha) + 127) / 255) as u8;
            }
        }
        Ok(flat)
    }

    pub(crate) const fn step(self) -> Step {
        Step::Flattened { background: self.background }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "an operation that fails is the failure")]

    use super::*;

    #[test]
    fn half_see_through_is_half_of_each() {
        let data = [[200, 0, 100, 255], [200, 0, 100, 0], [0, 0, 0, 128]].concat();
        let pixels = Pixels { width: 3, height: 1, channels: Channels::Rgba, data };
        let flat = Flatten { background: [255, 255, 0] }.apply(pixels).unwrap();
        assert_eq!(flat.data, [[200, 0, 100], [255, 255, 0], [127, 127, 0]].concat());
    }
}
