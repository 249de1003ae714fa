//! Accounts: by hand with the server that their name carries, connected with their picture.

mod common;

use common::{Desk, good};
use serde_json::json;
use upbeat_app::media::Served;
use upbeat_contract::account::{
    Account, AccountAddAssisted, AccountConnectBluesky, AccountList, AccountRef, AccountTested,
};
use upbeat_domain::code::Code;
use upbeat_domain::network::NetworkId;
use upbeat_testkit::material;
use upbeat_testkit::servers::scripted::{Asked, Scripted, Told};
use upbeat_testkit::servers::session::{Keyring, inside};

async fn by_hand(desk: &Desk, network: NetworkId, name: &str) -> Result<Account, Option<Code>> {
    let request = AccountAddAssisted { network, name: name.to_owned() };
    upbeat_api::account_add_assisted(&desk.studio, request).await.map_err(|error| Some(error.code))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mastodon_account_by_hand_carries_its_server() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let marie = by_hand(&desk, NetworkId::Mastodon, " @marie@Mastodon.Social ").await.expect("an account");
    assert_eq!(
        (marie.handle.as_str(), marie.server.as_str()),
        ("marie@mastodon.social", "https://mastodon.social")
    );
    for name in
        ["marie", "@marie", "marie@", "@mastodon.social", "marie@localhost", "marie@10.0.0.1", "m@a b"]
    {
        let refused = by_hand(&desk, NetworkId::Mastodon, name).await.err();
        assert_eq!(refused, Some(Some(Code::Invalid)), "no page is known for {name:?}");
    }
    let instagram = by_hand(&desk, NetworkId::Instagram, "@atelier.brume").await.expect("an account");
    assert_eq!((instagram.handle.as_str(), instagram.server.as_str()), ("atelier.brume", ""));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_by_hand_that_is_there_is_that_account() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let first = by_hand(&desk, NetworkId::Instagram, "atelier.brume").await.expect("an account");
    let again = by_hand(&desk, NetworkId::Instagram, "@atelier.brume").await.expect("the same");
    assert_eq!(first.id, again.id);
    assert_eq!(good(upbeat_api::account_list(&desk.studio, AccountList {}).await).accounts.len(), 1);
    Ok(())
}

/// Bluesky's server as it answers to a person with a picture.
async fn server(picture: Vec<u8>) -> Scripted {
    Scripted::start(move |asked: &Asked| {
        let session = json!({
            "did": "did:plc:alice", "handle": "alice.test", "accessJwt": "access", "refreshJwt": "refresh",
        });
        match asked.path.as_str() {
            "/xrpc/com.atproto.server.createSession" | "/xrpc/com.atproto.server.getSession" => {
                Told::json(200, &session)
            }
            "/xrpc/com.atproto.repo.getRecord" => {
                let avatar = json!({ "$type": "blob", "ref": { "$link": "bafy" }, "mimeType": "image/jpeg" });
                Told::json(200, &json!({ "value": { "displayName": "Alice", "avatar": avatar } }))
            }
            "/xrpc/com.atproto.sync.getBlob" => Told::Answer {
                status: 200,
                headers: vec![("content-type", "image/jpeg".to_owned())],
                body: picture.clone(),
            },
            _ => Told::json(404, &json!({ "error": "NotFound", "message": asked.path })),
        }
    })
    .await
}

async fn connected(desk: &Desk, server: &Scripted) -> Account {
    let request = AccountConnectBluesky {
        server: server.url.clone(),
        handle: "alice.test".to_owned(),
        password: "app-password".to_owned(),
        own_network: true,
    };
    good(upbeat_api::account_connect_bluesky(&desk.studio, request).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connected_account_shows_its_picture_small_and_its_server() -> anyhow::Result<()> {
    if !inside("a_connected_account_shows_its_picture_small_and_its_server", Keyring::Unlocked) {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let photo = std::fs::read(material::small_photo(desk.folder.path(), "alice.jpg")?)?;
    let server = server(photo.clone()).await;
    let account = connected(&desk, &server).await;
    assert!(account.has_avatar && account.own_network, "{account:?}");
    assert_eq!((account.server.as_str(), account.display_name.as_str()), (server.url.as_str(), "Alice"));
    let Served::File { path, mime } =
        upbeat_app::media::serve(&desk.studio, None, "avatar", &account.id.to_string()).await?
    else {
        anyhow::bail!("a picture is a file");
    };
    let kept = std::fs::read(path)?;
    assert_eq!(mime, "image/jpeg");
    assert!(kept.starts_with(&[0xff, 0xd8]) && kept.len() < photo.len() / 10, "{} bytes", kept.len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_none_leaves_the_initials() -> anyhow::Result<()> {
    if !inside("a_picture_that_is_none_leaves_the_initials", Keyring::Unlocked) {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let server = server(b"<script>alert(1)</script>".to_vec()).await;
    let account = connected(&desk, &server).await;
    assert!(!account.has_avatar);
    let AccountTested { ok, account, .. } =
        good(upbeat_api::account_test(&desk.studio, AccountRef { id: account.id }).await);
    assert!(ok && !account.has_avatar, "the account works all the same");
    Ok(())
}
