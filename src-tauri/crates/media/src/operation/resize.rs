//! Enlarges or reduces a part of a picture: Catmull and Rom's cubic, in light.

use std::borrow::Borrow;

use upbeat_domain::media::Step;
use upbeat_resample::{Filter, Source};

use crate::error::Fault;
use crate::pixels::{Channels, Pixels};

/// A rectangle of a picture, px, as fractions of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// Parameters: which part, at which size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resize {
    /// The part; none is all of it.
    pub(crate) window: Option<Window>,
    /// The new size, px.
    pub(crate) to_px: (u32, u32),
    /// The size that a person is told it came from, px.
    pub(crate) told_from_px: (u32, u32),
}

impl Resize {
    /// All of the picture at a new size.
    pub(crate) const fn whole(to_px: (u32, u32), from_px: (u32, u32)) -> Self {
        Self { window: None, to_px, told_from_px: from_px }
    }

    /// Whether all of the picture is wanted as it is.
    pub(crate) fn is_nothing(&self, pixels: &Pixels) -> bool {
        let (width, height) = pixels.size();
        let all = Window { left: 0.0, top: 0.0, width: width.into(), height: height.into() };
        self.to_px == pixels.size() && self.window.is_none_or(|window| window == all)
    }

    pub(crate) fn apply(&self, pixels: impl Borrow<Pixels>) -> Result<Pixels, Fault> {
        let pixels = pixels.borrow();
        if self.is_nothing(pixels) {
            return Ok(pixels.clone());
        }
        let window = self.window.map(|window| window.inside(pixels.size()));
        resample(pixels, self.to_px, window, Filter::CatmullRom)
    }

    pub(crate) fn step(&self) -> Option<Step> {
        (self.told_from_px != self.to_px)
            .then_some(Step::Resized { from_px: self.told_from_px, to_px: self.to_px })
    }
}

impl Window {
    /// On whole pixels where the part has the wanted size already: a copy instead of a blur by half a
    /// pixel.
    pub(crate) fn snapped(self, (width, height): (u32, u32), level_px: (u32, u32)) -> Self {
        let near = |part: f64, wanted: u32| (part - f64::from(wanted)).abs() < 1.0;
        if width > level_px.0 || height > level_px.1 || !near(self.width, width) || !near(self.height, height)
        {
            return self;
        }
        let start = |at: f64, wanted: u32, whole: u32| at.round().clamp(0.0, f64::from(whole - wanted));
        Self {
            left: start(self.left, width, level_px.0),
            top: start(self.top, height, level_px.1),
            width: f64::from(width),
            height: f64::from(height),
        }
    }

    /// Kept within the picture against rounding.
    fn inside(self, (width, height): (u32, u32)) -> Self {
        let (width, height) = (f64::from(width), f64::from(height));
        let left = self.left.clamp(0.0, width - 1.0);
        let top = self.top.clamp(0.0, height - 1.0);
        Self { left, top, width: self.width.min(width - left), height: self.height.min(height - top) }
    }
}

/// Half of each side by the mean of four pixels: a level of the pyramid.
pub(crate) fn half(pixels: &Pixels) -> Result<Pixels, Fault> {
    let to_px = (pixels.width.div_ceil(2), pixels.height.div_ceil(2));
    resample(pixels, to_px, None, Filter::Box)
}

fn resample(
    pixels: &Pixels,
    to_px: (u32, u32),
    window: Option<Window>,
    filter: Filter,
) -> Result<Pixels, Fault> {
    let source = Source { width: pixels.width, height: pixels.height, data: &pixels.data };
    let window = window.map(|window| (window.left, window.top, window.width, window.height));
    let mut resized = Pixels::blank(to_px.0, to_px.1, pixels.channels);
    let target = &mut resized.data;
    match pixels.channels {
        Channels::Rgb => upbeat_resample::rgb(source, window, filter, to_px, target),
        Channels::Rgba => upbeat_resample::rgba(source, window, filter, true, to_px, target),
        Channels::Cmyk => upbeat_resample::rgba(source, window, filter, false, to_px, target),
    }
    .map_err(Fault::internal)?;
    Ok(resized)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a resize that fails is the failure")]

    use super::*;

    #[test]
    fn a_window_is_cut_at_its_place() {
        let mut pixels = Pixels::filled(40, 20, [10, 10, 10]);
        for y in 0..20 {
            for x in 20..40 {
                let start = (y * 40 + x) * 3;
                pixels.data[start..start + 3].copy_from_slice(&[200, 100, 50]);
            }
        }
        let window = Window { left: 27.0, top: 4.0, width: 12.0, height: 12.0 };
        let resize = Resize { window: Some(window), to_px: (6, 6), told_from_px: (12, 12) };
        let cut = resize.apply(&pixels).unwrap();
        assert_eq!(cut.size(), (6, 6));
        assert!(
            cut.data.chunks_exact(3).all(|pixel| pixel == [200, 100, 50]),
            "only the right half is in it"
        );
    }

    #[test]
    fn see_through_pixels_leave_no_dark_rim() {
        let data = [[255, 255, 255, 255], [0, 0, 0, 0]].concat().repeat(8);
        let pixels = Pixels { width: 2, height: 8, channels: Channels::Rgba, data };
        let small = Resize::whole((1, 4), (2, 8)).apply(&pixels).unwrap();
        assert!(small.data.chunks_exact(4).all(|pixel| pixel[0] > 250), "{:?}", small.data);
    }

    #[test]
    fn a_part_of_the_wanted_size_is_copied_pixel_by_pixel() {
        let mut pixels = Pixels::filled(64, 8, [0, 0, 0]);
        pixels.data.iter_mut().enumerate().for_each(|(i, v)| *v = (i * 37 % 251) as u8);
        let window = Window { left: 10.4, top: 0.0, width: 31.7, height: 8.0 }.snapped((32, 8), (64, 8));
        assert_eq!(window, Window { left: 10.0, top: 0.0, width: 32.0, height: 8.0 });
        let copied =
            Resize { window: Some(window), to_px: (32, 8), told_from_px: (32, 8) }.apply(&pixels).unwrap();
        assert_eq!(copied.at(0, 3), pixels.at(10, 3));
        assert_eq!(copied.at(31, 7), pixels.at(41, 7));
    }

    #[test]
    fn a_level_has_half_of_each_side() {
        assert_eq!(half(&Pixels::filled(5, 4, [1, 2, 3])).unwrap().size(), (3, 2));
    }
}
