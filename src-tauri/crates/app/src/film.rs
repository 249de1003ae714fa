//! Films outside of any workspace: looked through, and made into small ones.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use upbeat_domain::code::Code;
use upbeat_domain::id::AssetId;
use upbeat_domain::media::{CoverReason, GifOutput};
use upbeat_media::{Cancel, CoverIdea, Engine, MediaError, Progress, StripPicture};

pub use upbeat_media::Rendered as Made;

use crate::failure::Failure;
use crate::studio::{Studio, blocking};

/// Longest side of a cover that is put into a folder, px.
const COVER_PX_MAX: u32 = 1920;

/// A small picture of a film that was put into a folder.
#[derive(Clone, Debug)]
pub struct Picture {
    /// When it is shown, milliseconds from the film's start.
    pub at_ms: u64,
    /// Where it lies.
    pub path: PathBuf,
    /// Width, px.
    pub width_px: u32,
    /// Height, px.
    pub height_px: u32,
    /// Size, bytes.
    pub bytes: u64,
}

/// A frame that makes a good cover.
#[derive(Clone, Debug)]
pub struct Cover {
    /// When it is shown, milliseconds from the film's start.
    pub at_ms: u64,
    /// Why, the strongest reason first.
    pub reasons: Vec<CoverReason>,
    /// Where it was put.
    pub path: Option<PathBuf>,
}

/// Told how much is done, per cent.
pub type Tell = Box<dyn Fn(f32) + Send + Sync>;

/// `count` small pictures of a film in the library, each at most `height_px` high. A new call ends the one before.
///
/// # Errors
/// `not_found` for an asset that isn't there, and what the engine says of its film.
pub async fn strip_of_asset(
    studio: &Studio,
    asset: AssetId,
    (count, height_px): (usize, u32),
) -> Result<Vec<StripPicture>, Failure> {
    let cancel = studio.looking_anew("strip");
    of_asset(studio, asset, move |engine, film| engine.strip(film, count, height_px, &cancel)).await
}

/// Up to `count` frames that make a good cover of a film in the library. A new call ends the one before.
///
/// # Errors
/// `not_found` for an asset that isn't there, and what the engine says of its film.
pub async fn covers_of_asset(
    studio: &Studio,
    asset: AssetId,
    count: usize,
) -> Result<Vec<CoverIdea>, Failure> {
    let cancel = studio.looking_anew("covers");
    of_asset(studio, asset, move |engine, film| engine.covers(film, count, &cancel)).await
}

async fn of_asset<T: Send + 'static>(
    studio: &Studio,
    asset: AssetId,
    ask: impl FnOnce(&Engine, &Path) -> Result<T, MediaError> + Send + 'static,
) -> Result<T, Failure> {
    let open = studio.shown();
    let (asset, path) = open.library.original(asset).await?;
    let found = open.library.ask(move |engine| ask(engine, &path)).await?;
    // Why: what lies in the library is named by digests; the person knows it by its name.
    found.map_err(|error| Failure { subject: Some(asset.name), ..Failure::from(&error) })
}

/// Puts `count` small pictures of a film into a folder, each at most `height_px` high.
///
/// # Errors
/// When the film can't be read, or the folder can't be written.
pub async fn strip(
    engine: Arc<Engine>,
    film: PathBuf,
    (count, height_px): (usize, u32),
    out: PathBuf,
    cancel: Cancel,
) -> Result<Vec<Picture>, Failure> {
    let work = move || {
        let pictures = engine.strip(&film, count, height_px, &cancel).map_err(|error| refused(&error))?;
        let put = |(index, picture): (usize, upbeat_media::StripPicture)| {
            let path = named(&out, &film, index);
            place(&path, &picture.jpeg)?;
            let upbeat_media::StripPicture { at_ms, width_px, height_px, jpeg } = picture;
            Ok(Picture { at_ms, path, width_px, height_px, bytes: jpeg.len() as u64 })
        };
        pictures.into_iter().enumerate().map(put).collect()
    };
    blocking(work).await?
}

/// Up to `count` frames of a film that make a good cover, put into a folder where one is given.
///
/// # Errors
/// When the film can't be read, or the folder can't be written.
pub async fn covers(
    engine: Arc<Engine>,
    film: PathBuf,
    count: usize,
    out: Option<PathBuf>,
    cancel: Cancel,
) -> Result<Vec<Cover>, Failure> {
    let work = move || {
        let ideas = engine.covers(&film, count, &cancel).map_err(|error| refused(&error))?;
        let mut covers = Vec::with_capacity(ideas.len());
        for (index, idea) in ideas.into_iter().enumerate() {
            let path = out.as_deref().map(|out| named(out, &film, index));
            if let Some(path) = &path {
                let jpeg = engine.poster(&film, Some(idea.at_ms), COVER_PX_MAX, &cancel);
                place(path, &jpeg.map_err(|error| refused(&error))?)?;
            }
            covers.push(Cover { at_ms: idea.at_ms, reasons: idea.reasons, path });
        }
        Ok(covers)
    };
    blocking(work).await?
}

/// Makes a small film that every window plays.
///
/// # Errors
/// When the film can't be read, or the result can't be written; an original is never written to.
pub async fn proxy(
    engine: Arc<Engine>,
    film: PathBuf,
    to: PathBuf,
    cancel: Cancel,
    tell: Tell,
) -> Result<Made, Failure> {
    let work = move || {
        not_itself(&film, &to)?;
        let progress = |progress: Progress| tell(progress.percent);
        engine.proxy(&film, &to, &progress, &cancel).map_err(|error| refused(&error))
    };
    blocking(work).await?
}

/// Makes a moving GIF of a film.
///
/// # Errors
/// When the film can't be read, no GIF of it fits, or it can't be written; an original is never written to.
pub async fn gif(
    engine: Arc<Engine>,
    film: PathBuf,
    to: PathBuf,
    wanted: GifOutput,
    cancel: Cancel,
    tell: Tell,
) -> Result<Made, Failure> {
    let work = move || {
        not_itself(&film, &to)?;
        let progress = |progress: Progress| tell(progress.percent);
        engine.gif(&film, &to, &wanted, &progress, &cancel).map_err(|error| refused(&error))
    };
    blocking(work).await?
}

fn refused(error: &MediaError) -> Failure {
    Failure::from(error)
}

/// Refuses to write over the original.
pub(crate) fn not_itself(film: &Path, to: &Path) -> Result<(), Failure> {
    let same = film.canonicalize().is_ok_and(|film| to.canonicalize().is_ok_and(|to| to == film));
    if same { Err(Failure::about(Code::Invalid, to.display().to_string())) } else { Ok(()) }
}

/// `film-03.jpg` for the third picture of `film.mov`.
fn named(out: &Path, film: &Path, index: usize) -> PathBuf {
    let stem = film.file_stem().unwrap_or_default().to_string_lossy();
    out.join(format!("{stem}-{:02}.jpg", index + 1))
}

fn place(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let placed = folder.and_then(|()| upbeat_os::file::replace(path, bytes));
    placed.map_err(|error| crate::prepare::files::refused(&error, path))
}
