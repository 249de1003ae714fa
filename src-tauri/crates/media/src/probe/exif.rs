//! What a camera wrote beside the pixels.

use std::io::Cursor;

use exif::{Exif, In, Tag, Value};

use super::phone;

/// The facts that matter to us; everything else in EXIF only counts as private.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExifFacts {
    /// EXIF orientation 1 to 8, if it is written.
    pub(crate) orientation: Option<u8>,
    /// Whether a place is written.
    pub(crate) has_gps: bool,
    /// When it was taken, `2026-11-23T18:30:00`.
    pub(crate) taken_at: Option<String>,
    /// Whether the colours are Adobe RGB (DCF option file), which cameras write without a profile.
    pub(crate) adobe_rgb: bool,
    /// What ties a live photo to its film.
    pub(crate) pair_id: Option<String>,
}

/// Reads a bare EXIF block (a TIFF structure). A damaged one gives what could be read.
pub(crate) fn read_block(block: &[u8]) -> ExifFacts {
    facts(reader().read_raw(block.to_vec()))
}

/// Finds and reads EXIF in a TIFF or HEIF file.
pub(crate) fn read_container(file: &[u8]) -> Option<ExifFacts> {
    match reader().read_from_container(&mut Cursor::new(file)) {
        Err(exif::Error::NotFound(_) | exif::Error::InvalidFormat(_)) => None,
        found => Some(facts(found)),
    }
}

/// Author and copyright in a bare EXIF block, in bytes of no sure encoding.
pub(crate) fn credit_of_block(block: &[u8]) -> [Option<Vec<u8>>; 2] {
    known(reader().read_raw(block.to_vec())).map(|exif| credit(&exif)).unwrap_or_default()
}

/// The same in the EXIF of a file.
pub(crate) fn credit_of_container(file: &[u8]) -> [Option<Vec<u8>>; 2] {
    known(reader().read_from_container(&mut Cursor::new(file))).map(|exif| credit(&exif)).unwrap_or_default()
}

fn credit(exif: &Exif) -> [Option<Vec<u8>>; 2] {
    [Tag::Artist, Tag::Copyright].map(|tag| {
        let Value::Ascii(texts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
        // Why several: a copyright is the photographer's, then the editor's. One that is left out is a blank.
        let said: Vec<&[u8]> =
            texts.iter().map(|text| text.trim_ascii()).filter(|text| !text.is_empty()).collect();
        Some(said.join(&b", "[..]))
    })
}

/// A picture that the camera made beside the large one, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beside {
    /// A JPEG.
    pub(crate) file: Vec<u8>,
    /// Its own orientation, where that differs from the large picture's: one of the two was turned later.
    pub(crate) turned: bool,
    /// Size that the camera wrote down for the large picture, px.
    pub(crate) whole_px: Option<(u32, u32)>,
}

/// The small picture in a bare EXIF block.
pub(crate) fn thumbnail_of_block(block: &[u8]) -> Option<Beside> {
    thumbnail(&known(reader().read_raw(block.to_vec()))?)
}

/// The small picture in the EXIF of a TIFF or HEIF file.
pub(crate) fn thumbnail_of_container(file: &[u8]) -> Option<Beside> {
    thumbnail(&known(reader().read_from_container(&mut Cursor::new(file)))?)
}

fn thumbnail(exif: &Exif) -> Option<Beside> {
    let number = |tag, ifd| exif.get_field(tag, ifd).and_then(|field| field.value.get_uint(0));
    let place = |tag| number(tag, In::THUMBNAIL).and_then(|number| usize::try_from(number).ok());
    let start = place(Tag::JPEGInterchangeFormat)?;
    let end = start.checked_add(place(Tag::JPEGInterchangeFormatLength)?)?;
    let own = number(Tag::Orientation, In::THUMBNAIL);
    let sides = (number(Tag::PixelXDimension, In::PRIMARY), number(Tag::PixelYDimension, In::PRIMARY));
    Some(Beside {
        file: exif.buf().get(start..end)?.to_vec(),
        turned: own.is_some_and(|own| Some(own) != number(Tag::Orientation, In::PRIMARY)),
        whole_px: sides.0.zip(sides.1).filter(|(width, height)| *width > 0 && *height > 0),
    })
}

/// The places of the pictures that a list of further pictures (CIPA DC-007) calls previews: start, counted from the
/// list's beginning, and length, bytes.
pub(crate) fn previews(list: &[u8]) -> Vec<(usize, usize)> {
    /// The list's entries, 16 bytes each: attributes, length, place, dependents.
    const ENTRIES: Tag = Tag(exif::Context::Tiff, 0xB002);
    /// Kinds of pictures: previews of the size of a small and of a large screen.
    const PREVIEWS: [u32; 2] = [0x01_0001, 0x01_0002];
    let Some(exif) = known(reader().read_raw(list.to_vec())) else { return Vec::new() };
    let Some(Value::Undefined(entries, _)) = exif.get_field(ENTRIES, In::PRIMARY).map(|field| &field.value)
    else {
        return Vec::new();
    };
    let word = |bytes: &[u8]| {
        let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
        if exif.little_endian() { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }
    };
    let found = entries.chunks_exact(16).filter(|entry| PREVIEWS.contains(&(word(entry) & 0x00FF_FFFF)));
    found.map(|entry| (word(&entry[8..]) as usize, word(&entry[4..]) as usize)).collect()
}

/// What could be read of a damaged block counts as well.
fn known(read: Result<Exif, exif::Error>) -> Option<Exif> {
    read.or_else(|error| error.distill_partial_result(|_| ())).ok()
}

fn reader() -> exif::Reader {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    reader
}

fn facts(read: Result<Exif, exif::Error>) -> ExifFacts {
    let Some(exif) = known(read) else { return ExifFacts::default() };
    let number = |tag| exif.get_field(tag, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    let orientation = number(Tag::Orientation).and_then(|o| u8::try_from(o).ok());
    let place = [Tag::GPSLatitude, Tag::GPSLongitude, Tag::GPSDestLatitude, Tag::GPSAreaInformation];
    let interop = exif.get_field(Tag::InteroperabilityIndex, In::PRIMARY).map(|field| &field.value);
    let note = exif.get_field(Tag::MakerNote, In::PRIMARY).map(|field| &field.value);
    ExifFacts {
        orientation: orientation.filter(|o| (1..=8).contains(o)),
        has_gps: place.iter().any(|tag| exif.get_field(*tag, In::PRIMARY).is_some()),
        taken_at: [Tag::DateTimeOriginal, Tag::DateTimeDigitized, Tag::DateTime]
            .iter()
            .find_map(|tag| exif.get_field(*tag, In::PRIMARY).and_then(|field| taken_at(&field.value))),
        pair_id: if let Some(Value::Undefined(note, _)) = note { phone::pair_id(note) } else { None },
        adobe_rgb: matches!(interop, Some(Value::Ascii(text)) if text.iter().any(|t| t.starts_with(b"R03"))),
    }
}

/// `2026:11:23 18:30:00` as ISO 8601 without a zone.
fn taken_at(value: &Value) -> Option<String> {
    let Value::Ascii(texts) = value else { return None };
    let at = exif::DateTime::from_ascii(texts.first()?).ok()?;
    (at.year > 0 && (1..=12).contains(&at.month) && (1..=31).contains(&at.day)).then(|| {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            at.year, at.month, at.day, at.hour, at.minute, at.second
        )
    })
}
