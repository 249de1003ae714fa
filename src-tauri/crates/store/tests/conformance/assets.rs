use std::path::PathBuf;

use upbeat_domain::asset::Held;
use upbeat_domain::media::{Likeness, MediaKind, Placeholder, Sketch};
use upbeat_domain::network::ProofClass;
use upbeat_domain::publication::{Event, Rules};
use upbeat_store::asset::{self, AssetFilter};
use upbeat_store::{Store, StoreError, account, post, publication};

use crate::common::{self, asset_id, at, hash, post_id, publication_id};

pub async fn an_asset_comes_back_as_it_was_stored(store: &Store) -> Result<(), StoreError> {
    let copied = common::asset(1);
    let mut referenced = common::asset(2);
    referenced.held = Held::Referenced { path: PathBuf::from("/media/disk/été 2026/IMG 2.jpg") };
    let mut tx = store.begin().await?;
    asset::insert(&mut tx, &copied).await?;
    asset::insert(&mut tx, &referenced).await?;
    tx.commit().await?;
    let mut read = store.read().await?;
    assert_eq!(asset::get(&mut read, copied.id).await?, copied);
    let many = asset::get_many(&mut read, &[asset_id(2), asset_id(1)]).await?;
    assert_eq!(many, [referenced, copied], "in the order asked for");
    let missing = asset::get_many(&mut read, &[asset_id(1), asset_id(3)]).await;
    assert!(matches!(missing, Err(StoreError::NotFound("asset"))), "{missing:?}");
    Ok(())
}

pub async fn the_same_bytes_are_one_asset(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    asset::insert(&mut tx, &common::asset(1)).await?;
    let mut same = common::asset(2);
    same.hash = hash(1);
    let refused = asset::insert(&mut tx, &same).await;
    assert!(matches!(refused, Err(StoreError::Conflict("asset"))), "{refused:?}");
    let found = asset::by_hash(&mut tx, hash(1)).await?;
    assert_eq!(found.map(|asset| asset.id), Some(asset_id(1)));
    tx.commit().await
}

pub async fn a_binned_asset_can_be_restored_unless_its_bytes_came_anew(
    store: &Store,
) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    asset::insert(&mut tx, &common::asset(1)).await?;
    assert!(asset::bin(&mut tx, asset_id(1), at(5)).await?);
    assert!(!asset::bin(&mut tx, asset_id(1), at(6)).await?, "it is there already");
    assert!(asset::restore(&mut tx, asset_id(1)).await?);
    assert!(asset::bin(&mut tx, asset_id(1), at(7)).await?);
    let mut anew = common::asset(2);
    anew.hash = hash(1);
    asset::insert(&mut tx, &anew).await?;
    let found = asset::by_hash(&mut tx, hash(1)).await?.map(|asset| asset.id);
    assert_eq!(found, Some(asset_id(2)), "the one outside the bin is preferred");
    let refused = asset::restore(&mut tx, asset_id(1)).await;
    assert!(matches!(refused, Err(StoreError::Conflict("asset"))), "{refused:?}");
    tx.commit().await
}

pub async fn only_binned_assets_that_nobody_uses_can_be_erased(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for number in 1..=3 {
        asset::insert(&mut tx, &common::asset(number)).await?;
    }
    let mut user = common::post(1, "");
    user.body.media = vec![common::medium(1)];
    post::insert(&mut tx, &user).await?;
    assert_eq!(asset::used_in(&mut tx, asset_id(1)).await?, [post_id(1)]);
    assert!(asset::used_in(&mut tx, asset_id(2)).await?.is_empty());
    asset::bin(&mut tx, asset_id(1), at(10)).await?;
    asset::bin(&mut tx, asset_id(2), at(10)).await?;
    let erasable = asset::erasable(&mut tx, at(11)).await?;
    assert_eq!(erasable.iter().map(|asset| asset.id).collect::<Vec<_>>(), [asset_id(2)]);
    assert!(asset::erasable(&mut tx, at(10)).await?.is_empty(), "not old enough");
    for kept in [1, 3] {
        let refused = asset::erase(&mut tx, asset_id(kept)).await;
        assert!(matches!(refused, Err(StoreError::NotFound("asset"))), "asset {kept}: {refused:?}");
    }
    asset::erase(&mut tx, asset_id(2)).await?;
    assert!(!asset::hash_held(&mut tx, hash(2)).await?);
    assert!(asset::hash_held(&mut tx, hash(1)).await?, "still in the bin");
    tx.commit().await
}

pub async fn an_asset_that_shall_still_go_out_is_never_erased(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    account::insert(&mut tx, &common::account(1)).await?;
    post::insert(&mut tx, &common::post(1, "")).await?;
    for number in 1..=2 {
        asset::insert(&mut tx, &common::asset(number)).await?;
        asset::bin(&mut tx, asset_id(number), at(10)).await?;
        publication::insert(&mut tx, &common::publication(number, number)).await?;
    }
    let rules = Rules { now: at(20), jitter: 0, class: ProofClass::ReadBack, key_life_s: None, settle_s: 10 };
    let called_off = publication::apply(&mut tx, publication_id(2), Event::Cancel, &rules).await;
    assert!(called_off.is_ok(), "{called_off:?}");
    let erasable = asset::erasable(&mut tx, at(11)).await?;
    let ids: Vec<_> = erasable.iter().map(|asset| asset.id).collect();
    assert_eq!(ids, [asset_id(2)], "only what was called off: no draft shows either");
    tx.commit().await
}

pub async fn assets_are_found_by_words_kind_and_bin(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let mut film = common::asset(1);
    film.name = "Réouverture.mov".to_owned();
    film.info.kind = MediaKind::Video;
    asset::insert(&mut tx, &film).await?;
    asset::insert(&mut tx, &common::asset(2)).await?;
    asset::insert(&mut tx, &common::asset(3)).await?;
    asset::bin(&mut tx, asset_id(3), at(10)).await?;
    asset::set_alt(&mut tx, asset_id(2), "Une tarte à l’OIGNON").await?;
    let mut user = common::post(1, "");
    user.body.media = vec![common::medium(1)];
    post::insert(&mut tx, &user).await?;
    let uses = asset::uses(&mut tx, &[asset_id(1), asset_id(2)]).await?;
    assert_eq!(uses.into_iter().collect::<Vec<_>>(), [(asset_id(1), 1)], "what nobody uses is absent");
    let all = AssetFilter { limit: 10, ..AssetFilter::default() };
    for (filter, expected) in [
        (all.clone(), vec![2, 1]),
        (AssetFilter { words: "reouv".to_owned(), ..all.clone() }, vec![1]),
        (AssetFilter { words: "l'oignon img".to_owned(), ..all.clone() }, vec![2]),
        (AssetFilter { kind: Some(MediaKind::Video), ..all.clone() }, vec![1]),
        (AssetFilter { bin: true, ..all.clone() }, vec![3]),
        (AssetFilter { unused: true, ..all.clone() }, vec![2]),
        (AssetFilter { offset: 1, ..all.clone() }, vec![1]),
    ] {
        let page = asset::list(&mut tx, &filter).await?;
        let ids: Vec<_> = page.items.iter().map(|asset| asset.id).collect();
        assert_eq!(ids, expected.into_iter().map(asset_id).collect::<Vec<_>>(), "{filter:?}");
    }
    assert_eq!(asset::list(&mut tx, &AssetFilter { limit: 1, ..all.clone() }).await?.total, 2);
    post::bin(&mut tx, post_id(1), at(10)).await?;
    let unused = asset::list(&mut tx, &AssetFilter { unused: true, ..all }).await?;
    assert_eq!(unused.total, 2, "a post in the bin uses nothing");
    tx.commit().await
}

pub async fn a_sketch_is_kept_and_those_without_one_are_found(store: &Store) -> Result<(), StoreError> {
    let mut assets = [1, 2, 3, 4].map(common::asset);
    for (asset, seconds) in assets.iter_mut().zip([10, 20, 30, 40]) {
        asset.created_at = at(seconds);
    }
    let square = Placeholder::new(1, &[1, 2, 3]).ok_or(StoreError::Invalid("a placeholder"))?;
    let highest = Likeness::new(1 << 63 | 5);
    let mut tx = store.begin().await?;
    for asset in &assets {
        asset::insert(&mut tx, asset).await?;
    }
    let sketch = Sketch { placeholder: square.clone(), likeness: Some(highest) };
    asset::set_sketch(&mut tx, asset_id(2), &sketch).await?;
    asset::set_sketch(&mut tx, asset_id(3), &Sketch { placeholder: square, likeness: None }).await?;
    asset::bin(&mut tx, asset_id(4), at(50)).await?;
    tx.commit().await?;
    let mut read = store.read().await?;
    assert_eq!(asset::get(&mut read, asset_id(2)).await?.sketch, Some(sketch));
    let unsketched = asset::unsketched(&mut read, at(1_000), 10).await?;
    assert_eq!(unsketched.iter().map(|asset| asset.id).collect::<Vec<_>>(), [asset_id(1)]);
    assert_eq!(asset::unsketched(&mut read, at(10), 10).await?, [], "the moment itself is not before it");
    assert_eq!(asset::likenesses(&mut read, at(1_000)).await?, [(asset_id(2), highest)]);
    assert_eq!(asset::likenesses(&mut read, at(20)).await?, []);
    Ok(())
}
