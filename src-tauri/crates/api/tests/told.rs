//! What the window is told so that it never shows an old state as a new one.

mod common;

use std::path::{Path, PathBuf};

use common::{Desk, good};
use upbeat_api::Told;
use upbeat_contract::account::AccountAddAssisted;
use upbeat_contract::assisted::PathReveal;
use upbeat_contract::check::PostCheck;
use upbeat_contract::event::WorkState;
use upbeat_contract::media::MediaImport;
use upbeat_contract::post::{Draft, PostCreate, Target};
use upbeat_contract::publication::Schedule;
use upbeat_contract::rendition::{PrepareStart, RenditionList};
use upbeat_contract::time::At;
use upbeat_domain::code::Code;
use upbeat_domain::id::AssetId;
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;
use upbeat_testkit::material;

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

async fn import(desk: &Desk, name: &str) -> anyhow::Result<AssetId> {
    let photo = material::small_photo(desk.folder.path(), name)?;
    let paths = vec![photo.display().to_string()];
    Ok(good(upbeat_api::media_import(&desk.studio, MediaImport { paths }).await).assets[0].id)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_folder_may_be_shown_and_what_lies_beside_it_may_not() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let show = |path: &Path| PathReveal { path: path.display().to_string() };
    let data = desk.studio.data().to_owned();
    let shown = good(upbeat_api::path_reveal(&desk.studio, show(&data)).await);
    assert_eq!(PathBuf::from(shown.url), std::fs::canonicalize(&data)?);
    let beside = upbeat_api::path_reveal(&desk.studio, show(desk.folder.path())).await.err();
    assert_eq!(beside.map(|error| error.code), Some(Code::Invalid));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_comes_to_nothing_ends_as_failed_and_says_why() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let id = import(&desk, "coccinelle.jpg").await?;
    let original =
        files(desk.studio.data()).into_iter().find(|path| path.extension().is_some_and(|e| e == "jpg"));
    std::fs::write(original.expect("the copy of the original"), b"no picture any more")?;
    let mut events = desk.studio.events();
    let targets = vec![Target { network: NetworkId::Instagram, account: None, format: None }];
    let request =
        PrepareStart { asset_ids: Some(vec![id]), targets: Some(targets.clone()), ..PrepareStart::default() };
    assert_eq!(good(upbeat_api::prepare_start(&desk.studio, request).await).jobs.len(), 1);
    let ended = loop {
        match upbeat_api::told(events.recv().await?) {
            Told::Progress(progress) if progress.state != WorkState::Running => break progress.state,
            Told::Progress(_) | Told::Changed(_) | Told::Importing(_) | Told::Alike(_) => {}
        }
    };
    assert_eq!(ended, WorkState::Failed);
    let list = RenditionList { asset_ids: Some(vec![id]), targets: Some(targets), post_id: None };
    let failures = good(upbeat_api::rendition_list(&desk.studio, list).await).failures;
    assert!(
        failures.iter().any(|failure| failure.asset_id == id && !failure.error.fix.is_empty()),
        "{failures:#?}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_told_to_its_end() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let mut events = desk.studio.events();
    let photo = material::small_photo(desk.folder.path(), "une.jpg")?;
    let broken = desk.folder.path().join("deux.jpg");
    std::fs::write(&broken, b"no picture")?;
    let paths = vec![photo.display().to_string(), broken.display().to_string()];
    good(upbeat_api::media_import(&desk.studio, MediaImport { paths }).await);
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Told::Importing(importing) = upbeat_api::told(event) {
            told.push((importing.files, importing.total_files));
        }
    }
    assert_eq!(told.last(), Some(&(2, 2)), "the broken one counts as well: {told:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_cuts_a_thread_where_it_is_cut_when_it_goes_out() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let account = AccountAddAssisted { network: NetworkId::Bluesky, name: "brume.art".to_owned() };
    let account = good(upbeat_api::account_add_assisted(&desk.studio, account).await).id;
    let mut draft = Draft::default();
    draft.body.text = "Une phrase 🎉 assez longue pour remplir un post. ".repeat(20).trim().to_owned();
    let format = Some("thread".to_owned());
    draft.targets = vec![Target { network: NetworkId::Bluesky, account: Some(account), format }];
    let request = PostCheck { id: None, draft: Some(draft.clone()) };
    let check = good(upbeat_api::post_check(&desk.studio, request).await).checks.remove(0);
    let units: Vec<u16> = draft.body.text.encode_utf16().collect();
    let cut = |start: u32, end: u32| String::from_utf16_lossy(&units[start as usize..end as usize]);
    let shown: Vec<_> = check.parts.iter().map(|part| cut(part.start, part.end)).collect();
    assert!(shown.len() > 1, "{check:#?}");

    let post_id =
        good(upbeat_api::post_create(&desk.studio, PostCreate { draft: Some(draft), asset_ids: None }).await)
            .id;
    let at = At::Instant { instant: Timestamp::parse("2026-11-24T09:00:00Z")? };
    let request = Schedule { post_id, account_ids: vec![account], at };
    let id = good(upbeat_api::schedule(&desk.studio, request).await).publications[0].id;
    let planned = upbeat_app::publication::get(&desk.studio, id).await?.view.publication;
    let sent: Vec<_> = planned.parts.into_iter().map(|part| part.content.text).collect();
    assert_eq!(shown, sent);
    Ok(())
}
