//! Documents to be made.

use serde::{Deserialize, Serialize};

/// Limits of a document to be made: a PDF, a picture to a page.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct DocumentOutput {
    /// Size of every page that is made of a picture, px, and as many points (1/72 inch); none takes the first picture's
    /// shape.
    pub page_px: Option<(u32, u32)>,
    /// MIME types that the network takes.
    pub mimes: Vec<String>,
    /// Largest file, bytes.
    pub max_bytes: u64,
    /// Most pages.
    pub max_pages: Option<u32>,
}
