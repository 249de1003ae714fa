//! One background that works the queues of all workspaces.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, broadcast};
use tokio::task::JoinHandle;
use upbeat_clock::{Clock, Passage, Ticks};
use upbeat_domain::id::{OwnerId, PublicationId, WorkspaceId};
use upbeat_domain::limits::{Limits, Proof};
use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::Publication;
use upbeat_domain::time::Timestamp;
use upbeat_networks::Registry;
use upbeat_store::{Store, StoreError, publication};

use crate::drift::Drift;
use crate::keys::Keys;
use crate::notice::Notice;
use crate::outgoing::Files;
use crate::queue::{Queue, Shared, TimeSeen};
use crate::wait::PublishError;

/// The longest sleep between two looks. Never one long sleep: timers stand still while the computer sleeps.
const SLEEP_MAX: Duration = Duration::from_secs(20);
/// The shortest, so that something due that nobody can start doesn't spin.
const SLEEP_MIN: Duration = Duration::from_millis(50);
/// How long a look at all queues waits for each: a database that is busy for longer is looked at in the background.
const LOOK_WAIT: Duration = Duration::from_secs(5);
/// Notices kept for a listener that is slow; one that is slower reads everything again.
const NOTICES_KEPT: usize = 1024;

/// What a publisher is made of.
pub struct Setup {
    /// The time.
    pub clock: Clock,
    /// The connectors at hand.
    pub registry: Registry,
    /// Where secrets come from.
    pub keys: Keys,
    /// How each network proves an outcome: see [`proofs`].
    pub proofs: BTreeMap<NetworkId, Proof>,
}

/// The proof classes of these networks, as their data says.
#[must_use]
pub fn proofs(limits: &[Limits]) -> BTreeMap<NetworkId, Proof> {
    limits.iter().map(|limits| (limits.network, limits.proof.clone())).collect()
}

/// A workspace whose queue shall be worked.
pub struct Workspace {
    /// Identity.
    pub id: WorkspaceId,
    /// Its database.
    pub store: Store,
    /// How a part's files are made there.
    pub files: Files,
}

/// Why a queue can't be worked.
#[derive(Debug, thiserror::Error)]
pub enum PublisherError {
    /// The database refused; also when its commits don't reach the disk.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What one look at all queues found.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tick {
    /// Publications that were started.
    pub started: usize,
    /// Publications being worked on.
    pub busy: usize,
    /// Queues that this process works; the others are worked by another.
    pub locks: usize,
    /// When something is due next, in any queue.
    pub next_at: Option<Timestamp>,
}

/// Works the queues of all workspaces, whichever is on screen.
#[derive(Clone)]
pub struct Publisher {
    inner: Arc<Inner>,
}

/// The queues, each with the task that notices what other processes write to it.
type Queues = BTreeMap<WorkspaceId, (Arc<Queue>, JoinHandle<()>)>;

struct Inner {
    shared: Arc<Shared>,
    queues: Mutex<Queues>,
    ticks: Mutex<Ticks>,
    drift: Drift,
}

impl Publisher {
    /// A publisher without queues yet.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let Setup { clock, registry, keys, proofs } = setup;
        let owner = OwnerId::new(clock.uuid());
        let (notices, _) = broadcast::channel(NOTICES_KEPT);
        let shared = Shared { clock, registry, keys, proofs, owner, notices, wake: Notify::new() };
        Self {
            inner: Arc::new(Inner {
                shared: Arc::new(shared),
                queues: Mutex::default(),
                ticks: Mutex::default(),
                drift: Drift::default(),
            }),
        }
    }

    /// Takes on a workspace's queue; a workspace that it works already is left as it is. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the database can't be read, or its commits don't reach the disk (`PRAGMA synchronous` isn't FULL): then
    /// nothing may be published from it.
    pub async fn add(&self, workspace: Workspace) -> Result<(), PublisherError> {
        let Workspace { id, store, files } = workspace;
        store.require_durable().await?;
        let mut watch = store.watch().await?;
        let shared = Arc::clone(&self.inner.shared);
        let queue = Arc::new(Queue::new(Arc::clone(&shared), id, store, files));
        let watcher = tokio::spawn(async move {
            while watch.changed().await.is_ok() {
                shared.wake.notify_one();
            }
        });
        match self.queues().entry(id) {
            Entry::Occupied(_) => watcher.abort(),
            Entry::Vacant(place) => {
                place.insert((queue, watcher));
            }
        }
        self.wake();
        Ok(())
    }

    /// Lets go of a workspace's queue, once what is under way has ended.
    pub async fn remove(&self, id: WorkspaceId) {
        let removed = self.queues().remove(&id);
        if let Some((queue, watcher)) = removed {
            watcher.abort();
            queue.finish().await;
            queue.release_lock();
        }
    }

    /// Compares the clock with the dates that servers tell: `source` says the latest, and how long ago it came. A
    /// difference of more than five minutes holds the queues until the person says that the clock is right.
    pub fn compare_with(&self, source: impl Fn() -> Option<(Timestamp, Duration)> + Send + Sync + 'static) {
        self.inner.drift.listen(Box::new(source));
    }

    /// Something may have become due: look at once.
    pub fn wake(&self) {
        self.inner.shared.wake.notify_one();
    }

    /// Hears of every publication that moves by this publisher's doing.
    #[must_use]
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.inner.shared.notices.subscribe()
    }

    /// One look at every queue: recovers what died, starts what is due, doesn't wait for it. All at the same time, and
    /// none is waited for for long: one broken or busy workspace must not keep the others from going out.
    pub async fn tick(&self) -> Tick {
        let time = self.time_seen();
        let end = tokio::time::Instant::now() + LOOK_WAIT;
        let looks: Vec<_> = self
            .every_queue()
            .into_iter()
            .map(|queue| {
                queue.notice(time);
                let looking = Arc::clone(&queue);
                (queue, tokio::spawn(async move { look(&looking).await }))
            })
            .collect();
        let mut tick = Tick::default();
        for (queue, look) in looks {
            let (started, next_at) = match tokio::time::timeout_at(end, look).await {
                Ok(looked) => looked.unwrap_or_default(),
                Err(_) => {
                    tracing::warn!(workspace = %queue.workspace, "a look takes long");
                    (0, None)
                }
            };
            tick.started += started;
            tick.busy += queue.busy_count();
            tick.locks += usize::from(queue.holds_lock());
            tick.next_at = [tick.next_at, next_at].into_iter().flatten().min();
        }
        tick
    }

    /// How time passed since the last look, by our own clocks and by the servers'.
    fn time_seen(&self) -> TimeSeen {
        let clock = &self.inner.shared.clock;
        let passage = lock(&self.inner.ticks).observe(clock);
        let slept = passage != Passage::Steady;
        TimeSeen { passage, drift_s: self.inner.drift.check(clock.now(), slept) }
    }

    /// Works the queues until `shutdown`, then finishes what is under way.
    pub async fn run(&self, shutdown: impl Future<Output = ()>) {
        tokio::pin!(shutdown);
        loop {
            // Why: armed before the look, so that a plan made during it isn't slept over.
            let woken = self.inner.shared.wake.notified();
            tokio::pin!(woken);
            woken.as_mut().enable();
            let tick = self.tick().await;
            tokio::select! {
                () = &mut shutdown => break,
                () = woken => {}
                () = tokio::time::sleep(self.sleep(tick)) => {}
            }
        }
        self.close().await;
    }

    fn sleep(&self, tick: Tick) -> Duration {
        let micros = tick.next_at.map(|at| at.micros_since(self.inner.shared.clock.now()));
        let due_in = micros.map(|micros| Duration::from_micros(u64::try_from(micros).unwrap_or(0)));
        due_in.map_or(SLEEP_MAX, |due_in| due_in.clamp(SLEEP_MIN, SLEEP_MAX))
    }

    /// Waits until nothing is worked on.
    pub async fn finish(&self) {
        for queue in self.every_queue() {
            queue.finish().await;
        }
    }

    /// Finishes what is under way and lets go of all queues.
    pub async fn close(&self) {
        let ids: Vec<WorkspaceId> = self.queues().keys().copied().collect();
        for id in ids {
            self.remove(id).await;
        }
    }

    /// Publishes one publication now and waits for the outcome, up to `patience`. If another process works that
    /// queue, waits for what it makes of it. A publication that was rejected or missed is planned again for now.
    ///
    /// # Errors
    /// [`PublishError`] when nothing may be published now.
    pub async fn publish_now(
        &self,
        workspace: WorkspaceId,
        id: PublicationId,
        patience: Duration,
    ) -> Result<Publication, PublishError> {
        let queue = self.queues().get(&workspace).map(|(queue, _)| Arc::clone(queue));
        queue.ok_or(PublishError::UnknownWorkspace)?.publish_now(id, patience).await
    }

    fn every_queue(&self) -> Vec<Arc<Queue>> {
        self.queues().values().map(|(queue, _)| Arc::clone(queue)).collect()
    }

    fn queues(&self) -> MutexGuard<'_, Queues> {
        lock(&self.inner.queues)
    }
}

/// How much a look started, and when something is due next.
async fn look(queue: &Arc<Queue>) -> (usize, Option<Timestamp>) {
    let started = queue.look().await.unwrap_or_else(|error| {
        tracing::warn!(workspace = %queue.workspace, %error, "queue not looked at");
        0
    });
    (started, next_at(queue).await)
}

async fn next_at(queue: &Queue) -> Option<Timestamp> {
    let mut read = queue.store.read().await.ok()?;
    publication::next_after(&mut read, queue.now()).await.ok().flatten()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
