//! Bringing files in: copied and hashed in one go, on the disk before they count.

mod bring;
mod copy;
mod meter;
mod register;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use upbeat_domain::asset::{Asset, Held};
use upbeat_domain::id::ContentHash;
use upbeat_domain::media::MediaInfo;

use crate::error::{LibraryError, name_of};
use crate::library::{Inner, Library};
use crate::name::safe_name;

/// Whether bytes are brought in or left where they are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Keep {
    /// Copied into the workspace.
    #[default]
    Copy,
    /// Left where the person keeps them; only what is made of them is kept here.
    Reference,
}

/// What came of an import.
#[derive(Debug)]
pub struct Imported {
    /// The assets, in the order of the files; bytes that were there already give their old asset.
    pub assets: Vec<Asset>,
    /// What couldn't be brought in, each with the file's name.
    pub failures: Vec<LibraryError>,
    /// Files that were left where they are because the import was stopped; none where it was stopped before all
    /// folders were looked through: then nothing came in, and nobody knows how many there are.
    pub left: Option<u32>,
}

/// How far an import is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Importing {
    /// The name of a file that is being copied.
    pub name: String,
    /// Bytes of it copied.
    pub bytes: u64,
    /// Bytes of it to copy.
    pub total_bytes: u64,
    /// Files of this import that are in, or can't be.
    pub files: u32,
    /// Files to bring in.
    pub total_files: u32,
}

/// Who is told how far an import is.
pub type Told = Arc<dyn Fn(Importing) + Send + Sync>;

/// Hears how many bytes of a file are read, of so many; an error ends the work on it there.
type Step<'s> = &'s dyn Fn(u64, u64) -> Result<(), LibraryError>;

/// A file whose bytes are safe.
#[derive(Clone)]
struct Safe {
    hash: ContentHash,
    info: MediaInfo,
    held: Held,
    name: String,
}

impl Library {
    /// Brings in files, and folders with everything in them. One bad file doesn't keep the others out.
    pub async fn import(&self, paths: &[PathBuf], keep: Keep) -> Imported {
        self.import_telling(paths, keep, Arc::new(|_| {})).await
    }

    /// The same, telling how far it is, at most ten times a second: what counts as in is in the database.
    ///
    /// As many files as the machine can work on are brought in at once. Their rows are written in batches, the first
    /// one soon. In lists they stand as they were given, the first on top.
    ///
    /// [`Library::stop_imports`] ends it early: what is in stays in, the files under way leave nothing behind, and
    /// the others are counted.
    pub async fn import_telling(&self, paths: &[PathBuf], keep: Keep, told: Told) -> Imported {
        let stop = self.inner.importing.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (given, stop_walk) = (paths.to_vec(), stop.clone());
        let walked = tokio::task::spawn_blocking(move || walk::files(&given, &stop_walk)).await;
        let (files, failures) = match walked {
            Ok((Some(files), failures)) => (files, failures),
            Ok((None, failures)) => return Imported { assets: Vec::new(), failures, left: None },
            Err(_) => {
                return Imported { assets: Vec::new(), failures: vec![LibraryError::Stopped], left: Some(0) };
            }
        };
        let mut imported = bring::all(self, files, keep, &stop, told).await;
        imported.failures.splice(0..0, failures);
        imported
    }

    /// Stops every import into this library that is under way. One that begins later isn't stopped.
    pub fn stop_imports(&self) {
        let mut importing = self.inner.importing.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *importing).cancel();
    }

    /// Brings in bytes that lie in no file: something pasted.
    ///
    /// # Errors
    /// When they are no media, or the disk is full.
    pub async fn import_bytes(&self, name: &str, bytes: Vec<u8>) -> Result<Asset, LibraryError> {
        let inner = self.inner.clone();
        let name = safe_name(name);
        let held = tokio::task::spawn_blocking(move || inner.hold_bytes(&name, &bytes)).await;
        let file = held.map_err(|_| LibraryError::Stopped)??;
        let mut tx = self.inner.store.begin().await?;
        let asset = register::one(&mut tx, &self.inner.clock, self.inner.clock.now(), file).await?;
        tx.commit().await?;
        Ok(asset)
    }
}

impl Inner {
    fn hold_copy(&self, path: &Path, step: Step) -> Result<Safe, LibraryError> {
        // Why: looked at before it is copied, so that four gigabytes of rubbish are refused at once.
        let info = self.probe(path, &name_of(path))?;
        self.require_room(path, info.bytes)?;
        let copied = copy::into(path, &self.place.media(), &|bytes| step(bytes, info.bytes))?;
        if copied.bytes() != info.bytes {
            return Err(LibraryError::Changed { subject: name_of(path) });
        }
        let hash = copied.hash();
        copied.settle(&self.place.copied(hash, &info.container))?;
        Ok(Safe { hash, info, held: Held::Copied, name: safe_name(&name_of(path)) })
    }

    fn hold_reference(&self, path: &Path, step: Step) -> Result<Safe, LibraryError> {
        let path = std::path::absolute(path).map_err(|error| LibraryError::reading(path, error))?;
        let info = self.probe(&path, &name_of(&path))?;
        let (hash, bytes) = copy::digest(&path, &|bytes| step(bytes, info.bytes))?;
        if bytes != info.bytes {
            return Err(LibraryError::Changed { subject: name_of(&path) });
        }
        let name = safe_name(&name_of(&path));
        Ok(Safe { hash, info, held: Held::Referenced { path }, name })
    }

    fn hold_bytes(&self, name: &str, bytes: &[u8]) -> Result<Safe, LibraryError> {
        let folder = self.place.media();
        self.require_room(Path::new(name), bytes.len() as u64)?;
        let copied = copy::bytes(bytes, name, &folder)?;
        let info = self.probe(copied.path(), name)?;
        let hash = copied.hash();
        copied.settle(&self.place.copied(hash, &info.container))?;
        Ok(Safe { hash, info, held: Held::Copied, name: name.to_owned() })
    }

    fn probe(&self, path: &Path, subject: &str) -> Result<MediaInfo, LibraryError> {
        self.engine.probe(path).map_err(|error| LibraryError::media(subject, error))
    }

    /// Refuses what can't fit before a byte of it is written.
    fn require_room(&self, path: &Path, bytes: u64) -> Result<(), LibraryError> {
        /// Room that stays free for the database and for the person, bytes.
        const RESERVE_BYTES: u64 = 64 << 20;
        let free = upbeat_os::disk::free_bytes(&self.place.media()).unwrap_or(u64::MAX);
        if free < bytes.saturating_add(RESERVE_BYTES) {
            return Err(LibraryError::Full { subject: name_of(path) });
        }
        Ok(())
    }
}
