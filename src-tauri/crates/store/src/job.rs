//! Repeatable background work as rows: who works on what, until when, how far. Owned by `upbeat-library`.

use sqlx::sqlite::SqliteRow;
use upbeat_domain::id::{JobId, OwnerId};
use upbeat_domain::job::{Job, JobKind, JobState, JobTrouble};
use upbeat_domain::time::Timestamp;

use crate::error::StoreError;
use crate::query::queries;
use crate::row::{Cells, id_list, to_json};
use crate::tx::{Reader, Tx};

queries! {
    ENQUEUE = "INSERT INTO job (id, kind, key, payload, state, created_at, updated_at)
        VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5)
        ON CONFLICT (key) DO UPDATE SET state = 'waiting', payload = excluded.payload, attempts = 0, progress = 0,
            owner = NULL, lease_until = NULL, troubles = '[]', created_at = excluded.created_at,
            updated_at = excluded.updated_at
        WHERE job.state IN ('done', 'failed', 'cancelled')";
    BY_KEY = "SELECT * FROM job WHERE key = ?";
    GET_MANY = "SELECT * FROM job WHERE id IN (SELECT unhex(value) FROM json_each(?)) ORDER BY created_at, id";
    ACTIVE = "SELECT * FROM job WHERE state IN ('waiting', 'running') ORDER BY created_at, id";
    CLAIM = "UPDATE job SET state = 'running', owner = ?2, lease_until = ?4, attempts = attempts + 1, updated_at = ?3
        WHERE id = (SELECT id FROM job
            WHERE kind = ?1 AND (state = 'waiting' OR (state = 'running' AND lease_until <= ?3))
            ORDER BY created_at, id LIMIT 1)
        RETURNING *";
    PROGRESS = "UPDATE job SET progress = ?3, lease_until = ?4, updated_at = ?5
        WHERE id = ?1 AND owner = ?2 AND state = 'running'";
    SETTLE = "UPDATE job SET state = ?3, troubles = ?4, progress = CASE ?3 WHEN 'done' THEN 1 ELSE progress END,
            owner = NULL, lease_until = NULL, updated_at = ?5
        WHERE id = ?1 AND owner = ?2 AND state = 'running'";
    CANCEL = "UPDATE job SET state = 'cancelled', owner = NULL, lease_until = NULL, updated_at = ?2
        WHERE id = ?1 AND state IN ('waiting', 'running')";
    RELEASE = "UPDATE job SET state = 'waiting', owner = NULL, lease_until = NULL, updated_at = ?2
        WHERE owner = ?1 AND state = 'running'";
    FORGET = "DELETE FROM job WHERE state IN ('done', 'failed', 'cancelled') AND updated_at < ?";
}

fn read(row: &SqliteRow) -> Result<Job, StoreError> {
    let cells = Cells(row);
    Ok(Job {
        id: cells.id("id", JobId::new)?,
        kind: cells.parsed("kind")?,
        key: cells.raw("key")?,
        payload: cells.raw("payload")?,
        state: cells.parsed("state")?,
        attempts: cells.number("attempts")?,
        owner: cells.maybe_id("owner", OwnerId::new)?,
        lease_until: cells.maybe_at("lease_until")?,
        progress: cells.raw("progress")?,
        troubles: cells.json("troubles")?,
        created_at: cells.at("created_at")?,
        updated_at: cells.at("updated_at")?,
    })
}

/// Asks for work. Work with the same key that waits or runs is joined; work that is settled is begun
/// anew under its old id. Returns the job as it stands.
///
/// # Errors
/// What the disk says.
pub async fn enqueue(
    tx: &mut Tx,
    id: JobId,
    kind: JobKind,
    key: &str,
    payload: &str,
    now: Timestamp,
) -> Result<Job, StoreError> {
    sqlx::query(ENQUEUE)
        .bind(id.uuid())
        .bind(kind.as_str())
        .bind(key)
        .bind(payload)
        .bind(now.micros())
        .execute(tx.conn())
        .await?;
    by_key(tx, key).await?.ok_or(StoreError::NotFound("job"))
}

/// The job with a key.
///
/// # Errors
/// What the disk says.
pub async fn by_key(reader: &mut impl Reader, key: &str) -> Result<Option<Job>, StoreError> {
    sqlx::query(BY_KEY).bind(key).fetch_optional(reader.conn()).await?.as_ref().map(read).transpose()
}

/// Those of these jobs that are known, the oldest first.
///
/// # Errors
/// What the disk says.
pub async fn get_many(reader: &mut impl Reader, ids: &[JobId]) -> Result<Vec<Job>, StoreError> {
    let list = id_list(ids.iter().map(|id| id.uuid()))?;
    sqlx::query(GET_MANY).bind(list).fetch_all(reader.conn()).await?.iter().map(read).collect()
}

/// Jobs that wait or run, the oldest first.
///
/// # Errors
/// What the disk says.
pub async fn active(reader: &mut impl Reader) -> Result<Vec<Job>, StoreError> {
    sqlx::query(ACTIVE).fetch_all(reader.conn()).await?.iter().map(read).collect()
}

/// Takes the oldest job that waits, or whose worker's lease ran out: from now until `lease_until` it
/// is `owner`'s.
///
/// # Errors
/// What the disk says.
pub async fn claim(
    tx: &mut Tx,
    kind: JobKind,
    owner: OwnerId,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Job>, StoreError> {
    let query = sqlx::query(CLAIM).bind(kind.as_str()).bind(owner.uuid());
    let row = query.bind(now.micros()).bind(lease_until.micros()).fetch_optional(tx.conn()).await?;
    row.as_ref().map(read).transpose()
}

/// Notes how far a job is (0 to 1) and prolongs the lease. False when it is `owner`'s no longer
/// (cancelled, or taken over): stop working.
///
/// # Errors
/// What the disk says.
pub async fn progress(
    tx: &mut Tx,
    id: JobId,
    owner: OwnerId,
    share: f64,
    lease_until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let query = sqlx::query(PROGRESS).bind(id.uuid()).bind(owner.uuid()).bind(share.clamp(0.0, 1.0));
    let done = query.bind(lease_until.micros()).bind(now.micros()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that a job is done, but for these pieces. False when it is `owner`'s no longer.
///
/// # Errors
/// What the disk says.
pub async fn finish(
    tx: &mut Tx,
    id: JobId,
    owner: OwnerId,
    troubles: &[JobTrouble],
    now: Timestamp,
) -> Result<bool, StoreError> {
    settle(tx, id, owner, JobState::Done, troubles, now).await
}

/// Gives a job up, with the reasons. False when it is `owner`'s no longer.
///
/// # Errors
/// What the disk says.
pub async fn fail(
    tx: &mut Tx,
    id: JobId,
    owner: OwnerId,
    troubles: &[JobTrouble],
    now: Timestamp,
) -> Result<bool, StoreError> {
    settle(tx, id, owner, JobState::Failed, troubles, now).await
}

async fn settle(
    tx: &mut Tx,
    id: JobId,
    owner: OwnerId,
    state: JobState,
    troubles: &[JobTrouble],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let query = sqlx::query(SETTLE).bind(id.uuid()).bind(owner.uuid()).bind(state.as_str());
    let query = query.bind(to_json(&troubles)?).bind(now.micros());
    Ok(query.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Stops a job that waits or runs; its worker learns it with its next progress. False when it was settled.
///
/// # Errors
/// What the disk says.
pub async fn cancel(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<bool, StoreError> {
    let done = sqlx::query(CANCEL).bind(id.uuid()).bind(now.micros()).execute(tx.conn()).await?;
    Ok(done.rows_affected() == 1)
}

/// Lets go of everything that `owner` works on, for an orderly stop.
///
/// # Errors
/// What the disk says.
pub async fn release(tx: &mut Tx, owner: OwnerId, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(RELEASE).bind(owner.uuid()).bind(now.micros()).execute(tx.conn()).await?;
    Ok(())
}

/// Forgets settled jobs that were last changed before `before`.
///
/// # Errors
/// What the disk says.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    sqlx::query(FORGET).bind(before.micros()).execute(tx.conn()).await?;
    Ok(())
}
