//! Still pictures of assets for lists and players, made once, and what they look like in a few bytes.

use std::path::{Path, PathBuf};

use upbeat_domain::asset::Asset;
use upbeat_domain::id::{AssetId, ContentHash};
use upbeat_domain::media::{MediaKind, Sketch};
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

    /// What the camera put beside a picture, as a small upright JPEG: at once, until [`Library::thumbnail`] is there.
    ///
    /// # Errors
    /// [`LibraryError::Missing`] where there is no such preview, or no original.
    pub async fn preview(&self, id: AssetId) -> Result<Vec<u8>, LibraryError> {
        let asset = upbeat_store::asset::get(&mut self.inner.store.read().await?, id).await?;
        let original = self.original_of(&asset).await?;
        let engine = self.inner.engine.clone();
        let found = tokio::task::spawn_blocking(move || engine.preview(&original, THUMBNAIL_PX));
        let found = found.await.map_err(|_| LibraryError::Stopped)?;
        found.map(|preview| preview.jpeg).ok_or(LibraryError::Missing { subject: asset.name })
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
        let (target, kind) = (path.clone(), asset.info.kind);
        let sketch = self.ask(move |engine| make(engine, &asset, &original, max_px, &target)).await??;
        // Why films only: a picture is compared with others once it is looked at, which `sketch_all` does.
        if let Some(sketch) = sketch.filter(|_| kind == MediaKind::Video) {
            let mut tx = self.inner.store.begin().await?;
            upbeat_store::asset::set_sketch(&mut tx, id, &Sketch { likeness: None, ..sketch }).await?;
            tx.commit().await?;
        }
        Ok(path)
    }
}

/// Makes a still picture, unless it is there, and says what it looks like.
fn make(
    engine: &Engine,
    asset: &Asset,
    original: &Path,
    max_px: u32,
    target: &Path,
) -> Result<Option<Sketch>, LibraryError> {
    // Why: asked twice at once, the second one waited for the permit while the first one worked.
    if target.exists() {
        return Ok(None);
    }
    let made = engine.thumbnail(original, &asset.info, max_px);
    let made = made.map_err(|error| LibraryError::media(&asset.name, error))?;
    keep(&made.jpeg, target)?;
    Ok(Some(made.sketch))
}

/// Makes a picture's small one, unless it is there, and looks at it.
pub(crate) fn sketch(engine: &Engine, place: &Place, asset: &Asset) -> Result<Sketch, LibraryError> {
    let target = place.thumbnail(asset.hash);
    let media = |error| LibraryError::media(&asset.name, error);
    if target.exists() {
        let info = engine.probe(&target).map_err(media)?;
        return Ok(engine.thumbnail(&target, &info, THUMBNAIL_PX).map_err(media)?.sketch);
    }
    let made = engine.thumbnail(&place.original(asset), &asset.info, THUMBNAIL_PX).map_err(media)?;
    keep(&made.jpeg, &target)?;
    Ok(made.sketch)
}

fn keep(jpeg: &[u8], target: &Path) -> Result<(), LibraryError> {
    std::fs::create_dir_all(target.parent().unwrap_or(target))
        .and_then(|()| file::replace(target, jpeg))
        .map_err(|error| LibraryError::writing(target, error))
}
