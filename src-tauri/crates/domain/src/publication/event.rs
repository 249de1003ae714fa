//! What can happen to a publication, and what has to be done about it.

use serde::{Deserialize, Serialize};

use super::part::{Epoch, Lease, Prepared};
use super::{Receipt, Trouble};
use crate::id::{AttemptId, ContentHash, OwnerId, PartId};
use crate::network::closed_set;
use crate::post::Body;
use crate::time::{Timestamp, Wish};

closed_set! {
    /// What a refusal asks of the person.
    Refusal, UnknownRefusal, "refusal" {
        /// Change the words or the media.
        Edit = "edit",
        /// Connect the account again.
        Reconnect = "reconnect",
        /// Wait, or post less: a limit of the account is reached.
        Limit = "limit",
    }
}

/// How the one unsafe call ended.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The network took it.
    Accepted(Receipt),
    /// The network said no; nothing is out.
    Rejected {
        /// What it asks of the person.
        refusal: Refusal,
        /// Why.
        trouble: Trouble,
    },
    /// The permission ran out; nothing is out. Renewed once, then the person has to connect again.
    Expired {
        /// Why.
        trouble: Trouble,
    },
    /// It certainly never reached the network.
    NotSent {
        /// How long the network asks us to wait, seconds.
        retry_after_s: Option<u32>,
        /// Why.
        trouble: Trouble,
    },
    /// Bytes left and no answer that settles it came back.
    Unknown {
        /// Why.
        trouble: Trouble,
    },
}

/// Why preparation failed. Nothing can be out.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Failure {
    /// Worth another try later.
    Later {
        /// How long the network asks us to wait, seconds.
        retry_after_s: Option<u32>,
        /// Why.
        trouble: Trouble,
    },
    /// The permission ran out.
    Expired {
        /// Why.
        trouble: Trouble,
    },
    /// No use trying again as it is.
    Refused {
        /// What it asks of the person.
        refusal: Refusal,
        /// Why.
        trouble: Trouble,
    },
}

/// What a read-back said.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Answer {
    /// It is there.
    Found(Receipt),
    /// It isn't in what the network lists.
    NotFound,
    /// The network can't tell.
    CannotTell,
    /// The network couldn't be asked just now.
    Unreachable {
        /// How long it asks us to wait, seconds.
        retry_after_s: Option<u32>,
    },
}

/// How calling off a scheduled post at the network ended.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum CancelAnswer {
    /// It won't appear.
    Done,
    /// The network keeps it.
    Refused,
    /// No answer.
    Unknown,
}

/// What the person found when asked to look.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Choice {
    /// It is there.
    There(Receipt),
    /// It isn't; send it again.
    Again,
    /// Leave it.
    Drop,
}

/// Something that happens to a publication. Events about a part name it, and its epoch where an attempt is meant:
/// news about another part or an older attempt are refused, not applied.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// The publisher takes the current part, which is due.
    Claim {
        /// Its right to.
        lease: Lease,
    },
    /// Files are made and uploaded.
    Prepared {
        /// Which part.
        part: PartId,
        /// What lies on the network's side now.
        prepared: Prepared,
    },
    /// Files or uploads failed.
    PrepareFailed {
        /// Which part.
        part: PartId,
        /// How.
        failure: Failure,
    },
    /// The call will be made: written down before it is.
    Intend {
        /// Which part.
        part: PartId,
        /// The new attempt's identity.
        attempt: AttemptId,
        /// What will be sent.
        body_hash: ContentHash,
        /// The right to send; longer than the call's deadline.
        lease: Lease,
    },
    /// It may not be sent just now, though it is due: the queue or the account is paused, or the clock can't be
    /// trusted.
    PutOff {
        /// Which part.
        part: PartId,
    },
    /// The call ended.
    Settled {
        /// Which part.
        part: PartId,
        /// Which attempt.
        epoch: Epoch,
        /// How.
        outcome: Outcome,
    },
    /// Whoever worked on it is gone.
    OwnerLost {
        /// Which part.
        part: PartId,
    },
    /// The network was asked whether it is there.
    ReadBack {
        /// Which part.
        part: PartId,
        /// Which attempt.
        epoch: Epoch,
        /// Which process asked.
        asker: OwnerId,
        /// When the question was put. An answer knows nothing of what happened after.
        asked_at: Timestamp,
        /// What it said.
        answer: Answer,
    },
    /// The person looked and decided.
    Resolved(Choice),
    /// The person posted it by hand.
    Confirmed(Receipt),
    /// Another time, or the same again after a failure. Snoozing is this, too.
    Replan {
        /// When.
        due_at: Timestamp,
        /// What the person asked for; none for "now".
        wish: Option<Wish>,
        /// Version of the zone table used.
        zone_table: Option<String>,
    },
    /// Other words or media for the parts that aren't out: one body a part, in order, and the whole.
    Edited {
        /// The whole body.
        body: Body,
        /// The bodies of the parts that aren't out, in order.
        contents: Vec<Body>,
    },
    /// The person calls it off.
    Cancel,
    /// The network answered to calling off.
    CancelAnswered {
        /// Which part.
        part: PartId,
        /// How.
        answer: CancelAnswer,
    },
}

impl Event {
    /// Its name in the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Claim { .. } => "claimed",
            Self::Prepared { .. } => "prepared",
            Self::PrepareFailed { .. } => "prepare_failed",
            Self::Intend { .. } => "sending",
            Self::PutOff { .. } => "put_off",
            Self::Settled { outcome, .. } => match outcome {
                Outcome::Accepted(_) => "accepted",
                Outcome::Rejected { .. } => "rejected",
                Outcome::Expired { .. } => "expired",
                Outcome::NotSent { .. } => "not_sent",
                Outcome::Unknown { .. } => "answer_lost",
            },
            Self::OwnerLost { .. } => "interrupted",
            Self::ReadBack { answer, .. } => match answer {
                Answer::Found(_) => "found",
                Answer::NotFound => "not_found",
                Answer::CannotTell => "cannot_tell",
                Answer::Unreachable { .. } => "unreachable",
            },
            Self::Resolved(choice) => match choice {
                Choice::There(_) => "resolved_there",
                Choice::Again => "resolved_again",
                Choice::Drop => "resolved_drop",
            },
            Self::Confirmed(_) => "confirmed",
            Self::Replan { .. } => "planned",
            Self::Edited { .. } => "edited",
            Self::Cancel => "cancelled",
            Self::CancelAnswered { answer, .. } => match answer {
                CancelAnswer::Done => "cancel_done",
                CancelAnswer::Refused => "cancel_refused",
                CancelAnswer::Unknown => "cancel_unknown",
            },
        }
    }
}

/// What the caller has to do once the new state is on disk. Everything here may be repeated, but for `Commit`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Effect {
    /// Make and upload the part's files.
    Prepare(PartId),
    /// Make the one unsafe call: once, and never again for this epoch.
    Commit {
        /// Which part.
        part: PartId,
        /// Which attempt.
        epoch: Epoch,
    },
    /// Ask the network whether the part is there.
    ReadBack(PartId),
    /// Ask the network's scheduler to drop the part.
    CancelRemote(PartId),
    /// Tell the person that it is their turn.
    Remind,
    /// Tell the person that they have to look.
    AskPerson,
}

impl Effect {
    /// Whether it asks for the person.
    #[must_use]
    pub const fn is_persons_turn(&self) -> bool {
        match self {
            Self::Remind | Self::AskPerson => true,
            Self::Prepare(_) | Self::Commit { .. } | Self::ReadBack(_) | Self::CancelRemote(_) => false,
        }
    }
}
