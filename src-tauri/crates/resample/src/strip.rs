//! One strip of new rows: down the columns first, then across.
//!
//! Both passes are sums of "a weight times a line of [`LANES`] numbers", the shape that compilers turn
//! into vector instructions by themselves:
//!
//! - Down: 64 neighbouring bytes of each old row that the strip needs become floats once; each new row
//!   then sums its own run of them. With Lanczos six new rows use each.
//! - Across: what comes out lies by column, [`Column`]: the four channels of all 16 rows of one `x`. A
//!   new column is a sum of whole columns, whatever the number of channels; three are padded to four.
//!
//! Colours are summed as light, not as the numbers that screens are sent: each is squared on its way in,
//! and the root is taken on the way out. A square is what the screens' curve is within a few per cent (its
//! power is 2.2), and its root is one exact instruction: a plain field comes out as it went in.
//!
//! Columns are made in blocks from the left and dropped when no new column needs them: the buffers fit
//! into the processor's nearest memory.

use std::ops::Range;

use crate::weights::Weights;

/// New rows in a strip.
pub(crate) const ROWS: usize = 16;

/// Numbers that are summed together: four channels of each row of a strip.
const LANES: usize = ROWS * PLACES;

/// Places for the channels of a pixel.
const PLACES: usize = 4;

/// Old columns that are made together, px.
const BLOCK: usize = 64;

/// New columns that are written together, px.
const BATCH: usize = 16;

/// What the channels mean.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Three colours.
    Rgb,
    /// Three colours, and how much of them can be seen.
    Rgba,
    /// Four inks, which aren't light: summed as they are.
    Four,
}

impl Kind {
    /// Bytes of a pixel.
    pub(crate) const fn channels(self) -> usize {
        match self {
            Self::Rgb => 3,
            Self::Rgba | Self::Four => 4,
        }
    }
}

/// What all strips share.
pub(crate) struct Work<'a> {
    /// The old picture.
    pub(crate) pixels: &'a [u8],
    /// Its width, px.
    pub(crate) width: usize,
    /// For columns.
    pub(crate) across: &'a Weights,
    /// For rows.
    pub(crate) down: &'a Weights,
}

/// Channels of all rows of a strip at one `x`, or neighbouring numbers of one row. Laid out so that no
/// vector lies across the border of a line of the processor's memory, which would be read twice.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([f32; LANES]);

/// A block of a new row, with room to read four numbers at the last pixel of three.
#[repr(align(64))]
struct Row([f32; BLOCK * PLACES + LANES]);

/// Buffers that one strip after the other uses.
pub(crate) struct Scratch {
    /// The same 64 bytes of each old row of the strip.
    lines: Vec<Line>,
    /// A block's new rows.
    rows: Box<[Row; ROWS]>,
    /// Columns from the one that is still needed first; what is behind the filled ones is of old strips.
    columns: Vec<Line>,
    filled: usize,
    /// A block's old bytes, row by row: rows far apart are read once and in long runs.
    bytes: Vec<u8>,
}

impl Default for Scratch {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            rows: Box::new([const { Row([0.0; BLOCK * PLACES + LANES]) }; ROWS]),
            columns: Vec::new(),
            filled: 0,
            bytes: Vec::new(),
        }
    }
}

/// Makes the new rows from `top` on that `target` has room for, at most [`ROWS`].
pub(crate) fn run(kind: Kind, work: &Work<'_>, top: usize, target: &mut [u8], scratch: &mut Scratch) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        #[expect(unsafe_code, reason = "vector instructions that not every processor has")]
        // SAFETY: the processor was just asked whether it has both.
        return unsafe { run_avx2(kind, work, top, target, scratch) };
    }
    // Elsewhere than on x86 the fused sum belongs to the 64-bit processors that we build for.
    by_kind::<{ cfg!(target_arch = "aarch64") }>(kind, work, top, target, scratch);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2(kind: Kind, work: &Work<'_>, top: usize, target: &mut [u8], scratch: &mut Scratch) {
    by_kind::<true>(kind, work, top, target, scratch);
}

// Inlined down to the last loop: a function is built for the processor of the one that it is part of.
#[inline(always)]
fn by_kind<const FUSED: bool>(
    kind: Kind,
    work: &Work<'_>,
    top: usize,
    target: &mut [u8],
    scratch: &mut Scratch,
) {
    match kind {
        Kind::Rgb => strip::<3, true, false, FUSED>(work, top, target, scratch),
        Kind::Rgba => strip::<4, true, true, FUSED>(work, top, target, scratch),
        Kind::Four => strip::<4, false, false, FUSED>(work, top, target, scratch),
    }
}

#[inline(always)]
fn strip<const CHANNELS: usize, const LIGHT: bool, const ALPHA: bool, const FUSED: bool>(
    work: &Work<'_>,
    top: usize,
    target: &mut [u8],
    scratch: &mut Scratch,
) {
    let width = work.across.len();
    let rows = top..top + target.len() / (width * CHANNELS);
    scratch.filled = 0;
    // The old column that `columns` starts with.
    let mut first = work.across.span(0..1).start;
    for start in (0..width).step_by(BATCH) {
        let batch = start..(start + BATCH).min(width);
        let needed = work.across.span(batch.clone());
        // Thrown away seldom and many at once: moving the rest to the front costs.
        if needed.start - first >= BLOCK.max(needed.len()) {
            let gone = (needed.start - first).min(scratch.filled);
            scratch.columns.copy_within(gone..scratch.filled, 0);
            scratch.filled -= gone;
            first += gone;
        }
        while first + scratch.filled < needed.end {
            let from = first + scratch.filled;
            down::<CHANNELS, LIGHT, ALPHA, FUSED>(work, &rows, from..(from + BLOCK).min(work.width), scratch);
        }
        let mut pixels = [[0; LANES]; BATCH];
        for (index, pixel) in batch.clone().zip(&mut pixels) {
            let (at, weights) = work.across.of(index);
            let sums = sum::<FUSED>(weights, &scratch.columns[at - first..][..weights.len()]);
            *pixel = bytes::<LIGHT, ALPHA>(&sums);
        }
        for (row, target) in target.chunks_exact_mut(width * CHANNELS).enumerate() {
            write::<CHANNELS>(&pixels, row, batch.len(), &mut target[batch.start * CHANNELS..]);
        }
    }
}

/// Appends a block of columns.
#[inline(always)]
fn down<const CHANNELS: usize, const LIGHT: bool, const ALPHA: bool, const FUSED: bool>(
    work: &Work<'_>,
    rows: &Range<usize>,
    block: Range<usize>,
    scratch: &mut Scratch,
) {
    let old = work.down.span(rows.clone());
    let block_bytes = block.len() * CHANNELS;
    scratch.bytes.clear();
    for row in work.pixels.chunks_exact(work.width * CHANNELS).skip(old.start).take(old.len()) {
        scratch.bytes.extend_from_slice(&row[block.start * CHANNELS..][..block_bytes]);
    }
    for from in (0..block_bytes).step_by(LANES) {
        let length = LANES.min(block_bytes - from);
        scratch.lines.clear();
        for row in scratch.bytes.chunks_exact(block_bytes) {
            scratch.lines.push(floats::<LIGHT, ALPHA>(&row[from..from + length]));
        }
        for (new, index) in scratch.rows.iter_mut().zip(rows.clone()) {
            let (at, weights) = work.down.of(index);
            let line = sum::<FUSED>(weights, &scratch.lines[at - old.start..][..weights.len()]);
            new.0[from..from + LANES].copy_from_slice(&line.0);
        }
    }
    let filled = scratch.filled + block.len();
    if scratch.columns.len() < filled {
        scratch.columns.resize(filled, Line([0.0; LANES]));
    }
    for (x, column) in scratch.columns[scratch.filled..filled].iter_mut().enumerate().take(BLOCK) {
        for (places, new) in column.0.chunks_exact_mut(PLACES).zip(scratch.rows.iter()) {
            places.copy_from_slice(&new.0[x * CHANNELS..][..PLACES]);
        }
    }
    scratch.filled = filled;
}

/// Bytes as numbers, with `LIGHT` as light; with `ALPHA` colours times how much of them can be seen. Zero
/// where there is no byte.
#[inline(always)]
fn floats<const LIGHT: bool, const ALPHA: bool>(bytes: &[u8]) -> Line {
    let mut whole = [0; LANES];
    let bytes: &[u8; LANES] = match bytes.try_into() {
        Ok(bytes) => bytes,
        Err(_) => {
            whole[..bytes.len()].copy_from_slice(bytes);
            &whole
        }
    };
    let mut line = Line(bytes.map(f32::from));
    if ALPHA {
        for pixel in line.0.chunks_exact_mut(PLACES) {
            let [red, green, blue, seen] = [pixel[0], pixel[1], pixel[2], pixel[3]];
            for (place, factor) in pixel.iter_mut().zip([red * seen, green * seen, blue * seen, 1.0]) {
                *place *= factor;
            }
        }
    } else if LIGHT {
        line.0 = line.0.map(|number| number * number);
    }
    line
}

/// Each line times its weight, summed.
#[inline(always)]
fn sum<const FUSED: bool>(weights: &[f32], lines: &[Line]) -> Line {
    let mut sums = Line([0.0; LANES]);
    for (weight, line) in weights.iter().zip(lines) {
        for (sum, number) in sums.0.iter_mut().zip(&line.0) {
            *sum = if FUSED { number.mul_add(*weight, *sum) } else { number * weight + *sum };
        }
    }
    sums
}

/// Rounded into the 256 levels.
#[inline(always)]
fn bytes<const LIGHT: bool, const ALPHA: bool>(sums: &Line) -> [u8; LANES] {
    let mut sums = sums.0;
    if ALPHA {
        for pixel in sums.chunks_exact_mut(PLACES) {
            // Half a level of the fourth channel is rounded to none: there is nothing to see.
            let seen = pixel[3];
            let factor = if seen > 0.5 { 1.0 / seen } else { 0.0 };
            for (place, factor) in pixel.iter_mut().zip([factor, factor, factor, 1.0]) {
                *place *= factor;
            }
            for (place, power) in pixel.iter_mut().zip([false, false, false, true]) {
                *place = if power { *place } else { root(*place) };
            }
        }
    } else if LIGHT {
        sums = sums.map(root);
    }
    sums.map(level)
}

/// The root; of a sum below zero, beside a hard edge, zero.
#[inline(always)]
fn root(light: f32) -> f32 {
    (if light > 0.0 { light } else { 0.0 }).sqrt()
}

/// The nearest level. Comparisons, not `clamp`, and a sum whose last bits are the whole number, not a
/// conversion: both would cost more for numbers that don't exist here.
#[inline(always)]
fn level(value: f32) -> u8 {
    const WHOLE: f32 = 12_582_912.0; // 1.5 · 2^23: the step from one number to the next is one.
    let value = if value > 0.0 { value } else { 0.0 };
    let value = if value < 255.0 { value } else { 255.0 };
    (value + WHOLE).to_bits() as u8
}

/// Writes one row of a batch of new columns, `count` of them, to the start of `target`.
#[inline(always)]
fn write<const CHANNELS: usize>(pixels: &[[u8; LANES]; BATCH], row: usize, count: usize, target: &mut [u8]) {
    // All four places at once: what is too much is written over by the next pixel, if there is one.
    if let Some(target) = target.get_mut(..BATCH * CHANNELS + PLACES - CHANNELS) {
        for (x, pixel) in pixels.iter().enumerate() {
            target[x * CHANNELS..][..PLACES].copy_from_slice(&pixel[row * PLACES..][..PLACES]);
        }
        return;
    }
    for (target, pixel) in target.chunks_exact_mut(CHANNELS).zip(pixels).take(count) {
        target.copy_from_slice(&pixel[row * PLACES..][..CHANNELS]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Filter;

    #[test]
    fn a_processor_without_the_newer_instructions_makes_the_same() {
        let pixels: Vec<u8> = (0..150 * 40 * 4_usize).map(|at| (at * at % 253) as u8).collect();
        let across = Weights::new(Filter::CatmullRom, 150, (0.0, 150.0), 70);
        let down = Weights::new(Filter::CatmullRom, 40, (0.0, 40.0), ROWS);
        let work = Work { pixels: &pixels, width: 150, across: &across, down: &down };
        for kind in [Kind::Rgb, Kind::Rgba, Kind::Four] {
            let pixels = &pixels[..150 * 40 * kind.channels()];
            let work = Work { pixels, ..work };
            let mut made = [vec![0; 70 * ROWS * kind.channels()], vec![0; 70 * ROWS * kind.channels()]];
            let [newer, older] = &mut made;
            run(kind, &work, 0, newer, &mut Scratch::default());
            by_kind::<false>(kind, &work, 0, older, &mut Scratch::default());
            let apart = newer.iter().zip(older.iter()).map(|(one, other)| one.abs_diff(*other)).max();
            assert!(apart <= Some(1) && newer.iter().any(|byte| *byte != 0), "{kind:?}: {apart:?}");
        }
    }
}
