//! What phones put behind and beside a photograph: the film of a motion photo, the gain map of an HDR
//! picture, the identifier that ties a live photo's two files together.

use std::ops::Range;

use super::bytes::{Cursor, contains};

/// Samsung's mark in front of the film.
const SAMSUNG: &[u8] = b"MotionPhoto_Data";

/// Where the film of a motion photo lies: behind the picture, as XMP or Samsung's mark says.
pub(crate) fn film(file: &[u8], xmp: &[u8]) -> Option<Range<usize>> {
    let from_end = directory(xmp).or_else(|| attribute(xmp, b"MicroVideoOffset"));
    let told = from_end.and_then(|length| file.len().checked_sub(length));
    told.and_then(|start| boxes(file, start)).or_else(|| {
        let mark = file.windows(SAMSUNG.len()).rposition(|window| window == SAMSUNG)?;
        boxes(file, mark + SAMSUNG.len())
    })
}

/// The film's boxes from here on, where a film starts here.
pub(super) fn boxes(file: &[u8], start: usize) -> Option<Range<usize>> {
    let mut cursor = Cursor::new(file.get(start..)?);
    if file.get(start + 4..start + 8) != Some(b"ftyp") {
        return None;
    }
    let mut end = start;
    while let (Ok(size), Ok(name)) = (cursor.u32_be(), cursor.take(4)) {
        let head = if size == 1 { 16 } else { 8 };
        let length = if size == 1 { cursor.uint_be(8).ok()? } else { size.into() };
        let body = usize::try_from(length).ok().and_then(|length| length.checked_sub(head));
        if !name.iter().all(u8::is_ascii_alphanumeric) || body.is_none_or(|body| cursor.skip(body).is_err()) {
            break;
        }
        end = start + cursor.position();
    }
    (end > start).then_some(start..end)
}

/// How far from the file's end the film starts, by the list of what lies behind the picture (Google's container):
/// the lengths from the film on.
fn directory(xmp: &[u8]) -> Option<usize> {
    let mut length = None;
    for item in elements(xmp, b"Container:Item") {
        let is_film = contains(item, b"video/mp4") || contains(item, b"video/quicktime");
        if is_film || length.is_some() {
            length = Some(length.unwrap_or(0_usize).checked_add(attribute(item, b"Item:Length")?)?);
        }
    }
    length
}

/// The tags of this name, each up to its closing bracket.
fn elements<'a>(xmp: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    xmp.split(|byte| *byte == b'<')
        .map(|tag| tag.split(|byte| *byte == b'>').next().unwrap_or_default())
        .filter(move |tag| tag.starts_with(name))
}

/// The number that an attribute or element of this name holds.
fn attribute(xmp: &[u8], name: &[u8]) -> Option<usize> {
    let at = xmp.windows(name.len()).position(|window| window == name)?;
    let rest = xmp.get(at + name.len()..)?;
    let start = rest.iter().take(4).position(u8::is_ascii_digit)?;
    let digits = rest[start..].iter().take_while(|byte| byte.is_ascii_digit()).copied().collect();
    String::from_utf8(digits).ok()?.parse().ok()
}

/// Whether a JPEG's segment or what follows the picture belongs to a gain map: Ultra HDR's words in XMP, the mark of
/// ISO 21496-1, or Apple's in the second picture.
pub(super) fn is_gain_map(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [b"hdrgm:", b"urn:iso:std:iso:ts:21496:-1", b"HDRGainMap"];
    marks.iter().any(|mark| contains(bytes, mark))
}

/// Apple's tag of the identifier that picture and film share.
const CONTENT_IDENTIFIER: u16 = 0x0011;

/// The identifier in Apple's note of the maker.
pub(super) fn pair_id(note: &[u8]) -> Option<String> {
    let directory = note.strip_prefix(b"Apple iOS\0\0\x01MM")?;
    let mut cursor = Cursor::new(directory);
    for _ in 0..cursor.u16_be().ok()? {
        let (tag, kind) = (cursor.u16_be().ok()?, cursor.u16_be().ok()?);
        let (count, offset) = (cursor.u32_be().ok()? as usize, cursor.u32_be().ok()? as usize);
        if tag == CONTENT_IDENTIFIER && kind == 2 {
            let text = note.get(offset..offset.checked_add(count)?)?;
            let text = std::str::from_utf8(text).ok()?.trim_end_matches('\0');
            return (!text.is_empty()).then(|| text.chars().filter(|c| !c.is_control()).take(64).collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a film that isn't found is the failure")]

    use super::*;

    const FILM: &[u8] = b"\0\0\0\x0cftypmp42\0\0\0\x0amdat\0\0";

    #[test]
    fn a_film_is_found_by_whichever_way_a_phone_names_it() {
        let behind = |tail: &[u8]| [&b"picture"[..], FILM, tail].concat();
        let google = format!(
            "<Container:Item Item:Mime=\"image/jpeg\" Item:Length=\"0\"/>\
             <Container:Item Item:Mime=\"image/jpeg\" Item:Semantic=\"GainMap\" Item:Length=\"3\"/>\
             <Container:Item Item:Mime=\"video/mp4\" Item:Length=\"{}\"/>",
            FILM.len()
        );
        let old = format!("GCamera:MicroVideo=\"1\" GCamera:MicroVideoOffset=\"{}\"", FILM.len());
        for xmp in [google, old] {
            assert_eq!(film(&behind(b""), xmp.as_bytes()), Some(7..29), "{xmp}");
        }
        let samsung = [&b"picture"[..], SAMSUNG, FILM, b"SEFH\0\0SEFT"].concat();
        let found = film(&samsung, b"").unwrap();
        assert_eq!(&samsung[found], FILM, "what follows the film isn't part of it");
    }

    #[test]
    fn a_number_that_points_at_no_film_finds_none() {
        for offset in ["5", "0", "99999999999999999999", "22x"] {
            let xmp = format!("GCamera:MicroVideoOffset=\"{offset}\"");
            assert_eq!(film(b"picture and nothing behind it", xmp.as_bytes()), None, "{offset}");
        }
    }
}
