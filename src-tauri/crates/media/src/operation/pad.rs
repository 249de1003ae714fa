//! Lays margins around a picture: plain, or its own pixels blurred.

use upbeat_domain::media::{Fit, Step};

use super::resize::{Resize, Window};
use crate::error::Fault;
use crate::pixels::{Channels, Pixels};

/// Longest side on which margins are blurred, px: a blur has no detail to lose.
const BLUR_SIDE_PX: u32 = 160;

/// How far the blur reaches on that side, px.
const BLUR_RADIUS_PX: usize = 6;

/// How much darker blurred margins are than the picture, per cent, so that it stands out.
const BLUR_LIGHT_PERCENT: u16 = 82;

/// Parameters: the frame and what fills it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pad {
    pub(crate) fit: Fit,
    pub(crate) frame_px: (u32, u32),
    pub(crate) background: [u8; 3],
}

impl Pad {
    pub(crate) fn apply(self, pixels: Pixels) -> Result<Pixels, Fault> {
        let (width, height) = self.frame_px;
        let mut canvas = match self.fit {
            Fit::Blur => blurred(&pixels, self.frame_px)?,
            Fit::Contain | Fit::Cover => match pixels.channels {
                Channels::Rgba => Pixels::blank(width, height, Channels::Rgba),
                Channels::Rgb | Channels::Cmyk => Pixels::filled(width, height, self.background),
            },
        };
        let left = width.saturating_sub(pixels.width) / 2;
        let top = height.saturating_sub(pixels.height) / 2;
        lay(&mut canvas, &pixels, left, top);
        Ok(canvas)
    }

    pub(crate) const fn step(self) -> Step {
        Step::Padded { fit: self.fit, frame_px: self.frame_px }
    }
}

/// Copies a picture into a canvas of the same channels, over what is there.
fn lay(canvas: &mut Pixels, pixels: &Pixels, left: u32, top: u32) {
    let (canvas_row, row, count) = (canvas.row_bytes(), pixels.row_bytes(), pixels.channels.count());
    let start = left as usize * count;
    for (y, source) in pixels.data.chunks_exact(row).enumerate() {
        let target = (top as usize + y) * canvas_row + start;
        if let Some(target) = canvas.data.get_mut(target..target + row) {
            target.copy_from_slice(source);
        }
    }
}

/// The picture filling the whole frame, blurred and a little darker.
pub(crate) fn blurred(pixels: &Pixels, (width, height): (u32, u32)) -> Result<Pixels, Fault> {
    let scale = f64::from(BLUR_SIDE_PX) / f64::from(width.max(height));
    let small = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    let aspect = f64::from(width) / f64::from(height);
    let (whole_w, whole_h) = (f64::from(pixels.width), f64::from(pixels.height));
    let (cut_w, cut_h) = (whole_w.min(whole_h * aspect), whole_h.min(whole_w / aspect));
    let window =
        Window { left: (whole_w - cut_w) / 2.0, top: (whole_h - cut_h) / 2.0, width: cut_w, height: cut_h };
    let to_px = (small(width), small(height));
    let mut soft = Resize { window: Some(window), to_px, told_from_px: to_px }.apply(pixels)?;
    for _ in 0..3 {
        soft = blur_rows(&soft);
        soft = turn(blur_rows(&turn(soft)?))?;
    }
    for pixel in soft.data.chunks_exact_mut(soft.channels.count()) {
        pixel[..3].iter_mut().for_each(|v| *v = (u16::from(*v) * BLUR_LIGHT_PERCENT / 100) as u8);
    }
    Resize::whole((width, height), to_px).apply(&soft)
}

/// The mean of a run of pixels around each, along the rows. Three of these are close to Gauss.
fn blur_rows(pixels: &Pixels) -> Pixels {
    let mut soft = pixels.clone();
    let (count, width) = (pixels.channels.count(), pixels.width as usize);
    for (target, source) in
        soft.data.chunks_exact_mut(pixels.row_bytes()).zip(pixels.data.chunks_exact(pixels.row_bytes()))
    {
        for x in 0..width {
            let (from, to) = (x.saturating_sub(BLUR_RADIUS_PX), (x + BLUR_RADIUS_PX + 1).min(width));
            for channel in 0..count {
                let sum: u32 = (from..to).map(|x| u32::from(source[x * count + channel])).sum();
                target[x * count + channel] = (sum / (to - from) as u32) as u8;
            }
        }
    }
    soft
}

/// Rows become columns.
fn turn(pixels: Pixels) -> Result<Pixels, Fault> {
    super::orient::Orient { orientation: 5 }.apply(pixels)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a margin that fails is the failure")]

    use super::*;

    const FRAME: (u32, u32) = (40, 80);

    fn framed(fit: Fit) -> Pixels {
        let picture = Pixels::filled(40, 20, [200, 100, 0]);
        Pad { fit, frame_px: FRAME, background: [1, 2, 3] }.apply(picture).unwrap()
    }

    #[test]
    fn plain_margins_have_the_colour_and_the_picture_stands_in_the_middle() {
        let framed = framed(Fit::Contain);
        assert_eq!(framed.size(), FRAME);
        assert_eq!(framed.at(20, 29), [1, 2, 3], "just above the picture");
        assert_eq!(framed.at(20, 30), [200, 100, 0], "its first row");
        assert_eq!(framed.at(20, 49), [200, 100, 0], "its last row");
        assert_eq!(framed.at(20, 50), [1, 2, 3], "just below the picture");
    }

    #[test]
    fn blurred_margins_are_the_pictures_own_colours_but_darker() {
        let framed = framed(Fit::Blur);
        assert_eq!(framed.at(20, 40), [200, 100, 0]);
        let margin = framed.at(20, 5);
        assert!((160..=166).contains(&margin[0]) && (80..=84).contains(&margin[1]), "{margin:?}");
    }
}
