//! PNG: every pixel as it is.

use png::{BitDepth, ColorType, Compression, Filter, Info};

use super::palette::Palette;
use super::{Encoded, PNG};
use crate::error::Fault;
use crate::operation::color::Space;
use crate::pixels::{Channels, Pixels};

/// PNG with its see-through parts, red, green and blue of every pixel, in sRGB.
pub(crate) fn png(pixels: &Pixels) -> Result<Encoded, Fault> {
    full(pixels, Space::Srgb)
}

fn full(pixels: &Pixels, space: Space) -> Result<Encoded, Fault> {
    let kind = match pixels.channels {
        Channels::Rgb => ColorType::Rgb,
        Channels::Rgba => ColorType::Rgba,
        Channels::Cmyk => return Err(Fault::internal("PNG takes no inks")),
    };
    let bytes = write(head(pixels, space, kind, BitDepth::Eight), Filter::Adaptive, &pixels.data)?;
    Ok(Encoded { bytes, mime: PNG, quality: None, colors: None })
}

/// Colours from which three bytes a pixel may come out smaller than a palette: soft gradients do.
const MANY_COLORS: u16 = 17;

/// PNG as small as it gets without changing a pixel: a palette where the picture has few colours.
pub(crate) fn lossless(pixels: &Pixels, space: Space) -> Result<Encoded, Fault> {
    let Some(palette) = Palette::of(pixels) else { return full(pixels, space) };
    let mut info = head(pixels, space, ColorType::Indexed, palette.depth());
    info.palette = Some(palette.rgb().into());
    info.trns = Some(palette.alpha()).filter(|alpha| !alpha.is_empty()).map(Into::into);
    // Why none else: numbers of colours are names, and the difference of two names says nothing.
    let filter = if palette.is_ramp() { Filter::Adaptive } else { Filter::NoFilter };
    let bytes = write(info, filter, &palette.packed())?;
    let named = Encoded { bytes, mime: PNG, quality: None, colors: Some(palette.count()) };
    if palette.count() < MANY_COLORS {
        return Ok(named);
    }
    let full = full(pixels, space)?;
    Ok(if full.bytes.len() < named.bytes.len() { full } else { named })
}

fn head(pixels: &Pixels, space: Space, kind: ColorType, depth: BitDepth) -> Info<'static> {
    let mut info = Info::with_size(pixels.width, pixels.height);
    (info.color_type, info.bit_depth) = (kind, depth);
    info.icc_profile = Some(space.icc().into());
    info
}

fn write(info: Info<'_>, filter: Filter, data: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::with_info(&mut bytes, info).map_err(Fault::internal)?;
    encoder.set_compression(Compression::Balanced);
    encoder.set_filter(filter);
    let mut writer = encoder.write_header().map_err(Fault::internal)?;
    writer.write_image_data(data).map_err(Fault::internal)?;
    writer.finish().map_err(Fault::internal)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "an encode that fails is the failure")]

    use super::*;

    /// Reads it back as a decoder that knows nothing of how it was written.
    fn read(bytes: &[u8]) -> image::DynamicImage {
        image::load_from_memory_with_format(bytes, image::ImageFormat::Png).unwrap()
    }

    fn drawn(colors: u32) -> Pixels {
        let mut pixels = Pixels::filled(67, 41, [0, 0, 0]);
        for (at, pixel) in pixels.data.chunks_exact_mut(3).enumerate() {
            let shade = (at as u32 / 5 % colors) as u8;
            pixel.copy_from_slice(&[shade, 255 - shade, shade / 2]);
        }
        pixels
    }

    #[test]
    fn every_number_of_colours_reads_back_pixel_for_pixel() {
        for colors in [1, 2, 3, 4, 5, 16, 17, 255, 256] {
            let pixels = drawn(colors);
            let made = lossless(&pixels, Space::Srgb).unwrap();
            assert!(made.colors == Some(colors as u16) || colors > 16, "{:?}", made.colors);
            assert_eq!(read(&made.bytes).to_rgb8().into_raw(), pixels.data, "{colors} colours");
            assert!(made.bytes.len() <= png(&pixels).unwrap().bytes.len(), "{colors} colours");
        }
    }

    #[test]
    fn see_through_colours_stay_what_they_are() {
        let data = [[200, 10, 10, 255], [0, 0, 9, 128], [1, 1, 1, 0]].concat().repeat(9);
        let pixels = Pixels { width: 9, height: 3, channels: Channels::Rgba, data };
        let made = lossless(&pixels, Space::Srgb).unwrap();
        assert_eq!((made.colors, read(&made.bytes).to_rgba8().into_raw()), (Some(3), pixels.data));
    }

    #[test]
    fn a_palette_carries_the_profile_and_nothing_private() {
        let facts = crate::probe::png::read(&lossless(&drawn(9), Space::Srgb).unwrap().bytes).unwrap();
        assert_eq!((facts.width_px, facts.height_px, facts.has_metadata), (67, 41, false));
        let many = Pixels { width: 1, height: 300, ..Pixels::filled(300, 1, [1, 2, 3]) };
        assert_eq!(lossless(&many, Space::Srgb).unwrap().colors, Some(1), "one colour is a palette too");
    }
}
