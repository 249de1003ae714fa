//! Bringing in many files: copied and hashed side by side, their rows written in batches.

use std::collections::{HashMap, HashSet};
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use tokio::task::{Id, JoinSet};
use tokio::time::timeout;
use upbeat_domain::asset::Asset;
use upbeat_domain::id::AssetId;
use upbeat_domain::time::Timestamp;
use upbeat_media::Cancel;

use super::meter::Meter;
use super::register;
use super::{Imported, Keep, Safe, Told};
use crate::error::{LibraryError, name_of};
use crate::library::{Inner, Library};
use crate::name::safe_name;

/// Between two batches of rows: a first screen soon, and the disk is waited for ten times a second, not for each file.
const BATCH_PERIOD: Duration = Duration::from_millis(100);

/// Files under way for each core: while some wait for the disk, others are hashed.
const FILES_PER_CORE: usize = 4;

/// A file in its place among those given, and what came of it.
type Held = (usize, Result<Safe, LibraryError>);

/// What has come in so far.
struct Incoming<'l> {
    library: &'l Library,
    /// When the import began: the first file is the latest of them, so that lists show it on top.
    began: Timestamp,
    assets: Vec<(usize, Asset)>,
    failures: Vec<(usize, LibraryError)>,
    left: u32,
}

/// Brings in these files.
pub(super) async fn all(
    library: &Library,
    files: Vec<PathBuf>,
    keep: Keep,
    stop: &Cancel,
    told: Told,
) -> Imported {
    let meter = Meter::new(u32::try_from(files.len()).unwrap_or(u32::MAX), told);
    let width = available_parallelism().map_or(1, NonZero::get) * FILES_PER_CORE;
    let began = library.inner.clock.now();
    let mut incoming = Incoming { library, began, assets: Vec::new(), failures: Vec::new(), left: 0 };
    let mut waiting = files.into_iter().enumerate();
    let mut under_way: JoinSet<Held> = JoinSet::new();
    let mut batch: Vec<Held> = Vec::new();
    // Whose place and name a task that ended early had.
    let mut names: HashMap<Id, (usize, String)> = HashMap::new();
    let mut written_at = Instant::now();
    loop {
        while under_way.len() < width && !stop.is_cancelled() {
            let Some((place, path)) = waiting.next() else { break };
            let (inner, meter, stop) = (library.inner.clone(), meter.clone(), stop.clone());
            let name = name_of(&path);
            let task = under_way.spawn_blocking(move || (place, hold(&inner, &path, keep, &meter, &stop)));
            names.insert(task.id(), (place, name));
        }
        // Why not as long as it takes: what is in must not wait for a film beside it.
        let longest =
            if batch.is_empty() { Duration::MAX } else { BATCH_PERIOD.saturating_sub(written_at.elapsed()) };
        match timeout(longest, under_way.join_next_with_id()).await {
            Ok(None) => break,
            Ok(Some(Ok((id, held)))) => {
                names.remove(&id);
                batch.push(held);
            }
            Ok(Some(Err(error))) => {
                tracing::warn!(%error, "bringing a file in ended early");
                if let Some((place, subject)) = names.remove(&error.id()) {
                    batch.push((place, Err(ended_early(subject))));
                }
            }
            Err(_) => {}
        }
        if under_way.is_empty() || written_at.elapsed() >= BATCH_PERIOD {
            incoming.write(std::mem::take(&mut batch), &meter, stop).await;
            written_at = Instant::now();
        }
    }
    incoming.left += u32::try_from(waiting.count()).unwrap_or(u32::MAX);
    incoming.whole()
}

/// A reader that gave up on foreign bytes.
fn ended_early(subject: String) -> LibraryError {
    LibraryError::Unreadable { subject, source: io::Error::other("its reader gave up") }
}

fn hold(
    inner: &Arc<Inner>,
    path: &Path,
    keep: Keep,
    meter: &Meter,
    stop: &Cancel,
) -> Result<Safe, LibraryError> {
    if stop.is_cancelled() {
        return Err(LibraryError::Stopped);
    }
    let name = safe_name(&name_of(path));
    let step = |bytes, total_bytes| {
        meter.note(&name, bytes, total_bytes);
        if stop.is_cancelled() { Err(LibraryError::Stopped) } else { Ok(()) }
    };
    match keep {
        Keep::Copy => inner.hold_copy(path, &step),
        Keep::Reference => inner.hold_reference(path, &step),
    }
}

impl Incoming<'_> {
    /// Writes the rows of a batch, and tells how far the import is.
    async fn write(&mut self, batch: Vec<Held>, meter: &Meter, stop: &Cancel) {
        let (mut safe, mut done, mut name) = (Vec::new(), 0, String::new());
        for (place, held) in batch {
            done += 1;
            match held {
                Ok(file) => {
                    file.name.clone_into(&mut name);
                    safe.push((place, file));
                }
                Err(LibraryError::Stopped) if stop.is_cancelled() => {
                    done -= 1;
                    self.left += 1;
                }
                Err(error) => self.failures.push((place, error)),
            }
        }
        // Why: of the same bytes under two names, the first given is the asset's.
        safe.sort_by_key(|(place, _)| *place);
        match self.rows(&safe).await {
            Ok(assets) => self.assets.extend(assets),
            // Why once more: one file that can't be written down must not keep the others out.
            Err(_) => {
                for file in safe {
                    match self.rows(std::slice::from_ref(&file)).await {
                        Ok(assets) => self.assets.extend(assets),
                        Err(error) => self.failures.push((file.0, error)),
                    }
                }
            }
        }
        if done > 0 {
            meter.done(&name, done);
        }
    }

    async fn rows(&self, files: &[(usize, Safe)]) -> Result<Vec<(usize, Asset)>, LibraryError> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let inner = &self.library.inner;
        let mut tx = inner.store.begin().await?;
        let mut assets = Vec::new();
        for (place, file) in files {
            let created_at = self.began.plus_micros(-i64::try_from(*place).unwrap_or(i64::MAX));
            assets.push((*place, register::one(&mut tx, &inner.clock, created_at, file.clone()).await?));
        }
        tx.commit().await?;
        Ok(assets)
    }

    /// Everything in the order in which it was given, each asset once.
    fn whole(mut self) -> Imported {
        self.assets.sort_by_key(|(place, _)| *place);
        self.failures.sort_by_key(|(place, _)| *place);
        let mut known: HashSet<AssetId> = HashSet::new();
        let assets = self.assets.into_iter().map(|(_, asset)| asset).filter(|asset| known.insert(asset.id));
        Imported {
            assets: assets.collect(),
            failures: self.failures.into_iter().map(|(_, error)| error).collect(),
            left: Some(self.left),
        }
    }
}
