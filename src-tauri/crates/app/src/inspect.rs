//! What files are.

use std::path::PathBuf;
use std::sync::Arc;

use upbeat_domain::media::MediaInfo;
use upbeat_media::Engine;

use crate::failure::Failure;

/// Reads what each file is, in order; a file that can't be read doesn't stop the others.
pub async fn inspect(engine: Arc<Engine>, files: Vec<PathBuf>) -> Vec<(PathBuf, Result<MediaInfo, Failure>)> {
    let mut found = Vec::new();
    for path in files {
        let engine = engine.clone();
        let file = path.clone();
        let read = tokio::task::spawn_blocking(move || engine.probe(&file)).await;
        let read = match read {
            Ok(read) => read.map_err(|error| Failure::from(&error)),
            Err(error) => Err(Failure::fault(error)),
        };
        found.push((path, read));
    }
    found
}
