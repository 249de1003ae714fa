//! The queue of one workspace: who may work it, what died, what is due.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore, broadcast};
use upbeat_clock::{Clock, JUMP_MIN_S, Passage};
use upbeat_domain::id::{OwnerId, PublicationId, WorkspaceId};
use upbeat_domain::limits::Proof;
use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::{Event, Publication, PublicationState, Rules};
use upbeat_domain::time::Timestamp;
use upbeat_networks::Registry;
use upbeat_os::lock::{FileLock, Kind};
use upbeat_store::publication::{self, StepError};
use upbeat_store::{Store, StoreError};

use crate::gate::{Acknowledged, Gate, Hold};
use crate::keys::Keys;
use crate::news::News;
use crate::notice::Notice;
use crate::outgoing::Files;
use crate::point::point;

/// The lock of a workspace's one publisher, in the workspace's folder.
const LOCK: &str = "publisher.lock";
/// Publications started by one look.
const DUE_MAX: u32 = 64;
/// Parts of one workspace whose files are made and uploaded at a time. Each workspace has its own: a long film of one
/// client keeps no other client waiting.
const PREPARING_MAX: usize = 4;
/// Calls of one workspace to networks at a time.
const CALLING_MAX: usize = 8;
/// Wishes resolved anew in one transaction's read.
const WISHES_MAX: u32 = 100;
/// First wait when the database is busy, doubled up to the longest.
const BUSY_FIRST: Duration = Duration::from_millis(20);
const BUSY_LONGEST: Duration = Duration::from_secs(5);
/// How often a write is tried while the disk refuses: about ten minutes, for what a network said must be kept.
const WRITE_TRIES: u32 = 120;

/// How time passed since the look before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeSeen {
    /// By our own clocks.
    pub(crate) passage: Passage,
    /// By how much the clock is wrong by the servers' dates, seconds, where that is news.
    pub(crate) drift_s: Option<i64>,
}

impl TimeSeen {
    /// Nothing of note.
    pub(crate) const STEADY: Self = Self { passage: Passage::Steady, drift_s: None };
}

/// What all queues have in common.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) registry: Registry,
    pub(crate) keys: Keys,
    pub(crate) proofs: BTreeMap<NetworkId, Proof>,
    /// This publisher's name on leases; another process, or this one after a restart, has another.
    pub(crate) owner: OwnerId,
    pub(crate) notices: broadcast::Sender<Notice>,
    /// Rung when something may have become due.
    pub(crate) wake: Notify,
}

/// One workspace's queue.
pub(crate) struct Queue {
    pub(crate) shared: Arc<Shared>,
    pub(crate) workspace: WorkspaceId,
    pub(crate) store: Store,
    pub(crate) files: Files,
    /// Turns to make and upload files.
    pub(crate) preparing: Semaphore,
    /// Turns to call a network.
    pub(crate) calling: Semaphore,
    lock: Mutex<Option<FileLock>>,
    busy: Mutex<HashSet<PublicationId>>,
    /// Rung when a piece of work ended.
    idle: Notify,
    /// Held during a look: one at a time.
    looking: tokio::sync::Mutex<()>,
    /// How time passed, as far as no look has heeded it yet.
    time: Mutex<TimeSeen>,
}

impl Queue {
    pub(crate) fn new(shared: Arc<Shared>, workspace: WorkspaceId, store: Store, files: Files) -> Self {
        Self {
            shared,
            workspace,
            store,
            files,
            preparing: Semaphore::new(PREPARING_MAX),
            calling: Semaphore::new(CALLING_MAX),
            lock: Mutex::default(),
            busy: Mutex::default(),
            idle: Notify::new(),
            looking: tokio::sync::Mutex::default(),
            time: Mutex::new(TimeSeen::STEADY),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Notes how time passed, for the next look.
    pub(crate) fn notice(&self, seen: TimeSeen) {
        let mut time = lock(&self.time);
        if matches!(seen.passage, Passage::Jumped { .. }) {
            time.passage = seen.passage;
        }
        time.drift_s = seen.drift_s.or(time.drift_s);
    }

    /// One look: takes the lock if it is free, recovers what died, starts what is due. Answers how much was started;
    /// nothing where a look is under way already.
    pub(crate) async fn look(self: &Arc<Self>) -> Result<usize, StoreError> {
        let Ok(_looking) = self.looking.try_lock() else { return Ok(0) };
        if !self.take_lock().await? {
            // Why: whoever works the queue has a clock of its own.
            *lock(&self.time) = TimeSeen::STEADY;
            return Ok(0);
        }
        let time = std::mem::replace(&mut *lock(&self.time), TimeSeen::STEADY);
        if let Err(error) = self.heed(time).await {
            self.notice(time);
            return Err(error);
        }
        if Gate::read(&mut self.store.read().await?).await?.hold.is_some() {
            return Ok(0);
        }
        self.recover().await?;
        let due = publication::due(&mut self.store.read().await?, self.now(), DUE_MAX).await?;
        Ok(due.into_iter().filter(|id| self.start(*id)).count())
    }

    /// Holds the queue where time passed as it shouldn't.
    async fn heed(&self, time: TimeSeen) -> Result<(), StoreError> {
        if let Passage::Jumped { by_s } = time.passage {
            return self.hold(by_s).await;
        }
        let Some(by_s) = time.drift_s else { return Ok(()) };
        let known = self.acknowledged(|known| (known.by_s - by_s).abs() <= JUMP_MIN_S).await?;
        if known { Ok(()) } else { self.hold(by_s).await }
    }

    /// Starts to work on a publication in a task of its own, which nobody can drop; not twice at a time.
    pub(crate) fn start(self: &Arc<Self>, id: PublicationId) -> bool {
        let Some(busy) = self.occupy(id) else { return false };
        tokio::spawn(async move {
            let moved = busy.queue.work(id).await;
            let shared = Arc::clone(&busy.queue.shared);
            drop(busy);
            if moved {
                // Why only then: what is due and can't be moved, for a paused account say, waits for the next look.
                shared.wake.notify_one();
            }
        });
        true
    }

    /// Keeps everybody else of this process from a publication; none where somebody is at it.
    fn occupy(self: &Arc<Self>, id: PublicationId) -> Option<Busy> {
        let free = lock(&self.busy).insert(id);
        free.then(|| Busy { queue: Arc::clone(self), id })
    }

    pub(crate) fn holds_lock(&self) -> bool {
        lock(&self.lock).is_some()
    }

    pub(crate) fn busy_count(&self) -> usize {
        lock(&self.busy).len()
    }

    /// Waits until nothing is looked at or worked on.
    pub(crate) async fn finish(&self) {
        drop(self.looking.lock().await);
        loop {
            let ended = self.idle.notified();
            tokio::pin!(ended);
            ended.as_mut().enable();
            if self.busy_count() == 0 {
                return;
            }
            ended.await;
        }
    }

    /// Lets another process publish.
    pub(crate) fn release_lock(&self) {
        lock(&self.lock).take();
    }

    /// Takes the publisher's lock, if it is free. Whoever has it anew treats everybody before as dead.
    async fn take_lock(self: &Arc<Self>) -> Result<bool, StoreError> {
        if self.holds_lock() {
            return Ok(true);
        }
        let Some(taken) = FileLock::try_take(&self.store.folder().join(LOCK), Kind::Exclusive)? else {
            return Ok(false);
        };
        // Why: without commits that reach the disk an intent may be forgotten, and the post sent twice.
        self.store.require_durable().await?;
        let latest = publication::latest_change(&mut self.store.read().await?).await?;
        let ahead_s = latest.map_or(0, |latest| latest.micros_since(self.now()) / 1_000_000);
        if ahead_s > JUMP_MIN_S && !self.acknowledged(|known| known.latest >= latest).await? {
            self.hold(-ahead_s).await?;
        }
        self.resolve_again().await?;
        *lock(&self.lock) = Some(taken);
        Ok(true)
    }

    /// Whether the person said that the clock is right, and knew that much.
    async fn acknowledged(&self, knew: impl FnOnce(Acknowledged) -> bool) -> Result<bool, StoreError> {
        Ok(Acknowledged::read(&mut self.store.read().await?).await?.is_some_and(knew))
    }

    pub(crate) async fn hold(&self, by_s: i64) -> Result<(), StoreError> {
        tracing::warn!(by_s, "the clock was set: the queue is held");
        let mut tx = self.store.begin().await?;
        Gate::hold(&mut tx, &Hold { by_s, noticed_at: self.now() }).await?;
        tx.commit().await
    }

    /// Resolves wishes again whose instant was found with another zone table.
    async fn resolve_again(&self) -> Result<(), StoreError> {
        let clock = &self.shared.clock;
        loop {
            let mut read = self.store.read().await?;
            let ids = publication::of_other_table(&mut read, clock.zone_table(), WISHES_MAX).await?;
            drop(read);
            let mut moved = false;
            for id in ids {
                let found = publication::get(&mut self.store.read().await?, id).await?;
                let Some(wish) = found.wish else { continue };
                let due_at = clock.resolve(&wish).instant;
                let zone_table = Some(clock.zone_table().to_owned());
                let event = Event::Replan { due_at, wish: Some(wish), zone_table };
                match self.apply(id, event).await {
                    Ok(_) => moved = true,
                    // Why: what may be out already keeps its time until that is known.
                    Err(StepError::Illegal(_)) => {}
                    Err(StepError::Store(error)) => return Err(error),
                }
            }
            if !moved {
                return Ok(());
            }
        }
    }

    /// Whatever was under way and has no living owner: preparation starts over, sending is in doubt.
    ///
    /// Tried once: what the disk refuses now is tried at the next look, and keeps nobody waiting meanwhile.
    async fn recover(self: &Arc<Self>) -> Result<(), StoreError> {
        for id in publication::under_way(&mut self.store.read().await?).await? {
            // Why: whatever somebody of this process is at isn't dead, and nobody may start what is being recovered.
            let Some(_mine) = self.occupy(id) else { continue };
            let found = publication::get(&mut self.store.read().await?, id).await?;
            let at_work = [PublicationState::Preparing, PublicationState::Sending];
            let Some(part) = found.current().filter(|part| at_work.contains(&part.state)) else { continue };
            point!("pub::before_recover");
            match self.apply(id, Event::OwnerLost { part: part.id }).await {
                Ok(_) | Err(StepError::Illegal(_)) => {}
                Err(StepError::Store(error)) => return Err(error),
            }
            point!("pub::after_recover");
        }
        Ok(())
    }

    pub(crate) fn rules(&self, network: NetworkId, now: Timestamp) -> Option<Rules> {
        Some(Rules::new(self.shared.proofs.get(&network)?, now, self.shared.clock.chance()))
    }

    /// Moves a publication, as [`Self::apply`] does, and waits for a busy or full disk: what a network said to the one
    /// unsafe call must not be forgotten.
    pub(crate) async fn keep(&self, id: PublicationId, news: News) -> Result<Publication, StepError> {
        let mut wait = BUSY_FIRST;
        for _ in 0..WRITE_TRIES {
            match self.apply(id, news.clone()).await {
                Err(StepError::Store(StoreError::Busy | StoreError::Full | StoreError::Unwritable(_))) => {
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(BUSY_LONGEST);
                }
                Ok(done) => return Ok(done),
                Err(other) => return Err(other),
            }
        }
        self.apply(id, news).await
    }

    /// Moves a publication by what came to be known: on the disk when this returns.
    pub(crate) async fn apply(
        &self,
        id: PublicationId,
        news: impl Into<News>,
    ) -> Result<Publication, StepError> {
        let mut tx = self.store.begin().await?;
        let event = news.into().event(self, &mut tx, id).await?;
        let name = event.name();
        let network = publication::network_of(&mut tx, id).await?;
        let rules = self.rules(network, self.now()).ok_or(StoreError::NotFound("proof class"))?;
        let (after, effects) = publication::apply(&mut tx, id, event, &rules).await?;
        written_not_committed(name);
        tx.commit().await?;
        tracing::info!(publication = %id, event = name, state = %after.state, "moved");
        let persons_turn = effects.iter().any(upbeat_domain::publication::Effect::is_persons_turn);
        self.tell(&after, persons_turn);
        Ok(after)
    }

    fn tell(&self, publication: &Publication, persons_turn: bool) {
        let notice = Notice {
            workspace: self.workspace,
            publication: publication.id,
            state: publication.state,
            persons_turn,
        };
        // Why: nobody listening is fine; the database is the truth.
        let _ = self.shared.notices.send(notice);
    }

    /// Whether that publication may be worked on now.
    pub(crate) fn is_due(&self, publication: &Publication) -> bool {
        let at_work =
            [PublicationState::Planned, PublicationState::Unconfirmed, PublicationState::HandedOver];
        at_work.contains(&publication.state) && publication.next_at().is_some_and(|at| at <= self.now())
    }
}

/// The place between a write and its commit, for each kind of event.
fn written_not_committed(event: &str) {
    match event {
        "prepared" => {
            point!("pub::mid_prepared");
        }
        "sending" => {
            point!("pub::mid_intent");
        }
        "accepted" | "answer_lost" => {
            point!("pub::mid_settle");
        }
        "interrupted" => {
            point!("pub::mid_recover");
        }
        "found" | "not_found" => {
            point!("pub::mid_read_back");
        }
        _ => {}
    }
}

/// A publication being worked on; dropping it says that the work ended.
struct Busy {
    queue: Arc<Queue>,
    id: PublicationId,
}

impl Drop for Busy {
    fn drop(&mut self) {
        lock(&self.queue.busy).remove(&self.id);
        self.queue.idle.notify_waiters();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
