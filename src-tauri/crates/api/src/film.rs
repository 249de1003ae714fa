//! Films looked through, and made into small ones. Needs no studio.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use upbeat_app::film::Tell;
use upbeat_app::{Cancel, Engine, Failure};
use upbeat_contract::film::{CoverReason, FilmCover, FilmCovers, FilmPicture, FilmStrip, MadeFilm};
use upbeat_contract::rendition::Step;
use upbeat_domain::lang::Lang;
use upbeat_domain::media::GifOutput;

/// `upbeat media strip`: pictures in a count and a height, px.
///
/// # Errors
/// When the film can't be read, or the folder can't be written.
pub async fn film_strip(
    engine: Arc<Engine>,
    film: PathBuf,
    size: (usize, u32),
    out: PathBuf,
    cancel: Cancel,
) -> Result<FilmStrip, Failure> {
    let (began, source) = (Instant::now(), shown(&film));
    let pictures = upbeat_app::film::strip(engine, film, size, out, cancel).await?;
    let pictures = pictures.into_iter().map(|picture| FilmPicture {
        at_ms: picture.at_ms,
        path: shown(&picture.path),
        width_px: picture.width_px,
        height_px: picture.height_px,
        bytes: picture.bytes,
    });
    Ok(FilmStrip { source, pictures: pictures.collect(), took_ms: took_ms(began) })
}

/// `upbeat media cover`.
///
/// # Errors
/// When the film can't be read, or the folder can't be written.
pub async fn film_covers(
    lang: Lang,
    engine: Arc<Engine>,
    film: PathBuf,
    count: usize,
    out: Option<PathBuf>,
    cancel: Cancel,
) -> Result<FilmCovers, Failure> {
    let (began, source) = (Instant::now(), shown(&film));
    let covers = upbeat_app::film::covers(engine, film, count, out, cancel).await?;
    let covers = covers.into_iter().map(|cover| FilmCover {
        at_ms: cover.at_ms,
        reasons: cover.reasons.into_iter().map(|reason| CoverReason::new(lang, reason)).collect(),
        path: cover.path.as_deref().map(shown),
    });
    Ok(FilmCovers { source, covers: covers.collect(), took_ms: took_ms(began) })
}

/// `upbeat media proxy`.
///
/// # Errors
/// When the film can't be read, or the result can't be written.
pub async fn film_proxy(
    lang: Lang,
    engine: Arc<Engine>,
    film: PathBuf,
    to: PathBuf,
    cancel: Cancel,
    tell: Tell,
) -> Result<MadeFilm, Failure> {
    let source = shown(&film);
    let made = upbeat_app::film::proxy(engine, film, to, cancel, tell).await?;
    Ok(made_film(lang, source, made))
}

/// `upbeat media gif`.
///
/// # Errors
/// When the film can't be read, no GIF of it fits, or it can't be written.
pub async fn film_gif(
    lang: Lang,
    engine: Arc<Engine>,
    film: PathBuf,
    (to, wanted): (PathBuf, GifOutput),
    cancel: Cancel,
    tell: Tell,
) -> Result<MadeFilm, Failure> {
    let source = shown(&film);
    let made = upbeat_app::film::gif(engine, film, to, wanted, cancel, tell).await?;
    Ok(made_film(lang, source, made))
}

fn made_film(lang: Lang, source: String, made: upbeat_app::film::Made) -> MadeFilm {
    MadeFilm {
        source,
        path: shown(&made.path),
        mime: made.mime,
        width_px: made.width_px,
        height_px: made.height_px,
        bytes: made.bytes,
        duration_ms: made.duration_ms.unwrap_or(0),
        steps: made.steps.iter().map(|step| Step::new(lang, step)).collect(),
        took_ms: made.took_ms,
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn took_ms(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
