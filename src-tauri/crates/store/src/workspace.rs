//! The workspace's own row: there is one.

use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;
use upbeat_domain::workspace::Workspace;

use crate::error::StoreError;
use crate::query::queries;
use crate::row::{Cells, lang_name};
use crate::tx::{Reader, Tx};

queries! {
    INSERT = "INSERT INTO workspace (id, name, zone, lang, created_at) VALUES (?, ?, ?, ?, ?)";
    GET = "SELECT id, name, zone, lang, created_at FROM workspace ORDER BY created_at, id LIMIT 1";
    UPDATE = "UPDATE workspace SET name = ?2, zone = ?3, lang = ?4 WHERE id = ?1";
}

/// Writes the row of a new workspace.
///
/// # Errors
/// [`StoreError::Conflict`] when it has one, and what the disk says.
pub async fn insert(tx: &mut Tx, workspace: &Workspace) -> Result<(), StoreError> {
    if find(tx).await?.is_some() {
        return Err(StoreError::Conflict("workspace"));
    }
    sqlx::query(INSERT)
        .bind(workspace.id.uuid())
        .bind(&workspace.name)
        .bind(workspace.zone.name())
        .bind(lang_name(workspace.lang))
        .bind(workspace.created_at.micros())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The workspace, or none in a database that was just made.
///
/// # Errors
/// What the disk says.
pub async fn find(reader: &mut impl Reader) -> Result<Option<Workspace>, StoreError> {
    let Some(row) = sqlx::query(GET).fetch_optional(reader.conn()).await? else { return Ok(None) };
    let cells = Cells(&row);
    Ok(Some(Workspace {
        id: cells.id("id", WorkspaceId::new)?,
        name: cells.raw("name")?,
        zone: cells.parsed("zone")?,
        lang: Lang::of_locale(cells.raw("lang")?),
        created_at: cells.at("created_at")?,
    }))
}

/// Changes name, zone and language.
///
/// # Errors
/// [`StoreError::NotFound`] when the id is another's, and what the disk says.
pub async fn update(tx: &mut Tx, workspace: &Workspace) -> Result<(), StoreError> {
    let done = sqlx::query(UPDATE)
        .bind(workspace.id.uuid())
        .bind(&workspace.name)
        .bind(workspace.zone.name())
        .bind(lang_name(workspace.lang))
        .execute(tx.conn())
        .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::NotFound("workspace")) }
}
