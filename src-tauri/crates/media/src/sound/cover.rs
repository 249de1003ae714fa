//! The cover picture inside a sound: read by our own decoders, written without what is private in it.

use std::path::Path;
use std::time::Duration;

use crate::cancel::Cancel;
use crate::error::Fault;
use crate::operation::encode;
use crate::pixels::Pixels;
use crate::probe::film::FilmFacts;
use crate::probe::open_still;
use crate::thumbnail::thumbnail;
use crate::tool::{Tool, Tools, local_file, run};

/// Longest side of a cover that is written, px: what podcast players show at most.
const COVER_PX: u32 = 1_400;

/// How long reading it may take, seconds.
const COVER_SECONDS_MAX: u64 = 30;

/// A cover.
pub(super) struct Cover {
    /// Upright, in sRGB.
    pub(super) pixels: Pixels,
    /// The same as JPEG.
    pub(super) jpeg: Vec<u8>,
    /// Whether the picture in the file says more than it shows.
    pub(super) has_private: bool,
}

/// Reads the one in a track of a sound.
pub(super) fn at(
    path: &Path,
    facts: &FilmFacts,
    track: u32,
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Cover, Fault> {
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let file = folder.path().join("cover");
    let mut command = tools.command(Tool::Ffmpeg)?;
    command.args(["-hide_banner", "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-f"]);
    command.arg(facts.format.demuxer).arg("-i").arg(local_file(path)?);
    command.arg("-map").arg(format!("0:{track}")).args(["-c", "copy", "-frames:v", "1", "-f", "data"]);
    command.arg(&file);
    let finished = run(command, Duration::from_secs(COVER_SECONDS_MAX), cancel, &mut |_| {})?;
    if !finished.success {
        return Err(Fault::damaged(finished.complaint()));
    }
    let (_, found, _) = open_still(&file, None, tools, cancel)?;
    let pixels = thumbnail(&file, COVER_PX, tools, cancel)?;
    let jpeg = encode::poster(&pixels)?;
    Ok(Cover { pixels, jpeg, has_private: found.has_metadata || found.has_gps })
}
