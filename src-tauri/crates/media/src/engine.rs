//! The engine's few doors.

mod documents;
mod films;

use std::path::Path;

use upbeat_domain::media::{CaptionFormat, Cue, MediaInfo, MediaKind, Output, Recipe};

use crate::cancel::Cancel;
use crate::caption;
use crate::document;
use crate::error::{Fault, MediaError};
use crate::film;
use crate::framed::{self, FramedFile};
use crate::job::Job;
use crate::operation::encode;
use crate::pixels::Pixels;
use crate::probe;
use crate::rendered::{Progress, Rendered, write};
use crate::sound;
use crate::still;
use crate::thumbnail::{self, Thumbnail};
use crate::tool::{Tool, Tools};
pub use documents::BoundFile;
pub use films::{CoverIdea, StripPicture};

/// Bytes to bytes under limits. Cheap to clone; blocking: call it where waiting is allowed.
///
/// Inputs and outputs are files and parameters are data, so that the work can move into a confined
/// process without another design. Originals are only ever read.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    tools: Tools,
}

impl Engine {
    /// An engine with the programs that this machine has.
    #[must_use]
    pub fn detect() -> Self {
        Self { tools: Tools::detect() }
    }

    /// An engine with these programs only.
    #[must_use]
    pub const fn new(tools: Tools) -> Self {
        Self { tools }
    }

    /// Whether a program is there.
    #[must_use]
    pub fn has(&self, tool: Tool) -> bool {
        self.tools.path(tool).is_some()
    }

    /// What a file is, read from its bytes.
    ///
    /// # Errors
    /// When it can't be read, is empty, damaged, too large or of no kind that the engine reads.
    pub fn probe(&self, path: &Path) -> Result<MediaInfo, MediaError> {
        probe::probe(path, &self.tools)
    }

    /// Makes every recipe of one file; a still picture is decoded once for all of them. Results stand
    /// in the order of the recipes. Files appear in `out_dir` whole or not at all.
    pub fn prepare(
        &self,
        path: &Path,
        info: &MediaInfo,
        recipes: &[Recipe],
        out_dir: &Path,
        progress: &(dyn Fn(Progress) + Sync),
        cancel: &Cancel,
    ) -> Vec<Result<Rendered, MediaError>> {
        let names: Vec<usize> = (0..recipes.len()).collect();
        let job = Job { path, recipes, names: &names, folder: out_dir, tools: &self.tools, progress, cancel };
        let made = match info.kind {
            MediaKind::Image | MediaKind::Document => split(&job, pages),
            MediaKind::Video => split(&job, covers),
            MediaKind::Audio => sound::prepare(&job),
        };
        made.into_iter().map(|made| made.map_err(|fault| MediaError::new(path, fault))).collect()
    }

    /// What each recipe's rendition will show, without making any: for a person who chooses focal points and crops.
    /// Where they chose them all, nothing is decoded.
    ///
    /// # Errors
    /// When the file can't be read or has no pictures, the parts chosen of a film can't be joined, or it is cancelled.
    pub fn frames(
        &self,
        path: &Path,
        info: &MediaInfo,
        recipes: &[Recipe],
        cancel: &Cancel,
    ) -> Result<FramedFile, MediaError> {
        let progress = |_| {};
        let (names, folder, tools) = (&[], Path::new(""), &self.tools);
        let job = Job { path, recipes, names, folder, tools, progress: &progress, cancel };
        let framed = cancel.check().and_then(|()| match info.kind {
            MediaKind::Image | MediaKind::Document => framed::still(path, recipes, tools, cancel),
            MediaKind::Video => film::framed(&job),
            MediaKind::Audio => Err(Fault::WrongKind {
                kind: MediaKind::Audio.to_string(),
                wanted: "a picture or a film".to_owned(),
            }),
        });
        framed.map_err(|fault| MediaError::new(path, fault))
    }

    /// What a file of captions says: SubRip or WebVTT, in UTF-8.
    ///
    /// # Errors
    /// When it can't be read, is too large, or a line of it isn't understood.
    pub fn captions(&self, path: &Path) -> Result<Vec<Cue>, MediaError> {
        caption::read(path).map_err(|fault| MediaError::new(path, fault))
    }

    /// What captions say that were pasted under a name: SubRip or WebVTT.
    ///
    /// # Errors
    /// When there are too many, or a line isn't understood.
    pub fn captions_in(name: &str, text: &str) -> Result<Vec<Cue>, MediaError> {
        caption::read_text(text).map_err(|fault| MediaError::new(Path::new(name), fault))
    }

    /// Captions as a file of this kind, in UTF-8; what would end a caption is replaced.
    ///
    /// # Errors
    /// When they are beyond our limits, or one ends before it starts.
    pub fn captions_as(name: &str, cues: &[Cue], format: CaptionFormat) -> Result<String, MediaError> {
        caption::check(cues).map_err(|fault| MediaError::new(Path::new(name), fault))?;
        Ok(match format {
            CaptionFormat::Srt => caption::srt(cues),
            CaptionFormat::Vtt => caption::vtt(cues),
        })
    }

    /// A small upright picture in sRGB, at most `max_px` on its longest side; of a film, its poster; of a sound, its
    /// cover or its wave. A picture's is made of the camera's own preview where that is large enough and shows the same.
    ///
    /// # Errors
    /// When the file can't be decoded or has no pictures.
    pub fn thumbnail(&self, path: &Path, info: &MediaInfo, max_px: u32) -> Result<Thumbnail, MediaError> {
        let cancel = Cancel::new();
        let pixels = match info.kind {
            MediaKind::Image | MediaKind::Document => {
                thumbnail::thumbnail(path, max_px, &self.tools, &cancel)
            }
            MediaKind::Audio => sound::tile::tile(path, max_px, &self.tools, &cancel),
            MediaKind::Video => self.frame(path, None, max_px, &cancel),
        };
        pixels.and_then(|pixels| Thumbnail::of(&pixels)).map_err(|fault| MediaError::new(path, fault))
    }

    /// The same at once, and perhaps much smaller: what the camera put beside the picture. None where there is no
    /// such preview, or it shows something else than the picture.
    #[must_use]
    pub fn preview(&self, path: &Path, max_px: u32) -> Option<Thumbnail> {
        Thumbnail::of(&thumbnail::quick(path, max_px)?).ok()
    }

    /// The shape of a sound, or of a film's: how far its wave reaches in each of `count` equal parts, 0 to 1.
    ///
    /// # Errors
    /// When the sound can't be decoded or there is none.
    pub fn peaks(&self, path: &Path, count: usize) -> Result<Vec<f32>, MediaError> {
        let cancel = Cancel::new();
        probe::film_facts(path, &self.tools, &cancel)
            .and_then(|facts| sound::peaks::of(path, &facts, count, &self.tools, &cancel))
            .map_err(|fault| MediaError::new(path, fault))
    }

    /// Writes the short film that a motion photo carries into a file.
    ///
    /// # Errors
    /// When the file carries none, can't be read, or the film can't be written.
    pub fn film_inside(&self, path: &Path, to: &Path) -> Result<(), MediaError> {
        probe::film_inside(path, &self.tools)
            .and_then(|film| write(to, &film).map(drop))
            .map_err(|fault| MediaError::new(path, fault))
    }

    /// A frame of a film as an upright sRGB JPEG, at most `max_px` on its longest side: the one at
    /// `at_ms`, or one near the start that isn't black.
    ///
    /// # Errors
    /// When the film can't be decoded, has no pictures, takes too long or is cancelled.
    pub fn poster(
        &self,
        path: &Path,
        at_ms: Option<u64>,
        max_px: u32,
        cancel: &Cancel,
    ) -> Result<Vec<u8>, MediaError> {
        let encoded = self.frame(path, at_ms, max_px, cancel).and_then(|pixels| encode::poster(&pixels));
        encoded.map_err(|fault| MediaError::new(path, fault))
    }

    fn frame(&self, path: &Path, at_ms: Option<u64>, max_px: u32, cancel: &Cancel) -> Result<Pixels, Fault> {
        let facts = probe::film_facts(path, &self.tools, cancel)?;
        film::grab::cover(path, &facts, at_ms, max_px, &self.tools, cancel)
    }
}

/// Hands the recipes for films and documents to their engines and the others to `pictures`.
fn split(
    job: &Job<'_>,
    pictures: impl Fn(&Job<'_>) -> Vec<Result<Rendered, Fault>>,
) -> Vec<Result<Rendered, Fault>> {
    in_parts(
        job,
        |recipe| std::mem::discriminant(&recipe.output),
        |part, _| match part.recipes.first().map(|recipe| &recipe.output) {
            Some(Output::Video(_)) => film::prepare(part),
            Some(Output::Document(_)) => document::prepare(part),
            // Why there too: a sound that is asked of a picture is refused as another kind is.
            Some(Output::Image(_) | Output::Audio(_)) | None => pictures(part),
        },
    )
}

/// Pictures of a file that may have several pages: each page that is asked for is opened once.
fn pages(job: &Job<'_>) -> Vec<Result<Rendered, Fault>> {
    in_parts(job, |recipe| recipe.choices.page.unwrap_or(1), |part, _| still::prepare(part))
}

/// Makes the recipes that have something in common together, and puts the results back into order.
fn in_parts<K: PartialEq>(
    job: &Job<'_>,
    of: impl Fn(&Recipe) -> K,
    make: impl Fn(&Job<'_>, &K) -> Vec<Result<Rendered, Fault>>,
) -> Vec<Result<Rendered, Fault>> {
    let mut parts: Vec<(K, Vec<usize>)> = Vec::new();
    for (index, recipe) in job.recipes.iter().enumerate() {
        let key = of(recipe);
        match parts.iter_mut().find(|(other, _)| *other == key) {
            Some((_, indices)) => indices.push(index),
            None => parts.push((key, vec![index])),
        }
    }
    let mut results: Vec<Result<Rendered, Fault>> =
        job.recipes.iter().map(|_| Err(Fault::internal("a recipe was skipped"))).collect();
    for (key, indices) in parts {
        let recipes: Vec<Recipe> = indices.iter().map(|i| job.recipes[*i].clone()).collect();
        let names: Vec<usize> = indices.iter().map(|i| job.names[*i]).collect();
        let progress = |told: Progress| {
            (job.progress)(Progress { recipe_index: indices[told.recipe_index], ..told });
        };
        let part = Job { recipes: &recipes, progress: &progress, names: &names, ..*job };
        for (index, made) in indices.iter().zip(make(&part, &key)) {
            results[*index] = made.map(|made| Rendered { recipe_index: *index, ..made });
        }
    }
    results
}

/// Pictures of a film: its covers. Recipes with the same cover frame share one.
fn covers(job: &Job<'_>) -> Vec<Result<Rendered, Fault>> {
    let made = |index: usize| -> Result<Rendered, Fault> {
        let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
        let at_ms = job.recipes[index].choices.cover_ms;
        let path = film::cover_source(job, at_ms, folder.path())?;
        let recipes = &job.recipes[index..=index];
        let progress = |told: Progress| (job.progress)(Progress { recipe_index: index, ..told });
        let part =
            Job { path: &path, recipes, progress: &progress, names: &job.names[index..=index], ..*job };
        still::prepare(&part).pop().unwrap_or_else(|| Err(Fault::internal("a cover was skipped")))
    };
    (0..job.recipes.len()).map(made).collect()
}
