//! A disk that is really full, and one that is really read-only: a small one of memory, mounted where
//! only a child process sees it. Needs Linux and the right to make a namespace; says loudly where not.

#![cfg(target_os = "linux")]

mod common;

use std::path::Path;
use std::process::Command;

use common::{post, post_id};
use upbeat_domain::code::Code;
use upbeat_store::{Store, StoreError, post as posts};

/// Names the mounted disk; only the child has it.
const CHILD: &str = "UPBEAT_TEST_SMALL_DISK";

const NAME: &str = "a_full_or_read_only_disk_is_told_by_its_code_and_loses_nothing";

/// Mounts a disk of 2 MB for the child alone and runs this very test on it.
const SCRIPT: &str = r#"mount -t tmpfs -o size=2m tmpfs "$1" || exit 77
UPBEAT_TEST_SMALL_DISK="$1" exec "$2" --exact "$3" --nocapture"#;

#[test]
fn a_full_or_read_only_disk_is_told_by_its_code_and_loses_nothing() -> Result<(), Box<dyn std::error::Error>>
{
    if let Some(disk) = std::env::var_os(CHILD) {
        tokio::runtime::Runtime::new()?.block_on(on_the_small_disk(Path::new(&disk)))?;
        return Ok(());
    }
    let disk = tempfile::tempdir()?;
    let run = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh"])
        .arg(disk.path())
        .arg(std::env::current_exe()?)
        .arg(NAME)
        .output();
    let skip = |why: &str| eprintln!("SKIPPED: {NAME}: {why}");
    match run {
        Err(error) => skip(&format!("unshare can't be run: {error}")),
        Ok(output) if output.status.code() == Some(77) => skip("mounting isn't allowed here"),
        Ok(output) if String::from_utf8_lossy(&output.stderr).starts_with("unshare:") => {
            skip(&String::from_utf8_lossy(&output.stderr));
        }
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            let failed = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() && said.contains("1 passed"), "{said}\n{failed}");
        }
    }
    Ok(())
}

async fn on_the_small_disk(disk: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let folder = disk.join("workspace");
    let store = Store::open(&folder).await?;
    let mut kept = 0;
    let refused = loop {
        match write(&store, kept).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 1000, "the disk never filled");
    };
    assert_eq!(refused.code(), Code::StorageFull, "{refused:?}");
    assert!(kept > 5, "only {kept} were kept");
    let backup = store.back_up_to(&disk.join("copy.db")).await;
    assert_eq!(backup.err().map(|error| error.code()), Some(Code::StorageFull));
    let left: Vec<_> = std::fs::read_dir(disk)?.flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["workspace"], "a failed copy leaves nothing behind");
    for number in 0..kept {
        posts::get(&mut store.read().await?, post_id(number)).await?;
    }
    remount(disk, "remount,size=8m")?;
    write(&store, kept).await?;
    store.check().await?;
    store.close().await;
    drop(store);
    remount(disk, "remount,ro")?;
    let opened = match Store::open(&folder).await {
        Ok(store) => write(&store, kept + 1).await,
        Err(error) => Err(error),
    };
    assert_eq!(opened.as_ref().err().map(StoreError::code), Some(Code::StorageUnwritable), "{opened:?}");
    remount(disk, "remount,rw")?;
    write(&Store::open(&folder).await?, kept + 1).await?;
    Ok(())
}

async fn write(store: &Store, number: u32) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    posts::insert(&mut tx, &post(number, &"On rouvre jeudi ! ".repeat(1000))).await?;
    tx.commit().await
}

fn remount(disk: &Path, options: &str) -> Result<(), Box<dyn std::error::Error>> {
    let status = Command::new("mount").args(["-o", options]).arg(disk).status()?;
    if status.success() { Ok(()) } else { Err(format!("mount -o {options} failed").into()) }
}
