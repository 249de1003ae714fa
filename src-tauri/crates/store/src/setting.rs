//! Settings of a workspace: names with values that their owners define.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::query::queries;
use crate::row::{Cells, to_json};
use crate::tx::{Reader, Tx};

queries! {
    GET = "SELECT value FROM setting WHERE name = ?";
    SET = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    REMOVE = "DELETE FROM setting WHERE name = ?";
}

/// A setting's value, or none where it was never set.
///
/// # Errors
/// [`StoreError::Damaged`] when the value isn't of that type, and what the disk says.
pub async fn get<T: DeserializeOwned>(reader: &mut impl Reader, name: &str) -> Result<Option<T>, StoreError> {
    let row = sqlx::query(GET).bind(name).fetch_optional(reader.conn()).await?;
    row.map(|row| Cells(&row).json("value")).transpose()
}

/// Sets a setting.
///
/// # Errors
/// What the disk says.
pub async fn set<T: Serialize>(tx: &mut Tx, name: &str, value: &T) -> Result<(), StoreError> {
    sqlx::query(SET).bind(name).bind(to_json(value)?).execute(tx.conn()).await?;
    Ok(())
}

/// Puts a setting back to its default.
///
/// # Errors
/// What the disk says.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    sqlx::query(REMOVE).bind(name).execute(tx.conn()).await?;
    Ok(())
}
