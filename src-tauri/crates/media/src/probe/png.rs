//! PNG's chunks: size, depth, frames, private data, and whether the file is whole.

use super::bytes::{Cursor, contains};
use super::exif;
use super::still::{ColorFacts, Facts};
use crate::error::Fault;

/// One chunk of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk<'a> {
    /// Its four letters.
    pub(crate) name: [u8; 4],
    /// Its content.
    pub(crate) body: &'a [u8],
    /// Length, letters, content and checksum.
    pub(crate) whole: &'a [u8],
}

/// Whether a chunk is needed to show the picture.
pub(crate) fn shows(chunk: &Chunk<'_>) -> bool {
    let known: [&[u8; 4]; 15] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
        b"pHYs", b"acTL", b"fcTL", b"fdAT",
    ];
    known.contains(&&chunk.name)
}

/// The chunks up to the end, and whatever follows.
///
/// # Errors
/// When the file ends before its end chunk: it was cut off.
pub(crate) fn chunks(file: &[u8]) -> Result<(Vec<Chunk<'_>>, &[u8]), Fault> {
    let mut cursor = Cursor::new(file);
    cursor.skip(8)?;
    let mut found = Vec::new();
    loop {
        let start = cursor.position();
        let length = cursor.u32_be()? as usize;
        let name = cursor.u32_be()?.to_be_bytes();
        let body = cursor.take(length)?;
        cursor.skip(4)?;
        let whole = file.get(start..cursor.position()).unwrap_or_default();
        found.push(Chunk { name, body, whole });
        if &name == b"IEND" {
            return Ok((found, file.get(cursor.position()..).unwrap_or_default()));
        }
    }
}

pub(crate) fn read(file: &[u8]) -> Result<Facts, Fault> {
    let (chunks, rest) = chunks(file)?;
    let mut facts = Facts { has_metadata: !rest.is_empty(), ..Facts::default() };
    let mut delay_ms = 0;
    for chunk in &chunks {
        facts.has_metadata |= !shows(chunk);
        let mut body = Cursor::new(chunk.body);
        match &chunk.name {
            b"IHDR" => {
                facts.width_px = body.u32_be()?;
                facts.height_px = body.u32_be()?;
                facts.bit_depth = body.u8()?;
                let kind = body.u8()?;
                facts.has_alpha = matches!(kind, 4 | 6);
                if kind == 3 {
                    facts.bit_depth = 8;
                }
            }
            b"tRNS" => facts.has_alpha = true,
            b"acTL" => facts.frames = body.u32_be()?,
            b"fcTL" => {
                body.skip(20)?;
                let (share, of) = (u64::from(body.u16_be()?), u64::from(body.u16_be()?));
                delay_ms += share * 1000 / if of == 0 { 100 } else { of };
            }
            b"cICP" => {
                let (primaries, transfer) = (body.u8()?, body.u8()?);
                facts.color = ColorFacts::Cicp { primaries, transfer };
            }
            b"eXIf" => {
                let exif = exif::read_block(chunk.body);
                facts.orientation = exif.orientation.unwrap_or(facts.orientation);
                facts.has_gps |= exif.has_gps;
                facts.taken_at = exif.taken_at;
            }
            b"iTXt" | b"tEXt" => facts.has_gps |= contains(chunk.body, b"GPSLatitude"),
            _ => {}
        }
    }
    if facts.frames > 1 {
        facts.duration_ms = Some(delay_ms);
    }
    Ok(facts)
}
