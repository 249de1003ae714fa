//! Transactions: one that writes, and snapshots that read.
//!
//! Begun and ended by plain statements and not by sqlx's own transactions: SQLite rolls back by itself
//! when the disk is full or fails, and sqlx 0.9 goes on counting that transaction as open, so that its
//! connection could never begin another. A transaction that is dropped is rolled back when its
//! connection returns to the pool (`connect::settle`), before anybody else gets it.

use std::time::{Duration, Instant};

use sqlx::pool::PoolConnection;
use sqlx::{Executor, Sqlite, SqliteConnection, SqlitePool};

use crate::error::StoreError;

/// A writing transaction that lives longer keeps others waiting; somebody should look at it.
const LIFE_WARNING: Duration = Duration::from_millis(250);

/// The one writing transaction. Dropped without [`Tx::commit`], it leaves no trace.
///
/// It holds the database's only writer from its first moment (`BEGIN IMMEDIATE`), so that it can't
/// fail half-way because another wrote meanwhile. Never wait for a network while holding one.
#[derive(Debug)]
#[must_use = "a transaction that isn't committed is rolled back"]
pub struct Tx {
    conn: PoolConnection<Sqlite>,
    begun: Instant,
}

impl Tx {
    pub(crate) async fn begin(pool: &SqlitePool) -> Result<Self, StoreError> {
        let mut conn = pool.acquire().await?;
        conn.execute("BEGIN IMMEDIATE").await?;
        Ok(Self { conn, begun: Instant::now() })
    }

    /// The connection, for this crate's queries.
    pub(crate) fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.conn
    }

    /// Makes everything durable: when this returns, a power cut can't take it back.
    ///
    /// # Errors
    /// When the disk refuses; then nothing was written.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.conn.execute("COMMIT").await?;
        let lived = self.begun.elapsed();
        if lived > LIFE_WARNING {
            tracing::warn!(lived_ms = lived.as_millis(), "a transaction lived long");
        }
        Ok(())
    }

    /// Takes everything back. Dropping does the same, a little later.
    ///
    /// # Errors
    /// When the connection broke; nothing was written then either.
    pub async fn rollback(mut self) -> Result<(), StoreError> {
        self.conn.execute("ROLLBACK").await?;
        Ok(())
    }
}

/// A snapshot: everything read through it is as of one moment, whatever is written meanwhile.
#[derive(Debug)]
pub struct Read {
    conn: PoolConnection<Sqlite>,
}

impl Read {
    pub(crate) async fn begin(pool: &SqlitePool) -> Result<Self, StoreError> {
        let mut conn = pool.acquire().await?;
        conn.execute("BEGIN").await?;
        Ok(Self { conn })
    }
}

/// Something that queries can be asked of: a [`Tx`], which sees its own writes, or a [`Read`].
pub trait Reader: sealed::Connected + Send {}

impl Reader for Tx {}
impl Reader for Read {}

pub(crate) mod sealed {
    use super::{Read, SqliteConnection, Tx};

    pub trait Connected {
        fn conn(&mut self) -> &mut SqliteConnection;
    }

    impl Connected for Tx {
        fn conn(&mut self) -> &mut SqliteConnection {
            self.conn()
        }
    }

    impl Connected for Read {
        fn conn(&mut self) -> &mut SqliteConnection {
            &mut self.conn
        }
    }
}
