//! Opening a workspace's database, and the way to its transactions.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::{ConnectOptions, SqlitePool};
use upbeat_os::lock::{FileLock, Kind};

use crate::backup;
use crate::connect;
use crate::error::StoreError;
use crate::migrate::{self, Found};
use crate::tx::{Read, Tx};

/// The database's file in its workspace's folder.
pub const DATABASE: &str = "workspace.db";

/// Held shared by every process that has the workspace open, exclusively by one that migrates or restores.
pub(crate) const LOCK: &str = "workspace.lock";

/// Stands beside a database in which damage was found. Why a file: what is damaged can't be trusted to keep it.
const SUSPECT: &str = "workspace.db.suspect";

/// How long opening waits for a process that migrates.
const LOCK_WAIT: Duration = Duration::from_secs(10);

/// How often a writing transaction is begun anew while another process holds the database.
const BEGIN_TRIES: u32 = 3;

/// One workspace's database. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    writer: SqlitePool,
    readers: SqlitePool,
    // Why: held until the store is closed, never read. Fields drop in order: the pools go before the lock.
    lock: Mutex<Option<FileLock>>,
}

impl Store {
    /// Opens the database in a workspace's folder; both are created where absent. After a stop that
    /// wasn't clean its pages are checked first; where damage was found before, every page is. An
    /// older schema is brought up to date, after a backup, if nobody else has it open.
    ///
    /// # Errors
    /// [`StoreError::Remote`] on a network drive or in a synced folder, [`StoreError::Newer`] after a
    /// newer Upbeat, [`StoreError::Damaged`] when the file is no database of ours or its pages are
    /// broken (see [`crate::backup`]), [`StoreError::Busy`] while another process migrates or stands
    /// in the way of a migration, and what the disk says.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        upbeat_os::disk::require_local(folder)?;
        std::fs::create_dir_all(folder)?;
        let (lock, alone) = lock_any(folder).await?;
        let database = folder.join(DATABASE);
        let unclean = alone && log_left(&database);
        let suspect = folder.join(SUSPECT).exists();
        let mut conn = connect::options(&database).connect().await?;
        if unclean || suspect {
            remember_damage(folder, migrate::check(&mut conn, suspect).await)?;
        }
        let found = migrate::look(&mut conn).await?;
        let lock = match found {
            Found::Current if !alone => lock,
            Found::Current | Found::Empty | Found::Older(_) => {
                let lock = if alone { lock } else { lock_alone(folder, lock).await? };
                // Why: looked at again, because somebody may have migrated while we waited for the lock.
                let found = migrate::look(&mut conn).await?;
                if let Found::Older(version) = found {
                    backup::before_migration(folder, version).await?;
                }
                migrate::run(&mut conn, found).await?;
                drop(lock);
                lock_shared(folder).await?
            }
        };
        sqlx::Connection::close(conn).await?;
        let writer = connect::writer(&database).await?;
        let readers = connect::readers(&database).await?;
        let lock = Mutex::new(Some(lock));
        Ok(Self { inner: Arc::new(Inner { folder: folder.to_owned(), writer, readers, lock }) })
    }

    /// The workspace's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Begins the one writing transaction. Waits its turn behind this process' other writers and,
    /// with patience, behind other processes.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when its turn didn't come; try again later, nothing is lost.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        let mut tried = 0;
        loop {
            tried += 1;
            match Tx::begin(&self.inner.writer).await {
                Ok(tx) => return Ok(tx),
                Err(StoreError::Busy) if tried < BEGIN_TRIES => {
                    tracing::debug!(tried, "the database is busy");
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes a snapshot to read from.
    ///
    /// # Errors
    /// What the disk says; [`StoreError::Busy`] when all snapshots stay taken.
    pub async fn read(&self) -> Result<Read, StoreError> {
        Read::begin(&self.inner.readers).await
    }

    /// Whether commits reach the disk, asked of SQLite now. The publisher asks before it publishes.
    ///
    /// # Errors
    /// [`StoreError::Unwritable`] when they don't.
    pub async fn require_durable(&self) -> Result<(), StoreError> {
        connect::require_durable(&mut *self.inner.writer.acquire().await?).await
    }

    /// Checks every page and index. Takes a moment; meant for once a week when nothing happens. Damage is
    /// remembered beside the database: it isn't opened again before it passes, or a backup stands there.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the first thing found.
    pub async fn check(&self) -> Result<(), StoreError> {
        let checked = migrate::check(&mut *self.inner.readers.acquire().await?, true).await;
        remember_damage(&self.inner.folder, checked)
    }

    /// Closes the connections in an orderly way; the log is folded into the database. Others may restore or
    /// migrate it then.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.writer.close().await;
        self.inner.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.inner.writer
    }

    #[cfg(test)]
    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.inner.readers
    }
}

/// Keeps in mind what a check found, and forgets it once one finds nothing.
fn remember_damage(folder: &Path, checked: Result<(), StoreError>) -> Result<(), StoreError> {
    let marker = folder.join(SUSPECT);
    let kept = match &checked {
        Err(StoreError::Damaged(what)) => std::fs::write(&marker, what),
        Ok(()) => forget_damage(folder),
        Err(_) => Ok(()),
    };
    if let Err(error) = kept {
        tracing::warn!(%error, "what a check of the database found can't be written down");
    }
    checked
}

/// What stands there now is not what was suspected.
pub(crate) fn forget_damage(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(folder.join(SUSPECT)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Whether a log remains that an orderly close would have folded in.
fn log_left(database: &Path) -> bool {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|meta| meta.len() > 0)
}

/// The lock, and whether we are alone with it.
async fn lock_any(folder: &Path) -> Result<(FileLock, bool), StoreError> {
    match FileLock::try_take(&folder.join(LOCK), Kind::Exclusive)? {
        Some(lock) => Ok((lock, true)),
        None => Ok((lock_shared(folder).await?, false)),
    }
}

async fn lock_shared(folder: &Path) -> Result<FileLock, StoreError> {
    lock_within(folder, Kind::Shared).await
}

/// Lets go of a shared lock and waits until nobody else has the workspace open.
async fn lock_alone(folder: &Path, shared: FileLock) -> Result<FileLock, StoreError> {
    drop(shared);
    lock_within(folder, Kind::Exclusive).await
}

async fn lock_within(folder: &Path, kind: Kind) -> Result<FileLock, StoreError> {
    let path = folder.join(LOCK);
    let waited = tokio::task::spawn_blocking(move || FileLock::take_within(&path, kind, LOCK_WAIT)).await;
    let taken = waited.map_err(|_| StoreError::Busy)??;
    taken.ok_or(StoreError::Busy)
}
