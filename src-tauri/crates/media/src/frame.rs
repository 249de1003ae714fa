//! The geometry of a rendition: how large it becomes and how much of the source it shows. The same
//! for pictures and films, and independent of where the subject is.

use upbeat_domain::media::{Choices, Crop, Fit, ImageOutput, SafeZone, VideoOutput};

/// Limits on size and shape.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bounds {
    pub(crate) frame_px: Option<(u32, u32)>,
    pub(crate) max_width_px: Option<u32>,
    pub(crate) max_height_px: Option<u32>,
    pub(crate) max_pixels: Option<u64>,
    pub(crate) min_width_px: Option<u32>,
    pub(crate) min_height_px: Option<u32>,
    pub(crate) min_aspect: Option<f64>,
    pub(crate) max_aspect: Option<f64>,
    /// Whether both sides must be even (4:2:0 films).
    pub(crate) even: bool,
    /// What the network's interface covers of the frame.
    pub(crate) safe: Option<SafeZone>,
}

impl From<&ImageOutput> for Bounds {
    fn from(output: &ImageOutput) -> Self {
        Self {
            frame_px: output.frame_px,
            max_width_px: output.max_width_px,
            max_height_px: output.max_height_px,
            max_pixels: output.max_pixels,
            min_width_px: output.min_width_px,
            min_height_px: output.min_height_px,
            min_aspect: output.min_aspect,
            max_aspect: output.max_aspect,
            even: false,
            safe: output.safe,
        }
    }
}

impl From<&VideoOutput> for Bounds {
    fn from(output: &VideoOutput) -> Self {
        Self {
            frame_px: output.frame_px,
            max_width_px: output.max_width_px,
            max_height_px: output.max_height_px,
            max_pixels: output.max_pixels,
            min_width_px: output.min_width_px,
            min_height_px: output.min_height_px,
            min_aspect: output.min_aspect,
            max_aspect: output.max_aspect,
            even: true,
            safe: output.safe,
        }
    }
}

/// What a rendition shows, at which size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    /// The part of the upright source that may be shown: all of it, or the crop drawn by hand.
    pub(crate) region: Crop,
    /// Size of the part that is shown, px of the upright source.
    pub(crate) shown_px: (u32, u32),
    /// Size at which it is shown, px.
    pub(crate) inner_px: (u32, u32),
    /// Size of the whole rendition, px; larger than `inner_px` where there are margins.
    pub(crate) outer_px: (u32, u32),
    /// What the network's interface covers of it.
    pub(crate) safe: Option<SafeZone>,
}

impl Frame {
    /// Works the geometry out for an upright source.
    pub(crate) fn of(source_px: (u32, u32), bounds: &Bounds, choices: &Choices) -> Self {
        let whole = Crop { x: 0, y: 0, width: source_px.0, height: source_px.1 };
        let region = choices.crop.unwrap_or(whole);
        let own = aspect(region.width, region.height);
        let target = match bounds.frame_px {
            Some((width, height)) => aspect(width, height),
            None => own.max(bounds.min_aspect.unwrap_or(0.0)).min(bounds.max_aspect.unwrap_or(f64::INFINITY)),
        };
        let margins = choices.crop.is_none() && choices.fit != Fit::Cover;
        let shown = if margins { (region.width, region.height) } else { cover(region, target) };
        let canvas = if margins { around(region, target) } else { f64_pair(shown) };
        let outer_px = bounds.frame_px.unwrap_or_else(|| bounds.size(canvas));
        let outer_px = if bounds.even { even(outer_px) } else { outer_px };
        let inner_px = if margins { within(own, outer_px, bounds.even) } else { outer_px };
        Self { region, shown_px: shown, inner_px, outer_px, safe: bounds.safe }
    }

    /// How much larger than the source the rendition shows it; below 1 where it is reduced.
    pub(crate) fn scale(&self) -> f64 {
        let scale = |to: u32, from: u32| f64::from(to) / f64::from(from.max(1));
        scale(self.inner_px.0, self.shown_px.0).max(scale(self.inner_px.1, self.shown_px.1))
    }

    /// Whether a part is cut away whose place has to be chosen.
    pub(crate) fn cuts(&self) -> bool {
        self.shown_px != (self.region.width, self.region.height)
    }

    /// Whether margins are needed.
    pub(crate) fn pads(&self) -> bool {
        self.inner_px != self.outer_px
    }
}

pub(crate) fn aspect(width: u32, height: u32) -> f64 {
    f64::from(width) / f64::from(height.max(1))
}

fn f64_pair((a, b): (u32, u32)) -> (f64, f64) {
    (f64::from(a), f64::from(b))
}

fn rounded(side: f64) -> u32 {
    side.round().max(1.0) as u32
}

/// The largest part of the region with the target's shape. A twentieth of a per cent of difference isn't cut.
fn cover(region: Crop, target: f64) -> (u32, u32) {
    let own = aspect(region.width, region.height);
    if (own / target - 1.0).abs() < 0.0005 {
        return (region.width, region.height);
    }
    if own > target {
        (rounded(f64::from(region.height) * target).min(region.width), region.height)
    } else {
        (region.width, rounded(f64::from(region.width) / target).min(region.height))
    }
}

/// The smallest canvas of the target's shape around the whole region.
fn around(region: Crop, target: f64) -> (f64, f64) {
    let (width, height) = f64_pair((region.width, region.height));
    if width / height > target { (width, width / target) } else { (height * target, height) }
}

/// The largest size of a shape within a frame.
fn within(own: f64, (width, height): (u32, u32), even_sides: bool) -> (u32, u32) {
    let (w, h) = f64_pair((width, height));
    let inner = if own > w / h { (width, rounded(w / own)) } else { (rounded(h * own), height) };
    let inner = (inner.0.min(width), inner.1.min(height));
    let near = |a: u32, b: u32| a.abs_diff(b) <= 1;
    // Why: a margin of one pixel is a flaw, not a margin.
    let inner = if near(inner.0, width) && near(inner.1, height) { (width, height) } else { inner };
    if even_sides { even(inner) } else { inner }
}

fn even((width, height): (u32, u32)) -> (u32, u32) {
    ((width & !1).max(2), (height & !1).max(2))
}

impl Bounds {
    /// The size of a free frame of about this canvas: reduced to the largest allowed, enlarged to the
    /// smallest allowed, and within the allowed shapes after rounding.
    fn size(&self, (width, height): (f64, f64)) -> (u32, u32) {
        let ratio = |limit: Option<u32>, side: f64| limit.map(|limit| f64::from(limit) / side);
        let area = self.max_pixels.map(|max| (max as f64 / (width * height)).sqrt());
        let reduce = [ratio(self.max_width_px, width), ratio(self.max_height_px, height), area];
        let reduce = reduce.into_iter().flatten().fold(1.0, f64::min);
        let (width, height) = (width * reduce, height * reduce);
        let grow = [ratio(self.min_width_px, width), ratio(self.min_height_px, height)];
        let grow = grow.into_iter().flatten().fold(1.0, f64::max);
        let width = rounded(width * grow).min(self.max_width_px.unwrap_or(u32::MAX));
        let height = rounded(height * grow).min(self.max_height_px.unwrap_or(u32::MAX));
        self.nudge(width, height)
    }

    /// Takes single pixels off until shape and area hold: rounding may have passed them by a hair.
    fn nudge(&self, mut width: u32, mut height: u32) -> (u32, u32) {
        const NUDGES_MAX: u32 = 8;
        for _ in 0..NUDGES_MAX {
            let shape = aspect(width, height);
            let over = self.max_pixels.is_some_and(|max| u64::from(width) * u64::from(height) > max);
            if self.min_aspect.is_some_and(|min| shape < min) || (over && height >= width) {
                height = height.saturating_sub(1).max(1);
            } else if self.max_aspect.is_some_and(|max| shape > max) || over {
                width = width.saturating_sub(1).max(1);
            } else {
                break;
            }
        }
        (width.max(self.min_width_px.unwrap_or(1)), height.max(self.min_height_px.unwrap_or(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHOTO: (u32, u32) = (3024, 4032);

    fn frame(source: (u32, u32), bounds: &Bounds, fit: Fit) -> Frame {
        Frame::of(source, bounds, &Choices { fit, ..Choices::default() })
    }

    #[test]
    fn cover_cuts_the_longer_side() {
        let square = Bounds { frame_px: Some((1080, 1080)), ..Bounds::default() };
        let frame = frame(PHOTO, &square, Fit::Cover);
        assert_eq!((frame.shown_px, frame.outer_px), ((3024, 3024), (1080, 1080)));
        assert!(frame.cuts() && !frame.pads());
    }

    #[test]
    fn contain_shows_all_of_it() {
        let story = Bounds { frame_px: Some((1080, 1920)), ..Bounds::default() };
        let frame = frame(PHOTO, &story, Fit::Contain);
        assert_eq!((frame.shown_px, frame.inner_px, frame.outer_px), (PHOTO, (1080, 1440), (1080, 1920)));
        assert!(frame.pads() && !frame.cuts());
    }

    #[test]
    fn a_free_frame_keeps_the_shape_within_the_limits() {
        let bounds = Bounds { max_width_px: Some(2000), max_height_px: Some(2000), ..Bounds::default() };
        assert_eq!(frame(PHOTO, &bounds, Fit::Cover).outer_px, (1500, 2000));
        assert_eq!(
            frame((640, 480), &bounds, Fit::Cover).outer_px,
            (640, 480),
            "nothing is enlarged unasked"
        );
    }

    #[test]
    fn a_shape_out_of_bounds_is_cut_to_the_nearest_allowed() {
        let bounds = Bounds {
            min_aspect: Some(0.8),
            max_aspect: Some(1.91),
            max_width_px: Some(1440),
            ..Bounds::default()
        };
        let tall = frame((1000, 4000), &bounds, Fit::Cover);
        assert_eq!(tall.outer_px, (1000, 1250));
        let wide = frame((6000, 1000), &bounds, Fit::Contain);
        assert!(wide.pads() && aspect(wide.outer_px.0, wide.outer_px.1) <= 1.91, "{wide:?}");
    }

    #[test]
    fn a_small_source_is_enlarged_to_the_smallest_allowed() {
        let bounds = Bounds { min_width_px: Some(320), min_height_px: Some(320), ..Bounds::default() };
        assert_eq!(frame((160, 200), &bounds, Fit::Cover).outer_px, (320, 400));
    }

    #[test]
    fn the_limit_on_pixels_holds_exactly() {
        let bounds = Bounds { max_pixels: Some(8_294_400), ..Bounds::default() };
        for source in [(4032, 3024), (5000, 3333), (9001, 1777)] {
            let (w, h) = frame(source, &bounds, Fit::Cover).outer_px;
            assert!(u64::from(w) * u64::from(h) <= 8_294_400, "{source:?} became {w}x{h}");
        }
    }

    #[test]
    fn a_drawn_crop_is_all_that_is_shown() {
        let crop = Crop { x: 10, y: 20, width: 800, height: 800 };
        let choices = Choices { crop: Some(crop), fit: Fit::Contain, ..Choices::default() };
        let bounds = Bounds { frame_px: Some((1080, 1080)), ..Bounds::default() };
        let frame = Frame::of(PHOTO, &bounds, &choices);
        assert_eq!((frame.region, frame.shown_px, frame.pads()), (crop, (800, 800), false));
    }

    #[test]
    fn films_have_even_sides() {
        let bounds = Bounds { even: true, max_width_px: Some(721), ..Bounds::default() };
        let (w, h) = frame((1921, 1081), &bounds, Fit::Cover).outer_px;
        assert_eq!((w % 2, h % 2), (0, 0), "{w}x{h}");
    }
}
