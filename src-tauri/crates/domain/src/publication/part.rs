//! A part of a publication, its attempts, and what is known of them.

use serde::{Deserialize, Serialize};

use super::{PublicationState, Receipt, Trouble};
use crate::id::{AttemptId, ContentHash, OwnerId, PartId};
use crate::network::closed_set;
use crate::post::Body;
use crate::time::Timestamp;

closed_set! {
    /// What a part is within its publication.
    Role, UnknownRole, "role of a part" {
        /// The post itself, or the next post of a thread.
        Post = "post",
        /// A comment of our own under the post.
        FirstComment = "first_comment",
        /// Captions handed in after the film.
        Captions = "captions",
    }
}

closed_set! {
    /// How an attempt ended.
    AttemptOutcome, UnknownAttemptOutcome, "outcome" {
        /// The network took it.
        Accepted = "accepted",
        /// The network refused it.
        Rejected = "rejected",
        /// It certainly never reached the network.
        NotSent = "not_sent",
        /// The answer was lost.
        Unknown = "unknown",
    }
}

/// The number of an attempt of a part. Counts up with every intent; whoever holds an older one may no longer write.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Epoch(pub u32);

impl Epoch {
    /// The next number.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// The right of one process to work on a part until a time.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Lease {
    /// Who.
    pub owner: OwnerId,
    /// Until when.
    pub until: Timestamp,
}

/// What preparation left on the network's side (uploaded blobs, a container): repeatable, kept so that it isn't
/// repeated in vain.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Prepared {
    /// The connector's own words, opaque to everybody else.
    pub data: String,
    /// Until when the network keeps it; none when it doesn't say.
    pub until: Option<Timestamp>,
}

/// What is known of a part whose outcome is unknown.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(default)]
pub struct Evidence {
    /// When the doubt began: the answer was given up, or the process found dead. From then on nobody of ours sends
    /// any more, so the network's settle time runs from here.
    pub since: Option<Timestamp>,
    /// "Not there" answers in a row to one process, each given after the settle time and apart from the one before.
    pub not_there: u8,
    /// When the last of them was given.
    pub last_at: Option<Timestamp>,
    /// To which process they were given.
    pub asker: Option<OwnerId>,
    /// We asked the network's scheduler to call it off, and don't know whether it did.
    pub cancelling: bool,
    /// The latest doubt was put aside because the network knows our key, not because the part isn't there: it may
    /// only be sent again while the network still does.
    pub by_key: bool,
    /// The doubt may be settled by looking only, and not by a repeat under the key: it may not be sent just now.
    pub look_only: bool,
    /// Why it isn't sent again by itself even if it isn't there: it became too late meanwhile, or was refused (the
    /// trouble has a refusal then).
    pub unless_there: Option<Trouble>,
    /// The permission was renewed once for this part already.
    pub refreshed: bool,
}

impl Evidence {
    /// Whether only looking settles the doubt, whatever the network knows of our key.
    #[must_use]
    pub const fn by_look(&self) -> bool {
        self.cancelling || self.look_only || self.unless_there.is_some()
    }
}

/// The end of an attempt.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Settled {
    /// When.
    pub at: Timestamp,
    /// How.
    pub outcome: AttemptOutcome,
    /// Code and the network's own words, without secrets.
    pub detail: Option<String>,
}

/// One try to deliver a part. Written before the call is made.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Attempt {
    /// Identity.
    pub id: AttemptId,
    /// Its number within the part.
    pub epoch: Epoch,
    /// The key it was made under.
    pub key: String,
    /// What was sent.
    pub body_hash: ContentHash,
    /// When the intent was written.
    pub started_at: Timestamp,
    /// Its end; none while it is under way.
    pub settled: Option<Settled>,
}

/// One deliverable step of a publication.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Part {
    /// Identity.
    pub id: PartId,
    /// Place among its publication's parts, from 0.
    pub position: u32,
    /// What it is.
    pub role: Role,
    /// Words and media.
    pub content: Body,
    /// Where it stands.
    pub state: PublicationState,
    /// The number of its latest attempt; 0 before the first.
    pub epoch: Epoch,
    /// The key under which a repeat is harmless, where the network has one; chosen at planning and never changed.
    pub key: String,
    /// What preparation left on the network's side.
    pub prepared: Option<Prepared>,
    /// Failures in a row that count for the back-off.
    pub tries: u32,
    /// Who works on it.
    pub lease: Option<Lease>,
    /// What is known of a lost answer.
    pub evidence: Evidence,
    /// The proof that it is out.
    pub receipt: Option<Receipt>,
    /// Its attempts, oldest first.
    pub attempts: Vec<Attempt>,
}

impl Part {
    /// A part that waits for its turn.
    #[must_use]
    pub fn planned(id: PartId, position: u32, role: Role, content: Body, key: String) -> Self {
        Self {
            id,
            position,
            role,
            content,
            state: PublicationState::Planned,
            epoch: Epoch::default(),
            key,
            prepared: None,
            tries: 0,
            lease: None,
            evidence: Evidence::default(),
            receipt: None,
            attempts: Vec::new(),
        }
    }

    /// The start of the earliest attempt whose outcome was lost: from then on something may be out, and the
    /// network's memory of our key runs.
    #[must_use]
    pub fn in_doubt_since(&self) -> Option<Timestamp> {
        self.attempts.iter().filter(|attempt| attempt.in_doubt()).map(|attempt| attempt.started_at).min()
    }

    /// How many answers were lost so far.
    #[must_use]
    pub fn answers_lost(&self) -> u32 {
        u32::try_from(self.attempts.iter().filter(|attempt| attempt.in_doubt()).count()).unwrap_or(u32::MAX)
    }
}

impl Attempt {
    fn in_doubt(&self) -> bool {
        self.settled.as_ref().is_none_or(|end| end.outcome == AttemptOutcome::Unknown)
    }
}
