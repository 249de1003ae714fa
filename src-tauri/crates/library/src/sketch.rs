//! Looking at what was brought in: thumbnails are made before they are asked for, and pictures that look the same are
//! found. In the background, on all cores; begun anew where it was left.

use std::num::NonZero;
use std::thread::available_parallelism;

use tokio::task::JoinSet;
use upbeat_domain::asset::Asset;
use upbeat_domain::id::AssetId;
use upbeat_domain::media::{Likeness, Sketch};
use upbeat_domain::time::Timestamp;
use upbeat_store::asset;

use crate::error::LibraryError;
use crate::library::Library;
use crate::thumbnail;

/// Pictures whose sketches are written in one transaction.
const BATCH: u32 = 64;

/// How long before its beginning the files of an import may stand, seconds: a microsecond each.
const BEFORE_S: i64 = 1;

/// A picture that looks like one that was there before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Alike {
    /// The picture.
    pub asset: AssetId,
    /// The one that was there before.
    pub like: AssetId,
}

impl Library {
    /// Looks at every picture that nobody has looked at yet, the latest first, and tells `found` which of those
    /// imported since `since` look like one that was there before. A picture that can't be decoded is passed over; it
    /// is tried again another time, three times in all.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sketch_all(
        &self,
        since: Timestamp,
        found: impl Fn(Vec<Alike>) + Send,
    ) -> Result<(), LibraryError> {
        let _alone = self.inner.sketching.lock().await;
        // Why so: the files of one import stand before its beginning, as the first is to be the latest.
        let since = since.plus_secs(-BEFORE_S);
        let known = asset::likenesses(&mut self.inner.store.read().await?, since).await?;
        let mut before = Timestamp::from_micros(i64::MAX);
        loop {
            let batch = asset::unsketched(&mut self.inner.store.read().await?, before, BATCH).await?;
            let Some(last) = batch.last() else { return Ok(()) };
            before = last.created_at;
            let ids: Vec<AssetId> = batch.iter().map(|asset| asset.id).collect();
            let mut tx = self.inner.store.begin().await?;
            asset::sketch_tried(&mut tx, &ids).await?;
            tx.commit().await?;
            let sketched = {
                // Why one for all: a batch uses every core by itself.
                let _permit = self.inner.looking().await?;
                self.look_at(batch).await
            };
            let mut tx = self.inner.store.begin().await?;
            for (asset, sketch) in &sketched {
                asset::set_sketch(&mut tx, asset.id, sketch).await?;
            }
            tx.commit().await?;
            let new = sketched.iter().filter(|(asset, _)| asset.created_at >= since);
            let alike = new.filter_map(|(asset, sketch)| {
                nearest(sketch.likeness?, &known).map(|like| Alike { asset: asset.id, like })
            });
            let alike: Vec<_> = alike.collect();
            if !alike.is_empty() {
                found(alike);
            }
        }
    }

    /// Makes the thumbnails of some pictures, as many at once as there are cores.
    async fn look_at(&self, batch: Vec<Asset>) -> Vec<(Asset, Sketch)> {
        let cores = available_parallelism().map_or(1, NonZero::get);
        let mut waiting = batch.into_iter();
        let mut under_way = JoinSet::new();
        let mut sketched = Vec::new();
        loop {
            while under_way.len() < cores {
                let Some(asset) = waiting.next() else { break };
                let inner = self.inner.clone();
                under_way.spawn_blocking(move || {
                    let made = thumbnail::sketch(&inner.engine, &inner.place, &asset);
                    (asset, made)
                });
            }
            match under_way.join_next().await {
                Some(Ok((asset, Ok(sketch)))) => sketched.push((asset, sketch)),
                Some(Ok((asset, Err(error)))) => {
                    tracing::debug!(%error, id = %asset.id, "can't be looked at")
                }
                Some(Err(error)) => tracing::warn!(%error, "looking at a picture ended early"),
                None => return sketched,
            }
        }
    }
}

/// What a picture looks most like.
fn nearest(own: Likeness, known: &[(AssetId, Likeness)]) -> Option<AssetId> {
    let near = known.iter().filter(|(_, other)| own.is_near(*other));
    near.min_by_key(|(_, other)| own.distance(*other)).map(|(like, _)| *like)
}
