//! Which kind of file a picture becomes.

use std::borrow::Cow;

use upbeat_domain::media::{ImageOutput, Step};

use crate::error::Fault;
use crate::operation::Operation;
use crate::operation::color::Space;
use crate::operation::encode::{self, Encoded};
use crate::operation::flatten::Flatten;
use crate::pixels::{Channels, Pixels};
use crate::probe::StillFormat;

/// A PNG may be this much larger than the JPEG that it stands for: it shows every line as it was drawn, and a
/// network's recompression starts from that.
const NEARLY: f64 = 1.1;

/// PNG where the network takes it and the picture is see-through, or drawn and hardly larger than its JPEG, or the
/// network asks for PNG first and the source is one; else JPEG.
pub(super) fn encode(
    pixels: &Pixels,
    format: StillFormat,
    space: Space,
    output: &ImageOutput,
    background: [u8; 3],
    steps: &mut Vec<Step>,
) -> Result<Encoded, Fault> {
    let takes = |mime: &str| output.mimes.iter().any(|taken| taken == mime);
    let (png, jpeg) = (takes(encode::PNG), takes(encode::JPEG));
    if !png && !jpeg {
        let wanted = output.mimes.join(", ");
        return Err(Fault::WrongKind { kind: format.mime().to_owned(), wanted });
    }
    let translucent = pixels.is_translucent();
    let asked = output.mimes.first().is_some_and(|first| first == encode::PNG)
        && matches!(format, StillFormat::Png | StillFormat::Svg | StillFormat::Pdf);
    let wanted = translucent || asked || !jpeg;
    if png && wanted {
        let encoded = encode::lossless(pixels, space)?;
        let bytes = encoded.bytes.len() as u64;
        if bytes <= output.max_bytes {
            return Ok(encoded);
        }
        if !jpeg {
            return Err(Fault::OverBudget { bytes, max_bytes: output.max_bytes });
        }
    }
    if translucent {
        steps.extend(Operation::Flatten(Flatten { background }).step());
    }
    let flatten = Operation::Flatten(Flatten { background: space.own(background) });
    let flat = match pixels.channels {
        Channels::Rgb => Cow::Borrowed(pixels),
        Channels::Rgba | Channels::Cmyk => Cow::Owned(flatten.apply(pixels.clone())?),
    };
    if png && !wanted && encode::is_drawn(&flat) {
        return drawn(&flat, space, output.max_bytes, steps);
    }
    encode::jpeg(&flat, space, output.max_bytes)
}

/// What is drawn: PNG where that is hardly larger than the best JPEG and fits, else JPEG.
fn drawn(flat: &Pixels, space: Space, max_bytes: u64, steps: &mut Vec<Step>) -> Result<Encoded, Fault> {
    let png = encode::lossless(flat, space)?;
    let jpeg = encode::jpeg(flat, space, u64::MAX)?;
    let (png_bytes, jpeg_bytes) = (png.bytes.len() as u64, jpeg.bytes.len() as u64);
    if png_bytes <= max_bytes && png_bytes as f64 <= jpeg_bytes as f64 * NEARLY {
        steps.push(Step::Drawn { colors: png.colors, jpeg_bytes });
        return Ok(png);
    }
    if jpeg_bytes <= max_bytes { Ok(jpeg) } else { encode::jpeg(flat, space, max_bytes) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "an encode that fails is the failure")]

    use super::*;

    /// Three quarters flat, the rest grain of 16 shades: drawn, and hard on a PNG.
    fn mixed() -> Pixels {
        let mut pixels = Pixels::filled(256, 256, [240, 240, 240]);
        let mut state = 1_u32;
        for pixel in pixels.data.chunks_exact_mut(3).skip(192 * 256) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            pixel.fill((state >> 28) as u8 * 17);
        }
        pixels
    }

    fn made(pixels: &Pixels, mimes: &[&str], max_bytes: u64) -> (Encoded, Vec<Step>) {
        let output = ImageOutput {
            frame_px: None,
            max_width_px: None,
            max_height_px: None,
            max_pixels: None,
            min_width_px: None,
            min_height_px: None,
            min_aspect: None,
            max_aspect: None,
            mimes: mimes.iter().map(|mime| (*mime).to_owned()).collect(),
            max_bytes,
            moving: None,
            keeps_display_p3: false,
            safe: None,
        };
        let mut steps = Vec::new();
        let encoded = encode(pixels, StillFormat::Bmp, Space::Srgb, &output, [255; 3], &mut steps).unwrap();
        (encoded, steps)
    }

    #[test]
    fn what_is_drawn_falls_back_to_jpeg_where_its_png_does_not_fit() {
        let pixels = mixed();
        let (png, steps) = made(&pixels, &[encode::JPEG, encode::PNG], u64::MAX);
        assert_eq!((png.mime, png.colors, steps.len()), (encode::PNG, Some(17), 1));
        let (jpeg, steps) = made(&pixels, &[encode::JPEG, encode::PNG], png.bytes.len() as u64 - 1);
        assert_eq!((jpeg.mime, steps), (encode::JPEG, vec![]));
        assert!(jpeg.quality < Some(encode::QUALITY_MAX) && jpeg.bytes.len() < png.bytes.len());
    }

    #[test]
    fn a_png_that_is_much_larger_than_the_jpeg_is_not_kept() {
        let mut pixels = mixed();
        // Soft hills instead of grain: easy on a JPEG, no two pixels the same.
        for (at, pixel) in pixels.data.chunks_exact_mut(3).enumerate().skip(190 * 256) {
            let (x, y) = ((at % 256) as f32, (at / 256) as f32);
            let hill =
                |phase: f32| (127.0 + 60.0 * (x / 9.0 + phase).sin() + 60.0 * (y / 7.0 + phase).sin()) as u8;
            pixel.copy_from_slice(&[hill(0.0), hill(0.7), hill(1.9)]);
        }
        assert!(encode::is_drawn(&pixels));
        let (made, steps) = made(&pixels, &[encode::JPEG, encode::PNG], u64::MAX);
        assert_eq!((made.mime, made.quality, steps), (encode::JPEG, Some(encode::QUALITY_MAX), vec![]));
    }
}
