//! One workspace's media.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, broadcast};
use upbeat_clock::Clock;
use upbeat_domain::asset::{Asset, Rendition};
use upbeat_domain::id::{AssetId, ContentHash, JobId, OwnerId, RenditionId};
use upbeat_media::{Cancel, Engine};
use upbeat_store::{Store, StoreError, rendition};

use crate::error::LibraryError;
use crate::place::Place;
use crate::render::JobEvent;

/// Files that are prepared at the same time, over all workspaces of this process: each piece of work
/// uses every core by itself, and a film takes all the memory that a laptop can spare.
const PERMITS: usize = 2;

/// Looks at media at the same time, over all workspaces of this process: thumbnails, strips, covers, frames. They are
/// short and somebody waits for them, so they don't stand behind films; one of them may be the look at what was
/// brought in.
const LOOKS: usize = 3;

/// Events that a slow listener may lag behind before it misses some.
const EVENTS_MAX: usize = 1024;

/// Permission to work on media, shared by the libraries of one process.
#[derive(Clone, Debug)]
pub struct Permits {
    pub(crate) jobs: Arc<Semaphore>,
    pub(crate) looks: Arc<Semaphore>,
}

impl Default for Permits {
    fn default() -> Self {
        Self { jobs: Arc::new(Semaphore::new(PERMITS)), looks: Arc::new(Semaphore::new(LOOKS)) }
    }
}

/// One workspace's media. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Library {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) engine: Engine,
    pub(crate) clock: Clock,
    pub(crate) place: Place,
    pub(crate) permits: Permits,
    /// This process, as the worker of jobs.
    pub(crate) owner: OwnerId,
    /// Says that there may be a job to claim.
    pub(crate) wake: Notify,
    pub(crate) events: broadcast::Sender<JobEvent>,
    /// Jobs that this process works on, and how to stop them.
    pub(crate) running: Mutex<HashMap<JobId, Cancel>>,
    /// Stops the imports that are under way; the next ones get another.
    pub(crate) importing: Mutex<Cancel>,
    /// Pictures are looked at by one at a time, so that none is looked at twice.
    pub(crate) sketching: tokio::sync::Mutex<()>,
    /// One piece of work per source at a time: the second finds the first one's files.
    pub(crate) sources: Mutex<HashMap<ContentHash, Arc<tokio::sync::Mutex<()>>>>,
}

impl Library {
    /// The media of the workspace whose database is `store`. Libraries of one process share `permits`.
    #[must_use]
    pub fn new(store: Store, engine: Engine, clock: Clock, permits: Permits) -> Self {
        let (events, _) = broadcast::channel(EVENTS_MAX);
        let place = Place::new(store.folder());
        let owner = OwnerId::new(clock.uuid());
        Self {
            inner: Arc::new(Inner {
                store,
                engine,
                clock,
                place,
                permits,
                owner,
                wake: Notify::new(),
                events,
                running: Mutex::default(),
                importing: Mutex::default(),
                sketching: tokio::sync::Mutex::default(),
                sources: Mutex::default(),
            }),
        }
    }

    /// The database that this library belongs to.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The engine that it works with.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// Asks the engine something that takes a moment, on a thread that may block: with the permission that such looks
    /// share, and once it is there.
    ///
    /// # Errors
    /// [`LibraryError::Stopped`] where the work ended early.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> Result<T, LibraryError> {
        let _permit = self.inner.looking().await?;
        let engine = self.inner.engine.clone();
        tokio::task::spawn_blocking(move || question(&engine)).await.map_err(|_| LibraryError::Stopped)
    }

    /// What happens to jobs, from now on. Progress comes at most ten times a second and job.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<JobEvent> {
        self.inner.events.subscribe()
    }

    /// An asset and the file of its original. The file is only ever read.
    ///
    /// # Errors
    /// [`LibraryError::Missing`] when the file isn't where it was, `not_found` for an unknown id.
    pub async fn original(&self, id: AssetId) -> Result<(Asset, PathBuf), LibraryError> {
        let asset = upbeat_store::asset::get(&mut self.inner.store.read().await?, id).await?;
        let path = self.original_of(&asset).await?;
        Ok((asset, path))
    }

    /// The file of an asset's original.
    ///
    /// # Errors
    /// [`LibraryError::Missing`] when the file isn't where it was.
    pub async fn original_of(&self, asset: &Asset) -> Result<PathBuf, LibraryError> {
        let path = self.inner.place.original(asset);
        match tokio::fs::metadata(&path).await {
            Ok(meta) if meta.is_file() => Ok(path),
            Ok(_) | Err(_) => Err(LibraryError::Missing { subject: asset.name.clone() }),
        }
    }

    /// A rendition and its file; counts as a use.
    ///
    /// # Errors
    /// `not_found` when the cache let go of it, or lost its file: prepare it again.
    pub async fn rendition(&self, id: RenditionId) -> Result<(Rendition, PathBuf), LibraryError> {
        let found = rendition::get(&mut self.inner.store.read().await?, id).await?;
        let path = self.inner.place.rendition(&found);
        if self.inner.lies_there(&found) {
            self.inner.touch(std::slice::from_ref(&found)).await?;
            return Ok((found, path));
        }
        let mut tx = self.inner.store.begin().await?;
        rendition::delete(&mut tx, id).await?;
        tx.commit().await?;
        Err(StoreError::NotFound("rendition").into())
    }
}

impl Inner {
    /// Permission to look at media.
    pub(crate) async fn looking(&self) -> Result<OwnedSemaphorePermit, LibraryError> {
        self.permits.looks.clone().acquire_owned().await.map_err(|_| LibraryError::Stopped)
    }

    /// Whether a rendition's file is there with all its bytes, and its captions beside it.
    pub(crate) fn lies_there(&self, rendition: &Rendition) -> bool {
        let meta = std::fs::metadata(self.place.rendition(rendition));
        let captions = self.place.captions_of(rendition);
        meta.is_ok_and(|meta| meta.is_file() && meta.len() == rendition.bytes)
            && captions.is_none_or(|captions| captions.is_file())
    }

    /// Notes that renditions were used; at most once an hour each, to spare the disk.
    pub(crate) async fn touch(&self, used: &[Rendition]) -> Result<(), StoreError> {
        const HOUR_MICROS: i64 = 3_600_000_000;
        let now = self.clock.now();
        let stale = used.iter().filter(|found| now.micros_since(found.used_at) > HOUR_MICROS);
        let stale: Vec<_> = stale.map(|found| found.id).collect();
        if stale.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.begin().await?;
        rendition::touch(&mut tx, &stale, now).await?;
        tx.commit().await
    }
}
