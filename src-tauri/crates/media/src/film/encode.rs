//! Running ffmpeg: the rate, the arguments, the progress, and the file's way to its place.

use std::path::{Path, PathBuf};
use std::process::Command;

use upbeat_domain::media::{CaptionWay, Captions, Step, VideoOutput};

use super::captioned;
use super::file::{Leftover, settle};
use super::filter::{self, Graph};
use super::process::{ffmpeg, input, source, time_limit};
use super::sound;
use crate::error::Fault;
use crate::job::Job;
use crate::loudness::{self, Goal, Levelling, OVERSHOOT_DB, measure};
use crate::probe::film::{Audio, FilmFacts};
use crate::tool::local_file;

/// Bit rate of the sound where a network states none, bits per second.
const AUDIO_BPS_DEFAULT: u64 = 128_000;

/// Samples per second of the sound.
const SOUND_HZ: u32 = 48_000;

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

/// Most films that one process makes of one decode: each encoder keeps frames of its own.
const OUTPUTS_MAX: usize = 4;

/// Most pixels of one frame of all those films together: four at 1080p, or one at 4K.
const OUTPUT_PIXELS_MAX: u64 = 4 * 1920 * 1080;

/// One film to be encoded.
pub(super) struct Work<'a> {
    /// Which of the recipes.
    pub(super) index: usize,
    pub(super) output: &'a VideoOutput,
    pub(super) graph: Graph<'a>,
    /// Where it goes.
    pub(super) path: PathBuf,
}

impl Work<'_> {
    /// What the encoder is told at its first try, besides the source: equal words, equal bytes.
    pub(super) fn words(&self, facts: &FilmFacts) -> String {
        let pictures = format!("{},{}", self.graph.shared(), self.graph.own(""));
        let (timeline, heard) = (&self.graph.timeline, self.graph.choices.sound);
        let rates = (self.ceiling_bps(facts), self.audio_bps(facts));
        let captions = self.graph.captions.as_ref();
        // Why there alone: drawn captions keep clear of what the network covers.
        let safe = captioned::goes(captions, CaptionWay::Burned).then_some(self.graph.frame.safe);
        format!("{pictures}|{rates:?}|{heard:?}|{timeline:?}|{captions:?}|{safe:?}")
    }

    /// The sound that the film has in the end.
    fn audio<'f>(&self, facts: &'f FilmFacts) -> Option<&'f Audio> {
        facts.audio.as_ref().filter(|_| !self.graph.choices.sound.muted)
    }

    /// Bit rate of the sound, bits per second; 0 for a silent film.
    fn audio_bps(&self, facts: &FilmFacts) -> u64 {
        if self.audio(facts).is_none() {
            return 0;
        }
        let share = ((self.room() * AUDIO_SHARE) as u64).max(AUDIO_BPS_MIN);
        self.output.audio_bitrate_bps.unwrap_or(AUDIO_BPS_DEFAULT).min(share)
    }

    /// The smallest byte budget with which a film of this length is tried.
    fn least_bytes(&self, facts: &FilmFacts) -> u64 {
        let bps = VIDEO_BPS_MIN as f64 + self.audio_bps(facts) as f64 * 1.03;
        (bps / 8.0 / BUDGET_SHARE * (self.seconds() + 1.0)).ceil() as u64
    }

    /// What the byte budget allows for all of the film, bits per second.
    fn room(&self) -> f64 {
        // Why a second more: the rate control may run ahead by its buffer, which holds one second.
        self.output.max_bytes as f64 * 8.0 * BUDGET_SHARE / (self.seconds() + 1.0)
    }

    /// Length of the result, seconds.
    fn seconds(&self) -> f64 {
        self.graph.timeline.length().max(0.001)
    }

    /// The highest rate that the byte budget and the network allow, bits per second.
    fn ceiling_bps(&self, facts: &FilmFacts) -> u64 {
        let budget = (self.room() - self.audio_bps(facts) as f64 * 1.03).max(0.0) as u64;
        let pixels = self.pixels() as f64 * self.graph.fps.value();
        let ample = ((pixels * BITS_PER_PIXEL_AMPLE) as u64).clamp(1_000_000, 500_000_000);
        budget.min(self.output.max_video_bitrate_bps.unwrap_or(u64::MAX)).min(ample)
    }

    fn pixels(&self) -> u64 {
        let (width, height) = self.graph.frame.outer_px;
        u64::from(width) * u64::from(height)
    }

    /// Whether both are made of the same pieces of the film, and sound alike.
    fn reads_as(&self, other: &Self) -> bool {
        self.graph.timeline == other.graph.timeline
            && self.graph.choices.sound == other.graph.choices.sound
            && self.graph.captions == other.graph.captions
    }

    fn told(&self, facts: &FilmFacts, bytes: u64, levelling: Option<&Levelling>) -> Vec<Step> {
        let bits = bytes as f64 * 8.0 / self.seconds();
        let heard = self.audio(facts).map(|_| sound::steps(&self.graph.choices.sound, levelling));
        let encoded = [
            Step::Transcoded {
                video: "h264".to_owned(),
                audio: self.audio(facts).map(|_| "aac".to_owned()),
                video_bitrate_bps: (bits - self.audio_bps(facts) as f64).max(0.0) as u64,
                fps: (self.graph.fps.value() * 1000.0).round() / 1000.0,
            },
            Step::Encoded {
                mime: super::MP4.to_owned(),
                quality: None,
                bytes,
                max_bytes: self.output.max_bytes,
            },
        ];
        heard.into_iter().flatten().chain(encoded).collect()
    }
}

/// The works in the groups that one process each makes, of one decode.
pub(super) fn groups<'w, 'a>(works: &[&'w Work<'a>]) -> Vec<Vec<&'w Work<'a>>> {
    let mut groups: Vec<Vec<&Work<'a>>> = Vec::new();
    for work in works.iter().copied() {
        let room = |group: &&mut Vec<&Work<'a>>| {
            let pixels: u64 = group.iter().map(|work| work.pixels()).sum();
            group[0].reads_as(work)
                && group.len() < OUTPUTS_MAX
                && pixels + work.pixels() <= OUTPUT_PIXELS_MAX
        };
        match groups.iter_mut().find(room) {
            Some(group) => group.push(work),
            None => groups.push(vec![work]),
        }
    }
    groups
}

/// Encodes films anew from one decode, each within its byte budget. Tells the last steps of each.
pub(super) fn transcode(
    job: &Job<'_>,
    facts: &FilmFacts,
    works: &[&Work<'_>],
) -> Vec<Result<Vec<Step>, Fault>> {
    let levelling = match works.first().map(|work| levelling(job, facts, work)) {
        Some(Ok(levelling)) => levelling,
        Some(Err(fault)) => return works.iter().map(|_| Err(fault.clone())).collect(),
        None => return Vec::new(),
    };
    let first: Vec<Try<'_, '_>> =
        works.iter().map(|work| Try::new(work, facts, levelling.as_ref())).collect();
    let worth: Vec<&Try<'_, '_>> = first.iter().filter(|one| one.ceiling_bps >= VIDEO_BPS_MIN).collect();
    let made = if worth.is_empty() { Ok(()) } else { run_tries(job, facts, &worth) };
    first.into_iter().map(|one| made.clone().and_then(|()| one.settle(job, facts))).collect()
}

/// One try at a film, beside its place.
struct Try<'w, 'a> {
    work: &'w Work<'a>,
    ceiling_bps: u64,
    /// What brings its sound to another loudness.
    levelling: Option<&'w Levelling>,
    temporary: PathBuf,
}

impl<'w, 'a> Try<'w, 'a> {
    fn new(work: &'w Work<'a>, facts: &FilmFacts, levelling: Option<&'w Levelling>) -> Self {
        let temporary = upbeat_os::file::temporary_beside(&work.path);
        Self { work, ceiling_bps: work.ceiling_bps(facts), levelling, temporary }
    }

    /// Gives the film its name once it meets its byte budget; what missed it is made again, alone.
    fn settle(mut self, job: &Job<'_>, facts: &FilmFacts) -> Result<Vec<Step>, Fault> {
        let (work, max_bytes) = (self.work, self.work.output.max_bytes);
        // Why: untried, the least budget that would be tried is what a person can go by.
        let mut smallest = None;
        for tried in 1..=TRIES_MAX {
            if self.ceiling_bps < VIDEO_BPS_MIN {
                break;
            }
            if tried > 1 {
                run_tries(job, facts, &[&self])?;
            }
            let bytes = std::fs::metadata(&self.temporary).map_err(|error| Fault::writing(&error))?.len();
            if bytes <= max_bytes {
                settle(&self.temporary, &work.path)?;
                return Ok(work.told(facts, bytes, self.levelling));
            }
            smallest = Some(smallest.map_or(bytes, |smallest: u64| smallest.min(bytes)));
            self.ceiling_bps = (self.ceiling_bps as f64 * 0.92 * max_bytes as f64 / bytes as f64) as u64;
        }
        Err(Fault::OverBudget { bytes: smallest.unwrap_or_else(|| work.least_bytes(facts)), max_bytes })
    }
}

impl Drop for Try<'_, '_> {
    /// Removes the file unless it got its name.
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.temporary);
    }
}

/// Runs one process for all of these tries.
fn run_tries(job: &Job<'_>, facts: &FilmFacts, tries: &[&Try<'_, '_>]) -> Result<(), Fault> {
    let work = tries[0].work;
    let mut command = input(job, facts, work.graph.timeline.read())?;
    let scratch = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let tracked = work.graph.captions.as_ref().filter(|captions| captions.way == CaptionWay::Track);
    if let Some(captions) = tracked {
        captioned::as_input(captions, scratch.path(), &mut command)?;
    }
    let graphs: Vec<&Graph<'_>> = tries.iter().map(|one| &one.work.graph).collect();
    let mut graph = filter::together(&graphs);
    let filtered = filtered(work, facts);
    if let Some(audio) = filtered {
        let (heard, timeline) = (&work.graph.choices.sound, &work.graph.timeline);
        let level = tries[0].levelling.map(|level| format!(",{}", level.words)).unwrap_or_default();
        let ends: String = (0..tries.len()).map(|number| format!("[a{number}]")).collect();
        let chain = sound::words(audio, timeline, heard);
        graph.push_str(&format!(";[0:{}]{chain}{level},asplit={}{ends}", audio.index, tries.len()));
    }
    command.current_dir(scratch.path()).arg("-filter_complex").arg(graph);
    for (number, one) in tries.iter().enumerate() {
        if let Some(captions) = &one.work.graph.captions {
            captioned::write_script(captions, &one.work.graph.frame, scratch.path(), &number.to_string())?;
        }
        command.arg("-map").arg(format!("[v{number}]"));
        video_arguments(&mut command, &one.work.graph, one.ceiling_bps);
        if let Some(audio) = one.work.audio(facts) {
            let track =
                if filtered.is_some() { format!("[a{number}]") } else { format!("0:{}", audio.index) };
            command.arg("-map").arg(track);
            command.args(["-c:a", "aac", "-profile:a", "aac_low", "-ac", "2"]);
            command.arg("-ar").arg(SOUND_HZ.to_string());
            command.arg("-b:a").arg(one.work.audio_bps(facts).to_string());
        }
        if tracked.is_some() {
            captioned::as_track(&mut command);
        }
        ending(&mut command, &one.temporary, work.seconds())?;
    }
    let indices: Vec<usize> = tries.iter().map(|one| one.work.index).collect();
    ffmpeg(job, &indices, command, work.seconds(), work.graph.timeline.read()).map(drop)
}

/// The sound of a film, where it goes through filters.
fn filtered<'f>(work: &Work<'_>, facts: &'f FilmFacts) -> Option<&'f Audio> {
    let graph = &work.graph;
    work.audio(facts).filter(|audio| sound::is_filtered(audio, &graph.timeline, &graph.choices.sound))
}

/// What brings the sound to its loudness; none where that isn't asked for, or all is silent.
fn levelling(job: &Job<'_>, facts: &FilmFacts, work: &Work<'_>) -> Result<Option<Levelling>, Fault> {
    let heard = &work.graph.choices.sound;
    let Some((audio, to)) = work.audio(facts).zip(heard.loudness) else { return Ok(None) };
    let timeline = &work.graph.timeline;
    let (source, words) = (source(job, facts, timeline.read())?, sound::words(audio, timeline, heard));
    let limit = time_limit(1, work.seconds(), timeline.read());
    let measured = |more: &str| measure(&source, &format!("{words}{more}"), job.tools, limit, job.cancel);
    let Some(is) = measured("")? else { return Ok(None) };
    let goal = Goal { lufs: to.target.get(), peak_dbtp: to.peak.get() - OVERSHOOT_DB };
    loudness::levelling(&is, goal, SOUND_HZ, &|level| measured(&format!(",{level}"))).map(Some)
}

/// Puts the tracks into a new container, without what is private.
pub(super) fn remux(
    job: &Job<'_>,
    index: usize,
    facts: &FilmFacts,
    path: &Path,
    muted: bool,
    captions: Option<&Captions>,
) -> Result<(), Fault> {
    let seconds = facts.duration_ms.unwrap_or(0).max(1) as f64 / 1000.0;
    let temporary = upbeat_os::file::temporary_beside(path);
    let _unfinished = Leftover(&temporary);
    let mut command = input(job, facts, None)?;
    let scratch = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let tracked = captions.filter(|captions| captions.way == CaptionWay::Track);
    if let Some(captions) = tracked {
        captioned::as_input(captions, scratch.path(), &mut command)?;
    }
    let heard = facts.audio.as_ref().filter(|_| !muted).map(|audio| audio.index);
    let tracks = facts.video.iter().map(|video| video.index).chain(heard);
    for track in tracks {
        command.arg("-map").arg(format!("0:{track}"));
    }
    command.args(["-c", "copy"]);
    if tracked.is_some() {
        captioned::as_track(&mut command);
    }
    ending(&mut command, &temporary, seconds)?;
    ffmpeg(job, &[index], command, seconds, None)?;
    settle(&temporary, path)
}

/// What a person is told of private data; none where there was none.
pub(super) fn stripped(facts: &FilmFacts) -> Option<Step> {
    (facts.has_metadata || facts.has_gps).then_some(Step::MetadataRemoved { gps: facts.has_gps })
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

/// Where the result goes. Why absolute: ffmpeg runs in a folder of its own.
fn ending(command: &mut Command, temporary: &Path, seconds: f64) -> Result<(), Fault> {
    command.arg("-t").arg(format!("{seconds:.6}"));
    command.args(["-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-fflags", "+bitexact"]);
    command
        .args(["-flags:a", "+bitexact", "-movflags", "+faststart", "-f", "mp4"])
        .arg(local_file(temporary)?);
    Ok(())
}
