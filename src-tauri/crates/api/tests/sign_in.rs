//! Connecting an account in the browser: begun, called off, begun again and answered.

mod common;

use std::sync::Arc;

use common::{Desk, good};
use upbeat_contract::account::{AccountConnectMastodon, AccountList, ConnectFlow, FlowRef};
use upbeat_testkit::servers::mastodon::Mastodon;
use upbeat_testkit::servers::session::{Keyring, inside};

async fn begin(desk: &Desk, server: &Mastodon) -> ConnectFlow {
    let request = AccountConnectMastodon { server: server.url.clone(), own_network: true };
    good(upbeat_api::account_connect_mastodon(&desk.studio, request).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_was_called_off_connects_nothing_and_the_next_one_does() -> anyhow::Result<()> {
    let name = "a_sign_in_that_was_called_off_connects_nothing_and_the_next_one_does";
    if !inside(name, Keyring::Unlocked) {
        return Ok(());
    }
    let Some(server) = Mastodon::start().map(Arc::new) else { return Ok(()) };
    let desk = Desk::open().await?;
    let flow_id = begin(&desk, &server).await.flow_id;
    good(upbeat_api::account_connect_cancel(&desk.studio, FlowRef { flow_id: flow_id.clone() }).await);
    let refused = upbeat_api::account_connect_wait(&desk.studio, FlowRef { flow_id }).await;
    assert!(refused.is_err(), "nobody waits for it any more");
    assert!(good(upbeat_api::account_list(&desk.studio, AccountList {}).await).accounts.is_empty());

    let ConnectFlow { flow_id, url } = begin(&desk, &server).await;
    let user = server.people[0].clone();
    let page = server.clone();
    let browser = tokio::task::spawn_blocking(move || page.say_yes(&url, &user));
    let account = good(upbeat_api::account_connect_wait(&desk.studio, FlowRef { flow_id }).await);
    browser.await?;
    let listed = good(upbeat_api::account_list(&desk.studio, AccountList {}).await).accounts;
    assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [account.id]);
    Ok(())
}
