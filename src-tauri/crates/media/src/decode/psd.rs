//! The flattened picture of a Photoshop document: channel after channel, raw or packed.

use rayon::prelude::*;

use super::depth;
use crate::error::Fault;
use crate::pixels::{Channels, Pixels};
use crate::probe::bytes::Cursor;
use crate::probe::psd::{Document, Mode};

pub(super) fn decode(file: &[u8]) -> Result<Pixels, Fault> {
    let document = Document::read(file)?;
    let rows = Rows::of(&document)?;
    let channels = match (document.mode, document.has_alpha) {
        // Why without its transparency: inks are laid on paper.
        (Mode::Cmyk, _) => Channels::Cmyk,
        (_, true) => Channels::Rgba,
        (_, false) => Channels::Rgb,
    };
    let mut pixels = Pixels::blank(document.width_px, document.height_px, channels);
    let row_bytes = pixels.row_bytes();
    pixels.data.par_chunks_mut(row_bytes).enumerate().try_for_each_init(Vec::new, |plain, (y, row)| {
        fill(&document, &rows, y, row, channels.count(), plain)
    })?;
    if channels == Channels::Rgba {
        pixels.data.par_chunks_exact_mut(4).for_each(lift_off_white);
    }
    Ok(pixels)
}

/// Where the stored rows lie: all rows of the first channel, then of the next.
struct Rows<'a> {
    stored: Vec<&'a [u8]>,
    packed: bool,
    /// Length of a row once it is unpacked, bytes.
    plain_bytes: usize,
}

impl<'a> Rows<'a> {
    fn of(document: &Document<'a>) -> Result<Self, Fault> {
        let mut cursor = Cursor::new(document.image);
        let compression = cursor.u16_be()?;
        // Why only these: a document may end before channels that nobody needs.
        let needed = document.height_px as usize * (document.mode.colors() + usize::from(document.has_alpha));
        let count = document.height_px as usize * document.channels;
        let plain_bytes = (document.width_px as usize * usize::from(document.depth)).div_ceil(8);
        let lengths: Vec<usize> = match compression {
            0 => vec![plain_bytes; needed],
            1 => {
                let width = if document.large { 4 } else { 2 };
                let mut table = Cursor::new(cursor.take(count * width)?);
                (0..count)
                    .map(|_| table.uint_be(width).map(|length| length as usize))
                    .collect::<Result<_, _>>()?
            }
            _ => return Err(Fault::Unsupported { found: "Photoshop, compressed by ZIP".to_owned() }),
        };
        let stored =
            lengths.iter().take(needed).map(|length| cursor.take(*length)).collect::<Result<_, _>>()?;
        Ok(Self { stored, packed: compression == 1, plain_bytes })
    }
}

/// One row of the picture from the same row of each channel.
fn fill(
    document: &Document<'_>,
    rows: &Rows<'_>,
    y: usize,
    row: &mut [u8],
    count: usize,
    plain: &mut Vec<u8>,
) -> Result<(), Fault> {
    for channel in 0..document.mode.colors() + usize::from(count == 4 && document.has_alpha) {
        let stored = rows.stored[channel * document.height_px as usize + y];
        plain.clear();
        if rows.packed {
            unpack(stored, rows.plain_bytes, plain)?;
        } else {
            plain.extend_from_slice(stored);
        }
        let value = |x: usize| match document.depth {
            1 => 255 * u8::from(plain[x / 8] >> (7 - x % 8) & 1 == 0),
            16 => depth::eight(u16::from_be_bytes([plain[2 * x], plain[2 * x + 1]]), x, y),
            _ => plain[x],
        };
        let is_color = channel < document.mode.colors();
        for (x, pixel) in row.chunks_exact_mut(count).enumerate() {
            let value = value(x);
            match document.mode {
                Mode::Bitmap | Mode::Gray if is_color => pixel[..3].fill(value),
                Mode::Indexed if is_color => {
                    let color = [0, 256, 512].map(|plane| document.palette[plane + usize::from(value)]);
                    pixel[..3].copy_from_slice(&color);
                }
                Mode::Cmyk => pixel[channel] = 255 - value,
                Mode::Rgb if is_color => pixel[channel] = value,
                Mode::Bitmap | Mode::Gray | Mode::Indexed | Mode::Rgb => pixel[3] = value,
            }
        }
    }
    Ok(())
}

/// Undoes PackBits: a count and that many bytes, or a negative count and the byte to repeat.
fn unpack(packed: &[u8], plain_bytes: usize, plain: &mut Vec<u8>) -> Result<(), Fault> {
    let mut cursor = Cursor::new(packed);
    while plain.len() < plain_bytes {
        match cursor.u8()? {
            128 => {}
            count @ 0..=127 => plain.extend_from_slice(cursor.take(usize::from(count) + 1)?),
            count => {
                let byte = cursor.u8()?;
                plain.resize(plain.len() + 257 - usize::from(count), byte);
            }
        }
    }
    plain.truncate(plain_bytes);
    Ok(())
}

/// Photoshop lays the flattened colours on white, besides telling how see-through they are.
fn lift_off_white(pixel: &mut [u8]) {
    let alpha = i32::from(pixel[3]);
    if alpha == 0 || alpha == 255 {
        return;
    }
    for color in &mut pixel[..3] {
        let bare = (i32::from(*color) - (255 - alpha)) * 255;
        *color = ((bare + alpha / 2) / alpha).clamp(0, 255) as u8;
    }
}
