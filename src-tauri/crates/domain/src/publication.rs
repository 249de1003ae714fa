//! The publication: one variant, on one account, at one time. The machine that must never lie.
//!
//! A publication is an ordered list of [`Part`]s (thread posts, a first comment). Each part has its
//! own intent, epoch, key, attempts and receipt; part n+1 starts only after part n is out.
//! [`step`](step::step) is the only way from one state to another.

pub mod event;
mod late;
pub mod part;
mod person;
mod settle;
pub mod step;

use serde::{Deserialize, Serialize};

pub use event::{Answer, CancelAnswer, Choice, Effect, Event, Failure, Outcome, Refusal};
pub use part::{Attempt, AttemptOutcome, Epoch, Evidence, Lease, Part, Prepared, Role, Settled};
pub use step::{Illegal, Rules, step};

use crate::code::Code;
use crate::id::{AccountId, PostId, PublicationId};
use crate::network::{NetworkId, Route, closed_set};
use crate::post::Body;
use crate::time::{Timestamp, Wish};

closed_set! {
    /// Where a publication, or one part of it, stands.
    PublicationState, UnknownPublicationState, "publication state" {
        /// Waiting for its time.
        Planned = "planned",
        /// Due: files are made and uploaded; all of it may be repeated.
        Preparing = "preparing",
        /// The one unsafe call is under way, or was when the process died.
        Sending = "sending",
        /// The answer was lost: being checked, never sent again unchecked.
        Unconfirmed = "unconfirmed",
        /// It can't be known whether it went out: the person decides.
        NeedsPerson = "needs_person",
        /// Given to the network's own scheduler.
        HandedOver = "handed_over",
        /// Files and words are ready; the person posts by hand and confirms.
        WaitingForPerson = "waiting_for_person",
        /// Out, with a receipt.
        Published = "published",
        /// The network said no: edit, reconnect or wait.
        Rejected = "rejected",
        /// The due time passed while nothing could run, beyond grace.
        Missed = "missed",
        /// Called off by the person.
        Cancelled = "cancelled",
    }
}

closed_set! {
    /// The six statuses on screen.
    Status, UnknownStatus, "status" {
        /// Being written.
        Draft = "draft",
        /// Waits for somebody's yes.
        ToApprove = "to_approve",
        /// Planned.
        Scheduled = "scheduled",
        /// Under way.
        InProgress = "in_progress",
        /// Out.
        Published = "published",
        /// Needs a hand.
        Failed = "failed",
    }
}

impl PublicationState {
    /// The status that the design shows for this state: the one place that maps them.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Planned | Self::HandedOver | Self::WaitingForPerson => Status::Scheduled,
            Self::Preparing | Self::Sending | Self::Unconfirmed => Status::InProgress,
            Self::Published => Status::Published,
            Self::Rejected | Self::Missed | Self::NeedsPerson => Status::Failed,
            Self::Cancelled => Status::Draft,
        }
    }

    /// Whether nothing more happens by itself or by a person.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Published | Self::Cancelled)
    }
}

/// What the network gave us to prove that a post is there.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Receipt {
    /// The network's own id of the post.
    pub remote_id: String,
    /// Public address of the post, where there is one.
    pub url: Option<String>,
    /// When the network took it (or the person confirmed it).
    pub at: Timestamp,
    /// Who can see it: `public`, `only_you`, `role_holders`, `inbox`.
    pub audience: String,
    /// How we know: `answer`, `read_back`, `person`.
    pub proof: String,
}

/// Why a publication stands where it stands, for the person: a code, and the network's own words without secrets.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub struct Trouble {
    /// The code that the words on screen are chosen by.
    pub code: Code,
    /// What a rejection asks of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
    /// The network's own words, where it gave any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Trouble {
    /// A trouble that its code tells whole.
    #[must_use]
    pub const fn new(code: Code) -> Self {
        Self { code, refusal: None, detail: None }
    }

    /// The same with the network's own words.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

/// One variant, on one account, at one time.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Publication {
    /// Identity.
    pub id: PublicationId,
    /// The post it comes from.
    pub post: PostId,
    /// The account it goes to.
    pub account: AccountId,
    /// That account's network.
    pub network: NetworkId,
    /// The network's format id.
    pub format: String,
    /// How it reaches the network.
    pub route: Route,
    /// The body as it was when it was planned: what goes out is what the person saw.
    pub body: Body,
    /// Where it stands: the state of its first part that isn't out, or published. Kept by [`step`].
    pub state: PublicationState,
    /// When it is due.
    pub due_at: Timestamp,
    /// What the person asked for; none for "now".
    pub wish: Option<Wish>,
    /// Version of the zone table by which the wish became `due_at`.
    pub zone_table: Option<String>,
    /// How late is still on time, seconds.
    pub grace_s: u32,
    /// When to try or look again, after a failure.
    pub retry_at: Option<Timestamp>,
    /// The latest trouble.
    pub trouble: Option<Trouble>,
    /// First planned.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// Its parts in order; at least one.
    pub parts: Vec<Part>,
}

impl Publication {
    /// The part that is next or under way: the first that isn't out. None once all are.
    #[must_use]
    pub fn current(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.state != PublicationState::Published)
    }

    /// The state that follows from the parts.
    #[must_use]
    pub fn state_of_parts(&self) -> PublicationState {
        self.current().map_or(PublicationState::Published, |part| part.state)
    }

    /// When the publisher has to look at it next without being asked; none where only a person (or nothing) can
    /// move it.
    #[must_use]
    pub fn next_at(&self) -> Option<Timestamp> {
        let part = self.current()?;
        match part.state {
            PublicationState::Planned => Some(self.wanted_at()),
            PublicationState::Preparing | PublicationState::Sending => {
                Some(part.lease.map_or(self.due_at, |lease| lease.until))
            }
            PublicationState::Unconfirmed | PublicationState::HandedOver => {
                Some(self.retry_at.unwrap_or(self.due_at))
            }
            PublicationState::NeedsPerson
            | PublicationState::WaitingForPerson
            | PublicationState::Published
            | PublicationState::Rejected
            | PublicationState::Missed
            | PublicationState::Cancelled => None,
        }
    }

    /// When the current part should start: its due time, the end of its back-off, or the moment at which the part
    /// before it was out. Lateness is measured from here. What the network's own scheduler shall send is handed over
    /// as soon as it is planned.
    #[must_use]
    pub fn wanted_at(&self) -> Timestamp {
        let due_at = if self.route == Route::Native { self.created_at } else { self.due_at };
        self.retry_at.map_or(due_at, |retry_at| retry_at.max(due_at))
    }

    /// When it becomes too late to start the current part unasked.
    #[must_use]
    pub fn too_late_at(&self) -> Timestamp {
        self.wanted_at().max(self.due_at).plus_secs(i64::from(self.grace_s))
    }

    /// Whether any part of it is out.
    #[must_use]
    pub fn partly_out(&self) -> bool {
        self.parts.iter().any(|part| part.state == PublicationState::Published)
    }
}
