//! "Publish now", and waiting for what comes of it, whoever publishes.

use std::sync::Arc;
use std::time::Duration;

use upbeat_domain::id::PublicationId;
use upbeat_domain::publication::{Event, Publication, PublicationState as State};
use upbeat_store::StoreError;
use upbeat_store::publication::{self, StepError};

use crate::gate::{Gate, Hold};
use crate::queue::Queue;

/// How often the database is asked while another process publishes.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Why nothing was published now.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The queue is paused.
    #[error("the queue is paused")]
    Paused,
    /// The clock can't be trusted.
    #[error("the clock was set by {} s", .0.by_s)]
    Held(Hold),
    /// The publisher doesn't work that workspace's queue.
    #[error("that workspace's queue isn't worked here")]
    UnknownWorkspace,
    /// It can't be published in its state, or the database refused.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<StoreError> for PublishError {
    fn from(error: StoreError) -> Self {
        Self::Step(error.into())
    }
}

impl Queue {
    /// Publishes now: takes the lock if it is free, else waits for what its holder makes of it. Answers when there is
    /// an outcome, when it has to wait for longer than is left of `patience`, or when that ran out.
    pub(crate) async fn publish_now(
        self: &Arc<Self>,
        id: PublicationId,
        patience: Duration,
    ) -> Result<Publication, PublishError> {
        let gate = Gate::read(&mut self.store.read().await?).await?;
        if let Some(hold) = gate.hold {
            return Err(PublishError::Held(hold));
        }
        if gate.paused {
            return Err(PublishError::Paused);
        }
        let found = publication::get(&mut self.store.read().await?, id).await?;
        let may_be_out = found.current().is_some_and(|part| part.evidence.by_key);
        let waits = [State::Planned, State::Rejected, State::Missed].contains(&found.state) && !may_be_out;
        if waits && (found.state != State::Planned || found.wanted_at() > self.now()) {
            self.apply(id, Event::Replan { due_at: self.now(), wish: None, zone_table: None }).await?;
        }
        self.outcome(id, patience).await
    }

    async fn outcome(
        self: &Arc<Self>,
        id: PublicationId,
        patience: Duration,
    ) -> Result<Publication, PublishError> {
        let end = tokio::time::Instant::now() + patience;
        loop {
            let mut notices = self.shared.notices.subscribe();
            self.look().await?;
            let mut read = self.store.read().await?;
            let found = publication::get(&mut read, id).await?;
            // Why again: a look may find that the clock can't be trusted, and the person may pause meanwhile.
            let gate = Gate::read(&mut read).await?;
            drop(read);
            let left = end.saturating_duration_since(tokio::time::Instant::now());
            if !self.comes_within(&found, left) {
                return Ok(found);
            }
            held_back(&gate, found.state)?;
            if left.is_zero() {
                return Ok(found);
            }
            // Why both: our own work tells at once, another process' only by what it wrote.
            let _ = tokio::time::timeout(LOOK_EVERY.min(left), notices.recv()).await;
        }
    }

    /// Whether something will happen to it by itself within that time, if nothing holds it back.
    fn comes_within(&self, publication: &Publication, left: Duration) -> bool {
        let left_s = i64::try_from(left.as_secs()).unwrap_or(i64::MAX);
        let end = self.now().plus_secs(left_s);
        match publication.state {
            State::Preparing | State::Sending => true,
            State::Planned | State::Unconfirmed => publication.next_at().is_some_and(|at| at <= end),
            State::HandedOver
            | State::NeedsPerson
            | State::WaitingForPerson
            | State::Published
            | State::Rejected
            | State::Missed
            | State::Cancelled => false,
        }
    }
}

/// What keeps a publication in that state from moving by itself. Whatever is at work on it goes on.
fn held_back(gate: &Gate, state: State) -> Result<(), PublishError> {
    let waits = [State::Planned, State::Unconfirmed].contains(&state);
    match gate.hold {
        Some(hold) if waits => Err(PublishError::Held(hold)),
        Some(_) | None if gate.paused && state == State::Planned => Err(PublishError::Paused),
        Some(_) | None => Ok(()),
    }
}
