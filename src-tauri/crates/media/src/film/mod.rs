//! Films: H.264 and AAC in MP4 with fast start, through ffmpeg as a child process. What fits already
//! is passed on or only put into a new container.

mod captioned;
pub(crate) mod cover;
mod encode;
mod file;
mod filter;
mod fit;
mod follow;
mod framed;
pub(crate) mod gif;
pub(crate) mod grab;
mod light;
pub(crate) mod moving;
mod pan;
mod process;
pub(crate) mod proxy;
pub(crate) mod reel;
mod sound;
pub(crate) mod strip;
mod timeline;
mod watch;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::Instant;

use upbeat_domain::media::{
    CaptionWay, Captions, Choices, Crop, Followed, Output, Recipe, Step, VideoOutput,
};

use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::job::Job;
use crate::probe::film::FilmFacts;
use crate::probe::{film, film_facts};
use crate::rendered::{Progress, Rendered, millis, path_for, write};
use encode::Work;
pub(crate) use file::{copy, digest, fill_up, settle};
use fit::Fitting;
use follow::Looks;
pub(crate) use framed::framed;
use pan::Pan;
use timeline::Timeline;

/// MIME type of what is made.
const MP4: &str = "video/mp4";

/// A film in its place, with what was done.
struct Made {
    path: PathBuf,
    mime: String,
    steps: Vec<Step>,
    crop: Option<Crop>,
}

impl Made {
    /// An encoded film.
    fn of(work: &Work<'_>, facts: &FilmFacts, told: Vec<Step>) -> Self {
        let filter::Graph { video, cut, pan, choices, .. } = &work.graph;
        let mut steps = Vec::new();
        if video.orientation > 1 {
            steps.push(Step::Rotated { orientation: video.orientation });
        }
        if video.is_hdr() {
            steps.push(Step::ColorConverted { from: film::info(facts).color, to: film::REC_709.to_owned() });
        }
        steps.extend(encode::stripped(facts));
        steps.extend(work.graph.timeline.steps());
        if choices.sound.muted && facts.audio.is_some() {
            steps.push(Step::Muted);
        }
        steps.extend(cut.step(video.size_px).map(|step| followed(step, pan.as_ref())));
        steps.extend(work.graph.steps());
        steps.extend(told);
        let cropped = (cut.crop.width, cut.crop.height) != video.size_px;
        let crop = cropped.then_some(cut.crop);
        Self { path: work.path.clone(), mime: MP4.to_owned(), steps, crop }
    }
}

/// The step of a crop with how it moves.
fn followed(mut step: Step, pan: Option<&Pan>) -> Step {
    if let Step::Cropped { follows, .. } = &mut step {
        *follows = pan.map(|pan| Followed { moves: pan.moves, jumps: pan.jumps });
    }
    step
}

/// Makes every recipe of one film; the results stand in the order of the recipes. Recipes that ask
/// for the same work share it, and all that is encoded of one part of the film comes from one decode.
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
    let mut results: Vec<Option<Result<Rendered, Fault>>> = job.recipes.iter().map(|_| None).collect();
    let mut works = Vec::new();
    let mut captions = vec![None; job.recipes.len()];
    let mut remuxed = HashMap::new();
    let mut looks = facts.video.as_ref().map(|video| Looks::new(job, &facts, video));
    for (index, recipe) in job.recipes.iter().enumerate() {
        let begun = captioned::of(&facts, &recipe.choices).and_then(|shown| {
            captions[index].clone_from(&shown);
            let looks = looks.as_mut().ok_or_else(no_pictures)?;
            begin(job, index, recipe, &facts, shown, &mut remuxed, looks)
        });
        match begun {
            Ok(Begun::Kept(made)) => results[index] = Some(Ok(made)),
            Ok(Begun::Encode(work)) => works.push(work),
            Err(fault) => results[index] = Some(Err(fault)),
        }
    }
    let watched = looks.is_some_and(|looks| looks.watched());
    let told = |progress: Progress| {
        (job.progress)(if watched { follow::after_watching(progress) } else { progress });
    };
    for (index, made) in encoded(&Job { progress: &told, ..*job }, &facts, &works) {
        results[index] = Some(made);
    }
    let mut made = Vec::with_capacity(results.len());
    for (index, result) in results.into_iter().enumerate() {
        let result = result.unwrap_or_else(|| Err(Fault::internal("a recipe was skipped")));
        let whole = result
            .and_then(|made| filled_up(made, &job.recipes[index]))
            .and_then(|made| captioned::beside(made, captions[index].as_ref()));
        if whole.is_ok() {
            (job.progress)(Progress { recipe_index: index, percent: 100.0, eta_ms: Some(0) });
        }
        made.push(whole);
    }
    made
}

/// What a look at one recipe came to.
enum Begun<'a> {
    /// The film or its tracks stay as they are.
    Kept(Rendered),
    /// It has to be encoded.
    Encode(Work<'a>),
}

fn begin<'a>(
    job: &Job<'a>,
    index: usize,
    recipe: &'a Recipe,
    facts: &'a FilmFacts,
    captions: Option<Captions>,
    remuxed: &mut HashMap<bool, Rendered>,
    looks: &mut Looks<'_>,
) -> Result<Begun<'a>, Fault> {
    let started = Instant::now();
    let Output::Video(output) = &recipe.output else {
        return Err(Fault::internal("a picture was asked of the film engine"));
    };
    let video = facts.video.as_ref().ok_or_else(no_pictures)?;
    let choices = &recipe.choices;
    check_length(facts, output, choices)?;
    std::fs::create_dir_all(job.folder).map_err(|error| Fault::writing(&error))?;
    let frame = Frame::of(video.size_px, &Bounds::from(output), choices);
    match fit::fitting(facts, video, output, &frame, choices, captions.as_ref()) {
        Fitting::Whole => {
            let made = pass_on(job, index, recipe, facts)?;
            return finish(job, index, made, facts.duration_ms, started).map(Begun::Kept);
        }
        Fitting::Streams => {
            let tracked = captioned::goes(captions.as_ref(), CaptionWay::Track);
            let known = remuxed.get(&choices.sound.muted).filter(|_| !tracked);
            let same = known.filter(|same| same.bytes <= output.max_bytes);
            if let Some(same) = same {
                return file::again(job, index, same, output.max_bytes).map(Begun::Kept);
            }
            if let Some(made) = remux(job, index, recipe, facts, captions.as_ref())? {
                let made = finish(job, index, made, facts.duration_ms, started)?;
                if !tracked {
                    remuxed.insert(choices.sound.muted, made.clone());
                }
                return Ok(Begun::Kept(made));
            }
        }
        Fitting::Nothing => {}
    }
    let timeline = Timeline::of(facts, video, choices)?;
    let fps = filter::fps(video, output);
    let (cut, pan) = looks.steer(&frame, choices, &timeline, fps)?;
    let path = path_for(job.folder, job.names[index], recipe, "mp4");
    let graph = filter::Graph { video, frame, cut, pan, choices, fps, timeline, captions };
    Ok(Begun::Encode(Work { index, output, graph, path }))
}

/// What is said of a sound that is taken for a film.
fn no_pictures() -> Fault {
    Fault::WrongKind { kind: "audio".to_owned(), wanted: "a film".to_owned() }
}

/// Encodes these works; the same work is done once, under the widest of its limits.
fn encoded(job: &Job<'_>, facts: &FilmFacts, works: &[Work<'_>]) -> Vec<(usize, Result<Rendered, Fault>)> {
    let mut same: BTreeMap<String, Vec<&Work<'_>>> = BTreeMap::new();
    for work in works {
        same.entry(work.words(facts)).or_default().push(work);
    }
    same.values_mut().for_each(|works| works.sort_by_key(|work| Reverse(work.output.max_bytes)));
    let mut firsts: Vec<&Work<'_>> = same.values().map(|works| works[0]).collect();
    firsts.sort_by_key(|work| work.index);
    let mut made: HashMap<usize, Result<Rendered, Fault>> = HashMap::new();
    for group in encode::groups(&firsts) {
        let results = transcoded(job, facts, &group);
        made.extend(group.iter().map(|work| work.index).zip(results));
    }
    for works in same.values() {
        let first = made.get(&works[0].index).cloned();
        for work in &works[1..] {
            let limit = work.output.max_bytes;
            let result = match &first {
                Some(Ok(first)) if first.bytes <= limit => file::again(job, work.index, first, limit),
                Some(Err(Fault::Cancelled)) => Err(Fault::Cancelled),
                _ => transcoded(job, facts, &[work]).remove(0),
            };
            made.insert(work.index, result);
        }
    }
    made.into_iter().collect()
}

/// The films of one decode, read back.
fn transcoded(job: &Job<'_>, facts: &FilmFacts, group: &[&Work<'_>]) -> Vec<Result<Rendered, Fault>> {
    let started = Instant::now();
    let told = encode::transcode(job, facts, group);
    let finished = group.iter().zip(told).map(|(work, told)| {
        let made = Made::of(work, facts, told?);
        finish(job, work.index, made, Some(work.graph.timeline.length_ms()), started)
    });
    finished.collect()
}

/// The film, at least as large as its network takes.
fn filled_up(mut made: Rendered, recipe: &Recipe) -> Result<Rendered, Fault> {
    if let Output::Video(VideoOutput { min_bytes: Some(least), .. }) = &recipe.output
        && made.bytes < *least
    {
        made.bytes = file::fill_up(&made.path, made.bytes, *least)?;
        made.hash = file::digest(&made.path)?;
    }
    Ok(made)
}

/// Refuses what is shorter or longer than the network takes.
fn check_length(facts: &FilmFacts, output: &VideoOutput, choices: &Choices) -> Result<(), Fault> {
    let duration_ms = timeline::length(facts, choices)?;
    let (min_ms, max_ms) = (output.min_duration_ms, output.max_duration_ms);
    if duration_ms == 0
        || min_ms.is_some_and(|min| duration_ms < min)
        || max_ms.is_some_and(|max| duration_ms > max)
    {
        return Err(Fault::Duration { duration_ms, min_ms, max_ms });
    }
    Ok(())
}

fn pass_on(job: &Job<'_>, index: usize, recipe: &Recipe, facts: &FilmFacts) -> Result<Made, Fault> {
    let path = path_for(job.folder, job.names[index], recipe, facts.format.container);
    let temporary = upbeat_os::file::temporary_beside(&path);
    file::copy(job.path, &temporary)?;
    file::settle(&temporary, &path)?;
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
    captions: Option<&Captions>,
) -> Result<Option<Made>, Fault> {
    let path = path_for(job.folder, job.names[index], recipe, "mp4");
    let muted = recipe.choices.sound.muted;
    encode::remux(job, index, facts, &path, muted, captions)?;
    let found = film_facts(&path, job.tools, job.cancel)?;
    if !found.video.is_some_and(|video| video.is_steady()) {
        std::fs::remove_file(&path).map_err(|error| Fault::writing(&error))?;
        return Ok(None);
    }
    let silenced = (muted && facts.audio.is_some()).then_some(Step::Muted);
    let steps = encode::stripped(facts).into_iter().chain(silenced).chain([Step::Remuxed]).collect();
    Ok(Some(Made { path, mime: MP4.to_owned(), steps, crop: None }))
}

/// Reads the finished film back: what is promised is what is there.
fn finish(
    job: &Job<'_>,
    index: usize,
    made: Made,
    expected_ms: Option<u64>,
    started: Instant,
) -> Result<Rendered, Fault> {
    let (size_px, duration_ms) = if made.mime == MP4 {
        film::head(&made.path, job.tools, job.cancel)?
    } else {
        let facts = film_facts(&made.path, job.tools, job.cancel)?;
        (facts.video.map_or((0, 0), |video| video.size_px), facts.duration_ms.unwrap_or(0))
    };
    // Why: ffmpeg ends well on a film whose rest it couldn't read; the length gives it away.
    let expected_ms = expected_ms.unwrap_or(0);
    if duration_ms + expected_ms / 20 + 500 < expected_ms {
        let _ = std::fs::remove_file(&made.path);
        return Err(Fault::damaged(format!("only {duration_ms} of {expected_ms} ms could be read")));
    }
    Ok(Rendered {
        recipe_index: index,
        mime: made.mime,
        bytes: std::fs::metadata(&made.path).map_err(|error| Fault::reading(&error))?.len(),
        width_px: size_px.0,
        height_px: size_px.1,
        duration_ms: Some(duration_ms),
        hash: file::digest(&made.path)?,
        crop: made.crop,
        captions: None,
        steps: made.steps,
        path: made.path,
        took_ms: millis(started.elapsed()),
    })
}

/// A film's frame as the source of pictures: covers. Written as a lossless file into `folder`.
pub(crate) fn cover_source(job: &Job<'_>, at_ms: Option<u64>, folder: &Path) -> Result<PathBuf, Fault> {
    let facts = film_facts(job.path, job.tools, job.cancel)?;
    let pixels = grab::cover(job.path, &facts, at_ms, grab::COVER_PX, job.tools, job.cancel)?;
    let path = folder.join("cover.png");
    write(&path, &crate::operation::encode::png(&pixels)?.bytes)?;
    Ok(path)
}
