//! What came to be known, and what it means by the time it is written down.
//!
//! Between a look at the world and the transaction that notes it, things change: the person pauses the queue, another
//! publication of the same words gets its receipt. What depends on that is decided inside the transaction.

use upbeat_domain::account::AccountState;
use upbeat_domain::code::Code;
use upbeat_domain::id::{PartId, PublicationId};
use upbeat_domain::publication::{Answer, Epoch, Event, Outcome, Part, Publication, Receipt, Trouble};
use upbeat_domain::time::Timestamp;
use upbeat_store::{StoreError, Tx, account, publication};

use crate::gate::Gate;
use crate::outgoing::sought;
use crate::queue::Queue;

/// What a network said when asked whether a part is there.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    /// These posts say what the part says.
    These(Vec<Receipt>),
    /// Anything else.
    Answer(Answer),
}

/// Something to be written down.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// An event that means the same whenever it is written.
    Event(Event),
    /// The call shall be made ([`Event::Intend`]), if nothing stands in its way by then.
    Intent(Event),
    /// The call ended.
    Settled { part: PartId, epoch: Epoch, outcome: Outcome },
    /// The network was asked.
    ReadBack { part: PartId, epoch: Epoch, asked_at: Timestamp, said: Said },
}

impl From<Event> for News {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

impl News {
    /// The event that it is, as seen from inside the transaction.
    pub(crate) async fn event(
        self,
        queue: &Queue,
        tx: &mut Tx,
        id: PublicationId,
    ) -> Result<Event, StoreError> {
        match self {
            Self::Event(event) => Ok(event),
            Self::Intent(intent) => {
                let found = publication::get(tx, id).await?;
                match found.current() {
                    Some(part) if withheld(tx, &found).await? => Ok(Event::PutOff { part: part.id }),
                    Some(_) | None => Ok(intent),
                }
            }
            Self::Settled { part, epoch, outcome } => {
                let outcome = unless_taken(tx, id, part, outcome).await?;
                Ok(Event::Settled { part, epoch, outcome })
            }
            Self::ReadBack { part, epoch, asked_at, said } => {
                let answer = match said {
                    Said::Answer(answer) => answer,
                    Said::These(receipts) => which(queue, tx, id, part, receipts).await?,
                };
                Ok(Event::ReadBack { part, epoch, asker: queue.shared.owner, asked_at, answer })
            }
        }
    }
}

/// Whether nothing of that account may be sent just now.
async fn withheld(tx: &mut Tx, publication: &Publication) -> Result<bool, StoreError> {
    let gate = Gate::read(tx).await?;
    let account = account::get(tx, publication.account).await?;
    Ok(gate.paused
        || gate.hold.is_some()
        || account.state == AccountState::Paused
        || account.deleted_at.is_some())
}

/// An outcome as it stands against what is known: a post is the receipt of one part at most. Whoever answers with the
/// post of another part has told nothing of this one.
async fn unless_taken(
    tx: &mut Tx,
    id: PublicationId,
    part: PartId,
    outcome: Outcome,
) -> Result<Outcome, StoreError> {
    let Outcome::Accepted(receipt) = &outcome else { return Ok(outcome) };
    let account = publication::get(tx, id).await?.account;
    if publication::held_by_others(tx, account, part, &[&receipt.remote_id]).await?.is_empty() {
        return Ok(outcome);
    }
    let trouble = Trouble::new(Code::PublicationUnconfirmed).with_detail("the receipt of another post");
    Ok(Outcome::Unknown { trouble })
}

/// Which of several posts that say the same is the part. Those with the receipt of another part aren't. Of what is
/// left one is it, unless a part that says the same may be out too: then nobody can tell whose it is.
async fn which(
    queue: &Queue,
    tx: &mut Tx,
    id: PublicationId,
    part: PartId,
    receipts: Vec<Receipt>,
) -> Result<Answer, StoreError> {
    let found = publication::get(tx, id).await?;
    let ids: Vec<&str> = receipts.iter().map(|receipt| receipt.remote_id.as_str()).collect();
    let held = publication::held_by_others(tx, found.account, part, &ids).await?;
    let mut left = receipts.into_iter().filter(|receipt| !held.contains(&receipt.remote_id));
    match (left.next(), left.next()) {
        (None, _) => Ok(Answer::NotFound),
        (Some(_), Some(_)) => Ok(Answer::CannotTell),
        (Some(receipt), None) if !has_rival(queue, tx, &found, part).await? => Ok(Answer::Found(receipt)),
        (Some(_), None) => Ok(Answer::CannotTell),
    }
}

/// Whether another part of that account, which says the same, may be out without a receipt.
async fn has_rival(
    queue: &Queue,
    tx: &mut Tx,
    found: &Publication,
    part: PartId,
) -> Result<bool, StoreError> {
    let Some(network) = queue.shared.registry.get(found.network) else { return Ok(false) };
    let Some(mine) = found.parts.iter().find(|known| known.id == part) else { return Ok(false) };
    let mine = sought(found, mine);
    for id in publication::rivals(tx, found.account, part).await? {
        let other = publication::get(tx, id).await?;
        let in_doubt =
            |other: &&Part| other.id != part && other.receipt.is_none() && other.answers_lost() > 0;
        if other.parts.iter().filter(in_doubt).any(|rival| network.mistakable(&mine, &sought(&other, rival)))
        {
            return Ok(true);
        }
    }
    Ok(false)
}
