//! Making renditions: jobs that survive a restart, and the cache in front of them.

mod execute;
mod progress;
mod worker;

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::error::RecvError;
use upbeat_domain::asset::{Asset, Rendition};
use upbeat_domain::id::{AssetId, ContentHash, JobId};
use upbeat_domain::job::{Job, JobKind, JobState, JobTrouble};
use upbeat_domain::media::Recipe;
use upbeat_store::{Reader, StoreError, Tx, asset, job, rendition};

use crate::error::LibraryError;
use crate::key;
use crate::library::Library;

/// How often a waiting caller looks at the database: another process may be the one that works.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// What a render job works on, as it is kept in its row.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Work {
    asset: AssetId,
    recipes: Vec<Recipe>,
}

/// The asset that a job works on.
#[must_use]
pub fn asset_of(job: &Job) -> Option<AssetId> {
    serde_json::from_str::<Work>(&job.payload).ok().map(|work| work.asset)
}

/// Something happened to a job.
#[derive(Clone, Debug, PartialEq)]
pub struct JobEvent {
    /// Which job.
    pub job: JobId,
    /// The asset that it works on.
    pub asset: AssetId,
    /// Where it stands now.
    pub state: JobState,
    /// Renditions that are made.
    pub done: u32,
    /// Renditions that it makes.
    pub total: u32,
    /// Share done, per cent, 0 to 100.
    pub percent: f32,
    /// Time left, milliseconds, where it can be told.
    pub eta_ms: Option<u64>,
}

/// What there is of the renditions asked for, each by its place among the recipes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prepared {
    /// Made, in the order of the recipes; the file of each is there.
    pub ready: Vec<(usize, Rendition)>,
    /// Came to nothing, and why.
    pub failed: Vec<(usize, JobTrouble)>,
    /// Not made yet.
    pub missing: Vec<usize>,
    /// The person stopped the work on what is missing.
    pub stopped: bool,
}

/// A recipe with its identities.
pub(crate) struct Keyed<'r> {
    pub(crate) recipe: &'r Recipe,
    pub(crate) work: ContentHash,
    pub(crate) key: ContentHash,
}

pub(crate) fn keyed(source: ContentHash, recipes: &[Recipe]) -> Vec<Keyed<'_>> {
    let with_keys = |recipe| {
        let work = key::work(source, recipe);
        Keyed { recipe, work, key: key::rendition(work, recipe) }
    };
    recipes.iter().map(with_keys).collect()
}

impl Library {
    /// Asks for renditions of an asset, inside the caller's transaction; none when all are there.
    /// Several recipes of one picture are one job, which decodes it once. Call [`Library::wake`]
    /// after the commit.
    ///
    /// # Errors
    /// What the database says.
    pub async fn enqueue(
        &self,
        tx: &mut Tx,
        asset: &Asset,
        recipes: &[Recipe],
    ) -> Result<Option<JobId>, LibraryError> {
        if self.look(tx, asset, recipes).await?.missing.is_empty() {
            return Ok(None);
        }
        let keys: Vec<_> = keyed(asset.hash, recipes).into_iter().map(|keyed| keyed.key).collect();
        let work = Work { asset: asset.id, recipes: recipes.to_vec() };
        let payload = serde_json::to_string(&work).map_err(|_| StoreError::Invalid("a recipe"))?;
        let (id, now) = (JobId::new(self.inner.clock.uuid()), self.inner.clock.now());
        let job = job::enqueue(tx, id, JobKind::Render, &key::job(&keys), &payload, now).await?;
        Ok(Some(job.id))
    }

    /// Tells the workers that there may be a job.
    pub fn wake(&self) {
        self.inner.wake.notify_waiters();
        self.inner.wake.notify_one();
    }

    /// Asks for renditions of an asset in a transaction of its own.
    ///
    /// # Errors
    /// `not_found` for an unknown asset, and what the database says.
    pub async fn start(&self, id: AssetId, recipes: &[Recipe]) -> Result<Option<JobId>, LibraryError> {
        let mut tx = self.inner.store.begin().await?;
        let asset = asset::get(&mut tx, id).await?;
        let job = self.enqueue(&mut tx, &asset, recipes).await?;
        tx.commit().await?;
        self.wake();
        Ok(job)
    }

    /// What there is of these renditions of an asset. Counts as a use of those that are there.
    ///
    /// # Errors
    /// `not_found` for an unknown asset, and what the database says.
    pub async fn prepared(&self, id: AssetId, recipes: &[Recipe]) -> Result<Prepared, LibraryError> {
        let mut read = self.inner.store.read().await?;
        let asset = asset::get(&mut read, id).await?;
        let mut prepared = self.look(&mut read, &asset, recipes).await?;
        if !prepared.missing.is_empty() {
            let keys: Vec<_> = keyed(asset.hash, recipes).into_iter().map(|keyed| keyed.key).collect();
            if let Some(job) = job::by_key(&mut read, &key::job(&keys)).await? {
                prepared.take_troubles(&job);
                prepared.stopped = job.state == JobState::Cancelled;
            }
        }
        drop(read);
        let used: Vec<_> = prepared.ready.iter().map(|(_, rendition)| rendition.clone()).collect();
        self.inner.touch(&used).await?;
        Ok(prepared)
    }

    /// Makes renditions of an asset and waits for them. Somebody has to run [`Library::run`]: this
    /// process or another one on the same workspace.
    ///
    /// # Errors
    /// As [`Library::prepared`]; what came to nothing is in the answer.
    pub async fn prepare(&self, id: AssetId, recipes: &[Recipe]) -> Result<Prepared, LibraryError> {
        if let Some(job) = self.start(id, recipes).await? {
            self.wait(job).await?;
        }
        self.prepared(id, recipes).await
    }

    /// Waits until a job is settled.
    ///
    /// # Errors
    /// `not_found` for an unknown job, and what the database says.
    pub async fn wait(&self, id: JobId) -> Result<Job, LibraryError> {
        let mut events = self.events();
        loop {
            let found = job::get_many(&mut self.inner.store.read().await?, &[id]).await?;
            let job = found.into_iter().next().ok_or(StoreError::NotFound("job"))?;
            match job.state {
                JobState::Done | JobState::Failed | JobState::Cancelled => return Ok(job),
                JobState::Waiting | JobState::Running => {}
            }
            let settled = async {
                loop {
                    match events.recv().await {
                        Ok(event) if event.job == id && event.state != JobState::Running => return,
                        Ok(_) => {}
                        Err(RecvError::Lagged(_) | RecvError::Closed) => return,
                    }
                }
            };
            let _ = tokio::time::timeout(LOOK_AGAIN, settled).await;
        }
    }

    /// Stops a job that waits or runs, whichever process works on it; what it made already stays.
    ///
    /// # Errors
    /// What the database says.
    pub async fn cancel(&self, id: JobId) -> Result<bool, LibraryError> {
        let mut tx = self.inner.store.begin().await?;
        let cancelled = job::cancel(&mut tx, id, self.inner.clock.now()).await?;
        tx.commit().await?;
        if cancelled {
            self.inner.stop_working(id);
            self.inner.tell_cancelled(id).await;
        }
        Ok(cancelled)
    }

    /// Jobs that wait or run, the oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn active(&self) -> Result<Vec<Job>, LibraryError> {
        Ok(job::active(&mut self.inner.store.read().await?).await?)
    }

    async fn look(
        &self,
        reader: &mut impl Reader,
        asset: &Asset,
        recipes: &[Recipe],
    ) -> Result<Prepared, LibraryError> {
        let keyed = keyed(asset.hash, recipes);
        let keys: Vec<_> = keyed.iter().map(|keyed| keyed.key).collect();
        let found = rendition::by_keys(reader, &keys).await?;
        let found: HashMap<_, _> = found.into_iter().map(|rendition| (rendition.key, rendition)).collect();
        let mut prepared = Prepared::default();
        for (index, key) in keys.iter().enumerate() {
            match found.get(key).filter(|rendition| self.inner.lies_there(rendition)) {
                Some(rendition) => prepared.ready.push((index, rendition.clone())),
                None => prepared.missing.push(index),
            }
        }
        Ok(prepared)
    }
}

impl Prepared {
    /// Moves what a settled job couldn't make from `missing` to `failed`.
    fn take_troubles(&mut self, job: &Job) {
        if matches!(job.state, JobState::Waiting | JobState::Running) {
            return;
        }
        for index in std::mem::take(&mut self.missing) {
            let about = |trouble: &&JobTrouble| trouble.piece.is_none_or(|piece| piece as usize == index);
            match job.troubles.iter().find(about) {
                Some(trouble) => self.failed.push((index, trouble.clone())),
                None => self.missing.push(index),
            }
        }
    }
}
