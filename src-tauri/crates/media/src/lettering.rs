//! Where lines of text are: marks of about one height beside each other on one line, ink on an even
//! ground. A crop that goes through a line of text looks like a mistake, whatever else it shows.

use std::collections::VecDeque;

use crate::pixels::Pixels;

/// How much darker or lighter than its surroundings a pixel of ink is, of 255.
const INK_MIN: i32 = 16;

/// Half the side of the surroundings, px: wider than the strokes of the largest letters looked for.
const AROUND_PX: usize = 20;

/// Heights of letters, px of the small copy.
const LETTER_HIGH_PX: std::ops::RangeInclusive<usize> = 5..=90;

/// Widest letter, as a multiple of its height: joined letters of script and small print.
const LETTER_WIDE_MAX: usize = 6;

/// Share of a letter's box that is ink.
const LETTER_FILLED: std::ops::Range<f32> = 0.15..0.9;

/// Fewest marks of a line, and its least width as a multiple of its height.
const LINE_MARKS_MIN: usize = 5;
const LINE_WIDE_MIN: usize = 4;

/// Share of a line's marks that must stand on its base line.
const ON_BASE_MIN: f32 = 0.6;

/// How even the ground is at most (deviation), and how far ink is from it at least, of 255.
const GROUND_MAX: f32 = 14.0;
const CONTRAST_MIN: f32 = 45.0;

/// Most marks and lines that are looked at.
const MARKS_MAX: usize = 4_000;
const LINES_MAX: usize = 48;

/// A line of text, in fractions of the picture's width and height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

/// A connected spot of ink, px; right and bottom lie outside.
#[derive(Clone, Copy, Debug)]
struct Mark {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    pixels: usize,
}

impl Mark {
    const fn height(&self) -> usize {
        self.bottom - self.top
    }

    const fn width(&self) -> usize {
        self.right - self.left
    }

    fn is_letter(&self) -> bool {
        let filled = self.pixels as f32 / (self.width() * self.height()).max(1) as f32;
        LETTER_HIGH_PX.contains(&self.height())
            && self.width() <= LETTER_WIDE_MAX * self.height()
            && LETTER_FILLED.contains(&filled)
    }

    /// Whether another mark to the right can be the next letter of the same line.
    fn is_before(&self, next: &Self) -> bool {
        let (low, high) = (self.height().min(next.height()), self.height().max(next.height()));
        let common = self.bottom.min(next.bottom).saturating_sub(self.top.max(next.top));
        // Why so far: the space between words.
        let near = next.left + low / 2 >= self.right && next.left <= self.right + high;
        near && next.left > self.left && 2 * common >= low && 5 * high <= 12 * low
    }
}

/// The light of a picture.
struct Light {
    width: usize,
    height: usize,
    values: Vec<u8>,
}

/// The lines of text of an upright picture of some hundreds of pixels.
pub(crate) fn lines(pixels: &Pixels) -> Vec<Line> {
    let light = Light::of(pixels);
    let means = light.means();
    let mut lines = Vec::new();
    for darker in [true, false] {
        let ink: Vec<bool> = light
            .values
            .iter()
            .zip(&means)
            .map(|(value, mean)| {
                let off = i32::from(*mean) - i32::from(*value);
                if darker { off >= INK_MIN } else { -off >= INK_MIN }
            })
            .collect();
        let marks = marks(&ink, light.width);
        lines.extend(chains(&marks).iter().filter_map(|chain| line(chain, &ink, &light)));
    }
    lines.truncate(LINES_MAX);
    lines
}

impl Light {
    fn of(pixels: &Pixels) -> Self {
        let light = |pixel: &[u8]| {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
            ((299 * r + 587 * g + 114 * b) / 1000) as u8
        };
        let values = pixels.data.chunks_exact(pixels.channels.count()).map(light).collect();
        Self { width: pixels.width as usize, height: pixels.height as usize, values }
    }

    /// The mean of each pixel's surroundings.
    fn means(&self) -> Vec<u8> {
        let columns = self.width + 1;
        let mut sums = vec![0_u32; columns * (self.height + 1)];
        for (y, row) in self.values.chunks_exact(self.width.max(1)).enumerate() {
            let mut sum = 0;
            for (x, value) in row.iter().enumerate() {
                sum += u32::from(*value);
                sums[(y + 1) * columns + x + 1] = sums[y * columns + x + 1] + sum;
            }
        }
        let mut means = Vec::with_capacity(self.values.len());
        for y in 0..self.height {
            let (top, bottom) = (y.saturating_sub(AROUND_PX), (y + AROUND_PX + 1).min(self.height));
            for x in 0..self.width {
                let (left, right) = (x.saturating_sub(AROUND_PX), (x + AROUND_PX + 1).min(self.width));
                let sum = sums[bottom * columns + right] + sums[top * columns + left]
                    - sums[top * columns + right]
                    - sums[bottom * columns + left];
                means.push((sum / ((right - left) * (bottom - top)) as u32) as u8);
            }
        }
        means
    }
}

/// The spots of ink that can be letters, from left to right.
fn marks(ink: &[bool], width: usize) -> Vec<Mark> {
    let mut seen = vec![false; ink.len()];
    let mut marks = Vec::new();
    let mut queue = VecDeque::new();
    for start in 0..ink.len() {
        if !ink[start] || seen[start] {
            continue;
        }
        seen[start] = true;
        queue.push_back(start);
        let (x, y) = (start % width, start / width);
        let mut mark = Mark { left: x, top: y, right: x + 1, bottom: y + 1, pixels: 0 };
        while let Some(at) = queue.pop_front() {
            let (x, y) = (at % width, at / width);
            mark.left = mark.left.min(x);
            mark.right = mark.right.max(x + 1);
            mark.bottom = mark.bottom.max(y + 1);
            mark.pixels += 1;
            let beside = [(x > 0, at.wrapping_sub(1)), (x + 1 < width, at + 1)];
            let over = [(y > 0, at.wrapping_sub(width)), (true, at + width)];
            for (inside, next) in beside.into_iter().chain(over) {
                if inside && ink.get(next) == Some(&true) && !seen[next] {
                    seen[next] = true;
                    queue.push_back(next);
                }
            }
        }
        if mark.is_letter() {
            marks.push(mark);
        }
    }
    marks.sort_unstable_by_key(|mark| mark.left);
    marks.truncate(MARKS_MAX);
    marks
}

/// Marks that follow each other.
fn chains(marks: &[Mark]) -> Vec<Vec<Mark>> {
    let mut chains: Vec<Vec<Mark>> = Vec::new();
    for mark in marks {
        let gap = |chain: &&mut Vec<Mark>| {
            let last = chain.iter().rev().take(3).find(|last| last.is_before(mark))?;
            Some(mark.left.abs_diff(last.right))
        };
        let nearest = chains.iter_mut().filter(|chain| gap(chain).is_some()).min_by_key(|chain| gap(chain));
        match nearest {
            Some(chain) => chain.push(*mark),
            None => chains.push(vec![*mark]),
        }
    }
    chains
}

/// The line that a chain of marks is, where it is one.
fn line(chain: &[Mark], ink: &[bool], light: &Light) -> Option<Line> {
    let middle = |mut values: Vec<usize>| {
        values.sort_unstable();
        values[values.len() / 2]
    };
    if chain.len() < LINE_MARKS_MIN {
        return None;
    }
    let height = middle(chain.iter().map(Mark::height).collect());
    let base = middle(chain.iter().map(|mark| mark.bottom).collect());
    let on_base = chain.iter().filter(|mark| 5 * mark.bottom.abs_diff(base) <= height.max(5)).count();
    let edge = |pick: fn(&Mark) -> usize| chain.iter().map(pick);
    let (left, right) = (edge(|mark| mark.left).min()?, edge(|mark| mark.right).max()?);
    let (top, bottom) = (edge(|mark| mark.top).min()?, edge(|mark| mark.bottom).max()?);
    let level = on_base as f32 >= ON_BASE_MIN * chain.len() as f32;
    if !level || right - left < LINE_WIDE_MIN * height || bottom - top > 3 * height {
        return None;
    }
    // Why a little more: what lies around the letters tells whether they stand on a ground.
    let (above, below) = (top.saturating_sub(height / 3), (bottom + height / 3).min(light.height));
    if !stands_out(light, ink, [left, above, right, below]) {
        return None;
    }
    let share = |at: usize, whole: usize| at as f32 / whole.max(1) as f32;
    Some(Line {
        left: share(left.saturating_sub(1), light.width),
        top: share(top, light.height),
        right: share((right + 1).min(light.width), light.width),
        bottom: share(bottom, light.height),
    })
}

/// Whether the ground of a box is even and its ink far from it.
fn stands_out(light: &Light, ink: &[bool], [left, top, right, bottom]: [usize; 4]) -> bool {
    let at = |y: usize| y * light.width + left..y * light.width + right;
    let all = || (top..bottom).flat_map(|y| light.values[at(y)].iter().zip(&ink[at(y)]));
    let of = |inked: bool| {
        let values = || all().filter(move |(_, ink)| **ink == inked).map(|(value, _)| f32::from(*value));
        let count = values().count().max(1) as f32;
        let mean = values().sum::<f32>() / count;
        let deviation = (values().map(|value| (value - mean).powi(2)).sum::<f32>() / count).sqrt();
        (mean, deviation)
    };
    let (ground, ink) = (of(false), of(true));
    ground.1 <= GROUND_MAX.max((ground.0 - ink.0).abs() / 5.0) && (ground.0 - ink.0).abs() >= CONTRAST_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws an H of this height, px, its stroke a fifth of it.
    fn letter(pixels: &mut Pixels, (left, top): (usize, usize), high: usize, color: [u8; 3]) {
        let (wide, stroke) = (high * 3 / 4, (high / 5).max(1));
        for y in 0..high {
            for x in 0..wide {
                let bar = x < stroke || x + stroke >= wide || y.abs_diff(high / 2) * 2 < stroke;
                if bar {
                    let start = ((top + y) * pixels.width as usize + left + x) * 3;
                    pixels.data[start..start + 3].copy_from_slice(&color);
                }
            }
        }
    }

    #[test]
    fn a_line_of_letters_is_found_where_it_stands() {
        for (ground, ink) in [([250, 250, 245], [20, 20, 60]), ([30, 60, 90], [255, 255, 255])] {
            let mut pixels = Pixels::filled(480, 320, ground);
            for i in 0..9 {
                letter(&mut pixels, (48 + 20 * i, 64), 20, ink);
            }
            let found = lines(&pixels);
            let [line] = found[..] else { panic!("one line, not {found:?}") };
            let near = |a: f32, b: f32| (a - b).abs() < 0.01;
            assert!(near(line.left, 0.1) && near(line.right, 223.0 / 480.0), "{line:?}");
            assert!(near(line.top, 0.2) && near(line.bottom, 84.0 / 320.0), "{line:?}");
        }
    }

    #[test]
    fn the_same_shapes_strewn_about_are_no_line() {
        let mut pixels = Pixels::filled(480, 320, [90, 120, 60]);
        let mut state = 7_usize;
        let mut next = |below: usize| {
            state = (state * 1_103_515_245 + 12_345) % (1 << 31);
            (state >> 8) % below
        };
        for _ in 0..260 {
            let (at, high) = ((next(450), next(290)), 8 + next(8));
            letter(&mut pixels, at, high, [240, 240, 200]);
        }
        assert_eq!(lines(&pixels), []);
    }

    #[test]
    fn letters_on_a_lively_ground_are_left_to_the_eye() {
        let mut pixels = Pixels::filled(480, 320, [0; 3]);
        for (i, value) in pixels.data.iter_mut().enumerate() {
            // Waves of light, wider than the letters.
            *value = (110.0 + 60.0 * (i as f32 / 3.0 % 480.0 / 14.0).sin()) as u8;
        }
        for i in 0..9 {
            letter(&mut pixels, (48 + 20 * i, 64), 20, [255, 255, 255]);
        }
        assert_eq!(lines(&pixels), []);
    }
}
