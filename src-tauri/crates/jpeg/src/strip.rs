//! 16 rows of a picture to the words that are coded.

use crate::color::{MCU_PX, Planes};
use crate::dct::{Block, forward};
use crate::quantize::{Kind, Table, Tables};

/// Blocks that are coded together: four of brightness, one of each colour.
pub(crate) const KINDS: [Kind; 6] =
    [Kind::Brightness, Kind::Brightness, Kind::Brightness, Kind::Brightness, Kind::Color, Kind::Color];

/// The symbol behind a block's last number.
pub(crate) const END: u32 = 0x00;

/// The symbol of 16 zeros.
const ZEROS: u32 = 0xF0;

/// What a strip is coded as.
pub(crate) struct Strip {
    /// The mean of each block, in steps, in the order of the file.
    pub(crate) means: Vec<i16>,
    /// The other numbers, block by block, each run up to [`END`] or a block's last place: the symbol in the lowest byte,
    /// above it the bits that follow it.
    pub(crate) words: Vec<u32>,
    /// Words of each block.
    pub(crate) lengths: Vec<u8>,
    /// How often each symbol stands among the words of each [`Kind`].
    pub(crate) counts: [[u32; 256]; 2],
}

/// Buffers that one strip after the other uses.
#[derive(Default)]
pub(crate) struct Scratch {
    planes: Planes,
}

/// Works a strip out: up to 16 rows of a picture of this width.
pub(crate) fn run(rows: &[u8], width: usize, tables: &Tables, scratch: &mut Scratch) -> Strip {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && is_x86_feature_detected!("bmi1")
    {
        #[expect(unsafe_code, reason = "vector instructions that not every processor has")]
        // SAFETY: the processor was just asked whether it has them.
        return unsafe { run_avx2(rows, width, tables, scratch) };
    }
    work(rows, width, tables, scratch)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1")]
fn run_avx2(rows: &[u8], width: usize, tables: &Tables, scratch: &mut Scratch) -> Strip {
    work(rows, width, tables, scratch)
}

// Inlined down to the last loop: a function is built for the processor of the one that it is part of.
#[inline(always)]
fn work(rows: &[u8], width: usize, tables: &Tables, scratch: &mut Scratch) -> Strip {
    let planes = &mut scratch.planes;
    planes.fill(rows, width);
    let count = planes.width / MCU_PX;
    let mut strip = Strip {
        means: Vec::with_capacity(count * KINDS.len()),
        words: Vec::with_capacity(count * 64),
        lengths: Vec::with_capacity(count * KINDS.len()),
        counts: [[0; 256]; 2],
    };
    let [bright, color] = &tables.all;
    let half = planes.width / 2;
    for mcu in 0..count {
        for (y, x) in [(0, 0), (0, 8), (8, 0), (8, 8)] {
            let block = cut(&planes.y, planes.width, mcu * MCU_PX + x, y);
            strip.push(block, bright, 0);
        }
        for plane in [&planes.cb, &planes.cr] {
            strip.push(cut(plane, half, mcu * MCU_PX / 2, 0), color, 1);
        }
    }
    strip
}

#[inline(always)]
fn cut(plane: &[f32], width: usize, left: usize, top: usize) -> Block {
    let mut block = [[0.0; 8]; 8];
    for (y, row) in block.iter_mut().enumerate() {
        row.copy_from_slice(&plane[(top + y) * width + left..][..8]);
    }
    block
}

impl Strip {
    #[inline(always)]
    fn push(&mut self, mut block: Block, table: &Table, kind: usize) {
        forward(&mut block);
        let levels = table.levels(&block);
        self.means.push(levels[0]);
        let mut left = 0_u64;
        for (at, level) in levels.iter().enumerate() {
            left |= u64::from(*level != 0) << at;
        }
        left &= !1;
        let before = self.words.len();
        let counts = &mut self.counts[kind];
        let mut last = 0;
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            let mut zeros = at - last - 1;
            last = at;
            while zeros > 15 {
                self.words.push(ZEROS);
                counts[ZEROS as usize] += 1;
                zeros -= 16;
            }
            let (size, bits) = coded(levels[at]);
            let symbol = (zeros as u32) << 4 | size;
            counts[symbol as usize & 255] += 1;
            self.words.push(bits << 8 | symbol);
        }
        if last < 63 {
            self.words.push(END);
            counts[END as usize] += 1;
        }
        self.lengths.push((self.words.len() - before) as u8);
    }
}

/// A number as JPEG codes it: how many bits, and which (T.81, F.1.2.1).
#[inline(always)]
pub(crate) fn coded(level: i16) -> (u32, u32) {
    let size = 16 - level.unsigned_abs().leading_zeros();
    let bits = i32::from(level) - i32::from(level < 0);
    (size, bits as u32 & ((1 << size) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_without_the_newer_instructions_makes_nearly_the_same() {
        let rows: Vec<u8> = (0..150 * 16 * 3_usize).map(|at| (at * at % 251) as u8).collect();
        let Some(tables) = Tables::of(80) else { panic!("80 is a quality") };
        let newer = run(&rows, 150, &tables, &mut Scratch::default());
        let older = work(&rows, 150, &tables, &mut Scratch::default());
        let apart = newer.means.iter().zip(&older.means).map(|(one, other)| one.abs_diff(*other));
        assert!(apart.max() <= Some(1), "{:?} {:?}", newer.means, older.means);
        let (one, other) = (newer.words.len() as f64, older.words.len() as f64);
        assert!((one / other - 1.0).abs() < 0.01, "{one} words and {other}");
    }

    #[test]
    fn numbers_are_coded_as_the_standard_says() {
        // T.81, table F.1 and F.1.2.1.1.
        assert_eq!(
            [0, 1, -1, 2, -2, 3, -3, 7, -7, 1023, -1023].map(coded),
            [(0, 0), (1, 1), (1, 0), (2, 2), (2, 1), (2, 3), (2, 0), (3, 7), (3, 0), (10, 1023), (10, 0)]
        );
    }
}
