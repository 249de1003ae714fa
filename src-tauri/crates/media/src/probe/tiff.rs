//! TIFF's directories: one for each page. The `image` crate reads the first; for another we hand it the
//! file with that one put first.

use std::io::Cursor as Seekable;

use tiff::ColorType;
use tiff::decoder::{Decoder, Limits};
use tiff::tags::Tag;

use super::bytes::Cursor;
use super::still::{ColorFacts, Facts};
use crate::error::Fault;
use crate::limit::{DECODE_ALLOC_BYTES_MAX, ICC_BYTES_MAX, PAGES_MAX};

/// Tag that says whether a directory is a page or only serves one (TIFF 6.0, NewSubfileType).
const SUBFILE_TYPE: u64 = 254;

/// Most entries of one directory that are looked at; real ones have some dozens.
const ENTRIES_MAX: u64 = 4096;

/// Bits of it: a reduced copy of another picture; a mask of one.
const NO_PAGE: u64 = 0b101;

/// How the numbers of a file are laid out.
#[derive(Clone, Copy)]
struct Layout {
    little: bool,
    /// BigTIFF: offsets of eight bytes.
    big: bool,
}

impl Layout {
    fn of(file: &[u8]) -> Result<Self, Fault> {
        let little = file.starts_with(b"II");
        let version = Self { little, big: false }.number(file, 2, 2)?;
        Ok(Self { little, big: version == 43 })
    }

    fn number(self, file: &[u8], at: u64, bytes: usize) -> Result<u64, Fault> {
        let at = usize::try_from(at).map_err(Fault::damaged)?;
        let mut cursor = Cursor::new(file.get(at..).unwrap_or_default());
        let value = cursor.take(bytes)?;
        let join = |value: u64, byte: &u8| (value << 8) | u64::from(*byte);
        Ok(if self.little { value.iter().rev().fold(0, join) } else { value.iter().fold(0, join) })
    }

    /// Where the header names the first directory, and how long such a name is, bytes.
    const fn first(self) -> (usize, usize) {
        if self.big { (8, 8) } else { (4, 4) }
    }

    /// Whether the directory at `at` is a page, and where the next one lies; 0 for none.
    fn directory(self, file: &[u8], at: u64) -> Result<(bool, u64), Fault> {
        let (head, entry, word) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(file, at, head)?;
        let entries = at + head as u64;
        let mut page = true;
        for index in 0..count.min(ENTRIES_MAX) {
            let start = entries + index * entry;
            if self.number(file, start, 2)? == SUBFILE_TYPE {
                page = self.number(file, start + 4 + word as u64, 4)? & NO_PAGE == 0;
            }
        }
        let end = count.checked_mul(entry).and_then(|length| entries.checked_add(length));
        let end = end.ok_or_else(|| Fault::damaged("a directory has an impossible size"))?;
        Ok((page, self.number(file, end, word)?))
    }
}

/// Where the directories of the pages lie. A chain that breaks off or bites its tail ends there.
fn directories(file: &[u8]) -> Result<Vec<u64>, Fault> {
    let layout = Layout::of(file)?;
    let (at, length) = layout.first();
    let mut next = layout.number(file, at as u64, length)?;
    let (mut pages, mut seen) = (Vec::new(), Vec::new());
    while next != 0 && !seen.contains(&next) && seen.len() < PAGES_MAX {
        let Ok((page, after)) = layout.directory(file, next) else { break };
        seen.push(next);
        if page {
            pages.push(next);
        }
        next = after;
    }
    // Why: a file of nothing but reduced copies is shown by its first.
    if pages.is_empty() {
        pages.extend(seen.first());
    }
    Ok(pages)
}

/// How many pages there are; 1 for a file that names none.
pub(super) fn pages(file: &[u8]) -> Result<u32, Fault> {
    Ok(u32::try_from(directories(file)?.len()).unwrap_or(u32::MAX).max(1))
}

/// The file with a page, counted from 1, put first.
pub(super) fn at_page(mut file: Vec<u8>, page: u32) -> Result<Vec<u8>, Fault> {
    let pages = directories(&file)?;
    let layout = Layout::of(&file)?;
    let index = usize::try_from(page).unwrap_or(usize::MAX).wrapping_sub(1);
    let offset = *pages.get(index).ok_or(Fault::NoSuchPage { page, pages: pages.len() as u32 })?;
    let (at, length) = layout.first();
    let bytes = if layout.little { offset.to_le_bytes() } else { offset.to_be_bytes() };
    let bytes = if layout.little { &bytes[..length] } else { &bytes[8 - length..] };
    file.get_mut(at..at + length)
        .ok_or_else(|| Fault::damaged("the file ends too early"))?
        .copy_from_slice(bytes);
    Ok(file)
}

/// A decoder of the first page, under limits.
pub(crate) fn decoder(file: &[u8]) -> Result<Decoder<Seekable<&[u8]>>, Fault> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = usize::try_from(DECODE_ALLOC_BYTES_MAX).unwrap_or(usize::MAX);
    limits.intermediate_buffer_size = limits.decoding_buffer_size;
    limits.ifd_value_size = ICC_BYTES_MAX;
    Ok(Decoder::new(Seekable::new(file)).map_err(Fault::damaged)?.with_limits(limits))
}

/// Whether the first page's colours are stored times how much of them can be seen (TIFF 6.0, ExtraSamples 1).
pub(crate) fn is_alpha_multiplied(file: &[u8]) -> bool {
    let kinds =
        decoder(file).and_then(|mut found| found.get_tag_u16_vec(Tag::ExtraSamples).map_err(Fault::damaged));
    kinds.is_ok_and(|kinds| kinds.first() == Some(&1))
}

/// The facts of a first page of a kind that the `image` crate doesn't know and ffmpeg reads right (beside Pillow, over
/// Pillow's own files): one channel, of few bits or of a palette, or faxed. None of another: ffmpeg makes other
/// colours of separate planes, of JPEG inside and of turned bits, and says nothing.
pub(super) fn of_one_channel(file: &[u8]) -> Result<Option<Facts>, Fault> {
    let mut decoder = decoder(file)?;
    let mut number = |tag| decoder.get_tag_u32(tag).ok();
    let (samples, order) = (number(Tag::SamplesPerPixel), number(Tag::FillOrder));
    let bits = number(Tag::BitsPerSample).unwrap_or(1);
    if samples.unwrap_or(1) != 1 || order.unwrap_or(1) != 1 || bits > 16 {
        return Ok(None);
    }
    let (width_px, height_px) = decoder.dimensions().map_err(Fault::damaged)?;
    let bit_depth = bits.max(8) as u8;
    Ok(Some(Facts { width_px, height_px, bit_depth, by_ffmpeg: true, ..Facts::default() }))
}

/// The facts of a first page in inks, which the `image` crate would mix by itself; none of another.
pub(super) fn inks(file: &[u8]) -> Result<Option<Facts>, Fault> {
    let mut decoder = decoder(file)?;
    let Ok(ColorType::CMYK(bit_depth @ (8 | 16)) | ColorType::CMYKA(bit_depth @ (8 | 16))) =
        decoder.colortype()
    else {
        return Ok(None);
    };
    let (width_px, height_px) = decoder.dimensions().map_err(Fault::damaged)?;
    let icc = decoder.get_tag_u8_vec(Tag::IccProfile).ok();
    Ok(Some(Facts { width_px, height_px, bit_depth, color: ColorFacts::Cmyk(icc), ..Facts::default() }))
}
