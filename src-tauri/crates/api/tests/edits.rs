//! What a person does to a film in a post: kept, checked, made, exported and laid out for posting by hand.

mod common;

use std::path::{Path, PathBuf};

use common::{Desk, good};
use upbeat_contract::account::AccountAddAssisted;
use upbeat_contract::assisted::{AssistedRef, FilesLay};
use upbeat_contract::check::PostCheck;
use upbeat_contract::edit::{Captions, Cue, Edits, Piece};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::media::MediaImport;
use upbeat_contract::post::{Crop, Draft, Medium, Post, PostCreate, PostRef, PostSave, Target};
use upbeat_contract::publication::PublishNow;
use upbeat_contract::rendition::{ExportFiles, RenditionList};
use upbeat_contract::studio::StudioGet;
use upbeat_domain::code::Code;
use upbeat_domain::media::CaptionWay;
use upbeat_domain::network::NetworkId;
use upbeat_testkit::material;
use upbeat_testkit::media::{Film, ffprobe};

/// Four of six seconds, twice as fast, with a caption that lies half within.
fn edits() -> Edits {
    let cue = Cue { from_ms: 4_000, to_ms: 6_000, text: "Bonjour".to_owned() };
    Edits {
        pieces: vec![Piece { from_ms: 1_000, to_ms: 5_000 }],
        speed: Some(2.0),
        captions: Some(Captions {
            cues: vec![cue],
            way: CaptionWay::Vtt,
            style: upbeat_contract::edit::CaptionStyle::default(),
        }),
        ..Edits::default()
    }
}

/// A draft for Mastodon with a film of six seconds.
async fn with_film(desk: &Desk, edits: Option<Edits>) -> anyhow::Result<Draft> {
    let film = Film { stored_px: (640, 360), seconds: 6, ..Film::default() };
    let film = film.write(desk.folder.path(), "promenade.mp4")?;
    let request = MediaImport { paths: vec![film.display().to_string()] };
    let asset = good(upbeat_api::media_import(&desk.studio, request).await).assets[0].id;
    let mut draft = Draft::default();
    draft.body.media = vec![Medium { edits, ..Medium::of(asset, "Une promenade") }];
    draft.targets = vec![Target { network: NetworkId::Mastodon, account: None, format: None }];
    Ok(draft)
}

async fn create(desk: &Desk, draft: Draft) -> Result<Post, ErrorDto> {
    upbeat_api::post_create(&desk.studio, PostCreate { draft: Some(draft), asset_ids: None }).await
}

fn length_s(film: &Path) -> anyhow::Result<f64> {
    let told = ffprobe(film, "v:0", "format=duration")?;
    Ok(told.first().map_or("", |(_, seconds)| seconds.as_str()).parse()?)
}

fn ending<'a>(files: &'a [PathBuf], extension: &str) -> Option<&'a PathBuf> {
    files.iter().find(|file| file.extension().is_some_and(|found| found == extension))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_film_is_kept_and_made_as_long_as_its_edits_leave_it() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let draft = with_film(&desk, None).await?;
    let post = good(create(&desk, draft.clone()).await);
    assert_eq!(post.draft, draft, "a medium without edits stays without");
    let mut edited = draft;
    edited.body.media[0].edits = Some(edits());
    let save = PostSave { id: post.id, revision: post.revision, draft: edited.clone() };
    good(upbeat_api::post_save(&desk.studio, save).await);
    let read = good(upbeat_api::post_get(&desk.studio, PostRef { id: post.id }).await);
    assert_eq!(read.draft, edited, "every edit is read back");

    let folder = desk.folder.path().join("ready");
    let request = ExportFiles {
        post_id: Some(post.id),
        folder: folder.display().to_string(),
        ..ExportFiles::default()
    };
    let exported = good(upbeat_api::export_files(&desk.studio, request).await);
    assert!(exported.failures.is_empty(), "{:#?}", exported.failures);
    let files: Vec<PathBuf> = exported.files.iter().map(|file| file.path.clone().into()).collect();
    let (film, captions) = (ending(&files, "mp4"), ending(&files, "vtt"));
    let film = film.ok_or_else(|| anyhow::anyhow!("a film in {files:?}"))?;
    let captions = captions.ok_or_else(|| anyhow::anyhow!("captions in {files:?}"))?;
    assert!((length_s(film)? - 2.0).abs() < 0.1, "four seconds twice as fast: {}", length_s(film)?);
    assert_eq!(film.with_extension("vtt"), *captions, "players look for the same name");
    let said = std::fs::read_to_string(captions)?;
    assert!(said.contains("00:00:01.500 --> 00:00:02.000\nBonjour"), "{said}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_without_targets_is_made_for_everybody_with_its_edits() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let photo = material::small_photo(desk.folder.path(), "coccinelle.jpg")?;
    let request = MediaImport { paths: vec![photo.display().to_string()] };
    let asset = good(upbeat_api::media_import(&desk.studio, request).await).assets[0].id;
    let crop = Crop { x: 10, y: 20, width: 400, height: 500 };
    let crops = [("portrait_4x5".to_owned(), crop)].into();
    let mut draft = Draft::default();
    draft.body.media = vec![Medium { crops, ..Medium::of(asset, "") }];
    let post_id = Some(good(create(&desk, draft).await).id);
    let folder = desk.folder.path().join("ready").display().to_string();
    let request = ExportFiles { post_id, folder, ..ExportFiles::default() };
    let exported = good(upbeat_api::export_files(&desk.studio, request).await);
    assert!(exported.failures.is_empty(), "{:#?}", exported.failures);
    let list = RenditionList { post_id, ..RenditionList::default() };
    let made = good(upbeat_api::rendition_list(&desk.studio, list).await).renditions;
    let by_hand: Vec<_> = made.iter().filter(|made| made.preset == "portrait_4x5").collect();
    assert!(by_hand.iter().any(|made| made.network == NetworkId::Instagram), "{made:#?}");
    assert!(by_hand.iter().all(|made| made.crop == Some(crop)), "{by_hand:#?}");
    assert!(made.iter().any(|made| made.crop != Some(crop)), "other frames have crops of their own");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_for_posting_by_hand_holds_the_captions() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let workspace_id = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await).workspace.id;
    let post_id = good(create(&desk, with_film(&desk, Some(edits())).await?).await).id;
    let account = AccountAddAssisted { network: NetworkId::Mastodon, name: "ada@mastodon.social".to_owned() };
    let account_ids = vec![good(upbeat_api::account_add_assisted(&desk.studio, account).await).id];
    let planned = upbeat_api::publish_now(&desk.studio, PublishNow { post_id, account_ids }).await;
    let request = AssistedRef { workspace_id, publication_id: good(planned).publications[0].id };
    let laid = good(upbeat_api::assisted_reveal(&desk.studio, request.clone()).await);
    let files: Vec<PathBuf> = laid.files.iter().map(PathBuf::from).collect();
    assert!(ending(&files, "vtt").is_some_and(|file| file.is_file()), "{files:?}");
    assert_eq!(std::fs::read_dir(&laid.folder)?.count(), 2, "film and captions, nothing swept away");
    let sheet = good(upbeat_api::assisted_get(&desk.studio, request).await);
    let name = sheet.files[0].captions.clone().unwrap_or_default();
    assert!(files.iter().any(|file| file.ends_with(&name)) && name.ends_with(".vtt"), "{name}");
    let lay = FilesLay { workspace_id, rendition_ids: vec![sheet.files[0].rendition_id] };
    let addresses = good(upbeat_api::files_lay(&desk.studio, lay).await).addresses;
    assert!(addresses.len() == 2 && addresses[1].ends_with(".vtt"), "each can be dragged: {addresses:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_sees_the_film_as_its_edits_leave_it() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let mut draft = with_film(&desk, None).await?;
    let reel = Some("reel".to_owned());
    draft.targets = vec![Target { network: NetworkId::Instagram, account: None, format: reel }];
    let codes = async |edits: Option<Edits>| {
        let mut draft = draft.clone();
        draft.body.media[0].edits = edits;
        let request = PostCheck { draft: Some(draft), ..PostCheck::default() };
        let checks = good(upbeat_api::post_check(&desk.studio, request).await).checks;
        checks[0].problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    let cut = |from_ms, to_ms| Edits { pieces: vec![Piece { from_ms, to_ms }], ..Edits::default() };
    assert!(!codes(None).await.contains(&Code::MediaDuration));
    assert!(codes(Some(cut(0, 1_000))).await.contains(&Code::MediaDuration), "a reel lasts three seconds");
    assert!(codes(Some(cut(7_000, 8_000))).await.contains(&Code::MediaPieces), "the film is over by then");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_that_can_not_be_done_are_refused_where_they_enter() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let fast = Edits { speed: Some(9.0), ..Edits::default() };
    let draft = with_film(&desk, Some(fast)).await?;
    let refused = create(&desk, draft.clone()).await.err();
    let refused = refused.ok_or_else(|| anyhow::anyhow!("nine times as fast was taken"))?;
    assert_eq!(
        (refused.code, refused.message.as_str()),
        (Code::MediaEdit, "The speed must lie between 0.25 and 4.")
    );
    let mut past = draft;
    past.body.media[0].edits =
        Some(Edits { pieces: vec![Piece { from_ms: 6_500, to_ms: 9_000 }], ..Edits::default() });
    let refused = create(&desk, past).await.err();
    let told = refused.map(|error| (error.code, error.subject.unwrap_or_default()));
    assert_eq!(told, Some((Code::MediaPieces, "promenade.mp4".to_owned())), "the film is over by then");
    Ok(())
}
