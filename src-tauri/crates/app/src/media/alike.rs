//! Pictures that look the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use upbeat_domain::asset::Asset;
use upbeat_domain::media;
use upbeat_domain::time::Timestamp;
use upbeat_store::asset;

use super::list::Listed;
use crate::failure::Failure;
use crate::studio::{Open, Studio, blocking};

/// Groups of pictures outside the bin that look the same, each with the oldest first. Those that nobody has looked at
/// yet are looked at first.
///
/// # Errors
/// What the disk says.
pub async fn alike(studio: &Studio) -> Result<Vec<Vec<Listed>>, Failure> {
    let (open, now) = (studio.shown(), studio.clock().now());
    open.library.sketch_all(now, |_| {}).await?;
    let mut reader = open.store.read().await?;
    let pictures = asset::likenesses(&mut reader, Timestamp::from_micros(i64::MAX)).await?;
    // Why there: every pair is compared.
    let groups = blocking(move || media::alike(&pictures)).await?;
    let ids = groups.concat();
    let uses = asset::uses(&mut reader, &ids).await?;
    let used = |asset: Asset| Listed { used: uses.get(&asset.id).copied().unwrap_or(0), asset };
    let found = asset::get_many(&mut reader, &ids).await?;
    let mut found: BTreeMap<_, _> = found.into_iter().map(|asset| (asset.id, used(asset))).collect();
    Ok(groups.into_iter().map(|group| group.iter().filter_map(|id| found.remove(id)).collect()).collect())
}

/// Looks at what was brought in, in the background; those imported since then that look like one that was there before
/// are told of. Where nobody listens, it is left to whoever asks for it.
pub(crate) fn look_at_new(studio: &Studio, open: &Arc<Open>, since: Timestamp) {
    if !studio.is_heard() {
        return;
    }
    let (library, id, teller) = (open.library.clone(), open.id, studio.clone());
    open.meanwhile(async move {
        let found = |alike| {
            // Why asked: a screen shows one workspace.
            if teller.shown().id == id {
                teller.alike(alike);
            }
        };
        if let Err(error) = library.sketch_all(since, found).await {
            tracing::debug!(%error, "what was brought in can't be looked at");
        }
    });
}
