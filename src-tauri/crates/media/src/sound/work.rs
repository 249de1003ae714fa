//! Running ffmpeg for sound: time limit, progress, and what it leaves.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::error::Fault;
use crate::job::Job;
use crate::rendered::{Progress, millis};
use crate::tool::{Tool, run};

/// How long making a file may take: this, seconds, and [`SECONDS_PER_SECOND_MAX`] for each of its own.
const SECONDS_MAX: u64 = 180;

/// See [`SECONDS_MAX`].
const SECONDS_PER_SECOND_MAX: u64 = 20;

/// Below this much room a failed write means a full disk, bytes.
const ROOM_BYTES_MIN: u64 = 1_000_000;

/// Milliseconds as ffmpeg takes them.
pub(super) fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// ffmpeg, telling how far it is.
pub(super) fn ffmpeg(job: &Job<'_>) -> Result<Command, Fault> {
    let mut command = job.tools.command(Tool::Ffmpeg)?;
    command.args(["-hide_banner", "-nostdin", "-nostats", "-v", "error", "-progress", "pipe:1"]);
    command.args(["-stats_period", "0.2", "-y", "-protocol_whitelist", "file"]);
    Ok(command)
}

/// Runs it to its end; tells each of `recipes` how far it is.
pub(super) fn finish(job: &Job<'_>, recipes: &[usize], command: Command, part_ms: u64) -> Result<(), Fault> {
    let limit = Duration::from_secs(SECONDS_MAX + SECONDS_PER_SECOND_MAX * part_ms.div_ceil(1000));
    let started = Instant::now();
    let mut on_line = |line: &str| {
        let Some(done_us) = line.strip_prefix("out_time_us=").and_then(|us| us.parse::<u64>().ok()) else {
            return;
        };
        let share = (done_us as f64 / 1000.0 / part_ms.max(1) as f64).clamp(0.0, 0.99);
        let eta_ms = (share > 0.02).then(|| millis(started.elapsed().mul_f64((1.0 - share) / share)));
        for recipe_index in recipes.iter().copied() {
            (job.progress)(Progress { recipe_index, percent: (share * 100.0) as f32, eta_ms });
        }
    };
    let finished = run(command, limit, job.cancel, &mut on_line)?;
    if finished.success {
        return Ok(());
    }
    let full = upbeat_os::disk::free_bytes(job.folder).is_ok_and(|free| free < ROOM_BYTES_MIN);
    Err(if full { Fault::DiskFull } else { Fault::damaged(finished.complaint()) })
}

/// A file on its way; removed unless it got its name.
pub(super) struct Leftover<'a>(pub(super) &'a Path);

impl Drop for Leftover<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.0);
    }
}
