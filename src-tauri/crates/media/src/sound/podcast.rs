//! A sound for listeners: MP3 or M4A at the loudness that players expect.

use std::path::Path;
use std::time::Instant;

use upbeat_domain::media::{AudioOutput, Recipe, SoundCodec, Step};

use super::work::{self, Leftover};
use super::{Source, Span, finish, layout, tags};
use crate::error::Fault;
use crate::film::copy;
use crate::loudness::Levelling;
use crate::probe::film::info;
use crate::rendered::{Rendered, path_for};
use crate::tool::local_file;

/// Bit rates that every player takes, bits per second, the highest first.
const LADDER_BPS: [u64; 11] =
    [192_000, 160_000, 128_000, 112_000, 96_000, 80_000, 64_000, 56_000, 48_000, 40_000, 32_000];

/// Lowest bit rate at which speech is still one, bits per second for each channel.
const CHANNEL_BPS_MIN: u64 = 32_000;

/// Share of the byte budget that is aimed at; the rest is the container.
const BUDGET_SHARE: f64 = 0.97;

/// Most tries to meet a byte budget.
const TRIES_MAX: usize = 3;

/// Codecs that may be passed on in the containers that networks name; others play in few programs.
const USUAL_CODECS: [&str; 5] = ["mp3", "aac", "flac", "vorbis", "opus"];

/// Makes one.
pub(super) fn make(
    source: &Source<'_>,
    index: usize,
    recipe: &Recipe,
    output: &AudioOutput,
) -> Result<Rendered, Fault> {
    let started = Instant::now();
    let job = source.job;
    let choices = &recipe.choices;
    let span = source.span(choices, None, output.max_duration_ms)?;
    let channels = source.channels();
    let wanted_lufs = choices.wanted_lufs(channels);
    let levelling = source.levelling(span, channels, wanted_lufs, source.rate_hz())?;
    let has_private = source.facts.has_metadata || source.facts.has_gps || private_cover(source)?;
    let stripped = has_private && !choices.audio.keep_tags;
    if levelling.is_none() && choices.pieces.is_empty() && fits(source, output, choices.audio.codec) {
        let path = path_for(job.folder, job.names[index], recipe, source.facts.format.container);
        let temporary = upbeat_os::file::temporary_beside(&path);
        let _unfinished = Leftover(&temporary);
        let mut steps = source.told(choices, span, stripped);
        if stripped {
            remux(source, index, span, &temporary)?;
            steps.push(Step::Remuxed);
        } else {
            copy(job.path, &temporary)?;
            steps.push(Step::PassedThrough);
        }
        return finish(source, index, (&temporary, &path), (span, steps), started);
    }
    let codec = codec(output, recipe)?;
    let path = path_for(job.folder, job.names[index], recipe, codec.as_str());
    let temporary = upbeat_os::file::temporary_beside(&path);
    let _unfinished = Leftover(&temporary);
    let work = Encoding { source, index, recipe, span, codec, levelling: levelling.as_ref() };
    let (bitrate_bps, bytes) = work.within(output.max_bytes, &temporary)?;
    let mut steps = source.told(choices, span, stripped);
    steps.extend(levelling.map(|levelling| levelling.step));
    steps.push(Step::SoundEncoded { codec, bitrate_bps, channels });
    let (mime, max_bytes) = (codec.mime().to_owned(), output.max_bytes);
    steps.push(Step::Encoded { mime, quality: None, bytes, max_bytes });
    finish(source, index, (&temporary, &path), (span, steps), started)
}

fn private_cover(source: &Source<'_>) -> Result<bool, Fault> {
    Ok(source.cover()?.is_some_and(|cover| cover.has_private))
}

/// Whether the file is one that the network takes and the person wants, whatever its loudness.
fn fits(source: &Source<'_>, output: &AudioOutput, wanted: Option<SoundCodec>) -> bool {
    let mime = info(&source.facts).mime;
    let codec = source.facts.audio.as_ref().map_or("", |audio| audio.codec.as_str());
    let usual = USUAL_CODECS.contains(&codec) || codec.starts_with("pcm_s");
    usual
        && output.mimes.contains(&mime)
        && wanted.is_none_or(|wanted| wanted.mime() == mime)
        && source.facts.bytes <= output.max_bytes
        && source.sound.channels <= 2
}

/// What is made where the file can't stay.
fn codec(output: &AudioOutput, recipe: &Recipe) -> Result<SoundCodec, Fault> {
    let taken = |codec: &SoundCodec| output.mimes.iter().any(|mime| mime == codec.mime());
    let wrong = || Fault::WrongKind {
        kind: "audio".to_owned(),
        wanted: format!("{} {}", recipe.network, recipe.format),
    };
    match recipe.choices.audio.codec {
        Some(codec) => Some(codec).filter(taken),
        None => {
            let made = |mime: &String| SoundCodec::ALL.iter().copied().find(|codec| codec.mime() == mime);
            output.mimes.iter().find_map(made)
        }
    }
    .ok_or_else(wrong)
}

/// Puts the track into a new file of its kind, with nothing but what listeners are shown.
fn remux(source: &Source<'_>, index: usize, span: Span, path: &Path) -> Result<(), Fault> {
    let kind = if source.facts.format.container == "m4a" { "ipod" } else { source.facts.format.container };
    write(
        source,
        index,
        span,
        &Track { kind, words: vec!["-c:a".into(), "copy".into()], keep_tags: false },
        path,
    )
}

/// One encode and what decides its bytes.
struct Encoding<'a> {
    source: &'a Source<'a>,
    index: usize,
    recipe: &'a Recipe,
    span: Span,
    codec: SoundCodec,
    levelling: Option<&'a Levelling>,
}

impl Encoding<'_> {
    /// The best bit rate that fits, and the bytes that came of it.
    fn within(&self, max_bytes: u64, path: &Path) -> Result<(u64, u64), Fault> {
        let channels = u64::from(self.source.channels());
        let best_bps = match self.codec {
            SoundCodec::Mp3 => 96_000 * channels,
            SoundCodec::Aac => 80_000 * channels,
        };
        let lowest_bps = CHANNEL_BPS_MIN * channels;
        let seconds = self.span.part_ms.max(1) as f64 / 1000.0;
        let cover = self.source.cover()?.map_or(0, |cover| cover.jpeg.len() as u64);
        let room_bps = max_bytes.saturating_sub(cover) as f64 * 8.0 * BUDGET_SHARE / seconds;
        let fitting = LADDER_BPS
            .into_iter()
            .filter(|bps| (lowest_bps..=best_bps).contains(bps) && *bps as f64 <= room_bps);
        let mut smallest = cover + (lowest_bps as f64 * seconds / 8.0 / BUDGET_SHARE).ceil() as u64;
        for bps in fitting.take(TRIES_MAX) {
            self.at(bps, path)?;
            let bytes = std::fs::metadata(path).map_err(|error| Fault::writing(&error))?.len();
            if bytes <= max_bytes {
                return Ok((bps, bytes));
            }
            smallest = bytes;
        }
        Err(Fault::OverBudget { bytes: smallest, max_bytes })
    }

    fn at(&self, bps: u64, path: &Path) -> Result<(), Fault> {
        let channels = self.source.channels();
        let mut chain = layout(channels).to_owned();
        if let Some(levelling) = self.levelling {
            chain = format!("{chain},{}", levelling.words);
        }
        let (encoder, kind) = match self.codec {
            SoundCodec::Mp3 => ("libmp3lame", "mp3"),
            SoundCodec::Aac => ("aac", "ipod"),
        };
        let (bps, rate_hz) = (bps.to_string(), self.source.rate_hz().to_string());
        let words =
            ["-af", &chain, "-c:a", encoder, "-b:a", &bps, "-ar", &rate_hz].map(str::to_owned).to_vec();
        let keep_tags = self.recipe.choices.audio.keep_tags;
        write(self.source, self.index, self.span, &Track { kind, words, keep_tags }, path)
    }
}

/// How a file is written.
struct Track {
    /// ffmpeg's name of the container.
    kind: &'static str,
    /// What is done to the track, in ffmpeg's words.
    words: Vec<String>,
    /// Whether all that is written in the source stays.
    keep_tags: bool,
}

/// Writes the part with its tags, chapters and cover.
fn write(source: &Source<'_>, index: usize, span: Span, track: &Track, path: &Path) -> Result<(), Fault> {
    let job = source.job;
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let keep = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).map_err(|error| Fault::writing(&error))?;
        local_file(&file)
    };
    let written = keep("tags.txt", tags::text(&source.sound, span, track.keep_tags).as_bytes())?;
    let mut command = work::ffmpeg(job)?;
    command.args(source.input(span)?).args(["-f", "ffmetadata", "-i"]).arg(written);
    // Why these alone: ffmpeg writes pictures into no other sound.
    let cover = source.cover()?.filter(|_| matches!(track.kind, "mp3" | "ipod" | "flac"));
    if let Some(cover) = cover {
        command.args(["-f", "jpeg_pipe", "-i"]).arg(keep("cover.jpg", &cover.jpeg)?);
    }
    command.args(["-map", "0:a:0"]);
    if cover.is_some() {
        command.args(["-map", "2:v:0", "-c:v", "copy", "-disposition:v:0", "attached_pic"]);
        command.args(["-metadata:s:v:0", "title=Cover", "-metadata:s:v:0", "comment=Cover (front)"]);
    }
    command.args([
        "-map_metadata",
        "1",
        "-map_chapters",
        "1",
        "-fflags",
        "+bitexact",
        "-flags:a",
        "+bitexact",
    ]);
    match track.kind {
        "mp3" => command.args(["-id3v2_version", "3"]),
        "ipod" => command.args(["-movflags", "+faststart"]),
        _ => &mut command,
    };
    command.args(&track.words).args(["-f", track.kind]).arg(local_file(path)?);
    work::finish(job, &[index], command, span.part_ms)
}
