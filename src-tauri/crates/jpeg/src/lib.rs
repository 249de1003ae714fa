//! Writes JPEG (ITU-T T.81): baseline, 4:2:0, with Huffman tables made for the picture.
//!
//! Two things make its files smaller than libjpeg's at the same look: tables of quantisation that follow what the eye
//! sees, and a quantisation that drops what costs more bits than it shows. The work is cut into strips of 16 rows:
//! each is one task with its own small buffers, and what comes out of it are the words that Huffman's codes are made
//! for; the picture is never held a second time.
//!
//! Why a crate of its own: it is built with optimisation even for tests, and changes seldom.

mod bits;
mod color;
mod dct;
mod huffman;
mod quantize;
mod strip;
mod write;

use rayon::prelude::*;

pub use quantize::QUALITIES;

/// Longest side of a JPEG, px (T.81, B.2.2).
pub const SIDE_PX_MAX: u32 = 65_535;

/// What can't be written.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The picture has no pixels, or more on a side than a JPEG can have.
    #[error("{0} × {1} px is no size of a JPEG")]
    Size(u32, u32),
    /// The bytes aren't those of such a picture.
    #[error("{0} bytes for {1} × {2} px")]
    Length(usize, u32, u32),
    /// The quality isn't within [`QUALITIES`].
    #[error("{0} is no quality")]
    Quality(u8),
    /// The colour profile doesn't fit into one segment.
    #[error("a colour profile of {0} bytes")]
    Profile(usize),
}

/// A picture of red, green and blue, 8 bits each, rows from the top, without padding.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Three bytes a pixel.
    pub data: &'a [u8],
}

/// The file of a picture at a quality, with a colour profile (none: an empty one).
///
/// # Errors
/// See [`EncodeError`].
pub fn encode(picture: Picture<'_>, quality: u8, profile: &[u8]) -> Result<Vec<u8>, EncodeError> {
    let Picture { width, height, data } = picture;
    if width == 0 || height == 0 || width.max(height) > SIDE_PX_MAX {
        return Err(EncodeError::Size(width, height));
    }
    if data.len() as u64 != u64::from(width) * u64::from(height) * 3 {
        return Err(EncodeError::Length(data.len(), width, height));
    }
    if profile.len() > write::PROFILE_BYTES_MAX {
        return Err(EncodeError::Profile(profile.len()));
    }
    let tables = quantize::Tables::of(quality).ok_or(EncodeError::Quality(quality))?;
    let rows = width as usize * 3 * color::MCU_PX;
    let strips: Vec<strip::Strip> = data
        .par_chunks(rows)
        .map_init(strip::Scratch::default, |scratch, rows| strip::run(rows, width as usize, &tables, scratch))
        .collect();
    let codes = huffman::Codes::of(&strips);
    Ok(write::file(picture, &tables, profile, &codes, &strips))
}
