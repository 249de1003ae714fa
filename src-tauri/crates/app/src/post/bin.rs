//! The bin: nothing is deleted at once.

use upbeat_domain::id::PostId;
use upbeat_domain::time::Timestamp;
use upbeat_store::Tx;

use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};
use crate::undo::{Change, record};

/// Moves posts to the bin; those there already stay. Undoable. Returns how many moved.
///
/// # Errors
/// What the disk says.
pub async fn delete(studio: &Studio, ids: Vec<PostId>) -> Result<u32, Failure> {
    change(studio, ids, true).await
}

/// Takes posts out of the bin. Undoable. Returns how many moved.
///
/// # Errors
/// What the disk says.
pub async fn restore(studio: &Studio, ids: Vec<PostId>) -> Result<u32, Failure> {
    change(studio, ids, false).await
}

async fn change(studio: &Studio, ids: Vec<PostId>, bin: bool) -> Result<u32, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        let moved = if bin {
            put_in_bin(&mut tx, &ids, now).await?
        } else {
            take_out_of_bin(&mut tx, &ids, now).await?
        };
        let count = u32::try_from(moved.len()).unwrap_or(u32::MAX);
        if count > 0 {
            let (into, out) =
                (Change::PostsToBin { ids: moved.clone() }, Change::PostsFromBin { ids: moved.clone() });
            let (back, forth) = if bin { (out, into) } else { (into, out) };
            record(&mut tx, &back, &forth, now).await?;
        }
        tx.commit().await?;
        studio.changed(Noun::Posts, moved);
        Ok(count)
    })
    .await
}

/// Puts posts into the bin within somebody's transaction; returns those that were outside.
pub(crate) async fn put_in_bin(tx: &mut Tx, ids: &[PostId], now: Timestamp) -> Result<Vec<PostId>, Failure> {
    let mut moved = Vec::new();
    for id in ids {
        if upbeat_store::post::bin(tx, *id, now).await? {
            moved.push(*id);
        }
    }
    Ok(moved)
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
