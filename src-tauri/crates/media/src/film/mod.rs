//! Films: H.264 and AAC in MP4 with fast start, through ffmpeg as a child process. What fits already
//! is passed on or only put into a new container.

mod encode;
mod filter;
mod fit;
pub(crate) mod grab;
mod moving;

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use upbeat_domain::id::ContentHash;
use upbeat_domain::media::{Choices, Crop, Output, Recipe, Step, VideoOutput};

use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::job::Job;
use crate::look::{LOOK_PX, Look};
use crate::operation::crop::Cut;
use crate::probe::film::{FilmFacts, Video};
use crate::probe::{film, film_facts};
use crate::rendered::{Progress, Rendered, millis, path_for, write};
use fit::Fitting;

/// MIME type of what is made.
const MP4: &str = "video/mp4";

/// A film in its place, with what was done.
struct Made {
    path: PathBuf,
    mime: String,
    steps: Vec<Step>,
    crop: Option<Crop>,
}

/// Makes every recipe of one film; the results stand in the order of the recipes. Recipes that ask
/// for the same work share it.
pub(crate) fn prepare(job: &Job<'_>) -> Vec<Result<Rendered, Fault>> {
    match moving::readable(job.path, job.cancel) {
        Err(fault) => job.recipes.iter().map(|_| Err(fault.clone())).collect(),
        Ok(None) => prepare_film(job),
        Ok(Some(readable)) => prepare_film(&Job { path: &readable.path(), ..*job }),
    }
}

fn prepare_film(job: &Job<'_>) -> Vec<Result<Rendered, Fault>> {
    let facts = match film_facts(job.path, job.tools, job.cancel) {
        Ok(facts) => facts,
        Err(fault) => return job.recipes.iter().map(|_| Err(fault.clone())).collect(),
    };
    let mut done = Done::default();
    let mut results = Vec::with_capacity(job.recipes.len());
    for (index, recipe) in job.recipes.iter().enumerate() {
        let result = make(job, index, recipe, &facts, &mut done);
        if result.is_ok() {
            (job.progress)(Progress { recipe_index: index, percent: 100.0, eta_ms: Some(0) });
        }
        results.push(result);
    }
    results
}

/// Films made so far, by the words that made them.
#[derive(Default)]
struct Done(HashMap<String, Rendered>);

impl Done {
    /// A film that the same words made and that this byte limit allows.
    fn find(&self, words: &str, max_bytes: u64) -> Option<&Rendered> {
        self.0.get(words).filter(|made| made.bytes <= max_bytes)
    }

    /// Keeps a film for the next one that is made by the same words; what is filled up afterwards is no other's.
    fn keep(&mut self, words: &str, made: &Rendered, output: &VideoOutput) {
        if output.min_bytes.is_none_or(|min| made.bytes >= min) {
            self.0.insert(words.to_owned(), made.clone());
        }
    }
}

/// The file of a recipe that asks for the same as one before.
fn again(
    job: &Job<'_>,
    index: usize,
    recipe: &Recipe,
    same: &Rendered,
    limit: u64,
) -> Result<Rendered, Fault> {
    let extension = same.path.extension().and_then(|e| e.to_str()).unwrap_or("mp4");
    let path = path_for(job.folder, job.names[index], recipe, extension);
    let temporary = upbeat_os::file::temporary_beside(&path);
    copy(&same.path, &temporary)?;
    settle(&temporary, &path)?;
    let mut made = Rendered { recipe_index: index, path, ..same.clone() };
    for step in &mut made.steps {
        if let Step::Encoded { max_bytes, .. } = step {
            *max_bytes = limit;
        }
    }
    Ok(made)
}

fn make(
    job: &Job<'_>,
    index: usize,
    recipe: &Recipe,
    facts: &FilmFacts,
    done: &mut Done,
) -> Result<Rendered, Fault> {
    let Output::Video(output) = &recipe.output else {
        return Err(Fault::internal("a picture was asked of the film engine"));
    };
    let mut made = film(job, index, recipe, output, facts, done)?;
    if let Some(least) = output.min_bytes.filter(|least| made.bytes < *least) {
        made.bytes = fill_up(&made.path, made.bytes, least)?;
        made.hash = digest(&made.path)?;
    }
    Ok(made)
}

/// Lengthens an MP4 to `least` bytes, and says how long it is now: a `free` box at its end is passed over by every
/// reader (ISO/IEC 14496-12, 8.1.2).
pub(crate) fn fill_up(path: &Path, bytes: u64, least: u64) -> Result<u64, Fault> {
    const HEAD: u64 = 8;
    let size = (least - bytes).max(HEAD);
    let length = u32::try_from(size).map_err(|_| Fault::internal("a film is asked to be 4 GB at least"))?;
    let append = || -> std::io::Result<()> {
        let mut file = File::options().append(true).open(path)?;
        file.write_all(&[&length.to_be_bytes()[..], b"free"].concat())?;
        std::io::copy(&mut std::io::repeat(0).take(size - HEAD), &mut file)?;
        file.sync_all()
    };
    append().map_err(|error| Fault::writing(&error))?;
    Ok(bytes + size)
}

fn film(
    job: &Job<'_>,
    index: usize,
    recipe: &Recipe,
    output: &VideoOutput,
    facts: &FilmFacts,
    done: &mut Done,
) -> Result<Rendered, Fault> {
    let started = Instant::now();
    let video = facts.video.as_ref().ok_or_else(|| Fault::WrongKind {
        kind: "audio".to_owned(),
        wanted: format!("{} {}", recipe.network, recipe.format),
    })?;
    let choices = &recipe.choices;
    let part_ms = part(facts, output, choices)?;
    std::fs::create_dir_all(job.folder).map_err(|error| Fault::writing(&error))?;
    let frame = Frame::of(video.size_px, &Bounds::from(output), choices);
    let fitting = fit::fitting(facts, video, output, &frame, choices);
    if fitting == Fitting::Whole {
        let made = pass_on(job, index, recipe, facts)?;
        return finish(job, index, made, part_ms, started);
    }
    if fitting == Fitting::Streams {
        if let Some(same) = done.find(STREAMS, output.max_bytes) {
            return again(job, index, recipe, same, output.max_bytes);
        }
        if let Some(made) = remux(job, index, recipe, facts, part_ms)? {
            let rendered = finish(job, index, made, part_ms, started)?;
            done.keep(STREAMS, &rendered, output);
            return Ok(rendered);
        }
    }
    let from_ms = choices.trim_ms.map_or(0, |(from_ms, _)| from_ms);
    let cut = place(job, facts, video, &frame, choices, from_ms + part_ms / 2)?;
    let graph = filter::Graph { video, frame: &frame, cut: &cut, choices, fps: filter::fps(video, output) };
    let words = encode::signature(facts, output, &graph, from_ms, part_ms);
    if let Some(same) = done.find(&words, output.max_bytes) {
        return again(job, index, recipe, same, output.max_bytes);
    }
    let made = transcode(job, index, recipe, output, facts, &graph, part_ms)?;
    let rendered = finish(job, index, made, part_ms, started)?;
    done.keep(&words, &rendered, output);
    Ok(rendered)
}

/// The words for a film whose tracks are only put into a new container.
const STREAMS: &str = "streams";

/// Which part of the frame is shown, steered by what a frame in the middle shows.
fn place(
    job: &Job<'_>,
    facts: &FilmFacts,
    video: &Video,
    frame: &Frame,
    choices: &Choices,
    middle_ms: u64,
) -> Result<Cut, Fault> {
    let look = if Look::is_needed(frame, choices) {
        Some(Look::at(&grab::frame(job.path, facts, middle_ms, LOOK_PX, job.tools, job.cancel)?)?)
    } else {
        None
    };
    Ok(Cut::place(frame, choices, video.size_px, look.as_ref()))
}

/// The length of what is to be made, milliseconds.
fn part(facts: &FilmFacts, output: &VideoOutput, choices: &Choices) -> Result<u64, Fault> {
    let whole_ms = facts.duration_ms.ok_or_else(|| Fault::damaged("the film doesn't say how long it is"))?;
    let duration_ms = match choices.trim_ms {
        Some((from_ms, to_ms)) => to_ms.min(whole_ms).saturating_sub(from_ms),
        None => whole_ms,
    };
    let (min_ms, max_ms) = (output.min_duration_ms, output.max_duration_ms);
    if duration_ms == 0
        || min_ms.is_some_and(|min| duration_ms < min)
        || max_ms.is_some_and(|max| duration_ms > max)
    {
        return Err(Fault::Duration { duration_ms, min_ms, max_ms });
    }
    Ok(duration_ms)
}

fn pass_on(job: &Job<'_>, index: usize, recipe: &Recipe, facts: &FilmFacts) -> Result<Made, Fault> {
    let path = path_for(job.folder, job.names[index], recipe, facts.format.container);
    let temporary = upbeat_os::file::temporary_beside(&path);
    copy(job.path, &temporary)?;
    settle(&temporary, &path)?;
    let mime = facts.format.mime.to_owned();
    Ok(Made { path, mime, steps: vec![Step::PassedThrough], crop: None })
}

/// Puts the tracks into a new container. None where only that shows that the rate varies: Matroska
/// states one rate for all of its frames.
fn remux(
    job: &Job<'_>,
    index: usize,
    recipe: &Recipe,
    facts: &FilmFacts,
    part_ms: u64,
) -> Result<Option<Made>, Fault> {
    let path = path_for(job.folder, job.names[index], recipe, "mp4");
    encode::remux(job, index, facts, &path, part_ms)?;
    let found = film_facts(&path, job.tools, job.cancel)?;
    if !found.video.is_some_and(|video| video.is_steady()) {
        std::fs::remove_file(&path).map_err(|error| Fault::writing(&error))?;
        return Ok(None);
    }
    let steps = encode::stripped(facts).into_iter().chain([Step::Remuxed]).collect();
    Ok(Some(Made { path, mime: MP4.to_owned(), steps, crop: None }))
}

fn transcode(
    job: &Job<'_>,
    index: usize,
    recipe: &Recipe,
    output: &VideoOutput,
    facts: &FilmFacts,
    graph: &filter::Graph<'_>,
    part_ms: u64,
) -> Result<Made, Fault> {
    let (video, cut, choices) = (graph.video, graph.cut, &recipe.choices);
    let from_ms = choices.trim_ms.map_or(0, |(from_ms, _)| from_ms);
    let path = path_for(job.folder, job.names[index], recipe, "mp4");
    let told = encode::transcode(job, index, facts, output, graph, &path, from_ms, part_ms)?;
    let mut steps = Vec::new();
    if video.orientation > 1 {
        steps.push(Step::Rotated { orientation: video.orientation });
    }
    if video.is_hdr() {
        steps.push(Step::ColorConverted { from: film::info(facts).color, to: film::REC_709.to_owned() });
    }
    steps.extend(encode::stripped(facts));
    if let Some((from_ms, to_ms)) = choices.trim_ms {
        steps.push(Step::Trimmed { from_ms, to_ms: to_ms.min(from_ms + part_ms) });
    }
    steps.extend(cut.step(video.size_px));
    steps.extend(graph.steps());
    steps.extend(told);
    let cropped = (cut.crop.width, cut.crop.height) != video.size_px;
    Ok(Made { path, mime: MP4.to_owned(), steps, crop: cropped.then_some(cut.crop) })
}

/// Reads the finished film back: what is promised is what is there.
fn finish(
    job: &Job<'_>,
    index: usize,
    made: Made,
    part_ms: u64,
    started: Instant,
) -> Result<Rendered, Fault> {
    let facts = film_facts(&made.path, job.tools, job.cancel)?;
    let size_px = facts.video.as_ref().map_or((0, 0), |video| video.size_px);
    let duration_ms = facts.duration_ms.unwrap_or(0);
    // Why: ffmpeg ends well on a film whose rest it couldn't read; the length gives it away.
    if duration_ms + part_ms / 20 + 500 < part_ms {
        let _ = std::fs::remove_file(&made.path);
        return Err(Fault::damaged(format!("only {duration_ms} of {part_ms} ms could be read")));
    }
    Ok(Rendered {
        recipe_index: index,
        mime: made.mime,
        bytes: facts.bytes,
        width_px: size_px.0,
        height_px: size_px.1,
        duration_ms: Some(duration_ms),
        hash: digest(&made.path)?,
        crop: made.crop,
        steps: made.steps,
        path: made.path,
        took_ms: millis(started.elapsed()),
    })
}

pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Fault> {
    if upbeat_os::file::reflink(from, to).is_ok() {
        return Ok(());
    }
    std::fs::copy(from, to).map(drop).map_err(|error| {
        let _ = std::fs::remove_file(to);
        Fault::writing(&error)
    })
}

/// Gives a finished file its name.
pub(crate) fn settle(temporary: &Path, path: &Path) -> Result<(), Fault> {
    let synced = File::open(temporary).and_then(|file| file.sync_all());
    synced.and_then(|()| upbeat_os::file::settle(temporary, path)).map_err(|error| Fault::writing(&error))
}

pub(crate) fn digest(path: &Path) -> Result<ContentHash, Fault> {
    let mut file = File::open(path).map_err(|error| Fault::reading(&error))?;
    let mut hasher = blake3::Hasher::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let count = file.read(&mut chunk).map_err(|error| Fault::reading(&error))?;
        if count == 0 {
            return Ok(ContentHash::new(*hasher.finalize().as_bytes()));
        }
        hasher.update(&chunk[..count]);
    }
}

/// A film's frame as the source of pictures: covers. Written as a lossless file into `folder`.
pub(crate) fn cover_source(job: &Job<'_>, at_ms: Option<u64>, folder: &Path) -> Result<PathBuf, Fault> {
    let facts = film_facts(job.path, job.tools, job.cancel)?;
    let pixels = grab::cover(job.path, &facts, at_ms, grab::COVER_PX, job.tools, job.cancel)?;
    let path = folder.join("cover.png");
    write(&path, &crate::operation::encode::png(&pixels)?.bytes)?;
    Ok(path)
}
