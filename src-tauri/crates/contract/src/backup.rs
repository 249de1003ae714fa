//! Backups of a workspace, and the way back to one.

use upbeat_domain::id::WorkspaceId;

use crate::error::ErrorDto;
use crate::time::Zoned;
use crate::wire;

wire! {
    /// Lists the backups of a workspace, which needn't be one that can be opened.
    pub struct BackupList {
        /// Which.
        #[ts(type = "string")]
        pub workspace_id: WorkspaceId,
    }

    /// A workspace's backups.
    pub struct Backups {
        /// Whose.
        #[ts(type = "string")]
        pub workspace_id: WorkspaceId,
        /// The client's name; empty where only its folder is known.
        pub name: String,
        /// The workspace's folder.
        pub folder: String,
        /// The latest first.
        pub backups: Vec<Backup>,
    }

    /// A backup.
    pub struct Backup {
        /// Its file's name; what a restore asks for.
        pub name: String,
        /// When it was written.
        pub written: Zoned,
        /// That in words.
        pub when: String,
        /// Size, bytes.
        pub bytes: u64,
        /// What it holds; none where it can't be restored.
        pub holds: Option<BackupHolds>,
        /// Why it can't be restored.
        pub trouble: Option<ErrorDto>,
    }

    /// What a backup holds.
    #[derive(Eq)]
    pub struct BackupHolds {
        /// Posts outside the bin.
        pub posts: u32,
        /// Publications, whatever became of them.
        pub publications: u32,
        /// Media outside the bin.
        pub assets: u32,
        /// Connected accounts.
        pub accounts: u32,
    }

    /// Puts a backup in the place of a workspace's database.
    pub struct BackupRestore {
        /// Which workspace.
        #[ts(type = "string")]
        pub workspace_id: WorkspaceId,
        /// The backup's name, or `latest` for the latest that is good.
        pub backup: String,
    }

    /// What a restore did.
    pub struct BackupRestored {
        /// The backup that stands there now.
        pub backup: Backup,
        /// Where the database is kept that stood there before.
        pub set_aside: String,
        /// In words, with what to do next.
        pub message: String,
    }
}
