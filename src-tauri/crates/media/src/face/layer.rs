//! The few layers that the face detector is made of. Channels lie beside each other, so that every
//! inner loop runs over eight of them at once.

use rayon::prelude::*;

/// Channels that one step of an inner loop works on.
const LANES: usize = 8;

/// Pixels that share one reading of the weights.
const PIXELS: usize = 4;

type Lanes = [f32; LANES];

/// Values over a picture: rows from the top, a pixel's channels together.
#[derive(Clone, Debug)]
pub(super) struct Map {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) channels: usize,
    pub(super) data: Vec<f32>,
}

impl Map {
    pub(super) fn blank(width: usize, height: usize, channels: usize) -> Self {
        Self { width, height, channels, data: vec![0.0; width * height * channels] }
    }

    fn row_length(&self) -> usize {
        self.width * self.channels
    }

    fn row(&self, y: usize) -> &[f32] {
        &self.data[y * self.row_length()..][..self.row_length()]
    }

    /// The channels of one pixel.
    pub(super) fn at(&self, x: usize, y: usize) -> &[f32] {
        &self.data[(y * self.width + x) * self.channels..][..self.channels]
    }

    /// The largest of every four pixels.
    pub(super) fn halved(&self) -> Self {
        let mut half = Self::blank(self.width / 2, self.height / 2, self.channels);
        let (row_length, channels) = (half.row_length(), self.channels);
        for (y, row) in half.data.chunks_exact_mut(row_length.max(1)).enumerate() {
            for source in [self.row(2 * y), self.row(2 * y + 1)] {
                for (target, pair) in row.chunks_exact_mut(channels).zip(source.chunks_exact(2 * channels)) {
                    let (left, right) = pair.split_at(channels);
                    // Why from zero: every layer before this one has no negative values.
                    for ((target, left), right) in target.iter_mut().zip(left).zip(right) {
                        *target = target.max(*left).max(*right);
                    }
                }
            }
        }
        half
    }

    /// Adds a map of half its size, each of its pixels to four.
    pub(super) fn add_doubled(&mut self, half: &Self) {
        let (width, channels) = (self.width, self.channels);
        for (y, row) in self.data.chunks_exact_mut((width * channels).max(1)).enumerate() {
            for (x, target) in row.chunks_exact_mut(channels).enumerate() {
                target.iter_mut().zip(half.at(x / 2, y / 2)).for_each(|(target, value)| *target += value);
            }
        }
    }
}

/// Each output from all inputs of the same pixel.
#[derive(Debug)]
pub(super) struct Dense {
    /// `[outputs / 8][inputs][8]`.
    weights: Vec<Lanes>,
    biases: Vec<Lanes>,
}

impl Dense {
    pub(super) fn read(weights: &mut impl FnMut(usize) -> Vec<f32>, inputs: usize, outputs: usize) -> Self {
        Self { weights: lanes(&weights(inputs * outputs)), biases: lanes(&weights(outputs)) }
    }

    pub(super) fn apply(&self, input: &Map, keep_negative: bool) -> Map {
        let mut output = Map::blank(input.width, input.height, self.biases.len() * LANES);
        let row_length = output.row_length().max(1);
        let channels = input.channels;
        output.data.par_chunks_mut(row_length).enumerate().for_each(|(y, row)| {
            let outputs = self.biases.len() * LANES;
            let sources = input.row(y).chunks(channels * PIXELS);
            for (pixels, target) in sources.zip(row.chunks_mut(outputs * PIXELS)) {
                self.pixels(pixels, target, channels);
            }
            if !keep_negative {
                row.iter_mut().for_each(|value| *value = value.max(0.0));
            }
        });
        output
    }

    /// Up to [`PIXELS`] pixels side by side.
    fn pixels(&self, pixels: &[f32], target: &mut [f32], channels: usize) {
        let count = pixels.len() / channels;
        let outputs = self.biases.len() * LANES;
        // Why the last one again: a full block is one loop without a question in it.
        let pixel: [&[f32]; PIXELS] =
            std::array::from_fn(|i| &pixels[i.min(count - 1) * channels..][..channels]);
        let blocks = self.weights.chunks_exact(channels).zip(&self.biases);
        for (block, (weights, bias)) in blocks.enumerate() {
            let mut sums = [*bias; PIXELS];
            let inputs = pixel[0].iter().zip(pixel[1]).zip(pixel[2]).zip(pixel[3]);
            for (weights, (((a, b), c), d)) in weights.iter().zip(inputs) {
                for lane in 0..LANES {
                    sums[0][lane] += a * weights[lane];
                    sums[1][lane] += b * weights[lane];
                    sums[2][lane] += c * weights[lane];
                    sums[3][lane] += d * weights[lane];
                }
            }
            for (i, sum) in sums.iter().take(count).enumerate() {
                target[i * outputs + block * LANES..][..LANES].copy_from_slice(sum);
            }
        }
    }
}

/// Each channel from its own nine neighbours.
#[derive(Debug)]
pub(super) struct Apart {
    /// `[9][channels / 8][8]`.
    weights: Vec<Lanes>,
    biases: Vec<Lanes>,
}

impl Apart {
    pub(super) fn read(weights: &mut impl FnMut(usize) -> Vec<f32>, channels: usize) -> Self {
        Self { weights: lanes(&weights(9 * channels)), biases: lanes(&weights(channels)) }
    }

    pub(super) fn apply(&self, input: &Map, keep_negative: bool) -> Map {
        let mut output = Map::blank(input.width, input.height, input.channels);
        let row_length = output.row_length().max(1);
        output.data.par_chunks_mut(row_length).enumerate().for_each(|(y, row)| {
            for (x, target) in row.chunks_exact_mut(input.channels).enumerate() {
                self.pixel(input, x, y, target);
            }
            if !keep_negative {
                row.iter_mut().for_each(|value| *value = value.max(0.0));
            }
        });
        output
    }

    fn pixel(&self, input: &Map, x: usize, y: usize, target: &mut [f32]) {
        for (sum, bias) in target.chunks_exact_mut(LANES).zip(&self.biases) {
            sum.copy_from_slice(bias);
        }
        for (tap, weights) in self.weights.chunks_exact(self.biases.len()).enumerate() {
            // Beyond the edge everything is zero.
            let (Some(x), Some(y)) = ((x + tap % 3).checked_sub(1), (y + tap / 3).checked_sub(1)) else {
                continue;
            };
            if x >= input.width || y >= input.height {
                continue;
            }
            let values = input.at(x, y).chunks_exact(LANES);
            for ((sum, value), weights) in target.chunks_exact_mut(LANES).zip(values).zip(weights) {
                for lane in 0..LANES {
                    sum[lane] += value[lane] * weights[lane];
                }
            }
        }
    }
}

fn lanes(values: &[f32]) -> Vec<Lanes> {
    values.chunks_exact(LANES).map(|chunk| std::array::from_fn(|lane| chunk[lane])).collect()
}
