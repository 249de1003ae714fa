//! What the commands answer, as it crosses: the window's own tests are written against these.

mod common;

use std::path::PathBuf;

use common::{Desk, crossing, good};
use insta::assert_json_snapshot;
use upbeat_contract::account::{AccountAddAssisted, AccountList, AccountPause, AccountRef};
use upbeat_contract::assisted::{AssistedDone, AssistedRef, AssistedSnooze, ReceiptOpen};
use upbeat_contract::check::PostCheck;
use upbeat_contract::media::{AssetGet, AssetList, AssetSetAlt, MediaImport, MediaPaste};
use upbeat_contract::post::{Draft, PostCreate, PostIds, PostList, PostRef, PostSave, Target};
use upbeat_contract::publication::{
    ClockRight, PublicationList, PublicationRef, PublishNow, QueuePause, Reschedule, Schedule,
};
use upbeat_contract::rendition::{ExportFiles, PrepareCancel, PrepareStart, RenditionList};
use upbeat_contract::settings::{SettingsGet, SettingsSet, Theme};
use upbeat_contract::studio::StudioGet;
use upbeat_contract::time::At;
use upbeat_contract::undo::{AssetIds, RedoRequest, UndoRequest};
use upbeat_contract::workspace::{WorkspaceCreate, WorkspaceOpen, WorkspaceRename};
use upbeat_domain::code::Code;
use upbeat_domain::id::{AccountId, AssetId, PostId};
use upbeat_domain::lang::Lang;
use upbeat_domain::network::NetworkId;
use upbeat_testkit::material;

async fn import(desk: &Desk) -> anyhow::Result<AssetId> {
    let photo: PathBuf = material::small_photo(desk.folder.path(), "coccinelle.jpg")?;
    let paths = vec![photo.display().to_string()];
    Ok(good(upbeat_api::media_import(&desk.studio, MediaImport { paths }).await).assets[0].id)
}

fn words(text: &str, network: NetworkId) -> Draft {
    let mut draft = Draft::default();
    draft.body.text = text.to_owned();
    draft.targets = vec![Target { network, account: None, format: None }];
    draft
}

async fn draft(desk: &Desk, text: &str, assets: Vec<AssetId>) -> PostId {
    let request = PostCreate { draft: Some(words(text, NetworkId::Instagram)), asset_ids: Some(assets) };
    good(upbeat_api::post_create(&desk.studio, request).await).id
}

async fn by_hand(desk: &Desk, network: NetworkId) -> AccountId {
    let request = AccountAddAssisted { network, name: "@atelier.brume".to_owned() };
    good(upbeat_api::account_add_assisted(&desk.studio, request).await).id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_run_finds_a_workspace_and_nothing_else() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let studio = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await);
    assert!(studio.first_run);
    assert_json_snapshot!(crossing(&studio));
    draft(&desk, "Bonjour", Vec::new()).await;
    assert!(!good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await).first_run);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_and_workspaces() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let first = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await).workspace.id;
    let change = SettingsSet { lang: Some(Lang::Fr), theme: Some(Theme::Dark), ..SettingsSet::default() };
    assert_json_snapshot!("settings", crossing(&good(upbeat_api::settings_set(&desk.studio, change).await)));
    assert_eq!(good(upbeat_api::settings_get(&desk.studio, SettingsGet {}).await).lang, Lang::Fr);
    let wrong = SettingsSet { grace_minutes: Some(1_000_000), ..SettingsSet::default() };
    let refused = upbeat_api::settings_set(&desk.studio, wrong).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::Invalid));

    let request =
        WorkspaceCreate { name: " Mairie ".to_owned(), zone: "Europe/Paris".to_owned(), lang: Lang::Fr };
    let made = good(upbeat_api::workspace_create(&desk.studio, request).await);
    assert_json_snapshot!("workspace", crossing(&made));
    assert_eq!(made.name, "Mairie");
    let request = WorkspaceRename { id: made.id, name: Some("Ville".to_owned()), zone: None, lang: None };
    assert_eq!(good(upbeat_api::workspace_rename(&desk.studio, request).await).workspace.name, "Ville");
    good(upbeat_api::workspace_open(&desk.studio, WorkspaceOpen { id: first }).await);
    let studio = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await);
    assert_eq!((studio.workspace.id, studio.workspaces.len()), (first, 2));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_library_takes_describes_bins_and_gives_back() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let id = import(&desk).await?;
    let again = import(&desk).await?;
    assert_eq!(id, again, "the same bytes are the same asset");
    let alt = AssetSetAlt { id, alt: "Une coccinelle".to_owned() };
    assert_json_snapshot!("asset", crossing(&good(upbeat_api::asset_set_alt(&desk.studio, alt).await)));
    let found = AssetList { search: Some("COCCI".to_owned()), ..AssetList::default() };
    assert_eq!(good(upbeat_api::asset_list(&desk.studio, found).await).total, 1);
    let done = good(upbeat_api::asset_delete(&desk.studio, AssetIds { ids: vec![id] }).await);
    assert_json_snapshot!("done", crossing(&done));
    assert_eq!(good(upbeat_api::asset_list(&desk.studio, AssetList::default()).await).total, 0);
    assert_json_snapshot!(
        "undone",
        crossing(&good(upbeat_api::undo(&desk.studio, UndoRequest::default()).await))
    );
    assert_eq!(good(upbeat_api::asset_list(&desk.studio, AssetList::default()).await).total, 1);
    good(upbeat_api::redo(&desk.studio, RedoRequest {}).await);
    good(upbeat_api::asset_restore(&desk.studio, AssetIds { ids: vec![id] }).await);
    let detail = good(upbeat_api::asset_get(&desk.studio, AssetGet { id }).await);
    assert_eq!(detail.asset.deleted_at, None);
    let paste = MediaPaste { name: "x.png".to_owned(), base64: "not base 64!".to_owned() };
    let refused = upbeat_api::media_paste(&desk.studio, paste).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::Invalid));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_saved_and_an_older_writer_is_refused() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let id = draft(&desk, "Bonjour", Vec::new()).await;
    let save = |revision, text: &str| PostSave { id, revision, draft: words(text, NetworkId::X) };
    let saved = good(upbeat_api::post_save(&desk.studio, save(1, "Bonjour à tous")).await);
    assert_json_snapshot!("saved", crossing(&saved));
    let conflict = upbeat_api::post_save(&desk.studio, save(1, "Au revoir")).await.err();
    assert_json_snapshot!("conflict", crossing(&conflict));
    let kept = good(upbeat_api::post_get(&desk.studio, PostRef { id }).await);
    assert_eq!(kept.draft.body.text, "Bonjour à tous", "the earlier save stands");
    good(upbeat_api::post_duplicate(&desk.studio, PostRef { id }).await);
    good(upbeat_api::post_delete(&desk.studio, PostIds { ids: vec![id] }).await);
    let list = good(upbeat_api::post_list(&desk.studio, PostList::default()).await);
    assert_json_snapshot!("posts", crossing(&list));
    assert_eq!(list.total, 1);
    good(upbeat_api::undo(&desk.studio, UndoRequest::default()).await);
    assert_eq!(good(upbeat_api::post_list(&desk.studio, PostList::default()).await).total, 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_reaches_the_disk_even_when_nobody_waits_for_it() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let id = draft(&desk, "avant", Vec::new()).await;
    let mut events = desk.studio.events();
    {
        let request = PostSave { id, revision: 1, draft: words("après", NetworkId::X) };
        let mut saving = Box::pin(upbeat_api::post_save(&desk.studio, request));
        // Polled once, so that it begins, then dropped: as when the window goes away.
        let once = std::future::poll_fn(|context| {
            std::task::Poll::Ready(saving.as_mut().poll(context).is_pending())
        });
        assert!(once.await, "a save takes longer than one poll");
    }
    events.recv().await?;
    let kept = good(upbeat_api::post_get(&desk.studio, PostRef { id }).await);
    assert_eq!(kept.draft.body.text, "après");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_says_problems_and_ways_out_in_words() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let request = PostCheck { id: None, draft: Some(words(&"mot ".repeat(100), NetworkId::X)) };
    let checks = good(upbeat_api::post_check(&desk.studio, request).await);
    assert_json_snapshot!(crossing(&checks));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_prepared_once_told_and_exported() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let asset = import(&desk).await?;
    let post = draft(&desk, "Une coccinelle", vec![asset]).await;
    let start = || PrepareStart { post_id: Some(post), ..PrepareStart::default() };
    let mut events = desk.studio.events();
    let begun = good(upbeat_api::prepare_start(&desk.studio, start()).await);
    assert_eq!((begun.jobs.len(), begun.failures.len()), (1, 0));
    let mut percent = 0.0;
    loop {
        match upbeat_api::told(events.recv().await?) {
            upbeat_api::Told::Progress(progress) => percent = progress.percent,
            upbeat_api::Told::Changed(changed)
                if changed.kind == upbeat_contract::event::ChangedKind::Renditions =>
            {
                break;
            }
            upbeat_api::Told::Alike(_) | upbeat_api::Told::Changed(_) | upbeat_api::Told::Importing(_) => {}
        }
    }
    assert!((percent - 100.0).abs() < f32::EPSILON, "the last word is 100 %: {percent}");
    let list = RenditionList { post_id: Some(post), ..RenditionList::default() };
    let renditions = good(upbeat_api::rendition_list(&desk.studio, list).await);
    assert_eq!((renditions.renditions.len(), renditions.pending), (1, 0));
    assert_eq!(renditions.renditions[0].width_px, 1080);
    let again = good(upbeat_api::prepare_start(&desk.studio, start()).await);
    assert!(again.jobs.is_empty(), "the same work is never done twice");
    let none = good(upbeat_api::prepare_cancel(&desk.studio, PrepareCancel { job_ids: Vec::new() }).await);
    assert_eq!(none.cancelled, 0);

    let folder = desk.folder.path().join("out").display().to_string();
    let request = ExportFiles { post_id: Some(post), folder, ..ExportFiles::default() };
    let exported = good(upbeat_api::export_files(&desk.studio, request).await);
    assert_eq!(exported.files.len(), 2, "the picture and the words: {exported:?}");
    for file in &exported.files {
        assert_eq!(std::fs::metadata(&file.path)?.len(), file.bytes);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_by_hand_are_added_paused_and_disconnected() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let id = by_hand(&desk, NetworkId::Instagram).await;
    let accounts = good(upbeat_api::account_list(&desk.studio, AccountList {}).await);
    assert_json_snapshot!(crossing(&accounts));
    let twice = AccountAddAssisted { network: NetworkId::Instagram, name: "atelier.brume".to_owned() };
    let again = good(upbeat_api::account_add_assisted(&desk.studio, twice).await);
    assert_eq!(again.id, id, "one that is there already is that account");
    assert!(good(upbeat_api::account_test(&desk.studio, AccountRef { id }).await).ok);
    good(upbeat_api::account_pause(&desk.studio, AccountPause { id, paused: true }).await);
    good(upbeat_api::account_remove(&desk.studio, AccountRef { id }).await);
    assert!(good(upbeat_api::account_list(&desk.studio, AccountList {}).await).accounts.is_empty());
    let back = by_hand(&desk, NetworkId::Instagram).await;
    assert_eq!(back, id, "its receipts stay together");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_is_planned_moved_called_off_and_taken_back() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let asset = import(&desk).await?;
    let post_id = draft(&desk, "Une coccinelle", vec![asset]).await;
    let account = by_hand(&desk, NetworkId::Instagram).await;
    let at = At::Local { local: "2026-11-26T18:30".to_owned(), zone: "Europe/Paris".to_owned() };
    let request = Schedule { post_id, account_ids: vec![account], at };
    let planned = good(upbeat_api::schedule(&desk.studio, request).await);
    assert_json_snapshot!("planned", crossing(&planned));
    let id = planned.publications[0].id;
    let instant = upbeat_domain::time::Timestamp::parse("2026-11-27T08:00:00Z")?;
    let moved = upbeat_api::reschedule(&desk.studio, Reschedule { id, at: At::Instant { instant } }).await;
    assert_eq!(good(moved).publication.due.instant, instant);
    good(upbeat_api::unschedule(&desk.studio, PublicationRef { id }).await);
    let undone = good(upbeat_api::undo(&desk.studio, UndoRequest::default()).await);
    assert_eq!(undone.message.as_deref(), Some("Undone: Publication called off"));
    let request = PublicationList { post_id: Some(post_id), ..PublicationList::default() };
    let all = good(upbeat_api::publication_list(&desk.studio, request).await).publications;
    let planned: Vec<_> = all.iter().filter(|p| p.state.as_str() == "planned").collect();
    assert_eq!((all.len(), planned.len()), (2, 1), "the cancelled one stays so; a copy is planned");
    assert_eq!(planned[0].due.instant, instant);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_by_hand_ends_in_a_receipt() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let asset = import(&desk).await?;
    let post_id = draft(&desk, "Une coccinelle", vec![asset]).await;
    let account = by_hand(&desk, NetworkId::Instagram).await;
    let request = PublishNow { post_id, account_ids: vec![account] };
    let id = good(upbeat_api::publish_now(&desk.studio, request).await).publications[0].id;
    upbeat_app::queue::run(&desk.studio, true, std::future::pending()).await?;
    let workspace_id = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await).workspace.id;
    let sheet = loop {
        let request = AssistedRef { workspace_id, publication_id: id };
        let sheet = good(upbeat_api::assisted_get(&desk.studio, request).await);
        if sheet.pending == 0 {
            break sheet;
        }
        tokio::task::yield_now().await;
    };
    assert_json_snapshot!("assisted", crossing(&sheet));
    let folder = good(
        upbeat_api::assisted_reveal(&desk.studio, AssistedRef { workspace_id, publication_id: id }).await,
    );
    assert!(std::path::Path::new(&folder.files[0]).is_file());
    let snooze = AssistedSnooze { workspace_id, publication_id: id, minutes: 30 };
    assert_eq!(good(upbeat_api::assisted_snooze(&desk.studio, snooze).await).state.as_str(), "planned");
    desk.hands.advance(std::time::Duration::from_secs(31 * 60));
    upbeat_app::queue::run(&desk.studio, true, std::future::pending()).await?;
    let elsewhere =
        AssistedDone { workspace_id, publication_id: id, url: Some("https://example.com/p/1".to_owned()) };
    let refused = upbeat_api::assisted_done(&desk.studio, elsewhere).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::Invalid), "an address of another site");
    let done = AssistedDone { workspace_id, publication_id: id, url: Some("instagram.com/p/abc".to_owned()) };
    let published = good(upbeat_api::assisted_done(&desk.studio, done).await);
    assert_json_snapshot!("published", crossing(&published));
    let opened = good(upbeat_api::receipt_open(&desk.studio, ReceiptOpen { publication_id: id }).await);
    assert_eq!(opened.url, "https://instagram.com/p/abc");
    let detail = good(upbeat_api::publication_get(&desk.studio, PublicationRef { id }).await);
    assert_json_snapshot!("detail", crossing(&detail));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn six_clients_due_in_one_minute_go_out_while_a_seventh_is_on_screen() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let first = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await).workspace.id;
    let instant = upbeat_domain::time::Timestamp::parse("2026-11-23T09:05:00Z")?;
    for number in 1..=6 {
        let request = WorkspaceCreate {
            name: format!("Client {number}"),
            zone: "Europe/Paris".to_owned(),
            lang: Lang::Fr,
        };
        good(upbeat_api::workspace_create(&desk.studio, request).await);
        let post_id = draft(&desk, "Bonjour", vec![import(&desk).await?]).await;
        let account = by_hand(&desk, NetworkId::Instagram).await;
        let at = At::Instant { instant };
        let planned =
            upbeat_api::schedule(&desk.studio, Schedule { post_id, account_ids: vec![account], at }).await;
        assert_eq!(good(planned).publications.len(), 1);
    }
    good(upbeat_api::workspace_open(&desk.studio, WorkspaceOpen { id: first }).await);
    let mut turns = desk.studio.turns();
    desk.hands.advance(std::time::Duration::from_secs(5 * 60));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let studio = desk.studio.clone();
    let work = tokio::spawn(async move {
        upbeat_app::queue::work(&studio, async {
            let _stop = stopped.await;
        })
        .await;
    });
    let mut workspaces = std::collections::BTreeSet::new();
    for _ in 0..6 {
        let turn = tokio::time::timeout(std::time::Duration::from_secs(60), turns.recv()).await??;
        assert_eq!(turn.state.as_str(), "waiting_for_person");
        workspaces.insert(turn.workspace);
    }
    assert_eq!(workspaces.len(), 6, "one in each workspace");
    assert!(!workspaces.contains(&first));
    let _stopped = stop.send(());
    work.await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_queue_says_so() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    assert!(good(upbeat_api::queue_pause(&desk.studio, QueuePause { paused: true }).await).paused);
    assert!(good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await).queue_paused);
    assert!(!good(upbeat_api::queue_pause(&desk.studio, QueuePause { paused: false }).await).paused);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumped_is_said_with_by_how_much_and_held_until_it_is_said_to_be_right()
-> anyhow::Result<()> {
    let desk = Desk::open().await?;
    upbeat_app::queue::run(&desk.studio, true, std::future::pending()).await?;
    desk.hands.set_wall(upbeat_domain::time::Timestamp::parse("2026-11-23T11:30:00Z")?);
    upbeat_app::queue::run(&desk.studio, true, std::future::pending()).await?;
    let list = good(upbeat_api::publication_list(&desk.studio, PublicationList::default()).await);
    assert!(!list.paused, "nobody paused anything");
    assert_json_snapshot!("hold", crossing(&list.hold));
    let studio = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await);
    assert_eq!((studio.queue_paused, studio.hold), (false, list.hold));
    let released = good(upbeat_api::queue_clock_right(&desk.studio, ClockRight {}).await);
    assert_eq!((released.paused, released.hold), (false, None));
    Ok(())
}
