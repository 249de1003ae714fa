//! What the studio tells whoever listens: that something changed, and how far work is.

use upbeat_domain::id::{AssetId, JobId};

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

/// How far a piece of work is.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// The work.
    pub job: JobId,
    /// The original that it works on.
    pub asset: AssetId,
    /// Files finished.
    pub done: u32,
    /// Files to make.
    pub total: u32,
    /// Share done, 0 to 100.
    pub percent: f32,
    /// Time left, milliseconds, where it can be told.
    pub eta_ms: Option<u64>,
}
