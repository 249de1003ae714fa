//! What files are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use upbeat_domain::media::MediaInfo;
use upbeat_media::Engine;

use crate::failure::Failure;
use crate::studio::blocking;

/// What one file is.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// As it was given.
    pub path: PathBuf,
    /// What was read.
    pub info: MediaInfo,
    /// The shape of its sound, where it was asked for and there is any.
    pub peaks: Option<Vec<f32>>,
    /// Where the film of a motion photo was put.
    pub film: Option<PathBuf>,
}

/// Reads what each file is, in order, with so many `peaks` of its sound; a file that can't be read doesn't stop the
/// others. The films that motion photos carry are put into the folder `films`, if one is given.
pub async fn inspect(
    engine: Arc<Engine>,
    files: Vec<PathBuf>,
    peaks: Option<usize>,
    films: Option<PathBuf>,
) -> Vec<Result<Inspected, Failure>> {
    let mut found = Vec::new();
    for path in files {
        let (engine, films) = (engine.clone(), films.clone());
        let read = blocking(move || one(&engine, path, peaks, films.as_deref())).await;
        found.push(read.and_then(|read| read));
    }
    found
}

fn one(
    engine: &Engine,
    path: PathBuf,
    peaks: Option<usize>,
    films: Option<&Path>,
) -> Result<Inspected, Failure> {
    let info = engine.probe(&path).map_err(|error| Failure::from(&error))?;
    let count = peaks.filter(|_| info.audio_codec.is_some());
    let peaks = count.map(|count| engine.peaks(&path, count)).transpose();
    let peaks = peaks.map_err(|error| Failure::from(&error))?;
    let mut film = None;
    if let Some(folder) = films.filter(|_| info.inside.film_bytes.is_some()) {
        let to = free(folder, &path);
        engine.film_inside(&path, &to).map_err(|error| Failure::from(&error))?;
        film = Some(to);
    }
    Ok(Inspected { path, info, peaks, film })
}

/// A name for the film that no file has yet.
fn free(folder: &Path, photo: &Path) -> PathBuf {
    let stem = photo.file_stem().unwrap_or_default().to_string_lossy();
    let numbered = (2..).map(|number| format!("{stem}-{number}.mp4"));
    let mut names = std::iter::once(format!("{stem}.mp4")).chain(numbered).map(|name| folder.join(name));
    names.find(|path| !path.exists()).unwrap_or_else(|| folder.join("film.mp4"))
}
