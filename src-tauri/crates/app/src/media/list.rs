//! Reading the library, and describing what is in it.

use upbeat_domain::asset::Asset;
use upbeat_domain::code::Code;
use upbeat_domain::id::{AssetId, PostId};
use upbeat_store::asset::{self, AssetFilter};

use crate::event::Noun;
use crate::failure::Failure;
use crate::post::title::title;
use crate::studio::{Open, Studio, undroppable};

/// Most assets in one page.
pub const PAGE_MAX: u32 = 1_000;

/// Longest description, bytes; above any network's.
const ALT_BYTES_MAX: usize = 20_000;

/// An asset with how often it is used.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The asset.
    pub asset: Asset,
    /// Posts that use it.
    pub used: u32,
}

/// A post that uses an asset.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UsedIn {
    /// The post.
    pub post: PostId,
    /// Its title or first words.
    pub title: String,
}

/// One asset.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn get(studio: &Studio, id: AssetId) -> Result<Listed, Failure> {
    let open = studio.shown();
    let asset = asset::get(&mut open.store.read().await?, id).await?;
    listed(&open, asset).await
}

/// An asset of a workspace with how often it is used there.
pub(super) async fn listed(open: &Open, asset: Asset) -> Result<Listed, Failure> {
    let used = asset::used_in(&mut open.store.read().await?, asset.id).await?.len();
    Ok(Listed { asset, used: u32::try_from(used).unwrap_or(u32::MAX) })
}

/// A page of the library, the newest first, and how many there are in all.
///
/// # Errors
/// What the disk says.
pub async fn list(studio: &Studio, mut filter: AssetFilter) -> Result<(Vec<Listed>, u64), Failure> {
    filter.limit = filter.limit.min(PAGE_MAX);
    let mut reader = studio.shown().store.read().await?;
    let page = asset::list(&mut reader, &filter).await?;
    let ids: Vec<_> = page.items.iter().map(|asset| asset.id).collect();
    let uses = asset::uses(&mut reader, &ids).await?;
    let used = |asset: Asset| Listed { used: uses.get(&asset.id).copied().unwrap_or(0), asset };
    Ok((page.items.into_iter().map(used).collect(), page.total))
}

/// The posts that use an asset.
///
/// # Errors
/// What the disk says.
pub async fn used_in(studio: &Studio, id: AssetId) -> Result<Vec<UsedIn>, Failure> {
    let mut reader = studio.shown().store.read().await?;
    let mut found = Vec::new();
    for post in asset::used_in(&mut reader, id).await? {
        let post = upbeat_store::post::get(&mut reader, post).await?;
        found.push(UsedIn { post: post.id, title: title(&post) });
    }
    Ok(found)
}

/// Writes what a person who can't see it should know.
///
/// # Errors
/// `invalid` for an overlong text, `not_found`, and what the disk says.
pub async fn set_alt(studio: &Studio, id: AssetId, alt: String) -> Result<Listed, Failure> {
    if alt.len() > ALT_BYTES_MAX {
        return Err(Failure::about(Code::Invalid, "alt"));
    }
    let studio = studio.clone();
    undroppable(async move {
        let mut tx = studio.shown().store.begin().await?;
        asset::set_alt(&mut tx, id, &alt).await?;
        tx.commit().await?;
        studio.changed(Noun::Assets, [id]);
        get(&studio, id).await
    })
    .await
}
