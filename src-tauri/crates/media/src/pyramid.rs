//! The picture at falling sizes: each rendition starts from the nearest one above its need.

use upbeat_domain::media::Crop;

use crate::error::Fault;
use crate::operation::resize::{Window, half};
use crate::pixels::Pixels;

/// How much larger than its need a level must be: a reduction by less than this looks the same from
/// the level as from the whole.
const MARGIN: f64 = 1.0;

/// The largest need first, then halves.
#[derive(Debug)]
pub(crate) struct Pyramid {
    levels: Vec<Pixels>,
}

impl Pyramid {
    /// Halves the picture as long as some rendition can start from the half.
    pub(crate) fn of(
        pixels: Pixels,
        scales: impl Iterator<Item = f64>,
        upright_px: (u32, u32),
    ) -> Result<Self, Fault> {
        let least = scales.fold(f64::INFINITY, f64::min);
        let mut levels = vec![pixels];
        while let Some(last) = levels.last() {
            let next = f64::from(last.width.div_ceil(2)) / f64::from(upright_px.0);
            if !least.is_finite() || next < least * MARGIN || last.width < 4 || last.height < 4 {
                break;
            }
            let smaller = half(last)?;
            levels.push(smaller);
        }
        Ok(Self { levels })
    }

    /// The smallest level whose longest side is this long; the largest where none is.
    pub(crate) fn at_least(&self, side_px: u32) -> &Pixels {
        let fits = |level: &&Pixels| level.width.max(level.height) >= side_px;
        // Why never empty: `of` starts with one level and only adds.
        self.levels.iter().rev().find(fits).unwrap_or(&self.levels[0])
    }

    /// The level to start from for a part shown at `scale` of the source and `to_px` large, and the
    /// part's place on it.
    pub(crate) fn nearest(
        &self,
        crop: Crop,
        scale: f64,
        to_px: (u32, u32),
        upright_px: (u32, u32),
    ) -> (&Pixels, Window) {
        let size = |level: &Pixels| f64::from(level.width) / f64::from(upright_px.0);
        let fits = |level: &&Pixels| size(level) >= scale * MARGIN;
        let level = self.levels.iter().rev().find(fits).unwrap_or(&self.levels[0]);
        let x = f64::from(level.width) / f64::from(upright_px.0);
        let y = f64::from(level.height) / f64::from(upright_px.1);
        let window = Window {
            left: f64::from(crop.x) * x,
            top: f64::from(crop.y) * y,
            width: f64::from(crop.width) * x,
            height: f64::from(crop.height) * y,
        };
        (level, window.snapped(to_px, level.size()))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a level that fails is the failure")]

    use super::*;

    #[test]
    fn each_rendition_starts_from_the_nearest_level_above_it() {
        let source = (1000, 800);
        let pyramid =
            Pyramid::of(Pixels::filled(1000, 800, [1, 2, 3]), [1.0, 0.5, 0.2].into_iter(), source).unwrap();
        let whole = Crop { x: 0, y: 0, width: 1000, height: 800 };
        let start = |scale: f64| pyramid.nearest(whole, scale, (1, 1), source).0.width;
        let widths = [1.0, 0.51, 0.5, 0.26, 0.2].map(start);
        assert_eq!(widths, [1000, 1000, 500, 500, 250]);
        let (_, window) =
            pyramid.nearest(Crop { x: 500, y: 400, width: 200, height: 100 }, 0.2, (40, 20), source);
        assert_eq!(window, Window { left: 125.0, top: 100.0, width: 50.0, height: 25.0 });
    }
}
