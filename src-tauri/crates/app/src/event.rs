//! What the studio tells whoever listens: that something changed, and how far work is.

use upbeat_domain::id::{AssetId, JobId};
use upbeat_domain::job::JobState;
pub use upbeat_library::Alike;
pub use upbeat_publisher::Hold;

use crate::failure::Failure;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Something changed: whoever shows it reads it again.
    Changed {
        /// What kind of thing.
        noun: Noun,
        /// Which ones; empty means "possibly all".
        ids: Vec<String>,
    },
    /// How far a piece of work is.
    Progress(Progress),
    /// How far copying files into the library is.
    Importing(upbeat_library::Importing),
    /// Pictures that came in and look like one that was there before.
    Alike(Vec<Alike>),
}

/// Something that the person should know wherever they are, not only on a screen that shows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Alarm {
    /// The computer's clock jumped or is wrong: due posts are held. Told once for all workspaces.
    Clock(Hold),
    /// A client's database is damaged: nothing is published from it.
    Damaged {
        /// The client's name.
        client: String,
        /// What was found.
        failure: Failure,
    },
}

/// Kinds of things that change.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Noun {
    /// Drafts.
    Posts,
    /// Originals.
    Assets,
    /// Prepared files.
    Renditions,
    /// The queue and receipts.
    Publications,
    /// Accounts.
    Accounts,
    /// Settings.
    Settings,
    /// Workspaces.
    Workspace,
    /// Connection, keychain, tools.
    Studio,
}

impl Noun {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Posts,
        Self::Assets,
        Self::Renditions,
        Self::Publications,
        Self::Accounts,
        Self::Settings,
        Self::Workspace,
        Self::Studio,
    ];
}

/// How far a piece of work is.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The work.
    pub job: JobId,
    /// The original that it works on.
    pub asset: AssetId,
    /// Where it stands.
    pub state: JobState,
    /// Files finished.
    pub done: u32,
    /// Files to make.
    pub total: u32,
    /// Share done, 0 to 100.
    pub percent: f32,
    /// Time left, milliseconds, where it can be told.
    pub eta_ms: Option<u64>,
}
