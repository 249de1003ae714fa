use upbeat_domain::network::NetworkId;
use upbeat_store::{Store, StoreError, rendition};

use crate::common::{self, at, hash, rendition_id};

pub async fn a_rendition_comes_back_as_it_was_stored(store: &Store) -> Result<(), StoreError> {
    let stored = common::rendition(1, NetworkId::Instagram, 1);
    let mut tx = store.begin().await?;
    rendition::insert(&mut tx, &stored).await?;
    tx.commit().await?;
    let mut read = store.read().await?;
    assert_eq!(rendition::get(&mut read, stored.id).await?, stored);
    assert_eq!(rendition::by_keys(&mut read, &[hash(77), stored.key]).await?, std::slice::from_ref(&stored));
    assert_eq!(rendition::by_works(&mut read, &[stored.work]).await?, std::slice::from_ref(&stored));
    assert_eq!(rendition::by_source(&mut read, stored.source).await?, [stored]);
    Ok(())
}

pub async fn the_same_key_is_stored_once(store: &Store) -> Result<(), StoreError> {
    let first = common::rendition(1, NetworkId::Instagram, 1);
    let mut second = common::rendition(2, NetworkId::Instagram, 1);
    second.key = first.key;
    let mut tx = store.begin().await?;
    rendition::insert(&mut tx, &first).await?;
    rendition::insert(&mut tx, &second).await?;
    assert_eq!(rendition::oldest_first(&mut tx).await?, [first], "the first stays");
    tx.commit().await
}

pub async fn a_shared_file_counts_once(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    rendition::insert(&mut tx, &common::rendition(1, NetworkId::Instagram, 1)).await?;
    rendition::insert(&mut tx, &common::rendition(2, NetworkId::Tiktok, 1)).await?;
    rendition::insert(&mut tx, &common::rendition(3, NetworkId::X, 2)).await?;
    assert_eq!(rendition::total_bytes(&mut tx).await?, 200);
    rendition::delete(&mut tx, rendition_id(1)).await?;
    assert!(rendition::hash_used(&mut tx, hash(3001)).await?, "the other network's still uses it");
    rendition::delete(&mut tx, rendition_id(2)).await?;
    assert!(!rendition::hash_used(&mut tx, hash(3001)).await?);
    assert_eq!(rendition::total_bytes(&mut tx).await?, 100);
    tx.commit().await
}

pub async fn the_longest_unused_comes_first(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for number in 1..=3 {
        rendition::insert(&mut tx, &common::rendition(number, NetworkId::X, number)).await?;
    }
    rendition::touch(&mut tx, &[rendition_id(1)], at(100)).await?;
    let order: Vec<_> = rendition::oldest_first(&mut tx).await?.into_iter().map(|found| found.id).collect();
    assert_eq!(order, [rendition_id(2), rendition_id(3), rendition_id(1)]);
    tx.commit().await
}
