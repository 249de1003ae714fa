//! Prepared files: a cache that can be made again. Their bytes belong to `upbeat-library`.

use sqlx::sqlite::SqliteRow;
use upbeat_domain::asset::Rendition;
use upbeat_domain::id::{ContentHash, RenditionId};
use upbeat_domain::time::Timestamp;

use crate::error::StoreError;
use crate::query::queries;
use crate::row::{Cells, id_list, to_integer, to_json};
use crate::tx::{Reader, Tx};

queries! {
    INSERT = "INSERT INTO rendition (id, key, work, source_hash, recipe, hash, mime, bytes, width_px, height_px,
            duration_ms, crop, steps, took_ms, used_at, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING";
    GET = "SELECT * FROM rendition WHERE id = ?";
    BY_KEYS = "SELECT * FROM rendition WHERE key IN (SELECT value FROM json_each(?))";
    BY_WORKS = "SELECT * FROM rendition WHERE work IN (SELECT value FROM json_each(?)) ORDER BY created_at DESC";
    BY_SOURCE = "SELECT * FROM rendition WHERE source_hash = ? ORDER BY created_at, id";
    TOUCH = "UPDATE rendition SET used_at = ?2 WHERE id IN (SELECT unhex(value) FROM json_each(?1))";
    TOTAL = "SELECT coalesce(sum(bytes), 0) AS total FROM (SELECT DISTINCT hash, bytes FROM rendition)";
    OLDEST = "SELECT * FROM rendition ORDER BY used_at, created_at, id";
    DELETE = "DELETE FROM rendition WHERE id = ?";
    HASH_USED = "SELECT EXISTS (SELECT 1 FROM rendition WHERE hash = ?) AS used";
    WORK_USED = "SELECT EXISTS (SELECT 1 FROM rendition WHERE work = ?) AS used";
}

fn read(row: &SqliteRow) -> Result<Rendition, StoreError> {
    let cells = Cells(row);
    Ok(Rendition {
        id: cells.id("id", RenditionId::new)?,
        key: cells.parsed("key")?,
        work: cells.parsed("work")?,
        source: cells.parsed("source_hash")?,
        recipe: cells.json("recipe")?,
        hash: cells.parsed("hash")?,
        mime: cells.raw("mime")?,
        bytes: cells.number("bytes")?,
        width_px: cells.number("width_px")?,
        height_px: cells.number("height_px")?,
        duration_ms: cells.maybe_number("duration_ms")?,
        crop: cells.maybe_json("crop")?,
        steps: cells.json("steps")?,
        took_ms: cells.number("took_ms")?,
        used_at: cells.at("used_at")?,
        created_at: cells.at("created_at")?,
    })
}

/// Adds a rendition; one with the same key that is there already stays as it is.
///
/// # Errors
/// What the disk says.
pub async fn insert(tx: &mut Tx, rendition: &Rendition) -> Result<(), StoreError> {
    sqlx::query(INSERT)
        .bind(rendition.id.uuid())
        .bind(rendition.key.to_string())
        .bind(rendition.work.to_string())
        .bind(rendition.source.to_string())
        .bind(to_json(&rendition.recipe)?)
        .bind(rendition.hash.to_string())
        .bind(&rendition.mime)
        .bind(to_integer(rendition.bytes)?)
        .bind(rendition.width_px)
        .bind(rendition.height_px)
        .bind(rendition.duration_ms.map(to_integer).transpose()?)
        .bind(rendition.crop.as_ref().map(to_json).transpose()?)
        .bind(to_json(&rendition.steps)?)
        .bind(to_integer(rendition.took_ms)?)
        .bind(rendition.used_at.micros())
        .bind(rendition.created_at.micros())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// One rendition.
///
/// # Errors
/// [`StoreError::NotFound`] (perhaps the cache let go of it: make it again), and what the disk says.
pub async fn get(reader: &mut impl Reader, id: RenditionId) -> Result<Rendition, StoreError> {
    let row = sqlx::query(GET).bind(id.uuid()).fetch_optional(reader.conn()).await?;
    row.as_ref().map(read).transpose()?.ok_or(StoreError::NotFound("rendition"))
}

/// Those of these keys that are there, in no order.
///
/// # Errors
/// What the disk says.
pub async fn by_keys(reader: &mut impl Reader, keys: &[ContentHash]) -> Result<Vec<Rendition>, StoreError> {
    sqlx::query(BY_KEYS).bind(to_json(&keys)?).fetch_all(reader.conn()).await?.iter().map(read).collect()
}

/// Renditions that did any of these works, whomever they are for, the latest first.
///
/// # Errors
/// What the disk says.
pub async fn by_works(reader: &mut impl Reader, works: &[ContentHash]) -> Result<Vec<Rendition>, StoreError> {
    sqlx::query(BY_WORKS).bind(to_json(&works)?).fetch_all(reader.conn()).await?.iter().map(read).collect()
}

/// Everything made of these source bytes.
///
/// # Errors
/// What the disk says.
pub async fn by_source(reader: &mut impl Reader, source: ContentHash) -> Result<Vec<Rendition>, StoreError> {
    sqlx::query(BY_SOURCE).bind(source.to_string()).fetch_all(reader.conn()).await?.iter().map(read).collect()
}

/// Notes that renditions were asked for.
///
/// # Errors
/// What the disk says.
pub async fn touch(tx: &mut Tx, ids: &[RenditionId], now: Timestamp) -> Result<(), StoreError> {
    let list = id_list(ids.iter().map(|id| id.uuid()))?;
    sqlx::query(TOUCH).bind(list).bind(now.micros()).execute(tx.conn()).await?;
    Ok(())
}

/// Size of all their files, bytes; a file that several share counts once.
///
/// # Errors
/// What the disk says.
pub async fn total_bytes(reader: &mut impl Reader) -> Result<u64, StoreError> {
    let row = sqlx::query(TOTAL).fetch_one(reader.conn()).await?;
    Cells(&row).number("total")
}

/// All of them, the one longest unused first.
///
/// # Errors
/// What the disk says.
pub async fn oldest_first(reader: &mut impl Reader) -> Result<Vec<Rendition>, StoreError> {
    sqlx::query(OLDEST).fetch_all(reader.conn()).await?.iter().map(read).collect()
}

/// Forgets a rendition; its file is the library's to delete, after the commit, when nobody else uses it.
///
/// # Errors
/// What the disk says.
pub async fn delete(tx: &mut Tx, id: RenditionId) -> Result<(), StoreError> {
    sqlx::query(DELETE).bind(id.uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// Whether any rendition has this file.
///
/// # Errors
/// What the disk says.
pub async fn hash_used(reader: &mut impl Reader, hash: ContentHash) -> Result<bool, StoreError> {
    let row = sqlx::query(HASH_USED).bind(hash.to_string()).fetch_one(reader.conn()).await?;
    Cells(&row).raw("used")
}

/// Whether any rendition did this work, whomever it is for.
///
/// # Errors
/// What the disk says.
pub async fn work_used(reader: &mut impl Reader, work: ContentHash) -> Result<bool, StoreError> {
    let row = sqlx::query(WORK_USED).bind(work.to_string()).fetch_one(reader.conn()).await?;
    Cells(&row).raw("used")
}
