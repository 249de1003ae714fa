//! How much each pixel of a line counts for each pixel of the new line.

use std::ops::Range;

use crate::Filter;

/// The weights of one axis: for each new pixel a run of old ones and what each of them counts. The runs'
/// starts and ends never go back: a picture is walked once.
pub(crate) struct Weights {
    runs: Vec<Run>,
    values: Vec<f32>,
}

struct Run {
    /// The first old pixel, px.
    start: usize,
    /// Where its weights lie in `values`.
    values: Range<usize>,
}

impl Weights {
    /// For `count` new pixels made of the part of an axis that starts at `from` and is `length` long, px.
    /// Old pixels outside the part count where the kernel reaches them, those outside the axis don't
    /// exist: what is there is made to count one in all.
    pub(crate) fn new(filter: Filter, axis_px: usize, (from, length): (f64, f64), count: usize) -> Self {
        let scale = length / count as f64;
        let stretch = scale.max(1.0);
        let radius = filter.radius() * stretch;
        let mut weights = Self { runs: Vec::with_capacity(count), values: Vec::new() };
        let mut levels = Vec::new();
        for index in 0..count {
            let middle = from + (index as f64 + 0.5) * scale;
            let first = (middle - radius).floor().max(0.0) as usize;
            let end = ((middle + radius).ceil() as usize).min(axis_px);
            let distance = |px: usize| (px as f64 - (middle - 0.5)) / stretch;
            // Why by the reach, not by the weight: a kernel is zero within its reach too, and starts would go back.
            let reached = |px: &usize| filter.reaches(distance(*px));
            let start = (first..end).find(reached).unwrap_or(first);
            let end = (start..end).rev().find(reached).map_or(start, |last| last + 1);
            levels.clear();
            levels.extend((start..end).map(|px| filter.at(distance(px))));
            weights.push(start, &levels, (middle as usize).min(axis_px - 1));
        }
        weights
    }

    fn push(&mut self, start: usize, levels: &[f64], nearest: usize) {
        let from = self.values.len();
        let sum: f64 = levels.iter().sum();
        let start = if sum > 0.0 {
            self.values.extend(levels.iter().map(|level| (level / sum) as f32));
            start
        } else {
            // Rounding left no pixel under the kernel.
            self.values.push(1.0);
            nearest
        };
        self.runs.push(Run { start, values: from..self.values.len() });
    }

    /// Of the new pixel `index`: the first old one, and the weights from there on.
    #[inline(always)]
    pub(crate) fn of(&self, index: usize) -> (usize, &[f32]) {
        let run = &self.runs[index];
        (run.start, &self.values[run.values.clone()])
    }

    /// The old pixels that count for the new ones of a range that isn't empty.
    pub(crate) fn span(&self, new: Range<usize>) -> Range<usize> {
        let last = &self.runs[new.end - 1];
        self.runs[new.start].start..last.start + last.values.len()
    }

    /// How many new pixels there are.
    pub(crate) fn len(&self) -> usize {
        self.runs.len()
    }
}

impl Filter {
    /// How far the kernel reaches, in pixels of the coarser grid.
    fn radius(self) -> f64 {
        match self {
            Self::CatmullRom => 2.0,
            Self::Box => 0.5,
        }
    }

    /// Whether a pixel so far from the middle counts, in pixels of the coarser grid.
    fn reaches(self, distance: f64) -> bool {
        match self {
            Self::CatmullRom => distance > -2.0 && distance < 2.0,
            Self::Box => distance > -0.5 && distance <= 0.5,
        }
    }

    /// The kernel at a distance from its middle, in pixels of the coarser grid.
    fn at(self, distance: f64) -> f64 {
        match self {
            Self::CatmullRom if (-2.0..2.0).contains(&distance) => catmull_rom(distance.abs()),
            Self::Box if distance > -0.5 && distance <= 0.5 => 1.0,
            Self::CatmullRom | Self::Box => 0.0,
        }
    }
}

/// The cubic of Keys (1981) with a = -1/2.
fn catmull_rom(x: f64) -> f64 {
    if x < 1.0 { (1.5 * x - 2.5) * x * x + 1.0 } else { ((2.5 - 0.5 * x) * x - 4.0) * x + 2.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_stay_in_the_axis_go_forward_and_count_one(
            filter in prop_oneof![Just(Filter::CatmullRom), Just(Filter::Box)],
            axis_px in 1_usize..300,
            count in 1_usize..300,
            (from, length) in (0.0..1.0, 0.001..1.0),
        ) {
            let from: f64 = from * axis_px as f64 * 0.999;
            let weights = Weights::new(filter, axis_px, (from, length * (axis_px as f64 - from)), count);
            prop_assert_eq!(weights.len(), count);
            let mut before = 0..0;
            for index in 0..count {
                let (span, sum) = (weights.span(index..index + 1), weights.of(index).1.iter().sum::<f32>());
                prop_assert!(!span.is_empty() && span.end <= axis_px, "{:?}", span);
                prop_assert!(before.start <= span.start && before.end <= span.end, "{:?} {:?}", before, span);
                prop_assert!((sum - 1.0).abs() < 1e-4, "{}", sum);
                before = span;
            }
        }
    }
}
