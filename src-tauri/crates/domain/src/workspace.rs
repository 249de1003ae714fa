//! One client's world: one database, one media folder, one queue.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::id::WorkspaceId;
use crate::lang::Lang;
use crate::time::Timestamp;

/// A workspace, as its own database tells it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Workspace {
    /// Identity; also the name of its folder.
    pub id: WorkspaceId,
    /// The client's name.
    pub name: String,
    /// Zone in which its times are shown and wished.
    pub zone: Tz,
    /// Language of what is written for it.
    pub lang: Lang,
    /// Begun.
    pub created_at: Timestamp,
}
