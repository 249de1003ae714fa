//! Making files in the library: started, told, stopped.

use upbeat_domain::asset::Rendition;
use upbeat_domain::id::{AssetId, JobId};

use super::plan::NotMade;
use super::recipes::{Piece, What, pieces};
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};

/// Work on one asset.
#[derive(Clone, Debug)]
pub struct Started {
    /// The work; none where everything was there already.
    pub job: Option<JobId>,
    /// The asset.
    pub asset: AssetId,
    /// Files to make.
    pub total: u32,
    /// Files that were there already.
    pub done: u32,
}

/// What was started.
#[derive(Clone, Debug, Default)]
pub struct Jobs {
    /// One for each asset, but for those that stay stopped.
    pub started: Vec<Started>,
    /// What can't be made.
    pub failures: Vec<NotMade>,
}

/// Who wants the files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Asked {
    /// The person: what they stopped goes on.
    ByPerson,
    /// A screen, so that they are there in time: what the person stopped stays stopped.
    ByScreen,
}

/// Starts to make files. The same work is never done twice.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn start(studio: &Studio, what: What, asked: Asked) -> Result<Jobs, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.shown();
        open.work();
        let planned = pieces(&mut open.store.read().await?, &what).await?;
        let mut jobs = Jobs::default();
        for piece in planned {
            jobs.failures.extend(piece.failures);
            if piece.recipes.is_empty() {
                continue;
            }
            let there = open.library.prepared(piece.asset.id, &piece.recipes).await?;
            if there.stopped && asked == Asked::ByScreen {
                continue;
            }
            jobs.started.push(Started {
                job: open.library.start(piece.asset.id, &piece.recipes).await?,
                asset: piece.asset.id,
                total: count(piece.recipes.len()),
                done: count(there.ready.len()),
            });
        }
        Ok(jobs)
    })
    .await
}

/// Stops work; what it made already stays. Returns how many were running or waiting.
///
/// # Errors
/// What the disk says.
pub async fn cancel(studio: &Studio, jobs: Vec<JobId>) -> Result<u32, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let mut cancelled = 0;
        for job in jobs {
            cancelled += u32::from(studio.shown().library.cancel(job).await?);
        }
        Ok(cancelled)
    })
    .await
}

/// Prepared files of one asset.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Files that are there, each with its asset.
    pub ready: Vec<(AssetId, Rendition)>,
    /// What could not be made.
    pub failures: Vec<(AssetId, NotMade)>,
    /// Files still being made.
    pub pending: u32,
    /// Assets whose work the person stopped before every file was made.
    pub stopped: Vec<AssetId>,
    /// Work on these assets that runs or waits for its turn, for whichever of their files.
    pub active: Vec<(JobId, AssetId)>,
}

/// What there is of the files asked for.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn list(studio: &Studio, what: What) -> Result<List, Failure> {
    let open = studio.shown();
    let planned = pieces(&mut open.store.read().await?, &what).await?;
    let active = open.library.active().await?;
    let working = !active.is_empty();
    let mut found = List::default();
    let worked_on = active.iter().filter_map(|job| Some((job.id, upbeat_library::asset_of(job)?)));
    found.active =
        worked_on.filter(|(_, asset)| planned.iter().any(|piece| piece.asset.id == *asset)).collect();
    for Piece { asset, recipes, failures } in planned {
        found.failures.extend(failures.into_iter().map(|why| (asset.id, why)));
        let prepared = open.library.prepared(asset.id, &recipes).await?;
        found.ready.extend(prepared.ready.into_iter().map(|(_, made)| (asset.id, made)));
        for (index, trouble) in prepared.failed {
            let recipe = recipes.get(index);
            found.failures.push((
                asset.id,
                NotMade {
                    network: recipe.map(|recipe| recipe.network),
                    format: recipe.map(|recipe| recipe.format.clone()),
                    failure: Failure::from(&trouble),
                },
            ));
        }
        if prepared.stopped {
            found.stopped.push(asset.id);
        } else if working {
            found.pending += count(prepared.missing.len());
        }
    }
    found.stopped.dedup();
    Ok(found)
}

/// Everything that was ever made of an asset and is still there.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn of_asset(studio: &Studio, id: AssetId) -> Result<Vec<Rendition>, Failure> {
    let mut reader = studio.shown().store.read().await?;
    let asset = upbeat_store::asset::get(&mut reader, id).await?;
    Ok(upbeat_store::rendition::by_source(&mut reader, asset.hash).await?)
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
