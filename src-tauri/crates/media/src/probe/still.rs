//! Still pictures: what every container's reader finds, in one shape.

use std::io::Cursor;
use std::ops::Range;

use image::{ImageDecoder, ImageReader};
use moxcms::{CicpColorPrimaries, CicpProfile, ColorProfile, MatrixCoefficients, TransferCharacteristics};
use upbeat_domain::media::{Inside, MediaInfo, MediaKind};

use super::{bmff, exif, gif, jpeg, png, psd, svg, tiff, webp};
use crate::decode;
use crate::error::Fault;
use crate::limit::check_pixels;
use crate::operation::color;

/// A container of still pictures that the engine reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StillFormat {
    Jpeg,
    Png,
    Webp,
    Gif,
    Tiff,
    Bmp,
    Heic,
    Avif,
    Psd,
    Svg,
    /// One page of it.
    Pdf,
}

impl StillFormat {
    /// The name in data and JSON.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Tiff => "tiff",
            Self::Bmp => "bmp",
            Self::Heic => "heic",
            Self::Avif => "avif",
            Self::Psd => "psd",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
        }
    }

    /// MIME type (IANA).
    pub(crate) const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
            Self::Bmp => "image/bmp",
            Self::Heic => "image/heic",
            Self::Avif => "image/avif",
            Self::Psd => "image/vnd.adobe.photoshop",
            Self::Svg => "image/svg+xml",
            Self::Pdf => "application/pdf",
        }
    }

    /// The `image` crate's word, for the formats that it decodes for us.
    pub(crate) const fn raster(self) -> Option<image::ImageFormat> {
        match self {
            Self::Jpeg => Some(image::ImageFormat::Jpeg),
            Self::Png => Some(image::ImageFormat::Png),
            Self::Webp => Some(image::ImageFormat::WebP),
            Self::Gif => Some(image::ImageFormat::Gif),
            Self::Tiff => Some(image::ImageFormat::Tiff),
            Self::Bmp => Some(image::ImageFormat::Bmp),
            Self::Heic | Self::Avif | Self::Psd | Self::Svg | Self::Pdf => None,
        }
    }
}

/// What a file says about its colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum ColorFacts {
    /// Nothing: sRGB is assumed, as every browser does.
    #[default]
    Assumed,
    /// Adobe RGB by EXIF's word, without a profile.
    AdobeRgb,
    /// A profile.
    Icc(Vec<u8>),
    /// Four inks, with a profile or without.
    Cmyk(Option<Vec<u8>>),
    /// Code points of ITU-T H.273.
    Cicp {
        /// Colour primaries.
        primaries: u8,
        /// Transfer characteristics.
        transfer: u8,
    },
}

impl ColorFacts {
    /// The profile to convert from; none where the colours are sRGB already or nothing is known.
    pub(crate) fn profile(&self) -> Option<ColorProfile> {
        match self {
            Self::Assumed | Self::Cmyk(None) => None,
            Self::AdobeRgb => Some(ColorProfile::new_adobe_rgb()),
            Self::Icc(icc) | Self::Cmyk(Some(icc)) => ColorProfile::new_from_slice(icc).ok(),
            Self::Cicp { primaries, transfer } => {
                let profile = CicpProfile {
                    color_primaries: CicpColorPrimaries::try_from(*primaries).ok()?,
                    transfer_characteristics: TransferCharacteristics::try_from(*transfer).ok()?,
                    matrix_coefficients: MatrixCoefficients::Bt709,
                    full_range: true,
                };
                let unspecified = *primaries == 2 || *transfer == 2;
                (!unspecified).then(|| ColorProfile::new_from_cicp(profile))
            }
        }
    }

    /// The colour space in words.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Assumed => color::SRGB.to_owned(),
            Self::Cmyk(_) => "CMYK".to_owned(),
            Self::AdobeRgb => "Adobe RGB".to_owned(),
            Self::Icc(_) | Self::Cicp { .. } => {
                self.profile().map_or_else(|| color::SRGB.to_owned(), |profile| color::name(&profile))
            }
        }
    }
}

/// What a still picture's container says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Width as stored, px.
    pub(crate) width_px: u32,
    /// Height as stored, px.
    pub(crate) height_px: u32,
    /// EXIF orientation that we have to carry out, 1 to 8.
    pub(crate) orientation: u8,
    /// Orientation that the decoder carries out by itself (HEIC, AVIF), already in the two sizes.
    pub(crate) turned_by_decoder: u8,
    /// Whether it takes ffmpeg to read it.
    pub(crate) by_ffmpeg: bool,
    pub(crate) color: ColorFacts,
    /// What its light and colours are made of by (matrix coefficients of ITU-T H.273), where its boxes say so.
    pub(crate) matrix: Option<u8>,
    pub(crate) bit_depth: u8,
    pub(crate) has_gps: bool,
    pub(crate) has_metadata: bool,
    pub(crate) has_alpha: bool,
    pub(crate) frames: u32,
    pub(crate) duration_ms: Option<u64>,
    pub(crate) taken_at: Option<String>,
    /// Which of its pages it is, counted from 1.
    pub(crate) page: u32,
    /// What it holds besides the picture that it shows.
    pub(crate) inside: Inside,
    /// Where a motion photo's film lies in the file.
    pub(crate) film: Option<Range<usize>>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            width_px: 0,
            height_px: 0,
            orientation: 1,
            turned_by_decoder: 1,
            by_ffmpeg: false,
            color: ColorFacts::Assumed,
            matrix: None,
            bit_depth: 8,
            has_gps: false,
            has_metadata: false,
            has_alpha: false,
            frames: 1,
            duration_ms: None,
            taken_at: None,
            page: 1,
            inside: Inside::default(),
            film: None,
        }
    }
}

impl Facts {
    /// Width and height as a person sees them, px.
    pub(crate) const fn upright_px(&self) -> (u32, u32) {
        if self.orientation >= 5 { (self.height_px, self.width_px) } else { (self.width_px, self.height_px) }
    }
}

/// Reads the facts of a still picture and refuses one that is larger than what is decoded.
pub(crate) fn read(format: StillFormat, file: &[u8]) -> Result<Facts, Fault> {
    let facts = match format {
        StillFormat::Jpeg => jpeg::read(file),
        StillFormat::Png => {
            let mut facts = png::read(file)?;
            check_pixels(facts.width_px.into(), facts.height_px.into())?;
            if facts.color == ColorFacts::Assumed {
                facts.color = embedded_profile(format, file)?;
            }
            Ok(facts)
        }
        StillFormat::Webp => webp::read(file),
        StillFormat::Gif => gif::read(file),
        StillFormat::Tiff => of_tiff(file),
        StillFormat::Bmp => raster(format, file),
        StillFormat::Heic => bmff::read(file),
        StillFormat::Avif => bmff::read(file).map(turned_by_us),
        StillFormat::Psd => psd::read(file),
        StillFormat::Svg => svg::read(file),
        StillFormat::Pdf => Err(Fault::internal("a document's description takes its program")),
    }?;
    check_pixels(facts.width_px.into(), facts.height_px.into())?;
    let film_bytes = facts.film.as_ref().map(|place| place.len() as u64);
    Ok(Facts { inside: Inside { film_bytes, ..facts.inside }, ..facts })
}

/// The turn is ours: some versions of AVIF's decoder carry it out and some don't (libavif pull request 3059).
fn turned_by_us(facts: Facts) -> Facts {
    let (orientation, (width_px, height_px)) = (facts.turned_by_decoder, (facts.width_px, facts.height_px));
    let swapped = orientation >= 5;
    let (width_px, height_px) = if swapped { (height_px, width_px) } else { (width_px, height_px) };
    Facts { orientation, turned_by_decoder: 1, width_px, height_px, ..facts }
}

/// BMP and TIFF in light, whose headers the `image` crate reads.
fn raster(format: StillFormat, file: &[u8]) -> Result<Facts, Fault> {
    decode::guarded(|| {
        let mut decoder = header(format, file)?;
        let (width_px, height_px) = decoder.dimensions();
        let kind = decoder.color_type();
        let icc = decoder.icc_profile().ok().flatten();
        Ok(Facts {
            width_px,
            height_px,
            has_alpha: kind.has_alpha(),
            bit_depth: (kind.bits_per_pixel() / u16::from(kind.channel_count())).try_into().unwrap_or(8),
            color: icc.map_or(ColorFacts::Assumed, ColorFacts::Icc),
            ..Facts::default()
        })
    })
}

/// The first page of a TIFF, and how many there are.
fn of_tiff(file: &[u8]) -> Result<Facts, Fault> {
    let mut facts = match decode::guarded(|| tiff::inks(file))? {
        Some(facts) => facts,
        None => match raster(StillFormat::Tiff, file) {
            Err(fault @ Fault::Unsupported { .. }) => {
                decode::guarded(|| tiff::of_one_channel(file))?.ok_or(fault)?
            }
            other => other?,
        },
    };
    facts.has_metadata = true;
    facts.inside.pages = tiff::pages(file)?;
    if let Some(exif) = exif::read_container(file) {
        facts.orientation = exif.orientation.unwrap_or(1);
        facts.has_gps = exif.has_gps;
        facts.taken_at = exif.taken_at;
    }
    Ok(facts)
}

fn embedded_profile(format: StillFormat, file: &[u8]) -> Result<ColorFacts, Fault> {
    decode::guarded(|| {
        let icc = header(format, file)?.icc_profile().ok().flatten();
        Ok(icc.map_or(ColorFacts::Assumed, ColorFacts::Icc))
    })
}

/// A decoder that has read the header and no pixels.
pub(crate) fn header(format: StillFormat, file: &[u8]) -> Result<impl ImageDecoder + '_, Fault> {
    let raster = format.raster().ok_or_else(|| Fault::internal("no such decoder"))?;
    let mut reader = ImageReader::with_format(Cursor::new(file), raster);
    reader.limits(decode::raster_limits());
    reader.into_decoder().map_err(decode::fault)
}

/// The facts as the rest of the studio reads them.
pub(crate) fn info(format: StillFormat, facts: &Facts, bytes: u64) -> MediaInfo {
    let (width_px, height_px) = facts.upright_px();
    MediaInfo {
        kind: if format == StillFormat::Pdf { MediaKind::Document } else { MediaKind::Image },
        container: format.name().to_owned(),
        mime: format.mime().to_owned(),
        bytes,
        width_px,
        height_px,
        orientation: if facts.turned_by_decoder == 1 { facts.orientation } else { facts.turned_by_decoder },
        color: facts.color.name(),
        bit_depth: facts.bit_depth,
        has_gps: facts.has_gps,
        has_metadata: facts.has_metadata,
        has_alpha: facts.has_alpha,
        frames: facts.frames,
        duration_ms: facts.duration_ms,
        fps: None,
        video_codec: None,
        audio_codec: None,
        taken_at: facts.taken_at.clone(),
        sound: None,
        inside: facts.inside.clone(),
    }
}
