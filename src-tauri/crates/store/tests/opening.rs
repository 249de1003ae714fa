//! Opening, sharing, damaging, backing up and restoring a workspace's database.

mod common;

use std::fs;
use std::path::Path;

use common::{at, fresh, post, post_id};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use upbeat_domain::code::Code;
use upbeat_store::{DATABASE, Store, StoreError, asset as assets, backup, post as posts, setting};

async fn write(store: &Store, number: u32, text: &str) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    posts::insert(&mut tx, &post(number, text)).await?;
    tx.commit().await
}

async fn text(store: &Store, number: u32) -> Result<String, StoreError> {
    Ok(posts::get(&mut store.read().await?, post_id(number)).await?.body.text)
}

/// Runs statements on the file as another program would.
async fn meddle(folder: &Path, sql: &'static str) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::new().filename(folder.join(DATABASE));
    let mut conn = options.create_if_missing(true).connect().await?;
    conn.execute(sql).await?;
    conn.close().await?;
    Ok(())
}

fn code(opened: Result<Store, StoreError>) -> Option<Code> {
    opened.err().map(|error| error.code())
}

#[tokio::test]
async fn what_was_written_is_there_when_it_is_opened_again() -> Result<(), StoreError> {
    let fresh = fresh().await?;
    write(&fresh.store, 1, "kept").await?;
    fresh.store.close().await;
    let again = Store::open(fresh.folder.path()).await?;
    assert_eq!(text(&again, 1).await?, "kept");
    Ok(())
}

#[tokio::test]
async fn two_processes_share_a_workspace_and_notice_each_other() -> Result<(), StoreError> {
    let fresh = fresh().await?;
    let other = Store::open(fresh.folder.path()).await?;
    let mut watch = fresh.store.watch().await?;
    write(&fresh.store, 1, "mine").await?;
    assert!(!watch.poll().await?, "own writes don't count");
    assert_eq!(text(&other, 1).await?, "mine");
    write(&other, 2, "theirs").await?;
    assert!(watch.poll().await?, "the other's write was missed");
    assert!(!watch.poll().await?, "it is told once");
    write(&other, 3, "theirs again").await?;
    let noticed = tokio::time::timeout(std::time::Duration::from_secs(2), watch.changed()).await;
    assert!(matches!(noticed, Ok(Ok(()))), "{noticed:?}");
    Ok(())
}

#[tokio::test]
async fn a_writer_waits_for_the_other_processs_transaction() -> Result<(), StoreError> {
    let fresh = fresh().await?;
    let other = Store::open(fresh.folder.path()).await?;
    let mut held = fresh.store.begin().await?;
    posts::insert(&mut held, &post(1, "first")).await?;
    let second = tokio::spawn(async move { write(&other, 2, "second").await });
    tokio::task::yield_now().await;
    held.commit().await?;
    assert!(matches!(second.await, Ok(Ok(()))), "the second writer gave up");
    assert_eq!(text(&fresh.store, 2).await?, "second");
    Ok(())
}

#[tokio::test]
async fn many_processes_can_make_the_same_workspace_at_once() -> Result<(), StoreError> {
    let folder = tempfile::tempdir()?;
    let mut opening = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let path = folder.path().to_owned();
        opening.spawn(async move { Store::open(&path).await });
    }
    let mut stores = Vec::new();
    while let Some(opened) = opening.join_next().await {
        stores.push(opened.map_err(|_| StoreError::Busy)??);
    }
    for (number, store) in (0..).zip(&stores) {
        write(store, number, "x").await?;
    }
    assert_eq!(text(&stores[0], 7).await?, "x");
    Ok(())
}

#[tokio::test]
async fn a_database_of_a_newer_upbeat_is_refused_and_left_alone() -> Result<(), StoreError> {
    let fresh = fresh().await?;
    fresh.store.close().await;
    let newer = "INSERT INTO migration (version, name, needs) VALUES (99, 'later', 98)";
    meddle(fresh.folder.path(), newer).await?;
    drop(fresh.store);
    let refused = Store::open(fresh.folder.path()).await;
    assert!(matches!(refused, Err(StoreError::Newer { needs: 98, .. })), "{refused:?}");
    assert_eq!(code(refused), Some(Code::StorageNewer));
    Ok(())
}

#[tokio::test]
async fn a_newer_schema_that_only_adds_is_worked_with() -> Result<(), StoreError> {
    let fresh = fresh().await?;
    write(&fresh.store, 1, "kept").await?;
    fresh.store.close().await;
    let adds = "CREATE TABLE campaign (id BLOB PRIMARY KEY) STRICT;
        INSERT INTO migration (version, name, needs) VALUES (99, 'campaigns', 1)";
    meddle(fresh.folder.path(), adds).await?;
    drop(fresh.store);
    assert_eq!(text(&Store::open(fresh.folder.path()).await?, 1).await?, "kept");
    Ok(())
}

#[tokio::test]
async fn an_older_schema_is_backed_up_before_it_is_changed() -> Result<(), StoreError> {
    let folder = tempfile::tempdir()?;
    let before_the_first = "PRAGMA application_id = 0x55504254;
        CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, needs INTEGER NOT NULL) STRICT;
        CREATE TABLE note (text TEXT NOT NULL) STRICT;
        INSERT INTO note VALUES ('from long ago')";
    meddle(folder.path(), before_the_first).await?;
    let store = Store::open(folder.path()).await?;
    write(&store, 1, "in the new schema").await?;
    let backups = backup::list(folder.path())?;
    let names: Vec<_> = backups.iter().filter_map(|backup| backup.path.file_name()).collect();
    assert_eq!(names, ["schema-0000.db"]);
    let old = SqliteConnectOptions::new().filename(&backups[0].path).read_only(true).immutable(true);
    let mut old = old.connect().await?;
    old.fetch_one("SELECT text FROM note WHERE text = 'from long ago'").await?;
    assert!(old.fetch_one("SELECT 1 FROM post").await.is_err(), "the copy has the old schema");
    old.close().await?;
    Ok(())
}

#[tokio::test]
async fn a_library_from_before_sketches_keeps_its_pictures() -> Result<(), StoreError> {
    let folder = tempfile::tempdir()?;
    meddle(folder.path(), include_str!("../migrations/0001_start.sql")).await?;
    let first = "PRAGMA application_id = 0x55504254;
        CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, needs INTEGER NOT NULL) STRICT;
        INSERT INTO migration VALUES (1, 'start', 1)";
    meddle(folder.path(), first).await?;
    let old = common::asset(1);
    let info =
        serde_json::to_string(&old.info).map_err(|_| StoreError::Invalid("a value without a JSON form"))?;
    let options = SqliteConnectOptions::new().filename(folder.path().join(DATABASE));
    let mut conn = options.connect().await?;
    sqlx::query(
        "INSERT INTO asset (id, hash, name, held, bytes, info, kind, alt, created_at)
        VALUES (?, ?, ?, 'copied', ?, ?, 'image', ?, ?)",
    )
    .bind(old.id.uuid())
    .bind(old.hash.to_string())
    .bind(&old.name)
    .bind(1)
    .bind(info)
    .bind(&old.alt)
    .bind(old.created_at.micros())
    .execute(&mut conn)
    .await?;
    conn.close().await?;
    let store = Store::open(folder.path()).await?;
    let mut read = store.read().await?;
    assert_eq!(assets::get(&mut read, old.id).await?, old);
    assert_eq!(assets::unsketched(&mut read, at(i64::MAX / 1_000_000), 10).await?, [old]);
    let names: Vec<_> = backup::list(folder.path())?.into_iter().map(|backup| backup.path).collect();
    assert_eq!(names, [folder.path().join("backups/schema-0001.db")]);
    Ok(())
}

#[tokio::test]
async fn files_that_are_no_database_of_ours_are_refused_and_left_alone() -> Result<(), StoreError> {
    let text_file = tempfile::tempdir()?;
    fs::write(text_file.path().join(DATABASE), "dear diary, ".repeat(1000))?;
    assert_eq!(code(Store::open(text_file.path()).await), Some(Code::StorageDamaged));
    assert_eq!(fs::read(text_file.path().join(DATABASE))?.len(), 12_000, "it was changed");
    let foreign = tempfile::tempdir()?;
    meddle(foreign.path(), "CREATE TABLE recipes (name TEXT)").await?;
    assert_eq!(code(Store::open(foreign.path()).await), Some(Code::StorageDamaged));
    Ok(())
}

#[tokio::test]
async fn folders_that_cant_hold_a_database_are_refused_with_their_reason() -> Result<(), StoreError> {
    let folder = tempfile::tempdir()?;
    let synced = folder.path().join("Dropbox/upbeat");
    assert_eq!(code(Store::open(&synced).await), Some(Code::StorageRemote));
    assert!(!synced.exists(), "nothing is written there");
    fs::write(folder.path().join("file"), b"")?;
    assert_eq!(code(Store::open(&folder.path().join("file/inside")).await), Some(Code::StorageUnwritable));
    Ok(())
}

/// A workspace with enough in it to be broken, and a backup of it.
async fn broken() -> Result<tempfile::TempDir, StoreError> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path()).await?;
    for number in 0..50 {
        write(&store, number, &"On rouvre jeudi ! ".repeat(100)).await?;
    }
    store.back_up_daily(at(0)).await?;
    write(&store, 99, "written after the backup").await?;
    store.close().await;
    drop(store);
    let database = folder.path().join(DATABASE);
    let mut bytes = fs::read(&database)?;
    let (from, to) = (bytes.len() / 3, bytes.len() / 3 + 40_000);
    bytes[from..to].fill(0xa5);
    fs::write(&database, bytes)?;
    Ok(folder)
}

#[tokio::test]
async fn a_broken_database_is_noticed_after_a_stop_that_wasnt_clean() -> Result<(), StoreError> {
    let folder = broken().await?;
    fs::write(folder.path().join("workspace.db-wal"), b"left by a crash")?;
    assert_eq!(code(Store::open(folder.path()).await), Some(Code::StorageDamaged));
    Ok(())
}

#[tokio::test]
async fn a_broken_database_stays_refused_however_often_it_is_opened() -> Result<(), StoreError> {
    let fresh = fresh().await?;
    for number in 0..50 {
        write(&fresh.store, number, &"On rouvre jeudi ! ".repeat(100)).await?;
    }
    fresh.store.close().await;
    let database = fresh.folder.path().join(DATABASE);
    let mut bytes = fs::read(&database)?;
    let store = Store::open(fresh.folder.path()).await?;
    write(&store, 50, "written before the crash").await?;
    let log = fs::read(fresh.folder.path().join("workspace.db-wal"))?;
    store.close().await;
    // The posts' own pages: nothing that opening itself reads.
    let (from, to) = (bytes.len() - 60_000, bytes.len() - 20_000);
    bytes[from..to].fill(0xa5);
    fs::write(&database, bytes)?;
    fs::write(fresh.folder.path().join("workspace.db-wal"), log)?;
    for time in 1..=3 {
        assert_eq!(code(Store::open(fresh.folder.path()).await), Some(Code::StorageDamaged), "time {time}");
    }
    Ok(())
}

/// A workspace whose database opens, and in which an index lacks a row: only the whole check tells.
async fn with_a_wrong_index() -> Result<tempfile::TempDir, StoreError> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path()).await?;
    write(&store, 1, "kept").await?;
    store.back_up_daily(at(0)).await?;
    store.close().await;
    let database = folder.path().join(DATABASE);
    let mut bytes = fs::read(&database)?;
    let id = post_id(1).uuid().into_bytes();
    let last = (0..bytes.len() - id.len()).rev().find(|from| bytes[*from..].starts_with(&id));
    let last = last.ok_or(StoreError::NotFound("post"))?;
    bytes[last + 15] ^= 0xff;
    fs::write(&database, bytes)?;
    Ok(folder)
}

#[tokio::test]
async fn what_the_weekly_check_found_is_remembered_until_a_backup_stands_there() -> Result<(), StoreError> {
    let folder = with_a_wrong_index().await?;
    let store = Store::open(folder.path()).await?;
    assert!(matches!(store.check().await, Err(StoreError::Damaged(_))));
    store.close().await;
    assert_eq!(code(Store::open(folder.path()).await), Some(Code::StorageDamaged), "nothing goes out of it");
    let backups = backup::list(folder.path())?;
    backup::stage(folder.path(), &backups[0].path).await?.put_in_place().await?;
    assert_eq!(text(&Store::open(folder.path()).await?, 1).await?, "kept");
    Ok(())
}

#[tokio::test]
async fn a_suspicion_that_proves_wrong_is_dropped() -> Result<(), StoreError> {
    let folder = with_a_wrong_index().await?;
    let good = fs::read(&backup::list(folder.path())?[0].path)?;
    let store = Store::open(folder.path()).await?;
    assert!(store.check().await.is_err());
    store.close().await;
    // A disk that read wrongly for a while reads well again.
    fs::write(folder.path().join(DATABASE), good)?;
    for _ in 0..2 {
        let store = Store::open(folder.path()).await?;
        assert_eq!(text(&store, 1).await?, "kept");
        store.close().await;
    }
    Ok(())
}

#[tokio::test]
async fn the_weekly_check_finds_what_opening_doesnt_look_for() -> Result<(), StoreError> {
    let folder = broken().await?;
    let checked = match Store::open(folder.path()).await {
        Ok(store) => store.check().await,
        Err(error) => Err(error),
    };
    assert!(matches!(checked, Err(StoreError::Damaged(_))), "{checked:?}");
    Ok(())
}

#[tokio::test]
async fn a_broken_database_is_replaced_by_its_backup_and_kept_beside_it() -> Result<(), StoreError> {
    let folder = broken().await?;
    let damaged = fs::read(folder.path().join(DATABASE))?;
    fs::write(folder.path().join("workspace.db-wal"), b"left by a crash")?;
    let backups = backup::list(folder.path())?;
    let latest = backups.first().ok_or(StoreError::NotFound("backup"))?;
    let set_aside = backup::stage(folder.path(), &latest.path).await?.put_in_place().await?;
    let store = Store::open(folder.path()).await?;
    store.check().await?;
    assert!(text(&store, 49).await?.starts_with("On rouvre"));
    assert!(
        matches!(text(&store, 99).await, Err(StoreError::NotFound("post"))),
        "it is younger than the backup"
    );
    assert_eq!(set_aside, folder.path().join("workspace.db.set-aside"));
    assert_eq!(fs::read(&set_aside)?, damaged, "the damaged one is kept");
    let log = fs::read(folder.path().join("workspace.db.set-aside-wal"))?;
    assert_eq!(log, b"left by a crash", "with its log");
    let left = fs::read_dir(folder.path())?.flatten().filter(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with(".upbeat") || name == "restoring"
    });
    assert_eq!(left.count(), 0, "nothing of the way there remains");
    Ok(())
}

#[tokio::test]
async fn what_was_set_aside_before_is_never_replaced() -> Result<(), StoreError> {
    let folder = broken().await?;
    let latest = backup::list(folder.path())?.remove(0).path;
    let first = backup::stage(folder.path(), &latest).await?.put_in_place().await?;
    let kept = fs::read(&first)?;
    let second = backup::stage(folder.path(), &latest).await?.put_in_place().await?;
    assert_ne!(first, second);
    assert_eq!(fs::read(&first)?, kept);
    Ok(())
}

#[tokio::test]
async fn what_is_changed_in_a_staged_backup_stands_in_the_restored_one() -> Result<(), StoreError> {
    let folder = broken().await?;
    let latest = backup::list(folder.path())?.remove(0).path;
    let staged = backup::stage(folder.path(), &latest).await?;
    let mut tx = staged.store().begin().await?;
    setting::set(&mut tx, "restored", &true).await?;
    tx.commit().await?;
    let second = backup::stage(folder.path(), &latest).await.map(drop);
    assert!(matches!(second, Err(StoreError::Busy)), "one at a time: {second:?}");
    staged.put_in_place().await?;
    let store = Store::open(folder.path()).await?;
    assert_eq!(setting::get(&mut store.read().await?, "restored").await?, Some(true));
    Ok(())
}

#[tokio::test]
async fn a_restore_that_is_given_up_changes_nothing() -> Result<(), StoreError> {
    let fresh = fresh().await?;
    write(&fresh.store, 1, "good").await?;
    fresh.store.back_up_daily(at(0)).await?;
    write(&fresh.store, 2, "later").await?;
    fresh.store.close().await;
    let latest = backup::list(fresh.folder.path())?.remove(0).path;
    drop(backup::stage(fresh.folder.path(), &latest).await?);
    let again = Store::open(fresh.folder.path()).await?;
    assert_eq!(text(&again, 2).await?, "later");
    Ok(())
}

#[tokio::test]
async fn a_bad_backup_or_an_open_workspace_is_not_restored_over() -> Result<(), StoreError> {
    let fresh = fresh().await?;
    write(&fresh.store, 1, "good").await?;
    let bad = fresh.folder.path().join("bad.db");
    fs::write(&bad, "not a database at all".repeat(400))?;
    let refused = backup::stage(fresh.folder.path(), &bad).await.map(drop);
    assert!(matches!(refused, Err(StoreError::Damaged(_))), "{refused:?}");
    let good = fresh.folder.path().join("good.db");
    fresh.store.back_up_to(&good).await?;
    let busy = backup::stage(fresh.folder.path(), &good).await.map(drop);
    assert!(matches!(busy, Err(StoreError::Busy)), "{busy:?}");
    assert_eq!(text(&fresh.store, 1).await?, "good");
    Ok(())
}

#[tokio::test]
async fn a_backup_tells_what_it_holds() -> Result<(), StoreError> {
    let folder = broken().await?;
    let latest = backup::list(folder.path())?.remove(0).path;
    let held = backup::look(&latest).await?;
    assert_eq!((held.posts, held.publications, held.assets, held.accounts), (50, 0, 0, 0));
    let bad = backup::look(&folder.path().join(DATABASE)).await;
    assert!(matches!(bad, Err(StoreError::Damaged(_))), "{bad:?}");
    Ok(())
}

#[tokio::test]
async fn a_backup_is_made_once_a_day_and_seven_are_kept() -> Result<(), StoreError> {
    const DAY_S: i64 = 86_400;
    let fresh = fresh().await?;
    for day in 0..10 {
        write(&fresh.store, u32::try_from(day).unwrap_or(0), "x").await?;
        assert!(fresh.store.back_up_daily(at(day * DAY_S)).await?.is_some(), "day {day}");
        assert_eq!(fresh.store.back_up_daily(at(day * DAY_S + 60)).await?, None, "twice on day {day}");
    }
    let mut names: Vec<_> = backup::list(fresh.folder.path())?
        .into_iter()
        .filter_map(|backup| backup.path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .collect();
    names.sort_unstable();
    assert_eq!(names.len(), 7, "{names:?}");
    assert_eq!((names.first().cloned(), names.last().cloned()), expected_days());
    Ok(())
}

fn expected_days() -> (Option<String>, Option<String>) {
    let name = |seconds: i64| format!("day-{}.db", at(seconds).to_utc().format("%Y-%m-%d"));
    (Some(name(3 * 86_400)), Some(name(9 * 86_400)))
}
