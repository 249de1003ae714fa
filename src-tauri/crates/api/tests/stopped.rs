//! What the person stops: an import, and files being prepared.

mod common;

use std::fs::OpenOptions;

use common::{Desk, good};
use upbeat_api::Told;
use upbeat_contract::event::{Progress, WorkState};
use upbeat_contract::media::{AssetList, MediaImport, MediaImportCancel};
use upbeat_contract::post::Target;
use upbeat_contract::rendition::{ExportFiles, PrepareCancel, PrepareStart, RenditionList};
use upbeat_domain::code::Code;
use upbeat_domain::id::AssetId;
use upbeat_domain::network::NetworkId;
use upbeat_testkit::material;

/// A copy of this takes several times as long as the first word of it, bytes. Still below what a picture may weigh.
const BIG_BYTES: u64 = 500 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_stopped_in_mid_copy_and_counts_what_it_left() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let first = material::small_photo(desk.folder.path(), "une.jpg")?;
    let big = material::small_photo(desk.folder.path(), "deux.jpg")?;
    // A tail that no reader of pictures looks at.
    OpenOptions::new().write(true).open(&big)?.set_len(BIG_BYTES)?;
    let last = desk.folder.path().join("trois.jpg");
    std::fs::copy(&first, &last)?;
    let paths = [first, big, last].iter().map(|path| path.display().to_string()).collect();

    let mut events = desk.studio.events();
    let studio = desk.studio.clone();
    let import = tokio::spawn(async move { upbeat_api::media_import(&studio, MediaImport { paths }).await });
    loop {
        if let Told::Importing(at) = upbeat_api::told(events.recv().await?)
            && at.name == "deux.jpg"
        {
            assert!(at.bytes < at.total_bytes, "it was told of too late: {at:?}");
            break;
        }
    }
    good(upbeat_api::media_import_cancel(&desk.studio, MediaImportCancel {}).await);
    let imported = good(import.await?);
    let names: Vec<_> = imported.assets.iter().map(|asset| asset.name.as_str()).collect();
    assert!(names == ["une.jpg"] || names == ["trois.jpg"], "these two are the same bytes: {names:?}");
    assert!(imported.left.is_some_and(|left| (1..=2).contains(&left)), "{:?}", imported.left);
    assert!(imported.failures.is_empty(), "{:?}", imported.failures);
    assert_eq!(good(upbeat_api::asset_list(&desk.studio, AssetList::default()).await).total, 1);
    Ok(())
}

/// A photograph of 12 megapixels: every network's files of it take a while.
async fn photo(desk: &Desk) -> anyhow::Result<AssetId> {
    let paths = vec![material::photo(desk.folder.path(), "IMG_0001.jpg")?.display().to_string()];
    Ok(good(upbeat_api::media_import(&desk.studio, MediaImport { paths }).await).assets[0].id)
}

/// The first word of work under way.
async fn under_way(
    events: &mut tokio::sync::broadcast::Receiver<upbeat_app::event::Event>,
) -> anyhow::Result<Progress> {
    loop {
        match upbeat_api::told(events.recv().await?) {
            Told::Progress(progress) if progress.state == WorkState::Running => return Ok(progress),
            Told::Progress(_) | Told::Changed(_) | Told::Importing(_) | Told::Alike(_) => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_were_stopped_are_said_to_be_and_are_made_when_asked_for_again() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let id = photo(&desk).await?;
    let start = || PrepareStart { asset_ids: Some(vec![id]), ..PrepareStart::default() };
    let list = || RenditionList { asset_ids: Some(vec![id]), ..RenditionList::default() };
    let mut events = desk.studio.events();
    let job = good(upbeat_api::prepare_start(&desk.studio, start()).await).jobs.remove(0);
    let active = good(upbeat_api::rendition_list(&desk.studio, list()).await).active;
    let active: Vec<_> = active.iter().map(|active| (active.job_id, active.asset_id)).collect();
    assert_eq!(active, [(job.id, id)], "it can be stopped before it has its turn");
    under_way(&mut events).await?;
    let stopped = PrepareCancel { job_ids: vec![job.id] };
    assert_eq!(good(upbeat_api::prepare_cancel(&desk.studio, stopped).await).cancelled, 1);
    let found = good(upbeat_api::rendition_list(&desk.studio, list()).await);
    assert_eq!((found.stopped.as_slice(), found.pending), ([id].as_slice(), 0), "nothing is being made");
    assert!(found.active.is_empty());
    assert!(found.renditions.len() < job.total as usize);
    assert!(found.failures.iter().all(|failure| failure.error.code != Code::Cancelled), "it is no failure");

    let by_screen = |network: Option<NetworkId>| PrepareStart {
        targets: network.map(|network| vec![Target { network, account: None, format: None }]),
        keep_stopped: Some(true),
        ..start()
    };
    assert!(
        good(upbeat_api::prepare_start(&desk.studio, by_screen(None)).await).jobs.is_empty(),
        "it stays stopped"
    );
    assert_eq!(good(upbeat_api::rendition_list(&desk.studio, list()).await).stopped, [id]);
    let other = by_screen(Some(NetworkId::Instagram));
    assert_eq!(
        good(upbeat_api::prepare_start(&desk.studio, other).await).jobs.len(),
        1,
        "other files are made"
    );

    assert_eq!(good(upbeat_api::prepare_start(&desk.studio, start()).await).jobs.len(), 1);
    assert!(good(upbeat_api::rendition_list(&desk.studio, list()).await).stopped.is_empty());
    loop {
        match upbeat_api::told(events.recv().await?) {
            Told::Progress(progress) if progress.job_id == job.id && progress.state == WorkState::Done => {
                break;
            }
            Told::Progress(_) | Told::Changed(_) | Told::Importing(_) | Told::Alike(_) => {}
        }
    }
    let found = good(upbeat_api::rendition_list(&desk.studio, list()).await);
    assert_eq!(found.renditions.len(), job.total as usize);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_says_that_its_files_were_stopped() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let id = photo(&desk).await?;
    let mut events = desk.studio.events();
    let (studio, folder) = (desk.studio.clone(), desk.folder.path().join("out").display().to_string());
    let export = tokio::spawn(async move {
        let request = ExportFiles { asset_ids: Some(vec![id]), folder, ..ExportFiles::default() };
        upbeat_api::export_files(&studio, request).await
    });
    let job_ids = vec![under_way(&mut events).await?.job_id];
    good(upbeat_api::prepare_cancel(&desk.studio, PrepareCancel { job_ids }).await);
    let exported = good(export.await?);
    let failed: Vec<_> =
        exported.failures.iter().map(|error| (error.code, error.subject.as_deref())).collect();
    assert!(failed.contains(&(Code::Cancelled, Some("IMG_0001.jpg"))), "{failed:?}");
    Ok(())
}
