//! The bin of the library. Bytes stay until the bin is emptied; posts that use them keep working.

use upbeat_domain::id::AssetId;
use upbeat_domain::time::Timestamp;
use upbeat_store::{Tx, asset};

use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};
use crate::undo::{Change, Did, record};

/// Moves assets to the bin; those there already stay. Undoable.
///
/// # Errors
/// What the disk says.
pub async fn delete(studio: &Studio, ids: Vec<AssetId>) -> Result<Did, Failure> {
    change(studio, ids, true).await
}

/// Takes assets out of the bin. Undoable.
///
/// # Errors
/// `conflict` where the same bytes were imported again meanwhile, and what the disk says.
pub async fn restore(studio: &Studio, ids: Vec<AssetId>) -> Result<Did, Failure> {
    change(studio, ids, false).await
}

async fn change(studio: &Studio, ids: Vec<AssetId>, bin: bool) -> Result<Did, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        let moved =
            if bin { put_in_bin(&mut tx, &ids, now).await? } else { take_out_of_bin(&mut tx, &ids).await? };
        let mut did = Did { count: u32::try_from(moved.len()).unwrap_or(u32::MAX), step: None };
        if did.count > 0 {
            let (into, out) =
                (Change::AssetsToBin { ids: moved.clone() }, Change::AssetsFromBin { ids: moved.clone() });
            let (back, forth) = if bin { (out, into) } else { (into, out) };
            did.step = Some(record(&mut tx, &back, &forth, now).await?);
        }
        tx.commit().await?;
        studio.changed(Noun::Assets, moved);
        Ok(did)
    })
    .await
}

/// Puts assets into the bin within somebody's transaction; returns those that were outside.
pub(crate) async fn put_in_bin(
    tx: &mut Tx,
    ids: &[AssetId],
    now: Timestamp,
) -> Result<Vec<AssetId>, Failure> {
    let mut moved = Vec::new();
    for id in ids {
        if asset::bin(tx, *id, now).await? {
            moved.push(*id);
        }
    }
    Ok(moved)
}

/// Takes assets out of the bin within somebody's transaction; returns those that were inside.
pub(crate) async fn take_out_of_bin(tx: &mut Tx, ids: &[AssetId]) -> Result<Vec<AssetId>, Failure> {
    let mut moved = Vec::new();
    for id in ids {
        if asset::restore(tx, *id).await? {
            moved.push(*id);
        }
    }
    Ok(moved)
}
