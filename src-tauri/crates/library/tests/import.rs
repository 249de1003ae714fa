//! Bringing files in.

mod common;

use std::fs;

use common::{Outcome, files, fresh, picture};
use upbeat_domain::asset::Held;
use upbeat_domain::code::Code;
use upbeat_library::{Keep, LibraryError};
use upbeat_store::asset;

#[tokio::test]
async fn a_file_comes_in_under_its_digest_and_stays_as_it_was() -> Outcome {
    let fresh = fresh().await?;
    let file = fresh.desk.join("L’été.jpg");
    picture(&file, 80, 60, 1)?;
    let imported = fresh.library.import(std::slice::from_ref(&file), Keep::Copy).await;
    assert!(imported.failures.is_empty(), "{:?}", imported.failures);
    let asset = imported.assets.first().ok_or("an asset")?;
    assert_eq!((asset.name.as_str(), &asset.held), ("L’été.jpg", &Held::Copied));
    assert_eq!((asset.info.width_px, asset.info.height_px), (80, 60));
    let (found, original) = fresh.library.original(asset.id).await?;
    assert_eq!(&found, asset);
    assert_eq!(fs::read(&original)?, fs::read(&file)?);
    assert_eq!(asset.hash.bytes(), blake3::hash(&fs::read(&file)?).as_bytes());
    let hash = asset.hash.to_string();
    assert!(original.ends_with(format!("media/{}/{hash}.jpg", &hash[..2])), "{}", original.display());
    assert_eq!(files(&fresh.workspace.join("media")).len(), 1, "no leftovers");
    Ok(())
}

#[tokio::test]
async fn the_same_bytes_twice_are_one_asset_and_one_file() -> Outcome {
    let fresh = fresh().await?;
    let (one, two) = (fresh.desk.join("one.jpg"), fresh.desk.join("two.jpg"));
    picture(&one, 80, 60, 1)?;
    fs::copy(&one, &two)?;
    let first = fresh.library.import(&[one.clone(), two.clone()], Keep::Copy).await;
    assert_eq!((first.assets.len(), first.failures.len()), (1, 0));
    let again = fresh.library.import(&[two], Keep::Copy).await;
    assert_eq!(again.assets, first.assets);
    assert_eq!(files(&fresh.workspace.join("media")).len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_lay_in_the_bin_comes_back_when_it_is_brought_in_again() -> Outcome {
    let fresh = fresh().await?;
    let file = fresh.desk.join("one.jpg");
    picture(&file, 80, 60, 1)?;
    let first = fresh.library.import(std::slice::from_ref(&file), Keep::Copy).await;
    let id = first.assets.first().ok_or("an asset")?.id;
    let mut tx = fresh.library.store().begin().await?;
    asset::bin(&mut tx, id, upbeat_domain::time::Timestamp::from_micros(1)).await?;
    tx.commit().await?;
    let again = fresh.library.import(&[file], Keep::Copy).await;
    assert_eq!(again.assets, first.assets);
    let stored = asset::get(&mut fresh.library.store().read().await?, id).await?;
    assert_eq!(stored.deleted_at, None);
    Ok(())
}

#[tokio::test]
async fn a_folder_comes_in_with_everything_but_what_systems_leave_there() -> Outcome {
    let fresh = fresh().await?;
    let folder = fresh.desk.join("shooting");
    fs::create_dir_all(folder.join("inside/deeper"))?;
    picture(&folder.join("b.jpg"), 40, 40, 1)?;
    picture(&folder.join("inside/deeper/a.jpg"), 40, 40, 2)?;
    fs::write(folder.join("Thumbs.db"), b"rubbish")?;
    fs::write(folder.join(".DS_Store"), b"rubbish")?;
    fs::write(folder.join("notes.txt"), b"bring the red chair\n")?;
    #[cfg(unix)]
    std::os::unix::fs::symlink(&folder, folder.join("inside/around"))?;
    let imported = fresh.library.import(&[folder], Keep::Copy).await;
    let names: Vec<_> = imported.assets.iter().map(|asset| asset.name.as_str()).collect();
    assert_eq!(names, ["b.jpg", "a.jpg"]);
    let failed: Vec<_> = imported.failures.iter().map(|error| (error.code(), error.subject())).collect();
    assert_eq!(failed, [(Code::MediaUnsupported, "notes.txt")]);
    Ok(())
}

#[tokio::test]
async fn rubbish_is_refused_by_name_and_doesnt_keep_the_others_out() -> Outcome {
    let fresh = fresh().await?;
    let path = |name: &str| fresh.desk.join(name);
    picture(&path("good.jpg"), 64, 64, 3)?;
    fs::write(path("empty.jpg"), b"")?;
    fs::write(path("text.png"), b"I am no picture")?;
    let given = ["empty.jpg", "missing.jpg", "text.png", "good.jpg"].map(path);
    let imported = fresh.library.import(&given, Keep::Copy).await;
    assert_eq!(imported.assets.iter().map(|asset| asset.name.as_str()).collect::<Vec<_>>(), ["good.jpg"]);
    let mut failed: Vec<_> = imported.failures.iter().map(|error| (error.subject(), error.code())).collect();
    failed.sort_unstable();
    let expected = [
        ("empty.jpg", Code::MediaEmpty),
        ("missing.jpg", Code::MediaUnreadable),
        ("text.png", Code::MediaUnsupported),
    ];
    assert_eq!(failed, expected);
    assert_eq!(files(&fresh.workspace.join("media")).len(), 1, "nothing of the rubbish stays");
    Ok(())
}

#[tokio::test]
async fn four_gigabytes_of_nothing_are_refused_before_they_are_copied() -> Outcome {
    let fresh = fresh().await?;
    let file = fresh.desk.join("huge.mp4");
    fs::File::create(&file)?.set_len(4 << 30)?;
    let imported = fresh.library.import(&[file], Keep::Copy).await;
    let failed: Vec<_> = imported.failures.iter().map(|error| (error.code(), error.subject())).collect();
    assert_eq!(failed, [(Code::MediaUnsupported, "huge.mp4")]);
    assert!(files(&fresh.workspace.join("media")).is_empty(), "some of it was copied");
    Ok(())
}

#[tokio::test]
async fn a_referenced_original_stays_where_it_is_and_is_missed_when_it_goes() -> Outcome {
    let fresh = fresh().await?;
    let file = fresh.desk.join("film still.jpg");
    picture(&file, 80, 60, 1)?;
    let imported = fresh.library.import(std::slice::from_ref(&file), Keep::Reference).await;
    let asset = imported.assets.first().ok_or("an asset")?.clone();
    assert_eq!(asset.held, Held::Referenced { path: file.clone() });
    assert!(files(&fresh.workspace.join("media")).is_empty(), "nothing is copied");
    assert_eq!(fresh.library.original(asset.id).await?.1, file);
    fs::rename(&file, fresh.desk.join("moved.jpg"))?;
    let missed = fresh.library.original(asset.id).await;
    assert!(
        matches!(&missed, Err(LibraryError::Missing { subject }) if subject == "film still.jpg"),
        "{missed:?}"
    );
    let found = fresh.library.import(&[fresh.desk.join("moved.jpg")], Keep::Copy).await;
    assert_eq!(found.assets.first().map(|asset| (asset.id, &asset.held)), Some((asset.id, &Held::Copied)));
    fresh.library.original(asset.id).await?;
    Ok(())
}

#[tokio::test]
async fn pasted_bytes_come_in_under_a_safe_name() -> Outcome {
    let fresh = fresh().await?;
    let file = fresh.desk.join("one.jpg");
    picture(&file, 80, 60, 1)?;
    let asset = fresh.library.import_bytes("../../paste\u{202e}.jpg", fs::read(&file)?).await?;
    assert_eq!(asset.name, "paste.jpg");
    assert_eq!(fs::read(fresh.library.original(asset.id).await?.1)?, fs::read(&file)?);
    let refused = fresh.library.import_bytes("clip.png", b"no picture".to_vec()).await;
    assert!(
        matches!(&refused, Err(error) if error.code() == Code::MediaUnsupported && error.subject() == "clip.png"),
        "{refused:?}"
    );
    assert_eq!(files(&fresh.workspace.join("media")).len(), 1, "the refused bytes are gone");
    Ok(())
}

#[tokio::test]
async fn small_pictures_are_made_once_and_upright() -> Outcome {
    let fresh = fresh().await?;
    let file = fresh.desk.join("one.jpg");
    picture(&file, 1600, 800, 1)?;
    let imported = fresh.library.import(&[file], Keep::Copy).await;
    let id = imported.assets.first().ok_or("an asset")?.id;
    let (one, two) = tokio::join!(fresh.library.thumbnail(id), fresh.library.thumbnail(id));
    let (one, two) = (one?, two?);
    assert_eq!(one, two);
    assert_eq!(image::image_dimensions(&one)?, (512, 256));
    let written = fs::metadata(&one)?.modified()?;
    assert_eq!(fs::metadata(fresh.library.thumbnail(id).await?)?.modified()?, written, "made again");
    assert!(fresh.library.poster(id).await?.exists());
    Ok(())
}

#[tokio::test]
async fn a_swept_workspace_keeps_what_is_named_and_loses_what_a_crash_left() -> Outcome {
    let fresh = fresh().await?;
    let file = fresh.desk.join("one.jpg");
    picture(&file, 80, 60, 1)?;
    let imported = fresh.library.import(&[file], Keep::Copy).await;
    let id = imported.assets.first().ok_or("an asset")?.id;
    fresh.library.thumbnail(id).await?;
    let media = fresh.workspace.join("media");
    fs::create_dir_all(media.join("ab"))?;
    fs::write(media.join("ab").join(format!("{}.jpg", "ab".repeat(32))), b"copied, never registered")?;
    fs::write(media.join(".upbeat-new-1-1"), b"half a copy")?;
    fs::create_dir_all(fresh.workspace.join("cache/work/0193"))?;
    let written = fs::metadata(media.join(".upbeat-new-1-1"))?.modified()?;
    let now = written.duration_since(std::time::SystemTime::UNIX_EPOCH)?;
    fresh.hands.set_wall(upbeat_domain::time::Timestamp::from_micros(i64::try_from(now.as_micros())?));
    assert_eq!(fresh.library.sweep().await?, 0, "young files may belong to somebody at work");
    fresh.hands.advance(std::time::Duration::from_secs(7200));
    assert_eq!(fresh.library.sweep().await?, 3);
    assert_eq!(files(&media).len(), 1);
    assert_eq!(files(&fresh.workspace.join("cache")).len(), 1, "the small picture stays");
    Ok(())
}
