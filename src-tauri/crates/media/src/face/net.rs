//! The detector's network, from pixels to what each cell of three grids sees.

use std::sync::LazyLock;

use super::layer::{Apart, Dense, Map};
use crate::pixels::Pixels;

/// Written by `weights.py` beside it, where its licence lies too.
static WEIGHTS: &[u8] = include_bytes!("../../model/yunet.f16");

/// Sizes that the network takes are multiples of this, px.
pub(super) const STEP_PX: usize = 32;

/// Distance of the cells of each grid, px.
pub(super) const STRIDES: [usize; 3] = [8, 16, 32];

/// Inputs and outputs of the body's units.
const BODY: [(usize, usize); 11] = [
    (16, 16),
    (16, 16),
    (16, 32),
    (32, 32),
    (32, 64),
    (64, 64),
    (64, 64),
    (64, 64),
    (64, 64),
    (64, 64),
    (64, 64),
];

/// Values that a head says of a cell; the last two mean nothing.
const HEAD: usize = 8;

/// Channels of the maps that the heads read.
const WIDE: usize = 64;

/// What a cell says: the class's and the object's certainty before they are squashed, then the box.
pub(super) type Cell = [f32; 6];

/// A mixing of channels and a look around, one after the other.
#[derive(Debug)]
struct Unit {
    dense: Dense,
    apart: Apart,
}

impl Unit {
    fn apply(&self, input: &Map) -> Map {
        self.apart.apply(&self.dense.apply(input, true), false)
    }
}

#[derive(Debug)]
pub(super) struct Net {
    first: Dense,
    body: Vec<Unit>,
    neck: Vec<Unit>,
    heads: Vec<Unit>,
}

/// The one network, read when it is first needed.
pub(super) static NET: LazyLock<Net> = LazyLock::new(|| Net::read(WEIGHTS));

impl Net {
    fn read(bytes: &[u8]) -> Self {
        let mut halves = bytes.chunks_exact(2).map(|pair| half([pair[0], pair[1]]));
        let mut next = |count: usize| halves.by_ref().take(count).collect::<Vec<f32>>();
        let first = Dense::read(&mut next, 27, 16);
        let mut units = |sizes: &[(usize, usize)]| {
            sizes
                .iter()
                .map(|(inputs, outputs)| Unit {
                    dense: Dense::read(&mut next, *inputs, *outputs),
                    apart: Apart::read(&mut next, *outputs),
                })
                .collect::<Vec<Unit>>()
        };
        let (body, neck, heads) = (units(&BODY), units(&[(WIDE, WIDE); 3]), units(&[(WIDE, HEAD); 3]));
        Self { first, body, neck, heads }
    }

    /// What the cells of each grid say, the finest grid first. The picture's sides are multiples of
    /// [`STEP_PX`].
    pub(super) fn run(&self, pixels: &Pixels) -> [Map; 3] {
        let apply = |map: &Map, units: std::ops::Range<usize>| {
            self.body[units].iter().fold(map.clone(), |map, unit| unit.apply(&map))
        };
        let stem = apply(&self.first.apply(&patches(pixels), false), 0..1).halved();
        let fine = apply(&apply(&stem, 1..5).halved(), 5..7);
        let middle = apply(&fine.halved(), 7..9);
        let coarse = apply(&middle.halved(), 9..11);
        let coarse = self.neck[0].apply(&coarse);
        let mut joined = middle;
        joined.add_doubled(&coarse);
        let middle = self.neck[1].apply(&joined);
        let mut joined = fine;
        joined.add_doubled(&middle);
        let fine = self.neck[2].apply(&joined);
        let head = |unit: &Unit, map: &Map| unit.apart.apply(&unit.dense.apply(map, true), true);
        [head(&self.heads[0], &fine), head(&self.heads[1], &middle), head(&self.heads[2], &coarse)]
    }
}

/// What the first layer sees: the nine pixels around every second pixel, blue, green, red.
fn patches(pixels: &Pixels) -> Map {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let mut map = Map::blank(width / 2, height / 2, 27);
    let row_bytes = pixels.row_bytes();
    for (i, patch) in map.data.chunks_exact_mut(27).enumerate() {
        let (x, y) = (i % (width / 2) * 2, i / (width / 2) * 2);
        for (tap, target) in patch.chunks_exact_mut(3).enumerate() {
            let (Some(x), Some(y)) = ((x + tap % 3).checked_sub(1), (y + tap / 3).checked_sub(1)) else {
                continue;
            };
            let start = y * row_bytes + x * 3;
            let pixel = &pixels.data[start..start + 3];
            target.iter_mut().zip(pixel.iter().rev()).for_each(|(target, value)| *target = f32::from(*value));
        }
    }
    map
}

/// A half float, IEEE 754 binary16, little endian. There are neither infinities nor NaNs among the weights.
fn half(bytes: [u8; 2]) -> f32 {
    let bits = u16::from_le_bytes(bytes);
    let exponent = i32::from((bits >> 10) & 0x1f);
    let fraction = f32::from(bits & 0x3ff) / 1024.0;
    let size = if exponent == 0 {
        fraction * 2.0_f32.powi(-14)
    } else {
        (1.0 + fraction) * 2.0_f32.powi(exponent - 15)
    };
    if bits & 0x8000 == 0 { size } else { -size }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_is_used_once() {
        let dense: usize = [(27, 16)].iter().map(|(i, o)| i * o + o).sum();
        let unit = |(i, o): &(usize, usize)| i * o + o + 9 * o + o;
        let units: usize = BODY.iter().chain(&[(WIDE, WIDE); 3]).chain(&[(WIDE, HEAD); 3]).map(unit).sum();
        assert_eq!(WEIGHTS.len(), 2 * (dense + units));
    }

    #[test]
    fn halves_are_read_as_they_are_meant() {
        let read = |bits: u16| half(bits.to_le_bytes());
        assert_eq!([0x3c00, 0xc000, 0x3555, 0x0001].map(read), [1.0, -2.0, 0.333_251_95, 5.960_464_5e-8]);
    }

    /// The same picture through OpenCV's reading of the original model.
    #[test]
    fn the_cells_say_what_the_original_model_says() {
        let mut pixels = Pixels::filled(96, 64, [0; 3]);
        for (i, value) in pixels.data.iter_mut().enumerate() {
            let (x, y, c) = (i / 3 % 96, i / 3 / 96, i % 3);
            *value = ((x * 7 + y * 13 + c * 29 + x * y / 5) % 256) as u8;
        }
        let grids = NET.run(&pixels);
        let squash = |value: f32| 1.0 / (1.0 + (-value).exp());
        for (grid, cell, class, [left, top, width, height]) in [
            (0, 0, 0.654_64, [0.208_89, 0.284_04, 0.837_35, 1.079_39]),
            (0, 48, 0.721_21, [0.489_31, 0.511_40, 0.991_60, 1.447_09]),
            (0, 95, 0.562_82, [0.685_84, 0.252_04, 0.673_79, 0.878_25]),
            (1, 12, 0.586_51, [0.389_31, 0.516_59, -0.032_11, 0.294_36]),
            (2, 5, 0.516_78, [0.470_39, 0.695_53, 0.782_94, 0.788_27]),
        ] {
            let map = &grids[grid];
            let said = map.at(cell % map.width, cell / map.width);
            let off = |a: f32, b: f32| (a - b).abs();
            let wanted = [left, top, width, height];
            let worst = wanted.iter().zip(&said[2..6]).map(|(a, b)| off(*a, *b));
            let worst = worst.fold(off(squash(said[0]), class), f32::max);
            assert!(worst < 0.02, "grid {grid}, cell {cell}: {worst} off in {said:?}");
        }
    }
}
