//! Media in the library: what they are; their bytes belong to `upbeat-library`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sqlx::sqlite::SqliteRow;
use upbeat_domain::asset::{Asset, Held};
use upbeat_domain::id::{AssetId, ContentHash, PostId};
use upbeat_domain::media::{Likeness, MediaKind, Placeholder, Sketch};
use upbeat_domain::time::Timestamp;

use crate::error::StoreError;
use crate::page::Page;
use crate::query::queries;
use crate::row::{Cells, id_list, to_integer, to_json};
use crate::search;
use crate::tx::{Reader, Tx};

queries! {
    INSERT = "INSERT INTO asset (id, hash, name, held, reference_path, bytes, info, kind, taken_at, alt, search,
            created_at, deleted_at, placeholder, likeness)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    GET = "SELECT * FROM asset WHERE id = ?";
    GET_MANY = "SELECT * FROM asset WHERE id IN (SELECT unhex(value) FROM json_each(?))";
    BY_HASH = "SELECT * FROM asset WHERE hash = ? ORDER BY deleted_at IS NOT NULL, deleted_at DESC LIMIT 1";
    LIST = "SELECT * FROM asset
        WHERE (deleted_at IS NOT NULL) = ?1 AND (?2 IS NULL OR kind = ?2)
            AND NOT EXISTS (SELECT 1 FROM json_each(?3) AS word WHERE instr(asset.search, word.value) = 0)
            AND (NOT ?4 OR NOT EXISTS (SELECT 1 FROM post_asset JOIN post ON post.id = post_id
                WHERE asset_id = asset.id AND post.deleted_at IS NULL))
        ORDER BY created_at DESC, id DESC LIMIT ?5 OFFSET ?6";
    COUNT = "SELECT count(*) AS total FROM asset
        WHERE (deleted_at IS NOT NULL) = ?1 AND (?2 IS NULL OR kind = ?2)
            AND NOT EXISTS (SELECT 1 FROM json_each(?3) AS word WHERE instr(asset.search, word.value) = 0)
            AND (NOT ?4 OR NOT EXISTS (SELECT 1 FROM post_asset JOIN post ON post.id = post_id
                WHERE asset_id = asset.id AND post.deleted_at IS NULL))";
    SET_ALT = "UPDATE asset SET alt = ?2, search = ?3 WHERE id = ?1";
    SET_HELD = "UPDATE asset SET held = ?2, reference_path = ?3 WHERE id = ?1";
    SET_SKETCH = "UPDATE asset SET placeholder = ?2, likeness = ?3 WHERE id = ?1";
    UNSKETCHED = "SELECT * FROM asset
        WHERE placeholder IS NULL AND deleted_at IS NULL AND sketch_tries < 3 AND kind = 'image' AND created_at < ?
        ORDER BY created_at DESC LIMIT ?";
    SKETCH_TRIED = "UPDATE asset SET sketch_tries = sketch_tries + 1
        WHERE id IN (SELECT unhex(value) FROM json_each(?))";
    LIKENESSES = "SELECT id, likeness FROM asset
        WHERE likeness IS NOT NULL AND deleted_at IS NULL AND created_at < ? ORDER BY created_at, id";
    BIN = "UPDATE asset SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL";
    RESTORE = "UPDATE asset SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL";
    ERASABLE = "SELECT * FROM asset
        WHERE deleted_at < ? AND NOT EXISTS (SELECT 1 FROM post_asset WHERE asset_id = asset.id)
            AND lower(hex(id)) NOT IN (SELECT replace(medium.value ->> '$.asset', '-', '')
                FROM publication, json_each(publication.body, '$.media') AS medium
                WHERE publication.state NOT IN ('published', 'cancelled'))
        ORDER BY deleted_at";
    ERASE = "DELETE FROM asset WHERE id = ? AND deleted_at IS NOT NULL";
    HASH_HELD = "SELECT EXISTS (SELECT 1 FROM asset WHERE hash = ?) AS held";
    USES = "SELECT asset_id, count(*) AS uses FROM post_asset JOIN post ON post.id = post_id
        WHERE asset_id IN (SELECT unhex(value) FROM json_each(?)) AND post.deleted_at IS NULL GROUP BY asset_id";
    USED_IN = "SELECT post_id FROM post_asset JOIN post ON post.id = post_id
        WHERE asset_id = ? AND post.deleted_at IS NULL ORDER BY post.updated_at DESC, post_id";
}

/// Which assets a list shows.
#[derive(Clone, Debug, Default)]
pub struct AssetFilter {
    /// Words to be found in name or description, accents and case aside; empty means any.
    pub words: String,
    /// Only this nature.
    pub kind: Option<MediaKind>,
    /// Those in the bin instead of those that aren't.
    pub bin: bool,
    /// Only those that no post outside the bin uses.
    pub unused: bool,
    /// How many to skip.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

fn read(row: &SqliteRow) -> Result<Asset, StoreError> {
    let cells = Cells(row);
    let held = match cells.raw::<Option<String>>("reference_path")? {
        None => Held::Copied,
        Some(path) => Held::Referenced { path: PathBuf::from(path) },
    };
    Ok(Asset {
        id: cells.id("id", AssetId::new)?,
        hash: cells.parsed("hash")?,
        name: cells.raw("name")?,
        held,
        info: cells.json("info")?,
        alt: cells.raw("alt")?,
        created_at: cells.at("created_at")?,
        deleted_at: cells.maybe_at("deleted_at")?,
        sketch: match cells.raw("placeholder")? {
            Some(bytes) => {
                let placeholder = Placeholder::from_bytes(bytes);
                Some(Sketch { placeholder, likeness: likeness(&cells)? })
            }
            None => None,
        },
    })
}

/// The bits of a likeness as SQLite holds them, which knows signed numbers only.
fn likeness(cells: &Cells) -> Result<Option<Likeness>, StoreError> {
    Ok(cells.raw::<Option<i64>>("likeness")?.map(|bits| Likeness::new(bits.cast_unsigned())))
}

fn sketch_cells(sketch: Option<&Sketch>) -> (Option<&[u8]>, Option<i64>) {
    let bits = sketch.and_then(|sketch| sketch.likeness).map(|likeness| likeness.bits().cast_signed());
    (sketch.map(|sketch| sketch.placeholder.bytes()), bits)
}

fn held_cells(held: &Held) -> Result<(&'static str, Option<&str>), StoreError> {
    match held {
        Held::Copied => Ok(("copied", None)),
        Held::Referenced { path } => {
            let path = path.to_str().ok_or(StoreError::Invalid("a path that isn't Unicode"))?;
            Ok(("referenced", Some(path)))
        }
    }
}

/// Adds an asset.
///
/// # Errors
/// [`StoreError::Conflict`] when the same bytes are in the library (outside the bin) already, and
/// what the disk says.
pub async fn insert(tx: &mut Tx, asset: &Asset) -> Result<(), StoreError> {
    let (held, path) = held_cells(&asset.held)?;
    let (placeholder, likeness) = sketch_cells(asset.sketch.as_ref());
    sqlx::query(INSERT)
        .bind(asset.id.uuid())
        .bind(asset.hash.to_string())
        .bind(&asset.name)
        .bind(held)
        .bind(path)
        .bind(to_integer(asset.info.bytes)?)
        .bind(to_json(&asset.info)?)
        .bind(asset.info.kind.as_str())
        .bind(&asset.info.taken_at)
        .bind(&asset.alt)
        .bind(search::fold_all([asset.name.as_str(), &asset.alt]))
        .bind(asset.created_at.micros())
        .bind(asset.deleted_at.map(Timestamp::micros))
        .bind(placeholder)
        .bind(likeness)
        .execute(tx.conn())
        .await
        .map_err(|error| StoreError::from(error).about("asset"))?;
    Ok(())
}

/// One asset, in the bin or not.
///
/// # Errors
/// [`StoreError::NotFound`], and what the disk says.
pub async fn get(reader: &mut impl Reader, id: AssetId) -> Result<Asset, StoreError> {
    let row = sqlx::query(GET).bind(id.uuid()).fetch_optional(reader.conn()).await?;
    row.as_ref().map(read).transpose()?.ok_or(StoreError::NotFound("asset"))
}

/// Several assets, in the order asked for.
///
/// # Errors
/// [`StoreError::NotFound`] when one is missing, and what the disk says.
pub async fn get_many(reader: &mut impl Reader, ids: &[AssetId]) -> Result<Vec<Asset>, StoreError> {
    let list = id_list(ids.iter().map(|id| id.uuid()))?;
    let rows = sqlx::query(GET_MANY).bind(list).fetch_all(reader.conn()).await?;
    let found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let pick = |id: &AssetId| found.iter().find(|asset| asset.id == *id).cloned();
    ids.iter().map(|id| pick(id).ok_or(StoreError::NotFound("asset"))).collect()
}

/// The asset with these bytes: the one outside the bin, else the one that went there last.
///
/// # Errors
/// What the disk says.
pub async fn by_hash(reader: &mut impl Reader, hash: ContentHash) -> Result<Option<Asset>, StoreError> {
    let row = sqlx::query(BY_HASH).bind(hash.to_string()).fetch_optional(reader.conn()).await?;
    row.as_ref().map(read).transpose()
}

/// The assets that a filter lets through, the latest first.
///
/// # Errors
/// What the disk says.
pub async fn list(reader: &mut impl Reader, filter: &AssetFilter) -> Result<Page<Asset>, StoreError> {
    let (words, kind) = (search::words(&filter.words)?, filter.kind.map(MediaKind::as_str));
    let asked = |sql| sqlx::query(sql).bind(filter.bin).bind(kind).bind(&words).bind(filter.unused);
    let query = asked(LIST).bind(filter.limit).bind(filter.offset);
    let items = query.fetch_all(reader.conn()).await?.iter().map(read).collect::<Result<_, _>>()?;
    let count = asked(COUNT).fetch_one(reader.conn()).await?;
    Ok(Page { items, total: Cells(&count).number("total")? })
}

/// Changes what a person who can't see it should know.
///
/// # Errors
/// [`StoreError::NotFound`], and what the disk says.
pub async fn set_alt(tx: &mut Tx, id: AssetId, alt: &str) -> Result<(), StoreError> {
    let asset = get(tx, id).await?;
    let search = search::fold_all([asset.name.as_str(), alt]);
    sqlx::query(SET_ALT).bind(id.uuid()).bind(alt).bind(search).execute(tx.conn()).await?;
    Ok(())
}

/// Says where the bytes are now: copied after all, or referenced at another place.
///
/// # Errors
/// [`StoreError::NotFound`], and what the disk says.
pub async fn set_held(tx: &mut Tx, id: AssetId, held: &Held) -> Result<(), StoreError> {
    let (name, path) = held_cells(held)?;
    let done = sqlx::query(SET_HELD).bind(id.uuid()).bind(name).bind(path).execute(tx.conn()).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::NotFound("asset")) }
}

/// Keeps what a picture looks like in a few bytes. One that is gone meanwhile needs none.
///
/// # Errors
/// What the disk says.
pub async fn set_sketch(tx: &mut Tx, id: AssetId, sketch: &Sketch) -> Result<(), StoreError> {
    let (placeholder, likeness) = sketch_cells(Some(sketch));
    sqlx::query(SET_SKETCH).bind(id.uuid()).bind(placeholder).bind(likeness).execute(tx.conn()).await?;
    Ok(())
}

/// Notes that these pictures are about to be looked at. One that ends the program each time is given up after three.
///
/// # Errors
/// What the disk says.
pub async fn sketch_tried(tx: &mut Tx, ids: &[AssetId]) -> Result<(), StoreError> {
    let list = id_list(ids.iter().map(|id| id.uuid()))?;
    sqlx::query(SKETCH_TRIED).bind(list).execute(tx.conn()).await?;
    Ok(())
}

/// Pictures outside the bin that nobody has looked at yet and that aren't given up, of those imported before `before`
/// the latest first.
///
/// # Errors
/// What the disk says.
pub async fn unsketched(
    reader: &mut impl Reader,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Asset>, StoreError> {
    sqlx::query(UNSKETCHED)
        .bind(before.micros())
        .bind(limit)
        .fetch_all(reader.conn())
        .await?
        .iter()
        .map(read)
        .collect()
}

/// The likenesses of all pictures outside the bin that were imported before `before`, the oldest first.
///
/// # Errors
/// What the disk says.
pub async fn likenesses(
    reader: &mut impl Reader,
    before: Timestamp,
) -> Result<Vec<(AssetId, Likeness)>, StoreError> {
    let rows = sqlx::query(LIKENESSES).bind(before.micros()).fetch_all(reader.conn()).await?;
    let read = |row: &SqliteRow| {
        let cells = Cells(row);
        let found =
            likeness(&cells)?.ok_or_else(|| StoreError::Damaged("a likeness is missing".to_owned()))?;
        Ok((cells.id("id", AssetId::new)?, found))
    };
    rows.iter().map(read).collect()
}

/// Puts an asset into the bin; whether it was outside.
///
/// # Errors
/// What the disk says.
pub async fn bin(tx: &mut Tx, id: AssetId, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(BIN).bind(id.uuid()).bind(now.micros()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Takes an asset out of the bin; whether it was inside.
///
/// # Errors
/// [`StoreError::Conflict`] when the same bytes were imported anew meanwhile, and what the disk says.
pub async fn restore(tx: &mut Tx, id: AssetId) -> Result<bool, StoreError> {
    let done = sqlx::query(RESTORE).bind(id.uuid()).execute(tx.conn()).await;
    Ok(done.map_err(|error| StoreError::from(error).about("asset"))?.rows_affected() == 1)
}

/// Assets in the bin since before `before` that no post uses and no publication that isn't over: what goes out
/// is what the person saw when it was planned, whatever became of the draft.
///
/// # Errors
/// What the disk says.
pub async fn erasable(reader: &mut impl Reader, before: Timestamp) -> Result<Vec<Asset>, StoreError> {
    sqlx::query(ERASABLE).bind(before.micros()).fetch_all(reader.conn()).await?.iter().map(read).collect()
}

/// Takes an asset out of the bin for good; its bytes are the library's to delete, after the commit. Whether a
/// publication needs it is asked with [`erasable`], in the same transaction.
///
/// # Errors
/// [`StoreError::NotFound`] when a post uses it or it isn't in the bin, and what the disk says.
pub async fn erase(tx: &mut Tx, id: AssetId) -> Result<(), StoreError> {
    let done = sqlx::query(ERASE).bind(id.uuid()).execute(tx.conn()).await;
    let done = done.map_err(|error| StoreError::from(error).about("asset"))?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::NotFound("asset")) }
}

/// Whether any asset, in the bin or not, has these bytes.
///
/// # Errors
/// What the disk says.
pub async fn hash_held(reader: &mut impl Reader, hash: ContentHash) -> Result<bool, StoreError> {
    let row = sqlx::query(HASH_HELD).bind(hash.to_string()).fetch_one(reader.conn()).await?;
    Cells(&row).raw("held")
}

/// Posts outside the bin that use an asset, the latest first.
///
/// # Errors
/// What the disk says.
pub async fn used_in(reader: &mut impl Reader, id: AssetId) -> Result<Vec<PostId>, StoreError> {
    let rows = sqlx::query(USED_IN).bind(id.uuid()).fetch_all(reader.conn()).await?;
    rows.iter().map(|row| Cells(row).id("post_id", PostId::new)).collect()
}

/// How many posts outside the bin use each of these assets; one that none uses is absent.
///
/// # Errors
/// What the disk says.
pub async fn uses(reader: &mut impl Reader, ids: &[AssetId]) -> Result<BTreeMap<AssetId, u32>, StoreError> {
    let list = id_list(ids.iter().map(|id| id.uuid()))?;
    let rows = sqlx::query(USES).bind(list).fetch_all(reader.conn()).await?;
    let read = |row: &SqliteRow| Ok((Cells(row).id("asset_id", AssetId::new)?, Cells(row).number("uses")?));
    rows.iter().map(read).collect()
}
