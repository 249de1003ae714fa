//! What a network can answer. No answer is a mere text: each says what may be done next.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use upbeat_domain::code::Code;
use upbeat_domain::publication::Receipt;

use crate::part::Prepared;

/// What the network asks of the person.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// The content must change.
    Edit,
    /// The account must be connected again.
    Reconnect,
    /// A quota of the account is used up; waiting or a smaller post helps.
    Limit,
}

/// A clear no. Nothing was published, and the same request would be refused again.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{code}: {words}")]
pub struct Refusal {
    /// What is asked of the person.
    pub kind: RefusalKind,
    /// For the message.
    pub code: Code,
    /// The network's own words, without secrets, at most 300 characters; may be empty.
    pub words: String,
}

/// Something that stood in the way.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{code}: {words}")]
pub struct Trouble {
    /// For the message.
    pub code: Code,
    /// What happened, without secrets, at most 300 characters; may be empty.
    pub words: String,
    /// How long the network asked to wait, at most a day; none where it said nothing.
    pub retry_after: Option<Duration>,
}

/// Answer to the one unsafe call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It is out.
    Accepted(Receipt),
    /// The network said no.
    Rejected(Refusal),
    /// The network says that it has this post already: read back, never send again.
    Duplicate,
    /// It is certain that nothing was accepted; the same request may be made later.
    NotSent(Trouble),
    /// Refused for stale credentials; nothing was accepted. Refresh once, then try again; a second
    /// time means reconnect.
    Expired,
    /// Bytes left and no clear answer came. Only a read-back or a person can tell.
    Unknown(Trouble),
}

/// Answer to a read-back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ReadBack {
    /// These say what the part says: one is it, if it isn't known to be another part. Never empty.
    Found(Vec<Receipt>),
    /// The place where it would be was read whole, and it isn't there (yet: mind the settle time).
    NotFound,
    /// The answer proves nothing.
    CannotTell(Trouble),
    /// Refused for stale credentials: refresh, then ask again.
    Expired,
}

/// Why a harmless question (anything but `commit`) got no result.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Failure {
    /// A clear no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Stale credentials: refresh once, then ask again.
    #[error("credentials expired")]
    Expired,
    /// No result this time; ask again later.
    #[error(transparent)]
    Later(#[from] Trouble),
}

impl Failure {
    /// The code for the message.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Expired => Code::NetworkReconnect,
            Self::Later(trouble) => trouble.code,
        }
    }

    /// The network's own words; may be empty.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Refused(refusal) => &refusal.words,
            Self::Expired => "",
            Self::Later(trouble) => &trouble.words,
        }
    }
}

/// How far the repeatable work has come after one step.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Progress {
    /// All of it is done: `commit` may be called.
    Ready(Prepared),
    /// Store this, then call `prepare` again with it, after a while (zero: at once).
    Again {
        /// What has been done so far.
        prepared: Prepared,
        /// How long to wait first; the network is busy with an upload.
        after: Duration,
    },
}
