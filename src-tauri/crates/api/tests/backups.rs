//! Backups as they cross: listed with what they hold, and restored with words for what to do next.

mod common;

use common::{Desk, crossing, good};
use insta::assert_json_snapshot;
use upbeat_contract::backup::{BackupList, BackupRestore};
use upbeat_contract::post::{PostCreate, PostList};
use upbeat_contract::publication::PublicationList;
use upbeat_contract::studio::StudioGet;
use upbeat_domain::code::Code;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_says_what_it_holds_and_is_put_back_with_its_queue_on_pause() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let workspace_id = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await).workspace.id;
    good(upbeat_api::post_create(&desk.studio, PostCreate::default()).await);
    let made = desk.studio.shown().store.back_up_daily(desk.studio.clock().now()).await?;
    anyhow::ensure!(made.is_some(), "no backup");
    good(upbeat_api::post_create(&desk.studio, PostCreate::default()).await);

    let listed = good(upbeat_api::backup_list(&desk.studio, BackupList { workspace_id }).await);
    assert_eq!(listed.backups[0].name, "day-2026-11-23.db");
    assert_json_snapshot!("holds", listed.backups[0].holds);
    let unknown = BackupRestore { workspace_id, backup: "day-1999-01-01.db".to_owned() };
    let refused = upbeat_api::backup_restore(&desk.studio, unknown).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::NotFound));

    let latest = BackupRestore { workspace_id, backup: "latest".to_owned() };
    let restored = good(upbeat_api::backup_restore(&desk.studio, latest).await);
    assert!(restored.message.contains(&restored.backup.when), "{}", restored.message);
    assert!(std::path::Path::new(&restored.set_aside).is_file());
    let posts = good(upbeat_api::post_list(&desk.studio, PostList::default()).await);
    assert_eq!(posts.total, 1, "as on the day of the backup");
    let queue = good(upbeat_api::publication_list(&desk.studio, PublicationList::default()).await);
    assert!(queue.paused);
    let studio = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await);
    assert_json_snapshot!("troubled", crossing(&studio.troubled));
    Ok(())
}
