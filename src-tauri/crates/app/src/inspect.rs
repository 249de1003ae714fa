//! What files are.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use upbeat_domain::media::MediaInfo;
use upbeat_media::Engine;

use crate::failure::Failure;

/// What a file is.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// The facts.
    pub info: MediaInfo,
    /// The shape of its sound, where it was asked for and there is any.
    pub peaks: Option<Vec<f32>>,
}

/// Reads what each file is, in order, with so many `peaks` of its sound; a file that can't be read doesn't stop the
/// others.
pub async fn inspect(
    engine: Arc<Engine>,
    files: Vec<PathBuf>,
    peaks: Option<usize>,
) -> Vec<(PathBuf, Result<Inspected, Failure>)> {
    let mut found = Vec::new();
    for path in files {
        let engine = engine.clone();
        let file = path.clone();
        let read = tokio::task::spawn_blocking(move || one(&engine, &file, peaks)).await;
        found.push((path, read.unwrap_or_else(|error| Err(Failure::fault(error)))));
    }
    found
}

fn one(engine: &Engine, file: &Path, peaks: Option<usize>) -> Result<Inspected, Failure> {
    let info = engine.probe(file).map_err(|error| Failure::from(&error))?;
    let count = peaks.filter(|_| info.audio_codec.is_some());
    let peaks = count.map(|count| engine.peaks(file, count)).transpose();
    Ok(Inspected { info, peaks: peaks.map_err(|error| Failure::from(&error))? })
}
