//! A network as data: the schema of `networks/src/<network>/limits.toml`.
//!
//! Every fact carries where it was read, when, and how sure it is. A limit that is absent is
//! unknown, never "unlimited". Units are in the names; counts and sizes are inclusive.

use serde::{Deserialize, Serialize};

use crate::network::{NetworkId, ProofClass, Route, closed_set};

mod format;
mod media;
mod tables;

pub use format::{Covered, Format, Preset, TextRule};
pub use media::{AnimatedRule, AudioRule, DisplayP3Rule, DocumentRule, ImageRule, VideoRule};
pub use tables::{CostRule, ErrorRule, PollRule, Quota, ScheduleRule, UploadRule};

closed_set! {
    /// How sure a fact is.
    Confidence, UnknownConfidence, "confidence" {
        /// The network's own documentation.
        Official = "official",
        /// The network's own machine-readable document.
        Spec = "spec",
        /// The network's own published source code.
        Code = "code",
        /// A dated third party, or custom.
        Secondary = "secondary",
        /// Sources disagree, are old, or there is none.
        Unsure = "unsure",
    }
}

closed_set! {
    /// The unit in which a network counts text.
    Unit, UnknownUnit, "unit" {
        /// twitter-text v3: weighted characters, URL 23, emoji 2, NFC.
        XWeighted = "x_weighted",
        /// Extended grapheme clusters.
        Graphemes = "graphemes",
        /// UTF-16 code units.
        Utf16 = "utf16",
        /// Unicode code points.
        CodePoints = "code_points",
        /// UTF-8 bytes.
        Utf8Bytes = "utf8_bytes",
        /// Mastodon: graphemes, each URL counts a fixed length, a remote mention counts without its server.
        Mastodon = "mastodon",
        /// Threads: code points, an emoji counts its UTF-8 bytes.
        Threads = "threads",
        /// YouTube's tag list: comma-joined, a tag with a space counts two quotes more.
        YoutubeTags = "youtube_tags",
    }
}

closed_set! {
    /// Whether breaking a limit is refused by the network or merely unwise.
    Enforce, UnknownEnforce, "enforcement" {
        /// The network refuses.
        Error = "error",
        /// Advice, or sources disagree.
        Warn = "warn",
    }
}

closed_set! {
    /// What a refusal means for the publication.
    Meaning, UnknownMeaning, "meaning of a refusal" {
        /// The content must be changed.
        RejectedEdit = "rejected_edit",
        /// The permission ended; the person connects again.
        RejectedReconnect = "rejected_reconnect",
        /// A quota is used up.
        RejectedLimit = "rejected_limit",
        /// Nothing was accepted: the same call may be sent again later.
        NotSent = "not_sent",
        /// The network has this post already.
        Duplicate = "duplicate",
        /// It can't be told whether it was accepted.
        Unknown = "unknown",
    }
}

/// Where a fact comes from.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Provenance {
    /// Address or document; never empty.
    pub source: String,
    /// Day on which it was read, `YYYY-MM-DD`.
    pub checked: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// What a reader should know besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A text in both languages.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Bilingual {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

impl Bilingual {
    /// The text in one language.
    #[must_use]
    pub fn get(&self, lang: crate::lang::Lang) -> &str {
        match lang {
            crate::lang::Lang::En => &self.en,
            crate::lang::Lang::Fr => &self.fr,
        }
    }
}

/// Everything that Upbeat knows of one network.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Version of this schema: 1.
    pub schema: u32,
    /// Which network.
    pub network: NetworkId,
    /// Its name as it writes it.
    pub name: String,
    /// Date of this file, `YYYY-MM-DD`; a newer file replaces an older one.
    pub dated: String,
    /// Which version of its interface the figures belong to; none where nothing is built on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<Api>,
    /// How an unknown outcome is settled there.
    pub proof: Proof,
    /// Ways in which a publication reaches it, the best first. `assisted` is always among them.
    pub routes: Vec<RouteRule>,
    /// What the network lets an application do.
    pub capabilities: Capabilities,
    /// The hand-made route: page to open and fields in the order in which it asks for them.
    pub assisted: Assisted,
    /// What a post can be there, the default first.
    #[serde(rename = "format")]
    pub formats: Vec<Format>,
    /// How far ahead the network's own scheduler takes a post.
    #[serde(default, rename = "schedule")]
    pub schedules: Vec<ScheduleRule>,
    /// What a poll may be; none where the network has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poll: Option<PollRule>,
    /// How media reach the network.
    #[serde(default, rename = "upload")]
    pub uploads: Vec<UploadRule>,
    /// What calls cost, where they do.
    #[serde(default, rename = "cost")]
    pub costs: Vec<CostRule>,
    /// How often one may call.
    #[serde(default, rename = "quota")]
    pub quotas: Vec<Quota>,
    /// What its refusals mean.
    #[serde(default, rename = "error")]
    pub errors: Vec<ErrorRule>,
}

/// The network's interface for programs.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// Version as the network writes it: `v26.0`, `202609`.
    pub version: String,
    /// Host that calls go to; empty where every account has its own.
    #[serde(default)]
    pub host: String,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// How an unknown outcome is settled.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The class.
    pub class: ProofClass,
    /// For how long a repeat under the same key is harmless, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_life_s: Option<u32>,
    /// How long to wait before a read-back may say "not there", seconds.
    #[serde(default)]
    pub settle_s: u32,
    /// For how long what was uploaded and isn't used yet is trusted to be there, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload_life_s: Option<u32>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// One route.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RouteRule {
    /// Which.
    pub route: Route,
    /// Whether this build can do it.
    pub built: bool,
    /// Who can see what goes out this way: `public`, `only_you`, `role_holders`, `inbox`.
    pub audience: String,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What an application may do there.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Capabilities {
    /// Comments can be read and answered.
    pub comments: bool,
    /// Figures can be read.
    pub insights: bool,
    /// The network can publish later by itself.
    pub native_scheduling: bool,
    /// Polls can be made.
    pub polls: bool,
    /// Media carry alt text.
    pub alt_text: bool,
    /// A first comment can be posted with the post: formats that take one have the field `first_comment`.
    pub first_comment: bool,
    /// A post can be deleted afterwards.
    pub delete: bool,
    /// Kinds of media that the network fetches from a public address instead of taking bytes: `image`, `video`.
    #[serde(default)]
    pub public_url_required: Vec<String>,
    /// For how long the network's data may be kept, in both languages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_terms: Option<Bilingual>,
    /// What no API allows, in both languages.
    #[serde(default)]
    pub never: Vec<Bilingual>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// The hand-made route.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Assisted {
    /// The network's page on which one writes a post.
    pub compose_url: String,
    /// The same page with the text filled in, where the network takes it: `{text}`, `{url}` are replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill_url: Option<String>,
    /// Fields in the order in which the page asks for them: `media` for the files, `text` for the main text
    /// whatever its field is called, and every other field of every format by its name.
    pub steps: Vec<String>,
    /// Hosts on which a pasted address counts as a receipt; a leading dot stands for every subdomain, `*` for any host.
    pub receipt_hosts: Vec<String>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}
