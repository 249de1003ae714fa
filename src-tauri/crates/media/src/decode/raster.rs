//! PNG, WebP, GIF, TIFF and BMP through the `image` crate, under limits.

use image::error::ImageError;
use image::{DynamicImage, Limits};

use super::depth;
use crate::error::Fault;
use crate::limit::{DECODE_ALLOC_BYTES_MAX, DECODE_SIDE_PX_MAX};
use crate::pixels::{Channels, Pixels};
use crate::probe::still::header;
use crate::probe::{StillFormat, tiff};

/// What every decoder of the `image` crate is held to.
pub(crate) fn limits() -> Limits {
    let side = u32::try_from(DECODE_SIDE_PX_MAX).ok();
    let mut limits = Limits::default();
    limits.max_image_width = side;
    limits.max_image_height = side;
    limits.max_alloc = Some(DECODE_ALLOC_BYTES_MAX);
    limits
}

/// What a decoder's complaint means.
pub(crate) fn fault(error: ImageError) -> Fault {
    match error {
        ImageError::Unsupported(unsupported) => Fault::Unsupported { found: unsupported.to_string() },
        ImageError::Limits(limit) => Fault::damaged(limit),
        ImageError::IoError(_)
        | ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_) => Fault::damaged(error),
    }
}

/// The first frame at 8 bits a channel.
pub(super) fn decode(format: StillFormat, file: &[u8]) -> Result<Pixels, Fault> {
    let decoder = header(format, file)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(fault)?;
    if format == StillFormat::Tiff && image.color().has_alpha() && tiff::is_alpha_multiplied(file) {
        divide(&mut image);
    }
    Ok(pixels(image))
}

/// Colours that were stored times how much of them can be seen, as they are.
fn divide(image: &mut DynamicImage) {
    // Why no more: TIFF has no other see-through ones that the decoder reads.
    if let Some(image) = image.as_mut_rgba8() {
        image.pixels_mut().for_each(|pixel| divided(&mut pixel.0));
    } else if let Some(image) = image.as_mut_rgba16() {
        image.pixels_mut().for_each(|pixel| divided(&mut pixel.0));
    } else if let Some(image) = image.as_mut_luma_alpha8() {
        image.pixels_mut().for_each(|pixel| divided(&mut pixel.0));
    } else if let Some(image) = image.as_mut_luma_alpha16() {
        image.pixels_mut().for_each(|pixel| divided(&mut pixel.0));
    }
}

fn divided<P: image::Primitive>(pixel: &mut [P]) {
    let whole = P::DEFAULT_MAX_VALUE.to_f64().unwrap_or(1.0);
    let Some((seen, colours)) = pixel.split_last_mut() else { return };
    let seen = seen.to_f64().unwrap_or(whole);
    for colour in colours.iter_mut().filter(|_| seen > 0.0) {
        let value = (colour.to_f64().unwrap_or(0.0) * whole / seen).round().min(whole);
        *colour = P::from(value).unwrap_or(*colour);
    }
}

fn pixels(image: DynamicImage) -> Pixels {
    let (width, height) = (image.width(), image.height());
    let color = image.color();
    if color.bytes_per_pixel() > color.channel_count() {
        return deep(image);
    }
    if image.color().has_alpha() {
        Pixels { width, height, channels: Channels::Rgba, data: image.into_rgba8().into_raw() }
    } else {
        Pixels { width, height, channels: Channels::Rgb, data: image.into_rgb8().into_raw() }
    }
}

/// More than eight bits a channel.
fn deep(image: DynamicImage) -> Pixels {
    let (width, height) = (image.width(), image.height());
    if image.color().has_alpha() {
        let data = depth::reduced(image.into_rgba16().as_raw(), width, 4);
        Pixels { width, height, channels: Channels::Rgba, data }
    } else {
        let data = depth::reduced(image.into_rgb16().as_raw(), width, 3);
        Pixels { width, height, channels: Channels::Rgb, data }
    }
}
