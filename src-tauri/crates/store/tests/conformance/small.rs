use upbeat_domain::lang::Lang;
use upbeat_domain::workspace::Workspace;
use upbeat_store::{Store, StoreError, setting, undo, workspace};

use crate::common::{at, workspace_id};

pub async fn there_is_one_workspace(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    assert_eq!(workspace::find(&mut tx).await?, None);
    let mut cafe = Workspace {
        id: workspace_id(1),
        name: "Café Bel-Air".to_owned(),
        zone: chrono_tz::Europe::Paris,
        lang: Lang::Fr,
        created_at: at(0),
    };
    workspace::insert(&mut tx, &cafe).await?;
    let second = workspace::insert(&mut tx, &Workspace { id: workspace_id(2), ..cafe.clone() }).await;
    assert!(matches!(second, Err(StoreError::Conflict("workspace"))), "{second:?}");
    cafe.name = "Bel-Air".to_owned();
    cafe.lang = Lang::En;
    workspace::update(&mut tx, &cafe).await?;
    assert_eq!(workspace::find(&mut tx).await?, Some(cafe.clone()));
    let other = workspace::update(&mut tx, &Workspace { id: workspace_id(2), ..cafe }).await;
    assert!(matches!(other, Err(StoreError::NotFound("workspace"))), "{other:?}");
    tx.commit().await
}

pub async fn settings_are_kept_and_forgotten(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    assert_eq!(setting::get::<u64>(&mut tx, "cache.limit_bytes").await?, None);
    setting::set(&mut tx, "cache.limit_bytes", &10_u64).await?;
    setting::set(&mut tx, "cache.limit_bytes", &20_u64).await?;
    assert_eq!(setting::get(&mut tx, "cache.limit_bytes").await?, Some(20_u64));
    let wrong = setting::get::<Vec<String>>(&mut tx, "cache.limit_bytes").await;
    assert!(matches!(wrong, Err(StoreError::Damaged(_))), "{wrong:?}");
    setting::remove(&mut tx, "cache.limit_bytes").await?;
    assert_eq!(setting::get::<u64>(&mut tx, "cache.limit_bytes").await?, None);
    tx.commit().await
}

pub async fn undo_goes_back_and_forth_in_order(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    assert_eq!(undo::to_undo::<String>(&mut tx).await?, None);
    for name in ["a", "b"] {
        undo::record(&mut tx, name, &format!("un{name}"), &format!("re{name}"), at(1)).await?;
    }
    let mut undone = Vec::new();
    while let Some(step) = undo::to_undo::<String>(&mut tx).await? {
        undo::mark_undone(&mut tx, step.position, at(2)).await?;
        undone.push((step.operation, step.change));
    }
    assert_eq!(undone, [("b".to_owned(), "unb".to_owned()), ("a".to_owned(), "una".to_owned())]);
    let mut redone = Vec::new();
    while let Some(step) = undo::to_redo::<String>(&mut tx).await? {
        undo::mark_done(&mut tx, step.position).await?;
        let twice = undo::mark_done(&mut tx, step.position).await;
        assert!(matches!(twice, Err(StoreError::Conflict("step"))), "{twice:?}");
        redone.push(step.change);
    }
    assert_eq!(redone, ["rea", "reb"]);
    tx.commit().await
}

pub async fn a_new_change_ends_what_was_undone(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    undo::record(&mut tx, "a", &"una", &"rea", at(1)).await?;
    let step = undo::to_undo::<String>(&mut tx).await?.ok_or(StoreError::NotFound("step"))?;
    undo::mark_undone(&mut tx, step.position, at(2)).await?;
    undo::record(&mut tx, "b", &"unb", &"reb", at(3)).await?;
    assert_eq!(undo::to_redo::<String>(&mut tx).await?, None);
    let last = undo::to_undo::<String>(&mut tx).await?.ok_or(StoreError::NotFound("step"))?;
    assert_eq!(last.operation, "b");
    undo::forget(&mut tx, last.position).await?;
    assert_eq!(undo::to_undo::<String>(&mut tx).await?, None);
    tx.commit().await
}

pub async fn the_undo_list_stays_short(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for number in 0..undo::STEPS_MAX + 5 {
        undo::record(&mut tx, "n", &number, &number, at(i64::from(number))).await?;
    }
    let mut kept = Vec::new();
    while let Some(step) = undo::to_undo::<u32>(&mut tx).await? {
        undo::forget(&mut tx, step.position).await?;
        kept.push(step.change);
    }
    assert_eq!(kept.len(), undo::STEPS_MAX as usize);
    assert_eq!(kept.first(), Some(&(undo::STEPS_MAX + 4)), "the latest are kept");
    tx.commit().await
}
