//! Things to store, told apart by a number.

#![allow(dead_code, reason = "every test binary uses its own part of these")]

use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::asset::{Asset, Held, Rendition};
use upbeat_domain::id::{
    AccountId, AssetId, ContentHash, JobId, OwnerId, PartId, PostId, PublicationId, RenditionId, VariantId,
    WorkspaceId,
};
use upbeat_domain::media::{Choices, ImageOutput, Inside, MediaInfo, MediaKind, Output, Recipe, Step};
use upbeat_domain::network::{NetworkId, Route};
use upbeat_domain::post::{Body, Medium, Post, PostState, Scope, Target, Variant};
use upbeat_domain::publication::{Part, Publication, PublicationState, Role};
use upbeat_domain::time::Timestamp;
use upbeat_store::{Store, StoreError};
use uuid::Uuid;

/// A store in a folder that goes away with it.
pub struct Fresh {
    pub store: Store,
    pub folder: tempfile::TempDir,
}

pub async fn fresh() -> Result<Fresh, StoreError> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path()).await?;
    Ok(Fresh { store, folder })
}

/// Noon on a day in November, and `seconds` later.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_795_521_600_000_000).plus_secs(seconds)
}

fn uuid(space: u8, number: u32) -> Uuid {
    Uuid::from_u128(0x0193_5a00_0000_7000_8000_0000_0000_0000 | u128::from(space) << 40 | u128::from(number))
}

pub fn workspace_id(number: u32) -> WorkspaceId {
    WorkspaceId::new(uuid(1, number))
}
pub fn account_id(number: u32) -> AccountId {
    AccountId::new(uuid(2, number))
}
pub fn asset_id(number: u32) -> AssetId {
    AssetId::new(uuid(3, number))
}
pub fn post_id(number: u32) -> PostId {
    PostId::new(uuid(4, number))
}
pub fn variant_id(number: u32) -> VariantId {
    VariantId::new(uuid(5, number))
}
pub fn rendition_id(number: u32) -> RenditionId {
    RenditionId::new(uuid(6, number))
}
pub fn job_id(number: u32) -> JobId {
    JobId::new(uuid(7, number))
}
pub fn owner_id(number: u32) -> OwnerId {
    OwnerId::new(uuid(8, number))
}

pub fn publication_id(number: u32) -> PublicationId {
    PublicationId::new(uuid(9, number))
}

pub fn hash(number: u32) -> ContentHash {
    let mut digest = [0; 32];
    digest[..4].copy_from_slice(&number.to_be_bytes());
    ContentHash::new(digest)
}

pub fn account(number: u32) -> Account {
    Account {
        id: account_id(number),
        network: NetworkId::Bluesky,
        remote_id: format!("did:plc:{number}"),
        server: "https://pds.example".to_owned(),
        handle: format!("ana{number}.example"),
        display_name: "Ana Ferreira".to_owned(),
        avatar: Some(hash(900 + number)),
        route: Route::Direct,
        own_network: false,
        server_limits: None,
        state: AccountState::Connected,
        secret_generation: 1,
        grace_s: 1800,
        position: number,
        created_at: at(0),
        checked_at: Some(at(1)),
        deleted_at: None,
    }
}

pub fn asset(number: u32) -> Asset {
    Asset {
        id: asset_id(number),
        hash: hash(number),
        name: format!("IMG_{number:04}.jpg"),
        held: Held::Copied,
        info: info(),
        alt: String::new(),
        created_at: at(i64::from(number)),
        deleted_at: None,
        sketch: None,
    }
}

pub fn info() -> MediaInfo {
    MediaInfo {
        kind: MediaKind::Image,
        container: "jpeg".to_owned(),
        mime: "image/jpeg".to_owned(),
        bytes: 4_200_000,
        width_px: 3024,
        height_px: 4032,
        orientation: 6,
        color: "Display P3".to_owned(),
        bit_depth: 8,
        has_gps: true,
        has_metadata: true,
        has_alpha: false,
        frames: 1,
        duration_ms: None,
        fps: None,
        video_codec: None,
        audio_codec: None,
        taken_at: Some("2026-11-22T09:14:00".to_owned()),
        sound: None,
        inside: Inside::default(),
    }
}

pub fn medium(asset: u32) -> Medium {
    Medium { alt: "Une vitrine au matin".to_owned(), ..Medium::of(asset_id(asset)) }
}

pub fn post(number: u32, text: &str) -> Post {
    Post {
        id: post_id(number),
        title: String::new(),
        state: PostState::Draft,
        body: Body { text: text.to_owned(), ..Body::default() },
        targets: vec![Target { network: NetworkId::Bluesky, account: None, format: None }],
        variants: Vec::new(),
        wish: None,
        revision: 1,
        created_at: at(i64::from(number)),
        updated_at: at(i64::from(number)),
        deleted_at: None,
    }
}

pub fn variant(number: u32, scope: Scope, text: &str) -> Variant {
    Variant {
        id: variant_id(number),
        scope,
        text: Some(text.to_owned()),
        fields: std::collections::BTreeMap::new(),
        media: None,
    }
}

pub fn rendition(number: u32, network: NetworkId, file: u32) -> Rendition {
    Rendition {
        id: rendition_id(number),
        key: hash(1000 + number),
        work: hash(2000 + file),
        source: hash(1),
        recipe: Recipe {
            network,
            format: "feed_image".to_owned(),
            preset: "portrait_4x5".to_owned(),
            output: Output::Image(ImageOutput {
                frame_px: Some((1080, 1350)),
                max_width_px: None,
                max_height_px: None,
                max_pixels: None,
                min_width_px: None,
                min_height_px: None,
                min_aspect: Some(0.8),
                max_aspect: Some(1.91),
                mimes: vec!["image/jpeg".to_owned()],
                max_bytes: 8_000_000,
                moving: None,
                keeps_display_p3: false,
                safe: None,
            }),
            choices: Choices::default(),
        },
        hash: hash(3000 + file),
        mime: "image/jpeg".to_owned(),
        bytes: 100,
        width_px: 1080,
        height_px: 1350,
        duration_ms: None,
        crop: Some(upbeat_domain::media::Crop { x: 0, y: 126, width: 3024, height: 3780 }),
        steps: vec![Step::Rotated { orientation: 6 }, Step::MetadataRemoved { gps: true }],
        took_ms: 41,
        used_at: at(i64::from(number)),
        created_at: at(i64::from(number)),
    }
}

/// A publication of post 1 on account 1, due in an hour, that shows one asset.
pub fn publication(number: u32, shows: u32) -> Publication {
    let part = PartId::new(uuid(10, number));
    let body = Body { media: vec![medium(shows)], ..Body::default() };
    Publication {
        id: publication_id(number),
        post: post_id(1),
        account: account_id(1),
        network: NetworkId::Bluesky,
        format: "feed_image".to_owned(),
        route: Route::Direct,
        body: body.clone(),
        state: PublicationState::Planned,
        due_at: at(3600),
        wish: None,
        zone_table: None,
        grace_s: 1800,
        retry_at: None,
        trouble: None,
        created_at: at(0),
        updated_at: at(0),
        parts: vec![Part::planned(part, 0, Role::Post, body, part.to_string())],
    }
}
