//! Looking at what was brought in: thumbnails before they are asked for, and pictures that look the same.

mod common;

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use common::{Fresh, Outcome, files, fresh, picture};
use upbeat_domain::asset::Asset;
use upbeat_domain::time::Timestamp;
use upbeat_library::{Alike, Keep};
use upbeat_store::asset::{self, AssetFilter};

async fn bring(fresh: &Fresh, name: &str) -> Result<Asset, Box<dyn std::error::Error>> {
    let imported = fresh.library.import(&[fresh.desk.join(name)], Keep::Copy).await;
    fresh.hands.advance(std::time::Duration::from_secs(60));
    Ok(imported.assets.into_iter().next().ok_or_else(|| format!("{:?}", imported.failures))?)
}

/// Looks at what is new since then; gives what is alike.
async fn look(fresh: &Fresh, since: Timestamp) -> Result<Vec<Alike>, Box<dyn std::error::Error>> {
    let found = Mutex::new(Vec::new());
    fresh
        .library
        .sketch_all(since, |alike| found.lock().unwrap_or_else(PoisonError::into_inner).extend(alike))
        .await?;
    Ok(found.into_inner()?)
}

async fn now(fresh: &Fresh, asset: &Asset) -> Result<Asset, Box<dyn std::error::Error>> {
    Ok(asset::get(&mut fresh.library.store().read().await?, asset.id).await?)
}

/// The same photograph, smaller and stored anew.
fn smaller(from: &Path, to: &Path) -> Outcome {
    Ok(image::open(from)?.resize(300, 300, image::imageops::FilterType::Triangle).save(to)?)
}

/// A picture with enough in it to be told from others.
fn squares(path: &Path) -> Outcome {
    let light = |x: u32, y: u32| u8::try_from((x * 97 + y * 53 + x * x * y * 31) % 256).unwrap_or_default();
    Ok(image::GrayImage::from_fn(800, 600, |x, y| image::Luma([light(x / 100, y / 75)])).save(path)?)
}

#[tokio::test]
async fn every_picture_is_looked_at_and_one_that_looks_like_another_is_told_of() -> Outcome {
    let fresh = fresh().await?;
    let path = |name: &str| fresh.desk.join(name);
    squares(&path("first.jpg"))?;
    smaller(&path("first.jpg"), &path("again.png"))?;
    image::open(path("first.jpg"))?.fliph().save(path("mirrored.png"))?;
    let first = bring(&fresh, "first.jpg").await?;
    let start = Timestamp::from_micros(0);
    assert_eq!(first.sketch, None, "nobody looked at it yet");
    assert_eq!(look(&fresh, start).await?, [], "it is the only one");
    let sketch = now(&fresh, &first).await?.sketch.ok_or("a sketch")?;
    assert!(sketch.likeness.is_some() && sketch.placeholder.bytes().len() == 1 + 6 * 5 * 3, "{sketch:?}");
    assert_eq!(files(&fresh.workspace.join("cache/thumbnails")).len(), 1);

    let (again, mirrored) = (bring(&fresh, "again.png").await?, bring(&fresh, "mirrored.png").await?);
    let alike = look(&fresh, again.created_at).await?;
    assert_eq!(alike, [Alike { asset: again.id, like: first.id }], "a mirror image is another picture");
    assert!(now(&fresh, &mirrored).await?.sketch.is_some());
    assert_eq!(look(&fresh, start).await?, [], "what was looked at is not told of again");
    Ok(())
}

#[tokio::test]
async fn a_picture_that_can_not_be_looked_at_keeps_no_other_from_it() -> Outcome {
    let fresh = fresh().await?;
    for (name, seed) in [("a.jpg", 1), ("b.jpg", 2), ("c.jpg", 3)] {
        picture(&fresh.desk.join(name), 400, 300, seed)?;
    }
    let (first, gone, last) =
        (bring(&fresh, "a.jpg").await?, bring(&fresh, "b.jpg").await?, bring(&fresh, "c.jpg").await?);
    let lies = fresh.library.original(gone.id).await?.1;
    let bytes = fs::read(&lies)?;
    fs::remove_file(&lies)?;
    look(&fresh, Timestamp::from_micros(0)).await?;
    let looked_at = |asset: Asset| asset.sketch.is_some();
    assert!(looked_at(now(&fresh, &first).await?) && looked_at(now(&fresh, &last).await?));
    assert!(!looked_at(now(&fresh, &gone).await?));
    fs::write(&lies, bytes)?;
    look(&fresh, Timestamp::from_micros(0)).await?;
    assert!(looked_at(now(&fresh, &gone).await?), "it is tried again");
    Ok(())
}

#[tokio::test]
async fn a_thumbnail_that_is_there_is_looked_at_instead_of_the_original() -> Outcome {
    let fresh = fresh().await?;
    picture(&fresh.desk.join("a.jpg"), 400, 300, 1)?;
    let asset = bring(&fresh, "a.jpg").await?;
    fresh.library.thumbnail(asset.id).await?;
    fs::remove_file(fresh.library.original(asset.id).await?.1)?;
    look(&fresh, Timestamp::from_micros(0)).await?;
    assert!(now(&fresh, &asset).await?.sketch.is_some());
    Ok(())
}

#[tokio::test]
async fn files_of_one_import_stand_in_lists_as_they_were_given() -> Outcome {
    let fresh = fresh().await?;
    let names = ["c.jpg", "a.jpg", "b.jpg", "d.jpg"];
    for (name, seed) in names.into_iter().zip(1..) {
        picture(&fresh.desk.join(name), 80, 60, seed)?;
    }
    bring(&fresh, "d.jpg").await?;
    let given: Vec<_> = names[..3].iter().map(|name| fresh.desk.join(name)).collect();
    fresh.library.import(&given, Keep::Copy).await;
    let filter = AssetFilter { limit: 10, ..AssetFilter::default() };
    let listed = asset::list(&mut fresh.library.store().read().await?, &filter).await?;
    let listed: Vec<_> = listed.items.iter().map(|asset| asset.name.as_str()).collect();
    assert_eq!(listed, names);
    Ok(())
}
