//! Accounts.

use upbeat_app::account::{self as app, Overview};
use upbeat_app::{Failure, Studio};
use upbeat_contract::account::{
    Account, AccountAddAssisted, AccountConnectBluesky, AccountConnectMastodon, AccountList, AccountPause,
    AccountRef, AccountState, AccountTested, Accounts, ConnectFlow, FlowRef,
};
use upbeat_contract::assisted::Empty;
use upbeat_contract::error::ErrorDto;
use upbeat_contract::network::Network;
use upbeat_contract::report::{AccountProbe, ProbeAnswer};
use upbeat_contract::undo::Done;
use upbeat_contract::words;
use upbeat_domain::account as domain;
use upbeat_domain::code::Code;
use upbeat_domain::id::AccountId;

use crate::error::{in_words, said};
use crate::undo::done;

/// Lists the accounts.
///
/// # Errors
/// What the disk says.
pub async fn account_list(studio: &Studio, _request: AccountList) -> Result<Accounts, ErrorDto> {
    let found = in_words(studio, app::list(studio).await)?;
    Ok(Accounts { accounts: found.iter().map(|one| account(studio, one, None)).collect() })
}

/// Connects a Bluesky account.
///
/// # Errors
/// As `upbeat_app::account::connect_bluesky` says.
pub async fn account_connect_bluesky(
    studio: &Studio,
    request: AccountConnectBluesky,
) -> Result<Account, ErrorDto> {
    let AccountConnectBluesky { server, handle, password, own_network } = request;
    let server = (!server.trim().is_empty()).then_some(server);
    let made = app::connect_bluesky(studio, server, handle, password, own_network).await;
    one(studio, made.map(|account| account.id)).await
}

/// Begins to connect a Mastodon account.
///
/// # Errors
/// As `upbeat_app::account::connect_mastodon` says.
pub async fn account_connect_mastodon(
    studio: &Studio,
    request: AccountConnectMastodon,
) -> Result<ConnectFlow, ErrorDto> {
    let flow = app::connect_mastodon(studio, request.server, request.own_network).await;
    let flow = in_words(studio, flow)?;
    Ok(ConnectFlow { flow_id: flow.id, url: flow.url })
}

/// Waits for the person's yes in the browser.
///
/// # Errors
/// As `upbeat_app::account::wait` says.
pub async fn account_connect_wait(studio: &Studio, request: FlowRef) -> Result<Account, ErrorDto> {
    one(studio, app::wait(studio, &request.flow_id).await.map(|account| account.id)).await
}

/// Stops a connection that waits.
///
/// # Errors
/// Never; every command has this shape.
pub async fn account_connect_cancel(studio: &Studio, request: FlowRef) -> Result<Empty, ErrorDto> {
    app::cancel(studio, &request.flow_id);
    Ok(Empty {})
}

/// Adds an account that is published to by hand.
///
/// # Errors
/// As `upbeat_app::account::add_assisted` says.
pub async fn account_add_assisted(studio: &Studio, request: AccountAddAssisted) -> Result<Account, ErrorDto> {
    let made = app::add_assisted(studio, request.network, &request.name).await;
    one(studio, made.map(|account| account.id)).await
}

/// Asks whether a connection works.
///
/// # Errors
/// As `upbeat_app::account::test` says; what is wrong with the connection is in the answer.
pub async fn account_test(studio: &Studio, request: AccountRef) -> Result<AccountTested, ErrorDto> {
    let tested = in_words(studio, app::test(studio, request.id).await)?;
    let overview = in_words(studio, app::get(studio, request.id).await)?;
    Ok(AccountTested {
        account: account(studio, &overview, tested.trouble.as_ref()),
        ok: tested.trouble.is_none(),
        code: tested.trouble.map(|failure| failure.code),
    })
}

/// Asks an account's server whose it is and what it takes.
///
/// # Errors
/// As `upbeat_app::account::probe` says; what is wrong with an answer is in the answer.
pub async fn account_probe(studio: &Studio, request: AccountRef) -> Result<AccountProbe, ErrorDto> {
    let lang = studio.lang();
    let probed = in_words(studio, app::probe(studio, request.id).await)?;
    let overview = in_words(studio, app::get(studio, request.id).await)?;
    let trouble = probed.asked.iter().find_map(|asked| asked.trouble.as_ref());
    Ok(AccountProbe {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        probed_at: studio.clock().now(),
        account: account(studio, &overview, trouble),
        asked: probed
            .asked
            .iter()
            .map(|asked| ProbeAnswer {
                question: asked.question.as_str().to_owned(),
                ok: asked.trouble.is_none(),
                took_ms: asked.took_ms,
                error: asked.trouble.as_ref().map(|failure| said(lang, failure)),
            })
            .collect(),
        network: Network::new(lang, &probed.limits()),
    })
}

/// Disconnects an account.
///
/// # Errors
/// As `upbeat_app::account::remove` says.
pub async fn account_remove(studio: &Studio, request: AccountRef) -> Result<Done, ErrorDto> {
    in_words(studio, app::remove(studio, request.id).await)?;
    Ok(done(studio.lang(), "account_removed", 1))
}

/// Pauses or resumes an account.
///
/// # Errors
/// As `upbeat_app::account::pause` says.
pub async fn account_pause(studio: &Studio, request: AccountPause) -> Result<Account, ErrorDto> {
    one(studio, app::pause(studio, request.id, request.paused).await.map(|account| account.id)).await
}

async fn one(studio: &Studio, id: Result<AccountId, Failure>) -> Result<Account, ErrorDto> {
    let id = in_words(studio, id)?;
    Ok(account(studio, &in_words(studio, app::get(studio, id).await)?, None))
}

/// An account as it crosses; never a secret.
fn account(studio: &Studio, found: &Overview, trouble: Option<&Failure>) -> Account {
    let lang = studio.lang();
    let one = &found.account;
    let state = match one.state {
        domain::AccountState::Connected => AccountState::Connected,
        domain::AccountState::Reconnect => AccountState::Reconnect,
        domain::AccountState::Paused => AccountState::Paused,
    };
    let reconnect = Failure::about(Code::NetworkReconnect, one.handle.clone());
    let trouble = trouble.or((one.state == domain::AccountState::Reconnect).then_some(&reconnect));
    Account {
        id: one.id,
        network: one.network,
        handle: one.handle.clone(),
        display_name: one.display_name.clone(),
        server: one.server.clone(),
        own_network: one.own_network,
        route: one.route,
        route_label: words::route(lang, one.route),
        state,
        state_label: words::sentence(lang, "account_state", one.state.as_str(), &[]),
        has_avatar: one.avatar.is_some(),
        audience: app::audience(one),
        expires_at: None,
        checked_at: one.checked_at,
        trouble: trouble.map(|failure| said(lang, failure)),
        planned: found.planned,
        created_at: one.created_at,
    }
}
