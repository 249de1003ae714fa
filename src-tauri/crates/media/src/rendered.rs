//! What the engine hands back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use upbeat_domain::id::ContentHash;
use upbeat_domain::media::{Crop, Recipe, Step};

use crate::error::Fault;

/// A prepared file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rendered {
    /// Which of the recipes it is.
    pub recipe_index: usize,
    /// Where it lies.
    pub path: PathBuf,
    /// MIME type.
    pub mime: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Width, px.
    pub width_px: u32,
    /// Height, px.
    pub height_px: u32,
    /// Length, milliseconds; none for a still picture.
    pub duration_ms: Option<u64>,
    /// Digest of its bytes.
    pub hash: ContentHash,
    /// The part of the upright source that it shows, px; none where it shows all of it.
    pub crop: Option<Crop>,
    /// The file of captions beside it.
    pub captions: Option<PathBuf>,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// How long it took, milliseconds. Work shared by several renditions counts for each.
    pub took_ms: u64,
}

/// How far the work on one recipe is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Progress {
    /// Which of the recipes.
    pub recipe_index: usize,
    /// Per cent done, 0 to 100.
    pub percent: f32,
    /// Time left, milliseconds, where it can be told.
    pub eta_ms: Option<u64>,
}

/// Where a recipe's file goes: never over another's.
pub(crate) fn path_for(folder: &Path, index: usize, recipe: &Recipe, extension: &str) -> PathBuf {
    let safe = |name: &str| -> String {
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect()
    };
    let (format, preset) = (safe(&recipe.format), safe(&recipe.preset));
    folder.join(format!("{index:02}-{}-{format}-{preset}.{extension}", recipe.network))
}

/// Writes a file beside its place and renames it into it: no reader ever sees half of it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<ContentHash, Fault> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Fault::writing(&error))?;
    }
    upbeat_os::file::replace(path, bytes).map_err(|error| Fault::writing(&error))?;
    Ok(ContentHash::new(*blake3::hash(bytes).as_bytes()))
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
