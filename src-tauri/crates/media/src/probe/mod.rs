//! What a file is, read from its bytes and never from its name.

mod bmff;
mod bytes;
pub(crate) mod exif;
pub(crate) mod film;
mod gif;
pub(crate) mod jpeg;
pub(crate) mod png;
mod report;
mod sniff;
pub(crate) mod sound;
pub(crate) mod still;
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
        Sniffed::Still(format) => {
            let data = read_still(path, bytes)?;
            let facts = still::read(format, &data)?;
            Ok(still::info(format, &facts, bytes))
        }
        Sniffed::Film(format) => film::probe(path, format, bytes, tools),
        Sniffed::Other(found) => Err(Fault::Unsupported { found }),
    }
}

/// Reads a still picture whole, with what its container says.
pub(crate) fn open_still(path: &Path) -> Result<(StillFormat, Facts, Vec<u8>), Fault> {
    let (sniffed, bytes) = look(path)?;
    let Sniffed::Still(format) = sniffed else {
        return Err(no_still());
    };
    let data = read_still(path, bytes)?;
    let facts = still::read(format, &data)?;
    Ok((format, facts, data))
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

/// Reads a film's description; a moving GIF counts as one.
pub(crate) fn film_facts(path: &Path, tools: &Tools, cancel: &Cancel) -> Result<film::FilmFacts, Fault> {
    let (sniffed, bytes) = look(path)?;
    let format = match sniffed {
        Sniffed::Film(format) => format,
        Sniffed::Still(StillFormat::Gif) => sniff::GIF,
        Sniffed::Still(format) => {
            let (kind, wanted) = (format.name().to_owned(), "a film".to_owned());
            return Err(Fault::WrongKind { kind, wanted });
        }
        Sniffed::Other(found) => return Err(Fault::Unsupported { found }),
    };
    film::read(path, format, bytes, tools, cancel)
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

fn read_still(path: &Path, bytes: u64) -> Result<Vec<u8>, Fault> {
    if bytes > STILL_BYTES_MAX {
        return Err(Fault::TooManyBytes { bytes, bytes_max: STILL_BYTES_MAX });
    }
    std::fs::read(path).map_err(|error| Fault::reading(&error))
}
