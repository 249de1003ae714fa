//! Workspaces: one client's world each.

use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;

use crate::error::ErrorDto;
use crate::wire;

wire! {
    /// One client's world.
    #[derive(Eq)]
    pub struct Workspace {
        /// Identity.
        #[ts(type = "string")]
        pub id: WorkspaceId,
        /// The client's name.
        pub name: String,
        /// IANA zone in which its times are shown.
        pub zone: String,
        /// Language of its texts.
        #[ts(type = "Lang")]
        pub lang: Lang,
        /// Publications that wait for their time.
        pub planned: u32,
        /// Publications that need a person.
        pub needs_person: u32,
    }

    /// A workspace that can't be opened, or in which damage was found: nothing goes out of it.
    pub struct WorkspaceTrouble {
        /// Which.
        #[ts(type = "string")]
        pub id: WorkspaceId,
        /// The client's name; empty where only its folder is known.
        pub name: String,
        /// What is wrong, and the way out.
        pub error: ErrorDto,
    }

    /// Makes a workspace and opens it.
    pub struct WorkspaceCreate {
        /// The client's name.
        pub name: String,
        /// IANA zone.
        pub zone: String,
        /// Language of its texts.
        #[ts(type = "Lang")]
        pub lang: Lang,
    }

    /// Shows another workspace.
    pub struct WorkspaceOpen {
        /// Which.
        #[ts(type = "string")]
        pub id: WorkspaceId,
    }

    /// What a workspace was changed to.
    #[derive(Eq)]
    pub struct WorkspaceChanged {
        /// The workspace.
        #[serde(flatten)]
        #[ts(flatten)]
        pub workspace: Workspace,
        /// The change's name for `undo`; none where nothing changed.
        #[ts(type = "number | null")]
        pub step: Option<i64>,
    }

    /// Gives a workspace another name, zone or language. What is absent stays.
    #[ts(optional_fields)]
    pub struct WorkspaceRename {
        /// Which.
        #[ts(type = "string")]
        pub id: WorkspaceId,
        /// The client's name.
        pub name: Option<String>,
        /// IANA zone.
        pub zone: Option<String>,
        /// Language of its texts.
        #[ts(type = "Lang", optional)]
        pub lang: Option<Lang>,
    }
}
