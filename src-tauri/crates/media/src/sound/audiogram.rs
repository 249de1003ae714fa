//! A film made of a sound: its cover, its title, its wave moving past and how far it is. All frames that are asked
//! for come out of few runs of ffmpeg, which decodes and levels the sound once for each.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use upbeat_domain::media::{Output, Recipe, Step, TITLE_CHARS_MAX, VideoOutput};

use super::layout::Layout;
use super::wave::{TILE_SECONDS, Wave};
use super::{Source, Span, card, finish, layout, peaks, title, work};
use crate::error::Fault;
use crate::film::{copy, digest, fill_up};
use crate::operation::encode::png;
use crate::pixels::Pixels;
use crate::rendered::{Rendered, path_for};
use crate::tool::local_file;

/// Frames per second: the wave moves evenly, and every network takes it.
const FPS: u32 = 30;

/// Frame where the network names none and takes every shape, px.
const FRAME_PX: (u32, u32) = (1080, 1080);

/// Most films that one run makes: each holds frames in memory.
const FILMS_AT_ONCE_MAX: usize = 4;

/// Bit rate of the sound where a network states none, bits per second.
const AUDIO_BPS_DEFAULT: u64 = 128_000;

/// More than this no audiogram needs, bits per second: most of it stands still.
const VIDEO_BPS_AMPLE: u64 = 4_000_000;

/// Lowest bit rate of the pictures at which letters can be read, bits per second.
const VIDEO_BPS_MIN: u64 = 100_000;

/// Share of the byte budget that is aimed at; the rest is the container and the rate's ripple.
const BUDGET_SHARE: f64 = 0.96;

/// Samples per second of the sound.
const RATE_HZ: u32 = 48_000;

/// What came of recipes, beside their numbers.
type Results = Vec<(usize, Result<Rendered, Fault>)>;

/// A film to be made and the recipes that ask for it.
struct Film<'a> {
    recipes: Vec<usize>,
    recipe: &'a Recipe,
    output: &'a VideoOutput,
    span: Span,
    layout: Layout,
    wave: Wave,
    title: String,
    audio_bps: u64,
    ceiling_bps: u64,
}

/// Makes the recipes of these numbers; each result stands beside its number.
pub(super) fn make<'a>(source: &Source<'a>, wanted: &[(usize, &'a VideoOutput)]) -> Results {
    let mut films: Vec<Film<'a>> = Vec::new();
    let mut results = Vec::new();
    for (index, output) in wanted.iter().copied() {
        match Film::plan(source, index, output) {
            Err(fault) => results.push((index, Err(fault))),
            Ok(film) => match films.iter_mut().find(|known| known.is_same_as(&film)) {
                Some(known) => known.recipes.push(index),
                None => films.push(film),
            },
        }
    }
    // Why by length and loudness: the films of one run share one sound.
    films.sort_by_key(|film| (film.span.from_ms, film.span.part_ms));
    let same_sound = |a: &Film<'_>, b: &Film<'_>| {
        let lufs = |film: &Film<'_>| film.recipe.choices.wanted_lufs(2).to_bits();
        a.span == b.span && lufs(a) == lufs(b)
    };
    for run in films.chunk_by(same_sound).flat_map(|run| run.chunks(FILMS_AT_ONCE_MAX)) {
        results.extend(together(source, run));
    }
    results
}

impl<'a> Film<'a> {
    fn plan(source: &Source<'a>, index: usize, output: &'a VideoOutput) -> Result<Self, Fault> {
        let recipe = &source.job.recipes[index];
        let span = source.span(&recipe.choices, output.min_duration_ms, output.max_duration_ms)?;
        let cover = source.cover()?.is_some();
        let written = recipe.choices.audio.title.as_deref().or(source.sound.title()).unwrap_or("");
        let title: String = written.trim().chars().take(TITLE_CHARS_MAX).collect();
        let layout = Layout::of(frame(output), output.safe, cover, &title);
        let wave = Wave::of((layout.wave.width, layout.wave.height), fps(output));
        let audio_bps = output.audio_bitrate_bps.unwrap_or(AUDIO_BPS_DEFAULT);
        let seconds = span.part_ms as f64 / 1000.0 + 1.0;
        let room_bps = output.max_bytes as f64 * 8.0 * BUDGET_SHARE / seconds - audio_bps as f64 * 1.03;
        let ceiling_bps = (room_bps.max(0.0) as u64)
            .min(output.max_video_bitrate_bps.unwrap_or(u64::MAX))
            .min(VIDEO_BPS_AMPLE);
        if ceiling_bps < VIDEO_BPS_MIN {
            let bytes = (VIDEO_BPS_MIN as f64 + audio_bps as f64 * 1.03) * seconds / 8.0 / BUDGET_SHARE;
            return Err(Fault::OverBudget { bytes: bytes.ceil() as u64, max_bytes: output.max_bytes });
        }
        Ok(Self { recipes: vec![index], recipe, output, span, layout, wave, title, audio_bps, ceiling_bps })
    }

    /// Whether both give the same bytes.
    fn is_same_as(&self, other: &Film<'_>) -> bool {
        self.recipe.choices == other.recipe.choices
            && self.span == other.span
            && self.layout == other.layout
            && self.wave == other.wave
            && (self.audio_bps, self.ceiling_bps) == (other.audio_bps, other.ceiling_bps)
            && self.output.min_bytes == other.output.min_bytes
    }
}

/// The frame that a network asks for, or one that it takes.
fn frame(output: &VideoOutput) -> (u32, u32) {
    let (width, height) = output.frame_px.unwrap_or_else(|| {
        let standing = output.max_aspect.is_some_and(|max| max < 1.0);
        let lying = output.min_aspect.is_some_and(|min| min > 1.0);
        match (standing, lying) {
            (true, _) => (1080, 1920),
            (false, true) => (1920, 1080),
            (false, false) => FRAME_PX,
        }
    });
    let most = |side: u32, max: Option<u32>| max.map_or(1.0, |max| f64::from(max) / f64::from(side));
    let factor = most(width, output.max_width_px).min(most(height, output.max_height_px)).min(1.0);
    let even = |side: u32| (((f64::from(side) * factor) as u32) & !1).max(2);
    (even(width), even(height))
}

/// Whole frames per second within the limits.
fn fps(output: &VideoOutput) -> u32 {
    let least = output.min_fps.map_or(1, |min| min.ceil() as u32);
    let most = output.max_fps.map_or(u32::MAX, |max| max.floor() as u32).max(1);
    FPS.max(least).min(most)
}

/// Makes films that share a sound in one run, and those that came out too large once more, alone.
fn together(source: &Source<'_>, films: &[Film<'_>]) -> Results {
    let started = Instant::now();
    let all = |fault: &Fault, films: &[Film<'_>]| -> Results {
        films.iter().flat_map(|film| &film.recipes).map(|index| (*index, Err(fault.clone()))).collect()
    };
    let ceilings: Vec<u64> = films.iter().map(|film| film.ceiling_bps).collect();
    let run = match Run::prepare(source, films)
        .and_then(|run| run.encode(source, films, &ceilings).map(|()| run))
    {
        Ok(run) => run,
        Err(fault) => return all(&fault, films),
    };
    let mut results = Vec::new();
    for (at, film) in films.iter().enumerate() {
        match run
            .within_budget(source, films, at)
            .and_then(|bytes| run.keep(source, film, at, bytes, started))
        {
            Ok(made) => results.extend(made),
            Err(fault) => results.extend(all(&fault, std::slice::from_ref(film))),
        }
    }
    results
}

/// One run of ffmpeg: what it reads, in a folder of its own, and the films that it writes beside their places.
struct Run {
    folder: tempfile::TempDir,
    made: Vec<PathBuf>,
    levelled: Option<Step>,
    /// The filters of the sound, in ffmpeg's words.
    chain: String,
}

impl Drop for Run {
    fn drop(&mut self) {
        for film in &self.made {
            let _ = std::fs::remove_file(film);
        }
    }
}

impl Run {
    /// Draws what the films are made of.
    fn prepare(source: &Source<'_>, films: &[Film<'_>]) -> Result<Self, Fault> {
        let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
        let place = std::path::absolute(source.job.folder).map_err(|error| Fault::writing(&error))?;
        let made = films.iter().map(|_| upbeat_os::file::temporary_beside(&place.join("film"))).collect();
        let first = films.first().ok_or_else(|| Fault::internal("a run without films"))?;
        let wanted_lufs = first.recipe.choices.wanted_lufs(2);
        let levelling = source.levelling(first.span, 2, wanted_lufs, RATE_HZ)?;
        let words = levelling.as_ref().map(|levelling| format!(",{}", levelling.words)).unwrap_or_default();
        let chain = format!("{}{words},aresample={RATE_HZ}", layout(2));
        let run = Self { folder, made, levelled: levelling.map(|levelling| levelling.step), chain };
        for (at, film) in films.iter().enumerate() {
            source.job.cancel.check()?;
            run.draw(source, film, at)?;
        }
        Ok(run)
    }

    /// Draws what one film is made of into the folder.
    fn draw(&self, source: &Source<'_>, film: &Film<'_>, at: usize) -> Result<(), Fault> {
        let job = source.job;
        let write = |name: &str, ending: &str, bytes: &[u8]| {
            let file = self.folder.path().join(format!("{name}{at}.{ending}"));
            std::fs::write(file, bytes).map_err(|error| Fault::writing(&error))
        };
        let picture = |name: &str, pixels: &Pixels| write(name, "png", &png(pixels)?.bytes);
        let cover = source.cover()?.map(|cover| &cover.pixels);
        let (mut card, paint) = card::draw(&film.layout, cover, film.recipe.choices.background)?;
        card::track(&mut card, film.layout.progress, paint.ink);
        picture("card", &card)?;
        let progress = film.layout.progress;
        picture("tint", &card::tint(film.wave.size_px, paint))?;
        picture("bar", &card::bar((progress.width, progress.height), paint.played))?;
        if let Some(script) = title::script(&film.layout, &film.title, paint.ink) {
            write("title", "ass", script.as_bytes())?;
        }
        let bars = film.wave.bars(film.span.part_ms);
        let peaks = peaks::read(&source.input(film.span)?, film.span.part_ms, bars, job.tools, job.cancel)?;
        let mut tiles = Vec::new();
        for number in 0..film.wave.tiles(film.span.part_ms) {
            job.cancel.check()?;
            tiles.extend(film.wave.tile(number, &peaks)?);
        }
        write("tiles", "png", &tiles)
    }

    /// Encodes the films, each with its ceiling for the pictures, bits per second.
    fn encode(&self, source: &Source<'_>, films: &[Film<'_>], ceilings: &[u64]) -> Result<(), Fault> {
        let Some(first) = films.first() else { return Ok(()) };
        let numbers: Vec<usize> = (0..films.len()).collect();
        let films: Vec<&Film<'_>> = films.iter().collect();
        self.run(source, &films, &numbers, ceilings, first.span)
    }

    fn run(
        &self,
        source: &Source<'_>,
        films: &[&Film<'_>],
        numbers: &[usize],
        ceilings: &[u64],
        span: Span,
    ) -> Result<(), Fault> {
        let mut command = work::ffmpeg(source.job)?;
        // Why there: the drawn files are named without their folder, in which a filter could read orders.
        command.current_dir(self.folder.path()).args(source.input(span)?);
        let mut graph = Vec::new();
        for (place, (film, at)) in films.iter().zip(numbers).enumerate() {
            inputs(&mut command, film, *at);
            graph.push(pictures(film, *at, place));
        }
        let copies: String = (0..films.len()).map(|place| format!("[a{place}]")).collect();
        graph.push(format!("[0:a:0]{},asplit={}{copies}", self.chain, films.len()));
        command.arg("-filter_complex").arg(graph.join(";"));
        for (place, ((film, at), ceiling_bps)) in films.iter().zip(numbers).zip(ceilings).enumerate() {
            outputs(&mut command, film, place, *ceiling_bps, &local_file(&self.made[*at])?);
        }
        let recipes: Vec<usize> = films.iter().flat_map(|film| film.recipes.clone()).collect();
        work::finish(source.job, &recipes, command, span.part_ms)
    }

    /// Makes a film once more, with less, where it came out too large. Tells its bytes.
    fn within_budget(&self, source: &Source<'_>, films: &[Film<'_>], at: usize) -> Result<u64, Fault> {
        let film = films.get(at).ok_or_else(|| Fault::internal("a film is missing"))?;
        let size =
            || std::fs::metadata(&self.made[at]).map(|meta| meta.len()).map_err(|e| Fault::writing(&e));
        let (bytes, max_bytes) = (size()?, film.output.max_bytes);
        if bytes <= max_bytes {
            return Ok(bytes);
        }
        let less = (film.ceiling_bps as f64 * 0.85 * max_bytes as f64 / bytes as f64) as u64;
        self.run(source, &[film], &[at], &[less.max(VIDEO_BPS_MIN)], film.span)?;
        let bytes = size()?;
        if bytes <= max_bytes { Ok(bytes) } else { Err(Fault::OverBudget { bytes, max_bytes }) }
    }

    /// Gives a film its names, one for each recipe that asks for it.
    fn keep(
        &self,
        source: &Source<'_>,
        film: &Film<'_>,
        at: usize,
        bytes: u64,
        started: Instant,
    ) -> Result<Results, Fault> {
        let job = source.job;
        let mut kept = Vec::new();
        for index in film.recipes.iter().copied() {
            let recipe = &job.recipes[index];
            let max_bytes = match &recipe.output {
                Output::Video(output) => output.max_bytes,
                Output::Image(_) | Output::Audio(_) | Output::Document(_) => film.output.max_bytes,
            };
            if bytes > max_bytes {
                kept.push((index, Err(Fault::OverBudget { bytes, max_bytes })));
                continue;
            }
            let path = path_for(job.folder, job.names[index], recipe, "mp4");
            let temporary = upbeat_os::file::temporary_beside(&path);
            let _unfinished = work::Leftover(&temporary);
            copy(&self.made[at], &temporary)?;
            let steps = self.told(source, film, bytes, max_bytes);
            let mut rendered = finish(source, index, (&temporary, &path), (film.span, steps), started)?;
            if let Some(least) = film.output.min_bytes.filter(|least| rendered.bytes < *least) {
                rendered.bytes = fill_up(&path, rendered.bytes, least)?;
                rendered.hash = digest(&path)?;
            }
            kept.push((index, Ok(rendered)));
        }
        Ok(kept)
    }

    fn told(&self, source: &Source<'_>, film: &Film<'_>, bytes: u64, max_bytes: u64) -> Vec<Step> {
        let stripped = source.facts.has_metadata || source.facts.has_gps;
        let mut steps = source.told(&film.recipe.choices, film.span, stripped);
        steps.extend(self.levelled.clone());
        let frame_px = film.layout.frame_px;
        steps.push(Step::Audiogram { frame_px, cover: film.layout.cover.is_some() });
        let bits = bytes as f64 * 8.0 / (film.span.part_ms.max(1) as f64 / 1000.0);
        steps.push(Step::Transcoded {
            video: "h264".to_owned(),
            audio: Some("aac".to_owned()),
            video_bitrate_bps: (bits - film.audio_bps as f64).max(0.0) as u64,
            fps: film.wave.fps.into(),
        });
        steps.push(Step::Encoded { mime: "video/mp4".to_owned(), quality: None, bytes, max_bytes });
        steps
    }
}

/// Adds what a film is drawn from: its card, its wave in tiles, its colours and its progress.
fn inputs(command: &mut Command, film: &Film<'_>, at: usize) {
    let fps = film.wave.fps.to_string();
    let still = |command: &mut Command, name: &str, rate: &str| {
        command.args(["-f", "png_pipe", "-framerate", rate, "-i"]).arg(format!("file:{name}{at}.png"));
    };
    still(command, "card", &fps);
    still(command, "tiles", &format!("1/{TILE_SECONDS}"));
    still(command, "tint", &fps);
    still(command, "bar", &fps);
}

/// The graph of a film's pictures, from its four inputs to `[v<place>]`.
fn pictures(film: &Film<'_>, at: usize, place: usize) -> String {
    let Wave { size_px: (width, height), step_px, fps, .. } = film.wave;
    let (wave, progress) = (film.layout.wave, film.layout.progress);
    let [card, tiles, tint, bar] = [1, 2, 3, 4].map(|input| format!("{}:v", place * 4 + input));
    let seconds = film.span.part_ms.max(1) as f64 / 1000.0;
    let title =
        if film.layout.title.is_some() { format!(",ass=filename=title{at}.ass") } else { String::new() };
    // Why before the loop: what stands still is drawn and converted once.
    let hold = format!("loop=loop=-1:size=1:start=0,setpts=N/{fps}/TB");
    let matrix = "scale=out_color_matrix=bt709:out_range=tv";
    format!(
        "[{card}]format=rgb24{title},{matrix},format=yuv420p,{hold}[card{place}];\
         [{tiles}]format=gray,fps={fps},crop={width}:{height}:x='mod(n,{frames})*{step_px}':y=0[bars{place}];\
         [{tint}]format=rgba,split[ta{place}][tb{place}];\
         [ta{place}]{matrix},format=yuv444p,{hold}[color{place}];\
         [tb{place}]alphaextract,{hold}[fade{place}];\
         [bars{place}][fade{place}]blend=all_mode=multiply[shown{place}];\
         [color{place}][shown{place}]alphamerge[wave{place}];\
         [{bar}]format=rgba,split[pa{place}][pb{place}];\
         [pa{place}]{matrix},format=yuv444p,{hold}[fill{place}];\
         [pb{place}]alphaextract,{hold},geq=lum='p(X,Y)*clip(W*T/{seconds:.3}-X,0,1)'[done{place}];\
         [fill{place}][done{place}]alphamerge[progress{place}];\
         [card{place}][wave{place}]overlay={}:{}[first{place}];\
         [first{place}][progress{place}]overlay={}:{},setsar=1,format=yuv420p[v{place}]",
        wave.x,
        wave.y,
        progress.x,
        progress.y,
        frames = film.wave.tile_frames(),
    )
}

/// Adds a film's file.
fn outputs(command: &mut Command, film: &Film<'_>, place: usize, ceiling_bps: u64, file: &OsStr) {
    let (ceiling, interval) = (ceiling_bps.to_string(), (film.wave.fps * 2).to_string());
    command.args(["-map", &format!("[v{place}]"), "-map", &format!("[a{place}]")]);
    command.arg("-t").arg(work::seconds(film.span.part_ms));
    command.args(["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "20"]);
    command.args(["-maxrate", &ceiling, "-bufsize", &ceiling, "-g", &interval]);
    command.args(["-flags:v", "+cgop+bitexact", "-pix_fmt", "yuv420p", "-color_range", "tv"]);
    command.args(["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]);
    command.args(["-c:a", "aac", "-profile:a", "aac_low", "-b:a", &film.audio_bps.to_string()]);
    command.args(["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"]);
    command.args(["-flags:a", "+bitexact", "-movflags", "+faststart", "-f", "mp4"]).arg(file);
}
