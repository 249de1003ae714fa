//! An import that the person stops: what is in stays in, half a copy leaves nothing, the rest is counted.

mod common;

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use common::{Fresh, Outcome, files, fresh, picture};
use upbeat_library::{Importing, Keep, Library, Told};

/// A copy of this takes several times as long as the first word of it, bytes. Still below what a picture may weigh.
const BIG_BYTES: u64 = 500 << 20;

/// More files than come in before the first word.
const MANY: usize = 1_500;

/// A whole picture with a long tail that no reader of pictures looks at.
fn big_picture(path: &Path) -> Outcome {
    picture(path, 64, 64, 9)?;
    OpenOptions::new().write(true).open(path)?.set_len(BIG_BYTES)?;
    Ok(())
}

fn small_picture(fresh: &Fresh, name: &str, seed: u32) -> Result<PathBuf, Box<dyn std::error::Error>> {
    let path = fresh.desk.join(name);
    picture(&path, 80, 60, seed)?;
    Ok(path)
}

/// Stops the library's imports at the first word for which `when` holds; keeps that word.
fn stopping_at(library: &Library, when: fn(&Importing) -> bool) -> (Told, Arc<Mutex<Option<Importing>>>) {
    let (library, stopped_at) = (library.clone(), Arc::new(Mutex::new(None)));
    let keep = stopped_at.clone();
    let told = Arc::new(move |importing: Importing| {
        let mut at = keep.lock().unwrap_or_else(PoisonError::into_inner);
        if at.is_none() && when(&importing) {
            *at = Some(importing);
            library.stop_imports();
        }
    });
    (told, stopped_at)
}

const fn in_mid_copy(at: &Importing) -> bool {
    at.bytes > 0 && at.bytes < at.total_bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_stopped_in_mid_copy_and_nothing_of_it_stays() -> Outcome {
    let fresh = fresh().await?;
    let big = fresh.desk.join("big.jpg");
    big_picture(&big)?;
    let paths = [small_picture(&fresh, "a.jpg", 1)?, big.clone(), small_picture(&fresh, "z.jpg", 2)?];
    let (told, stopped_at) = stopping_at(&fresh.library, in_mid_copy);
    let imported = fresh.library.import_telling(&paths, Keep::Copy, told).await;
    let at = stopped_at.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or("never in mid copy")?;
    assert_eq!((at.name.as_str(), at.total_files), ("big.jpg", 3));
    let names: Vec<_> = imported.assets.iter().map(|asset| asset.name.as_str()).collect();
    assert!(names.starts_with(&["a.jpg"]) && !names.contains(&"big.jpg"), "what is in stays in: {names:?}");
    assert!(imported.failures.is_empty(), "what was left is no failure: {:?}", imported.failures);
    assert_eq!(imported.left.map(|left| left as usize + names.len()), Some(3));
    assert_eq!(files(&fresh.workspace.join("media")).len(), names.len(), "half a copy stays behind");
    assert_eq!(fs::metadata(&big)?.len(), BIG_BYTES, "the original is as it was");

    let later = fresh.library.import(&paths[2..], Keep::Copy).await;
    assert_eq!((later.assets.len(), later.left), (1, Some(0)), "the next import isn't stopped");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_stays_where_it_is_is_stopped_while_it_is_read() -> Outcome {
    let fresh = fresh().await?;
    let big = fresh.desk.join("big.jpg");
    big_picture(&big)?;
    let (told, stopped_at) = stopping_at(&fresh.library, in_mid_copy);
    let imported = fresh.library.import_telling(&[big], Keep::Reference, told).await;
    assert!(stopped_at.lock().unwrap_or_else(PoisonError::into_inner).is_some(), "never while it was read");
    assert_eq!((imported.assets.len(), imported.failures.len(), imported.left), (0, 0, Some(1)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_stopped_between_two_files() -> Outcome {
    let fresh = fresh().await?;
    let folder = fresh.desk.join("shooting");
    fs::create_dir(&folder)?;
    let one = small_picture(&fresh, "one.jpg", 1)?;
    for number in 0..MANY {
        // What follows a picture makes another file of it.
        let bytes = [fs::read(&one)?, number.to_string().into_bytes()].concat();
        fs::write(folder.join(format!("{number}.jpg")), bytes)?;
    }
    let (told, stopped_at) = stopping_at(&fresh.library, |at| at.files > 0);
    let imported = fresh.library.import_telling(&[folder], Keep::Copy, told).await;
    let at =
        stopped_at.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or("never between two files")?;
    let (came, left) = (imported.assets.len(), imported.left.unwrap_or_default() as usize);
    assert!(came >= at.files as usize && left > 0, "{came} are in, {left} are left, stopped at {at:?}");
    assert_eq!(came + left, MANY);
    assert_eq!(files(&fresh.workspace.join("media")).len(), came, "what is in the folder is in the database");
    assert!(imported.failures.is_empty(), "{:?}", imported.failures);
    Ok(())
}
