//! Working through the jobs, two at a time over all workspaces.

use std::future::Future;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinSet;
use upbeat_domain::id::JobId;
use upbeat_domain::job::{Job, JobKind, JobState};
use upbeat_store::{StoreError, job};

use super::{JobEvent, Work};
use crate::library::{Inner, Library};

/// How often the table is looked at without being told: another process may have asked, or died.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// How long a job stays ours without a sign of life, seconds.
pub(super) const LEASE_S: i64 = 15;

impl Library {
    /// Works on this workspace's jobs until `stop` is done. What runs then is stopped, goes back into
    /// the table, and is begun anew by whoever works next.
    pub async fn run(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut working = JoinSet::new();
        loop {
            // Why: armed before the table is looked at, so that a job that comes in between isn't slept over.
            let woken = self.inner.wake.notified();
            let claimed = tokio::select! {
                () = &mut stop => break,
                claimed = self.inner.claim() => claimed,
            };
            match claimed {
                Ok(Some((job, permit))) => {
                    let inner = self.inner.clone();
                    working.spawn(async move {
                        inner.execute(job).await;
                        drop(permit);
                        inner.wake.notify_one();
                    });
                }
                Ok(None) => tokio::select! {
                    () = &mut stop => break,
                    () = woken => {}
                    () = tokio::time::sleep(LOOK_AGAIN) => {}
                },
                Err(error) => {
                    tracing::warn!(%error, "the table of jobs can't be read");
                    tokio::select! {
                        () = &mut stop => break,
                        () = tokio::time::sleep(LOOK_AGAIN) => {}
                    }
                }
            }
            while working.try_join_next().is_some() {}
        }
        self.inner.stop_all();
        while working.join_next().await.is_some() {}
        self.inner.release().await;
    }
}

impl Inner {
    /// The next job and the permission to work on it; none when nothing waits.
    async fn claim(&self) -> Result<Option<(Job, OwnedSemaphorePermit)>, StoreError> {
        let now = self.clock.now();
        let free = |job: &Job| match job.state {
            JobState::Waiting => true,
            JobState::Running => job.lease_until.is_none_or(|until| until <= now),
            JobState::Done | JobState::Failed | JobState::Cancelled => false,
        };
        // Why: looked at first without the writer, which others may need, and without a permit, which
        // another workspace may need.
        if !job::active(&mut self.store.read().await?).await?.iter().any(free) {
            return Ok(None);
        }
        let Ok(permit) = self.permits.jobs.clone().acquire_owned().await else { return Ok(None) };
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let claimed = job::claim(&mut tx, JobKind::Render, self.owner, now, now.plus_secs(LEASE_S)).await?;
        tx.commit().await?;
        Ok(claimed.map(|job| (job, permit)))
    }

    /// Stops what this process does for a job.
    pub(crate) fn stop_working(&self, job: JobId) {
        let running = self.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(cancel) = running.get(&job) {
            cancel.cancel();
        }
    }

    fn stop_all(&self) {
        let running = self.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        running.values().for_each(upbeat_media::Cancel::cancel);
    }

    async fn release(&self) {
        let released = async {
            let mut tx = self.store.begin().await?;
            job::release(&mut tx, self.owner, self.clock.now()).await?;
            tx.commit().await
        };
        if let Err(error) = released.await {
            // Why: the lease ends by itself within seconds; nothing is lost.
            tracing::warn!(%error, "jobs couldn't be given back");
        }
    }

    /// Tells listeners that a job was cancelled.
    pub(crate) async fn tell_cancelled(&self, id: JobId) {
        let Ok(mut read) = self.store.read().await else { return };
        let Ok(found) = job::get_many(&mut read, &[id]).await else { return };
        if let Some(job) = found.into_iter().next() {
            self.tell_settled(&job, JobState::Cancelled, 0);
        }
    }

    /// Tells listeners how a job ended.
    pub(super) fn tell_settled(&self, job: &Job, state: JobState, done: usize) {
        let Ok(work) = serde_json::from_str::<Work>(&job.payload) else { return };
        let percent = if state == JobState::Done { 100.0 } else { 0.0 };
        // Why: nobody listening is nothing wrong.
        let _ = self.events.send(JobEvent {
            job: job.id,
            asset: work.asset,
            state,
            done: u32::try_from(done).unwrap_or(u32::MAX),
            total: u32::try_from(work.recipes.len()).unwrap_or(u32::MAX),
            percent,
            eta_ms: None,
        });
    }
}
