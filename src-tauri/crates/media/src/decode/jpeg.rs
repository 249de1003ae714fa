//! JPEG through libjpeg-turbo, at full size or at a half, a quarter or an eighth.

use turbojpeg::{Colorspace, Decompressor, Image, PixelFormat, ScalingFactor};

use super::raster;
use crate::error::Fault;
use crate::limit::{JPEG_SCANS_MAX, check_pixels};
use crate::pixels::{Channels, Pixels};
use crate::probe::{Facts, StillFormat};

/// Why only these: the transforms in between (5/8, 6/8) take longer than the full one (measured).
const DENOMINATORS: [usize; 3] = [8, 4, 2];

pub(super) fn decode(facts: &Facts, file: &[u8], need_px: (u32, u32)) -> Result<Pixels, Fault> {
    match turbo(facts, file, need_px) {
        // Why a second decoder: libjpeg-turbo's binding reports harmless warnings as failures.
        Err(Fault::Damaged { .. }) => raster::decode(StillFormat::Jpeg, file),
        decoded => decoded,
    }
}

fn turbo(facts: &Facts, file: &[u8], need_px: (u32, u32)) -> Result<Pixels, Fault> {
    let mut decompressor = Decompressor::new().map_err(Fault::internal)?;
    decompressor.set_scan_limit(JPEG_SCANS_MAX).map_err(Fault::internal)?;
    let header = decompressor.read_header(file).map_err(Fault::damaged)?;
    check_pixels(header.width as u64, header.height as u64)?;
    let inks = matches!(header.colorspace, Colorspace::CMYK | Colorspace::YCCK);
    let (format, channels) =
        if inks { (PixelFormat::CMYK, Channels::Cmyk) } else { (PixelFormat::RGB, Channels::Rgb) };
    let factor = if header.is_lossless { ScalingFactor::ONE } else { factor(facts, need_px) };
    decompressor.set_scaling_factor(factor).map_err(Fault::internal)?;
    let (width, height) = (factor.scale(header.width), factor.scale(header.height));
    let small = |side: usize| u32::try_from(side).map_err(Fault::damaged);
    let mut pixels = Pixels::blank(small(width)?, small(height)?, channels);
    let pitch = pixels.row_bytes();
    let image = Image { pixels: pixels.data.as_mut_slice(), width, pitch, height, format };
    decompressor.decompress(file, image).map_err(Fault::damaged)?;
    if inks {
        // Why: Adobe's files, and so everybody's, store inks inverted (255 is no ink).
        pixels.data.iter_mut().for_each(|ink| *ink = 255 - *ink);
    }
    Ok(pixels)
}

/// The smallest size that still holds what is needed.
fn factor(facts: &Facts, need_px: (u32, u32)) -> ScalingFactor {
    let enough = |denominator: usize| {
        let factor = ScalingFactor::new(1, denominator);
        factor.scale(facts.width_px as usize) >= need_px.0 as usize
            && factor.scale(facts.height_px as usize) >= need_px.1 as usize
    };
    DENOMINATORS.into_iter().find(|d| enough(*d)).map_or(ScalingFactor::ONE, |d| ScalingFactor::new(1, d))
}
