//! From rows to whole publications: three queries, however many publications.

use std::collections::BTreeMap;

use sqlx::sqlite::SqliteRow;
use upbeat_domain::id::{AccountId, AttemptId, OwnerId, PartId, PostId, PublicationId};
use upbeat_domain::publication::{Attempt, Epoch, Lease, Part, Publication, Settled};

use crate::error::StoreError;
use crate::query::queries;
use crate::row::Cells;
use crate::tx::Reader;

queries! {
    PARTS = "SELECT * FROM part WHERE publication_id IN (SELECT unhex(value) FROM json_each(?1)) \
        ORDER BY publication_id, position";
    ATTEMPTS = "SELECT attempt.* FROM attempt JOIN part ON part.id = attempt.part_id \
        WHERE part.publication_id IN (SELECT unhex(value) FROM json_each(?1)) ORDER BY part_id, attempt.epoch";
}

/// The publications of these rows, in their order, with parts and attempts.
pub(crate) async fn load(
    reader: &mut impl Reader,
    rows: &[SqliteRow],
) -> Result<Vec<Publication>, StoreError> {
    let mut publications = rows.iter().map(publication).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<String> = publications.iter().map(|p| format!("\"{}\"", p.id.uuid().simple())).collect();
    let ids = format!("[{}]", ids.join(","));
    let mut attempts: BTreeMap<PartId, Vec<Attempt>> = BTreeMap::new();
    for row in sqlx::query(ATTEMPTS).bind(&ids).fetch_all(reader.conn()).await? {
        let part = Cells(&row).id("part_id", PartId::new)?;
        attempts.entry(part).or_default().push(attempt(&row)?);
    }
    let mut parts: BTreeMap<PublicationId, Vec<Part>> = BTreeMap::new();
    for row in sqlx::query(PARTS).bind(&ids).fetch_all(reader.conn()).await? {
        let owner = Cells(&row).id("publication_id", PublicationId::new)?;
        let mut part = part(&row)?;
        part.attempts = attempts.remove(&part.id).unwrap_or_default();
        parts.entry(owner).or_default().push(part);
    }
    for publication in &mut publications {
        publication.parts = parts.remove(&publication.id).unwrap_or_default();
    }
    Ok(publications)
}

fn publication(row: &SqliteRow) -> Result<Publication, StoreError> {
    let cells = Cells(row);
    Ok(Publication {
        id: cells.id("id", PublicationId::new)?,
        post: cells.id("post_id", PostId::new)?,
        account: cells.id("account_id", AccountId::new)?,
        network: cells.parsed("network")?,
        format: cells.raw("format")?,
        route: cells.parsed("route")?,
        body: cells.json("body")?,
        state: cells.parsed("state")?,
        due_at: cells.at("due_at")?,
        wish: cells.maybe_json("wish")?,
        zone_table: cells.raw("zone_table")?,
        grace_s: cells.number("grace_s")?,
        retry_at: cells.maybe_at("retry_at")?,
        trouble: cells.maybe_json("trouble")?,
        created_at: cells.at("created_at")?,
        updated_at: cells.at("updated_at")?,
        parts: Vec::new(),
    })
}

fn part(row: &SqliteRow) -> Result<Part, StoreError> {
    let cells = Cells(row);
    let owner = cells.maybe_id("owner", OwnerId::new)?;
    let until = cells.maybe_at("lease_until")?;
    Ok(Part {
        id: cells.id("id", PartId::new)?,
        position: cells.number("position")?,
        role: cells.parsed("role")?,
        content: cells.json("content")?,
        state: cells.parsed("state")?,
        epoch: Epoch(cells.number("epoch")?),
        key: cells.raw("key")?,
        prepared: cells.maybe_json("prepared")?,
        tries: cells.number("tries")?,
        lease: owner.zip(until).map(|(owner, until)| Lease { owner, until }),
        evidence: cells.json("evidence")?,
        receipt: cells.maybe_json("receipt")?,
        attempts: Vec::new(),
    })
}

fn attempt(row: &SqliteRow) -> Result<Attempt, StoreError> {
    let cells = Cells(row);
    let settled = match (cells.maybe_at("settled_at")?, cells.maybe_parsed("outcome")?) {
        (Some(at), Some(outcome)) => Some(Settled { at, outcome, detail: cells.raw("detail")? }),
        _ => None,
    };
    Ok(Attempt {
        id: cells.id("id", AttemptId::new)?,
        epoch: Epoch(cells.number("epoch")?),
        key: cells.raw("key")?,
        body_hash: cells.parsed("body_hash")?,
        started_at: cells.at("started_at")?,
        settled,
    })
}
