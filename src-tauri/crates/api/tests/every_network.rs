//! The assisted route works for every network: words, files, the network's page, the person's word.

mod common;

use std::path::PathBuf;
use std::time::Duration;

use common::{Desk, good};
use upbeat_contract::account::AccountAddAssisted;
use upbeat_contract::assisted::{Assisted, AssistedDone, AssistedRef};
use upbeat_contract::media::MediaImport;
use upbeat_contract::post::{Draft, PostCreate, Target};
use upbeat_contract::publication::{Publication, PublishNow};
use upbeat_contract::studio::StudioGet;
use upbeat_domain::id::{AccountId, AssetId};
use upbeat_domain::network::NetworkId;
use upbeat_testkit::material;

async fn import(desk: &Desk, file: PathBuf) -> AssetId {
    let request = MediaImport { paths: vec![file.display().to_string()] };
    good(upbeat_api::media_import(&desk.studio, request).await).assets[0].id
}

async fn by_hand(desk: &Desk, network: NetworkId) -> AccountId {
    // A name on Mastodon is one only with its server.
    let name = if network == NetworkId::Mastodon { "@brume@mastodon.example" } else { "brume" };
    let request = AccountAddAssisted { network, name: name.to_owned() };
    good(upbeat_api::account_add_assisted(&desk.studio, request).await).id
}

/// Plans a post with one medium for now; none where a problem stands in the way.
async fn planned(desk: &Desk, network: NetworkId, asset: AssetId, account: AccountId) -> Option<Publication> {
    let mut draft = Draft::default();
    draft.body.text = "Une coccinelle".to_owned();
    draft.targets = vec![Target { network, account: Some(account), format: None }];
    let request = PostCreate { draft: Some(draft), asset_ids: Some(vec![asset]) };
    let post_id = good(upbeat_api::post_create(&desk.studio, request).await).id;
    let request = PublishNow { post_id, account_ids: vec![account] };
    good(upbeat_api::publish_now(&desk.studio, request).await).publications.into_iter().next()
}

/// The sheet, once its files are made.
async fn settled(desk: &Desk, request: &AssistedRef) -> Assisted {
    let mut events = desk.studio.events();
    loop {
        let sheet = good(upbeat_api::assisted_get(&desk.studio, request.clone()).await);
        if sheet.pending == 0 {
            return sheet;
        }
        let told = tokio::time::timeout(Duration::from_secs(120), events.recv()).await;
        assert!(told.is_ok(), "the sheet is told when its files are ready");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_hand_every_network_gives_words_files_and_page_and_takes_the_persons_word() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let photo = import(&desk, material::small_photo(desk.folder.path(), "coccinelle.jpg")?).await;
    let film = import(&desk, material::film(desk.folder.path(), "jardin.mov", 4)?).await;
    let workspace_id = good(upbeat_api::studio_get(&desk.studio, StudioGet {}).await).workspace.id;
    for &network in NetworkId::ALL {
        let account = by_hand(&desk, network).await;
        let publication = match planned(&desk, network, photo, account).await {
            Some(publication) => publication,
            // Some networks take films alone.
            None => planned(&desk, network, film, account).await.expect("a film where a photograph won't do"),
        };
        upbeat_app::queue::run(&desk.studio, true, std::future::pending()).await?;
        let request = AssistedRef { workspace_id, publication_id: publication.id };
        let sheet = settled(&desk, &request).await;
        assert_eq!(sheet.publication.state.as_str(), "waiting_for_person", "{network}");
        assert!(!sheet.fields.is_empty() && sheet.files.len() == 1, "{network}: {sheet:?}");
        let page = good(upbeat_api::assisted_open_page(&desk.studio, request).await).url;
        assert!(page.starts_with("https://"), "{network}: {page}");
        let done = AssistedDone { workspace_id, publication_id: publication.id, url: None };
        let out = good(upbeat_api::assisted_done(&desk.studio, done).await);
        let proof = out.receipt.map(|receipt| receipt.proof);
        assert_eq!((out.state.as_str(), proof.as_deref()), ("published", Some("person")), "{network}");
    }
    Ok(())
}
