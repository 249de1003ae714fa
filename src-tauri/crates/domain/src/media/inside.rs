//! What a file holds besides the picture or film that it shows.

use serde::{Deserialize, Serialize};

/// Pages, a second picture, a film: what phones, scanners and studios put into one file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Inside {
    /// Pages; 1 for what has none.
    pub pages: u32,
    /// Sizes of a document's pages, points (1/72 inch); empty for all else.
    pub page_sizes_pt: Vec<(u32, u32)>,
    /// Size of the short film that a motion photo carries, bytes.
    pub film_bytes: Option<u64>,
    /// Whether a second picture brightens the first on HDR screens.
    pub gain_map: bool,
    /// What the picture and the film of a live photo have in common: the same text in both files.
    pub pair_id: Option<String>,
}

impl Default for Inside {
    fn default() -> Self {
        Self { pages: 1, page_sizes_pt: Vec::new(), film_bytes: None, gain_map: false, pair_id: None }
    }
}
