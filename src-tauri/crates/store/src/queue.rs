//! Publications as the queue lists them, and what is changed for many of them at once.

use upbeat_domain::publication::Publication;

use crate::error::StoreError;
use crate::publication_rows::load;
use crate::query::queries;
use crate::tx::{Reader, Tx};

queries! {
    OPEN = "SELECT * FROM publication WHERE state NOT IN ('published', 'cancelled') ORDER BY due_at, id LIMIT ?1";
    OUT = "SELECT * FROM publication WHERE state = 'published' ORDER BY due_at DESC, id DESC LIMIT ?1";
    SET_GRACE = "UPDATE publication SET grace_s = ?1 WHERE state NOT IN ('published', 'cancelled')";
}

/// Publications that aren't over: at most `limit`, the earliest first.
///
/// # Errors
/// What the database says.
pub async fn open(reader: &mut impl Reader, limit: u32) -> Result<Vec<Publication>, StoreError> {
    let rows = sqlx::query(OPEN).bind(limit).fetch_all(reader.conn()).await?;
    load(reader, &rows).await
}

/// Publications that are out: at most `limit`, the latest first.
///
/// # Errors
/// What the database says.
pub async fn out(reader: &mut impl Reader, limit: u32) -> Result<Vec<Publication>, StoreError> {
    let rows = sqlx::query(OUT).bind(limit).fetch_all(reader.conn()).await?;
    load(reader, &rows).await
}

/// Gives everything that isn't over that much grace, seconds.
///
/// # Errors
/// What the disk says.
pub async fn set_grace(tx: &mut Tx, grace_s: u32) -> Result<(), StoreError> {
    sqlx::query(SET_GRACE).bind(grace_s).execute(tx.conn()).await?;
    Ok(())
}
