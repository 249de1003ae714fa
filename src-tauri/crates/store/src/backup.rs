//! Copies of the database that are known to be good, and the way back to one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use upbeat_domain::time::Timestamp;
use upbeat_os::file;
use upbeat_os::lock::{FileLock, Kind};

use crate::connect;
use crate::error::StoreError;
use crate::migrate;
use crate::store::{DATABASE, LOCK, Store};

/// The folder of backups in a workspace's folder.
const FOLDER: &str = "backups";

/// Daily copies that are kept.
const DAILY_KEPT: usize = 7;

const DAILY_PREFIX: &str = "day-";
const EXTENSION: &str = "db";

/// A copy of the database.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// Size, bytes.
    pub bytes: u64,
    /// When it was written, as the disk tells it.
    pub written: std::time::SystemTime,
}

/// The workspace's backups, the latest first. No folder means none.
///
/// # Errors
/// When the folder can't be read.
pub fn list(folder: &Path) -> Result<Vec<Backup>, StoreError> {
    let entries = match fs::read_dir(folder.join(FOLDER)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == EXTENSION) {
            let meta = fs::metadata(&path)?;
            found.push(Backup { path, bytes: meta.len(), written: meta.modified()? });
        }
    }
    found.sort_by(|a, b| b.written.cmp(&a.written).then_with(|| b.path.cmp(&a.path)));
    Ok(found)
}

impl Store {
    /// Makes the day's backup unless there is one, and lets go of those older than the last seven.
    /// Reading and writing go on meanwhile. Returns the new file.
    ///
    /// # Errors
    /// What the disk says; a copy that can't be read back is not kept ([`StoreError::Damaged`]).
    pub async fn back_up_daily(&self, now: Timestamp) -> Result<Option<PathBuf>, StoreError> {
        let name = format!("{DAILY_PREFIX}{}.{EXTENSION}", now.to_utc().format("%Y-%m-%d"));
        let path = self.folder().join(FOLDER).join(name);
        if path.exists() {
            return Ok(None);
        }
        copy(self.folder(), &path).await?;
        let daily = |backup: &Backup| {
            backup.path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DAILY_PREFIX))
        };
        let mut kept: Vec<_> =
            list(self.folder())?.into_iter().filter(daily).map(|backup| backup.path).collect();
        kept.sort_unstable_by(|a, b| b.cmp(a));
        for old in kept.iter().skip(DAILY_KEPT) {
            fs::remove_file(old)?;
        }
        Ok(Some(path))
    }

    /// Writes a copy to a file that the person chose; one that is there is replaced when the copy is complete.
    ///
    /// # Errors
    /// As [`Store::back_up_daily`].
    pub async fn back_up_to(&self, path: &Path) -> Result<(), StoreError> {
        copy(self.folder(), path).await
    }
}

/// The copy made before the schema changes from `version`.
pub(crate) async fn before_migration(folder: &Path, version: u32) -> Result<(), StoreError> {
    let name = format!("schema-{version:04}.{EXTENSION}");
    copy(folder, &folder.join(FOLDER).join(name)).await
}

async fn copy(folder: &Path, path: &Path) -> Result<(), StoreError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let temporary = file::temporary_beside(path);
    let made = copy_into(&folder.join(DATABASE), &temporary).await;
    let settled = match made {
        Ok(()) => file::settle(&temporary, path).map_err(StoreError::from),
        Err(error) => Err(error),
    };
    if settled.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    settled
}

async fn copy_into(database: &Path, temporary: &Path) -> Result<(), StoreError> {
    let name = temporary.to_str().ok_or(StoreError::Invalid("a path that isn't Unicode"))?;
    let mut conn = connect::options(database).create_if_missing(false).connect().await?;
    let written = sqlx::query("VACUUM INTO ?").bind(name).execute(&mut conn).await;
    conn.close().await?;
    written?;
    File::options().write(true).open(temporary)?.sync_all()?;
    let mut copy = untouched(temporary).await?;
    let checked = require_ours(&mut copy).await;
    copy.close().await?;
    checked
}

/// A connection that leaves no trace beside the file.
async fn untouched(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
    Ok(options.connect().await?)
}

async fn require_ours(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    migrate::check(conn, false).await?;
    match migrate::look(conn).await? {
        migrate::Found::Empty => Err(StoreError::Damaged("the copy is empty".to_owned())),
        migrate::Found::Current | migrate::Found::Older(_) => Ok(()),
    }
}

/// Puts a backup in the place of a workspace's database. What stood there is kept beside it, as
/// `workspace.db.set-aside` with its log. Nobody may have the workspace open.
///
/// # Errors
/// [`StoreError::Damaged`] when the backup itself isn't good (nothing is changed then),
/// [`StoreError::Busy`] while the workspace is open somewhere, and what the disk says.
pub async fn restore(folder: &Path, backup: &Path) -> Result<(), StoreError> {
    let mut conn = untouched(backup).await?;
    let checked = require_ours(&mut conn).await;
    conn.close().await?;
    checked?;
    let lock = FileLock::try_take(&folder.join(LOCK), Kind::Exclusive)?.ok_or(StoreError::Busy)?;
    let database = folder.join(DATABASE);
    let temporary = file::temporary_beside(&database);
    fs::copy(backup, &temporary)?;
    File::options().write(true).open(&temporary)?.sync_all()?;
    // Why: the log goes first. A log beside another database would be folded into it.
    for suffix in ["-wal", "-shm", ""] {
        let from = folder.join(format!("{DATABASE}{suffix}"));
        if from.exists() {
            fs::rename(&from, folder.join(format!("{DATABASE}.set-aside{suffix}")))?;
        }
    }
    file::settle(&temporary, &database)?;
    drop(lock);
    Ok(())
}
