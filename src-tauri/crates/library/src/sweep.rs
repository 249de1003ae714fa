//! Cleaning up: the bin for good, and what a crash left behind.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use upbeat_domain::asset::Held;
use upbeat_domain::id::ContentHash;
use upbeat_domain::time::Timestamp;
use upbeat_store::{asset, job, rendition};

use crate::cache::delete_files;
use crate::error::LibraryError;
use crate::library::Library;

/// Files younger than this may belong to somebody who is still at work.
const YOUNG_MICROS: i64 = 3_600_000_000;

/// Digits of a digest, with which every file name here begins.
const HASH_DIGITS: usize = 64;

impl Library {
    /// Erases assets that went into the bin before `before` and that no post uses, with everything
    /// made of them. Referenced originals stay where they are. Returns how many went.
    ///
    /// # Errors
    /// What the database says; files are deleted after it agreed.
    pub async fn empty_bin(&self, before: Timestamp) -> Result<usize, LibraryError> {
        let mut tx = self.inner.store.begin().await?;
        let erasable = asset::erasable(&mut tx, before).await?;
        let mut originals = Vec::new();
        let mut renditions = Vec::new();
        for erased in &erasable {
            asset::erase(&mut tx, erased.id).await?;
            if asset::hash_held(&mut tx, erased.hash).await? {
                continue;
            }
            originals.extend((erased.held == Held::Copied).then(|| self.inner.place.original(erased)));
            originals.push(self.inner.place.thumbnail(erased.hash));
            originals.push(self.inner.place.poster(erased.hash));
            for made in rendition::by_source(&mut tx, erased.hash).await? {
                rendition::delete(&mut tx, made.id).await?;
                renditions.extend(self.freed(&mut tx, &made).await?);
            }
        }
        tx.commit().await?;
        for path in originals {
            let _ = fs::remove_file(path);
        }
        delete_files(&renditions);
        Ok(erasable.len())
    }

    /// Deletes files that no row names: copies whose import never finished, prepared files and working
    /// folders of a process that died. Young ones are left alone. Returns how many went.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sweep(&self) -> Result<usize, LibraryError> {
        let inner = self.inner.clone();
        let now = inner.clock.now();
        let old = move |path: &Path| written(path).is_some_and(|at| now.micros_since(at) > YOUNG_MICROS);
        let mut swept = 0;
        let mut read = inner.store.read().await?;
        for (folder, wanted) in [
            (inner.place.media(), Wanted::Asset),
            (inner.place.thumbnails(), Wanted::Asset),
            (inner.place.renditions(), Wanted::Rendition),
        ] {
            for path in files_below(&folder).into_iter().filter(|path| old(path)) {
                let digits =
                    path.file_name().and_then(|name| name.to_str()).and_then(|name| name.get(..HASH_DIGITS));
                let hash = digits.and_then(|digits| digits.parse().ok());
                let named = match (hash, wanted) {
                    (Some::<ContentHash>(hash), Wanted::Asset) => asset::hash_held(&mut read, hash).await?,
                    (Some(hash), Wanted::Rendition) => {
                        rendition::hash_used(&mut read, hash).await?
                            || rendition::work_used(&mut read, hash).await?
                    }
                    (None, Wanted::Asset | Wanted::Rendition) => false,
                };
                if !named && fs::remove_file(&path).is_ok() {
                    swept += 1;
                }
            }
        }
        let active: HashSet<_> =
            job::active(&mut read).await?.into_iter().map(|job| job.id.to_string()).collect();
        for entry in fs::read_dir(inner.place.work()).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !active.contains(&name) && old(&entry.path()) && fs::remove_dir_all(entry.path()).is_ok() {
                swept += 1;
            }
        }
        Ok(swept)
    }
}

/// When a file was last written.
fn written(path: &Path) -> Option<Timestamp> {
    let at = fs::metadata(path).ok()?.modified().ok()?;
    let since = at.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok().map(Timestamp::from_micros)
}

#[derive(Clone, Copy)]
enum Wanted {
    Asset,
    Rendition,
}

/// Files in the folders of two digits below `folder`, and beside them.
fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries =
        |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let (folders, mut files): (Vec<_>, Vec<_>) = entries(folder).partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| entries(folder)).filter(|path| path.is_file()));
    files
}
