use upbeat_domain::account::{AccountState, ServerLimits};
use upbeat_domain::network::NetworkId;
use upbeat_store::{Store, StoreError, account};

use crate::common::{self, account_id, at};

pub async fn an_account_comes_back_as_it_was_stored(store: &Store) -> Result<(), StoreError> {
    let mut stored = common::account(1);
    stored.server_limits =
        Some(ServerLimits { max_text: Some(1000), video: Some(false), ..ServerLimits::default() });
    stored.own_network = true;
    let mut tx = store.begin().await?;
    account::insert(&mut tx, &stored).await?;
    tx.commit().await?;
    let mut read = store.read().await?;
    assert_eq!(account::get(&mut read, account_id(1)).await?, stored);
    assert_eq!(account::list(&mut read).await?, [stored]);
    assert!(matches!(account::get(&mut read, account_id(2)).await, Err(StoreError::NotFound("account"))));
    Ok(())
}

pub async fn the_same_profile_cant_be_connected_twice(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    account::insert(&mut tx, &common::account(1)).await?;
    let mut again = common::account(2);
    again.remote_id = common::account(1).remote_id;
    let refused = account::insert(&mut tx, &again).await;
    assert!(matches!(refused, Err(StoreError::Conflict("account"))), "{refused:?}");
    again.server = "https://other.example".to_owned();
    account::insert(&mut tx, &again).await?;
    tx.commit().await
}

pub async fn a_removed_account_is_found_again_under_its_old_id(store: &Store) -> Result<(), StoreError> {
    let stored = common::account(1);
    let mut tx = store.begin().await?;
    account::insert(&mut tx, &stored).await?;
    account::remove(&mut tx, stored.id, at(9)).await?;
    assert!(account::list(&mut tx).await?.is_empty(), "removed accounts aren't listed");
    let refused = account::set_state(&mut tx, stored.id, AccountState::Paused).await;
    assert!(matches!(refused, Err(StoreError::NotFound("account"))), "a removed account can't be paused");
    let found = account::find(&mut tx, NetworkId::Bluesky, &stored.server, &stored.remote_id).await?;
    let mut back = found.ok_or(StoreError::NotFound("account"))?;
    assert_eq!((back.id, back.deleted_at), (stored.id, Some(at(9))));
    back.deleted_at = None;
    account::update(&mut tx, &back).await?;
    assert_eq!(account::list(&mut tx).await?, [stored]);
    assert_eq!(account::next_position(&mut tx).await?, 2);
    tx.commit().await
}

pub async fn two_rotations_at_once_are_told_apart(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    account::insert(&mut tx, &common::account(1)).await?;
    account::rotate(&mut tx, account_id(1), 1, 2).await?;
    let late = account::rotate(&mut tx, account_id(1), 1, 2).await;
    assert!(matches!(late, Err(StoreError::Conflict("account"))), "{late:?}");
    assert_eq!(account::get(&mut tx, account_id(1)).await?.secret_generation, 2);
    tx.commit().await
}
