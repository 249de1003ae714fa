use upbeat_store::post::{self, PostFilter};
use upbeat_store::{Store, StoreError, setting};

use crate::common::{self, post_id};

pub async fn a_transaction_that_is_dropped_leaves_no_trace(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    post::insert(&mut tx, &common::post(1, "unfinished")).await?;
    drop(tx);
    let mut tx = store.begin().await?;
    let found = post::get(&mut tx, post_id(1)).await;
    assert!(matches!(found, Err(StoreError::NotFound("post"))), "{found:?}");
    post::insert(&mut tx, &common::post(2, "taken back")).await?;
    tx.rollback().await?;
    let page =
        post::list(&mut store.read().await?, &PostFilter { limit: 10, ..PostFilter::default() }).await?;
    assert_eq!(page.total, 0);
    Ok(())
}

pub async fn a_snapshot_stays_as_it_was_while_others_write(store: &Store) -> Result<(), StoreError> {
    let mut before = store.read().await?;
    assert_eq!(setting::get::<u32>(&mut before, "n").await?, None);
    let mut tx = store.begin().await?;
    setting::set(&mut tx, "n", &1_u32).await?;
    assert_eq!(setting::get::<u32>(&mut tx, "n").await?, Some(1), "a writer sees its own writes");
    tx.commit().await?;
    assert_eq!(setting::get::<u32>(&mut before, "n").await?, None, "the snapshot is older");
    assert_eq!(setting::get::<u32>(&mut store.read().await?, "n").await?, Some(1));
    Ok(())
}

pub async fn a_hundred_writers_take_turns_and_lose_nothing(store: &Store) -> Result<(), StoreError> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let store = store.clone();
        tasks.spawn(async move {
            let mut tx = store.begin().await?;
            let count: u32 = setting::get(&mut tx, "count").await?.unwrap_or(0);
            tokio::task::yield_now().await;
            setting::set(&mut tx, "count", &(count + 1)).await?;
            tx.commit().await
        });
    }
    while let Some(done) = tasks.join_next().await {
        assert!(matches!(done, Ok(Ok(()))), "{done:?}");
    }
    assert_eq!(setting::get::<u32>(&mut store.read().await?, "count").await?, Some(100));
    Ok(())
}
