//! The colours of a picture of few: a PNG that names each pixel's colour by a number of 1, 2, 4 or 8 bits says the
//! same as one of three or four bytes a pixel.

use std::collections::BTreeMap;

use crate::pixels::{Channels, Pixels};

/// Most colours of a palette (PNG, third edition, 11.2.2).
const COLORS_MAX: usize = 256;

/// A picture as numbers of its own colours: not one of them is changed.
pub(super) struct Palette {
    /// Red, green, blue and how much of it is seen; what is see-through first, then by colour.
    colors: Vec<[u8; 4]>,
    /// The number of each pixel's colour.
    numbers: Vec<u8>,
    width: usize,
}

impl Palette {
    /// None where the picture has more colours. A photograph says so within its first rows.
    pub(super) fn of(pixels: &Pixels) -> Option<Self> {
        match pixels.channels {
            Channels::Rgb => Self::among(pixels, |pixel: &[u8; 3]| [pixel[0], pixel[1], pixel[2], 255]),
            Channels::Rgba => Self::among(pixels, |pixel: &[u8; 4]| *pixel),
            Channels::Cmyk => None,
        }
    }

    fn among<const N: usize>(pixels: &Pixels, color: impl Fn(&[u8; N]) -> [u8; 4]) -> Option<Self> {
        let (all, _) = pixels.data.as_chunks::<N>();
        let mut found: BTreeMap<[u8; 4], u8> = BTreeMap::new();
        let mut last = None;
        for pixel in all {
            if last.replace(pixel) != Some(pixel) {
                found.insert(color(pixel), 0);
                if found.len() > COLORS_MAX {
                    return None;
                }
            }
        }
        let mut colors: Vec<[u8; 4]> = found.keys().copied().collect();
        // Why: what says how much is seen may end at the last colour that is not seen whole.
        colors.sort_by_key(|color| color[3] == 255);
        for (number, color) in colors.iter().enumerate() {
            found.insert(*color, number as u8);
        }
        let mut last = (all.first()?, found[&color(all.first()?)]);
        let numbers = all.iter().map(|pixel| {
            if pixel != last.0 {
                last = (pixel, found[&color(pixel)]);
            }
            last.1
        });
        Some(Self { numbers: numbers.collect(), colors, width: pixels.width as usize })
    }

    pub(super) fn count(&self) -> u16 {
        self.colors.len() as u16
    }

    /// Fewest bits that a number takes.
    pub(super) fn depth(&self) -> png::BitDepth {
        match self.colors.len() {
            ..=2 => png::BitDepth::One,
            3..=4 => png::BitDepth::Two,
            5..=16 => png::BitDepth::Four,
            _ => png::BitDepth::Eight,
        }
    }

    /// Whether neighbouring numbers are neighbouring colours: shades of grey in their order.
    pub(super) fn is_ramp(&self) -> bool {
        self.colors.len() > 16 && self.colors.iter().all(|[r, g, b, a]| r == g && g == b && *a == 255)
    }

    /// Red, green and blue of every colour.
    pub(super) fn rgb(&self) -> Vec<u8> {
        self.colors.iter().flat_map(|[red, green, blue, _]| [*red, *green, *blue]).collect()
    }

    /// How much is seen of the colours that are not seen whole; empty where all are.
    pub(super) fn alpha(&self) -> Vec<u8> {
        self.colors.iter().map(|color| color[3]).filter(|alpha| *alpha < 255).collect()
    }

    /// The numbers in rows of whole bytes, the first pixel in the highest bits.
    pub(super) fn packed(&self) -> Vec<u8> {
        let bits = self.depth() as usize;
        if bits == 8 {
            return self.numbers.clone();
        }
        let each = 8 / bits;
        let byte = |part: &[u8]| {
            let placed = part.iter().enumerate().map(|(at, number)| number << (8 - bits * (at + 1)));
            placed.fold(0, |byte, bits| byte | bits)
        };
        self.numbers.chunks(self.width.max(1)).flat_map(|row| row.chunks(each).map(byte)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't make its picture must stop")]

    use super::*;

    fn of(width: u32, channels: Channels, data: Vec<u8>) -> Option<Palette> {
        let height = (data.len() / channels.count()) as u32 / width;
        Palette::of(&Pixels { width, height, channels, data })
    }

    #[test]
    fn numbers_take_the_fewest_bits_and_rows_whole_bytes() {
        let shades = |count: u8| (0..count).flat_map(|shade| [shade; 3]).collect::<Vec<u8>>();
        for (count, bits) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 4), (16, 4), (17, 8)] {
            let palette = of(u32::from(count), Channels::Rgb, shades(count)).unwrap();
            assert_eq!((palette.count(), palette.depth() as u16), (count.into(), bits), "{count} colours");
        }
        let three = [[9; 3], [5; 3], [7; 3], [9; 3], [5; 3]].concat().repeat(2);
        let palette = of(5, Channels::Rgb, three).unwrap();
        assert_eq!(palette.packed(), [0b1000_0110, 0b0000_0000].repeat(2), "5 is 0, 7 is 1, 9 is 2");
    }

    #[test]
    fn what_is_see_through_stands_first() {
        let data = [[200, 0, 0, 255], [0, 0, 9, 128], [1, 1, 1, 0], [200, 0, 0, 255]].concat();
        let palette = of(4, Channels::Rgba, data).unwrap();
        assert_eq!((palette.alpha(), palette.numbers.clone()), (vec![128, 0], vec![2, 0, 1, 2]));
    }

    #[test]
    fn a_picture_of_more_colours_has_none() {
        let many: Vec<u8> = (0..257_u16).flat_map(|n| [(n % 256) as u8, (n / 256) as u8, 0]).collect();
        assert!(of(257, Channels::Rgb, many.clone()).is_none());
        assert!(of(256, Channels::Rgb, many[..768].to_vec()).is_some_and(|palette| palette.count() == 256));
    }
}
