//! What was acknowledged is there after SIGKILL. A child process writes a draft, keystroke by
//! keystroke, and says each time that it was saved; it is killed at many different moments.

#![cfg(unix)]

mod common;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use common::{at, post, post_id};
use upbeat_store::{Store, StoreError, post as posts};

/// Names the folder that the child writes to; only the child has it.
const CHILD: &str = "UPBEAT_TEST_DRAFT_WRITER";

/// How often the writer is killed.
const KILLS: usize = 25;

#[test]
fn every_acknowledged_keystroke_survives_kill_9() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    if let Some(folder) = std::env::var_os(CHILD) {
        runtime.block_on(type_for_ever(Path::new(&folder)))?;
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let mut acknowledged = 0;
    for round in 0..KILLS {
        let before = acknowledged;
        acknowledged = acknowledged.max(run_and_kill(folder.path(), 1 + round * 7 % 23)?);
        assert!(acknowledged > before, "round {round}: the child saved nothing");
        let found = runtime.block_on(saved(folder.path()))?;
        assert!(found >= acknowledged, "round {round}: {acknowledged} was acknowledged, {found} is there");
    }
    Ok(())
}

/// Starts a writer, kills it after `saves` of its saves, and returns the last that it acknowledged.
fn run_and_kill(folder: &Path, saves: usize) -> Result<u64, Box<dyn std::error::Error>> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--exact", "every_acknowledged_keystroke_survives_kill_9", "--nocapture"])
        .env(CHILD, folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().ok_or("the child has no output")?;
    let mut last = 0;
    let mut seen = 0;
    for line in BufReader::new(out).lines() {
        let line = line?;
        if let Some(number) = line.rsplit_once("saved ").and_then(|(_, number)| number.parse().ok()) {
            last = number;
            seen += 1;
            if seen == saves {
                // Why: SIGKILL, while the child goes on writing; what it still said is read below.
                child.kill()?;
            }
        }
    }
    child.wait()?;
    Ok(last)
}

/// The child: one more keystroke, saved, said; again and again.
async fn type_for_ever(folder: &Path) -> Result<(), StoreError> {
    let store = Store::open(folder).await?;
    let mut tx = store.begin().await?;
    if matches!(posts::get(&mut tx, post_id(1)).await, Err(StoreError::NotFound(_))) {
        posts::insert(&mut tx, &post(1, "0")).await?;
    }
    tx.commit().await?;
    loop {
        let mut tx = store.begin().await?;
        let mut draft = posts::get(&mut tx, post_id(1)).await?;
        let number = 1 + draft.body.text.parse::<u64>().unwrap_or(0);
        draft.body.text = number.to_string();
        posts::save(&mut tx, &draft, at(0)).await?;
        tx.commit().await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "saved {number}").and_then(|()| out.flush())?;
    }
}

async fn saved(folder: &Path) -> Result<u64, StoreError> {
    let store = Store::open(folder).await?;
    store.check().await?;
    let draft = posts::get(&mut store.read().await?, post_id(1)).await?;
    store.close().await;
    assert_eq!(draft.revision, draft.body.text.parse::<u64>().unwrap_or(0) + 1, "a write was half there");
    Ok(draft.revision - 1)
}
