//! Making renditions, keeping them, giving them away.

mod common;

use std::collections::HashSet;
use std::fs;
use std::time::Duration;

use common::{Fresh, Outcome, files, fresh, picture, recipe, work};
use upbeat_domain::asset::Asset;
use upbeat_domain::code::Code;
use upbeat_domain::id::OwnerId;
use upbeat_domain::job::{JobKind, JobState};
use upbeat_domain::network::NetworkId;
use upbeat_library::Keep;
use upbeat_store::job;

async fn with_picture(name: &str) -> Result<(Fresh, Asset), Box<dyn std::error::Error>> {
    let fresh = fresh().await?;
    let file = fresh.desk.join(name);
    picture(&file, 1200, 900, 1)?;
    let mut imported = fresh.library.import(&[file], Keep::Copy).await;
    let asset = imported.assets.pop().ok_or_else(|| format!("{:?}", imported.failures))?;
    Ok((fresh, asset))
}

#[tokio::test]
async fn renditions_are_made_once_and_found_again() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let recipes = [
        recipe(NetworkId::Instagram, "story", (540, 960)),
        recipe(NetworkId::X, "image", (800, 450)),
        recipe(NetworkId::Tiktok, "photo", (540, 960)),
    ];
    let working = work(&fresh.library);
    let made = fresh.library.prepare(asset.id, &recipes).await?;
    assert_eq!((made.ready.len(), made.failed.len(), made.missing.len()), (3, 0, 0), "{made:?}");
    for (index, rendition) in &made.ready {
        let wanted = recipes.get(*index).ok_or("a recipe")?;
        assert_eq!((rendition.recipe.network, &rendition.recipe.format), (wanted.network, &wanted.format));
        let (_, path) = fresh.library.rendition(rendition.id).await?;
        assert_eq!(image::image_dimensions(&path)?, (rendition.width_px, rendition.height_px));
        assert_eq!(rendition.hash.bytes(), blake3::hash(&fs::read(&path)?).as_bytes());
    }
    let hashes: HashSet<_> = made.ready.iter().map(|(_, rendition)| rendition.hash).collect();
    assert_eq!(hashes.len(), 2, "the story and the photo are one file");
    assert_eq!(files(&fresh.workspace.join("cache/renditions")).len(), 2);
    assert!(files(&fresh.workspace.join("cache/work")).is_empty(), "nothing stays on the way");
    assert_eq!(fresh.library.start(asset.id, &recipes).await?, None, "all of it is there");
    let again = fresh.library.prepare(asset.id, &recipes).await?;
    assert_eq!(again, made);
    drop(working);
    Ok(())
}

#[tokio::test]
async fn another_networks_file_is_used_without_working_again() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let working = work(&fresh.library);
    let first = recipe(NetworkId::Instagram, "story", (540, 960));
    fresh.library.prepare(asset.id, std::slice::from_ref(&first)).await?;
    // Why: without its original nothing can be made; what comes must come from the cache.
    fs::remove_file(fresh.library.original(asset.id).await?.1)?;
    let second = recipe(NetworkId::Snapchat, "story", (540, 960));
    let other = recipe(NetworkId::Snapchat, "spotlight", (500, 500));
    let made = fresh.library.prepare(asset.id, &[second]).await?;
    assert_eq!(
        made.ready.first().map(|(_, found)| (found.recipe.network, found.took_ms)),
        Some((NetworkId::Snapchat, 0))
    );
    let missing = fresh.library.prepare(asset.id, &[other]).await?;
    let trouble = missing.failed.first().map(|(_, trouble)| (trouble.code, trouble.subject.as_str()));
    assert_eq!(trouble, Some((Code::MediaUnreadable, "one.jpg")));
    drop(working);
    Ok(())
}

#[tokio::test]
async fn one_impossible_recipe_doesnt_take_the_others_along() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let working = work(&fresh.library);
    let mut impossible = recipe(NetworkId::X, "image", (1200, 900));
    if let upbeat_domain::media::Output::Image(output) = &mut impossible.output {
        output.max_bytes = 10;
    }
    let good = recipe(NetworkId::Bluesky, "image", (600, 450));
    let made = fresh.library.prepare(asset.id, &[impossible, good]).await?;
    assert_eq!(made.ready.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1]);
    let failed: Vec<_> = made.failed.iter().map(|(index, trouble)| (*index, trouble.code)).collect();
    assert_eq!(failed, [(0, Code::MediaOverBudget)]);
    drop(working);
    Ok(())
}

#[tokio::test]
async fn work_that_a_dead_process_began_is_done_by_the_next_one() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let recipes = [recipe(NetworkId::X, "image", (800, 450))];
    let id = fresh.library.start(asset.id, &recipes).await?.ok_or("a job")?;
    let dead = OwnerId::new(uuid::Uuid::from_u128(7));
    let now = upbeat_domain::time::Timestamp::parse("2026-11-23T12:00:00Z")?;
    let mut tx = fresh.library.store().begin().await?;
    job::claim(&mut tx, JobKind::Render, dead, now, now.plus_secs(15)).await?;
    tx.commit().await?;
    fresh.hands.advance(Duration::from_secs(16));
    let working = work(&fresh.library);
    let done = fresh.library.wait(id).await?;
    assert_eq!((done.state, done.attempts), (JobState::Done, 2));
    assert_eq!(fresh.library.prepared(asset.id, &recipes).await?.ready.len(), 1);
    drop(working);
    Ok(())
}

#[tokio::test]
async fn a_job_that_kills_its_process_is_given_up() -> Outcome {
    let (fresh, asset) = with_picture("poison.jpg").await?;
    let recipes = [recipe(NetworkId::X, "image", (800, 450))];
    fresh.library.start(asset.id, &recipes).await?;
    let now = upbeat_domain::time::Timestamp::parse("2026-11-23T11:00:00Z")?;
    for process in 0..3 {
        let mut tx = fresh.library.store().begin().await?;
        let dead = OwnerId::new(uuid::Uuid::from_u128(process));
        let claimed = job::claim(&mut tx, JobKind::Render, dead, now, now).await?;
        assert!(claimed.is_some(), "attempt {process}");
        tx.commit().await?;
    }
    let working = work(&fresh.library);
    let prepared = fresh.library.prepare(asset.id, &recipes).await?;
    let failed: Vec<_> =
        prepared.failed.iter().map(|(_, trouble)| (trouble.code, trouble.subject.as_str())).collect();
    assert_eq!(failed, [(Code::Internal, "poison.jpg")]);
    drop(working);
    Ok(())
}

#[tokio::test]
async fn a_cancelled_job_ends_and_can_be_asked_for_again() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let recipes = [recipe(NetworkId::X, "image", (800, 450))];
    let mut events = fresh.library.events();
    let id = fresh.library.start(asset.id, &recipes).await?.ok_or("a job")?;
    assert!(fresh.library.cancel(id).await?);
    assert!(!fresh.library.cancel(id).await?, "it is settled");
    assert_eq!(events.recv().await?.state, JobState::Cancelled);
    assert_eq!(fresh.library.wait(id).await?.state, JobState::Cancelled);
    assert_eq!(fresh.library.prepared(asset.id, &recipes).await?.missing, [0]);
    let working = work(&fresh.library);
    assert_eq!(fresh.library.prepare(asset.id, &recipes).await?.ready.len(), 1);
    drop(working);
    Ok(())
}

#[tokio::test]
async fn two_processes_on_one_workspace_make_each_file_once() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let (other, _) = common::open(&fresh.workspace).await?;
    let recipes =
        [recipe(NetworkId::X, "image", (800, 450)), recipe(NetworkId::Bluesky, "image", (600, 600))];
    let (mine, theirs) = (work(&fresh.library), work(&other));
    let (one, two) =
        tokio::join!(fresh.library.prepare(asset.id, &recipes), other.prepare(asset.id, &recipes));
    let ids =
        |prepared: &upbeat_library::Prepared| prepared.ready.iter().map(|(_, r)| r.id).collect::<Vec<_>>();
    let (one, two) = (one?, two?);
    assert_eq!(ids(&one).len(), 2, "{one:?}");
    assert_eq!(ids(&one), ids(&two), "one job, seen by both");
    drop((mine, theirs));
    Ok(())
}

#[tokio::test]
async fn a_lost_file_is_noticed_and_made_again() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let recipes = [recipe(NetworkId::X, "image", (800, 450))];
    let working = work(&fresh.library);
    let made = fresh.library.prepare(asset.id, &recipes).await?;
    let id = made.ready.first().ok_or("a rendition")?.1.id;
    let (_, path) = fresh.library.rendition(id).await?;
    fs::write(&path, b"cut short")?;
    assert_eq!(fresh.library.prepared(asset.id, &recipes).await?.missing, [0]);
    let again = fresh.library.prepare(asset.id, &recipes).await?;
    let (_, again) = again.ready.first().ok_or("a rendition")?;
    let (_, path) = fresh.library.rendition(again.id).await?;
    assert_eq!(again.hash.bytes(), blake3::hash(&fs::read(path)?).as_bytes());
    drop(working);
    Ok(())
}

#[tokio::test]
async fn the_cache_lets_go_of_the_oldest_and_never_of_what_is_needed() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let working = work(&fresh.library);
    let mut made = Vec::new();
    for (number, format) in ["a", "b", "c"].iter().enumerate() {
        let side = 300 + 50 * u32::try_from(number)?;
        let prepared = fresh.library.prepare(asset.id, &[recipe(NetworkId::X, format, (side, side))]).await?;
        made.push(prepared.ready.into_iter().next().ok_or("a rendition")?.1);
        fresh.hands.advance(Duration::from_secs(7200));
    }
    let [a, b, c] = made.as_slice() else { return Err("three renditions".into()) };
    fresh.library.rendition(a.id).await?;
    let all = fresh.library.evict(u64::MAX, &HashSet::new()).await?;
    assert_eq!(all.renditions, 0, "there is room");
    let evicted = fresh.library.evict(a.bytes + c.bytes, &HashSet::new()).await?;
    assert_eq!((evicted.renditions, evicted.bytes), (1, b.bytes), "b is the longest unused");
    assert!(fresh.library.rendition(b.id).await.is_err());
    let evicted = fresh.library.evict(0, &HashSet::from([c.id])).await?;
    assert_eq!((evicted.renditions, evicted.bytes), (1, a.bytes), "c is needed");
    assert!(fresh.library.rendition(c.id).await?.1.exists());
    assert_eq!(files(&fresh.workspace.join("cache/renditions")).len(), 1);
    drop(working);
    Ok(())
}

#[tokio::test]
async fn exported_files_have_tidy_names_and_never_overwrite_another() -> Outcome {
    let (fresh, asset) = with_picture("L’été 2026.jpg").await?;
    let working = work(&fresh.library);
    let recipes =
        [recipe(NetworkId::X, "image", (400, 300)), recipe(NetworkId::Instagram, "../story", (270, 480))];
    let made = fresh.library.prepare(asset.id, &recipes).await?;
    let ids: Vec<_> = made.ready.iter().map(|(_, rendition)| rendition.id).collect();
    let folder = fresh.desk.join("ready/for client");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("L’été-2026_x_image.jpg"), b"the person's own")?;
    let exported = fresh.library.export(&ids, &folder).await?;
    let names = |exported: &[upbeat_library::Exported]| {
        exported.iter().map(|file| file.path.clone()).collect::<Vec<_>>()
    };
    let expected =
        ["L’été-2026_x_image-2.jpg", "L’été-2026_instagram_.._story.jpg"].map(|name| folder.join(name));
    assert_eq!(names(&exported), expected);
    assert_eq!(fs::read(folder.join("L’été-2026_x_image.jpg"))?, b"the person's own");
    for file in &exported {
        assert_eq!(file.rendition.hash.bytes(), blake3::hash(&fs::read(&file.path)?).as_bytes());
    }
    assert_eq!(names(&fresh.library.export(&ids, &folder).await?), expected, "the same again adds nothing");
    assert_eq!(files(&folder).len(), 3);
    fs::write(fresh.desk.join("taken"), b"a file, no folder")?;
    let refused = fresh.library.export(&ids, &fresh.desk.join("taken")).await;
    assert!(matches!(&refused, Err(error) if error.code() == Code::StorageUnwritable), "{refused:?}");
    drop(working);
    Ok(())
}

#[tokio::test]
async fn the_emptied_bin_takes_everything_made_of_an_asset_along() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let working = work(&fresh.library);
    fresh.library.prepare(asset.id, &[recipe(NetworkId::X, "image", (400, 300))]).await?;
    fresh.library.thumbnail(asset.id).await?;
    let at = upbeat_domain::time::Timestamp::from_micros(10);
    let mut tx = fresh.library.store().begin().await?;
    upbeat_store::asset::bin(&mut tx, asset.id, at).await?;
    tx.commit().await?;
    assert_eq!(fresh.library.empty_bin(at).await?, 0, "not old enough");
    assert_eq!(fresh.library.empty_bin(at.plus_micros(1)).await?, 1);
    assert!(files(&fresh.workspace.join("media")).is_empty());
    assert!(files(&fresh.workspace.join("cache")).is_empty(), "{:?}", files(&fresh.workspace.join("cache")));
    drop(working);
    Ok(())
}

#[tokio::test]
async fn an_orderly_stop_gives_the_work_back() -> Outcome {
    let (fresh, asset) = with_picture("one.jpg").await?;
    let recipes = [recipe(NetworkId::X, "image", (800, 450))];
    let id = fresh.library.start(asset.id, &recipes).await?.ok_or("a job")?;
    fresh.library.run(async {}).await;
    let jobs = job::get_many(&mut fresh.library.store().read().await?, &[id]).await?;
    assert!(
        matches!(jobs.first().map(|job| job.state), Some(JobState::Waiting | JobState::Done)),
        "{jobs:?}"
    );
    let (next, _) = common::open(&fresh.workspace).await?;
    let working = work(&next);
    assert_eq!(next.prepare(asset.id, &recipes).await?.ready.len(), 1);
    drop(working);
    Ok(())
}
