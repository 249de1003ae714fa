//! Looking into an unknown outcome: the network is asked, never sent to.

use std::time::Duration;

use upbeat_domain::publication::{
    Answer, CancelAnswer, Event, Failure, Part, Publication, PublicationState as State,
};
use upbeat_store::publication::StepError;

use crate::convert;
use crate::correspondence::{Correspondence, note_account};
use crate::outgoing::outgoing;
use crate::point::point;
use crate::queue::Queue;

/// The longest that a read-back may take.
const READ_BACK_MAX: Duration = Duration::from_secs(60);

impl Queue {
    /// Asks the network whether the part in doubt is there, and writes down what it said.
    pub(crate) async fn reconcile(&self, found: &Publication) -> Result<bool, StepError> {
        let Some(part) = found.current() else { return Ok(false) };
        if part.state == State::HandedOver && part.evidence.cancelling {
            // Why: no connector can call off what a network's own scheduler holds; the doubt is looked into instead.
            let event = Event::CancelAnswered { part: part.id, answer: CancelAnswer::Unknown };
            return self.apply(found.id, event).await.map(|_| true);
        }
        point!("pub::before_read_back");
        // Why before the question: the answer is as old as the question, however long it was on its way.
        let asked_at = self.now();
        let answer = self.ask(found, part).await;
        point!("pub::after_read_back");
        let event = Event::ReadBack { part: part.id, epoch: part.epoch, asked_at, answer };
        let after = self.apply(found.id, event).await?;
        point!("pub::after_reconcile");
        if after.state == State::Published {
            note_account(self, &after).await?;
        }
        Ok(true)
    }

    async fn ask(&self, found: &Publication, part: &Part) -> Answer {
        match tokio::time::timeout(READ_BACK_MAX, self.read_back(found, part)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(Failure::Later { retry_after_s, .. })) => Answer::Unreachable { retry_after_s },
            // Why: an account that must be connected again can be, and then it can be asked.
            Ok(Err(Failure::Expired { .. } | Failure::Refused { .. })) | Err(_) => {
                Answer::Unreachable { retry_after_s: None }
            }
        }
    }

    async fn read_back(&self, found: &Publication, part: &Part) -> Result<Answer, Failure> {
        let mut correspondence = Correspondence::open(self, found, false).await?;
        let outgoing = outgoing(found, part, &self.files).await?;
        let since = part.in_doubt_since().unwrap_or(found.due_at);
        for _ in 0..2 {
            let call = correspondence.call(self.now());
            let said = correspondence.network.read_back(call, &outgoing, &part.key, since).await;
            if let Some(answer) = convert::answer(said) {
                return Ok(answer);
            }
            correspondence.renew(self).await?;
        }
        Ok(Answer::Unreachable { retry_after_s: None })
    }
}
