//! How connections are set up. The settings are the promise: what a commit answered for is on the disk,
//! which the intent before every call rests on (docs/ARCHITECTURE.md, "A post's life").

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Executor, Row, SqliteConnection, SqlitePool};

use crate::error::StoreError;

/// How long SQLite itself waits for another process' write.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// How long a task of this process waits for the connection.
const QUEUE_WAIT: Duration = Duration::from_secs(10);

/// Snapshots at the same time.
const READERS_MAX: u32 = 4;

/// The write-ahead log is cut back to this after a checkpoint, bytes.
const LOG_KEPT_BYTES: &str = "16777216";

/// `PRAGMA synchronous` when every commit is brought to the disk.
const SYNCHRONOUS_FULL: i64 = 2;

pub(crate) fn options(database: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(database)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_WAIT)
        .pragma("trusted_schema", "OFF")
        .pragma("journal_size_limit", LOG_KEPT_BYTES)
        // Why: without these macOS leaves the bytes in the drive's own cache. No effect elsewhere.
        .pragma("fullfsync", "ON")
        .pragma("checkpoint_fullfsync", "ON")
}

/// The one connection that writes. It lives as long as the store: `PRAGMA data_version` counts per connection.
pub(crate) async fn writer(database: &Path) -> Result<SqlitePool, StoreError> {
    let pool = SqlitePoolOptions::new()
        .min_connections(1)
        .max_connections(1)
        .acquire_timeout(QUEUE_WAIT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_release(|conn, _| Box::pin(settle(conn)))
        .connect_with(options(database).optimize_on_close(true, None))
        .await?;
    require_durable(&mut *pool.acquire().await?).await?;
    Ok(pool)
}

/// Connections that can't write, each a snapshot of its own.
pub(crate) async fn readers(database: &Path) -> Result<SqlitePool, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS_MAX)
        .acquire_timeout(QUEUE_WAIT)
        .test_before_acquire(false)
        .after_release(|conn, _| Box::pin(settle(conn)))
        .connect_with(options(database).create_if_missing(false).pragma("query_only", "ON"))
        .await?;
    Ok(pool)
}

/// Ends whatever transaction is still open on a connection that comes back; keeps the connection.
async fn settle(conn: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Why: refused where none is open, which is the ordinary case after a commit.
    let _ = conn.execute("ROLLBACK").await;
    Ok(true)
}

/// Asks SQLite itself whether commits reach the disk, rather than trust what was set.
pub(crate) async fn require_durable(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    let row = (&mut *conn).fetch_one("PRAGMA synchronous").await?;
    let log = (&mut *conn).fetch_one("PRAGMA journal_mode").await?;
    let (synchronous, log): (i64, String) = (row.try_get(0)?, log.try_get(0)?);
    if synchronous == SYNCHRONOUS_FULL && log == "wal" {
        Ok(())
    } else {
        Err(StoreError::Unwritable(format!("synchronous is {synchronous}, journal is {log}")))
    }
}
