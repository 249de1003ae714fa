//! Looking into an unknown outcome: the network is asked, never sent to.

use std::time::Duration;

use upbeat_domain::publication::{
    Answer, CancelAnswer, Event, Failure, Part, Publication, PublicationState as State,
};
use upbeat_store::publication::StepError;

use crate::convert;
use crate::correspondence::{Correspondence, note_account};
use crate::news::{News, Said};
use crate::outgoing::sought;
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
        let Ok(turn) = self.calling.acquire().await else { return Ok(false) };
        point!("pub::before_read_back");
        // Why before the question: the answer is as old as the question, however long it was on its way.
        let asked_at = self.now();
        let said = self.ask(found, part).await;
        drop(turn);
        point!("pub::after_read_back");
        let news = News::ReadBack { part: part.id, epoch: part.epoch, asked_at, said };
        // Why kept: an answer that is forgotten would make two others look as if they had come in a row.
        let after = self.keep(found.id, news).await?;
        point!("pub::after_reconcile");
        if after.state == State::Published {
            note_account(self, &after).await?;
        }
        Ok(true)
    }

    async fn ask(&self, found: &Publication, part: &Part) -> Said {
        let unreachable = |retry_after_s| Said::Answer(Answer::Unreachable { retry_after_s });
        match tokio::time::timeout(READ_BACK_MAX, self.read_back(found, part)).await {
            Ok(Ok(said)) => said,
            Ok(Err(Failure::Later { retry_after_s, .. })) => unreachable(retry_after_s),
            // Why: an account that must be connected again can be, and then it can be asked.
            Ok(Err(Failure::Expired { .. } | Failure::Refused { .. })) | Err(_) => unreachable(None),
        }
    }

    async fn read_back(&self, found: &Publication, part: &Part) -> Result<Said, Failure> {
        let mut correspondence = Correspondence::open(self, found, false).await?;
        let sought = sought(found, part);
        let since = part.in_doubt_since().unwrap_or(found.due_at);
        for _ in 0..2 {
            let call = correspondence.call(self.now());
            let said = correspondence.network.read_back(call, &sought, &part.key, since).await;
            if let Some(said) = convert::said(said) {
                return Ok(said);
            }
            correspondence.renew(self).await?;
        }
        Ok(Said::Answer(Answer::Unreachable { retry_after_s: None }))
    }
}
