//! Does this connection work?

use std::sync::Arc;

use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::code::Code;
use upbeat_domain::id::AccountId;
use upbeat_domain::network::Route;
use upbeat_networks::{Call, Credentials, Failure as NetworkFailure, Network, Profile};
use upbeat_vault::{Owner, RenewError, Secrets};

use super::{picture, refused, remote};
use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Open, Studio, undroppable};

/// What a test found.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The account as it is now.
    pub account: Account,
    /// What is wrong with it.
    pub trouble: Option<Failure>,
}

/// Asks the network whose account it is, with the key at hand; renews the key where it is stale.
///
/// # Errors
/// `not_found`, and what the disk says. What the network or the keychain says is in the answer.
pub async fn test(studio: &Studio, id: AccountId) -> Result<Tested, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.shown();
        let mut account = upbeat_store::account::get(&mut open.store.read().await?, id).await?;
        if account.route == Route::Assisted {
            return Ok(Tested { account, trouble: None });
        }
        let found = identify(&studio, &open, &account).await;
        let trouble = match found {
            Ok(profile) => {
                account.handle = profile.handle;
                account.display_name = profile.display_name;
                picture::fetch(&studio, &open, &mut account, profile.avatar_url.as_deref()).await;
                account.checked_at = Some(studio.clock().now());
                if account.state == AccountState::Reconnect {
                    account.state = AccountState::Connected;
                }
                None
            }
            Err(failure) => {
                if matches!(failure.code, Code::NetworkReconnect | Code::NetworkSignIn) {
                    account.state = AccountState::Reconnect;
                }
                Some(failure)
            }
        };
        let mut tx = open.store.begin().await?;
        upbeat_store::account::update(&mut tx, &account).await?;
        tx.commit().await?;
        studio.changed(Noun::Accounts, [id]);
        Ok(Tested { account, trouble })
    })
    .await
}

async fn identify(studio: &Studio, open: &Open, account: &Account) -> Result<Profile, Failure> {
    let subject = account.handle.clone();
    let network = studio.registry().get(account.network).cloned();
    let network = network.ok_or_else(|| Failure::about(Code::NotFound, account.network.as_str()))?;
    let owner = Owner::Account { workspace: open.id, account: account.id };
    let secrets = studio.vault().get(owner).await?;
    let secrets = secrets.ok_or_else(|| Failure::about(Code::NetworkReconnect, subject.clone()))?;
    match ask(studio, &network, account, secrets.clone()).await {
        Err(NetworkFailure::Expired) => {
            let fresh = renew(studio, open, &network, account, secrets).await?;
            ask(studio, &network, account, fresh).await.map_err(|error| refused(&error, &subject))
        }
        answer => answer.map_err(|error| refused(&error, &subject)),
    }
}

async fn ask(
    studio: &Studio,
    network: &Arc<dyn Network>,
    account: &Account,
    secrets: Secrets,
) -> Result<Profile, NetworkFailure> {
    let (remote, credentials): (_, Credentials) = (remote(account), secrets.into_iter().collect());
    network.identify(Call { account: &remote, credentials: &credentials, now: studio.clock().now() }).await
}

/// Fresh secrets for stale ones, once among all processes.
async fn renew(
    studio: &Studio,
    open: &Open,
    network: &Arc<dyn Network>,
    account: &Account,
    stale: Secrets,
) -> Result<Secrets, Failure> {
    let owner = Owner::Account { workspace: open.id, account: account.id };
    let lock = open.store.folder().join(format!("account-{}.lock", account.id));
    let (network, clock, remote) = (network.clone(), studio.clock().clone(), remote(account));
    let work = move |stale: Secrets| async move {
        let credentials: Credentials = stale.into_iter().collect();
        let call = Call { account: &remote, credentials: &credentials, now: clock.now() };
        let fresh = network.refresh(call).await?;
        Ok(fresh.iter().map(|(kind, secret)| (kind.to_owned(), secret.clone())).collect())
    };
    studio.vault().renew(owner, &lock, stale, work).await.map_err(|error| match error {
        RenewError::Renew(error) => refused(&error, &account.handle),
        RenewError::Gone => Failure::about(Code::NetworkReconnect, account.handle.clone()),
        RenewError::Busy => Failure::new(Code::StorageBusy),
        RenewError::Vault(error) => error.into(),
    })
}
