//! What goes out: one part of a publication, ready to be sent.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use upbeat_domain::id::ContentHash;
use upbeat_domain::media::{Focus, MediaKind};
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;

/// One part as it shall appear on the network. Built by the publisher from the stored part; the
/// same stored part always gives the same `OutgoingPart`, or a repeat would not be a repeat.
#[derive(Clone, Debug, PartialEq)]
pub struct OutgoingPart {
    /// The network's format id: `feed_image`, `thread`.
    pub format: String,
    /// The text.
    pub text: String,
    /// Other fields by the network's own name: `spoiler_text`, `visibility`, `language`, `title`.
    pub fields: BTreeMap<String, String>,
    /// Prepared media, in order.
    pub media: Vec<OutgoingMedium>,
    /// The earlier parts that this one answers; none for the first.
    pub reply: Option<Reply>,
    /// When the post says that it was made: fixed when it was planned, never the time of the call.
    pub dated: Timestamp,
}

/// A part to look for on the network: what it says, and how many media it shows. Their bytes aren't needed for that,
/// and may be long gone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sought {
    /// The text.
    pub text: String,
    /// Other fields by the network's own name.
    pub fields: BTreeMap<String, String>,
    /// How many media.
    pub media: usize,
    /// The earlier parts that it answers.
    pub reply: Option<Reply>,
}

impl OutgoingPart {
    /// The same, to look for.
    #[must_use]
    pub fn sought(&self) -> Sought {
        Sought {
            text: self.text.clone(),
            fields: self.fields.clone(),
            media: self.media.len(),
            reply: self.reply.clone(),
        }
    }
}

/// What a part of a thread answers, by the networks' own ids (`Receipt::remote_id`).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Reply {
    /// First post of the thread.
    pub root: String,
    /// The post just before.
    pub parent: String,
}

/// One rendition, ready to upload. A file of captions beside a film isn't among it: no connector sends one yet. Who wants
/// them online puts them into the film or draws them, or posts by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct OutgoingMedium {
    /// Picture or film.
    pub kind: MediaKind,
    /// Where its bytes lie. Read only; never shown and never sent.
    pub path: PathBuf,
    /// Digest of the bytes.
    pub hash: ContentHash,
    /// MIME type.
    pub mime: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Width, px.
    pub width_px: u32,
    /// Height, px.
    pub height_px: u32,
    /// Length of a film, milliseconds.
    pub duration_ms: Option<u64>,
    /// What a person who can't see it should know; empty where none was written.
    pub alt: String,
    /// The point that every crop keeps.
    pub focus: Option<Focus>,
}

/// Results of the repeatable work before the one unsafe call: uploaded files, looked-up names.
///
/// Opaque to everyone but the network that made it. The publisher stores it after every step
/// (`part.prepared`) and hands it back, so that a restart never uploads twice.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Prepared(String);

impl Prepared {
    /// Nothing prepared yet.
    #[must_use]
    pub const fn nothing() -> Self {
        Self(String::new())
    }

    /// From the text that was stored.
    #[must_use]
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads what [`Self::write`] wrote; a text from another time counts as nothing prepared.
    pub(crate) fn read<T: Default + serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    pub(crate) fn write<T: Serialize>(value: &T) -> Self {
        Self(serde_json::to_string(value).unwrap_or_default())
    }
}

/// Whether a file that was uploaded `at` and isn't used yet is trusted to be there `now`, as the network's data says.
pub(crate) fn upload_lives(network: NetworkId, at: Timestamp, now: Timestamp) -> bool {
    let life_s = crate::limits(network).proof.upload_life_s;
    life_s.is_none_or(|life_s| now < at.plus_secs(life_s.into()))
}
