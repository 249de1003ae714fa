//! A due part on its way: claim, prepare, intent, the one unsafe call, settle.

use std::sync::Arc;
use std::time::Duration;

use upbeat_domain::code::Code;
use upbeat_domain::id::{AttemptId, PublicationId};
use upbeat_domain::publication::step::{CALL_START_MAX_S, COMMIT_DEADLINE_S};
use upbeat_domain::publication::{
    Event, Failure, Lease, Outcome, Part, Prepared, Publication, PublicationState as State, Trouble,
};
use upbeat_networks::{OutgoingPart, Progress};
use upbeat_store::publication::{self, StepError};

use crate::convert;
use crate::correspondence::{Correspondence, is_paused, note_account};
use crate::gate::Gate;
use crate::outgoing::{body_hash, outgoing};
use crate::point::point;
use crate::queue::Queue;

/// The longest that preparing a part may take: rendering and uploading a long film.
const PREPARE_MAX: Duration = Duration::from_secs(30 * 60);
/// The lease of preparation, seconds; longer than its limit.
const PREPARE_LEASE_S: i64 = 35 * 60;
/// The lease of the one call, seconds; twice its deadline.
const COMMIT_LEASE_S: i64 = 2 * COMMIT_DEADLINE_S as i64;
/// For how long what was uploaded counts as there, seconds. Networks keep unused uploads for a day or so.
const PREPARED_LIFE_S: i64 = 6 * 3600;
/// The longest wait between two looks at an upload that the network works on.
const UPLOAD_LOOK_MAX: Duration = Duration::from_secs(30);
/// Steps in a row for one publication: enough for any thread, and an end to any mistake.
const STEPS_MAX: usize = 256;

impl Queue {
    /// Works on a publication until it has to wait; whether it moved at all.
    pub(crate) async fn work(self: &Arc<Self>, id: PublicationId) -> bool {
        for step in 0..STEPS_MAX {
            match self.work_once(id).await {
                Ok(true) => {}
                Ok(false) | Err(StepError::Illegal(_)) => return step > 0,
                Err(StepError::Store(error)) => {
                    tracing::warn!(publication = %id, %error, "put off");
                    return false;
                }
            }
        }
        true
    }

    /// One step; whether there may be another at once.
    async fn work_once(&self, id: PublicationId) -> Result<bool, StepError> {
        let found = publication::get(&mut self.store.read().await?, id).await?;
        if !self.is_due(&found) {
            return Ok(false);
        }
        let gate = Gate::read(&mut self.store.read().await?).await?;
        if gate.hold.is_some() {
            return Ok(false);
        }
        if found.state != State::Planned {
            return self.reconcile(&found).await;
        }
        if gate.paused || is_paused(self, &found).await? {
            return Ok(false);
        }
        self.deliver(&found).await
    }

    async fn deliver(&self, found: &Publication) -> Result<bool, StepError> {
        let lease = self.lease(PREPARE_LEASE_S);
        let claimed = self.apply(found.id, Event::Claim { lease }).await?;
        point!("pub::after_claim");
        let Some(part) = claimed.current().filter(|part| part.state == State::Preparing) else {
            return Ok(false);
        };
        let ready = tokio::time::timeout(PREPARE_MAX, self.prepare(&claimed, part)).await;
        let (correspondence, outgoing, prepared) = match ready {
            Ok(Ok(ready)) => ready,
            Ok(Err(Stopped::Step(error))) => return Err(error),
            Ok(Err(Stopped::Failed(failure))) => return self.prepare_failed(&claimed, part, failure).await,
            Err(_) => {
                let trouble = Trouble::new(Code::MediaTimeout);
                let failure = Failure::Later { retry_after_s: None, trouble };
                return self.prepare_failed(&claimed, part, failure).await;
            }
        };
        point!("pub::before_intent");
        let attempt = AttemptId::new(self.shared.clock.uuid());
        let lease = self.lease(COMMIT_LEASE_S);
        let intent = Event::Intend { part: part.id, attempt, body_hash: body_hash(&outgoing), lease };
        let intended_at = self.now();
        let sending = self.apply(claimed.id, intent).await?;
        point!("pub::after_intent");
        let Some(epoch) =
            sending.current().filter(|part| part.state == State::Sending).map(|part| part.epoch)
        else {
            // Why: the time of our key ran out while we prepared; the doubt has to be looked into first.
            return Ok(true);
        };
        let outcome = if self.now() > intended_at.plus_secs(CALL_START_MAX_S.into()) {
            let trouble = Trouble::new(Code::PublicationUnconfirmed).with_detail("slept before the call");
            Outcome::NotSent { retry_after_s: None, trouble }
        } else {
            self.call(&correspondence, &outgoing, &prepared, &part.key).await
        };
        point!("pub::after_call_before_settle");
        let settled = self.apply(claimed.id, Event::Settled { part: part.id, epoch, outcome }).await?;
        point!("pub::after_settle");
        note_account(self, &settled).await?;
        Ok(true)
    }

    fn lease(&self, life_s: i64) -> Lease {
        Lease { owner: self.shared.owner, until: self.now().plus_secs(life_s) }
    }

    async fn prepare_failed(
        &self,
        publication: &Publication,
        part: &Part,
        failure: Failure,
    ) -> Result<bool, StepError> {
        let failed = self.apply(publication.id, Event::PrepareFailed { part: part.id, failure }).await?;
        note_account(self, &failed).await?;
        Ok(true)
    }

    /// All of the repeatable work: files, uploads. Every step is stored, so that a restart doesn't repeat it.
    async fn prepare(
        &self,
        publication: &Publication,
        part: &Part,
    ) -> Result<(Correspondence, OutgoingPart, upbeat_networks::Prepared), Stopped> {
        let correspondence = Correspondence::open(self, publication, part.evidence.refreshed).await?;
        let outgoing = outgoing(publication, part, &self.files).await?;
        let mut prepared = part.prepared.as_ref().map_or_else(upbeat_networks::Prepared::nothing, |kept| {
            upbeat_networks::Prepared::from_stored(kept.data.clone())
        });
        let until = part.prepared.as_ref().and_then(|kept| kept.until);
        let until = until.unwrap_or_else(|| self.now().plus_secs(PREPARED_LIFE_S));
        loop {
            let call = correspondence.call(self.now());
            let step = correspondence.network.prepare(call, &outgoing, prepared).await;
            let (next, after) = match step.map_err(convert::failure)? {
                Progress::Ready(ready) => (ready, None),
                Progress::Again { prepared, after } => (prepared, Some(after)),
            };
            let kept = Prepared { data: next.as_str().to_owned(), until: Some(until) };
            self.apply(publication.id, Event::Prepared { part: part.id, prepared: kept }).await?;
            point!("pub::after_prepare");
            let Some(after) = after else { return Ok((correspondence, outgoing, next)) };
            tokio::time::sleep(after.min(UPLOAD_LOOK_MAX)).await;
            prepared = next;
        }
    }

    /// The one unsafe call: once, with a deadline well within the lease.
    async fn call(
        &self,
        correspondence: &Correspondence,
        outgoing: &OutgoingPart,
        prepared: &upbeat_networks::Prepared,
        key: &str,
    ) -> Outcome {
        let deadline = Duration::from_secs(COMMIT_DEADLINE_S.into());
        let call = correspondence.call(self.now());
        let answer = correspondence.network.commit(call, outgoing, prepared, key);
        match tokio::time::timeout(deadline, answer).await {
            Ok(outcome) => convert::outcome(outcome),
            Err(_) => Outcome::Unknown {
                trouble: Trouble::new(Code::PublicationUnconfirmed).with_detail("no answer in time"),
            },
        }
    }
}

/// Why preparation stopped.
enum Stopped {
    /// It failed.
    Failed(Failure),
    /// The publication moved on without us, or the database refused.
    Step(StepError),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<StepError> for Stopped {
    fn from(error: StepError) -> Self {
        Self::Step(error)
    }
}
