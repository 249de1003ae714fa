use upbeat_domain::id::PostId;
use upbeat_domain::network::NetworkId;
use upbeat_domain::post::{PostState, Scope};
use upbeat_domain::time::Wish;
use upbeat_store::post::{self, PostFilter};
use upbeat_store::{Store, StoreError, asset};

use crate::common::{self, account_id, at, post_id};

pub async fn a_post_comes_back_as_it_was_stored(store: &Store) -> Result<(), StoreError> {
    let mut stored = common::post(1, "On rouvre jeudi 🎉");
    stored.title = "Réouverture".to_owned();
    stored.body.fields.insert("spoiler_text".to_owned(), "surprise".to_owned());
    stored.body.media = vec![common::medium(1), common::medium(1)];
    let mut own = common::variant(1, Scope::Network(NetworkId::X), "Jeudi !");
    own.media = Some(vec![common::medium(2)]);
    stored.variants = vec![own, common::variant(2, Scope::Account(account_id(1)), "")];
    let local = chrono::NaiveDate::from_ymd_opt(2026, 11, 26).and_then(|day| day.and_hms_opt(18, 30, 0));
    stored.wish = local.map(|local| Wish { local, zone: chrono_tz::Europe::Paris });
    let mut tx = store.begin().await?;
    asset::insert(&mut tx, &common::asset(1)).await?;
    asset::insert(&mut tx, &common::asset(2)).await?;
    post::insert(&mut tx, &stored).await?;
    tx.commit().await?;
    let mut read = store.read().await?;
    assert_eq!(post::get(&mut read, stored.id).await?, stored);
    let page = post::list(&mut read, &PostFilter { limit: 5, ..PostFilter::default() }).await?;
    assert_eq!(page.items, [stored], "lists carry the variants as well");
    Ok(())
}

pub async fn a_save_counts_the_revision_up(store: &Store) -> Result<(), StoreError> {
    let mut draft = common::post(1, "O");
    draft.variants = vec![common::variant(1, Scope::Network(NetworkId::X), "old")];
    let mut tx = store.begin().await?;
    post::insert(&mut tx, &draft).await?;
    draft.body.text = "On".to_owned();
    draft.state = PostState::Ready;
    draft.variants = vec![common::variant(2, Scope::Network(NetworkId::X), "new")];
    draft.revision = post::save(&mut tx, &draft, at(60)).await?;
    tx.commit().await?;
    draft.updated_at = at(60);
    assert_eq!(draft.revision, 2);
    assert_eq!(post::get(&mut store.read().await?, draft.id).await?, draft);
    Ok(())
}

pub async fn a_writer_with_an_old_revision_is_refused_and_changes_nothing(
    store: &Store,
) -> Result<(), StoreError> {
    let draft = common::post(1, "first");
    let mut tx = store.begin().await?;
    post::insert(&mut tx, &draft).await?;
    let mut window = draft.clone();
    window.body.text = "from the window".to_owned();
    post::save(&mut tx, &window, at(1)).await?;
    let mut script = draft;
    script.body.text = "from a script".to_owned();
    let refused = post::save(&mut tx, &script, at(2)).await;
    assert!(matches!(refused, Err(StoreError::Conflict("post"))), "{refused:?}");
    assert_eq!(post::get(&mut tx, post_id(1)).await?.body.text, "from the window");
    let unknown = post::save(&mut tx, &common::post(2, ""), at(3)).await;
    assert!(matches!(unknown, Err(StoreError::NotFound("post"))), "{unknown:?}");
    tx.commit().await
}

pub async fn a_post_in_the_bin_cant_be_written(store: &Store) -> Result<(), StoreError> {
    let draft = common::post(1, "kept");
    let mut tx = store.begin().await?;
    post::insert(&mut tx, &draft).await?;
    assert!(post::bin(&mut tx, draft.id, at(5)).await?);
    assert!(!post::bin(&mut tx, draft.id, at(6)).await?, "it is there already");
    let binned = post::get(&mut tx, draft.id).await?;
    assert_eq!((binned.deleted_at, binned.revision), (Some(at(5)), 2));
    let refused = post::save(&mut tx, &binned, at(7)).await;
    assert!(matches!(refused, Err(StoreError::Conflict("post"))), "{refused:?}");
    assert!(post::restore(&mut tx, draft.id, at(8)).await?);
    assert!(!post::restore(&mut tx, draft.id, at(9)).await?, "it is out already");
    let back = post::get(&mut tx, draft.id).await?;
    assert_eq!((back.deleted_at, back.revision, back.body.text), (None, 3, "kept".to_owned()));
    tx.commit().await
}

pub async fn a_post_with_an_unknown_asset_is_refused(store: &Store) -> Result<(), StoreError> {
    let mut draft = common::post(1, "");
    draft.body.media = vec![common::medium(1)];
    let mut tx = store.begin().await?;
    let refused = post::insert(&mut tx, &draft).await;
    assert!(matches!(refused, Err(StoreError::NotFound("asset"))), "{refused:?}");
    Ok(())
}

pub async fn two_variants_for_the_same_network_are_refused(store: &Store) -> Result<(), StoreError> {
    let mut draft = common::post(1, "");
    let scope = Scope::Network(NetworkId::X);
    draft.variants = vec![common::variant(1, scope, "a"), common::variant(2, scope, "b")];
    let mut tx = store.begin().await?;
    let refused = post::insert(&mut tx, &draft).await;
    assert!(matches!(refused, Err(StoreError::Conflict("variant"))), "{refused:?}");
    Ok(())
}

async fn found(store: &Store, filter: PostFilter) -> Result<Vec<PostId>, StoreError> {
    let page = post::list(&mut store.read().await?, &PostFilter { limit: 50, ..filter }).await?;
    assert_eq!(page.total, page.items.len() as u64, "all fit on one page");
    Ok(page.items.into_iter().map(|post| post.id).collect())
}

pub async fn every_word_is_searched_without_accents_or_case(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let mut first = common::post(1, "L’été à Saint-Étienne");
    first.variants = vec![common::variant(1, Scope::Network(NetworkId::X), "Œuvre")];
    post::insert(&mut tx, &first).await?;
    let mut second = common::post(2, "Hiver");
    second.title = "Saint-Étienne".to_owned();
    second.state = PostState::Ready;
    post::insert(&mut tx, &second).await?;
    tx.commit().await?;
    let words = |words: &str| PostFilter { words: words.to_owned(), ..PostFilter::default() };
    assert_eq!(found(store, words("ETE")).await?, [post_id(1)]);
    assert_eq!(found(store, words("étienne SAINT")).await?, [post_id(2), post_id(1)], "the latest first");
    assert_eq!(found(store, words("oeuvre")).await?, [post_id(1)], "variants are searched too");
    assert_eq!(found(store, words("hiver ete")).await?, [], "all words have to be there");
    let ready = PostFilter { state: Some(PostState::Ready), ..words("saint") };
    assert_eq!(found(store, ready).await?, [post_id(2)]);
    Ok(())
}

pub async fn percent_signs_and_quotes_are_ordinary_characters(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    post::insert(&mut tx, &common::post(1, "-50 % sur l'\"ancienne_carte\" \\ bientôt")).await?;
    post::insert(&mut tx, &common::post(2, "anciennexcarte")).await?;
    tx.commit().await?;
    for words in ["%", "ancienne_carte", "\"ancienne", "l'", "\\"] {
        let filter = PostFilter { words: words.to_owned(), ..PostFilter::default() };
        assert_eq!(found(store, filter).await?, [post_id(1)], "{words}");
    }
    Ok(())
}

pub async fn lists_are_paged_and_tell_their_total(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for number in 1..=7 {
        post::insert(&mut tx, &common::post(number, "")).await?;
    }
    post::bin(&mut tx, post_id(4), at(100)).await?;
    let filter = PostFilter { offset: 2, limit: 3, ..PostFilter::default() };
    let page = post::list(&mut tx, &filter).await?;
    assert_eq!(page.items.iter().map(|post| post.id).collect::<Vec<_>>(), [5, 3, 2].map(post_id));
    assert_eq!(page.total, 6);
    let bin = post::list(&mut tx, &PostFilter { bin: true, limit: 9, ..PostFilter::default() }).await?;
    assert_eq!(bin.items.iter().map(|post| post.id).collect::<Vec<_>>(), [post_id(4)]);
    tx.commit().await
}

pub async fn emptying_the_bin_takes_only_what_is_old_enough(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for number in 1..=3 {
        post::insert(&mut tx, &common::post(number, "")).await?;
    }
    post::bin(&mut tx, post_id(1), at(10)).await?;
    post::bin(&mut tx, post_id(2), at(20)).await?;
    assert_eq!(post::erase_binned(&mut tx, at(20)).await?, 1);
    let gone = post::get(&mut tx, post_id(1)).await;
    assert!(matches!(gone, Err(StoreError::NotFound("post"))), "{gone:?}");
    post::get(&mut tx, post_id(2)).await?;
    post::get(&mut tx, post_id(3)).await?;
    tx.commit().await
}
