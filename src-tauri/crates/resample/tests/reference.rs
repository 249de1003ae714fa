//! Held against the definition, written down as slowly and as plainly as it reads: for each new pixel
//! the weighted mean of all old ones, in 64-bit floats.

use proptest::prelude::*;
use upbeat_resample::{Filter, ResampleError, Source, Window, rgb, rgba};

/// What a test asks for.
#[derive(Clone, Debug)]
struct Case {
    channels: usize,
    alpha: bool,
    filter: Filter,
    from_px: (u32, u32),
    to_px: (u32, u32),
    window: Option<Window>,
}

impl Case {
    fn new(channels: usize, filter: Filter, from_px: (u32, u32), to_px: (u32, u32)) -> Self {
        Self { channels, alpha: false, filter, from_px, to_px, window: None }
    }

    fn made(&self, data: &[u8]) -> Result<Vec<u8>, ResampleError> {
        let source = Source { width: self.from_px.0, height: self.from_px.1, data };
        let mut target = vec![77; (self.to_px.0 * self.to_px.1) as usize * self.channels];
        if self.channels == 3 {
            rgb(source, self.window, self.filter, self.to_px, &mut target)?;
        } else {
            rgba(source, self.window, self.filter, self.alpha, self.to_px, &mut target)?;
        }
        Ok(target)
    }

    fn window(&self) -> Window {
        self.window.unwrap_or((0.0, 0.0, f64::from(self.from_px.0), f64::from(self.from_px.1)))
    }

    /// Whether the channel is a colour of light, which is summed as its square.
    fn is_light(&self, channel: usize) -> bool {
        channel < 3 && (self.channels == 3 || self.alpha)
    }

    /// Each channel of each new pixel before it is rounded.
    fn defined(&self, data: &[u8]) -> Vec<f64> {
        let (left, top, width, height) = self.window();
        let across = weights(self.filter, self.from_px.0, left, width, self.to_px.0);
        let down = weights(self.filter, self.from_px.1, top, height, self.to_px.1);
        let mut levels = Vec::new();
        for row in &down {
            for column in &across {
                let mut sums = vec![0.0; self.channels];
                for (y, of_row) in row {
                    for (x, of_column) in column {
                        let at = (y * self.from_px.0 as usize + x) * self.channels;
                        let pixel = &data[at..at + self.channels];
                        for (channel, sum) in sums.iter_mut().enumerate() {
                            let seen =
                                if self.alpha && channel < 3 { f64::from(pixel[3]) / 255.0 } else { 1.0 };
                            let power = if self.is_light(channel) { 2 } else { 1 };
                            *sum += of_row * of_column * seen * f64::from(pixel[channel]).powi(power);
                        }
                    }
                }
                if self.alpha {
                    let seen = sums[3] / 255.0;
                    let seen_at_all = sums[3] > 0.5;
                    for sum in &mut sums[..3] {
                        *sum = if seen_at_all { *sum / seen } else { 0.0 };
                    }
                }
                let level = |(channel, sum): (usize, &f64)| {
                    let level = if self.is_light(channel) { sum.max(0.0).sqrt() } else { *sum };
                    level.clamp(0.0, 255.0)
                };
                levels.extend(sums.iter().enumerate().map(level));
            }
        }
        levels
    }

    /// The largest distance from the definition. Where next to nothing can be seen of a pixel, its colours
    /// are a quotient of two small numbers, and may be off by more than others.
    fn distance(&self, data: &[u8]) -> f64 {
        let made = self.made(data).expect("sizes and window fit");
        let defined = self.defined(data);
        assert_eq!(made.len(), defined.len());
        let mut largest: f64 = 0.0;
        for (made, defined) in made.chunks_exact(self.channels).zip(defined.chunks_exact(self.channels)) {
            let colours = if self.alpha && defined[3] < 2.0 { 3.. } else { 0.. };
            for (made, defined) in made[colours.clone()].iter().zip(&defined[colours]) {
                largest = largest.max((f64::from(*made) - defined).abs());
            }
        }
        largest
    }
}

/// For each new pixel the old ones that count, and how much.
fn weights(filter: Filter, axis: u32, from: f64, length: f64, count: u32) -> Vec<Vec<(usize, f64)>> {
    let scale = length / f64::from(count);
    let kernel = |x: f64| match filter {
        Filter::Box => f64::from(u8::from(x > -0.5 && x <= 0.5)),
        Filter::CatmullRom if x.abs() < 1.0 => 1.5 * x.abs().powi(3) - 2.5 * x.powi(2) + 1.0,
        Filter::CatmullRom if x.abs() < 2.0 => -0.5 * x.abs().powi(3) + 2.5 * x.powi(2) - 4.0 * x.abs() + 2.0,
        Filter::CatmullRom => 0.0,
    };
    let line = |index: u32| {
        let middle = from + (f64::from(index) + 0.5) * scale;
        let old = (0..axis).map(|px| (px as usize, kernel((f64::from(px) + 0.5 - middle) / scale.max(1.0))));
        let line: Vec<(usize, f64)> = old.filter(|(_, weight)| *weight != 0.0).collect();
        let sum: f64 = line.iter().map(|(_, weight)| weight).sum();
        line.iter().map(|(px, weight)| (*px, weight / sum)).collect()
    };
    (0..count).map(line).collect()
}

/// Bytes without a pattern, always the same.
fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut byte = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| byte()).collect()
}

fn picture(case: &Case, seed: u64) -> Vec<u8> {
    noise((case.from_px.0 * case.from_px.1) as usize * case.channels, seed)
}

/// Half a level is rounding; the rest is what 32-bit floats lose.
const ROUNDED: f64 = 0.51;

#[test]
fn reductions_and_enlargements_are_as_defined() {
    let sizes = [((64, 48), (31, 17)), ((37, 91), (80, 130)), ((200, 7), (3, 33)), ((130, 70), (129, 69))];
    for (from_px, to_px) in sizes {
        for (channels, alpha) in [(3, false), (4, false), (4, true)] {
            for filter in [Filter::CatmullRom, Filter::Box] {
                let case = Case { alpha, ..Case::new(channels, filter, from_px, to_px) };
                let distance = case.distance(&picture(&case, 5));
                assert!(distance < ROUNDED, "{distance} {case:?}");
            }
        }
    }
}

#[test]
fn a_picture_wider_than_many_blocks_is_as_defined() {
    for (to_px, window) in [
        ((517, 20), None),
        ((90, 20), Some((3.3, 1.2, 1490.0, 36.0))),
        ((1600, 40), None),
        ((90, 40), Some((1380.0, 0.0, 120.0, 40.0))),
    ] {
        for channels in [3, 4] {
            let case = Case { window, ..Case::new(channels, Filter::CatmullRom, (1501, 40), to_px) };
            let distance = case.distance(&picture(&case, 9));
            assert!(distance < ROUNDED, "{distance} {case:?}");
        }
    }
}

#[test]
fn halves_are_the_mean_light_of_four_pixels() {
    let case = Case::new(3, Filter::Box, (200, 100), (100, 50));
    let data = picture(&case, 3);
    let made = case.made(&data).expect("sizes fit");
    let old = |x: usize, y: usize| f64::from(data[(y * 200 + x) * 3 + 1]).powi(2);
    for (index, pixel) in made.chunks_exact(3).enumerate() {
        let (x, y) = (index % 100 * 2, index / 100 * 2);
        let mean = ((old(x, y) + old(x + 1, y) + old(x, y + 1) + old(x + 1, y + 1)) / 4.0).sqrt();
        assert!((f64::from(pixel[1]) - mean).abs() < ROUNDED, "at {x}, {y}: {} for {mean}", pixel[1]);
    }
}

#[test]
fn black_and_white_by_turns_become_the_grey_that_is_as_bright() {
    let case = Case::new(3, Filter::CatmullRom, (256, 64), (64, 16));
    let data: Vec<u8> = (0..64 * 256).flat_map(|at| [[0_u8; 3], [255; 3]][(at + at / 256) % 2]).collect();
    let made = case.made(&data).expect("sizes fit");
    // Half the light is level 188 on an sRGB screen; a mean of the levels would be 128.
    let middle = &made[(8 * 64 + 8) * 3..][..48 * 3];
    assert!(middle.iter().all(|level| (178..=190).contains(level)), "{middle:?}");
}

/// White on black leaves nothing beside the edge but the edge itself, whatever its place on the grid.
#[test]
fn a_step_leaves_no_ghost_on_the_dark_side() {
    for edge in 120..124 {
        let case = Case::new(3, Filter::CatmullRom, (256, 32), (64, 8));
        let data: Vec<u8> =
            (0..32 * 256).flat_map(|at| [if at % 256 < edge { 0 } else { 255_u8 }; 3]).collect();
        let made = case.made(&data).expect("sizes fit");
        let row: Vec<u8> = made[4 * 64 * 3..5 * 64 * 3].chunks_exact(3).map(|pixel| pixel[0]).collect();
        let between = row.iter().filter(|level| !matches!(level, 0..=2 | 250..)).count();
        assert!(between <= 2 && row.is_sorted(), "an edge at {edge}: {row:?}");
    }
}

#[test]
fn a_flat_colour_stays_what_it_is() {
    for level in 0..=255 {
        let case = Case::new(3, Filter::CatmullRom, (61, 43), (29, 50));
        let made = case.made(&[level, 255 - level, 7].repeat(61 * 43)).expect("sizes fit");
        assert!(made.chunks_exact(3).all(|pixel| pixel == [level, 255 - level, 7]), "level {level}");
    }
}

#[test]
fn a_mirrored_picture_becomes_the_mirrored_result() {
    let case = Case::new(3, Filter::CatmullRom, (97, 53), (40, 21));
    let data = picture(&case, 21);
    let made = case.made(&data).expect("sizes fit");
    let turned: Vec<u8> = data.chunks_exact(3).rev().flatten().copied().collect();
    let back = case.made(&turned).expect("sizes fit");
    let back: Vec<u8> = back.chunks_exact(3).rev().flatten().copied().collect();
    let far = made.iter().zip(&back).filter(|(one, other)| one.abs_diff(**other) > 1).count();
    let off = made.iter().zip(&back).filter(|(one, other)| one != other).count();
    assert!(far == 0 && off < made.len() / 1000, "{off} of {} differ, {far} by more than 1", made.len());
}

#[test]
fn colours_that_cannot_be_seen_leave_no_trace() {
    let data: Vec<u8> =
        (0..40 * 40).flat_map(|i| if i % 40 < 20 { [200, 100, 50, 255] } else { [3, 250, 250, 0] }).collect();
    let case = Case { alpha: true, ..Case::new(4, Filter::CatmullRom, (40, 40), (23, 19)) };
    for pixel in case.made(&data).expect("sizes fit").chunks_exact(4) {
        let expected = if pixel[3] == 0 { [0, 0, 0] } else { [200, 100, 50] };
        assert_eq!(pixel[..3], expected, "{pixel:?}");
    }
    let thin = Case { alpha: true, ..Case::new(4, Filter::Box, (3, 1), (1, 1)) };
    let made = thin.made(&[90, 90, 90, 1, 0, 0, 0, 0, 0, 0, 0, 0]).expect("sizes fit");
    assert_eq!(made, [0; 4], "a third of a level is none");
}

#[test]
fn a_part_of_the_wanted_size_on_whole_pixels_is_copied() {
    let case = Case {
        window: Some((5.0, 3.0, 20.0, 10.0)),
        alpha: true,
        ..Case::new(4, Filter::CatmullRom, (40, 30), (20, 10))
    };
    let mut data = picture(&case, 8);
    data[(7 * 40 + 9) * 4..][..4].copy_from_slice(&[1, 2, 3, 0]);
    let made = case.made(&data).expect("sizes fit");
    for y in 0..10 {
        assert_eq!(made[y * 80..][..80], data[((y + 3) * 40 + 5) * 4..][..80], "row {y}");
    }
}

#[test]
fn sizes_and_windows_that_do_not_fit_are_errors() {
    let data = [0; 300];
    let source = Source { width: 10, height: 10, data: &data };
    let mut target = [0; 75];
    let mut made = |source, window, to_px| rgb(source, window, Filter::Box, to_px, &mut target).is_ok();
    assert!(made(source, None, (5, 5)), "all fits");
    for to_px in [(0, 5), (5, 0), (5, 6), (u32::MAX, u32::MAX), (1, u32::MAX)] {
        assert!(!made(source, None, to_px), "a target of {to_px:?}");
    }
    for (width, height) in [(0, 10), (10, 0), (10, 11), (u32::MAX, u32::MAX), (1 << 31, 1 << 31)] {
        assert!(!made(Source { width, height, data: &data }, None, (5, 5)), "a source of {width} × {height}");
    }
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    for window in [
        (-0.1, 0.0, 5.0, 5.0),
        (0.0, 6.0, 5.0, 5.0),
        (10.0, 0.0, 1.0, 1.0),
        (0.0, 0.0, 0.0, 5.0),
        (0.0, 0.0, 5.0, -1.0),
        (nan, 0.0, 5.0, 5.0),
        (0.0, 0.0, 5.0, nan),
        (0.0, 0.0, infinite, 5.0),
    ] {
        assert!(!made(source, Some(window), (5, 5)), "a window of {window:?}");
    }
}

prop_compose! {
    fn cases()(
        (channels, alpha) in prop_oneof![Just((3, false)), Just((4, false)), Just((4, true))],
        filter in prop_oneof![Just(Filter::CatmullRom), Just(Filter::Box)],
        from_px in (1_u32..90, 1_u32..40),
        to_px in (1_u32..90, 1_u32..40),
        parts in proptest::option::of([0.0..0.9, 0.0..0.9, 0.01..1.0, 0.01..1.0]),
    ) -> Case {
        let (width, height) = (f64::from(from_px.0), f64::from(from_px.1));
        let window = parts.map(|[left, top, wide, high]| {
            let (left, top) = (left * width, top * height);
            (left, top, (width - left) * wide, (height - top) * high)
        });
        Case { channels, alpha, filter, from_px, to_px, window }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_the_sizes_and_the_window_it_is_as_defined(case in cases(), seed: u64) {
        let distance = case.distance(&picture(&case, seed));
        prop_assert!(distance < if case.alpha { 1.0 } else { ROUNDED }, "{}", distance);
    }
}
