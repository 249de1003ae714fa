//! The resampling kernels of `fast_image_resize`, behind two plain functions.
//!
//! Why a crate of its own: the library is generic down to its inner loops, so that whoever calls it
//! compiles hundreds of kernels. Here they are compiled once; `upbeat-media` builds in seconds.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{InnerPixel, U8x3, U8x4};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

/// How new pixels are made of old ones.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Filter {
    /// Lanczos with three lobes: sharp, for the last step.
    Lanczos3,
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
/// # Errors
/// When a buffer's length or the window doesn't fit the sizes.
pub fn rgb(
    source: Source<'_>,
    window: Option<Window>,
    filter: Filter,
    to_px: (u32, u32),
    target: &mut [u8],
) -> Result<(), ResampleError> {
    typed::<U8x3>(source, to_px, target, &options(window, filter, false))
}

/// The same with four channels. With `alpha` the fourth says how see-through a pixel is, and weighs
/// the others; without, it is a colour like them.
///
/// # Errors
/// When a buffer's length or the window doesn't fit the sizes.
pub fn rgba(
    source: Source<'_>,
    window: Option<Window>,
    filter: Filter,
    alpha: bool,
    to_px: (u32, u32),
    target: &mut [u8],
) -> Result<(), ResampleError> {
    typed::<U8x4>(source, to_px, target, &options(window, filter, alpha))
}

fn options(window: Option<Window>, filter: Filter, alpha: bool) -> ResizeOptions {
    let filter = match filter {
        Filter::Lanczos3 => FilterType::Lanczos3,
        Filter::Box => FilterType::Box,
    };
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(alpha);
    match window {
        Some((left, top, width, height)) => options.crop(left, top, width, height),
        None => options,
    }
}

fn typed<P: PixelTrait + InnerPixel>(
    source: Source<'_>,
    (width, height): (u32, u32),
    target: &mut [u8],
    options: &ResizeOptions,
) -> Result<(), ResampleError> {
    let fault = |error: &dyn std::fmt::Display| ResampleError(error.to_string());
    let from = TypedImageRef::<P>::from_buffer(source.width, source.height, source.data)
        .map_err(|error| fault(&error))?;
    let mut to = TypedImage::<P>::from_buffer(width, height, target).map_err(|error| fault(&error))?;
    Resizer::new().resize_typed(&from, &mut to, options).map_err(|error| fault(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_length_is_an_error_and_not_a_panic() {
        let mut target = [0; 12];
        let source = Source { width: 10, height: 10, data: &[0; 9] };
        assert!(
            rgb(source, None, Filter::Lanczos3, (2, 2), &mut target).is_err(),
            "9 bytes are no 10 × 10 px"
        );
    }

    #[test]
    fn the_mean_of_four_pixels_is_their_half_level() {
        let mut target = [0; 3];
        let data: Vec<u8> = [[0; 3], [100; 3], [100; 3], [200; 3]].concat();
        let source = Source { width: 2, height: 2, data: &data };
        let done = rgb(source, None, Filter::Box, (1, 1), &mut target);
        assert!(done.is_ok() && target == [100; 3], "{done:?} {target:?}");
    }
}
