//! Running ffmpeg: the rate, the arguments, the progress, and the file's way to its place.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use upbeat_domain::media::{Step, VideoOutput};

use super::filter::Graph;
use super::settle;
use crate::error::Fault;
use crate::job::Job;
use crate::probe::film::FilmFacts;
use crate::rendered::{Progress, millis};
use crate::tool::{Tool, local_file, run};

/// Bit rate of the sound where a network states none, bits per second.
const AUDIO_BPS_DEFAULT: u64 = 128_000;

/// x264's constant quality: 20 is hard to tell from the source.
const QUALITY_CRF: &str = "20";

/// Lowest bit rate of the sound, where the byte budget is tight, bits per second.
const AUDIO_BPS_MIN: u64 = 32_000;

/// Largest share of a tight byte budget that the sound takes.
const AUDIO_SHARE: f64 = 0.25;

/// Lowest bit rate at which a film is still one, bits per second.
const VIDEO_BPS_MIN: u64 = 60_000;

/// More than this no film needs, bits for each pixel: 12 Mbit/s at 1080p30. A ceiling that doesn't
/// depend on the network lets networks share a film.
const BITS_PER_PIXEL_AMPLE: f64 = 0.2;

/// Share of the byte budget that is aimed at; the rest is the container and the rate's ripple.
const BUDGET_SHARE: f64 = 0.96;

/// Most tries to meet a byte budget.
const TRIES_MAX: u32 = 3;

/// How long making a film may take: this, seconds, and [`SECONDS_PER_SECOND_MAX`] for each of its own.
const SECONDS_MAX: u64 = 180;

/// See [`SECONDS_MAX`].
const SECONDS_PER_SECOND_MAX: u64 = 60;

/// Below this much room a failed write means a full disk, bytes.
const ROOM_BYTES_MIN: u64 = 1_000_000;

/// What the encoder is told at its first try, besides the source: equal words, equal bytes.
pub(super) fn signature(
    facts: &FilmFacts,
    output: &VideoOutput,
    graph: &Graph<'_>,
    from_ms: u64,
    part_ms: u64,
) -> String {
    let audio_bps = audio(facts, output, part_ms);
    let ceiling_bps = ceiling(output, graph, part_ms, audio_bps);
    format!("{}|{ceiling_bps}|{audio_bps}|{from_ms}|{part_ms}", graph.words())
}

/// Bit rate of the sound, bits per second; 0 for a silent film.
fn audio(facts: &FilmFacts, output: &VideoOutput, part_ms: u64) -> u64 {
    if facts.audio.is_none() {
        return 0;
    }
    let share = ((room(output, part_ms) * AUDIO_SHARE) as u64).max(AUDIO_BPS_MIN);
    output.audio_bitrate_bps.unwrap_or(AUDIO_BPS_DEFAULT).min(share)
}

/// The smallest byte budget with which a film of this length is tried.
fn least_bytes(part_ms: u64, audio_bps: u64) -> u64 {
    let bps = VIDEO_BPS_MIN as f64 + audio_bps as f64 * 1.03;
    (bps / 8.0 / BUDGET_SHARE * (part_ms as f64 / 1000.0 + 1.0)).ceil() as u64
}

/// What the byte budget allows for all of a film, bits per second.
fn room(output: &VideoOutput, part_ms: u64) -> f64 {
    // Why a second more: the rate control may run ahead by its buffer, which holds one second.
    let seconds = part_ms.max(1) as f64 / 1000.0 + 1.0;
    output.max_bytes as f64 * 8.0 * BUDGET_SHARE / seconds
}

/// Encodes the film anew, within its byte budget. Tells the last steps.
#[expect(clippy::too_many_arguments, reason = "each is one plain fact of the one call")]
pub(super) fn transcode(
    job: &Job<'_>,
    index: usize,
    facts: &FilmFacts,
    output: &VideoOutput,
    graph: &Graph<'_>,
    path: &Path,
    from_ms: u64,
    part_ms: u64,
) -> Result<Vec<Step>, Fault> {
    let audio_bps = audio(facts, output, part_ms);
    let mut ceiling_bps = ceiling(output, graph, part_ms, audio_bps);
    let mut smallest = u64::MAX;
    let temporary = upbeat_os::file::temporary_beside(path);
    let _unfinished = Leftover(&temporary);
    for _ in 0..TRIES_MAX {
        if ceiling_bps < VIDEO_BPS_MIN {
            break;
        }
        let mut command = input(job, facts, from_ms, part_ms)?;
        command.args(["-map", "0:v:0", "-map", "0:a:0?"]);
        command.arg("-filter:v").arg(graph.words());
        video_arguments(&mut command, graph, ceiling_bps);
        if audio_bps > 0 {
            command.args(["-c:a", "aac", "-profile:a", "aac_low", "-ac", "2", "-ar", "48000"]);
            command.arg("-b:a").arg(audio_bps.to_string());
        }
        ending(&mut command, &temporary);
        ffmpeg(job, index, command, part_ms)?;
        let bytes = std::fs::metadata(&temporary).map_err(|error| Fault::writing(&error))?.len();
        if bytes <= output.max_bytes {
            settle(&temporary, path)?;
            return Ok(told(facts, graph, bytes, output.max_bytes, part_ms, audio_bps));
        }
        smallest = smallest.min(bytes);
        ceiling_bps = (ceiling_bps as f64 * 0.92 * output.max_bytes as f64 / bytes as f64) as u64;
    }
    // Why: untried, the least budget that would be tried is what a person can go by.
    let bytes = if smallest == u64::MAX { least_bytes(part_ms, audio_bps) } else { smallest };
    Err(Fault::OverBudget { bytes, max_bytes: output.max_bytes })
}

/// Puts the tracks into a new container, without what is private.
pub(super) fn remux(
    job: &Job<'_>,
    index: usize,
    facts: &FilmFacts,
    path: &Path,
    part_ms: u64,
) -> Result<(), Fault> {
    let temporary = upbeat_os::file::temporary_beside(path);
    let _unfinished = Leftover(&temporary);
    let mut command = input(job, facts, 0, part_ms)?;
    command.args(["-map", "0:v:0", "-map", "0:a:0?", "-c", "copy"]);
    ending(&mut command, &temporary);
    ffmpeg(job, index, command, part_ms)?;
    settle(&temporary, path)
}

/// What a person is told of private data; none where there was none.
pub(super) fn stripped(facts: &FilmFacts) -> Option<Step> {
    (facts.has_metadata || facts.has_gps).then_some(Step::MetadataRemoved { gps: facts.has_gps })
}

/// The highest rate that the byte budget and the network allow, bits per second.
fn ceiling(output: &VideoOutput, graph: &Graph<'_>, part_ms: u64, audio_bps: u64) -> u64 {
    let budget = (room(output, part_ms) - audio_bps as f64 * 1.03).max(0.0) as u64;
    let (width, height) = graph.frame.outer_px;
    let pixels = f64::from(width) * f64::from(height) * graph.fps.value();
    let ample = ((pixels * BITS_PER_PIXEL_AMPLE) as u64).clamp(1_000_000, 500_000_000);
    budget.min(output.max_video_bitrate_bps.unwrap_or(u64::MAX)).min(ample)
}

fn input(job: &Job<'_>, facts: &FilmFacts, from_ms: u64, part_ms: u64) -> Result<Command, Fault> {
    let mut command = job.tools.command(Tool::Ffmpeg)?;
    command.args(["-hide_banner", "-nostdin", "-nostats", "-v", "error", "-progress", "pipe:1"]);
    command.args(["-stats_period", "0.2", "-y", "-protocol_whitelist", "file", "-f", facts.format.demuxer]);
    if from_ms > 0 {
        command.arg("-ss").arg(seconds(from_ms));
    }
    command.arg("-i").arg(local_file(job.path)?).arg("-t").arg(seconds(part_ms));
    Ok(command)
}

fn video_arguments(command: &mut Command, graph: &Graph<'_>, ceiling_bps: u64) {
    // Why two seconds: networks cut films into pieces there, and refuse longer ones.
    let interval = (graph.fps.value() * 2.0).round().max(1.0) as u32;
    command.args(["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", QUALITY_CRF]);
    command.arg("-maxrate").arg(ceiling_bps.to_string()).arg("-bufsize").arg(ceiling_bps.to_string());
    command.arg("-g").arg(interval.to_string()).arg("-keyint_min").arg((interval / 4).max(1).to_string());
    command.args(["-flags:v", "+cgop+bitexact", "-pix_fmt", "yuv420p", "-color_range", "tv"]);
    command.args(["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]);
}

fn ending(command: &mut Command, temporary: &Path) {
    command.args(["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-fflags", "+bitexact"]);
    command.args(["-flags:a", "+bitexact", "-movflags", "+faststart", "-f", "mp4"]).arg(temporary);
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// Runs ffmpeg to its end and tells how far it is.
fn ffmpeg(job: &Job<'_>, recipe_index: usize, command: Command, part_ms: u64) -> Result<(), Fault> {
    let limit = Duration::from_secs(SECONDS_MAX + SECONDS_PER_SECOND_MAX * part_ms.div_ceil(1000));
    let started = Instant::now();
    let mut on_line = |line: &str| {
        // Why micro: ffmpeg's `out_time_ms` is in microseconds too, by an old mistake that it keeps.
        let Some(done_us) = line.strip_prefix("out_time_us=").and_then(|us| us.parse::<u64>().ok()) else {
            return;
        };
        let share = (done_us as f64 / 1000.0 / part_ms.max(1) as f64).clamp(0.0, 0.99);
        let left = (share > 0.02).then(|| millis(started.elapsed().mul_f64((1.0 - share) / share)));
        (job.progress)(Progress { recipe_index, percent: (share * 100.0) as f32, eta_ms: left });
    };
    let finished = run(command, limit, job.cancel, &mut on_line)?;
    if finished.success {
        return Ok(());
    }
    let full = upbeat_os::disk::free_bytes(job.folder).is_ok_and(|free| free < ROOM_BYTES_MIN);
    Err(if full { Fault::DiskFull } else { Fault::damaged(finished.complaint()) })
}

fn told(
    facts: &FilmFacts,
    graph: &Graph<'_>,
    bytes: u64,
    max_bytes: u64,
    part_ms: u64,
    audio_bps: u64,
) -> Vec<Step> {
    let bits = bytes as f64 * 8.0 / (part_ms.max(1) as f64 / 1000.0);
    vec![
        Step::Transcoded {
            video: "h264".to_owned(),
            audio: facts.audio.as_ref().map(|_| "aac".to_owned()),
            video_bitrate_bps: (bits - audio_bps as f64).max(0.0) as u64,
            fps: (graph.fps.value() * 1000.0).round() / 1000.0,
        },
        Step::Encoded { mime: super::MP4.to_owned(), quality: None, bytes, max_bytes },
    ]
}

/// A file on its way; removed unless it got its name.
struct Leftover<'a>(&'a Path);

impl Drop for Leftover<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.0);
    }
}
