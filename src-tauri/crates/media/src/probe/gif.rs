//! GIF's blocks: size, frames and their time.

use super::bytes::Cursor;
use super::still::Facts;
use crate::error::Fault;

pub(crate) fn read(file: &[u8]) -> Result<Facts, Fault> {
    let mut cursor = Cursor::new(file);
    cursor.skip(6)?;
    let mut facts = Facts { frames: 0, ..Facts::default() };
    facts.width_px = cursor.u16_le()?.into();
    facts.height_px = cursor.u16_le()?.into();
    let packed = cursor.u8()?;
    cursor.skip(2)?;
    skip_palette(&mut cursor, packed)?;
    let mut delay_ms = 0_u64;
    loop {
        match cursor.u8()? {
            0x3B => break,
            0x2C => {
                cursor.skip(8)?;
                let packed = cursor.u8()?;
                skip_palette(&mut cursor, packed)?;
                cursor.skip(1)?;
                skip_blocks(&mut cursor)?;
                facts.frames += 1;
            }
            0x21 => match cursor.u8()? {
                0xF9 => {
                    cursor.skip(1)?;
                    facts.has_alpha |= cursor.u8()? & 1 == 1;
                    // Why 100 ms: every browser plays frames without a delay at that pace.
                    let delay = u64::from(cursor.u16_le()?) * 10;
                    delay_ms += if delay < 20 { 100 } else { delay };
                    cursor.skip(1)?;
                    skip_blocks(&mut cursor)?;
                }
                label => {
                    let first = cursor;
                    skip_blocks(&mut cursor)?;
                    facts.has_metadata |= label == 0xFE || (label == 0xFF && !is_loop(first));
                }
            },
            _ => return Err(Fault::damaged("a GIF block is wrong")),
        }
    }
    if facts.frames == 0 {
        return Err(Fault::damaged("the GIF has no picture"));
    }
    if facts.frames > 1 {
        facts.duration_ms = Some(delay_ms);
    }
    Ok(facts)
}

/// Whether an application block only says how often to repeat.
fn is_loop(mut cursor: Cursor<'_>) -> bool {
    cursor.u8().and_then(|length| cursor.take(length.into())).is_ok_and(|id| id.starts_with(b"NETSCAPE2.0"))
}

fn skip_palette(cursor: &mut Cursor<'_>, packed: u8) -> Result<(), Fault> {
    if packed & 0x80 == 0 { Ok(()) } else { cursor.skip(3 << ((packed & 7) + 1)) }
}

fn skip_blocks(cursor: &mut Cursor<'_>) -> Result<(), Fault> {
    loop {
        match cursor.u8()? {
            0 => return Ok(()),
            length => cursor.skip(length.into())?,
        }
    }
}
