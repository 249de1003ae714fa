//! Photoshop's documents: the header and the resources that say what the flattened picture at their end
//! means (Adobe Photoshop File Formats Specification, 2019).

use super::bytes::{Cursor, contains};
use super::exif;
use super::still::{ColorFacts, Facts};
use crate::error::Fault;
use crate::limit::ICC_BYTES_MAX;

/// Most channels of a document (Adobe Photoshop File Formats Specification, 2019, file header).
const CHANNELS_MAX: usize = 56;

/// Which colours the channels are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One bit a pixel, 1 is black.
    Bitmap,
    /// One channel; a duotone without its inks is shown so too.
    Gray,
    /// One channel of numbers into a palette.
    Indexed,
    Rgb,
    /// Stored inverted: 0 is full ink.
    Cmyk,
}

impl Mode {
    /// Colour channels as stored.
    pub(crate) const fn colors(self) -> usize {
        match self {
            Self::Bitmap | Self::Gray | Self::Indexed => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }
}

/// The parts of a document that the flattened picture needs.
pub(crate) struct Document<'a> {
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
    /// Bits of a channel: 1, 8 or 16.
    pub(crate) depth: u8,
    pub(crate) mode: Mode,
    /// Channels that are stored, further ones than colours and transparency included.
    pub(crate) channels: usize,
    /// Whether the channel behind the colours says how see-through the picture is.
    pub(crate) has_alpha: bool,
    /// Large document format: lengths of rows take four bytes instead of two.
    pub(crate) large: bool,
    /// 256 reds, 256 greens, 256 blues; of `Indexed` only.
    pub(crate) palette: &'a [u8],
    /// The flattened picture: its compression, then its channels one after the other.
    pub(crate) image: &'a [u8],
    resources: Vec<(u16, &'a [u8])>,
}

impl<'a> Document<'a> {
    /// Reads the document up to its flattened picture.
    ///
    /// # Errors
    /// When it is cut off, of a mode or depth that isn't read, or was saved without a flattened picture.
    pub(crate) fn read(file: &'a [u8]) -> Result<Self, Fault> {
        let mut cursor = Cursor::new(file);
        cursor.skip(4)?;
        let large = cursor.u16_be()? == 2;
        cursor.skip(6)?;
        let channels = usize::from(cursor.u16_be()?);
        let (height_px, width_px) = (cursor.u32_be()?, cursor.u32_be()?);
        let depth = cursor.u16_be()?;
        let mode = mode(cursor.u16_be()?, depth)?;
        let palette = section(&mut cursor, 4)?;
        let resources = resources(section(&mut cursor, 4)?)?;
        let layers = section(&mut cursor, if large { 8 } else { 4 })?;
        let image = cursor.take(cursor.remaining())?;
        if mode == Mode::Indexed && palette.len() < 768 {
            return Err(Fault::damaged("its palette is cut off"));
        }
        if channels > CHANNELS_MAX {
            return Err(Fault::damaged("it has more channels than Photoshop allows"));
        }
        if channels < mode.colors() {
            return Err(Fault::damaged("colour channels are missing"));
        }
        let has_alpha = channels > mode.colors() && see_through(layers, large);
        let depth = u8::try_from(depth).unwrap_or(u8::MAX);
        let document =
            Self { width_px, height_px, depth, mode, channels, has_alpha, large, palette, image, resources };
        // Why: without "Maximize Compatibility" Photoshop leaves an empty picture there.
        if document.resource(VERSION_INFO).and_then(|info| info.get(4)) == Some(&0) {
            return Err(Fault::Unsupported { found: "Photoshop without a flattened picture".to_owned() });
        }
        Ok(document)
    }

    pub(super) fn resource(&self, id: u16) -> Option<&'a [u8]> {
        self.resources.iter().find(|(found, _)| *found == id).map(|(_, body)| *body)
    }
}

const ICC: u16 = 1039;
const VERSION_INFO: u16 = 1057;
pub(super) const EXIF: u16 = 1058;
pub(super) const XMP: u16 = 1060;

/// Resources that say something of a person: captions and credits, thumbnails, EXIF, XMP.
const PRIVATE: [u16; 5] = [1028, 1033, 1036, EXIF, XMP];

fn mode(number: u16, depth: u16) -> Result<Mode, Fault> {
    let unread = |what: &str| Fault::Unsupported { found: format!("Photoshop, {what}") };
    match (number, depth) {
        (0, 1) => Ok(Mode::Bitmap),
        (1 | 8, 8 | 16) => Ok(Mode::Gray),
        (2, 8) => Ok(Mode::Indexed),
        (3, 8 | 16) => Ok(Mode::Rgb),
        (4, 8 | 16) => Ok(Mode::Cmyk),
        (7, _) => Err(unread("multichannel")),
        (9, _) => Err(unread("Lab colours")),
        (_, 32) => Err(unread("32 bits a channel")),
        _ => Err(Fault::damaged("its colour mode is unknown")),
    }
}

/// A section with its length in front.
fn section<'a>(cursor: &mut Cursor<'a>, length_bytes: usize) -> Result<&'a [u8], Fault> {
    let length = cursor.uint_be(length_bytes)?;
    cursor.take(usize::try_from(length).map_err(Fault::damaged)?)
}

pub(super) fn resources(section: &[u8]) -> Result<Vec<(u16, &[u8])>, Fault> {
    let mut cursor = Cursor::new(section);
    let mut found = Vec::new();
    while cursor.remaining() >= 12 {
        cursor.skip(4)?;
        let id = cursor.u16_be()?;
        let name = usize::from(cursor.u8()?);
        cursor.skip(name + (name + 1) % 2)?;
        let length = cursor.u32_be()? as usize;
        found.push((id, cursor.take(length)?));
        // Why not an error: the last padding byte may be missing.
        let _padding = cursor.take(length % 2);
    }
    Ok(found)
}

/// Whether the flattened picture is see-through: a negative count of layers, or a mark among the blocks
/// behind them, says so.
fn see_through(layers: &[u8], large: bool) -> bool {
    let mut cursor = Cursor::new(layers);
    let length = cursor.uint_be(if large { 8 } else { 4 }).unwrap_or(0);
    let negative = length > 0 && cursor.u16_be().is_ok_and(|count| count & 0x8000 != 0);
    negative || [&b"8BIMMtrn"[..], b"8BIMMt16"].iter().any(|mark| contains(layers, mark))
}

pub(super) fn read(file: &[u8]) -> Result<Facts, Fault> {
    let document = Document::read(file)?;
    let icc = document.resource(ICC).filter(|icc| icc.len() <= ICC_BYTES_MAX).map(<[u8]>::to_vec);
    let mut facts = Facts {
        width_px: document.width_px,
        height_px: document.height_px,
        bit_depth: document.depth.max(8),
        has_alpha: document.has_alpha,
        has_metadata: PRIVATE.iter().any(|id| document.resource(*id).is_some()),
        color: match (document.mode, icc) {
            (Mode::Cmyk, icc) => ColorFacts::Cmyk(icc),
            (_, Some(icc)) => ColorFacts::Icc(icc),
            (_, None) => ColorFacts::Assumed,
        },
        ..Facts::default()
    };
    if let Some(block) = document.resource(EXIF) {
        // Why the orientation isn't taken: Photoshop has turned the pixels when it opened the photograph.
        let exif = exif::read_block(block);
        facts.has_gps = exif.has_gps;
        facts.taken_at = exif.taken_at;
    }
    facts.has_gps |= document.resource(XMP).is_some_and(|xmp| contains(xmp, b"GPSLatitude"));
    Ok(facts)
}
