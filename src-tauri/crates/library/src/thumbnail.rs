//! Still pictures of assets for lists and players, made once.

use std::path::{Path, PathBuf};

use upbeat_domain::asset::Asset;
use upbeat_domain::id::{AssetId, ContentHash};
use upbeat_media::Engine;
use upbeat_os::file;

use crate::error::LibraryError;
use crate::library::Library;
use crate::place::Place;

/// Longest side of a small picture, px: sharp at twice the size that the grid shows.
const THUMBNAIL_PX: u32 = 512;

/// Longest side of a large picture, px: fills the sheet.
const POSTER_PX: u32 = 1600;

impl Library {
    /// The file of an asset's small picture (JPEG; of a film, one of its frames). Made when it is asked
    /// for first.
    ///
    /// # Errors
    /// When the original is missing or can't be decoded, or the disk is full.
    pub async fn thumbnail(&self, id: AssetId) -> Result<PathBuf, LibraryError> {
        self.still(id, THUMBNAIL_PX, Place::thumbnail).await
    }

    /// The file of an asset's large picture, as [`Library::thumbnail`].
    ///
    /// # Errors
    /// As [`Library::thumbnail`].
    pub async fn poster(&self, id: AssetId) -> Result<PathBuf, LibraryError> {
        self.still(id, POSTER_PX, Place::poster).await
    }

    async fn still(
        &self,
        id: AssetId,
        max_px: u32,
        lies: fn(&Place, ContentHash) -> PathBuf,
    ) -> Result<PathBuf, LibraryError> {
        let asset = upbeat_store::asset::get(&mut self.inner.store.read().await?, id).await?;
        let path = lies(&self.inner.place, asset.hash);
        if tokio::fs::try_exists(&path).await.unwrap_or(false) {
            return Ok(path);
        }
        let original = self.original_of(&asset).await?;
        let permits = self.inner.permits.0.clone();
        let _permit = permits.acquire_owned().await.map_err(|_| LibraryError::Stopped)?;
        let engine = self.inner.engine.clone();
        let target = path.clone();
        let made = tokio::task::spawn_blocking(move || make(&engine, &asset, &original, max_px, &target));
        made.await.map_err(|_| LibraryError::Stopped)??;
        Ok(path)
    }
}

fn make(
    engine: &Engine,
    asset: &Asset,
    original: &Path,
    max_px: u32,
    target: &Path,
) -> Result<(), LibraryError> {
    // Why: asked twice at once, the second one waited for the permit while the first one worked.
    if target.exists() {
        return Ok(());
    }
    let made = engine.thumbnail(original, &asset.info, max_px);
    let bytes = made.map_err(|error| LibraryError::media(&asset.name, error))?;
    std::fs::create_dir_all(target.parent().unwrap_or(target))
        .and_then(|()| file::replace(target, &bytes))
        .map_err(|error| LibraryError::writing(target, error))
}
