//! JPEG's segments: size, colour, private data, and whether the file is whole.

use super::bytes::{Cursor, contains};
use super::still::{ColorFacts, Facts};
use super::{exif, phone};
use crate::error::Fault;
use crate::limit::ICC_BYTES_MAX;

pub(super) const EXIF: &[u8] = b"Exif\0\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
pub(super) const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const MULTI_PICTURE: &[u8] = b"MPF\0";

/// The marker that a picture begins with.
const START: u8 = 0xD8;

/// Most bytes that are passed over between two segments: with more, something is lost.
const BETWEEN_BYTES_MAX: usize = 64;

/// Most segments that are looked at; real files have some dozens, progressive ones with a scan for each bit hundreds.
const SEGMENTS_MAX: usize = 65_536;

/// The marker of a scan's header.
const SCAN: u8 = 0xDA;

/// One segment of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment<'a> {
    /// The byte after 0xFF.
    pub(crate) marker: u8,
    /// What follows the length; empty for markers without one.
    pub(crate) body: &'a [u8],
    /// Marker, length, body and, after a scan's header, the scan itself.
    pub(crate) whole: &'a [u8],
    /// Where the body begins in the file.
    pub(crate) body_at: usize,
}

impl Segment<'_> {
    /// Whether it is a frame header: how large the picture is, and how many channels it has.
    const fn is_frame(&self) -> bool {
        matches!(self.marker, 0xC0..=0xCF) && !matches!(self.marker, 0xC4 | 0xC8 | 0xCC)
    }
}

/// Whether a segment is needed to show the picture: everything but comments and application
/// data, of which JFIF, the colour profile and Adobe's colour transform count.
pub(crate) fn shows(segment: &Segment<'_>) -> bool {
    match segment.marker {
        0xE0 => segment.body.starts_with(b"JFIF\0"),
        0xE2 => segment.body.starts_with(ICC),
        0xEE => segment.body.starts_with(b"Adobe"),
        0xE1..=0xEF | 0xFE => false,
        _ => true,
    }
}

/// The segments up to the end marker, and whatever follows it.
///
/// # Errors
/// When the file ends before its end marker: it was cut off.
pub(crate) fn segments(file: &[u8]) -> Result<(Vec<Segment<'_>>, &[u8]), Fault> {
    let mut cursor = Cursor::new(file);
    cursor.skip(2)?;
    let mut found = Vec::new();
    loop {
        let Some(segment) = next(&mut cursor, file)? else {
            let rest = file.get(cursor.position()..).unwrap_or_default();
            return Ok((found, rest));
        };
        if segment.marker == SCAN {
            skip_scan(&mut cursor, file)?;
        }
        // Why: what begins anew is another picture, and the end of the first is missing.
        if segment.marker == START || found.len() >= SEGMENTS_MAX {
            return Err(Fault::damaged("the picture is cut off"));
        }
        let start = segment.body_at - (segment.whole.len() - segment.body.len());
        found.push(Segment { whole: file.get(start..cursor.position()).unwrap_or_default(), ..segment });
    }
}

/// The segments before the first scan, which are all that the beginning of a file has to hold.
///
/// # Errors
/// When the bytes end before the scan begins.
fn before_scan(head: &[u8]) -> Result<Vec<Segment<'_>>, Fault> {
    let mut cursor = Cursor::new(head);
    cursor.skip(2)?;
    let mut found = Vec::new();
    while let Some(segment) = next(&mut cursor, head)? {
        found.push(segment);
        if segment.marker == SCAN {
            return Ok(found);
        }
    }
    Err(Fault::damaged("the picture is cut off"))
}

/// The next segment, without what follows a scan's header; none at the end marker.
fn next<'a>(cursor: &mut Cursor<'a>, file: &'a [u8]) -> Result<Option<Segment<'a>>, Fault> {
    // Why skipped: old versions of Photoshop and some cameras leave bytes between segments; every decoder passes
    // over them, and so does what we write.
    let first = cursor.position();
    let (mut start, mut before) = (first, 0);
    let marker = loop {
        let byte = cursor.u8()?;
        if before == 0xFF && !matches!(byte, 0x00 | 0xFF) {
            break byte;
        }
        if byte == 0xFF && before != 0xFF {
            start = cursor.position() - 1;
        }
        if cursor.position() - first > BETWEEN_BYTES_MAX {
            return Err(Fault::damaged("a JPEG marker is missing"));
        }
        before = byte;
    };
    let mut body: &[u8] = &[];
    let mut body_at = cursor.position();
    match marker {
        0xD9 => return Ok(None),
        0x01 | 0xD0..=0xD8 => {}
        _ => {
            let length = usize::from(cursor.u16_be()?);
            body_at = cursor.position();
            body = cursor
                .take(length.checked_sub(2).ok_or_else(|| Fault::damaged("a JPEG length is wrong"))?)?;
        }
    }
    let whole = file.get(start..cursor.position()).unwrap_or_default();
    Ok(Some(Segment { marker, body, whole, body_at }))
}

/// Moves to the next marker that is neither a stuffed byte nor a restart.
fn skip_scan(cursor: &mut Cursor<'_>, file: &[u8]) -> Result<(), Fault> {
    let rest = file.get(cursor.position()..).unwrap_or_default();
    let is_marker =
        |at: &usize| rest.get(at + 1).is_some_and(|kind| !matches!(kind, 0x00 | 0xFF | 0xD0..=0xD7));
    let next = memchr::memchr_iter(0xFF, rest)
        .find(is_marker)
        .ok_or_else(|| Fault::damaged("the picture is cut off"))?;
    cursor.skip(next)
}

pub(crate) fn read(file: &[u8]) -> Result<Facts, Fault> {
    let (segments, rest) = segments(file)?;
    let mut facts = facts(&segments)?;
    facts.has_metadata |= !rest.is_empty();
    facts.inside.gain_map |= phone::is_gain_map(rest);
    if !rest.is_empty() {
        let xmp = segments.iter().find(|s| s.marker == 0xE1 && s.body.starts_with(XMP));
        facts.film = phone::film(file, xmp.map_or(&[], |segment| segment.body));
    }
    Ok(facts)
}

/// What stands before the pixels.
#[derive(Debug)]
pub(crate) struct Head<'a> {
    pub(crate) facts: Facts,
    /// The EXIF block, without its mark.
    pub(crate) exif: Option<&'a [u8]>,
    /// The list of further pictures in the file (CIPA DC-007), and where it begins: places in it count from there.
    pub(crate) pictures: Option<(&'a [u8], usize)>,
}

/// Reads the beginning of a file.
///
/// # Errors
/// When it is damaged, or the pixels begin later.
pub(crate) fn read_head(head: &[u8]) -> Result<Head<'_>, Fault> {
    let segments = before_scan(head)?;
    let body = |marker: u8, mark: &[u8]| {
        let found = segments.iter().find(|s| s.marker == marker && s.body.starts_with(mark));
        found.map(|s| (&s.body[mark.len()..], s.body_at + mark.len()))
    };
    let (exif, pictures) = (body(0xE1, EXIF).map(|(block, _)| block), body(0xE2, MULTI_PICTURE));
    Ok(Head { facts: facts(&segments)?, exif, pictures })
}

/// What a JPEG's frame header says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// As it is stored, px.
    pub(crate) size_px: (u32, u32),
    /// 1 for grey, 3 for colours, 4 for inks.
    pub(crate) components: u8,
    bit_depth: u8,
}

impl Frame {
    fn read(segment: &Segment<'_>) -> Result<Self, Fault> {
        let mut body = Cursor::new(segment.body);
        let bit_depth = body.u8()?;
        let (height_px, width_px) = (body.u16_be()?.into(), body.u16_be()?.into());
        Ok(Self { size_px: (width_px, height_px), components: body.u8()?, bit_depth })
    }
}

/// Reads the frame header alone.
///
/// # Errors
/// When the file is damaged.
pub(crate) fn frame(file: &[u8]) -> Result<Frame, Fault> {
    let segments = before_scan(file)?;
    let found = segments.iter().find(|segment| segment.is_frame());
    Frame::read(found.ok_or_else(no_picture)?)
}

fn no_picture() -> Fault {
    Fault::damaged("the JPEG has no picture")
}

fn facts(segments: &[Segment<'_>]) -> Result<Facts, Fault> {
    let mut facts = Facts::default();
    let mut profile: Vec<(u8, &[u8])> = Vec::new();
    let mut components = 0;
    let mut adobe_rgb = false;
    for segment in segments {
        facts.has_metadata |= !shows(segment);
        match segment.marker {
            _ if segment.is_frame() => {
                let frame = Frame::read(segment)?;
                facts.bit_depth = frame.bit_depth;
                (facts.width_px, facts.height_px) = frame.size_px;
                components = frame.components;
            }
            0xE1 if segment.body.starts_with(EXIF) => {
                let exif = exif::read_block(&segment.body[EXIF.len()..]);
                facts.orientation = exif.orientation.unwrap_or(facts.orientation);
                facts.has_gps |= exif.has_gps;
                facts.taken_at = exif.taken_at;
                adobe_rgb = exif.adobe_rgb;
                facts.inside.pair_id = exif.pair_id;
            }
            0xE1 if segment.body.starts_with(XMP) => {
                facts.has_gps |= contains(segment.body, b"GPSLatitude");
                facts.inside.gain_map |= phone::is_gain_map(segment.body);
            }
            0xE2 if segment.body.starts_with(ICC) && segment.body.len() > ICC.len() + 2 => {
                profile.push((segment.body[ICC.len()], &segment.body[ICC.len() + 2..]));
            }
            0xE2 if phone::is_gain_map(segment.body) => facts.inside.gain_map = true,
            _ => {}
        }
    }
    if components == 0 {
        return Err(no_picture());
    }
    if !segments.iter().any(|segment| segment.marker == SCAN) {
        return Err(Fault::damaged("the picture is cut off"));
    }
    facts.color = color(profile, components, adobe_rgb);
    Ok(facts)
}

fn color(mut profile: Vec<(u8, &[u8])>, components: u8, adobe_rgb: bool) -> ColorFacts {
    profile.sort_by_key(|(number, _)| *number);
    let icc: Vec<u8> = profile.into_iter().flat_map(|(_, part)| part.iter().copied()).collect();
    let icc = (!icc.is_empty() && icc.len() <= ICC_BYTES_MAX).then_some(icc);
    match (icc, components) {
        (icc, 4) => ColorFacts::Cmyk(icc),
        (Some(icc), _) => ColorFacts::Icc(icc),
        (None, _) if adobe_rgb => ColorFacts::AdobeRgb,
        (None, _) => ColorFacts::Assumed,
    }
}
