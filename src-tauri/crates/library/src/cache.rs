//! Keeping the cache of prepared files under its limit.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use upbeat_domain::asset::Rendition;
use upbeat_domain::id::RenditionId;
use upbeat_store::{StoreError, Tx, rendition};

use crate::error::LibraryError;
use crate::library::Library;

/// How much the prepared files of a workspace may take, unless the person says otherwise: 10 GB.
pub const CACHE_LIMIT_BYTES: u64 = 10_000_000_000;

/// What the cache let go of.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Evicted {
    /// Renditions forgotten.
    pub renditions: usize,
    /// Room made, bytes.
    pub bytes: u64,
}

impl Library {
    /// Lets go of the longest unused renditions until the rest takes at most `limit_bytes`, but never
    /// of those in `keep`: an unsettled publication needs its files to the end.
    ///
    /// # Errors
    /// What the database says; the files are deleted after it agreed.
    pub async fn evict(
        &self,
        limit_bytes: u64,
        keep: &HashSet<RenditionId>,
    ) -> Result<Evicted, LibraryError> {
        let mut tx = self.inner.store.begin().await?;
        let mut total = rendition::total_bytes(&mut tx).await?;
        let mut evicted = Evicted::default();
        let mut gone = Vec::new();
        if total > limit_bytes {
            for oldest in rendition::oldest_first(&mut tx).await? {
                if total <= limit_bytes {
                    break;
                }
                if keep.contains(&oldest.id) {
                    continue;
                }
                rendition::delete(&mut tx, oldest.id).await?;
                evicted.renditions += 1;
                let freed = self.freed(&mut tx, &oldest).await?;
                if freed.contains(&self.inner.place.rendition(&oldest)) {
                    total = total.saturating_sub(oldest.bytes);
                    evicted.bytes += oldest.bytes;
                }
                gone.extend(freed);
            }
        }
        tx.commit().await?;
        delete_files(&gone);
        Ok(evicted)
    }

    /// The files of a rendition that no row names once its own is gone: another network's rendition may share
    /// them, and they go with the last of them.
    pub(crate) async fn freed(&self, tx: &mut Tx, gone: &Rendition) -> Result<Vec<PathBuf>, StoreError> {
        let place = &self.inner.place;
        let mut freed = Vec::new();
        if !rendition::hash_used(tx, gone.hash).await? {
            freed.push(place.rendition(gone));
        }
        if !rendition::work_used(tx, gone.work).await? {
            freed.extend(place.captions_of(gone));
        }
        Ok(freed)
    }
}

/// Deletes files that no row names any more. One that stays behind is swept later.
pub(crate) fn delete_files(gone: &[PathBuf]) {
    for path in gone {
        if let Err(error) = fs::remove_file(path) {
            tracing::debug!(%error, path = %path.display(), "a cached file stays behind");
        }
    }
}
