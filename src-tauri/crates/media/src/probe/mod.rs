//! What a file is, read from its bytes and never from its name.

pub(crate) mod bmff;
pub(crate) mod bytes;
pub(crate) mod credit;
mod document;
pub(crate) mod exif;
pub(crate) mod film;
mod gif;
pub(crate) mod jpeg;
pub(crate) mod phone;
pub(crate) mod png;
pub(crate) mod psd;
mod report;
mod sniff;
pub(crate) mod sound;
pub(crate) mod still;
mod svg;
pub(crate) mod tiff;
mod webp;
mod whole;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use upbeat_domain::media::MediaInfo;

pub(crate) use still::{Facts, StillFormat};

use crate::cancel::Cancel;
use crate::error::{Fault, MediaError};
use crate::limit::STILL_BYTES_MAX;
use crate::tool::Tools;
use sniff::Sniffed;

/// How much of a file decides what it is, bytes.
const HEAD_BYTES: usize = 4096;

/// What a file is.
pub(crate) fn probe(path: &Path, tools: &Tools) -> Result<MediaInfo, MediaError> {
    inspect(path, tools).map_err(|fault| MediaError::new(path, fault))
}

fn inspect(path: &Path, tools: &Tools) -> Result<MediaInfo, Fault> {
    let (sniffed, bytes) = look(path)?;
    match sniffed {
        Sniffed::Still(StillFormat::Pdf) => {
            let facts = document::read(path, 1, tools, &Cancel::new())?;
            Ok(still::info(StillFormat::Pdf, &facts, bytes))
        }
        Sniffed::Still(format) => {
            let data = read_bytes(path, bytes)?;
            let facts = still::read(format, &data)?;
            Ok(still::info(format, &facts, bytes))
        }
        Sniffed::Film(format) => film::probe(path, format, bytes, tools),
        Sniffed::Other(found) => Err(Fault::Unsupported { found }),
    }
}

/// Reads a still picture whole, with what its container says; of several pages this one, counted from 1. A page of a
/// document counts as one, and is left to the program that draws it.
pub(crate) fn open_still(
    path: &Path,
    page: Option<u32>,
    tools: &Tools,
    cancel: &Cancel,
) -> Result<(StillFormat, Facts, Vec<u8>), Fault> {
    let (sniffed, bytes) = look(path)?;
    let page = page.unwrap_or(1);
    match sniffed {
        Sniffed::Still(StillFormat::Pdf) => {
            Ok((StillFormat::Pdf, document::read(path, page, tools, cancel)?, Vec::new()))
        }
        Sniffed::Still(format) => read_page(path, format, bytes, page),
        Sniffed::Film(_) | Sniffed::Other(_) => Err(no_still()),
    }
}

fn read_page(
    path: &Path,
    format: StillFormat,
    bytes: u64,
    page: u32,
) -> Result<(StillFormat, Facts, Vec<u8>), Fault> {
    let data = read_bytes(path, bytes)?;
    let facts = still::read(format, &data)?;
    match (page, format) {
        (1, _) => Ok((format, facts, data)),
        (_, StillFormat::Tiff) => {
            let data = tiff::at_page(data, page)?;
            let mut of_page = still::read(format, &data)?;
            of_page.inside.pages = facts.inside.pages;
            Ok((format, Facts { page, ..of_page }, data))
        }
        _ => Err(Fault::NoSuchPage { page, pages: 1 }),
    }
}

/// Which still picture a file is.
pub(crate) fn still_format(path: &Path) -> Result<StillFormat, Fault> {
    match look(path)?.0 {
        Sniffed::Still(format) => Ok(format),
        Sniffed::Film(_) | Sniffed::Other(_) => Err(no_still()),
    }
}

fn no_still() -> Fault {
    Fault::Unsupported { found: "no still picture".to_owned() }
}

/// A still picture whose file holds several frames; none for films, and for pictures that stand still.
pub(crate) fn moving_still(path: &Path) -> Result<Option<(StillFormat, Facts, Vec<u8>)>, Fault> {
    let (sniffed, bytes) = look(path)?;
    match sniffed {
        Sniffed::Still(format @ (StillFormat::Gif | StillFormat::Png | StillFormat::Webp)) => {
            read_page(path, format, bytes, 1)
                .map(|opened| Some(opened).filter(|(_, facts, _)| facts.frames > 1))
        }
        Sniffed::Still(_) | Sniffed::Film(_) | Sniffed::Other(_) => Ok(None),
    }
}

/// The film that a motion photo carries.
pub(crate) fn film_inside(path: &Path, tools: &Tools) -> Result<Vec<u8>, Fault> {
    let (_, facts, file) = open_still(path, None, tools, &Cancel::new())?;
    let film = facts.film.and_then(|place| file.get(place).map(<[u8]>::to_vec));
    film.ok_or_else(|| Fault::WrongKind { kind: "image".to_owned(), wanted: "the film inside".to_owned() })
}

/// Reads a film's description; a moving GIF or PNG counts as one.
pub(crate) fn film_facts(path: &Path, tools: &Tools, cancel: &Cancel) -> Result<film::FilmFacts, Fault> {
    let (sniffed, bytes) = look(path)?;
    let format = match sniffed {
        Sniffed::Film(format) => format,
        Sniffed::Still(StillFormat::Gif) => sniff::GIF,
        Sniffed::Still(StillFormat::Png) => return moving_png(path, bytes, tools, cancel),
        Sniffed::Still(format) => return Err(no_film(format)),
        Sniffed::Other(found) => return Err(Fault::Unsupported { found }),
    };
    film::read(path, format, bytes, tools, cancel)
}

/// ffprobe doesn't count a PNG's frames; we do.
fn moving_png(path: &Path, bytes: u64, tools: &Tools, cancel: &Cancel) -> Result<film::FilmFacts, Fault> {
    let (_, still, _) = moving_still(path)?.ok_or_else(|| no_film(StillFormat::Png))?;
    let mut facts = film::read(path, sniff::APNG, bytes, tools, cancel)?;
    facts.duration_ms = still.duration_ms;
    Ok(facts)
}

fn no_film(format: StillFormat) -> Fault {
    Fault::WrongKind { kind: format.name().to_owned(), wanted: "a film".to_owned() }
}

fn look(path: &Path) -> Result<(Sniffed, u64), Fault> {
    let mut file = File::open(path).map_err(|error| Fault::reading(&error))?;
    let meta = file.metadata().map_err(|error| Fault::reading(&error))?;
    if !meta.is_file() {
        return Err(Fault::Unreadable { reason: "not a file".to_owned() });
    }
    if meta.len() == 0 {
        return Err(Fault::Empty);
    }
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(|error| Fault::reading(&error))?;
    Ok((sniff::sniff(&head), meta.len()))
}

/// All bytes of a file, up to the limit for pictures.
pub(crate) fn read_still(path: &Path) -> Result<Vec<u8>, Fault> {
    let (_, bytes) = look(path)?;
    read_bytes(path, bytes)
}

fn read_bytes(path: &Path, bytes: u64) -> Result<Vec<u8>, Fault> {
    if bytes > STILL_BYTES_MAX {
        return Err(Fault::TooManyBytes { bytes, bytes_max: STILL_BYTES_MAX });
    }
    std::fs::read(path).map_err(|error| Fault::reading(&error))
}
