//! A due part on its way: claim, prepare, intent, the one unsafe call, settle.

use std::sync::Arc;
use std::time::Duration;

use upbeat_clock::{Passage, Ticks};
use upbeat_domain::code::Code;
use upbeat_domain::id::{AttemptId, PublicationId};
use upbeat_domain::publication::step::{CALL_START_MAX_S, COMMIT_DEADLINE_S};
use upbeat_domain::publication::{
    Event, Failure, Lease, Outcome, Part, Publication, PublicationState as State, Trouble,
};
use upbeat_store::publication::{self, StepError};

use crate::convert;
use crate::correspondence::{is_paused, note_account};
use crate::gate::Gate;
use crate::news::News;
use crate::outgoing::body_hash;
use crate::point::point;
use crate::prepare::{Ready, Stopped};
use crate::queue::Queue;

/// The longest that preparing a part may take: rendering and uploading a long film.
const PREPARE_MAX: Duration = Duration::from_secs(30 * 60);
/// The lease of preparation, seconds; longer than its limit.
const PREPARE_LEASE_S: i64 = 35 * 60;
/// The lease of the one call, seconds; twice its deadline.
const COMMIT_LEASE_S: i64 = 2 * COMMIT_DEADLINE_S as i64;
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
            return self.put_off(&found).await;
        }
        self.deliver(&found).await
    }

    /// Nothing new is sent just now. What may be out already is looked for all the same.
    async fn put_off(&self, found: &Publication) -> Result<bool, StepError> {
        let Some(part) = found.current().filter(|part| part.evidence.by_key) else { return Ok(false) };
        self.apply(found.id, Event::PutOff { part: part.id }).await.map(|_| true)
    }

    async fn deliver(&self, found: &Publication) -> Result<bool, StepError> {
        // Why before the claim: what waits for its turn to make and upload files waits as planned. Words need none.
        let has_files = found.current().is_some_and(|part| !part.content.media.is_empty());
        let turn = if has_files { self.preparing.acquire().await.ok() } else { None };
        let mut ticks = Ticks::default();
        ticks.observe(&self.shared.clock);
        let lease = self.lease(PREPARE_LEASE_S);
        let claimed = self.apply(found.id, Event::Claim { lease }).await?;
        point!("pub::after_claim");
        let Some(part) = claimed.current().filter(|part| part.state == State::Preparing) else {
            return Ok(false);
        };
        let ready = match tokio::time::timeout(PREPARE_MAX, self.prepare(&claimed, part, turn)).await {
            Ok(Ok(ready)) => ready,
            Ok(Err(Stopped::Step(error))) => return Err(error),
            Ok(Err(Stopped::Failed(failure))) => return self.prepare_failed(&claimed, part, failure).await,
            Err(_) => {
                let trouble = Trouble::new(Code::MediaTimeout);
                let failure = Failure::Later { retry_after_s: None, trouble };
                return self.prepare_failed(&claimed, part, failure).await;
            }
        };
        if let Passage::Jumped { by_s } = ticks.observe(&self.shared.clock) {
            // Why here too: the next look may come later than the call.
            self.hold(by_s).await?;
        }
        point!("pub::before_intent");
        self.send(&claimed, part, &ready).await
    }

    /// Intent, call, settle. Whether it may still be sent is asked in the intent's transaction.
    async fn send(&self, claimed: &Publication, part: &Part, ready: &Ready) -> Result<bool, StepError> {
        let Ok(turn) = self.calling.acquire().await else { return Ok(false) };
        let attempt = AttemptId::new(self.shared.clock.uuid());
        let lease = self.lease(COMMIT_LEASE_S);
        let body_hash = body_hash(&ready.outgoing);
        let intent = News::Intent(Event::Intend { part: part.id, attempt, body_hash, lease });
        let intended_at = self.now();
        let sending = self.apply(claimed.id, intent).await?;
        point!("pub::after_intent");
        let Some(epoch) =
            sending.current().filter(|part| part.state == State::Sending).map(|part| part.epoch)
        else {
            // Why: it became too late, or was put off, or the time of our key ran out while we prepared.
            return Ok(true);
        };
        let outcome = if self.now() > intended_at.plus_secs(CALL_START_MAX_S.into()) {
            let trouble = Trouble::new(Code::PublicationUnconfirmed).with_detail("slept before the call");
            Outcome::NotSent { retry_after_s: None, trouble }
        } else {
            self.call(ready, &part.key).await
        };
        // Why before it is written down: a full disk must not keep others from their calls.
        drop(turn);
        point!("pub::after_call_before_settle");
        let settled = self.keep(claimed.id, News::Settled { part: part.id, epoch, outcome }).await?;
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

    /// The one unsafe call: once, with a deadline well within the lease.
    async fn call(&self, ready: &Ready, key: &str) -> Outcome {
        let deadline = Duration::from_secs(COMMIT_DEADLINE_S.into());
        let Ready { correspondence, outgoing, prepared } = ready;
        let answer = correspondence.network.commit(correspondence.call(self.now()), outgoing, prepared, key);
        match tokio::time::timeout(deadline, answer).await {
            Ok(outcome) => convert::outcome(outcome),
            Err(_) => Outcome::Unknown {
                trouble: Trouble::new(Code::PublicationUnconfirmed).with_detail("no answer in time"),
            },
        }
    }
}
