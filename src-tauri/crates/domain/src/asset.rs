//! Media in the library, and the files made of them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::id::{AssetId, ContentHash, RenditionId};
use crate::media::{CaptionWay, Crop, MediaInfo, Recipe, Sketch, Step};
use crate::time::Timestamp;

/// Original media bytes of one workspace, addressed by their content.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Asset {
    /// Identity.
    pub id: AssetId,
    /// Digest of the original bytes.
    pub hash: ContentHash,
    /// The file's name as the person knows it, safe to write to a disk.
    pub name: String,
    /// Where the bytes are.
    pub held: Held,
    /// What the file is.
    pub info: MediaInfo,
    /// What a person who can't see it should know; the default for every post that uses it.
    pub alt: String,
    /// Imported.
    pub created_at: Timestamp,
    /// In the bin since.
    pub deleted_at: Option<Timestamp>,
    /// What it looks like in a few bytes; none until somebody looked.
    pub sketch: Option<Sketch>,
}

/// Where an original's bytes are.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "held", rename_all = "snake_case")]
pub enum Held {
    /// Copied into the workspace.
    Copied,
    /// Left where the person keeps them.
    Referenced {
        /// The file.
        path: PathBuf,
    },
}

/// A prepared file: an asset after a recipe. A cache: it can be made again at any time.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Rendition {
    /// Identity.
    pub id: RenditionId,
    /// The work's identity: digest of the source's hash, the recipe and the engine's version.
    pub key: ContentHash,
    /// Digest of what is made, without whom it is for: recipes of two networks that ask for the same
    /// output of the same source share it, and the work is done once.
    pub work: ContentHash,
    /// The asset's digest.
    pub source: ContentHash,
    /// How it was made, and for whom.
    pub recipe: Recipe,
    /// Digest of the file.
    pub hash: ContentHash,
    /// MIME type of the file.
    pub mime: String,
    /// Size of the file, bytes.
    pub bytes: u64,
    /// Width, px.
    pub width_px: u32,
    /// Height, px.
    pub height_px: u32,
    /// Length, milliseconds; none for a still.
    pub duration_ms: Option<u64>,
    /// The rectangle of the upright source that was kept; none when nothing was cut.
    pub crop: Option<Crop>,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// How long the work took, milliseconds.
    pub took_ms: u64,
    /// Last asked for: the oldest goes first when the cache is full.
    pub used_at: Timestamp,
    /// Made.
    pub created_at: Timestamp,
}

impl Rendition {
    /// The kind of the file of captions that belongs beside it; none where it has none of its own.
    #[must_use]
    pub fn captions_beside(&self) -> Option<CaptionWay> {
        self.steps.iter().find_map(|step| {
            let Step::Captioned { way, .. } = step else { return None };
            matches!(way, CaptionWay::Srt | CaptionWay::Vtt).then_some(*way)
        })
    }
}
