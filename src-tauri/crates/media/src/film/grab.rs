//! Single frames of a film: for covers, posters, and to see where the subject is.

use std::path::Path;
use std::time::Duration;

use super::cover;
use super::filter::{from_matrix, tone_map};
use super::light::Light;
use super::reel::Reel;
use crate::cancel::Cancel;
use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::pixels::{Channels, Pixels};
use crate::probe::film::FilmFacts;
use crate::tool::{Tool, Tools, local_file, run};

/// Longest side of a cover, px.
pub(crate) const COVER_PX: u32 = 4096;

/// How long one frame may take, seconds.
const GRAB_SECONDS_MAX: u64 = 60;

/// Where covers are looked for, per cent of the film's length, the best first.
const PLACES_PERCENT: [u64; 4] = [12, 35, 60, 2];

/// The upright frame at `at_ms` in the ordinary range, at most `max_px` on its longest side.
pub(crate) fn frame(
    path: &Path,
    facts: &FilmFacts,
    at_ms: u64,
    max_px: u32,
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Pixels, Fault> {
    let video = facts.video.as_ref().ok_or_else(|| Fault::damaged("the film has no pictures"))?;
    let bounds = Bounds { max_width_px: Some(max_px), max_height_px: Some(max_px), ..Bounds::default() };
    let (width, height) =
        Frame::of(video.size_px, &bounds, &upbeat_domain::media::Choices::default()).outer_px;
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let raw = folder.path().join("frame.raw");
    // Why not the very end: the last frame starts before the film ends.
    let last_ms = facts.duration_ms.unwrap_or(0).saturating_sub(100);
    let at_ms = at_ms.min(last_ms);
    let mut command = tools.command(Tool::Ffmpeg)?;
    command.args(["-hide_banner", "-nostdin", "-v", "error", "-protocol_whitelist", "file"]);
    command.args(["-f", facts.format.demuxer, "-ss"]).arg(format!("{}.{:03}", at_ms / 1000, at_ms % 1000));
    command.arg("-i").arg(local_file(path)?);
    command.args(["-map", "0:v:0", "-frames:v", "1", "-vf"]);
    let bright = if video.is_hdr() { format!("{},", tone_map(video)) } else { String::new() };
    let matrix = from_matrix(video);
    command
        .arg(format!("{bright}scale={width}:{height}:flags=lanczos:in_color_matrix={matrix},format=rgb24"));
    command.args(["-f", "rawvideo"]).arg(&raw);
    let finished = run(command, Duration::from_secs(GRAB_SECONDS_MAX), cancel, &mut |_| {})?;
    let data = std::fs::read(&raw).unwrap_or_default();
    if !finished.success || data.len() != width as usize * height as usize * 3 {
        return Err(Fault::damaged(finished.complaint()));
    }
    Ok(Pixels { width, height, channels: Channels::Rgb, data })
}

/// The frame that a person chose, or one that shows something.
pub(crate) fn cover(
    path: &Path,
    facts: &FilmFacts,
    at_ms: Option<u64>,
    max_px: u32,
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Pixels, Fault> {
    let grab = |at_ms| frame(path, facts, at_ms, max_px, tools, cancel);
    if let Some(at_ms) = at_ms {
        return grab(at_ms);
    }
    let length_ms = facts.duration_ms.unwrap_or(0);
    let mut found = Err(Fault::damaged("no frame could be read"));
    for percent in PLACES_PERCENT {
        match grab(length_ms * percent / 100) {
            Ok(pixels) if Light::of(&pixels).shows() => return Ok(pixels),
            Err(Fault::Cancelled) => return Err(Fault::Cancelled),
            Ok(_) | Err(_) if found.is_ok() => {}
            grabbed => found = grabbed,
        }
    }
    let dark = found?;
    // Why only now: in most films the first place serves, at the cost of one frame.
    match cover::covers(&Reel { path, facts, tools, cancel }, 1) {
        Ok(covers) => covers.first().map_or(Ok(dark), |best| grab(best.at_ms)),
        Err(Fault::Cancelled) => Err(Fault::Cancelled),
        Err(_) => Ok(dark),
    }
}
