//! What the media editor asks of the engine.

mod common;

use common::{Desk, crossing, good};
use upbeat_contract::edit::{Cue, Piece};
use upbeat_contract::editor::{MediaCaptionsRead, MediaCaptionsWrite, MediaCovers, MediaFrames, MediaStrip};
use upbeat_contract::media::MediaImport;
use upbeat_contract::post::{Focus, Medium, Target};
use upbeat_domain::code::Code;
use upbeat_domain::id::AssetId;
use upbeat_domain::media::CaptionFormat;
use upbeat_domain::network::NetworkId;
use upbeat_testkit::material;

async fn photo(desk: &Desk) -> anyhow::Result<AssetId> {
    let photo = material::small_photo(desk.folder.path(), "coccinelle.jpg")?;
    let request = MediaImport { paths: vec![photo.display().to_string()] };
    Ok(good(upbeat_api::media_import(&desk.studio, request).await).assets[0].id)
}

fn target(network: NetworkId, format: Option<&str>) -> Target {
    Target { network, account: None, format: format.map(str::to_owned) }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frames_of_all_networks_lie_on_one_picture() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let focus = Some(Focus { x: 0.25, y: 0.5 });
    let medium = Medium { focus, ..Medium::of(photo(&desk).await?, "") };
    let all = MediaFrames { medium: medium.clone(), targets: None };
    let all = good(upbeat_api::media_frames(&desk.studio, all).await);
    for network in NetworkId::ALL {
        let known = network == &NetworkId::Youtube || all.frames.iter().any(|one| one.network == *network);
        assert!(known, "{network} shows pictures");
    }
    for one in &all.frames {
        let shown = one.shown;
        assert!(shown.x + shown.width <= all.width_px && shown.y + shown.height <= all.height_px, "{one:?}");
    }
    let story = vec![target(NetworkId::Instagram, Some("story"))];
    let story = MediaFrames { medium: medium.clone(), targets: Some(story) };
    insta::assert_json_snapshot!(crossing(&good(upbeat_api::media_frames(&desk.studio, story).await)));
    let reel = MediaFrames { medium, targets: Some(vec![target(NetworkId::Instagram, Some("reel"))]) };
    let none = good(upbeat_api::media_frames(&desk.studio, reel).await);
    assert_eq!((none.frames.len(), none.failures[0].error.code), (0, Code::MediaWrongKind));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_question_about_frames_ends_the_one_before() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let medium = Medium::of(photo(&desk).await?, "");
    // Looks that hold every permission, so that the first question still waits when the second comes.
    let (began, mut begun) = tokio::sync::mpsc::unbounded_channel();
    let mut held = Vec::new();
    let mut looks = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let (hold, let_go) = std::sync::mpsc::channel::<()>();
        held.push(hold);
        let (library, began) = (desk.studio.shown().library.clone(), began.clone());
        looks.spawn(async move {
            let look = library.ask(move |_| {
                let _waits = (began.send(()), let_go.recv());
            });
            look.await.map_err(|error| error.to_string())
        });
        begun.recv().await;
    }
    let ask =
        || upbeat_api::media_frames(&desk.studio, MediaFrames { medium: medium.clone(), targets: None });
    let (first, second, ()) = tokio::join!(biased; ask(), ask(), async { drop(held) });
    assert_eq!(first.map_err(|error| error.code).map(|frames| frames.frames.len()), Err(Code::Cancelled));
    assert!(!good(second).frames.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_looked_through_and_covers_are_proposed() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let film = material::film(desk.folder.path(), "la forêt.mov", 4)?;
    let request = MediaImport { paths: vec![film.display().to_string()] };
    let asset_id = good(upbeat_api::media_import(&desk.studio, request).await).assets[0].id;
    let strip = MediaStrip { asset_id, count: 4, max_height_px: 90 };
    let pictures = good(upbeat_api::media_strip(&desk.studio, strip).await).pictures;
    assert_eq!(pictures.len(), 4);
    assert!(pictures.is_sorted_by_key(|picture| picture.at_ms) && pictures[3].at_ms < 4_000, "in order");
    for picture in &pictures {
        assert_eq!((picture.width_px, picture.height_px), (160, 90));
        assert!(picture.base64.starts_with("/9j/"), "a JPEG");
    }
    let covers =
        good(upbeat_api::media_covers(&desk.studio, MediaCovers { asset_id, count: 3 }).await).covers;
    assert!((1..=3).contains(&covers.len()), "{covers:?}");
    assert!(covers.iter().all(|cover| cover.at_ms < 4_000 && !cover.reasons.is_empty()), "{covers:?}");
    for count in [0, 21] {
        let refused = upbeat_api::media_covers(&desk.studio, MediaCovers { asset_id, count }).await;
        assert_eq!(refused.map_err(|error| error.code), Err(Code::Invalid));
    }
    for max_height_px in [15, 721] {
        let refused =
            upbeat_api::media_strip(&desk.studio, MediaStrip { asset_id, count: 4, max_height_px }).await;
        assert_eq!(refused.map_err(|error| error.code), Err(Code::Invalid));
    }
    let photo = photo(&desk).await?;
    let still = upbeat_api::media_covers(&desk.studio, MediaCovers { asset_id: photo, count: 1 }).await;
    let error = still.expect_err("a photograph has no frames to choose from");
    assert_eq!((error.code, error.subject.as_deref()), (Code::MediaWrongKind, Some("coccinelle.jpg")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn captions_are_read_and_written_as_either_kind() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let text = "WEBVTT\n\n00:01.000 --> 00:03.000\nBonjour\n\n00:08.000 --> 00:09.000\nBonsoir\n";
    let pasted = MediaCaptionsRead { text: Some(text.to_owned()), path: None };
    let cues = good(upbeat_api::media_captions_read(&desk.studio, pasted).await).cues;
    let file = desk.folder.path().join("talk.vtt");
    std::fs::write(&file, text)?;
    let named = MediaCaptionsRead { text: None, path: Some(file.display().to_string()) };
    assert_eq!(good(upbeat_api::media_captions_read(&desk.studio, named).await).cues, cues);
    let pieces = vec![Piece { from_ms: 2_000, to_ms: 4_000 }];
    let write = MediaCaptionsWrite { cues, format: CaptionFormat::Srt, pieces, speed: Some(0.5) };
    let written = good(upbeat_api::media_captions_write(&desk.studio, write).await);
    assert_eq!(written.cues, 1, "the other lies outside");
    assert_eq!(written.text, "1\n00:00:00,000 --> 00:00:02,000\nBonjour\n\n");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn captions_that_are_not_understood_are_told_with_their_line() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let read = async |text: Option<&str>| {
        let request = MediaCaptionsRead { text: text.map(str::to_owned), path: None };
        upbeat_api::media_captions_read(&desk.studio, request).await.err()
    };
    let wrong = read(Some("1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:03,000 -> 4\nb")).await;
    let wrong = wrong.map(|error| (error.code, error.message));
    let said = "The captions in this text can’t be read from line 5 on.".to_owned();
    assert_eq!(wrong, Some((Code::MediaCaptions, said)));
    assert_eq!(read(None).await.map(|error| error.code), Some(Code::Invalid));
    let backwards = vec![Cue { from_ms: 5, to_ms: 5, text: "a".to_owned() }];
    let write =
        |cues, speed| MediaCaptionsWrite { cues, format: CaptionFormat::Vtt, pieces: Vec::new(), speed };
    let refused = upbeat_api::media_captions_write(&desk.studio, write(backwards, None)).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::MediaCue));
    let refused = upbeat_api::media_captions_write(&desk.studio, write(Vec::new(), Some(9.0))).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::MediaEdit));
    Ok(())
}
