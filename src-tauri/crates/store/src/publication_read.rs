//! Reading publications: whole, in lists, and what the publisher has to look at.

use std::collections::BTreeSet;

use upbeat_domain::id::{AccountId, PartId, PostId, PublicationId};
use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::{Publication, PublicationState};
use upbeat_domain::time::Timestamp;

use crate::error::StoreError;
use crate::publication::NOUN;
use crate::publication_rows::load;
use crate::query::queries;
use crate::row::{Cells, id_list, to_json};
use crate::tx::Reader;

queries! {
    EVENTS = "SELECT at, event, detail FROM publication_event WHERE publication_id = ?1 ORDER BY at, rowid";
    GET = "SELECT * FROM publication WHERE id = ?1";
    OF_POST = "SELECT * FROM publication WHERE post_id = ?1 ORDER BY due_at, id";
    BETWEEN = "SELECT * FROM publication WHERE due_at >= ?1 AND due_at < ?2 ORDER BY due_at, id LIMIT ?3";
    DUE = "SELECT id FROM publication WHERE next_at <= ?1 AND (state <> 'planned' \
        OR account_id NOT IN (SELECT id FROM account WHERE state = 'paused') \
        OR EXISTS (SELECT 1 FROM part WHERE part.publication_id = publication.id \
            AND json_extract(part.evidence, '$.by_key'))) \
        ORDER BY state = 'planned', next_at, id LIMIT ?2";
    NEXT_AFTER = "SELECT min(next_at) AS next_at FROM publication WHERE next_at > ?1";
    UNDER_WAY = "SELECT id FROM publication WHERE state IN ('preparing', 'sending') ORDER BY id";
    LATEST = "SELECT max(updated_at) AS updated_at FROM publication";
    NETWORK = "SELECT network FROM publication WHERE id = ?1";
    COUNT_BY_STATE = "SELECT state, count(*) AS total FROM publication GROUP BY state";
    STATES_OF_POSTS = "SELECT post_id, network, state FROM publication \
        WHERE post_id IN (SELECT unhex(value) FROM json_each(?1)) ORDER BY due_at, id";
    OPEN_OF_ACCOUNT = "SELECT id FROM publication WHERE account_id = ?1 \
        AND state NOT IN ('published', 'cancelled') ORDER BY due_at, id";
    HELD = "SELECT DISTINCT json_extract(part.receipt, '$.remote_id') AS remote_id FROM part \
        JOIN publication ON publication.id = part.publication_id \
        WHERE publication.account_id = ?1 AND part.id <> ?2 \
        AND json_extract(part.receipt, '$.remote_id') IN (SELECT value FROM json_each(?3))";
    RIVALS = "SELECT DISTINCT publication.id FROM publication JOIN part ON part.publication_id = publication.id \
        WHERE publication.account_id = ?1 AND part.id <> ?2 AND part.receipt IS NULL \
        AND EXISTS (SELECT 1 FROM attempt WHERE attempt.part_id = part.id \
            AND (attempt.settled_at IS NULL OR attempt.outcome = 'unknown')) ORDER BY publication.id";
    OTHER_TABLE = "SELECT id FROM publication WHERE next_at IS NOT NULL AND state = 'planned' AND wish IS NOT NULL \
        AND zone_table IS NOT ?1 ORDER BY id LIMIT ?2";
}

/// A line of a publication's log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogLine {
    /// When.
    pub at: Timestamp,
    /// The event's name ([`Event::name`]), or `planned` for its making.
    pub event: String,
    /// Code and the network's own words, where there was trouble.
    pub detail: Option<String>,
}

/// One publication, whole.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn get(reader: &mut impl Reader, id: PublicationId) -> Result<Publication, StoreError> {
    let rows = sqlx::query(GET).bind(id.uuid()).fetch_all(reader.conn()).await?;
    load(reader, &rows).await?.pop().ok_or(StoreError::NotFound(NOUN))
}

/// A post's publications, the earliest first.
///
/// # Errors
/// What the database says.
pub async fn of_post(reader: &mut impl Reader, post: PostId) -> Result<Vec<Publication>, StoreError> {
    let rows = sqlx::query(OF_POST).bind(post.uuid()).fetch_all(reader.conn()).await?;
    load(reader, &rows).await
}

/// Publications due from `from` up to, but not at, `to`: at most `limit`, the earliest first.
///
/// # Errors
/// What the database says.
pub async fn between(
    reader: &mut impl Reader,
    from: Timestamp,
    to: Timestamp,
    limit: u32,
) -> Result<Vec<Publication>, StoreError> {
    let rows = sqlx::query(BETWEEN)
        .bind(from.micros())
        .bind(to.micros())
        .bind(limit)
        .fetch_all(reader.conn())
        .await?;
    load(reader, &rows).await
}

/// Publications that the publisher has to look at by `now`: doubts first, then the longest waiting. What a paused
/// account has planned waits, and doesn't stand in the others' way, unless it may be out already.
///
/// # Errors
/// What the database says.
pub async fn due(
    reader: &mut impl Reader,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<PublicationId>, StoreError> {
    let rows = sqlx::query(DUE).bind(now.micros()).bind(limit).fetch_all(reader.conn()).await?;
    rows.iter().map(|row| Cells(row).id("id", PublicationId::new)).collect()
}

/// When the publisher has to look next, after `now`.
///
/// # Errors
/// What the database says.
pub async fn next_after(reader: &mut impl Reader, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let row = sqlx::query(NEXT_AFTER).bind(now.micros()).fetch_one(reader.conn()).await?;
    Cells(&row).maybe_at("next_at")
}

/// When any publication was last written: a clock that shows less is slow.
///
/// # Errors
/// What the database says.
pub async fn latest_change(reader: &mut impl Reader) -> Result<Option<Timestamp>, StoreError> {
    let row = sqlx::query(LATEST).fetch_one(reader.conn()).await?;
    Cells(&row).maybe_at("updated_at")
}

/// A publication's network.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such publication.
pub async fn network_of(reader: &mut impl Reader, id: PublicationId) -> Result<NetworkId, StoreError> {
    let row = sqlx::query(NETWORK).bind(id.uuid()).fetch_optional(reader.conn()).await?;
    Cells(&row.ok_or(StoreError::NotFound(NOUN))?).parsed("network")
}

/// Publications that somebody works on, or worked on when their process died.
///
/// # Errors
/// What the database says.
pub async fn under_way(reader: &mut impl Reader) -> Result<Vec<PublicationId>, StoreError> {
    let rows = sqlx::query(UNDER_WAY).fetch_all(reader.conn()).await?;
    rows.iter().map(|row| Cells(row).id("id", PublicationId::new)).collect()
}

/// How many publications stand in each state that any stands in.
///
/// # Errors
/// What the database says.
pub async fn count_by_state(reader: &mut impl Reader) -> Result<Vec<(PublicationState, u64)>, StoreError> {
    let rows = sqlx::query(COUNT_BY_STATE).fetch_all(reader.conn()).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            Ok((cells.parsed("state")?, cells.number("total")?))
        })
        .collect()
}

/// Where the publications of several posts stand, for lists: the earliest first.
///
/// # Errors
/// What the database says.
pub async fn states_of_posts(
    reader: &mut impl Reader,
    posts: &[PostId],
) -> Result<Vec<(PostId, NetworkId, PublicationState)>, StoreError> {
    let list = id_list(posts.iter().map(|id| id.uuid()))?;
    let rows = sqlx::query(STATES_OF_POSTS).bind(list).fetch_all(reader.conn()).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            Ok((cells.id("post_id", PostId::new)?, cells.parsed("network")?, cells.parsed("state")?))
        })
        .collect()
}

/// Which of these ids of posts are on the receipts of other parts on that account.
///
/// # Errors
/// What the database says.
pub async fn held_by_others(
    reader: &mut impl Reader,
    account: AccountId,
    part: PartId,
    remote_ids: &[&str],
) -> Result<BTreeSet<String>, StoreError> {
    let rows = sqlx::query(HELD)
        .bind(account.uuid())
        .bind(part.uuid())
        .bind(to_json(&remote_ids)?)
        .fetch_all(reader.conn())
        .await?;
    rows.iter().map(|row| Cells(row).raw("remote_id")).collect()
}

/// Publications on that account with a part other than this that has no receipt and may be out all the same: its call
/// is under way, or an answer was lost.
///
/// # Errors
/// What the database says.
pub async fn rivals(
    reader: &mut impl Reader,
    account: AccountId,
    part: PartId,
) -> Result<Vec<PublicationId>, StoreError> {
    let rows = sqlx::query(RIVALS).bind(account.uuid()).bind(part.uuid()).fetch_all(reader.conn()).await?;
    rows.iter().map(|row| Cells(row).id("id", PublicationId::new)).collect()
}

/// An account's publications that aren't over.
///
/// # Errors
/// What the database says.
pub async fn open_of_account(
    reader: &mut impl Reader,
    account: AccountId,
) -> Result<Vec<PublicationId>, StoreError> {
    let rows = sqlx::query(OPEN_OF_ACCOUNT).bind(account.uuid()).fetch_all(reader.conn()).await?;
    rows.iter().map(|row| Cells(row).id("id", PublicationId::new)).collect()
}

/// Planned publications whose wish was resolved with another zone table than `table`.
///
/// # Errors
/// What the database says.
pub async fn of_other_table(
    reader: &mut impl Reader,
    table: &str,
    limit: u32,
) -> Result<Vec<PublicationId>, StoreError> {
    let rows = sqlx::query(OTHER_TABLE).bind(table).bind(limit).fetch_all(reader.conn()).await?;
    rows.iter().map(|row| Cells(row).id("id", PublicationId::new)).collect()
}

/// What happened to a publication, in order.
///
/// # Errors
/// What the database says.
pub async fn log(reader: &mut impl Reader, id: PublicationId) -> Result<Vec<LogLine>, StoreError> {
    let rows = sqlx::query(EVENTS).bind(id.uuid()).fetch_all(reader.conn()).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            Ok(LogLine { at: cells.at("at")?, event: cells.raw("event")?, detail: cells.raw("detail")? })
        })
        .collect()
}
