//! WebP's chunks: size, frames, colour, private data, and whether the file is whole.

use super::bytes::{Cursor, contains};
use super::exif;
use super::still::{ColorFacts, Facts};
use crate::error::Fault;
use crate::limit::ICC_BYTES_MAX;

pub(crate) fn read(file: &[u8]) -> Result<Facts, Fault> {
    let mut cursor = Cursor::new(file);
    cursor.skip(4)?;
    let length = cursor.u32_le()? as usize;
    if length.checked_add(8).is_none_or(|whole| whole > file.len() + 1) {
        return Err(Fault::damaged("the picture is cut off"));
    }
    cursor.skip(4)?;
    let mut facts = Facts::default();
    let (mut frames, mut delay_ms) = (0_u32, 0_u64);
    while cursor.remaining() >= 8 {
        let name = cursor.u32_be()?.to_be_bytes();
        let size = cursor.u32_le()? as usize;
        let content = cursor.take(size)?;
        // Why not an error: the last padding byte is missing in files that everybody shows.
        let _padding = cursor.take(size % 2);
        let mut body = Cursor::new(content);
        match &name {
            b"VP8X" => {
                facts.has_alpha = body.u8()? & 0x10 != 0;
                body.skip(3)?;
                facts.width_px = body.u24_le()? + 1;
                facts.height_px = body.u24_le()? + 1;
            }
            b"VP8 " if facts.width_px == 0 => {
                body.skip(6)?;
                facts.width_px = u32::from(body.u16_le()? & 0x3FFF);
                facts.height_px = u32::from(body.u16_le()? & 0x3FFF);
            }
            b"VP8L" if facts.width_px == 0 => {
                body.skip(1)?;
                let bits = body.u32_le()?;
                facts.width_px = (bits & 0x3FFF) + 1;
                facts.height_px = ((bits >> 14) & 0x3FFF) + 1;
                facts.has_alpha = bits >> 28 & 1 == 1;
            }
            b"ANMF" => {
                frames += 1;
                body.skip(12)?;
                delay_ms += u64::from(body.u24_le()?);
            }
            b"ICCP" if content.len() <= ICC_BYTES_MAX => facts.color = ColorFacts::Icc(content.to_vec()),
            b"EXIF" => {
                let exif = exif::read_block(content.strip_prefix(b"Exif\0\0").unwrap_or(content));
                facts.orientation = exif.orientation.unwrap_or(facts.orientation);
                facts.has_gps |= exif.has_gps;
                facts.taken_at = exif.taken_at;
                facts.has_metadata = true;
            }
            b"XMP " => {
                facts.has_gps |= contains(content, b"GPSLatitude");
                facts.has_metadata = true;
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ICCP" => {}
            _ => facts.has_metadata = true,
        }
    }
    if frames > 1 {
        facts.frames = frames;
        facts.duration_ms = Some(delay_ms);
    }
    Ok(facts)
}
