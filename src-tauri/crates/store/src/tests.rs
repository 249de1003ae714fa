//! What can only be tested from inside: the queries themselves, the schema, a database without room.

use sqlx::{Executor, Row, SqlSafeStr, Statement};

use crate::{
    Store, StoreError, account, asset, backup, job, post, publication, publication_read, publication_rows,
    queue, rendition, setting, undo, workspace,
};

/// Every module's queries.
const EVERY_QUERY: &[(&str, &[(&str, &str)])] = &[
    ("account", account::QUERIES),
    ("asset", asset::QUERIES),
    ("backup", backup::QUERIES),
    ("job", job::QUERIES),
    ("post", post::QUERIES),
    ("post::list", post::LIST_QUERIES),
    ("publication", publication::QUERIES),
    ("publication_read", publication_read::QUERIES),
    ("publication_rows", publication_rows::QUERIES),
    ("queue", queue::QUERIES),
    ("rendition", rendition::QUERIES),
    ("setting", setting::QUERIES),
    ("undo", undo::QUERIES),
    ("workspace", workspace::QUERIES),
];

async fn fresh() -> Result<(tempfile::TempDir, Store), StoreError> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(folder.path()).await?;
    Ok((folder, store))
}

#[tokio::test]
async fn every_query_can_be_prepared_against_a_migrated_database() -> Result<(), StoreError> {
    let (_folder, store) = fresh().await?;
    let mut conn = store.writer().acquire().await?;
    let mut prepared = 0;
    for (module, queries) in EVERY_QUERY {
        for (name, sql) in *queries {
            let statement = conn.prepare((*sql).into_sql_str()).await;
            assert!(
                statement.is_ok(),
                "{module}::{name}: {:?}",
                statement.map(|s| s.sql().as_str().to_owned())
            );
            prepared += 1;
        }
    }
    assert!(prepared > 60, "only {prepared} queries were found: is a module missing?");
    Ok(())
}

#[tokio::test]
async fn the_schema_is_as_it_was_reviewed() -> Result<(), StoreError> {
    let (_folder, store) = fresh().await?;
    let mut conn = store.writer().acquire().await?;
    let query = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name";
    let rows = conn.fetch_all(query).await?;
    let schema = rows.iter().map(|row| row.try_get::<String, _>(0)).collect::<Result<Vec<_>, _>>()?;
    insta::assert_snapshot!(schema.join(";\n\n"));
    Ok(())
}

#[tokio::test]
async fn the_settings_that_the_promise_rests_on_are_in_force() -> Result<(), StoreError> {
    let (_folder, store) = fresh().await?;
    for (pool, query_only) in [(store.writer(), 0), (store.readers(), 1)] {
        let mut conn = pool.acquire().await?;
        for (pragma, expected) in [
            ("PRAGMA synchronous", 2),
            ("PRAGMA foreign_keys", 1),
            ("PRAGMA busy_timeout", 5000),
            ("PRAGMA trusted_schema", 0),
            ("PRAGMA fullfsync", 1),
            ("PRAGMA checkpoint_fullfsync", 1),
            ("PRAGMA application_id", 0x5550_4254),
            ("PRAGMA user_version", 2),
            ("PRAGMA query_only", query_only),
        ] {
            let value: i64 = conn.fetch_one(pragma).await?.try_get(0)?;
            assert_eq!(value, expected, "{pragma}");
        }
    }
    let written = store.readers().acquire().await?.execute("DELETE FROM setting").await;
    assert!(written.is_err(), "a reader could write");
    store.require_durable().await
}

#[tokio::test]
async fn publishing_is_refused_where_commits_dont_reach_the_disk() -> Result<(), StoreError> {
    let (_folder, store) = fresh().await?;
    store.writer().acquire().await?.execute("PRAGMA synchronous = NORMAL").await?;
    let refused = store.require_durable().await;
    assert!(matches!(refused, Err(StoreError::Unwritable(_))), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn a_database_without_room_says_so_and_goes_on_when_there_is_some() -> Result<(), StoreError> {
    let (_folder, store) = fresh().await?;
    let pages: i64 = store.writer().acquire().await?.fetch_one("PRAGMA page_count").await?.try_get(0)?;
    let limit = |pages: i64| sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
    store.writer().acquire().await?.execute(limit(pages + 20)).await?;
    let mut kept = 0_u32;
    let refused = loop {
        let mut tx = store.begin().await?;
        let written = setting::set(&mut tx, &format!("n{kept}"), &"x".repeat(2000)).await;
        match written {
            Ok(()) => tx.commit().await?,
            Err(error) => break error,
        }
        kept += 1;
        assert!(kept < 1000, "the limit was never met");
    };
    assert!(matches!(refused, StoreError::Full), "{refused:?}");
    assert_eq!(refused.code(), upbeat_domain::code::Code::StorageFull);
    for number in 0..kept {
        let value = setting::get::<String>(&mut store.read().await?, &format!("n{number}")).await?;
        assert!(value.is_some(), "what was committed before is gone: n{number}");
    }
    store.writer().acquire().await?.execute(limit(pages + 500)).await?;
    let mut tx = store.begin().await?;
    setting::set(&mut tx, "after", &"x".repeat(2000)).await?;
    tx.commit().await?;
    store.check().await
}
