//! A new draft.

use upbeat_domain::id::{AssetId, PostId, VariantId};
use upbeat_domain::post::{Medium, Post, Variant};
use upbeat_store::{Reader, asset};

use super::save::{Edit, check_edits};
use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};

/// Makes a draft of what is given, with these assets after its media.
///
/// # Errors
/// `not_found` for an asset that isn't there, edits that a file doesn't take, and what the disk says.
pub async fn create(studio: &Studio, edit: Edit, assets: Vec<AssetId>) -> Result<Post, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let mut tx = studio.shown().store.begin().await?;
        let mut post = fresh(&studio, edit);
        post.body.media.extend(placed(&mut tx, &assets).await?);
        check_edits(&mut tx, &post).await?;
        upbeat_store::post::insert(&mut tx, &post).await?;
        tx.commit().await?;
        studio.changed(Noun::Posts, [post.id]);
        Ok(post)
    })
    .await
}

/// A post that nobody wrote down yet.
pub(super) fn fresh(studio: &Studio, edit: Edit) -> Post {
    let clock = studio.clock();
    let now = clock.now();
    Post {
        id: PostId::new(clock.uuid()),
        title: edit.title,
        state: edit.state,
        body: edit.body,
        targets: edit.targets,
        variants: edit
            .variants
            .into_iter()
            .map(|v| Variant {
                id: VariantId::new(clock.uuid()),
                scope: v.scope,
                text: v.text,
                fields: v.fields,
                media: v.media,
            })
            .collect(),
        wish: edit.wish,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    }
}

/// Assets as media of a post, with the words that the library keeps for each.
async fn placed(reader: &mut impl Reader, assets: &[AssetId]) -> Result<Vec<Medium>, Failure> {
    let found = asset::get_many(reader, assets).await?;
    Ok(found.into_iter().map(|asset| Medium { alt: asset.alt, ..Medium::of(asset.id) }).collect())
}
