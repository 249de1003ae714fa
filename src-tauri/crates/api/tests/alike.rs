//! Pictures that look the same, and what is shown of one until its thumbnail is there.

mod common;

use common::{Desk, good};
use upbeat_api::Told;
use upbeat_app::media::{Served, serve};
use upbeat_contract::media::{Asset, AssetAlike, AssetGet, MediaImport};
use upbeat_testkit::material;
use upbeat_testkit::media::{GARDEN, picture};

async fn bring(desk: &Desk, name: &str) -> Asset {
    let paths = vec![desk.folder.path().join(name).display().to_string()];
    good(upbeat_api::media_import(&desk.studio, MediaImport { paths }).await).assets.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_looks_like_one_that_was_there_is_told_and_both_are_found() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let folder = desk.folder.path();
    let photo = material::small_photo(folder, "une.jpg")?;
    let name = photo.display().to_string();
    picture(folder, "autre.png", &name, &["-auto-orient", "-resize", "50%", "-strip"])?;
    picture(folder, "jardin.jpg", GARDEN, &["-resize", "800x800", "-strip"])?;
    let first = bring(&desk, "une.jpg").await;
    // Whoever asks sees to it that every picture is looked at.
    assert_eq!(good(upbeat_api::asset_alike(&desk.studio, AssetAlike {}).await).groups, []);
    let mut events = desk.studio.events();
    desk.hands.advance(std::time::Duration::from_secs(60));
    bring(&desk, "jardin.jpg").await;
    let again = bring(&desk, "autre.png").await;
    let pairs = loop {
        if let Told::Alike(alike) = upbeat_api::told(events.recv().await?) {
            break alike.pairs;
        }
    };
    let told: Vec<_> = pairs.iter().map(|pair| (pair.asset_id, pair.like_id)).collect();
    assert_eq!(told, [(again.id, first.id)]);
    let groups = good(upbeat_api::asset_alike(&desk.studio, AssetAlike {}).await).groups;
    let groups: Vec<Vec<_>> =
        groups.iter().map(|group| group.assets.iter().map(|asset| asset.id).collect()).collect();
    assert_eq!(groups, [[first.id, again.id]]);
    let found = good(upbeat_api::asset_get(&desk.studio, AssetGet { id: first.id }).await).asset;
    assert!(found.placeholder.is_some_and(|pixels| pixels.len() > 60), "a few pixels of it");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_camera_put_beside_a_picture_is_served_at_once() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let folder = desk.folder.path();
    let photo = material::small_photo(folder, "une.jpg")?;
    let plain = bring(&desk, "une.jpg").await;
    let preview =
        picture(folder, "petite.jpg", &photo.display().to_string(), &["-resize", "160x160", "-strip"])?;
    let beside = format!("-ThumbnailImage<={}", preview.display());
    std::process::Command::new("exiftool")
        .args(["-q", "-overwrite_original", &beside])
        .arg(&photo)
        .status()?;
    let with = bring(&desk, "une.jpg").await;
    assert_ne!(plain.id, with.id);
    assert!(serve(&desk.studio, None, "preview", &plain.id.to_string()).await.is_err(), "there is none");
    match serve(&desk.studio, None, "preview", &with.id.to_string()).await {
        Ok(Served::Bytes { bytes, mime }) => assert!(bytes.starts_with(b"\xff\xd8") && mime == "image/jpeg"),
        other => anyhow::bail!("{other:?}"),
    }
    Ok(())
}
