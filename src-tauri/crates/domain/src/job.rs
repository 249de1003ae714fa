//! Repeatable background work: rendering and its like. May be stopped and done again at any point.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::id::{JobId, OwnerId};
use crate::network::closed_set;
use crate::time::Timestamp;

closed_set! {
    /// Where a job stands.
    JobState, UnknownJobState, "job state" {
        /// Waiting for a permit.
        Waiting = "waiting",
        /// Under way, or was when its process died: see the lease.
        Running = "running",
        /// Done, perhaps but for some pieces.
        Done = "done",
        /// Given up: nothing came of it.
        Failed = "failed",
        /// The person stopped it.
        Cancelled = "cancelled",
    }
}

closed_set! {
    /// What a job does.
    JobKind, UnknownJobKind, "kind of job" {
        /// Makes renditions of one asset.
        Render = "render",
    }
}

/// Why a job, or one piece of it, came to nothing; for the person.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct JobTrouble {
    /// Which piece of the work, from 0; none for all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub piece: Option<u32>,
    /// What went wrong.
    pub code: Code,
    /// Which file or thing it is about.
    pub subject: String,
    /// Figures for the words on screen, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

/// One piece of work.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Identity.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// The work's identity: two jobs with one key are one job.
    pub key: String,
    /// What to work on: JSON of a type that belongs to the kind's owner.
    pub payload: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was begun.
    pub attempts: u32,
    /// The process that works on it.
    pub owner: Option<OwnerId>,
    /// Until when nobody else may take it.
    pub lease_until: Option<Timestamp>,
    /// Share done, 0 to 1.
    pub progress: f64,
    /// What came to nothing: pieces of a job that is done, or why a job was given up.
    pub troubles: Vec<JobTrouble>,
    /// Asked for.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
}
