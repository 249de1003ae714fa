//! Posts: drafts, variants, lists.

use std::collections::BTreeMap;

use upbeat_domain::id::{AccountId, AssetId, PostId};
use upbeat_domain::media::{self, EditError, Fit};
use upbeat_domain::network::NetworkId;
use upbeat_domain::post::{self, PostState, Scope};
use upbeat_domain::publication::Status;
use upbeat_domain::time::Timestamp;

use crate::edit::Edits;
use crate::time::Zoned;
use crate::wire;

wire! {
    /// A point of a picture, as fractions from the top left, each within 0..=1.
    #[derive(Copy)]
    pub struct Focus {
        /// Fraction of the width.
        pub x: f32,
        /// Fraction of the height.
        pub y: f32,
    }

    /// A rectangle of the upright source, px.
    #[derive(Copy, Eq)]
    pub struct Crop {
        /// Left edge, px.
        pub x: u32,
        /// Top edge, px.
        pub y: u32,
        /// Width, px.
        pub width: u32,
        /// Height, px.
        pub height: u32,
    }

    /// One asset placed in a post.
    pub struct Medium {
        /// Which asset.
        #[ts(type = "string")]
        pub asset: AssetId,
        /// What a person who can't see it should know.
        #[serde(default)]
        pub alt: String,
        /// The point that every crop keeps; none lets the engine find the subject.
        #[serde(default)]
        pub focus: Option<Focus>,
        /// How the picture meets a frame of another shape.
        #[serde(default)]
        #[ts(type = "Fit")]
        pub fit: Fit,
        /// Crops drawn by hand, by preset id.
        #[serde(default)]
        pub crops: BTreeMap<String, Crop>,
        /// Cover frame of a film, milliseconds from its start.
        #[serde(default)]
        pub cover_ms: Option<u64>,
        /// What is done to it besides; null where nothing is.
        #[serde(default)]
        pub edits: Option<Edits>,
    }

    /// The words and media of a post.
    #[derive(Default)]
    #[serde(default)]
    pub struct Body {
        /// The text as the person typed it.
        pub text: String,
        /// Other fields by the network's own name.
        pub fields: BTreeMap<String, String>,
        /// Media in order.
        pub media: Vec<Medium>,
    }

    /// Where a post shall go.
    pub struct Target {
        /// The network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// The account, or none for "prepare the files" without one.
        #[serde(default)]
        #[ts(type = "string | null")]
        pub account: Option<AccountId>,
        /// The network's format id; none lets the media decide.
        #[serde(default)]
        pub format: Option<String>,
    }

    /// Whom a variant is for.
    #[serde(tag = "kind", rename_all = "snake_case")]
    pub enum VariantScope {
        /// Every account on this network.
        Network {
            /// The network.
            #[ts(type = "NetworkId")]
            network: NetworkId,
        },
        /// One account.
        Account {
            /// The account.
            #[ts(type = "string")]
            account: AccountId,
        },
    }

    /// What differs from the common body. What is none follows the common body.
    pub struct Variant {
        /// Whom it is for; at most one variant for each.
        pub scope: VariantScope,
        /// Own text.
        #[serde(default)]
        pub text: Option<String>,
        /// Own fields, laid over the common ones.
        #[serde(default)]
        pub fields: BTreeMap<String, String>,
        /// Own media.
        #[serde(default)]
        pub media: Option<Vec<Medium>>,
    }

    /// A wish: a time on a clock somewhere.
    #[derive(Eq)]
    pub struct Wish {
        /// Date and time on the wall, `2026-11-26T18:30:00`.
        pub local: String,
        /// IANA zone.
        pub zone: String,
    }

    /// What the composer holds of a post and saves.
    #[derive(Default)]
    #[serde(default)]
    pub struct Draft {
        /// A name for lists; empty shows the first words.
        pub title: String,
        /// Where it stands.
        #[ts(type = "PostState")]
        pub state: PostState,
        /// The common body.
        pub body: Body,
        /// Where it shall go, in the order chosen.
        pub targets: Vec<Target>,
        /// Bodies that differ.
        pub variants: Vec<Variant>,
        /// When it should go out.
        pub wish: Option<Wish>,
    }

    /// A post.
    pub struct Post {
        /// Identity.
        #[ts(type = "string")]
        pub id: PostId,
        /// Counts up with every write; send it back with the next save.
        pub revision: u64,
        /// What it says.
        pub draft: Draft,
        /// Its wish, resolved.
        pub due: Option<Zoned>,
        /// First written.
        #[ts(type = "string")]
        pub created_at: Timestamp,
        /// Last written.
        #[ts(type = "string")]
        pub updated_at: Timestamp,
        /// In the bin since.
        #[ts(type = "string | null")]
        pub deleted_at: Option<Timestamp>,
    }

    /// A post in a list.
    pub struct PostSummary {
        /// Identity.
        #[ts(type = "string")]
        pub id: PostId,
        /// Title or first words.
        pub title: String,
        /// Where it stands with the person.
        #[ts(type = "PostState")]
        pub state: PostState,
        /// The least finished of its publications' statuses.
        #[ts(type = "Status")]
        pub status: Status,
        /// That status in words.
        pub status_label: String,
        /// Networks it goes to.
        #[ts(type = "NetworkId[]")]
        pub networks: Vec<NetworkId>,
        /// First medium.
        #[ts(type = "string | null")]
        pub cover: Option<AssetId>,
        /// Number of media.
        pub media: u32,
        /// When it should go out.
        pub due: Option<Zoned>,
        /// Last written.
        #[ts(type = "string")]
        pub updated_at: Timestamp,
        /// In the bin since.
        #[ts(type = "string | null")]
        pub deleted_at: Option<Timestamp>,
    }

    /// Makes a draft.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct PostCreate {
        /// What it says; empty unless given.
        pub draft: Option<Draft>,
        /// Assets to place in it, in order, besides those of the draft.
        #[ts(type = "string[]", optional)]
        pub asset_ids: Option<Vec<AssetId>>,
    }

    /// Lists posts, the latest written first.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct PostList {
        /// Words in the text or title; accents and case don't count.
        pub search: Option<String>,
        /// Only this state.
        #[ts(type = "PostState", optional)]
        pub state: Option<PostState>,
        /// The bin instead of the drafts.
        pub bin: Option<bool>,
        /// Skip this many.
        pub offset: Option<u32>,
        /// At most this many; 100 unless told.
        pub limit: Option<u32>,
    }

    /// A page of posts.
    pub struct Posts {
        /// The page.
        pub posts: Vec<PostSummary>,
        /// How many there are in all.
        pub total: u32,
    }

    /// Names one post.
    pub struct PostRef {
        /// Which.
        #[ts(type = "string")]
        pub id: PostId,
    }

    /// Several posts by id.
    pub struct PostIds {
        /// The posts.
        #[ts(type = "string[]")]
        pub ids: Vec<PostId>,
    }

    /// Saves a draft: the composer's autosave.
    pub struct PostSave {
        /// Which post.
        #[ts(type = "string")]
        pub id: PostId,
        /// The revision that the composer last saw; another writer's is a `conflict`.
        pub revision: u64,
        /// What it says now, whole.
        pub draft: Draft,
    }

    /// A save that reached the disk.
    pub struct PostSaved {
        /// Which post.
        #[ts(type = "string")]
        pub id: PostId,
        /// The revision to send with the next save.
        pub revision: u64,
        /// When.
        #[ts(type = "string")]
        pub updated_at: Timestamp,
        /// Its wish, resolved.
        pub due: Option<Zoned>,
    }
}

impl From<media::Crop> for Crop {
    fn from(c: media::Crop) -> Self {
        Self { x: c.x, y: c.y, width: c.width, height: c.height }
    }
}

impl From<Crop> for media::Crop {
    fn from(c: Crop) -> Self {
        Self { x: c.x, y: c.y, width: c.width, height: c.height }
    }
}

impl From<&post::Medium> for Medium {
    fn from(m: &post::Medium) -> Self {
        Self {
            asset: m.asset,
            alt: m.alt.clone(),
            focus: m.focus.map(|f| Focus { x: f.x, y: f.y }),
            fit: m.fit,
            crops: m.crops.iter().map(|(preset, crop)| (preset.clone(), (*crop).into())).collect(),
            cover_ms: m.cover_ms,
            edits: (!m.edits.is_default()).then(|| (&m.edits).into()),
        }
    }
}

impl Medium {
    /// An asset as it is, described like this.
    #[must_use]
    pub fn of(asset: AssetId, alt: impl Into<String>) -> Self {
        Self { alt: alt.into(), ..(&post::Medium::of(asset)).into() }
    }
}

/// Refuses edits that can be done to no file.
impl TryFrom<Medium> for post::Medium {
    type Error = EditError;

    fn try_from(m: Medium) -> Result<Self, EditError> {
        Ok(Self {
            asset: m.asset,
            alt: m.alt,
            // Why: a point outside the picture is no wish of a person; the engine looks for the subject then.
            focus: m.focus.and_then(|f| media::Focus::new(f.x, f.y)),
            fit: m.fit,
            crops: m.crops.into_iter().map(|(preset, crop)| (preset, crop.into())).collect(),
            cover_ms: m.cover_ms,
            edits: m.edits.map(TryInto::try_into).transpose()?.unwrap_or_default(),
        })
    }
}

impl From<&post::Body> for Body {
    fn from(b: &post::Body) -> Self {
        Self {
            text: b.text.clone(),
            fields: b.fields.clone(),
            media: b.media.iter().map(Medium::from).collect(),
        }
    }
}

impl TryFrom<Body> for post::Body {
    type Error = EditError;

    fn try_from(b: Body) -> Result<Self, EditError> {
        let media = b.media.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Self { text: b.text, fields: b.fields, media })
    }
}

impl From<&post::Target> for Target {
    fn from(t: &post::Target) -> Self {
        Self { network: t.network, account: t.account, format: t.format.clone() }
    }
}

impl From<Target> for post::Target {
    fn from(t: Target) -> Self {
        Self { network: t.network, account: t.account, format: t.format }
    }
}

impl From<Scope> for VariantScope {
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Network(network) => Self::Network { network },
            Scope::Account(account) => Self::Account { account },
        }
    }
}

impl From<&VariantScope> for Scope {
    fn from(scope: &VariantScope) -> Self {
        match scope {
            VariantScope::Network { network } => Self::Network(*network),
            VariantScope::Account { account } => Self::Account(*account),
        }
    }
}

impl From<&post::Variant> for Variant {
    fn from(v: &post::Variant) -> Self {
        Self {
            scope: v.scope.into(),
            text: v.text.clone(),
            fields: v.fields.clone(),
            media: v.media.as_ref().map(|media| media.iter().map(Medium::from).collect()),
        }
    }
}
