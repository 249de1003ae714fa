//! The door to a document of several files.

use std::path::{Path, PathBuf};
use std::time::Instant;

use upbeat_domain::id::ContentHash;
use upbeat_domain::media::DocumentOutput;

use super::Engine;
use crate::cancel::Cancel;
use crate::document::{self, BoundPage, PageSource};
use crate::error::{Fault, MediaError};
use crate::rendered::{millis, write};

/// A document that was made of several files.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Size of all its pages, px, and as many points (1/72 inch).
    pub page_px: (u32, u32),
    /// Size, bytes.
    pub bytes: u64,
    /// Digest of its bytes.
    pub hash: ContentHash,
    /// Its pages, in order.
    pub pages: Vec<BoundPage>,
    /// How long it took, milliseconds.
    pub took_ms: u64,
}

impl Engine {
    /// Makes one PDF at `to` of pictures, and of the pages of documents: a page each, in order, all of one size, every
    /// picture in sRGB and without private data. A JPEG that is right already goes in as it is. `progress` is told per
    /// cent. Appears whole or not at all.
    ///
    /// # Errors
    /// About the source that can't be read or is neither picture nor document; about `to` for more pages or bytes than
    /// the limits allow, and where it can't be written.
    pub fn bind(
        &self,
        sources: &[PageSource],
        output: &DocumentOutput,
        to: &Path,
        progress: &(dyn Fn(f32) + Sync),
        cancel: &Cancel,
    ) -> Result<BoundFile, MediaError> {
        let started = Instant::now();
        let bound = document::bind(sources, output, &self.tools, progress, cancel);
        let document::Bound { bytes, page_px, pages } = bound.map_err(|wrong| wrong.about(sources, to))?;
        let written = cancel.check().and_then(|()| write(to, &bytes));
        let hash = written.map_err(|fault: Fault| MediaError::new(to, fault))?;
        let (path, bytes) = (to.to_owned(), bytes.len() as u64);
        Ok(BoundFile { path, page_px, bytes, hash, pages, took_ms: millis(started.elapsed()) })
    }
}
