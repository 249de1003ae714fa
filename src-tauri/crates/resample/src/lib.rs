//! Enlarges and reduces pictures of 8 bits a channel.
//!
//! A separable convolution in floating point, in strips of 16 new rows: each strip is one
//! task with its own small buffers, so that memory hardly grows with the picture, and nothing is rounded
//! to 8 bits between the two passes. Colours are summed as light: a fine pattern keeps its brightness when
//! it is too fine to be seen. Written as plain loops over arrays, which the compiler turns into
//! vector instructions.
//!
//! Why a crate of its own: it is built with optimisation even for tests, and changes seldom.

mod strip;
mod weights;

use rayon::prelude::*;

use strip::{Kind, Scratch, Work};
use weights::Weights;

/// How new pixels are made of old ones.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Filter {
    /// Catmull and Rom's cubic: sharp, for the last step. Why no filter with more lobes: summed as light, its second
    /// one draws a ghost beside white on black, which the root makes eight times as bright.
    CatmullRom,
    /// The mean of what lies under a pixel: quick, for halving.
    Box,
}

/// A rectangle of the source, px, as fractions of pixels: left, top, width, height.
pub type Window = (f64, f64, f64, f64);

/// The buffers don't have the sizes that were named.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ResampleError(String);

/// A picture of 8 bits a channel, rows from the top, without padding.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Its bytes.
    pub data: &'a [u8],
}

/// Resamples red, green, blue into `target`, which has `to_px` pixels of three bytes.
///
/// Pixels beside the window count where the kernel reaches them. Halves of a level go to the even one.
///
/// # Errors
/// When a side is zero, a buffer is too short for its sizes, or the window isn't within the source.
pub fn rgb(
    source: Source<'_>,
    window: Option<Window>,
    filter: Filter,
    to_px: (u32, u32),
    target: &mut [u8],
) -> Result<(), ResampleError> {
    resample(Kind::Rgb, source, window, filter, to_px, target)
}

/// The same with four channels. With `alpha` the fourth says how see-through a pixel is, and weighs
/// the others: what can't be seen at all becomes zero in all channels, unless the part has the wanted
/// size already and is copied. Without, the fourth is a colour like them.
///
/// # Errors
/// When a side is zero, a buffer is too short for its sizes, or the window isn't within the source.
pub fn rgba(
    source: Source<'_>,
    window: Option<Window>,
    filter: Filter,
    alpha: bool,
    to_px: (u32, u32),
    target: &mut [u8],
) -> Result<(), ResampleError> {
    let kind = if alpha { Kind::Rgba } else { Kind::Four };
    resample(kind, source, window, filter, to_px, target)
}

fn resample(
    kind: Kind,
    source: Source<'_>,
    window: Option<Window>,
    filter: Filter,
    to_px: (u32, u32),
    target: &mut [u8],
) -> Result<(), ResampleError> {
    let channels = kind.channels();
    let from = fitting("source", (source.width, source.height), channels, source.data.len())?;
    let to = fitting("target", to_px, channels, target.len())?;
    let (pixels, target) = (&source.data[..from.bytes], &mut target[..to.bytes]);
    let (left, top, width, height) = within(window, (source.width, source.height))?;
    let row_bytes = to.width * channels;
    let whole = |at: f64, length: f64, wanted: usize| at.fract() == 0.0 && length == wanted as f64;
    if whole(left, width, to.width) && whole(top, height, to.height) {
        let rows = pixels.chunks_exact(from.width * channels).skip(top as usize);
        for (new, old) in target.chunks_exact_mut(row_bytes).zip(rows) {
            new.copy_from_slice(&old[left as usize * channels..][..row_bytes]);
        }
        return Ok(());
    }
    let across = Weights::new(filter, from.width, (left, width), to.width);
    let down = Weights::new(filter, from.height, (top, height), to.height);
    let work = Work { pixels, width: from.width, across: &across, down: &down };
    let strips = target.par_chunks_mut(strip::ROWS * row_bytes).enumerate();
    strips.for_each_init(Scratch::default, |scratch, (index, rows)| {
        strip::run(kind, &work, index * strip::ROWS, rows, scratch);
    });
    Ok(())
}

/// Sizes of a picture that its buffer is long enough for.
struct Sizes {
    width: usize,
    height: usize,
    bytes: usize,
}

fn fitting(
    name: &str,
    (width, height): (u32, u32),
    channels: usize,
    length: usize,
) -> Result<Sizes, ResampleError> {
    let fault = || ResampleError(format!("{name}: {length} bytes for {width} × {height} px of {channels}"));
    let side = |px: u32| usize::try_from(px).ok().filter(|px| *px > 0).ok_or_else(fault);
    let (width, height) = (side(width)?, side(height)?);
    let bytes = width.checked_mul(height).and_then(|px| px.checked_mul(channels)).ok_or_else(fault)?;
    if bytes > length {
        return Err(fault());
    }
    Ok(Sizes { width, height, bytes })
}

/// The window, or all of the picture. Rounding may let it reach out by a millionth of a pixel.
fn within(window: Option<Window>, (width, height): (u32, u32)) -> Result<Window, ResampleError> {
    const SLACK_PX: f64 = 1e-6;
    let (whole_width, whole_height) = (f64::from(width), f64::from(height));
    let Some((left, top, width, height)) = window else {
        return Ok((0.0, 0.0, whole_width, whole_height));
    };
    let inside = |at: f64, length: f64, whole: f64| {
        at >= 0.0 && at < whole && length > 0.0 && at + length <= whole + SLACK_PX
    };
    if inside(left, width, whole_width) && inside(top, height, whole_height) {
        return Ok((left, top, width, height));
    }
    let size = format!("{whole_width} × {whole_height} px");
    Err(ResampleError(format!("window {width} × {height} at {left}, {top} isn't within {size}")))
}
