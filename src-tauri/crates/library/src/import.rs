//! Bringing files in: copied and hashed in one go, on the disk before they count.

mod copy;
mod meter;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use upbeat_domain::asset::{Asset, Held};
use upbeat_domain::id::{AssetId, ContentHash};
use upbeat_domain::media::MediaInfo;
use upbeat_media::Cancel;
use upbeat_store::asset;

use crate::error::{LibraryError, name_of};
use crate::library::{Inner, Library};
use crate::name::safe_name;
use meter::Meter;

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

/// How far copying a file is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Importing {
    /// The file's name.
    pub name: String,
    /// Bytes copied.
    pub bytes: u64,
    /// Bytes to copy.
    pub total_bytes: u64,
    /// Files that are in, of this import.
    pub files: u32,
    /// Files to bring in.
    pub total_files: u32,
}

/// Who is told how far an import is.
pub type Told = Arc<dyn Fn(Importing) + Send + Sync>;

/// Hears how many bytes of a file are read, of so many; an error ends the work on it there.
type Step<'s> = &'s dyn Fn(u64, u64) -> Result<(), LibraryError>;

/// A file whose bytes are safe.
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

    /// The same, telling how far it is: at most ten times a second while a file is copied, and after each.
    ///
    /// [`Library::stop_imports`] ends it early: what is in stays in, the file under way leaves nothing behind, and
    /// the others are counted.
    pub async fn import_telling(&self, paths: &[PathBuf], keep: Keep, told: Told) -> Imported {
        let mut imported = Imported { assets: Vec::new(), failures: Vec::new(), left: Some(0) };
        let mut left = 0;
        let stop = self.inner.importing.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (given, stop_walk) = (paths.to_vec(), stop.clone());
        let walked = tokio::task::spawn_blocking(move || walk::files(&given, &stop_walk)).await;
        let Ok((files, failures)) = walked else {
            imported.failures.push(LibraryError::Stopped);
            return imported;
        };
        imported.failures = failures;
        let Some(files) = files else { return Imported { left: None, ..imported } };
        let total_files = u32::try_from(files.len()).unwrap_or(u32::MAX);
        for (file, files) in files.into_iter().zip(0..) {
            if stop.is_cancelled() {
                left += 1;
                continue;
            }
            let name = safe_name(&name_of(&file));
            let meter =
                Meter::new(Importing { name, bytes: 0, total_bytes: 0, files, total_files }, told.clone());
            let done = meter.clone();
            match self.import_one(&file, keep, meter, stop.clone()).await {
                Err(LibraryError::Stopped) if stop.is_cancelled() => {
                    left += 1;
                    continue;
                }
                Ok(asset) if imported.assets.iter().any(|known| known.id == asset.id) => {}
                Ok(asset) => imported.assets.push(asset),
                Err(error) => imported.failures.push(error),
            }
            done.finish();
        }
        Imported { left: Some(left), ..imported }
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
        self.register(held.map_err(|_| LibraryError::Stopped)??).await
    }

    async fn import_one(
        &self,
        path: &Path,
        keep: Keep,
        meter: Meter,
        stop: Cancel,
    ) -> Result<Asset, LibraryError> {
        let inner = self.inner.clone();
        let path = path.to_owned();
        let held = tokio::task::spawn_blocking(move || {
            let step = |bytes, total_bytes| {
                meter.note(bytes, total_bytes);
                if stop.is_cancelled() { Err(LibraryError::Stopped) } else { Ok(()) }
            };
            match keep {
                Keep::Copy => inner.hold_copy(&path, &step),
                Keep::Reference => inner.hold_reference(&path, &step),
            }
        });
        self.register(held.await.map_err(|_| LibraryError::Stopped)??).await
    }

    /// Writes the asset's row: the old one where these bytes are known, taken out of the bin if need be.
    async fn register(&self, file: Safe) -> Result<Asset, LibraryError> {
        let clock = &self.inner.clock;
        let mut tx = self.inner.store.begin().await?;
        let asset = match asset::by_hash(&mut tx, file.hash).await? {
            Some(mut known) => {
                if known.deleted_at.take().is_some() {
                    asset::restore(&mut tx, known.id).await?;
                }
                // Why: bytes that were only referred to and are now copied (or lie elsewhere) are better held so.
                if known.held != file.held && known.held != Held::Copied {
                    asset::set_held(&mut tx, known.id, &file.held).await?;
                    known.held = file.held;
                }
                known
            }
            None => {
                let new = Asset {
                    id: AssetId::new(clock.uuid()),
                    hash: file.hash,
                    name: file.name,
                    held: file.held,
                    info: file.info,
                    alt: String::new(),
                    created_at: clock.now(),
                    deleted_at: None,
                };
                asset::insert(&mut tx, &new).await?;
                new
            }
        };
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
