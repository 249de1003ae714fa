//! A post as cells, and back.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use upbeat_domain::id::{AccountId, AssetId, PostId, VariantId};
use upbeat_domain::post::{Body, Medium, Post, PostState, Scope, Variant};

use crate::error::StoreError;
use crate::row::{Cells, to_json};
use crate::search;

pub(super) struct PostCells {
    pub(super) state: &'static str,
    pub(super) body: String,
    pub(super) targets: String,
    pub(super) wish: Option<String>,
    pub(super) search: String,
}

/// What differs in a variant, as it is kept.
#[derive(Deserialize, Serialize)]
struct VariantBody {
    text: Option<String>,
    fields: BTreeMap<String, String>,
    media: Option<Vec<Medium>>,
}

pub(super) fn write(post: &Post) -> Result<PostCells, StoreError> {
    Ok(PostCells {
        state: state_name(post.state),
        body: to_json(&post.body)?,
        targets: to_json(&post.targets)?,
        wish: post.wish.as_ref().map(to_json).transpose()?,
        search: searchable(post),
    })
}

/// The post without its variants.
pub(super) fn read(row: &SqliteRow) -> Result<Post, StoreError> {
    let cells = Cells(row);
    let state: String = cells.raw("state")?;
    let states = [PostState::Draft, PostState::Ready, PostState::Archived];
    let state = states.into_iter().find(|known| state_name(*known) == state);
    Ok(Post {
        id: cells.id("id", PostId::new)?,
        title: cells.raw("title")?,
        state: state.ok_or_else(|| StoreError::Damaged("column state of a post".to_owned()))?,
        body: cells.json::<Body>("body")?,
        targets: cells.json("targets")?,
        variants: Vec::new(),
        wish: cells.maybe_json("wish")?,
        revision: cells.number("revision")?,
        created_at: cells.at("created_at")?,
        updated_at: cells.at("updated_at")?,
        deleted_at: cells.maybe_at("deleted_at")?,
    })
}

pub(super) const fn state_name(state: PostState) -> &'static str {
    match state {
        PostState::Draft => "draft",
        PostState::Ready => "ready",
        PostState::Archived => "archived",
    }
}

pub(super) fn write_variant(variant: &Variant) -> Result<(String, String), StoreError> {
    let scope = match variant.scope {
        Scope::Network(network) => format!("network/{network}"),
        Scope::Account(account) => format!("account/{account}"),
    };
    let Variant { text, fields, media, .. } = variant.clone();
    Ok((scope, to_json(&VariantBody { text, fields, media })?))
}

pub(super) fn read_variant(row: &SqliteRow) -> Result<Variant, StoreError> {
    let cells = Cells(row);
    let text: String = cells.raw("scope")?;
    let scope = match text.split_once('/') {
        Some(("network", name)) => name.parse().ok().map(Scope::Network),
        Some(("account", id)) => id.parse::<AccountId>().ok().map(Scope::Account),
        Some(_) | None => None,
    };
    let VariantBody { text, fields, media } = cells.json("body")?;
    let scope = scope.ok_or_else(|| StoreError::Damaged("column scope of a variant".to_owned()))?;
    Ok(Variant { id: cells.id("id", VariantId::new)?, scope, text, fields, media })
}

/// Every asset that the post or a variant of it uses, once.
pub(super) fn assets(post: &Post) -> BTreeSet<AssetId> {
    let own = post.variants.iter().filter_map(|variant| variant.media.as_ref()).flatten();
    post.body.media.iter().chain(own).map(|medium| medium.asset).collect()
}

fn searchable(post: &Post) -> String {
    let common = [post.title.as_str(), &post.body.text];
    let fields = post.body.fields.values().map(String::as_str);
    let variants = post.variants.iter().flat_map(|variant| {
        variant.text.as_deref().into_iter().chain(variant.fields.values().map(String::as_str))
    });
    search::fold_all(common.into_iter().chain(fields).chain(variants))
}
