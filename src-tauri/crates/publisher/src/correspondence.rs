//! With whom a publication is talked about: the account, its secrets, its network.

use std::sync::Arc;
use std::time::Duration;

use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::code::Code;
use upbeat_domain::publication::{Failure, Publication, PublicationState, Refusal, Trouble};
use upbeat_domain::time::Timestamp;
use upbeat_networks::{Call, Credentials, Network, Remote};
use upbeat_store::{StoreError, account};

use crate::keys::{Holder, remote};
use crate::queue::Queue;

/// Secrets that end sooner than this are renewed before they are used.
const RENEW_BEFORE: Duration = Duration::from_secs(120);

/// Everything that a call to a network needs.
pub(crate) struct Correspondence {
    account: Account,
    remote: Remote,
    credentials: Credentials,
    pub(crate) network: Arc<dyn Network>,
}

impl Correspondence {
    /// Opens it: account from the database, secrets from the keychain, renewed where they must be.
    pub(crate) async fn open(queue: &Queue, publication: &Publication, stale: bool) -> Result<Self, Failure> {
        let unknown = || Failure::Refused {
            refusal: Refusal::Reconnect,
            trouble: Trouble::new(Code::NetworkReconnect).with_detail(publication.network.as_str()),
        };
        let network = queue.shared.registry.get(publication.network).cloned().ok_or_else(unknown)?;
        let account = read_account(queue, publication)
            .await
            .map_err(|error| Failure::Later { retry_after_s: None, trouble: Trouble::new(error.code()) })?;
        if account.deleted_at.is_some() {
            return Err(unknown());
        }
        let holder = Holder { workspace: queue.workspace, account: &account, folder: queue.store.folder() };
        let credentials = queue.shared.keys.get(&holder).await?;
        let remote = remote(&account);
        let mut this = Self { remote, credentials, network, account };
        if stale || this.ends_soon(queue.now()) {
            this.renew(queue).await?;
        }
        Ok(this)
    }

    fn ends_soon(&self, now: Timestamp) -> bool {
        let soon = now.plus_secs(i64::try_from(RENEW_BEFORE.as_secs()).unwrap_or(0));
        self.network.expires_at(&self.credentials).is_some_and(|at| at < soon)
    }

    /// Exchanges stale secrets for fresh ones.
    pub(crate) async fn renew(&mut self, queue: &Queue) -> Result<(), Failure> {
        let holder =
            Holder { workspace: queue.workspace, account: &self.account, folder: queue.store.folder() };
        let shared = &queue.shared;
        self.credentials =
            shared.keys.renew(&holder, &self.network, &shared.clock, &self.credentials).await?;
        Ok(())
    }

    /// The head of a call made now.
    pub(crate) const fn call(&self, now: Timestamp) -> Call<'_> {
        Call { account: &self.remote, credentials: &self.credentials, now }
    }
}

async fn read_account(queue: &Queue, publication: &Publication) -> Result<Account, StoreError> {
    account::get(&mut queue.store.read().await?, publication.account).await
}

/// Whether the person paused the account.
pub(crate) async fn is_paused(queue: &Queue, publication: &Publication) -> Result<bool, StoreError> {
    Ok(read_account(queue, publication).await?.state == AccountState::Paused)
}

/// Notes on the account what the outcome says of it: seen working, or to be connected again.
pub(crate) async fn note_account(queue: &Queue, publication: &Publication) -> Result<(), StoreError> {
    let refused = publication.trouble.as_ref().and_then(|trouble| trouble.refusal);
    let mut tx = queue.store.begin().await?;
    let stands = [PublicationState::Rejected, PublicationState::Unconfirmed].contains(&publication.state);
    if stands && refused == Some(Refusal::Reconnect) {
        account::set_state(&mut tx, publication.account, AccountState::Reconnect).await?;
    } else if publication.trouble.is_none() && publication.partly_out() {
        account::seen(&mut tx, publication.account, queue.now()).await?;
    }
    tx.commit().await
}
