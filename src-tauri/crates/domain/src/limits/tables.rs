//! How often, how far ahead, at what price, by which way, and what a refusal means.

use serde::{Deserialize, Serialize};

use super::{Meaning, Provenance, Unit};

/// The network's own scheduler.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ScheduleRule {
    /// The format ids that it takes; empty means all.
    #[serde(default)]
    pub formats: Vec<String>,
    /// Soonest, seconds from now.
    pub min_lead_s: u64,
    /// Latest, seconds from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_lead_s: Option<u64>,
    /// Most posts waiting at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_pending: Option<u32>,
    /// Most posts for one day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_day: Option<u32>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// How often one may do a thing.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// What is counted: `publish`, `upload`, `request`.
    pub what: String,
    /// Whose count it is: `account`, `app`, `ip`.
    pub per: String,
    /// Most in one window.
    pub max: u64,
    /// Window, seconds.
    pub window_s: u64,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What an answer of the network means.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRule {
    /// HTTP status.
    pub status: u16,
    /// The network's own code or error name, where the status alone doesn't tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What it means.
    pub meaning: Meaning,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Polls.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PollRule {
    /// Fewest answers.
    pub min_options: u32,
    /// Most answers.
    pub max_options: u32,
    /// Longest answer, in `unit`.
    pub max_option_length: u32,
    /// Longest question, in `unit`, where it has a field of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_question_length: Option<u32>,
    /// The unit of the lengths.
    pub unit: Unit,
    /// Shortest run, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_duration_s: Option<u64>,
    /// Longest run, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_duration_s: Option<u64>,
    /// The only runs, seconds, where the network has a fixed list.
    #[serde(default)]
    pub durations_s: Vec<u64>,
    /// Whether a post with a poll takes no media.
    pub excludes_media: bool,
    /// A live value that wins over this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// How bytes reach the network.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UploadRule {
    /// What is sent: `image`, `video`, `document`.
    pub what: String,
    /// `bytes` (one request), `parts`, `base64`, or `public_url` (the network fetches it).
    pub transport: String,
    /// Smallest part but the last, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_part_bytes: Option<u64>,
    /// Largest part, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_part_bytes: Option<u64>,
    /// A part's size is a multiple of this, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_multiple_bytes: Option<u64>,
    /// Most parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_parts: Option<u32>,
    /// For how long what was sent can be used, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_s: Option<u64>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What a call costs.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CostRule {
    /// What is paid for: `publish`, `publish_with_link`, `alt_text`, `delete`, `read_own`.
    pub what: String,
    /// Price, millionths of a US dollar.
    pub micro_usd: u64,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}
