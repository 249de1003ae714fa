//! Reading posts.

use std::collections::BTreeMap;

use upbeat_domain::id::PostId;
use upbeat_domain::network::NetworkId;
use upbeat_domain::post::Post;
use upbeat_domain::publication::PublicationState;
use upbeat_store::post::PostFilter;

use crate::failure::Failure;
use crate::studio::Studio;

/// Most posts in one page.
pub const PAGE_MAX: u32 = 1_000;

/// A post with its publications.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The post.
    pub post: Post,
    /// Where its publications stand, the earliest first.
    pub publications: Vec<(NetworkId, PublicationState)>,
}

/// One post.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn get(studio: &Studio, id: PostId) -> Result<Post, Failure> {
    Ok(upbeat_store::post::get(&mut studio.shown().store.read().await?, id).await?)
}

/// A page of posts, the latest change first, and how many there are in all.
///
/// # Errors
/// What the disk says.
pub async fn list(studio: &Studio, mut filter: PostFilter) -> Result<(Vec<Listed>, u64), Failure> {
    filter.limit = filter.limit.min(PAGE_MAX);
    let mut reader = studio.shown().store.read().await?;
    let page = upbeat_store::post::list(&mut reader, &filter).await?;
    let ids: Vec<PostId> = page.items.iter().map(|post| post.id).collect();
    let mut states: BTreeMap<PostId, Vec<(NetworkId, PublicationState)>> = BTreeMap::new();
    for (post, network, state) in upbeat_store::publication::states_of_posts(&mut reader, &ids).await? {
        states.entry(post).or_default().push((network, state));
    }
    let listed = |post: Post| Listed { publications: states.remove(&post.id).unwrap_or_default(), post };
    Ok((page.items.into_iter().map(listed).collect(), page.total))
}
