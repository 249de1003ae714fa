//! One call of ffmpeg: its input, its time, its progress.

use std::ffi::OsString;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::error::Fault;
use crate::job::Job;
use crate::probe::film::FilmFacts;
use crate::rendered::{Progress, millis};
use crate::tool::{Finished, Tool, local_file, run};

/// How long making a film may take: this, seconds, and [`SECONDS_PER_SECOND_MAX`] for each of its own.
const SECONDS_MAX: u64 = 180;

/// See [`SECONDS_MAX`].
const SECONDS_PER_SECOND_MAX: u64 = 60;

/// Below this much room a failed write means a full disk, bytes.
const ROOM_BYTES_MIN: u64 = 1_000_000;

/// A call of ffmpeg on the source: all of it, or from where and how much of it is read, seconds.
pub(super) fn input(job: &Job<'_>, facts: &FilmFacts, read: Option<(f64, f64)>) -> Result<Command, Fault> {
    let mut command = job.tools.command(Tool::Ffmpeg)?;
    command.args(["-hide_banner", "-nostdin", "-nostats", "-v", "error", "-progress", "pipe:1"]);
    command
        .args(["-stats_period", "0.2", "-y", "-protocol_whitelist", "file"])
        .args(source(job, facts, read)?);
    Ok(command)
}

/// The source in ffmpeg's words.
pub(super) fn source(
    job: &Job<'_>,
    facts: &FilmFacts,
    read: Option<(f64, f64)>,
) -> Result<Vec<OsString>, Fault> {
    let mut words: Vec<OsString> = vec!["-f".into(), facts.format.demuxer.into()];
    if let Some((from, span)) = read {
        words.extend(["-ss".into(), format!("{from:.6}").into(), "-t".into(), format!("{span:.6}").into()]);
    }
    words.extend(["-i".into(), local_file(job.path)?]);
    Ok(words)
}

/// How long making so many films of this length, seconds, may take.
pub(super) fn time_limit(films: usize, seconds: f64, read: Option<(f64, f64)>) -> Duration {
    // Why the longer: what lies between two pieces is read too.
    let worked = read.map_or(seconds, |(_, span)| span.max(seconds)).ceil() as u64;
    let of_each = SECONDS_MAX + SECONDS_PER_SECOND_MAX * worked;
    Duration::from_secs(of_each * films.max(1) as u64)
}

/// Runs ffmpeg to its end and tells for each of these recipes how far it is.
pub(super) fn ffmpeg(
    job: &Job<'_>,
    recipes: &[usize],
    command: Command,
    seconds: f64,
    read: Option<(f64, f64)>,
) -> Result<Finished, Fault> {
    let limit = time_limit(recipes.len(), seconds, read);
    let started = Instant::now();
    let mut on_line = |line: &str| {
        // Why micro: ffmpeg's `out_time_ms` is in microseconds too, by an old mistake that it keeps.
        let Some(done_us) = line.strip_prefix("out_time_us=").and_then(|us| us.parse::<u64>().ok()) else {
            return;
        };
        let share = (done_us as f64 / 1e6 / seconds).clamp(0.0, 0.99);
        let left = (share > 0.02).then(|| millis(started.elapsed().mul_f64((1.0 - share) / share)));
        for recipe_index in recipes.iter().copied() {
            (job.progress)(Progress { recipe_index, percent: (share * 100.0) as f32, eta_ms: left });
        }
    };
    let finished = run(command, limit, job.cancel, &mut on_line)?;
    if finished.success {
        return Ok(finished);
    }
    let full = upbeat_os::disk::free_bytes(job.folder).is_ok_and(|free| free < ROOM_BYTES_MIN);
    Err(if full { Fault::DiskFull } else { Fault::damaged(finished.complaint()) })
}
