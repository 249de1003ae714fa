//! A copy of a post, to say it again.

use upbeat_domain::id::PostId;
use upbeat_domain::post::{Post, PostState};

use super::create::fresh;
use super::save::Edit;
use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};

/// Copies a post as a draft without a date: a date is a promise that only the person makes.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn duplicate(studio: &Studio, id: PostId) -> Result<Post, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let mut tx = studio.shown().store.begin().await?;
        let original = upbeat_store::post::get(&mut tx, id).await?;
        let copy = fresh(&studio, Edit { state: PostState::Draft, wish: None, ..Edit::of(&original) });
        upbeat_store::post::insert(&mut tx, &copy).await?;
        tx.commit().await?;
        studio.changed(Noun::Posts, [copy.id]);
        Ok(copy)
    })
    .await
}
