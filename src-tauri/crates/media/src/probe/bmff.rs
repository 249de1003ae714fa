//! HEIC and AVIF: the boxes that say how large the primary picture is, how it is turned, and what
//! its colours mean (ISO/IEC 14496-12 and 23008-12).

use super::bytes::{Cursor, contains};
use super::still::{ColorFacts, Facts};
use super::{exif, phone};
use crate::error::Fault;
use crate::limit::ICC_BYTES_MAX;

/// Most boxes that are looked at in one container, against files made of empty boxes.
const BOXES_MAX: usize = 4096;

/// A box's name and content.
type Named<'a> = ([u8; 4], &'a [u8]);

fn boxes(data: &[u8]) -> Result<Vec<Named<'_>>, Fault> {
    let mut cursor = Cursor::new(data);
    let mut found = Vec::new();
    while cursor.remaining() >= 8 && found.len() < BOXES_MAX {
        let size = cursor.u32_be()? as usize;
        let name = cursor.u32_be()?.to_be_bytes();
        let length = match size {
            0 => cursor.remaining(),
            1 => {
                usize::try_from(cursor.uint_be(8)?).ok().and_then(|s| s.checked_sub(16)).ok_or_else(wrong)?
            }
            _ => size.checked_sub(8).ok_or_else(wrong)?,
        };
        found.push((name, cursor.take(length)?));
    }
    Ok(found)
}

fn wrong() -> Fault {
    Fault::damaged("a box has an impossible size")
}

fn child<'a>(boxes: &[Named<'a>], name: &[u8; 4]) -> Option<&'a [u8]> {
    boxes.iter().find(|(found, _)| found == name).map(|(_, body)| *body)
}

/// The content of a box with version and flags, and the version.
fn full(body: &[u8]) -> Result<(u8, u32, Cursor<'_>), Fault> {
    let mut cursor = Cursor::new(body);
    let head = cursor.u32_be()?;
    Ok(((head >> 24) as u8, head & 0x00FF_FFFF, cursor))
}

pub(crate) fn read(file: &[u8]) -> Result<Facts, Fault> {
    let top = boxes(file)?;
    let meta = child(&top, b"meta").ok_or_else(|| Fault::damaged("the picture's description is missing"))?;
    let meta = boxes(meta.get(4..).unwrap_or_default())?;
    let primary = primary_item(&meta)?;
    let iprp = boxes(child(&meta, b"iprp").ok_or_else(|| Fault::damaged("the picture's size is missing"))?)?;
    let properties = boxes(child(&iprp, b"ipco").unwrap_or_default())?;
    let mut facts = Facts::default();
    for index in associated(child(&iprp, b"ipma").unwrap_or_default(), primary)? {
        if let Some((name, body)) = index.checked_sub(1).and_then(|index| properties.get(index)) {
            apply(*name, body, &mut facts)?;
        }
    }
    facts.has_alpha = serving(&meta, b"auxl", primary)?.into_iter().any(|item| {
        let named = associated(child(&iprp, b"ipma").unwrap_or_default(), item).unwrap_or_default();
        let mut named = named.into_iter().filter_map(|index| properties.get(index.checked_sub(1)?));
        // The second name is HEVC's own (ISO/IEC 23008-12, annex B).
        named.any(|(name, body)| name == b"auxC" && (contains(body, b"alpha") || contains(body, b"auxid:1")))
    });
    facts.page = place(&meta, primary)?;
    let map = |(name, body): &Named<'_>| name == b"auxC" && contains(body, b"hdrgainmap");
    let items = child(&meta, b"iinf").unwrap_or_default();
    facts.inside.gain_map = properties.iter().any(map) || contains(items, b"tmap");
    facts.film = child(&top, b"mpvd").and_then(|film| {
        let start = film.as_ptr() as usize - file.as_ptr() as usize;
        phone::boxes(file.get(..start + film.len())?, start)
    });
    // Why the film: it has a place and a sound of its own.
    let more = facts.film.is_some() || facts.inside.gain_map;
    facts.has_metadata = more || contains(items, b"Exif") || contains(items, b"application/rdf+xml");
    if let Some(exif) = exif::read_container(file) {
        // Why the orientation isn't taken: in these files the boxes `irot` and `imir` turn the picture.
        facts.has_gps = exif.has_gps;
        facts.taken_at = exif.taken_at;
        facts.inside.pair_id = exif.pair_id;
    }
    Ok(facts)
}

/// The file without its turns: what reads it hands the picture over as it is stored.
pub(crate) fn unturned(file: &[u8]) -> Result<Vec<u8>, Fault> {
    let top = boxes(file)?;
    let meta = boxes(child(&top, b"meta").and_then(|meta| meta.get(4..)).unwrap_or_default())?;
    let iprp = boxes(child(&meta, b"iprp").unwrap_or_default())?;
    let mut copy = file.to_vec();
    for (name, body) in boxes(child(&iprp, b"ipco").unwrap_or_default())? {
        if (name == *b"irot" || name == *b"imir") && !body.is_empty() {
            // Both are a name and one byte; a turn by nothing is the only one that changes nothing.
            let at = body.as_ptr() as usize - file.as_ptr() as usize;
            // Why asked: a box with a long size has its name elsewhere.
            if copy[at - 4..at] == name {
                copy[at - 4..at].copy_from_slice(b"irot");
                copy[at] = 0;
            }
        }
    }
    Ok(copy)
}

fn primary_item(meta: &[Named<'_>]) -> Result<u32, Fault> {
    let pitm = child(meta, b"pitm").ok_or_else(|| Fault::damaged("no picture is named as the main one"))?;
    let (version, _, mut cursor) = full(pitm)?;
    if version == 0 { cursor.u16_be().map(u32::from) } else { cursor.u32_be() }
}

/// The items that serve this one as that kind of reference says: thumbnails, masks.
fn serving(meta: &[Named<'_>], kind: &[u8; 4], item: u32) -> Result<Vec<u32>, Fault> {
    let mut found = Vec::new();
    for (from, to) in references(meta, kind)? {
        if to.contains(&item) {
            found.push(from);
        }
    }
    Ok(found)
}

/// References of one kind: from which item, to which.
fn references(meta: &[Named<'_>], kind: &[u8; 4]) -> Result<Vec<(u32, Vec<u32>)>, Fault> {
    let Some(iref) = child(meta, b"iref") else { return Ok(Vec::new()) };
    let (version, ..) = full(iref)?;
    let id =
        |cursor: &mut Cursor<'_>| if version == 0 { cursor.u16_be().map(u32::from) } else { cursor.u32_be() };
    let mut found = Vec::new();
    for (name, body) in boxes(iref.get(4..).unwrap_or_default())? {
        if name == *kind {
            let mut cursor = Cursor::new(body);
            let from = id(&mut cursor)?;
            let count = cursor.u16_be()?;
            found.push((from, (0..count).map(|_| id(&mut cursor)).collect::<Result<_, _>>()?));
        }
    }
    Ok(found)
}

/// Which of the file's pictures an item is, counted from 1 as libheif's program numbers what it writes: pictures
/// that aren't hidden and serve no other as thumbnail or mask, by rising numbers.
fn place(meta: &[Named<'_>], item: u32) -> Result<u32, Fault> {
    const PICTURES: [&[u8]; 10] =
        [b"hvc1", b"grid", b"iden", b"iovl", b"av01", b"avc1", b"jpeg", b"j2k1", b"vvc1", b"unci"];
    let mut serves: Vec<u32> = references(meta, b"thmb")?.into_iter().map(|(from, _)| from).collect();
    serves.extend(references(meta, b"auxl")?.into_iter().map(|(from, _)| from));
    let iinf = child(meta, b"iinf").unwrap_or_default();
    let entries = if iinf.first() == Some(&0) { 6 } else { 8 };
    let mut before = 0;
    for (name, body) in boxes(iinf.get(entries..).unwrap_or_default())? {
        let (version, flags, mut cursor) = full(body)?;
        if name != *b"infe" || version < 2 {
            continue;
        }
        let id = if version == 2 { cursor.u16_be()?.into() } else { cursor.u32_be()? };
        cursor.u16_be()?;
        let is_picture = PICTURES.contains(&cursor.take(4)?) && flags & 1 == 0;
        if is_picture && id < item && !serves.contains(&id) {
            before += 1;
        }
    }
    Ok(before + 1)
}

/// Two turns, each an EXIF orientation, one after the other, as the orientation that asks for both.
const fn both(first: u8, then: u8) -> u8 {
    // A mirror from left to right, then so many quarter turns clockwise.
    const TURNS: [(bool, u8); 8] =
        [(false, 0), (true, 0), (false, 2), (true, 2), (true, 3), (false, 1), (true, 1), (false, 3)];
    let ((mirrored, turned), (mirrors, turns)) = (TURNS[first as usize - 1], TURNS[then as usize - 1]);
    let quarters = (if mirrors { 4 - turned } else { turned } + turns) % 4;
    let mut orientation = 1;
    while TURNS[orientation - 1].0 != (mirrored != mirrors) || TURNS[orientation - 1].1 != quarters {
        orientation += 1;
    }
    orientation as u8
}

/// The numbers of the properties of one item, in order, counted from 1.
fn associated(ipma: &[u8], item: u32) -> Result<Vec<usize>, Fault> {
    let (version, flags, mut cursor) = full(ipma)?;
    for _ in 0..cursor.u32_be()? {
        let id = if version == 0 { cursor.u16_be()?.into() } else { cursor.u32_be()? };
        let mut found = Vec::new();
        for _ in 0..cursor.u8()? {
            let index = if flags & 1 == 1 {
                usize::from(cursor.u16_be()? & 0x7FFF)
            } else {
                usize::from(cursor.u8()? & 0x7F)
            };
            found.push(index);
        }
        if id == item {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

fn apply(name: [u8; 4], body: &[u8], facts: &mut Facts) -> Result<(), Fault> {
    let mut plain = Cursor::new(body);
    match &name {
        b"ispe" => {
            let (_, _, mut cursor) = full(body)?;
            facts.width_px = cursor.u32_be()?;
            facts.height_px = cursor.u32_be()?;
        }
        b"irot" => {
            let quarters = plain.u8()? & 3;
            // Counter-clockwise quarter turns, said as the EXIF orientation that asks for the same.
            facts.turned_by_decoder = both(facts.turned_by_decoder, [1, 8, 3, 6][usize::from(quarters)]);
            if quarters & 1 == 1 {
                std::mem::swap(&mut facts.width_px, &mut facts.height_px);
            }
        }
        b"imir" => {
            let mirror = if plain.u8()? & 1 == 0 { 4 } else { 2 };
            facts.turned_by_decoder = both(facts.turned_by_decoder, mirror);
        }
        b"pixi" => {
            let (_, _, mut cursor) = full(body)?;
            if cursor.u8()? > 0 {
                facts.bit_depth = cursor.u8()?;
            }
        }
        b"colr" => match &plain.u32_be()?.to_be_bytes() {
            b"prof" | b"rICC" => {
                let icc = body.get(4..).unwrap_or_default();
                if icc.len() <= ICC_BYTES_MAX {
                    facts.color = ColorFacts::Icc(icc.to_vec());
                }
            }
            b"nclx" => {
                let (primaries, transfer) = (plain.u16_be()?, plain.u16_be()?);
                facts.matrix = plain.u16_be().ok().and_then(|matrix| matrix.try_into().ok());
                if let (Ok(primaries), Ok(transfer), ColorFacts::Assumed) =
                    (primaries.try_into(), transfer.try_into(), &facts.color)
                {
                    facts.color = ColorFacts::Cicp { primaries, transfer };
                }
            }
            _ => {}
        },
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_turns_are_one() {
        for (first, then, both_are) in
            [(1, 6, 6), (6, 6, 3), (6, 8, 1), (2, 2, 1), (2, 6, 7), (6, 2, 5), (8, 4, 5), (4, 3, 2)]
        {
            assert_eq!(both(first, then), both_are, "{first} then {then}");
        }
    }
}
