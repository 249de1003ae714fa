//! Keeping the cache of prepared files under its limit.

use std::collections::HashSet;
use std::fs;

use upbeat_domain::asset::Rendition;
use upbeat_domain::id::RenditionId;
use upbeat_store::rendition;

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
                // Why: another network's rendition may share the file; it goes with the last of them.
                if !rendition::hash_used(&mut tx, oldest.hash).await? {
                    total = total.saturating_sub(oldest.bytes);
                    evicted.bytes += oldest.bytes;
                    gone.push(oldest);
                }
            }
        }
        tx.commit().await?;
        self.delete_files(&gone);
        Ok(evicted)
    }

    /// Deletes the files of renditions that no row names any more. A file that stays behind is swept later.
    pub(crate) fn delete_files(&self, gone: &[Rendition]) {
        for rendition in gone {
            if let Err(error) = fs::remove_file(self.inner.place.rendition(rendition)) {
                tracing::debug!(%error, hash = %rendition.hash, "a cached file stays behind");
            }
        }
    }
}
