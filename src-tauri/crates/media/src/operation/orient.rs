//! Turns a picture upright from its EXIF orientation.

use rayon::prelude::*;
use upbeat_domain::media::Step;

use crate::error::Fault;
use crate::pixels::{Channels, Pixels};

/// Side of the tiles that are turned one after the other, px.
const TILE_PX: usize = 32;

/// Parameters: the EXIF orientation, 1 to 8 (CIPA DC-008, tag 0x0112).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Orient {
    pub(crate) orientation: u8,
}

impl Orient {
    pub(crate) fn apply(self, pixels: Pixels) -> Result<Pixels, Fault> {
        if self.orientation <= 1 {
            return Ok(pixels);
        }
        let (width, height) =
            if self.orientation >= 5 { (pixels.height, pixels.width) } else { pixels.size() };
        let mut turned = Pixels::blank(width, height, pixels.channels);
        match pixels.channels {
            Channels::Rgb => self.turn::<3>(&pixels, &mut turned),
            Channels::Rgba | Channels::Cmyk => self.turn::<4>(&pixels, &mut turned),
        }
        Ok(turned)
    }

    /// Fills the upright picture, `N` bytes a pixel. Why in tiles: its rows are the other's columns, and those of one
    /// tile stay in the processor's cache until all of their neighbours were taken.
    fn turn<const N: usize>(self, pixels: &Pixels, turned: &mut Pixels) {
        let (stored, _) = pixels.data.as_chunks::<N>();
        let width = turned.width as usize;
        let place = |x: usize, y: usize| {
            let (from_x, from_y) = self.source(x as u32, y as u32, pixels.size());
            from_y as usize * pixels.width as usize + from_x as usize
        };
        let (first, beside) = (place(0, 0), place(1.min(width - 1), 0));
        let step = beside.wrapping_sub(first);
        turned.data.par_chunks_mut(width * N * TILE_PX).enumerate().for_each(|(strip, rows)| {
            let (rows, _) = rows.as_chunks_mut::<N>();
            for left in (0..width).step_by(TILE_PX) {
                let right = (left + TILE_PX).min(width);
                for (y, row) in rows.chunks_exact_mut(width).enumerate() {
                    let mut from = place(left, strip * TILE_PX + y);
                    for pixel in &mut row[left..right] {
                        *pixel = stored[from];
                        from = from.wrapping_add(step);
                    }
                }
            }
        });
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
    #![expect(clippy::unwrap_used, reason = "an operation that fails is the failure")]

    use super::*;

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
            let upright = Orient { orientation }
                .apply(Pixels { width, height, channels: Channels::Rgb, data })
                .unwrap();
            let read: String = upright.data.chunks_exact(3).map(|pixel| char::from(pixel[0])).collect();
            assert_eq!((upright.size(), read.as_str()), ((3, 2), "abcdef"), "orientation {orientation}");
        }
    }

    #[test]
    fn a_picture_of_many_tiles_is_turned_as_a_whole() {
        for orientation in 1..=8 {
            let data: Vec<u8> = (0..70 * 45 * 4).map(|at| (at % 251) as u8).collect();
            let pixels = Pixels { width: 70, height: 45, channels: Channels::Rgba, data };
            let operation = Orient { orientation };
            let upright = operation.apply(pixels.clone()).unwrap();
            for (x, y) in (0..upright.width).flat_map(|x| (0..upright.height).map(move |y| (x, y))) {
                let (from_x, from_y) = operation.source(x, y, pixels.size());
                assert_eq!(upright.at(x, y), pixels.at(from_x, from_y), "{orientation}: {x}, {y}");
            }
        }
    }
}
