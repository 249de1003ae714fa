//! The rows of files whose bytes are safe.

use upbeat_clock::Clock;
use upbeat_domain::asset::{Asset, Held};
use upbeat_domain::id::AssetId;
use upbeat_domain::time::Timestamp;
use upbeat_store::{Tx, asset};

use super::Safe;
use crate::error::LibraryError;

/// Writes the asset's row: the old one where these bytes are known, taken out of the bin if need be.
pub(super) async fn one(
    tx: &mut Tx,
    clock: &Clock,
    created_at: Timestamp,
    file: Safe,
) -> Result<Asset, LibraryError> {
    let Some(mut known) = asset::by_hash(tx, file.hash).await? else {
        let new = Asset {
            id: AssetId::new(clock.uuid()),
            hash: file.hash,
            name: file.name,
            held: file.held,
            info: file.info,
            alt: String::new(),
            created_at,
            deleted_at: None,
            sketch: None,
        };
        asset::insert(tx, &new).await?;
        return Ok(new);
    };
    if known.deleted_at.take().is_some() {
        asset::restore(tx, known.id).await?;
    }
    // Why: bytes that were only referred to and are now copied (or lie elsewhere) are better held so.
    if known.held != file.held && known.held != Held::Copied {
        asset::set_held(tx, known.id, &file.held).await?;
        known.held = file.held;
    }
    Ok(known)
}
