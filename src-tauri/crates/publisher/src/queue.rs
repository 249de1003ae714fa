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

use crate::gate::{Gate, Hold};
use crate::keys::Keys;
use crate::notice::Notice;
use crate::outgoing::Files;
use crate::point::point;

/// The lock of a workspace's one publisher, in the workspace's folder.
const LOCK: &str = "publisher.lock";
/// Publications started by one look.
const DUE_MAX: u32 = 64;
/// Wishes resolved anew in one transaction's read.
const WISHES_MAX: u32 = 100;
/// First wait when the database is busy, doubled up to the longest.
const BUSY_FIRST: Duration = Duration::from_millis(20);
const BUSY_LONGEST: Duration = Duration::from_secs(5);
/// How often a write is tried while the disk refuses: about ten minutes, for what a network said must be kept.
const WRITE_TRIES: u32 = 120;

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
    /// How many publications are worked on at a time.
    pub(crate) slots: Semaphore,
}

/// One workspace's queue.
pub(crate) struct Queue {
    pub(crate) shared: Arc<Shared>,
    pub(crate) workspace: WorkspaceId,
    pub(crate) store: Store,
    pub(crate) files: Files,
    lock: Mutex<Option<FileLock>>,
    busy: Mutex<HashSet<PublicationId>>,
    /// Rung when a piece of work ended.
    idle: Notify,
}

impl Queue {
    pub(crate) fn new(shared: Arc<Shared>, workspace: WorkspaceId, store: Store, files: Files) -> Self {
        Self {
            shared,
            workspace,
            store,
            files,
            lock: Mutex::default(),
            busy: Mutex::default(),
            idle: Notify::new(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// One look: takes the lock if it is free, recovers what died, starts what is due. Answers how much was started.
    pub(crate) async fn look(self: &Arc<Self>, passage: Passage) -> Result<usize, StoreError> {
        if !self.take_lock().await? {
            return Ok(0);
        }
        if let Passage::Jumped { by_s } = passage {
            self.hold(by_s).await?;
        }
        if Gate::read(&mut self.store.read().await?).await?.hold.is_some() {
            return Ok(0);
        }
        self.recover().await?;
        let due = publication::due(&mut self.store.read().await?, self.now(), DUE_MAX).await?;
        Ok(due.into_iter().filter(|id| self.start(*id)).count())
    }

    /// Starts to work on a publication in a task of its own, which nobody can drop; not twice at a time.
    pub(crate) fn start(self: &Arc<Self>, id: PublicationId) -> bool {
        if !lock(&self.busy).insert(id) {
            return false;
        }
        let busy = Busy { queue: Arc::clone(self), id };
        tokio::spawn(async move {
            let Ok(slot) = busy.queue.shared.slots.acquire().await else { return };
            let moved = busy.queue.work(id).await;
            drop(slot);
            let shared = Arc::clone(&busy.queue.shared);
            drop(busy);
            if moved {
                // Why only then: what is due and can't be moved, for a paused account say, waits for the next look.
                shared.wake.notify_one();
            }
        });
        true
    }

    pub(crate) fn holds_lock(&self) -> bool {
        lock(&self.lock).is_some()
    }

    pub(crate) fn busy_count(&self) -> usize {
        lock(&self.busy).len()
    }

    /// Waits until nothing is worked on.
    pub(crate) async fn finish(&self) {
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
        if ahead_s > JUMP_MIN_S {
            self.hold(-ahead_s).await?;
        }
        self.resolve_again().await?;
        *lock(&self.lock) = Some(taken);
        Ok(true)
    }

    async fn hold(&self, by_s: i64) -> Result<(), StoreError> {
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
            if ids.is_empty() {
                return Ok(());
            }
            for id in ids {
                let Some(wish) = publication::get(&mut read, id).await?.wish else { continue };
                let due_at = clock.resolve(&wish).instant;
                let zone_table = Some(clock.zone_table().to_owned());
                let event = Event::Replan { due_at, wish: Some(wish), zone_table };
                match self.apply(id, event).await {
                    Ok(_) | Err(StepError::Illegal(_)) => {}
                    Err(StepError::Store(error)) => return Err(error),
                }
            }
        }
    }

    /// Whatever was under way and has no living owner: preparation starts over, sending is in doubt.
    async fn recover(&self) -> Result<(), StoreError> {
        let under_way = publication::under_way(&mut self.store.read().await?).await?;
        for id in under_way.into_iter().filter(|id| !lock(&self.busy).contains(id)) {
            let found = publication::get(&mut self.store.read().await?, id).await?;
            let Some(part) = found.current() else { continue };
            let alive =
                part.lease.is_some_and(|lease| lease.owner == self.shared.owner && lease.until > self.now());
            if alive {
                continue;
            }
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

    /// Moves a publication by an event: on the disk when this returns. A busy or full disk is waited for, because
    /// what a network said must not be forgotten.
    pub(crate) async fn apply(&self, id: PublicationId, event: Event) -> Result<Publication, StepError> {
        let mut wait = BUSY_FIRST;
        for _ in 0..WRITE_TRIES {
            match self.apply_once(id, event.clone()).await {
                Err(StepError::Store(StoreError::Busy | StoreError::Full | StoreError::Unwritable(_))) => {
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(BUSY_LONGEST);
                }
                Ok(done) => return Ok(done),
                Err(other) => return Err(other),
            }
        }
        self.apply_once(id, event).await
    }

    async fn apply_once(&self, id: PublicationId, event: Event) -> Result<Publication, StepError> {
        let name = event.name();
        let mut tx = self.store.begin().await?;
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
