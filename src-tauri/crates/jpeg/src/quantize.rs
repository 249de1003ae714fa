//! How finely each place of a block is kept.

use std::ops::RangeInclusive;

use crate::dct::{Block, scale};

/// Qualities, on libjpeg's scale: 100 keeps nearly all.
pub const QUALITIES: RangeInclusive<u8> = 1..=100;

/// Places of a block from the mean to the finest detail (T.81, figure A.6): row × 8 + column.
#[rustfmt::skip]
pub(crate) const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// How fast the steps of a kind of block grow from the mean to the finest detail, at quality 50.
///
/// Found by descent, so that the bytes at equal SSIMULACRA2 (74, 80 and 85) became fewest, over crops of 768 × 576 of
/// eleven photographs; mean ln(bytes) 10.573, of libjpeg's tables with plain rounding 10.758, of mozjpeg's with its
/// trellis 10.636. The valley is flat: a step to either side changes it by less than 0.002.
struct Growth {
    /// The mean's step.
    first: f64,
    /// Distance from the mean at which the step has doubled, places.
    doubled: f64,
    /// Power of the distance.
    power: f64,
    /// What a slanted detail adds for each place that it is away from both edges: the eye sees slants less.
    slant: f64,
}

const BRIGHTNESS: Growth = Growth { first: 16.0, doubled: 2.8, power: 1.2, slant: 5.0 };
const COLOR: Growth = Growth { first: 16.0, doubled: 3.4, power: 1.8, slant: 2.0 };

impl Growth {
    /// The step of a place, row × 8 + column.
    fn step(&self, place: usize) -> f64 {
        let (y, x) = ((place / 8) as f64, (place % 8) as f64);
        self.first * (1.0 + (x.hypot(y) / self.doubled).powf(self.power)) + self.slant * x.min(y)
    }
}

/// Share of a step that a detail must have beyond a whole one to count as the next, above a half: near the half, the
/// bits that it costs are worth more than what it shows. More of it (0.10, and 0.08 below) takes half a per cent of the
/// bytes by that measure, and the last of fine hair by the eye.
const DROPPED: f32 = 0.06;

/// The same, more for a lone step where there is much else to see.
const DROPPED_RICH: f32 = 0.04;

/// From how many steps in a block there is something else to see, and how many more make it much.
const RICH_STEPS: [f32; 2] = [4.0, 20.0];

/// What a block holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// Brightness.
    Brightness,
    /// One of the two colours.
    Color,
}

impl Kind {
    /// Both, in the order of the file's tables.
    pub(crate) const ALL: [Self; 2] = [Self::Brightness, Self::Color];
}

/// The steps of one kind of block.
pub(crate) struct Table {
    /// In the order of [`ZIGZAG`], as the file tells them.
    pub(crate) steps: [u8; 64],
    /// What a transformed number is multiplied by to count in steps; in the transform's order.
    factors: [f32; 64],
}

/// The steps of a picture.
pub(crate) struct Tables {
    /// One for each [`Kind`].
    pub(crate) all: [Table; 2],
}

impl Tables {
    /// Those of a quality; none where it isn't within [`QUALITIES`].
    pub(crate) fn of(quality: u8) -> Option<Self> {
        if !QUALITIES.contains(&quality) {
            return None;
        }
        let quality = f64::from(quality);
        let share = if quality < 50.0 { 50.0 / quality } else { 2.0 - quality / 50.0 };
        Some(Self { all: Kind::ALL.map(|kind| Table::of(kind, share)) })
    }
}

impl Table {
    fn of(kind: Kind, share: f64) -> Self {
        let growth = match kind {
            Kind::Brightness => BRIGHTNESS,
            Kind::Color => COLOR,
        };
        let mut table = Self { steps: [1; 64], factors: [0.0; 64] };
        for (step, place) in table.steps.iter_mut().zip(ZIGZAG) {
            *step = (growth.step(place) * share).round().clamp(1.0, 255.0) as u8;
            let (y, x) = (place / 8, place % 8);
            table.factors[x * 8 + y] = (scale(x) * scale(y) / f64::from(*step)) as f32;
        }
        table
    }

    /// The whole steps of a transformed block, in the order of [`ZIGZAG`].
    #[inline(always)]
    pub(crate) fn levels(&self, block: &Block) -> [i16; 64] {
        let flat = block.as_flattened();
        let values: [f32; 64] = std::array::from_fn(|place| flat[place] * self.factors[place]);
        let [some, much] = RICH_STEPS;
        let steps: f32 = values[1..].iter().map(|value| value.abs()).sum();
        let lone = DROPPED_RICH * ((steps - some) / much).clamp(0.0, 1.0);
        let mut levels = values.map(|value| {
            let size = value.abs();
            let dropped = DROPPED + if size < 1.5 { lone } else { 0.0 };
            let whole = (size + 0.5 - dropped) as i32 as i16;
            if value < 0.0 { -whole } else { whole }
        });
        levels[0] = values[0].round() as i16;
        std::array::from_fn(|at| levels[TURNED[at]])
    }
}

/// [`ZIGZAG`] for blocks whose rows and columns are changed over.
const TURNED: [usize; 64] = {
    let mut turned = [0; 64];
    let mut at = 0;
    while at < 64 {
        turned[at] = ZIGZAG[at] % 8 * 8 + ZIGZAG[at] / 8;
        at += 1;
    }
    turned
};
