//! Frames of a film at even distances, and its cuts: one decode for both.

use std::time::Duration;

use super::process::time_limit;
use super::reel::{Reel, Snap, frames};
use crate::error::Fault;
use crate::frame::Bounds;
use crate::look::LOOK_PX;
use crate::tool::{Tool, local_file, run};

/// Shortest distance between two frames that are looked at, seconds, and most of them in one film.
const APART_SECONDS_MIN: f64 = 0.5;
const FRAMES_MAX: f64 = 120.0;

/// Size at which neighbouring frames are compared, px: what moves within a shot is lost in it.
const COMPARED_PX: (u32, u32) = (32, 18);

/// Change from frame to frame, and of that change, from which on there is a cut between them, 0 to 1.
const CUT_MIN: f64 = 0.18;

/// Most cuts that count.
const CUTS_MAX: usize = 2_000;

/// What was seen of a film.
pub(super) struct Watched {
    pub(super) snaps: Vec<Snap>,
    /// When the first frame of another shot is shown, seconds from the film's start, in order.
    pub(super) cuts: Vec<f64>,
}

/// Watches a film, or a part of it: from where and for how long, seconds. Tells which share is done.
pub(super) fn watch(
    reel: &Reel<'_>,
    part: Option<(f64, f64)>,
    told: &mut dyn FnMut(f64),
) -> Result<Watched, Fault> {
    let (from, length) = part.unwrap_or((0.0, reel.length_ms()? as f64 / 1000.0));
    let bounds = Bounds { max_width_px: Some(LOOK_PX), max_height_px: Some(LOOK_PX), ..Bounds::default() };
    let size = reel.size(&bounds)?;
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let mut command = reel.tools.command(Tool::Ffmpeg)?;
    command.current_dir(folder.path());
    command.args(["-hide_banner", "-nostdin", "-nostats", "-v", "error", "-progress", "pipe:1"]);
    command.args(["-stats_period", "0.2", "-protocol_whitelist", "file", "-f", reel.facts.format.demuxer]);
    if part.is_some() {
        command.arg("-ss").arg(format!("{from:.6}")).arg("-t").arg(format!("{length:.6}"));
    }
    // Why: frames on which no other depends are half of most films, and block edges aren't seen in small.
    command.args(["-skip_frame", "noref", "-skip_loop_filter", "all", "-an", "-i"]);
    command.arg(local_file(reel.path)?).arg("-filter_complex").arg(graph(reel, length, size)?);
    let paced = ["-fps_mode", "passthrough", "-enc_time_base", "1/1000"];
    command.args(["-map", "[seen]"]).args(paced).args(["-c:v", "rawvideo"]);
    command.args(["-f", "image2", "-frame_pts", "1", "%d.raw"]);
    command.args(["-map", "[cuts]"]).args(paced).args(["-f", "null", "-"]);
    let mut cuts = Vec::new();
    let mut on_line = |line: &str| {
        if let Some(us) = line.strip_prefix("out_time_us=").and_then(|us| us.parse::<u64>().ok()) {
            told((us as f64 / 1e6 / length).min(1.0));
        }
        // `frame:7    pts:2100    pts_time:2.1`
        let at = line.split("pts_time:").nth(1).and_then(|at| at.trim().parse::<f64>().ok());
        cuts.extend(at.filter(|at| at.is_finite() && cuts.len() < CUTS_MAX).map(|at| from + at));
    };
    let finished = run(command, limit(length), reel.cancel, &mut on_line)?;
    if !finished.success {
        return Err(Fault::damaged(finished.complaint()));
    }
    let from_ms = (from * 1000.0).round() as u64;
    let at_ms = |stamp_ms: i64| u64::try_from(stamp_ms).unwrap_or(0) + from_ms;
    let snaps = frames(folder.path(), size)?;
    let snaps = snaps.into_iter().map(|(stamp_ms, pixels)| Snap { at_ms: at_ms(stamp_ms), pixels }).collect();
    Ok(Watched { snaps, cuts })
}

fn limit(seconds: f64) -> Duration {
    time_limit(1, seconds, None)
}

/// The frames that are looked at, and those that begin another shot.
fn graph(reel: &Reel<'_>, length: f64, size: (u32, u32)) -> Result<String, Fault> {
    let apart = APART_SECONDS_MIN.max(length / FRAMES_MAX);
    // The first frame of each part's second half.
    let passed = |time: &str| format!("floor({time}/{apart:.6}+0.5)");
    let (width, height) = COMPARED_PX;
    Ok(format!(
        "[0:{}]split[a][b];[a]select='gt({},{})',{}[seen];\
         [b]scale={width}:{height}:flags=area,format=gray,select='gte(scene,{CUT_MIN})',metadata=print:file=-[cuts]",
        reel.video()?.index,
        passed("t"),
        passed("prev_t"),
        reel.filters(size)?,
    ))
}
