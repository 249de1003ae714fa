//! What a post can be on a network, and its text fields.

use serde::{Deserialize, Serialize};

use crate::media::SafeZone;
use crate::network::{FormatKind, Route};

use super::{AudioRule, Bilingual, DocumentRule, Enforce, ImageRule, Provenance, Unit, VideoRule, media};

/// One way in which a post can appear.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Format {
    /// Id within the network: `feed_image`, `reel`.
    pub id: String,
    /// What it is, whatever the network calls it.
    pub kind: FormatKind,
    /// What the network calls it.
    pub name: Bilingual,
    /// Routes on which this format can go; empty means every route of the network.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Route>,
    /// Whether this is no post of its own but a file that goes with one: a film's cover.
    #[serde(default)]
    pub companion: bool,
    /// Its text fields.
    #[serde(default, rename = "text")]
    pub texts: Vec<TextRule>,
    /// Still pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageRule>,
    /// Films.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<VideoRule>,
    /// Sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioRule>,
    /// Documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentRule>,
    /// Fewest media.
    #[serde(default)]
    pub min_media: u32,
    /// Most media.
    #[serde(default)]
    pub max_media: u32,
    /// Whether pictures and films may stand in one post.
    #[serde(default)]
    pub mixed: bool,
    /// Whether all media take the first one's shape.
    #[serde(default)]
    pub crop_all_to_first: bool,
    /// Frames to prepare, the default first.
    #[serde(default, rename = "preset")]
    pub presets: Vec<Preset>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// A text field of a format.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TextRule {
    /// The network's own name of the field: `text`, `title`, `spoiler_text`, `alt_text`, `tags`.
    pub field: String,
    /// Whether this is the field that the post's text goes to.
    #[serde(default)]
    pub main: bool,
    /// Whether it may not be empty.
    #[serde(default)]
    pub required: bool,
    /// Longest, in `unit`. 0 means that the network shows no such text there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Above this a person should be warned, in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_length: Option<u32>,
    /// Where the network folds the text behind "more", in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fold_length: Option<u32>,
    /// Longest, UTF-8 bytes, besides `max_length`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u32>,
    /// The unit that lengths are counted in.
    pub unit: Unit,
    /// What every URL counts, whatever its length, in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url_length: Option<u32>,
    /// Another field whose length counts into this one's limit (Mastodon's content warning).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_with: Option<String>,
    /// Most hashtags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_hashtags: Option<u32>,
    /// More hashtags than this are unwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_hashtags: Option<u32>,
    /// Most mentions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_mentions: Option<u32>,
    /// Most different links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_links: Option<u32>,
    /// Whether readers can follow links.
    #[serde(default = "yes")]
    pub links_clickable: bool,
    /// Characters that the field refuses.
    #[serde(default)]
    pub forbidden: Vec<String>,
    /// Characters that are sent with a backslash; counted before escaping.
    #[serde(default)]
    pub escape: Vec<String>,
    /// Refused, or merely unwise.
    #[serde(default = "media::refused")]
    pub enforce: Enforce,
    /// A live value that wins over this file (`GET /api/v2/instance configuration…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

fn yes() -> bool {
    true
}

/// A frame to prepare.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Id within the format: `portrait_4x5`.
    pub id: String,
    /// Name on screen.
    pub name: Bilingual,
    /// Width, px. Width and height absent: the source's own shape within the rule's limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width_px: Option<u32>,
    /// Height, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height_px: Option<u32>,
    /// Longest side where the source keeps its own shape, px: beyond it the network only shrinks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_side_px: Option<u32>,
    /// Whether `prepare` makes it unasked. Exactly one preset of a format with media is the default.
    #[serde(default)]
    pub default: bool,
    /// What the network's interface covers of the frame; absent where it is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covered: Option<Covered>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// The margins of a frame that the network's own interface lies over: names, buttons, captions.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Covered {
    /// From the top, px of the frame.
    #[serde(default)]
    pub top_px: u32,
    /// From the bottom, px.
    #[serde(default)]
    pub bottom_px: u32,
    /// From the left, px.
    #[serde(default)]
    pub left_px: u32,
    /// From the right, px.
    #[serde(default)]
    pub right_px: u32,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl Preset {
    /// The margins that the network's interface covers, for the media engine.
    #[must_use]
    pub fn safe(&self) -> Option<SafeZone> {
        let (width_px, height_px) = self.width_px.zip(self.height_px)?;
        let Covered { top_px, bottom_px, left_px, right_px, .. } = *self.covered.as_ref()?;
        Some(SafeZone { width_px, height_px, top_px, bottom_px, left_px, right_px })
    }
}
