//! Work that the person stops, and begins anew.

mod common;

use std::time::Duration;

use common::{Fresh, Outcome, files, fresh, picture, recipe, work};
use tokio::sync::broadcast::Receiver;
use upbeat_domain::asset::Asset;
use upbeat_domain::job::JobState;
use upbeat_domain::media::Recipe;
use upbeat_domain::network::NetworkId;
use upbeat_library::{JobEvent, Keep};

/// How long anything may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// A picture and so many recipes that the work on it can be stopped in its midst.
async fn much_to_do() -> Result<(Fresh, Asset, Vec<Recipe>), Box<dyn std::error::Error>> {
    let fresh = fresh().await?;
    let file = fresh.desk.join("large.jpg");
    picture(&file, 3000, 2400, 1)?;
    let mut imported = fresh.library.import(&[file], Keep::Copy).await;
    let asset = imported.assets.pop().ok_or_else(|| format!("{:?}", imported.failures))?;
    let side = |step: u32| (1900 - 40 * step, 1400 - 40 * step);
    let recipes = (0..16).map(|step| recipe(NetworkId::X, &format!("image{step}"), side(step))).collect();
    Ok((fresh, asset, recipes))
}

async fn next(events: &mut Receiver<JobEvent>, state: JobState) -> Outcome {
    let heard = async {
        loop {
            if events.recv().await?.state == state {
                return Outcome::Ok(());
            }
        }
    };
    tokio::time::timeout(PATIENCE, heard).await?
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_is_stopped_is_told_as_stopped_and_as_nothing_else_after_that() -> Outcome {
    let (fresh, asset, recipes) = much_to_do().await?;
    let working = work(&fresh.library);
    let mut events = fresh.library.events();
    let id = fresh.library.start(asset.id, &recipes).await?.ok_or("a job")?;
    next(&mut events, JobState::Running).await?;
    assert!(fresh.library.cancel(id).await?);
    next(&mut events, JobState::Cancelled).await?;
    let ended = async {
        while fresh.workspace.join("cache/work").join(id.to_string()).exists() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await?;
    let after: Vec<_> = std::iter::from_fn(|| events.try_recv().ok()).map(|event| event.state).collect();
    assert!(after.is_empty(), "it looks under way again: {after:?}");
    let prepared = fresh.library.prepared(asset.id, &recipes).await?;
    assert!(prepared.stopped, "{prepared:?}");
    assert!(prepared.failed.is_empty() && !prepared.missing.is_empty(), "{prepared:?}");
    drop(working);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_is_stopped_and_begun_anew_at_once_is_done_in_full() -> Outcome {
    let (fresh, asset, recipes) = much_to_do().await?;
    let working = work(&fresh.library);
    let mut events = fresh.library.events();
    for _ in 0..3 {
        let Some(id) = fresh.library.start(asset.id, &recipes).await? else { break };
        next(&mut events, JobState::Running).await?;
        fresh.library.cancel(id).await?;
    }
    let prepared = tokio::time::timeout(PATIENCE, fresh.library.prepare(asset.id, &recipes)).await??;
    assert_eq!((prepared.ready.len(), prepared.stopped), (recipes.len(), false), "{:?}", prepared.failed);
    assert!(prepared.failed.is_empty(), "{:?}", prepared.failed);
    drop(working);
    assert!(files(&fresh.workspace.join("cache/work")).is_empty(), "nothing stays on the way");
    Ok(())
}
