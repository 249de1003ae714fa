//! Publications, their parts, attempts and log.
//!
//! [`apply`] is the one way to move a publication: it reads it inside the transaction, asks the domain's
//! [`step`](upbeat_domain::publication::step) and writes the result, each part under the condition that it still
//! stands where it stood, in the epoch in which it stood.

use upbeat_domain::id::PublicationId;
use upbeat_domain::publication::{Attempt, Effect, Event, Illegal, Part, Publication, Rules, step};
use upbeat_domain::time::Timestamp;

use crate::error::StoreError;
use crate::query::queries;
use crate::row::to_json;
use crate::tx::Tx;

pub use crate::publication_read::{
    LogLine, between, count_by_state, due, get, held_by_others, latest_change, log, network_of, next_after,
    of_other_table, of_post, open_of_account, rivals, states_of_posts, under_way,
};

pub(crate) const NOUN: &str = "publication";

queries! {
    INSERT = "INSERT INTO publication (id, post_id, account_id, network, format, route, body, state, due_at, wish, \
        zone_table, grace_s, retry_at, next_at, trouble, created_at, updated_at) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
    INSERT_PART = "INSERT INTO part (id, publication_id, position, role, content, state, epoch, key, prepared, tries, \
        owner, lease_until, evidence, receipt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    UPDATE = "UPDATE publication SET body = ?2, state = ?3, due_at = ?4, wish = ?5, zone_table = ?6, retry_at = ?7, \
        next_at = ?8, trouble = ?9, updated_at = ?10 WHERE id = ?1 AND state = ?11";
    UPDATE_PART = "UPDATE part SET content = ?2, state = ?3, epoch = ?4, prepared = ?5, tries = ?6, owner = ?7, \
        lease_until = ?8, evidence = ?9, receipt = ?10 WHERE id = ?1 AND state = ?11 AND epoch = ?12";
    INSERT_ATTEMPT = "INSERT INTO attempt (id, part_id, epoch, key, body_hash, started_at, settled_at, outcome, detail) \
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    SETTLE_ATTEMPT = "UPDATE attempt SET settled_at = ?2, outcome = ?3, detail = ?4 WHERE id = ?1 AND epoch = ?5";
    INSERT_EVENT = "INSERT INTO publication_event (publication_id, at, event, detail) VALUES (?1, ?2, ?3, ?4)";
}

/// Why a publication wasn't moved.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The event doesn't fit its state; nothing changed.
    #[error(transparent)]
    Illegal(#[from] Illegal),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes a new publication with its parts, and the first line of its log.
///
/// # Errors
/// [`StoreError::NotFound`] when its post or account isn't there, [`StoreError::Conflict`] when it is there already.
pub async fn insert(tx: &mut Tx, publication: &Publication) -> Result<(), StoreError> {
    let p = publication;
    sqlx::query(INSERT)
        .bind(p.id.uuid())
        .bind(p.post.uuid())
        .bind(p.account.uuid())
        .bind(p.network.as_str())
        .bind(&p.format)
        .bind(p.route.as_str())
        .bind(to_json(&p.body)?)
        .bind(p.state.as_str())
        .bind(p.due_at.micros())
        .bind(p.wish.as_ref().map(to_json).transpose()?)
        .bind(&p.zone_table)
        .bind(p.grace_s)
        .bind(p.retry_at.map(Timestamp::micros))
        .bind(p.next_at().map(Timestamp::micros))
        .bind(p.trouble.as_ref().map(to_json).transpose()?)
        .bind(p.created_at.micros())
        .bind(p.updated_at.micros())
        .execute(tx.conn())
        .await
        .map_err(|error| StoreError::from(error).about(NOUN))?;
    for part in &p.parts {
        insert_part(tx, p.id, part).await?;
        for attempt in &part.attempts {
            insert_attempt(tx, part, attempt).await?;
        }
    }
    write_event(tx, p.id, p.created_at, "planned", None).await
}

async fn insert_part(tx: &mut Tx, publication: PublicationId, part: &Part) -> Result<(), StoreError> {
    sqlx::query(INSERT_PART)
        .bind(part.id.uuid())
        .bind(publication.uuid())
        .bind(part.position)
        .bind(part.role.as_str())
        .bind(to_json(&part.content)?)
        .bind(part.state.as_str())
        .bind(part.epoch.0)
        .bind(&part.key)
        .bind(part.prepared.as_ref().map(to_json).transpose()?)
        .bind(part.tries)
        .bind(part.lease.map(|lease| lease.owner.uuid()))
        .bind(part.lease.map(|lease| lease.until.micros()))
        .bind(to_json(&part.evidence)?)
        .bind(part.receipt.as_ref().map(to_json).transpose()?)
        .execute(tx.conn())
        .await?;
    Ok(())
}

async fn insert_attempt(tx: &mut Tx, part: &Part, attempt: &Attempt) -> Result<(), StoreError> {
    let settled = attempt.settled.as_ref();
    sqlx::query(INSERT_ATTEMPT)
        .bind(attempt.id.uuid())
        .bind(part.id.uuid())
        .bind(attempt.epoch.0)
        .bind(&attempt.key)
        .bind(attempt.body_hash.to_string())
        .bind(attempt.started_at.micros())
        .bind(settled.map(|end| end.at.micros()))
        .bind(settled.map(|end| end.outcome.as_str()))
        .bind(settled.and_then(|end| end.detail.as_deref()))
        .execute(tx.conn())
        .await
        .map_err(|error| StoreError::from(error).about("attempt"))?;
    Ok(())
}

/// Moves a publication by one event, and writes a line of its log. The caller carries the effects out once the
/// transaction is committed.
///
/// # Errors
/// [`StepError::Illegal`] when the event doesn't fit; [`StoreError::NotFound`] when there is no such publication.
pub async fn apply(
    tx: &mut Tx,
    id: PublicationId,
    event: Event,
    rules: &Rules,
) -> Result<(Publication, Vec<Effect>), StepError> {
    let before = get(tx, id).await?;
    let name = event.name();
    let (after, effects) = step(before.clone(), event, rules)?;
    save(tx, &before, &after).await?;
    let detail = if after.trouble == before.trouble { None } else { after.trouble.as_ref() };
    write_event(tx, id, rules.now, name, detail.map(|trouble| trouble.to_line()).as_deref()).await?;
    Ok((after, effects))
}

async fn save(tx: &mut Tx, before: &Publication, after: &Publication) -> Result<(), StoreError> {
    let written = sqlx::query(UPDATE)
        .bind(after.id.uuid())
        .bind(to_json(&after.body)?)
        .bind(after.state.as_str())
        .bind(after.due_at.micros())
        .bind(after.wish.as_ref().map(to_json).transpose()?)
        .bind(&after.zone_table)
        .bind(after.retry_at.map(Timestamp::micros))
        .bind(after.next_at().map(Timestamp::micros))
        .bind(after.trouble.as_ref().map(to_json).transpose()?)
        .bind(after.updated_at.micros())
        .bind(before.state.as_str())
        .execute(tx.conn())
        .await?;
    require_one(written.rows_affected())?;
    for (old, new) in before.parts.iter().zip(&after.parts) {
        if old != new {
            save_part(tx, old, new).await?;
        }
    }
    Ok(())
}

async fn save_part(tx: &mut Tx, old: &Part, new: &Part) -> Result<(), StoreError> {
    let written = sqlx::query(UPDATE_PART)
        .bind(new.id.uuid())
        .bind(to_json(&new.content)?)
        .bind(new.state.as_str())
        .bind(new.epoch.0)
        .bind(new.prepared.as_ref().map(to_json).transpose()?)
        .bind(new.tries)
        .bind(new.lease.map(|lease| lease.owner.uuid()))
        .bind(new.lease.map(|lease| lease.until.micros()))
        .bind(to_json(&new.evidence)?)
        .bind(new.receipt.as_ref().map(to_json).transpose()?)
        .bind(old.state.as_str())
        .bind(old.epoch.0)
        .execute(tx.conn())
        .await?;
    require_one(written.rows_affected())?;
    for attempt in &new.attempts {
        match old.attempts.iter().find(|known| known.id == attempt.id) {
            None => insert_attempt(tx, new, attempt).await?,
            Some(known) if known != attempt => settle_attempt(tx, attempt).await?,
            Some(_) => {}
        }
    }
    Ok(())
}

async fn settle_attempt(tx: &mut Tx, attempt: &Attempt) -> Result<(), StoreError> {
    let settled = attempt.settled.as_ref();
    let written = sqlx::query(SETTLE_ATTEMPT)
        .bind(attempt.id.uuid())
        .bind(settled.map(|end| end.at.micros()))
        .bind(settled.map(|end| end.outcome.as_str()))
        .bind(settled.and_then(|end| end.detail.as_deref()))
        .bind(attempt.epoch.0)
        .execute(tx.conn())
        .await?;
    require_one(written.rows_affected())
}

/// The second wall behind the transaction: a row that stands elsewhere than it stood was written by somebody else.
fn require_one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Conflict(NOUN)) }
}

async fn write_event(
    tx: &mut Tx,
    id: PublicationId,
    at: Timestamp,
    event: &str,
    detail: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query(INSERT_EVENT)
        .bind(id.uuid())
        .bind(at.micros())
        .bind(event)
        .bind(detail)
        .execute(tx.conn())
        .await?;
    Ok(())
}
