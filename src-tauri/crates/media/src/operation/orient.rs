//! Turns a picture upright from its EXIF orientation.

use rayon::prelude::*;
use upbeat_domain::media::Step;

use crate::pixels::Pixels;

/// Parameters: the EXIF orientation, 1 to 8 (CIPA DC-008, tag 0x0112).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Orient {
    pub(crate) orientation: u8,
}

impl Orient {
    pub(crate) fn apply(self, pixels: Pixels) -> Pixels {
        if self.orientation <= 1 {
            return pixels;
        }
        let (width, height) =
            if self.orientation >= 5 { (pixels.height, pixels.width) } else { pixels.size() };
        let mut turned = Pixels::blank(width, height, pixels.channels);
        let count = pixels.channels.count();
        let row_bytes = turned.row_bytes();
        turned.data.par_chunks_exact_mut(row_bytes).enumerate().for_each(|(y, row)| {
            for (x, pixel) in row.chunks_exact_mut(count).enumerate() {
                let (from_x, from_y) = self.source(x as u32, y as u32, pixels.size());
                pixel.copy_from_slice(pixels.at(from_x, from_y));
            }
        });
        turned
    }

    /// Where the pixel at (x, y) of the upright picture is stored.
    fn source(self, x: u32, y: u32, (width, height): (u32, u32)) -> (u32, u32) {
        let (right, bottom) = (width - 1, height - 1);
        match self.orientation {
            2 => (right - x, y),
            3 => (right - x, bottom - y),
            4 => (x, bottom - y),
            5 => (y, x),
            6 => (y, bottom - x),
            7 => (right - y, bottom - x),
            8 => (right - y, x),
            _ => (x, y),
        }
    }

    pub(crate) fn step(self) -> Option<Step> {
        (self.orientation > 1).then_some(Step::Rotated { orientation: self.orientation })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Channels;

    /// The stored pixels of a 3 x 2 picture `a b c / d e f` whose upright form this is.
    fn stored(orientation: u8) -> (u32, u32, &'static str) {
        match orientation {
            2 => (3, 2, "cbafed"),
            3 => (3, 2, "fedcba"),
            4 => (3, 2, "defabc"),
            5 => (2, 3, "adbecf"),
            6 => (2, 3, "cfbead"),
            7 => (2, 3, "fcebda"),
            8 => (2, 3, "daebfc"),
            _ => (3, 2, "abcdef"),
        }
    }

    #[test]
    fn every_orientation_comes_out_upright() {
        for orientation in 1..=8 {
            let (width, height, letters) = stored(orientation);
            let data = letters.bytes().flat_map(|letter| [letter; 3]).collect();
            let upright =
                Orient { orientation }.apply(Pixels { width, height, channels: Channels::Rgb, data });
            let read: String = upright.data.chunks_exact(3).map(|pixel| char::from(pixel[0])).collect();
            assert_eq!((upright.size(), read.as_str()), ((3, 2), "abcdef"), "orientation {orientation}");
        }
    }
}
