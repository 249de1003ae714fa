//! From every released schema to the present one, in one transaction.

use sqlx::{Connection, Executor, Row, SqliteConnection};

use crate::error::StoreError;

/// `PRAGMA application_id`: "UPBT", so that `file(1)` and we can tell our databases.
pub(crate) const APPLICATION_ID: i32 = 0x5550_4254;

/// One step from schema `version - 1` to `version`. Never edited after a release.
struct Migration {
    version: u32,
    name: &'static str,
    sql: &'static str,
    /// Lowest schema that a program must know to work with the database afterwards. Lower than
    /// `version` where the step only adds, so that an older Upbeat keeps working.
    needs: u32,
}

const MIGRATIONS: [Migration; 2] = [
    Migration { version: 1, name: "start", sql: include_str!("../migrations/0001_start.sql"), needs: 1 },
    Migration { version: 2, name: "sketch", sql: include_str!("../migrations/0002_sketch.sql"), needs: 1 },
];

/// The schema that this program knows.
pub(crate) const KNOWN: u32 = MIGRATIONS[MIGRATIONS.len() - 1].version;

const CREATE_LIST: &str = "
    CREATE TABLE IF NOT EXISTS migration (
        version INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        needs INTEGER NOT NULL
    ) STRICT";

/// What a database says of itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Found {
    /// Nothing is in it yet.
    Empty,
    /// It has the schema that this program knows, or a later one that it can work with.
    Current,
    /// It has an older schema.
    Older(u32),
}

/// Looks at a database without changing it.
pub(crate) async fn look(conn: &mut SqliteConnection) -> Result<Found, StoreError> {
    let tables: i64 = one(conn, "SELECT count(*) FROM sqlite_schema").await?;
    if tables == 0 {
        return Ok(Found::Empty);
    }
    if one(conn, "PRAGMA application_id").await? != i64::from(APPLICATION_ID) {
        return Err(StoreError::Damaged("the file is no database of Upbeat".to_owned()));
    }
    let version = one(conn, "SELECT coalesce(max(version), 0) FROM migration").await?;
    let needs = one(conn, "SELECT coalesce(max(needs), 0) FROM migration").await?;
    if needs > i64::from(KNOWN) {
        return Err(StoreError::Newer { needs: u32::try_from(needs).unwrap_or(u32::MAX), known: KNOWN });
    }
    match u32::try_from(version) {
        Ok(version) if version < KNOWN => Ok(Found::Older(version)),
        Ok(_) => Ok(Found::Current),
        Err(_) => Err(StoreError::Damaged(format!("schema {version}"))),
    }
}

/// Brings the schema up to date. The caller holds the exclusive lock and made a backup.
pub(crate) async fn run(conn: &mut SqliteConnection, found: Found) -> Result<(), StoreError> {
    let from = match found {
        Found::Current => return Ok(()),
        Found::Empty => 0,
        Found::Older(version) => version,
    };
    let mut tx = conn.begin_with("BEGIN EXCLUSIVE").await?;
    tx.execute(CREATE_LIST).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA application_id = {APPLICATION_ID}")))
        .execute(&mut *tx)
        .await?;
    for step in MIGRATIONS.iter().filter(|step| step.version > from) {
        sqlx::raw_sql(step.sql).execute(&mut *tx).await?;
        sqlx::query("INSERT INTO migration (version, name, needs) VALUES (?, ?, ?)")
            .bind(step.version)
            .bind(step.name)
            .bind(step.needs)
            .execute(&mut *tx)
            .await?;
    }
    sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {KNOWN}"))).execute(&mut *tx).await?;
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_optional(&mut *tx).await?;
    if broken.is_some() {
        return Err(StoreError::Damaged("a row points to nothing after the schema changed".to_owned()));
    }
    Ok(tx.commit().await?)
}

/// Whether the file's pages hold together: the quick look, which skips comparing indexes with rows,
/// or the whole one.
pub(crate) async fn check(conn: &mut SqliteConnection, whole: bool) -> Result<(), StoreError> {
    let query = if whole { "PRAGMA integrity_check(1)" } else { "PRAGMA quick_check(1)" };
    let answer: String = conn.fetch_one(query).await?.try_get(0)?;
    if answer == "ok" { Ok(()) } else { Err(StoreError::Damaged(answer)) }
}

async fn one(conn: &mut SqliteConnection, query: &'static str) -> Result<i64, StoreError> {
    Ok(conn.fetch_one(query).await?.try_get(0)?)
}
