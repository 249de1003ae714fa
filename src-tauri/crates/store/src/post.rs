//! Posts with their variants, and which assets they use.

mod cells;
mod list;

use upbeat_domain::id::PostId;
use upbeat_domain::post::Post;
use upbeat_domain::time::Timestamp;

pub use list::{PostFilter, list};

use crate::error::StoreError;
use crate::query::queries;
use crate::row::to_integer;
use crate::tx::{Reader, Tx};

queries! {
    INSERT = "INSERT INTO post (id, title, state, body, targets, wish, search, revision, created_at, updated_at, deleted_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    SAVE = "UPDATE post SET title = ?3, state = ?4, body = ?5, targets = ?6, wish = ?7, search = ?8,
            revision = revision + 1, updated_at = ?9
        WHERE id = ?1 AND revision = ?2 AND deleted_at IS NULL";
    GET = "SELECT * FROM post WHERE id = ?";
    EXISTS = "SELECT 1 FROM post WHERE id = ?";
    VARIANTS = "SELECT * FROM variant WHERE post_id = ? ORDER BY id";
    INSERT_VARIANT = "INSERT INTO variant (id, post_id, scope, body) VALUES (?, ?, ?, ?)";
    CLEAR_VARIANTS = "DELETE FROM variant WHERE post_id = ?";
    INSERT_ASSET = "INSERT INTO post_asset (post_id, asset_id) VALUES (?, ?)";
    CLEAR_ASSETS = "DELETE FROM post_asset WHERE post_id = ?";
    BIN = "UPDATE post SET deleted_at = ?2, updated_at = ?2, revision = revision + 1 WHERE id = ?1 AND deleted_at IS NULL";
    RESTORE = "UPDATE post SET deleted_at = NULL, updated_at = ?2, revision = revision + 1
        WHERE id = ?1 AND deleted_at IS NOT NULL";
    ERASE_BINNED = "DELETE FROM post
        WHERE deleted_at < ? AND NOT EXISTS (SELECT 1 FROM publication WHERE post_id = post.id)";
}

#[cfg(test)]
pub(crate) use list::QUERIES as LIST_QUERIES;

/// Adds a post with its variants.
///
/// # Errors
/// [`StoreError::NotFound`] when it uses an asset that isn't there, [`StoreError::Conflict`] when its
/// id is taken or two variants are for the same, and what the disk says.
pub async fn insert(tx: &mut Tx, post: &Post) -> Result<(), StoreError> {
    let cells = cells::write(post)?;
    sqlx::query(INSERT)
        .bind(post.id.uuid())
        .bind(&post.title)
        .bind(cells.state)
        .bind(cells.body)
        .bind(cells.targets)
        .bind(cells.wish)
        .bind(cells.search)
        .bind(to_integer(post.revision)?)
        .bind(post.created_at.micros())
        .bind(post.updated_at.micros())
        .bind(post.deleted_at.map(Timestamp::micros))
        .execute(tx.conn())
        .await
        .map_err(|error| StoreError::from(error).about("post"))?;
    insert_dependents(tx, post).await
}

/// One post, in the bin or not.
///
/// # Errors
/// [`StoreError::NotFound`], and what the disk says.
pub async fn get(reader: &mut impl Reader, id: PostId) -> Result<Post, StoreError> {
    let row = sqlx::query(GET).bind(id.uuid()).fetch_optional(reader.conn()).await?;
    let mut post = cells::read(&row.ok_or(StoreError::NotFound("post"))?)?;
    let rows = sqlx::query(VARIANTS).bind(id.uuid()).fetch_all(reader.conn()).await?;
    post.variants = rows.iter().map(cells::read_variant).collect::<Result<_, _>>()?;
    Ok(post)
}

/// Writes a post whose `revision` is the one that its writer read; returns the new revision.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody wrote it meanwhile or put it into the bin,
/// [`StoreError::NotFound`] when it or an asset that it uses isn't there, and what the disk says.
pub async fn save(tx: &mut Tx, post: &Post, now: Timestamp) -> Result<u64, StoreError> {
    let cells = cells::write(post)?;
    let done = sqlx::query(SAVE)
        .bind(post.id.uuid())
        .bind(to_integer(post.revision)?)
        .bind(&post.title)
        .bind(cells.state)
        .bind(cells.body)
        .bind(cells.targets)
        .bind(cells.wish)
        .bind(cells.search)
        .bind(now.micros())
        .execute(tx.conn())
        .await?;
    if done.rows_affected() == 0 {
        let known = sqlx::query(EXISTS).bind(post.id.uuid()).fetch_optional(tx.conn()).await?.is_some();
        return Err(if known { StoreError::Conflict("post") } else { StoreError::NotFound("post") });
    }
    sqlx::query(CLEAR_VARIANTS).bind(post.id.uuid()).execute(tx.conn()).await?;
    sqlx::query(CLEAR_ASSETS).bind(post.id.uuid()).execute(tx.conn()).await?;
    insert_dependents(tx, post).await?;
    Ok(post.revision + 1)
}

async fn insert_dependents(tx: &mut Tx, post: &Post) -> Result<(), StoreError> {
    for variant in &post.variants {
        let (scope, body) = cells::write_variant(variant)?;
        let query =
            sqlx::query(INSERT_VARIANT).bind(variant.id.uuid()).bind(post.id.uuid()).bind(scope).bind(body);
        query.execute(tx.conn()).await.map_err(|error| StoreError::from(error).about("variant"))?;
    }
    for asset in cells::assets(post) {
        let query = sqlx::query(INSERT_ASSET).bind(post.id.uuid()).bind(asset.uuid());
        query.execute(tx.conn()).await.map_err(|error| StoreError::from(error).about("asset"))?;
    }
    Ok(())
}

/// Puts a post into the bin; whether it was outside.
///
/// # Errors
/// What the disk says.
pub async fn bin(tx: &mut Tx, id: PostId, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(BIN).bind(id.uuid()).bind(now.micros()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a post out of the bin; whether it was inside.
///
/// # Errors
/// What the disk says.
pub async fn restore(tx: &mut Tx, id: PostId, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(RESTORE).bind(id.uuid()).bind(now.micros()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Erases posts that went into the bin before `before`; those with publications stay, for their
/// receipts. Returns how many went.
///
/// # Errors
/// What the disk says.
pub async fn erase_binned(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query(ERASE_BINNED).bind(before.micros()).execute(tx.conn()).await?;
    Ok(done.rows_affected())
}
