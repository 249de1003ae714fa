//! Sound: MP3 and M4A at a wanted loudness, with chapters and cover and without what is private, and
//! films made of it; through ffmpeg as a child process. What fits already is passed on.

mod audiogram;
mod card;
mod cover;
mod layout;
pub(crate) mod peaks;
mod podcast;
mod tags;
pub(crate) mod tile;
mod title;
mod wave;
mod work;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, Instant};

use upbeat_domain::media::{Choices, MeasuredLoudness, Output, PiecesError, Step, pieces_within};

use crate::error::Fault;
use crate::film::{digest, settle};
use crate::job::Job;
use crate::loudness::{Goal, Levelling, TRUE_PEAK_DBTP_MAX, is_at, levelling, measure};
use crate::probe::film::FilmFacts;
use crate::probe::film_facts;
use crate::probe::sound::SoundFacts;
use crate::rendered::{Progress, Rendered, millis};
use crate::tool::local_file;
use cover::Cover;

/// Makes every recipe of one sound; the results stand in the order of the recipes.
pub(crate) fn prepare(job: &Job<'_>) -> Vec<Result<Rendered, Fault>> {
    let source = match Source::open(job) {
        Ok(source) => source,
        Err(fault) => return job.recipes.iter().map(|_| Err(fault.clone())).collect(),
    };
    let mut results: Vec<Result<Rendered, Fault>> = Vec::with_capacity(job.recipes.len());
    let mut films = Vec::new();
    for (index, recipe) in job.recipes.iter().enumerate() {
        // Why refused: what was asked for and isn't done would be found out by those who listen.
        if recipe.choices.is_for_films() {
            results.push(Err(Fault::WrongKind {
                kind: "audio".to_owned(),
                wanted: "a film, for another speed or volume, silence or captions".to_owned(),
            }));
            continue;
        }
        results.push(match &recipe.output {
            Output::Audio(output) => podcast::make(&source, index, recipe, output),
            Output::Video(output) => {
                films.push((index, output));
                Err(Fault::internal("a recipe was skipped"))
            }
            Output::Image(_) | Output::Document(_) => Err(Fault::WrongKind {
                kind: "audio".to_owned(),
                wanted: format!("{} {}", recipe.network, recipe.format),
            }),
        });
    }
    for (index, made) in audiogram::make(&source, &films) {
        results[index] = made;
    }
    for recipe_index in (0..results.len()).filter(|index| results[*index].is_ok()) {
        (job.progress)(Progress { recipe_index, percent: 100.0, eta_ms: Some(0) });
    }
    results
}

/// A part of a sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Span {
    from_ms: u64,
    part_ms: u64,
}

/// The sound that is worked on, with what was found out about it so far.
struct Source<'a> {
    job: &'a Job<'a>,
    facts: FilmFacts,
    sound: SoundFacts,
    levels: RefCell<HashMap<(Span, u32), Option<MeasuredLoudness>>>,
    cover: OnceCell<Option<Cover>>,
}

impl<'a> Source<'a> {
    fn open(job: &'a Job<'a>) -> Result<Self, Fault> {
        let facts = film_facts(job.path, job.tools, job.cancel)?;
        let sound = facts.sound.clone().ok_or_else(|| Fault::internal("a film came as a sound"))?;
        std::fs::create_dir_all(job.folder).map_err(|error| Fault::writing(&error))?;
        Ok(Self { job, facts, sound, levels: RefCell::default(), cover: OnceCell::new() })
    }

    /// The part that is chosen, or all of it: a sound is cut to one.
    fn span(&self, choices: &Choices, min_ms: Option<u64>, max_ms: Option<u64>) -> Result<Span, Fault> {
        let whole_ms =
            self.facts.duration_ms.ok_or_else(|| Fault::damaged("the sound doesn't say how long it is"))?;
        let wrong = |error| Fault::Pieces { error, duration_ms: whole_ms };
        let (from_ms, to_ms) = match pieces_within(&choices.pieces, whole_ms).map_err(wrong)?.as_slice() {
            [] => (0, whole_ms),
            [piece] => (piece.from_ms, piece.to_ms),
            pieces => return Err(wrong(PiecesError::TooMany(pieces.len()))),
        };
        let duration_ms = to_ms - from_ms;
        let short = duration_ms == 0 || min_ms.is_some_and(|min| duration_ms < min);
        if short || max_ms.is_some_and(|max| duration_ms > max) {
            return Err(Fault::Duration { duration_ms, min_ms, max_ms });
        }
        Ok(Span { from_ms, part_ms: duration_ms })
    }

    /// The part as ffmpeg's first input.
    fn input(&self, span: Span) -> Result<Vec<OsString>, Fault> {
        let mut words: Vec<OsString> = vec!["-f".into(), self.facts.format.demuxer.into()];
        if span.from_ms > 0 {
            words.extend(["-ss".into(), work::seconds(span.from_ms).into()]);
        }
        words.extend([
            "-t".into(),
            work::seconds(span.part_ms).into(),
            "-i".into(),
            local_file(self.job.path)?,
        ]);
        Ok(words)
    }

    /// How loud the part is in one channel or two; none of silence.
    fn level(&self, span: Span, channels: u32) -> Result<Option<MeasuredLoudness>, Fault> {
        if let Some(known) = self.levels.borrow().get(&(span, channels)) {
            return Ok(*known);
        }
        let limit = Duration::from_secs(60 + span.part_ms / 1000);
        let before = layout(channels);
        let found = measure(&self.input(span)?, before, self.job.tools, limit, self.job.cancel)?;
        self.levels.borrow_mut().insert((span, channels), found);
        Ok(found)
    }

    /// The filters that bring the part to a loudness; none where it is there already, and for silence.
    fn levelling(
        &self,
        span: Span,
        channels: u32,
        wanted_lufs: f64,
        rate_hz: u32,
    ) -> Result<Option<Levelling>, Fault> {
        let Some(is) = self.level(span, channels)?.filter(|is| !is_at(is, wanted_lufs)) else {
            return Ok(None);
        };
        let limit = Duration::from_secs(60 + span.part_ms / 1000);
        let input = self.input(span)?;
        let again = |words: &str| {
            let before = format!("{},{words}", layout(channels));
            measure(&input, &before, self.job.tools, limit, self.job.cancel)
        };
        let goal = Goal { lufs: wanted_lufs, peak_dbtp: TRUE_PEAK_DBTP_MAX };
        levelling(&is, goal, rate_hz, &again).map(Some)
    }

    /// The cover picture in the file. One that can't be read counts as none: the sound is what matters.
    fn cover(&self) -> Result<Option<&Cover>, Fault> {
        if let Some(known) = self.cover.get() {
            return Ok(known.as_ref());
        }
        let job = self.job;
        let read = |track| cover::at(job.path, &self.facts, track, job.tools, job.cancel);
        let found = match self.sound.cover.map(read) {
            Some(Err(Fault::Cancelled)) => return Err(Fault::Cancelled),
            found => found.and_then(Result::ok),
        };
        Ok(self.cover.get_or_init(|| found).as_ref())
    }

    /// Channels of what is made.
    fn channels(&self) -> u32 {
        self.sound.channels.clamp(1, 2)
    }

    /// Samples per second of what is made: of the two that every player takes, the one that the source divides.
    fn rate_hz(&self) -> u32 {
        if self.sound.rate_hz.is_multiple_of(8_000) { 48_000 } else { 44_100 }
    }

    /// What a person is told of the part and of private data.
    fn told(&self, choices: &Choices, span: Span, stripped: bool) -> Vec<Step> {
        let trimmed = (!choices.pieces.is_empty())
            .then(|| Step::Trimmed { from_ms: span.from_ms, to_ms: span.from_ms + span.part_ms });
        let removed = stripped.then_some(Step::MetadataRemoved { gps: self.facts.has_gps });
        trimmed.into_iter().chain(removed).collect()
    }
}

/// The filter that mixes to so many channels.
const fn layout(channels: u32) -> &'static str {
    if channels == 1 { "aformat=channel_layouts=mono" } else { "aformat=channel_layouts=stereo" }
}

/// Gives a finished file its name and reads it back: what is promised is what is there.
fn finish(
    source: &Source<'_>,
    index: usize,
    (temporary, path): (&Path, &Path),
    (span, steps): (Span, Vec<Step>),
    started: Instant,
) -> Result<Rendered, Fault> {
    let job = source.job;
    let facts = film_facts(temporary, job.tools, job.cancel)?;
    let duration_ms = facts.duration_ms.unwrap_or(0);
    // Why a fifth: the length of an MP3 without an index is an estimate.
    if duration_ms + span.part_ms / 5 + 500 < span.part_ms {
        return Err(Fault::damaged(format!("only {duration_ms} of {} ms could be read", span.part_ms)));
    }
    settle(temporary, path)?;
    let info = crate::probe::film::info(&facts);
    Ok(Rendered {
        recipe_index: index,
        path: path.to_owned(),
        mime: info.mime,
        bytes: facts.bytes,
        width_px: info.width_px,
        height_px: info.height_px,
        duration_ms: Some(duration_ms),
        hash: digest(path)?,
        crop: None,
        captions: None,
        steps,
        took_ms: millis(started.elapsed()),
    })
}
