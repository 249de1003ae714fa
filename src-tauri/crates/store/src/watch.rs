//! Noticing what other processes write.

use std::time::Duration;

use sqlx::{Executor, Row};

use crate::error::StoreError;
use crate::store::Store;

/// How often the database is asked. Another process' write is seen within this time.
const PERIOD: Duration = Duration::from_millis(500);

/// Tells when another process wrote to the database. This process' own writes don't count: whoever
/// made them knows.
#[derive(Debug)]
pub struct Watch {
    store: Store,
    seen: i64,
}

impl Store {
    /// Begins to watch for the writes of other processes, from this moment on.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn watch(&self) -> Result<Watch, StoreError> {
        let seen = version(self).await?;
        Ok(Watch { store: self.clone(), seen })
    }
}

impl Watch {
    /// Waits until another process has written. Everything may have changed then.
    ///
    /// # Errors
    /// What the disk says, but never "busy": that only means waiting on.
    pub async fn changed(&mut self) -> Result<(), StoreError> {
        loop {
            if self.poll().await? {
                return Ok(());
            }
            tokio::time::sleep(PERIOD).await;
        }
    }

    /// Whether another process has written since the last time somebody asked.
    ///
    /// # Errors
    /// What the disk says, but never "busy".
    pub async fn poll(&mut self) -> Result<bool, StoreError> {
        match version(&self.store).await {
            Ok(version) => Ok(std::mem::replace(&mut self.seen, version) != version),
            Err(StoreError::Busy) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// `PRAGMA data_version`, asked on the connection that writes: SQLite counts the commits of every
/// connection but the one that asks (sqlite.org/pragma.html#pragma_data_version).
async fn version(store: &Store) -> Result<i64, StoreError> {
    let mut conn = store.writer().acquire().await?;
    Ok(conn.fetch_one("PRAGMA data_version").await?.try_get(0)?)
}
