//! Keeping every workspace tidy while nobody looks: its pages checked, backups, the cache's limit, the bin's
//! end.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use upbeat_domain::code::Code;
use upbeat_domain::id::RenditionId;
use upbeat_domain::time::Timestamp;
use upbeat_store::{StoreError, job, post, publication, rendition, setting};

use crate::backup::RESTORED;
use crate::event::Alarm;
use crate::failure::Failure;
use crate::settings::{CACHE, CACHE_BYTES};
use crate::studio::{Open, Studio};

/// Between two rounds.
const EVERY: Duration = Duration::from_secs(3_600);
/// How long after the start the first round begins: a start has better things to do.
const FIRST_AFTER: Duration = Duration::from_secs(60);
/// How long after a check of every page the next one is due, seconds: a week.
const CHECK_S: i64 = 7 * 86_400;
/// When every page was checked last, and was good.
const CHECKED: &str = "checked_at";
/// How long after a restore no file is swept, seconds: 90 days. Only the database that was set aside knows
/// what was imported after the backup.
const RESTORED_S: i64 = 90 * 86_400;
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
    if let Some(failure) = open.trouble() {
        return Err(failure);
    }
    check_weekly(studio, open, now).await?;
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
    let restored: Option<Timestamp> = setting::get(&mut open.store.read().await?, RESTORED).await?;
    if restored.is_none_or(|restored| restored.plus_secs(RESTORED_S) < now) {
        open.library.sweep().await?;
    }
    crate::media::look_at_new(studio, open, now);
    Ok(())
}

/// Checks every page once a week, when nothing happens in the workspace. Nothing goes out of a damaged one any
/// more, and the person is told.
async fn check_weekly(studio: &Studio, open: &Arc<Open>, now: Timestamp) -> Result<(), Failure> {
    let mut reader = open.store.read().await?;
    let last: Option<Timestamp> = setting::get(&mut reader, CHECKED).await?;
    let working = !publication::under_way(&mut reader).await?.is_empty();
    drop(reader);
    // Why either way: a clock that was set back must not put the check off for ever.
    let due = last.is_none_or(|last| now.micros_since(last).abs() >= CHECK_S * 1_000_000);
    if !due || working || !open.library.active().await?.is_empty() {
        return Ok(());
    }
    let checked = open.store.check().await;
    if let Err(StoreError::Damaged(_)) = &checked {
        let folder = open.store.folder().display().to_string();
        let failure = Failure::about(Code::StorageDamaged, folder);
        studio.give_up(open, failure.clone()).await;
        let client = open.workspace().await.map(|workspace| workspace.name).unwrap_or_default();
        studio.alarm(Alarm::Damaged { client, failure });
    }
    checked?;
    let mut tx = open.store.begin().await?;
    setting::set(&mut tx, CHECKED, &now).await?;
    Ok(tx.commit().await?)
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
