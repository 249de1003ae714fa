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

fn reader() -> exif::Reader {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    reader
}

fn facts(read: Result<Exif, exif::Error>) -> ExifFacts {
    let exif = read.or_else(|error| error.distill_partial_result(|_| ()));
    let Ok(exif) = exif else { return ExifFacts::default() };
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
