//! Keeping every workspace tidy while nobody looks: backups, the cache's limit, the bin's end.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use upbeat_domain::id::RenditionId;
use upbeat_domain::time::Timestamp;
use upbeat_store::{StoreError, job, post, publication, rendition, setting};

use crate::failure::Failure;
use crate::settings::{CACHE, CACHE_BYTES};
use crate::studio::{Open, Studio};

/// Between two rounds.
const EVERY: Duration = Duration::from_secs(3_600);
/// How long after the start the first round begins: a start has better things to do.
const FIRST_AFTER: Duration = Duration::from_secs(60);
/// How long things stay in the bin, seconds: 30 days.
const BIN_S: i64 = 30 * 86_400;
/// How long settled work is remembered, seconds: a week.
const JOBS_S: i64 = 7 * 86_400;
/// Publications whose files are kept from the cache's limit, at most.
const KEPT_MAX: u32 = 100_000;

/// Tidies up for as long as it runs.
pub(crate) async fn keep(studio: Studio) {
    tokio::time::sleep(FIRST_AFTER).await;
    loop {
        round(&studio).await;
        tokio::time::sleep(EVERY).await;
    }
}

/// One round in every open workspace. What can't be tidied now is tidied later, and is no concern of the
/// person's: it is logged.
pub async fn round(studio: &Studio) {
    for open in studio.all_open().await {
        if let Err(failure) = tidy(studio, &open).await {
            tracing::warn!(workspace = %open.id, %failure, "not tidied");
        }
    }
}

/// One round in one workspace.
async fn tidy(studio: &Studio, open: &Arc<Open>) -> Result<(), Failure> {
    let now = studio.clock().now();
    open.store.back_up_daily(now).await?;
    let limit: u64 = setting::get(&mut open.store.read().await?, CACHE).await?.unwrap_or(CACHE_BYTES);
    let evicted = open.library.evict(limit, &needed(open).await?).await?;
    if evicted.renditions > 0 {
        studio.changed(crate::event::Noun::Renditions, [] as [&str; 0]);
    }
    let mut tx = open.store.begin().await?;
    post::erase_binned(&mut tx, now.plus_secs(-BIN_S)).await?;
    job::forget(&mut tx, now.plus_secs(-JOBS_S)).await?;
    tx.commit().await?;
    open.library.empty_bin(now.plus_secs(-BIN_S)).await?;
    open.library.sweep().await?;
    Ok(())
}

/// The prepared files of publications that aren't over: those stay, whatever the limit.
async fn needed(open: &Open) -> Result<HashSet<RenditionId>, Failure> {
    let mut reader = open.store.read().await?;
    let (from, to) = (Timestamp::from_micros(i64::MIN), Timestamp::from_micros(i64::MAX));
    let mut kept = HashSet::new();
    for publication in publication::between(&mut reader, from, to, KEPT_MAX).await? {
        if publication.state.is_final() {
            continue;
        }
        for medium in &publication.body.media {
            let asset = match upbeat_store::asset::get(&mut reader, medium.asset).await {
                Ok(asset) => asset,
                // Why: one that is missing needs no file, and must not end the tidying of all the others.
                Err(StoreError::NotFound(_)) => continue,
                Err(error) => return Err(error.into()),
            };
            let made = rendition::by_source(&mut reader, asset.hash).await?;
            kept.extend(made.into_iter().filter(|m| m.recipe.network == publication.network).map(|m| m.id));
        }
    }
    Ok(kept)
}
