//! Posting by hand, asked for by a bar that stands open whichever client is on screen.

mod common;

use std::path::PathBuf;

use common::{Desk, good};
use upbeat_contract::account::AccountAddAssisted;
use upbeat_contract::assisted::{Assisted, AssistedDone, AssistedRef, AssistedSnooze, FilesLay};
use upbeat_contract::media::MediaImport;
use upbeat_contract::post::{Draft, Medium, PostCreate, Target};
use upbeat_contract::publication::{PublishNow, Schedule};
use upbeat_contract::settings::SettingsSet;
use upbeat_contract::studio::StudioGet;
use upbeat_contract::time::At;
use upbeat_contract::workspace::WorkspaceCreate;
use upbeat_domain::code::Code;
use upbeat_domain::id::{AssetId, PublicationId, WorkspaceId};
use upbeat_domain::lang::Lang;
use upbeat_domain::network::NetworkId;
use upbeat_testkit::material;

async fn on_screen(desk: &Desk) -> WorkspaceId {
    good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await).workspace.id
}

async fn photo(desk: &Desk, name: &str) -> anyhow::Result<AssetId> {
    let photo: PathBuf = material::small_photo(desk.folder.path(), name)?;
    let paths = vec![photo.display().to_string()];
    Ok(good(upbeat_api::media_import(&desk.studio, MediaImport { paths }).await).assets[0].id)
}

/// A draft for Instagram with these media, each with its description.
fn words(media: &[(AssetId, &str)]) -> Draft {
    let mut draft = Draft::default();
    draft.body.text = "Une coccinelle".to_owned();
    let medium = |(asset, alt): &(AssetId, &str)| Medium::of(*asset, *alt);
    draft.body.media = media.iter().map(medium).collect();
    draft.targets = vec![Target { network: NetworkId::Instagram, account: None, format: None }];
    draft
}

/// Plans a draft on a fresh account by hand: now, or at an instant.
async fn planned(desk: &Desk, draft: Draft, at: Option<&str>) -> anyhow::Result<PublicationId> {
    let request = PostCreate { draft: Some(draft), asset_ids: None };
    let post_id = good(upbeat_api::post_create(&desk.studio, request).await).id;
    let request = AccountAddAssisted { network: NetworkId::Instagram, name: "atelier.brume".to_owned() };
    let account_ids = vec![good(upbeat_api::account_add_assisted(&desk.studio, request).await).id];
    let planned = match at {
        None => upbeat_api::publish_now(&desk.studio, PublishNow { post_id, account_ids }).await,
        Some(at) => {
            let at = At::Instant { instant: upbeat_domain::time::Timestamp::parse(at)? };
            upbeat_api::schedule(&desk.studio, Schedule { post_id, account_ids, at }).await
        }
    };
    Ok(good(planned).publications[0].id)
}

/// The sheet, once its files are settled.
async fn settled(desk: &Desk, workspace_id: WorkspaceId, publication_id: PublicationId) -> Assisted {
    let mut events = desk.studio.events();
    loop {
        let request = AssistedRef { workspace_id, publication_id };
        let sheet = good(upbeat_api::assisted_get(&desk.studio, request).await);
        if sheet.pending == 0 {
            return sheet;
        }
        let told = tokio::time::timeout(std::time::Duration::from_secs(60), events.recv()).await;
        assert!(told.is_ok(), "the bar is told when its files are ready");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bar_goes_on_when_another_client_comes_on_screen() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let workspace_id = on_screen(&desk).await;
    let draft = words(&[(photo(&desk, "coccinelle.jpg").await?, "")]);
    let publication_id = planned(&desk, draft, None).await?;
    upbeat_app::queue::run(&desk.studio, true, std::future::pending()).await?;
    let other =
        WorkspaceCreate { name: "Café Lumen".to_owned(), zone: "Europe/Paris".to_owned(), lang: Lang::Fr };
    good(upbeat_api::workspace_create(&desk.studio, other).await);
    assert_ne!(on_screen(&desk).await, workspace_id, "another client is on screen");

    let sheet = settled(&desk, workspace_id, publication_id).await;
    assert_eq!((sheet.client.as_str(), sheet.files.len()), ("My first client", 1));
    let request = AssistedRef { workspace_id, publication_id };
    assert_eq!(good(upbeat_api::assisted_reveal(&desk.studio, request.clone()).await).files.len(), 1);
    assert!(good(upbeat_api::assisted_open_page(&desk.studio, request).await).url.contains("instagram"));
    let id = sheet.files[0].rendition_id.to_string();
    assert!(upbeat_app::media::serve(&desk.studio, Some(workspace_id), "rendition", &id).await.is_ok());
    assert!(
        upbeat_app::media::serve(&desk.studio, None, "rendition", &id).await.is_err(),
        "the client on screen has no such file"
    );
    let done = AssistedDone { workspace_id, publication_id, url: Some("instagram.com/p/abc".to_owned()) };
    assert_eq!(good(upbeat_api::assisted_done(&desk.studio, done).await).state.as_str(), "published");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bar_of_no_client_is_refused() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let request = AssistedRef {
        workspace_id: "018f0000-0000-7000-8000-000000000001".parse()?,
        publication_id: "018f0000-0000-7000-8000-000000000002".parse()?,
    };
    let refused = upbeat_api::assisted_get(&desk.studio, request).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::NotFound));
    assert_eq!(
        std::fs::read_dir(desk.folder.path().join("data/workspaces"))?.count(),
        1,
        "none is made of it"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_is_never_put_off_before_it_came() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let workspace_id = on_screen(&desk).await;
    let draft = words(&[(photo(&desk, "coccinelle.jpg").await?, "")]);
    let tomorrow = "2026-11-24T17:30:00Z";
    let publication_id = planned(&desk, draft, Some(tomorrow)).await?;
    let later = AssistedSnooze { workspace_id, publication_id, minutes: 15 };
    let refused = upbeat_api::assisted_snooze(&desk.studio, later).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::PublicationState));
    let sheet = settled(&desk, workspace_id, publication_id).await;
    assert_eq!(sheet.publication.due.instant.to_string(), tomorrow, "tomorrow's post stays tomorrow's");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_description_says_which_of_the_media_it_is_about() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let workspace_id = on_screen(&desk).await;
    let french = SettingsSet { lang: Some(Lang::Fr), ..SettingsSet::default() };
    good(upbeat_api::settings_set(&desk.studio, french).await);
    let photo = photo(&desk, "coccinelle.jpg").await?;
    let draft = words(&[(photo, "Une coccinelle"), (photo, "La même, de près")]);
    let publication_id = planned(&desk, draft, Some("2026-11-24T17:30:00Z")).await?;
    let sheet = settled(&desk, workspace_id, publication_id).await;
    let alts: Vec<_> = sheet.fields.iter().filter(|field| field.field == "alt_text").collect();
    let told: Vec<_> = alts.iter().map(|field| (field.medium, field.label.as_str())).collect();
    assert_eq!(told, [(Some(0), "Description, média 1"), (Some(1), "Description, média 2")]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_by_hand_is_pasted_post_by_post() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let workspace_id = on_screen(&desk).await;
    let mut draft = Draft::default();
    draft.body.text = "Une phrase assez longue pour remplir un post. ".repeat(20).trim().to_owned();
    let format = Some("thread".to_owned());
    draft.targets = vec![Target { network: NetworkId::X, account: None, format: format.clone() }];
    let request = AccountAddAssisted { network: NetworkId::X, name: "atelierbrume".to_owned() };
    let account = good(upbeat_api::account_add_assisted(&desk.studio, request).await).id;
    draft.targets.push(Target { network: NetworkId::X, account: Some(account), format });
    let whole = draft.body.text.clone();
    let request = PostCreate { draft: Some(draft), asset_ids: None };
    let post_id = good(upbeat_api::post_create(&desk.studio, request).await).id;
    let request = PublishNow { post_id, account_ids: vec![account] };
    let planned = good(upbeat_api::publish_now(&desk.studio, request).await);
    let sheet = settled(&desk, workspace_id, planned.publications[0].id).await;
    let texts: Vec<_> = sheet.fields.iter().filter(|field| field.field == "text").collect();
    assert!(texts.len() > 1, "{sheet:?}");
    assert_eq!(texts[1].label, format!("Text, 2 of {}", texts.len()));
    let joined: Vec<_> = texts.iter().map(|field| field.value.as_str()).collect();
    assert_eq!(joined.join(" "), whole, "nothing is lost");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_by_hand_comes_with_its_title_and_the_cover_that_was_chosen() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let workspace_id = on_screen(&desk).await;
    let film = material::film(desk.folder.path(), "jardin.mov", 4)?;
    let request = MediaImport { paths: vec![film.display().to_string()] };
    let film = good(upbeat_api::media_import(&desk.studio, request).await).assets[0].id;
    let request = AccountAddAssisted { network: NetworkId::Youtube, name: "atelierbrume".to_owned() };
    let account = good(upbeat_api::account_add_assisted(&desk.studio, request).await).id;
    let mut draft = words(&[(film, "")]);
    draft.body.media[0].cover_ms = Some(1_000);
    draft.body.fields =
        [("title", "Le jardin"), ("first_comment", "Où c’est"), ("spoiler_text", "of Mastodon alone")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
    draft.targets = vec![Target {
        network: NetworkId::Youtube,
        account: Some(account),
        format: Some("video".to_owned()),
    }];
    let request = PostCreate { draft: Some(draft), asset_ids: None };
    let post_id = good(upbeat_api::post_create(&desk.studio, request).await).id;
    let request = PublishNow { post_id, account_ids: vec![account] };
    let planned = good(upbeat_api::publish_now(&desk.studio, request).await);
    let sheet = settled(&desk, workspace_id, planned.publications[0].id).await;
    let told: Vec<_> = sheet.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(told, ["media", "title", "text", "first_comment"]);
    let names: Vec<_> = sheet.files.iter().map(|file| file.name.as_str()).collect();
    assert!(
        matches!(names.as_slice(), [film, cover] if film.contains("video") && cover.contains("thumbnail"))
    );
    assert!(sheet.files[1].mime.starts_with("image/"), "{names:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_can_not_be_made_is_said_and_not_tried_for_ever() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let workspace_id = on_screen(&desk).await;
    let draft = words(&[(photo(&desk, "coccinelle.jpg").await?, "")]);
    let publication_id = planned(&desk, draft, Some("2026-11-24T17:30:00Z")).await?;
    // The original goes away behind the studio's back, before its file was made.
    let media = desk.folder.path().join("data/workspaces").join(workspace_id.to_string()).join("media");
    std::fs::remove_dir_all(media)?;
    let sheet = settled(&desk, workspace_id, publication_id).await;
    assert_eq!((sheet.files.len(), sheet.failures.len()), (0, 1), "{sheet:?}");
    assert!(!sheet.failures[0].message.is_empty());
    let again = AssistedRef { workspace_id, publication_id };
    let again = good(upbeat_api::assisted_get(&desk.studio, again).await);
    assert_eq!((again.pending, again.failures.len()), (0, 1), "looking again starts nothing");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prepared_file_is_laid_out_under_its_name_to_be_dragged() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let workspace_id = on_screen(&desk).await;
    let draft = words(&[(photo(&desk, "été 1.jpg").await?, "")]);
    let publication_id = planned(&desk, draft, Some("2026-11-24T17:30:00Z")).await?;
    let sheet = settled(&desk, workspace_id, publication_id).await;
    let lay = || FilesLay { workspace_id, rendition_ids: vec![sheet.files[0].rendition_id] };
    let laid = good(upbeat_api::files_lay(&desk.studio, lay()).await);
    let [address] = laid.addresses.as_slice() else { anyhow::bail!("{laid:?}") };
    assert!(address.starts_with("file:///") && address.contains("%C3%A9t%C3%A9-1_instagram"), "{address}");
    let folder = desk.folder.path().join("data/by-hand/dragged");
    let files = || anyhow::Ok(std::fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()?.len());
    good(upbeat_api::files_lay(&desk.studio, lay()).await);
    assert_eq!(files()?, 1, "the same file is laid out once");
    std::fs::write(folder.join("of-yesterday.jpg"), "stale")?;
    let yesterday = std::time::SystemTime::UNIX_EPOCH;
    std::fs::File::options().write(true).open(folder.join("of-yesterday.jpg"))?.set_modified(yesterday)?;
    good(upbeat_api::files_lay(&desk.studio, lay()).await);
    assert_eq!(files()?, 1, "what was dragged yesterday goes");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_by_hand_holds_what_the_post_is_now_and_goes_when_it_is_online() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let workspace_id = on_screen(&desk).await;
    let draft = words(&[(photo(&desk, "coccinelle.jpg").await?, "")]);
    let publication_id = planned(&desk, draft, None).await?;
    upbeat_app::queue::run(&desk.studio, true, std::future::pending()).await?;
    let request = AssistedRef { workspace_id, publication_id };
    let laid = good(upbeat_api::assisted_reveal(&desk.studio, request.clone()).await);
    let stale = PathBuf::from(&laid.folder).join("of-an-earlier-version.jpg");
    std::fs::write(&stale, "stale")?;
    let again = good(upbeat_api::assisted_reveal(&desk.studio, request).await);
    assert_eq!((again.files, stale.exists()), (laid.files, false));
    let done = AssistedDone { workspace_id, publication_id, url: None };
    good(upbeat_api::assisted_done(&desk.studio, done).await);
    assert!(!PathBuf::from(laid.folder).exists(), "nothing is left lying about");
    Ok(())
}
