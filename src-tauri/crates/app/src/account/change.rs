//! Pausing and disconnecting.

use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::id::AccountId;
use upbeat_domain::network::Route;
use upbeat_domain::publication::Event;
use upbeat_networks::{Call, Credentials};
use upbeat_store::publication::{self, StepError};
use upbeat_vault::Owner;

use super::remote;
use crate::event::Noun;
use crate::failure::Failure;
use crate::publication::rules;
use crate::studio::{Open, Studio, undroppable};

/// Pauses an account, or lets it go on. What waits for it stays planned.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn pause(studio: &Studio, id: AccountId, paused: bool) -> Result<Account, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.shown();
        let mut tx = open.store.begin().await?;
        let mut account = upbeat_store::account::get(&mut tx, id).await?;
        account.state = match (paused, account.state) {
            (true, _) => AccountState::Paused,
            (false, AccountState::Paused) => AccountState::Connected,
            (false, other) => other,
        };
        upbeat_store::account::set_state(&mut tx, id, account.state).await?;
        tx.commit().await?;
        studio.changed(Noun::Accounts, [id]);
        studio.publisher().wake();
        Ok(account)
    })
    .await
}

/// Disconnects an account: what waits for it is called off, its key leaves the keychain, its
/// permission ends on the server where that can be reached. Receipts stay. Returns how many
/// publications were called off.
///
/// # Errors
/// `not_found`, and what the disk and the keychain say.
pub async fn remove(studio: &Studio, id: AccountId) -> Result<u32, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.shown();
        let mut account = upbeat_store::account::get(&mut open.store.read().await?, id).await?;
        if account.route != Route::Assisted {
            revoke(&studio, &open, &account).await;
            studio.vault().delete(Owner::Account { workspace: open.id, account: id }).await?;
        }
        let now = studio.clock().now();
        let mut tx = open.store.begin().await?;
        let mut called_off = 0;
        for publication in publication::open_of_account(&mut tx, id).await? {
            let rules = rules(&studio, account.network);
            match publication::apply(&mut tx, publication, Event::Cancel, &rules).await {
                Ok(_) => called_off += 1,
                // Why: what is being sent or checked right now ends by itself.
                Err(StepError::Illegal(_)) => {}
                Err(error @ StepError::Store(_)) => return Err(error.into()),
            }
        }
        account.deleted_at = Some(now);
        upbeat_store::account::update(&mut tx, &account).await?;
        tx.commit().await?;
        studio.changed(Noun::Accounts, [id]);
        studio.changed(Noun::Publications, [] as [&str; 0]);
        Ok(called_off)
    })
    .await
}

/// Ends the permission on the server, as far as that works.
async fn revoke(studio: &Studio, open: &Open, account: &Account) {
    let Some(network) = studio.registry().get(account.network) else { return };
    let owner = Owner::Account { workspace: open.id, account: account.id };
    let Ok(Some(secrets)) = studio.vault().get(owner).await else { return };
    let (remote, credentials): (_, Credentials) = (remote(account), secrets.into_iter().collect());
    let call = Call { account: &remote, credentials: &credentials, now: studio.clock().now() };
    if let Err(error) = network.revoke(call).await {
        tracing::info!(code = %error.code(), "the permission may still stand on the server");
    }
}
