//! What Rust tells the window unasked.

use upbeat_domain::id::{AssetId, JobId};

use crate::wire;

wire! {
    /// Something changed: whoever shows it reads it again.
    pub struct Changed {
        /// What kind of thing.
        pub kind: ChangedKind,
        /// Which ones; empty means "possibly all of that kind".
        pub ids: Vec<String>,
    }

    /// Kinds of things that change.
    #[derive(Copy, Eq, Hash)]
    #[serde(rename_all = "snake_case")]
    pub enum ChangedKind {
        /// Drafts and their variants.
        Posts,
        /// Originals in the library.
        Assets,
        /// Prepared files.
        Renditions,
        /// Publications, the queue, receipts.
        Publications,
        /// Connected accounts.
        Accounts,
        /// Settings.
        Settings,
        /// The workspace on screen, or the list of them.
        Workspace,
        /// Connection, keychain, tools.
        Studio,
    }

    /// How far copying files into the library is. At most ten a second.
    pub struct Importing {
        /// The name of a file that is being copied.
        pub name: String,
        /// Bytes of it copied.
        pub bytes: u64,
        /// Bytes of it to copy.
        pub total_bytes: u64,
        /// Files of this import that are in, or can't be.
        pub files: u32,
        /// Files to bring in.
        pub total_files: u32,
    }

    /// Pictures that just came in and look like one that was there before.
    pub struct Alike {
        /// Which.
        pub pairs: Vec<AlikePair>,
    }

    /// A picture that looks like another.
    pub struct AlikePair {
        /// The new one.
        #[ts(type = "string")]
        pub asset_id: AssetId,
        /// The one that was there before.
        #[ts(type = "string")]
        pub like_id: AssetId,
    }

    /// The studio ends as soon as the window says (`window_flushed`) that what is written is on the disk, or
    /// can't be. No fields.
    #[derive(Default)]
    pub struct Closing {}

    /// Where a piece of work stands.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum WorkState {
        /// Waiting or under way.
        Running,
        /// Every file is made.
        Done,
        /// Some files could not be made; `rendition_list` says why.
        Failed,
        /// The person stopped it.
        Cancelled,
    }

    /// How far a piece of work is. At most ten a second for each.
    pub struct Progress {
        /// The work.
        #[ts(type = "string")]
        pub job_id: JobId,
        /// The original that it works on.
        #[ts(type = "string")]
        pub asset_id: AssetId,
        /// Where it stands.
        pub state: WorkState,
        /// Files finished.
        pub done: u32,
        /// Files to make.
        pub total: u32,
        /// Share done, 0 to 100.
        pub percent: f32,
        /// Time left, milliseconds, where it can be told.
        pub eta_ms: Option<u64>,
    }
}
