//! All of the repeatable work before the one unsafe call: files, uploads.

use std::time::Duration;

use tokio::sync::SemaphorePermit;
use upbeat_domain::publication::{Event, Failure, Part, Prepared, Publication};
use upbeat_networks::{OutgoingPart, Progress};
use upbeat_store::publication::StepError;

use crate::convert;
use crate::correspondence::Correspondence;
use crate::outgoing::outgoing;
use crate::point::point;
use crate::queue::Queue;

/// The longest wait between two looks at an upload that the network works on.
const UPLOAD_LOOK_MAX: Duration = Duration::from_secs(30);

/// A part that can be sent.
pub(crate) struct Ready {
    pub(crate) correspondence: Correspondence,
    pub(crate) outgoing: OutgoingPart,
    pub(crate) prepared: upbeat_networks::Prepared,
}

impl Queue {
    /// Prepares a part that was claimed. Every step is stored, so that a restart doesn't repeat it. `turn` is given
    /// back as soon as the network alone is at work.
    pub(crate) async fn prepare(
        &self,
        publication: &Publication,
        part: &Part,
        mut turn: Option<SemaphorePermit<'_>>,
    ) -> Result<Ready, Stopped> {
        let correspondence = Correspondence::open(self, publication, part.evidence.refreshed).await?;
        let outgoing = outgoing(publication, part, &self.files).await?;
        let mut prepared = part.prepared.as_ref().map_or_else(upbeat_networks::Prepared::nothing, |kept| {
            upbeat_networks::Prepared::from_stored(kept.data.clone())
        });
        let life_s = self.shared.proofs.get(&publication.network).and_then(|proof| proof.upload_life_s);
        let until = part.prepared.as_ref().and_then(|kept| kept.until);
        let until = until.or_else(|| life_s.map(|life_s| self.now().plus_secs(life_s.into())));
        loop {
            let call = correspondence.call(self.now());
            let step = correspondence.network.prepare(call, &outgoing, prepared).await;
            let (next, after) = match step.map_err(convert::failure)? {
                Progress::Ready(ready) => (ready, None),
                Progress::Again { prepared, after } => (prepared, Some(after)),
            };
            let kept = Prepared { data: next.as_str().to_owned(), until };
            self.apply(publication.id, Event::Prepared { part: part.id, prepared: kept }).await?;
            point!("pub::after_prepare");
            let Some(after) = after else {
                return Ok(Ready { correspondence, outgoing, prepared: next });
            };
            if after > Duration::ZERO {
                drop(turn.take());
                tokio::time::sleep(after.min(UPLOAD_LOOK_MAX)).await;
            }
            prepared = next;
        }
    }
}

/// Why preparation stopped.
pub(crate) enum Stopped {
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
