//! The bin: nothing is deleted at once, and nothing in it goes out.

use upbeat_domain::id::{PostId, PublicationId};
use upbeat_domain::time::Timestamp;
use upbeat_store::Tx;

use crate::failure::Failure;
use crate::publication;
use crate::studio::{Studio, undroppable};
use crate::undo::{Change, Did, record};

/// Moves posts to the bin; those there already stay. What was planned of them is called off in the same
/// step. Undoable: taken back, it is planned as it was.
///
/// # Errors
/// `publication.under_way`, about the post, while it is being sent or its outcome looked into: nothing moves
/// then. What the disk says.
pub async fn delete(studio: &Studio, ids: Vec<PostId>) -> Result<Did, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        let Binned { moved, called_off } = put_in_bin(&studio, &mut tx, &ids, now).await?;
        let forth = Change::PostsToBin { ids: moved.clone() };
        let back = Change::PostsFromBin { ids: moved, planned: called_off };
        settle(&studio, tx, &back, &forth).await
    })
    .await
}

/// Takes posts out of the bin, as drafts: what was planned of them isn't planned again. Undoable.
///
/// # Errors
/// What the disk says.
pub async fn restore(studio: &Studio, ids: Vec<PostId>) -> Result<Did, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        let moved = take_out_of_bin(&mut tx, &ids, now).await?;
        let forth = Change::PostsFromBin { ids: moved.clone(), planned: Vec::new() };
        settle(&studio, tx, &Change::PostsToBin { ids: moved }, &forth).await
    })
    .await
}

/// Writes down how to take it back, commits, tells.
async fn settle(studio: &Studio, mut tx: Tx, back: &Change, forth: &Change) -> Result<Did, Failure> {
    let mut did = Did { count: forth.count(), step: None };
    if did.count > 0 {
        did.step = Some(record(&mut tx, back, forth, studio.clock().now()).await?);
    }
    tx.commit().await?;
    forth.tell(studio);
    Ok(did)
}

/// What going into the bin did.
#[derive(Debug, Default)]
pub(crate) struct Binned {
    /// Posts that were outside.
    pub(crate) moved: Vec<PostId>,
    /// What was called off with them.
    pub(crate) called_off: Vec<PublicationId>,
}

/// Puts posts into the bin within somebody's transaction, and calls off what was planned of them.
pub(crate) async fn put_in_bin(
    studio: &Studio,
    tx: &mut Tx,
    ids: &[PostId],
    now: Timestamp,
) -> Result<Binned, Failure> {
    let mut binned = Binned::default();
    for id in ids {
        if upbeat_store::post::bin(tx, *id, now).await? {
            binned.called_off.extend(publication::call_off_post(studio, tx, *id).await?);
            binned.moved.push(*id);
        }
    }
    Ok(binned)
}

/// Takes posts out of the bin within somebody's transaction; returns those that were inside.
pub(crate) async fn take_out_of_bin(
    tx: &mut Tx,
    ids: &[PostId],
    now: Timestamp,
) -> Result<Vec<PostId>, Failure> {
    let mut moved = Vec::new();
    for id in ids {
        if upbeat_store::post::restore(tx, *id, now).await? {
            moved.push(*id);
        }
    }
    Ok(moved)
}
