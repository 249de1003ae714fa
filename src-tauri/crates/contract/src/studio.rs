//! The whole studio at a glance: what a window needs before it draws.

use upbeat_domain::lang::Lang;

use crate::error::ErrorDto;
use crate::publication::Hold;
use crate::settings::Theme;
use crate::wire;
use crate::workspace::{Workspace, WorkspaceTrouble};

wire! {
    /// Reads the studio's state. No fields.
    #[derive(Default)]
    pub struct StudioGet {}

    /// The studio's state.
    pub struct Studio {
        /// Version of Upbeat.
        pub version: String,
        /// Language of the interface.
        #[ts(type = "Lang")]
        pub lang: Lang,
        /// Light, dark or the system's.
        pub theme: Theme,
        /// The operating system: `linux`, `macos`, `windows`.
        pub platform: String,
        /// All workspaces that can be opened.
        pub workspaces: Vec<Workspace>,
        /// Those that need a hand before anything goes out of them.
        pub troubled: Vec<WorkspaceTrouble>,
        /// The one on screen.
        pub workspace: Workspace,
        /// Whether nothing was ever dropped, written or connected here.
        pub first_run: bool,
        /// Helpers for some kinds of files.
        pub tools: Vec<Tool>,
        /// The keychain.
        pub vault: Vault,
        /// Room left where the data lies, bytes; none where it can't be told.
        pub data_folder_free_bytes: Option<u64>,
        /// Whether a network was reached lately; none before the first try.
        pub online: Option<bool>,
        /// Whether the person put the queue on pause.
        pub queue_paused: bool,
        /// A clock that can't be trusted holds the queue back.
        pub hold: Option<Hold>,
        /// Publications that wait for their time in this workspace.
        pub waiting: u32,
        /// Whether an operation can be undone.
        pub can_undo: bool,
        /// Whether one can be done again.
        pub can_redo: bool,
        /// The system's zone, IANA.
        pub zone: String,
        /// Every IANA zone that Upbeat knows.
        pub zones: Vec<String>,
    }

    /// A helper program.
    pub struct Tool {
        /// Its name: `ffmpeg`, `heif-convert`…
        pub name: String,
        /// Whether it is there.
        pub found: bool,
        /// What it is needed for, in words.
        pub purpose: String,
    }

    /// The keychain.
    pub struct Vault {
        /// Whether it can be used.
        pub state: VaultState,
        /// What is wrong and the way out.
        pub trouble: Option<ErrorDto>,
    }

    /// Whether the keychain can be used.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum VaultState {
        /// It can.
        Ready,
        /// This system has none.
        Absent,
        /// It is locked.
        Locked,
        /// It refused.
        Refused,
    }
}
