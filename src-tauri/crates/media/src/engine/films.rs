//! Doors to films besides preparing them: a look through one, covers of it, a proxy, a moving GIF.

use std::path::Path;

use serde::Serialize;
use upbeat_domain::media::{CoverReason, GifOutput};

use super::Engine;
use crate::cancel::Cancel;
use crate::error::{Fault, MediaError};
use crate::film;
use crate::film::reel::Reel;
use crate::job::Job;
use crate::operation::encode;
use crate::probe::film_facts;
use crate::rendered::{Progress, Rendered};

/// A small picture of a film.
#[derive(Clone, Debug)]
pub struct StripPicture {
    /// When it is shown, milliseconds from the film's start.
    pub at_ms: u64,
    /// Width, px.
    pub width_px: u32,
    /// Height, px.
    pub height_px: u32,
    /// Upright, in sRGB.
    pub jpeg: Vec<u8>,
}

/// A moment of a film that makes a good cover.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoverIdea {
    /// The moment, milliseconds from the film's start: what `Choices::cover_ms` takes.
    pub at_ms: u64,
    /// Why, the strongest reason first.
    pub reasons: Vec<CoverReason>,
}

impl Engine {
    /// `count` small pictures (1 to [`STRIP_PICTURES_MAX`]) evenly over a film, in its order, each at most
    /// `max_height_px` high (within [`STRIP_HEIGHT_PX`]): of its key frames, so each may show a moment shortly before the middle of its part.
    ///
    /// # Errors
    /// When the film can't be decoded, has no pictures or no length, takes too long or is cancelled.
    pub fn strip(
        &self,
        path: &Path,
        count: usize,
        max_height_px: u32,
        cancel: &Cancel,
    ) -> Result<Vec<StripPicture>, MediaError> {
        let pictures = self.in_reel(path, cancel, |reel| {
            let snaps = film::strip::strip(reel, count, max_height_px)?;
            let picture = |snap: &film::reel::Snap| {
                cancel.check()?;
                let (width_px, height_px) = snap.pixels.size();
                Ok(StripPicture {
                    at_ms: snap.at_ms,
                    width_px,
                    height_px,
                    jpeg: encode::poster(&snap.pixels)?,
                })
            };
            snaps.iter().map(picture).collect()
        });
        pictures.map_err(|fault| MediaError::new(path, fault))
    }

    /// Up to `count` moments (1 to [`COVERS_MAX`]) that make a good cover, the best first: sharp, well lit, with faces where there
    /// are any, from different parts of the film. None of a film that shows nothing.
    ///
    /// # Errors
    /// When the film can't be decoded, has no pictures or no length, takes too long or is cancelled.
    pub fn covers(&self, path: &Path, count: usize, cancel: &Cancel) -> Result<Vec<CoverIdea>, MediaError> {
        let covers = self.in_reel(path, cancel, |reel| film::cover::covers(reel, count));
        let idea = |cover: film::cover::Cover| CoverIdea { at_ms: cover.at_ms, reasons: cover.reasons };
        let ideas = covers.map(|covers| covers.into_iter().map(idea).collect());
        ideas.map_err(|fault| MediaError::new(path, fault))
    }

    /// A small H.264 and AAC film in MP4 at `to`, for a film that the window can't play
    /// (`upbeat_domain::media::plays_in_window`): at most 960 px long, 30 frames a second. Appears whole or not at all.
    ///
    /// # Errors
    /// When the film can't be decoded, has no pictures or no length, can't be written, takes too long or is cancelled.
    pub fn proxy(
        &self,
        path: &Path,
        to: &Path,
        progress: &(dyn Fn(Progress) + Sync),
        cancel: &Cancel,
    ) -> Result<Rendered, MediaError> {
        self.at_place(path, to, progress, cancel, |job| film::proxy::proxy(job, to))
    }

    /// A moving GIF of a film, or of pieces of it, at `to`: at most 640 px long and 12.5 frames a second, and less of
    /// both until it fits. Appears whole or not at all.
    ///
    /// # Errors
    /// As [`Engine::proxy`], and when the pieces can't be joined, last longer than a minute, or no GIF of them fits.
    pub fn gif(
        &self,
        path: &Path,
        to: &Path,
        wanted: &GifOutput,
        progress: &(dyn Fn(Progress) + Sync),
        cancel: &Cancel,
    ) -> Result<Rendered, MediaError> {
        self.at_place(path, to, progress, cancel, |job| film::gif::gif(job, to, wanted))
    }

    /// Makes one file at a place of its own.
    fn at_place(
        &self,
        path: &Path,
        to: &Path,
        progress: &(dyn Fn(Progress) + Sync),
        cancel: &Cancel,
        make: impl FnOnce(&Job<'_>) -> Result<Rendered, Fault>,
    ) -> Result<Rendered, MediaError> {
        let made = film::moving::readable(path, cancel).and_then(|readable| {
            let source = readable.as_ref().map_or_else(|| path.to_owned(), |readable| readable.path());
            let folder =
                to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            std::fs::create_dir_all(folder).map_err(|error| Fault::writing(&error))?;
            let (recipes, names): (&[_], &[_]) = (&[], &[]);
            make(&Job { path: &source, recipes, names, folder, tools: &self.tools, progress, cancel })
        });
        made.map_err(|fault| MediaError::new(path, fault))
    }

    /// Opens a film, or a picture that moves, to be looked through.
    fn in_reel<T>(
        &self,
        path: &Path,
        cancel: &Cancel,
        look: impl FnOnce(&Reel<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let readable = film::moving::readable(path, cancel)?;
        let path = readable.as_ref().map_or_else(|| path.to_owned(), |readable| readable.path());
        let facts = film_facts(&path, &self.tools, cancel)?;
        look(&Reel { path: &path, facts: &facts, tools: &self.tools, cancel })
    }
}
