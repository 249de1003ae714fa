//! What can be undone and done again. The store keeps the list; `upbeat-app` knows what a change means
//! and carries it out in the same transaction.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use upbeat_domain::time::Timestamp;

use crate::error::StoreError;
use crate::query::queries;
use crate::row::{Cells, to_json};
use crate::tx::{Reader, Tx};

/// Steps that are kept; older ones are forgotten.
pub const STEPS_MAX: u32 = 200;

queries! {
    FORGET_UNDONE = "DELETE FROM undo WHERE undone_at IS NOT NULL";
    INSERT = "INSERT INTO undo (operation, back, forth, at) VALUES (?, ?, ?, ?)";
    FORGET_OLD = "DELETE FROM undo WHERE position NOT IN (SELECT position FROM undo ORDER BY position DESC LIMIT ?)";
    LAST_DONE = "SELECT position, operation, back AS change, at FROM undo
        WHERE undone_at IS NULL ORDER BY position DESC LIMIT 1";
    ONE_DONE = "SELECT position, operation, back AS change, at FROM undo WHERE position = ? AND undone_at IS NULL";
    FIRST_UNDONE = "SELECT position, operation, forth AS change, at FROM undo
        WHERE undone_at IS NOT NULL ORDER BY position LIMIT 1";
    MARK_UNDONE = "UPDATE undo SET undone_at = ?2 WHERE position = ?1 AND undone_at IS NULL";
    MARK_DONE = "UPDATE undo SET undone_at = NULL WHERE position = ?1 AND undone_at IS NOT NULL";
    DROP_STEP = "DELETE FROM undo WHERE position = ?";
}

/// A change to carry out, to undo something or to do it again.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<T> {
    /// Which entry of the list this is.
    pub position: i64,
    /// Name of the operation, as its owner gave it.
    pub operation: String,
    /// What to do.
    pub change: T,
    /// When it was done first.
    pub at: Timestamp,
}

/// Notes that `operation` was done: `back` undoes it, `forth` does it again. What had been undone
/// before can't be done again from here on. Returns which entry of the list it is.
///
/// # Errors
/// What the disk says.
pub async fn record<T: Serialize>(
    tx: &mut Tx,
    operation: &str,
    back: &T,
    forth: &T,
    now: Timestamp,
) -> Result<i64, StoreError> {
    sqlx::query(FORGET_UNDONE).execute(tx.conn()).await?;
    let position = sqlx::query(INSERT)
        .bind(operation)
        .bind(to_json(back)?)
        .bind(to_json(forth)?)
        .bind(now.micros())
        .execute(tx.conn())
        .await?
        .last_insert_rowid();
    sqlx::query(FORGET_OLD).bind(STEPS_MAX).execute(tx.conn()).await?;
    Ok(position)
}

/// What undoing would do now, or none when there is nothing to undo.
///
/// # Errors
/// What the disk says.
pub async fn to_undo<T: DeserializeOwned>(reader: &mut impl Reader) -> Result<Option<Step<T>>, StoreError> {
    sqlx::query(LAST_DONE).fetch_optional(reader.conn()).await?.as_ref().map(read).transpose()
}

/// What undoing that entry would do, or none where it is undone or forgotten already.
///
/// # Errors
/// What the disk says.
pub async fn done_at<T: DeserializeOwned>(
    reader: &mut impl Reader,
    position: i64,
) -> Result<Option<Step<T>>, StoreError> {
    sqlx::query(ONE_DONE).bind(position).fetch_optional(reader.conn()).await?.as_ref().map(read).transpose()
}

/// What doing again would do now, or none when nothing was undone.
///
/// # Errors
/// What the disk says.
pub async fn to_redo<T: DeserializeOwned>(reader: &mut impl Reader) -> Result<Option<Step<T>>, StoreError> {
    sqlx::query(FIRST_UNDONE).fetch_optional(reader.conn()).await?.as_ref().map(read).transpose()
}

/// Notes that an entry was undone, after carrying it out.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody undid it meanwhile, and what the disk says.
pub async fn mark_undone(tx: &mut Tx, position: i64, now: Timestamp) -> Result<(), StoreError> {
    one(sqlx::query(MARK_UNDONE).bind(position).bind(now.micros()).execute(tx.conn()).await?.rows_affected())
}

/// Notes that an entry was done again, after carrying it out.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody did it meanwhile, and what the disk says.
pub async fn mark_done(tx: &mut Tx, position: i64) -> Result<(), StoreError> {
    one(sqlx::query(MARK_DONE).bind(position).execute(tx.conn()).await?.rows_affected())
}

/// Forgets an entry that can't be carried out any more (its thing is gone or was changed since).
///
/// # Errors
/// What the disk says.
pub async fn forget(tx: &mut Tx, position: i64) -> Result<(), StoreError> {
    sqlx::query(DROP_STEP).bind(position).execute(tx.conn()).await?;
    Ok(())
}

fn read<T: DeserializeOwned>(row: &SqliteRow) -> Result<Step<T>, StoreError> {
    let cells = Cells(row);
    Ok(Step {
        position: cells.raw("position")?,
        operation: cells.raw("operation")?,
        change: cells.json("change")?,
        at: cells.at("at")?,
    })
}

fn one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict("step")) }
}
