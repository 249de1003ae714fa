//! The post: what we say, and how it is shaped for each network or account.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, AssetId, PostId, VariantId};
use crate::media::{Choices, Crop, Edits, Fit, Focus};
use crate::network::NetworkId;
use crate::time::{Timestamp, Wish};

/// Where a post stands with the person who writes it.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    /// Being written.
    #[default]
    Draft,
    /// Finished; may be planned.
    Ready,
    /// Put away.
    Archived,
}

/// The words and media of a post or of a variant.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Body {
    /// The text as the person typed it.
    pub text: String,
    /// Other fields by the network's own name (`title`, `spoiler_text`, `link`, `first_comment`).
    pub fields: BTreeMap<String, String>,
    /// Media in order.
    pub media: Vec<Medium>,
}

/// One asset placed in a post.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Medium {
    /// Which asset.
    pub asset: AssetId,
    /// What a person who can't see it should know.
    #[serde(default)]
    pub alt: String,
    /// The point that every crop keeps; none lets the engine find the subject.
    #[serde(default)]
    pub focus: Option<Focus>,
    /// How the picture meets a frame of another shape.
    #[serde(default)]
    pub fit: Fit,
    /// Crops drawn by hand, by preset id; they win over everything else.
    #[serde(default)]
    pub crops: BTreeMap<String, Crop>,
    /// Cover frame of a film, milliseconds from its start.
    #[serde(default)]
    pub cover_ms: Option<u64>,
    /// What is done to it besides: trim, speed, sound, captions, page.
    #[serde(default, skip_serializing_if = "Edits::is_default")]
    pub edits: Edits,
}

// Why: `Focus`, `Crop` and the numbers of `Edits` are finite, checked where they enter.
impl Eq for Medium {}

impl Medium {
    /// An asset as it is.
    #[must_use]
    pub fn of(asset: AssetId) -> Self {
        Self {
            asset,
            alt: String::new(),
            focus: None,
            fit: Fit::default(),
            crops: BTreeMap::new(),
            cover_ms: None,
            edits: Edits::default(),
        }
    }

    /// What the engine is told of the person's choices, for the frame of a preset.
    #[must_use]
    pub fn choices(&self, preset: &str) -> Choices {
        let Edits { pieces, speed, sound, captions, background, audio, page, keep_credit } =
            self.edits.clone();
        let crop = self.crops.get(preset).copied();
        let (focus, fit, cover_ms) = (self.focus, self.fit, self.cover_ms);
        Choices {
            focus,
            fit,
            crop,
            pieces,
            speed,
            sound,
            captions,
            cover_ms,
            background,
            audio,
            page,
            keep_credit,
        }
    }
}

/// A post: the idea, its common body and its variants.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Post {
    /// Identity.
    pub id: PostId,
    /// A name for lists; empty means that lists show the first words.
    pub title: String,
    /// Where it stands.
    pub state: PostState,
    /// The common body ("Texte commun").
    pub body: Body,
    /// The accounts it is meant for, in the order chosen.
    pub targets: Vec<Target>,
    /// Bodies that differ from the common one.
    pub variants: Vec<Variant>,
    /// When it should go out; a draft may carry a date.
    pub wish: Option<Wish>,
    /// Counts up with every write; a writer that holds an old one is refused.
    pub revision: u64,
    /// First written.
    pub created_at: Timestamp,
    /// Last written.
    pub updated_at: Timestamp,
    /// In the bin since.
    pub deleted_at: Option<Timestamp>,
}

/// Where a post shall go: a network, with an account when one is connected.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Target {
    /// The network.
    pub network: NetworkId,
    /// The account, or none for "prepare the files" without one.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// The network's format id (`feed_image`, `reel`); none lets the media decide.
    #[serde(default)]
    pub format: Option<String>,
}

/// Whom a variant is for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every account on this network.
    Network(NetworkId),
    /// One account.
    Account(AccountId),
}

/// What differs from the common body, for one network or account. An absent part follows the common body.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Variant {
    /// Identity.
    pub id: VariantId,
    /// Whom it is for.
    pub scope: Scope,
    /// Own text, or the common one.
    #[serde(default)]
    pub text: Option<String>,
    /// Own fields, laid over the common ones.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Own media, or the common ones.
    #[serde(default)]
    pub media: Option<Vec<Medium>>,
}

impl Post {
    /// The body that goes to `target`: the account's variant over the network's over the common body.
    #[must_use]
    pub fn body_for(&self, target: &Target) -> Body {
        let mut body = self.body.clone();
        let network = self.variants.iter().filter(|v| v.scope == Scope::Network(target.network));
        let account =
            self.variants.iter().filter(|v| target.account.is_some_and(|id| v.scope == Scope::Account(id)));
        for variant in network.chain(account) {
            if let Some(text) = &variant.text {
                body.text.clone_from(text);
            }
            body.fields.extend(variant.fields.clone());
            if let Some(media) = &variant.media {
                body.media.clone_from(media);
            }
        }
        body
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

    use super::*;

    #[test]
    fn a_medium_that_was_stored_before_there_were_edits_reads_as_before() {
        let asset = "018f0000-0000-7000-8000-000000000001";
        let old = format!(
            r#"{{"asset":"{asset}","alt":"a","focus":null,"fit":"cover","crops":{{}},"cover_ms":null}}"#
        );
        let read: Medium = serde_json::from_str(&old).unwrap();
        assert_eq!(read, Medium { alt: "a".to_owned(), ..Medium::of(asset.parse().unwrap()) });
        assert_eq!(serde_json::to_string(&read).unwrap(), old, "and is written as before");
    }
}
