//! Every operation can be taken back by its own name, and nothing stands in the way of the ones before it.

mod common;

use common::{Desk, good};
use upbeat_contract::account::AccountAddAssisted;
use upbeat_contract::assisted::AssistedDone;
use upbeat_contract::post::{Draft, PostCreate, PostIds, PostList, Target};
use upbeat_contract::publication::{PublicationList, PublicationRef, Reschedule, Schedule, Which};
use upbeat_contract::settings::{SettingsGet, SettingsSet, Theme};
use upbeat_contract::studio::StudioGet;
use upbeat_contract::time::At;
use upbeat_contract::undo::{RedoRequest, UndoRequest};
use upbeat_contract::workspace::WorkspaceRename;
use upbeat_domain::code::Code;
use upbeat_domain::id::{AccountId, PostId, PublicationId};
use upbeat_domain::lang::Lang;
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;

async fn post(desk: &Desk, text: &str) -> PostId {
    let mut draft = Draft::default();
    draft.body.text = text.to_owned();
    draft.targets = vec![Target { network: NetworkId::Linkedin, account: None, format: None }];
    good(upbeat_api::post_create(&desk.studio, PostCreate { draft: Some(draft), asset_ids: None }).await).id
}

async fn account(desk: &Desk) -> AccountId {
    let request = AccountAddAssisted { network: NetworkId::Linkedin, name: "Atelier Brume".to_owned() };
    good(upbeat_api::account_add_assisted(&desk.studio, request).await).id
}

fn at(instant: &str) -> At {
    At::Instant { instant: Timestamp::parse(instant).expect("an instant") }
}

async fn planned(desk: &Desk, post_id: PostId, account: AccountId, when: &str) -> PublicationId {
    let request = Schedule { post_id, account_ids: vec![account], at: at(when) };
    good(upbeat_api::schedule(&desk.studio, request).await).publications[0].id
}

async fn due(desk: &Desk, id: PublicationId) -> String {
    let found = good(upbeat_api::publication_get(&desk.studio, PublicationRef { id }).await);
    found.publication.due.instant.to_string()
}

async fn undo(desk: &Desk, step: Option<i64>) -> Option<String> {
    good(upbeat_api::undo(&desk.studio, UndoRequest { step }).await).message
}

async fn posts(desk: &Desk) -> u32 {
    good(upbeat_api::post_list(&desk.studio, PostList::default()).await).total
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_by_name_takes_back_that_operation_and_no_other() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let (first, second) = (post(&desk, "un").await, post(&desk, "deux").await);
    let id = planned(&desk, second, account(&desk).await, "2026-11-24T09:00:00Z").await;
    let deleted = good(upbeat_api::post_delete(&desk.studio, PostIds { ids: vec![first] }).await);
    let called_off = good(upbeat_api::unschedule(&desk.studio, PublicationRef { id }).await);
    assert_ne!(deleted.step, called_off.step);
    assert_eq!(undo(&desk, deleted.step).await.as_deref(), Some("Undone: Post moved to bin"));
    assert_eq!(posts(&desk).await, 2);
    assert_eq!(undo(&desk, deleted.step).await, None, "it is taken back already");
    assert_eq!(undo(&desk, None).await.as_deref(), Some("Undone: Publication called off"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_publication_goes_back_to_its_time_unless_that_has_passed() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let (morning, evening) = ("2026-11-24T09:00:00Z", "2026-11-24T18:00:00Z");
    let id = planned(&desk, post(&desk, "un").await, account(&desk).await, morning).await;
    let moved = good(upbeat_api::reschedule(&desk.studio, Reschedule { id, at: at(evening) }).await);
    assert_eq!(undo(&desk, moved.step).await.as_deref(), Some("Undone: Publication moved"));
    assert_eq!(due(&desk, id).await, morning);
    good(upbeat_api::redo(&desk.studio, RedoRequest::default()).await);
    assert_eq!(due(&desk, id).await, evening);

    desk.hands.set_wall(Timestamp::parse("2026-11-24T10:00:00Z")?);
    let refused = upbeat_api::undo(&desk.studio, UndoRequest { step: moved.step }).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::TimePast), "it would go out at once");
    assert_eq!(due(&desk, id).await, evening);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_cannot_be_carried_out_is_let_go_and_the_one_before_is_reached() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let kept = post(&desk, "gardé").await;
    good(upbeat_api::post_delete(&desk.studio, PostIds { ids: vec![kept] }).await);
    let id = planned(&desk, post(&desk, "un").await, account(&desk).await, "2026-11-24T09:00:00Z").await;
    let later = at("2026-11-24T18:00:00Z");
    good(upbeat_api::reschedule(&desk.studio, Reschedule { id, at: later }).await);
    desk.hands.set_wall(Timestamp::parse("2026-11-24T10:00:00Z")?);
    assert!(upbeat_api::undo(&desk.studio, UndoRequest::default()).await.is_err());
    assert_eq!(undo(&desk, None).await.as_deref(), Some("Undone: Post moved to bin"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_and_the_client_go_back_to_what_they_were() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let before = good(upbeat_api::settings_get(&desk.studio, SettingsGet::default()).await);
    let client = good(upbeat_api::studio_get(&desk.studio, StudioGet::default()).await).workspace;
    let change = SettingsSet {
        lang: Some(Lang::Fr),
        theme: Some(Theme::Dark),
        background: Some(false),
        grace_minutes: Some(5),
        ..SettingsSet::default()
    };
    let changed = good(upbeat_api::settings_set(&desk.studio, change.clone()).await);
    let again = good(upbeat_api::settings_set(&desk.studio, change).await);
    assert_eq!(again.step, None, "nothing changed");
    let (name, zone) = (Some("Ville".to_owned()), Some("America/New_York".to_owned()));
    let request = WorkspaceRename { id: client.id, name, zone, lang: Some(Lang::Fr) };
    let renamed = good(upbeat_api::workspace_rename(&desk.studio, request).await);
    assert_eq!(renamed.workspace.name, "Ville");

    undo(&desk, changed.step).await;
    assert_eq!(good(upbeat_api::settings_get(&desk.studio, SettingsGet::default()).await), before);
    undo(&desk, renamed.step).await;
    let back = good(upbeat_api::studio_get(&desk.studio, StudioGet::default()).await);
    assert_eq!(back.workspace, client);
    assert_eq!(back.workspaces[0].name, client.name, "in the list too");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn another_grace_counts_for_accounts_and_publications_that_are_there() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let account = account(&desk).await;
    let id = planned(&desk, post(&desk, "un").await, account, "2026-11-24T09:00:00Z").await;
    let change = SettingsSet { grace_minutes: Some(180), ..SettingsSet::default() };
    good(upbeat_api::settings_set(&desk.studio, change).await);
    let accounts = upbeat_app::account::list(&desk.studio).await?;
    assert!(accounts.iter().all(|found| found.account.grace_s == 180 * 60), "{accounts:#?}");
    let waiting = upbeat_app::publication::get(&desk.studio, id).await?.view.publication;
    assert_eq!(waiting.grace_s, 180 * 60);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_is_listed_however_long_the_past_is() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let account = account(&desk).await;
    let mut ids = Vec::new();
    for at in ["2026-11-24T09:00:00Z", "2026-11-24T09:10:00Z", "2026-11-26T09:00:00Z"] {
        ids.push(planned(&desk, post(&desk, at).await, account, at).await);
    }
    desk.hands.set_wall(Timestamp::parse("2026-11-24T09:12:00Z")?);
    upbeat_app::queue::run(&desk.studio, true, std::future::pending()).await?;
    let workspace_id = good(upbeat_api::studio_get(&desk.studio, StudioGet::default()).await).workspace.id;
    for publication_id in ids[..2].iter().copied() {
        let done = AssistedDone { workspace_id, publication_id, url: None };
        good(upbeat_api::assisted_done(&desk.studio, done).await);
    }
    let list = |which| PublicationList { which: Some(which), limit: Some(1), ..PublicationList::default() };
    let open = good(upbeat_api::publication_list(&desk.studio, list(Which::Open)).await);
    let out = good(upbeat_api::publication_list(&desk.studio, list(Which::Out)).await);
    assert_eq!(open.publications.iter().map(|p| p.id).collect::<Vec<_>>(), vec![ids[2]]);
    assert_eq!(out.publications.iter().map(|p| p.id).collect::<Vec<_>>(), vec![ids[1]], "the latest first");
    Ok(())
}
