//! Where an account's secrets come from, and how stale ones are renewed.

use std::path::Path;
use std::sync::Arc;

use upbeat_clock::Clock;
use upbeat_domain::account::Account;
use upbeat_domain::code::Code;
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::publication::{Failure, Refusal, Trouble};
use upbeat_networks::{Call, Credentials, Network, Remote};
use upbeat_vault::{Owner, RenewError, Secrets, Vault};

use crate::convert;

/// How long to wait before the keychain is asked again, seconds: the person may be unlocking it.
const KEYCHAIN_RETRY_S: u32 = 60;

/// Where secrets come from.
#[derive(Clone)]
pub enum Keys {
    /// The system's keychain.
    Vault(Vault),
    /// The same for every account, held in memory: for a network without secrets, on this computer.
    Same(Credentials),
}

/// One account of a workspace, for which secrets are asked.
pub(crate) struct Holder<'a> {
    pub(crate) workspace: WorkspaceId,
    pub(crate) account: &'a Account,
    /// The workspace's folder, where the account's lock lies.
    pub(crate) folder: &'a Path,
}

impl Keys {
    /// An account's secrets as they are now.
    pub(crate) async fn get(&self, holder: &Holder<'_>) -> Result<Credentials, Failure> {
        match self {
            Self::Same(credentials) => Ok(credentials.clone()),
            Self::Vault(vault) => match vault.get(holder.owner()).await {
                Ok(Some(secrets)) => Ok(secrets.into_iter().collect()),
                Ok(None) => Err(reconnect()),
                Err(error) => Err(Failure::Later {
                    retry_after_s: Some(KEYCHAIN_RETRY_S),
                    trouble: Trouble::new(error.code()),
                }),
            },
        }
    }

    /// Fresh secrets for stale ones, under the account's lock, once among all processes.
    pub(crate) async fn renew(
        &self,
        holder: &Holder<'_>,
        network: &Arc<dyn Network>,
        clock: &Clock,
        stale: &Credentials,
    ) -> Result<Credentials, Failure> {
        let Self::Vault(vault) = self else { return Ok(stale.clone()) };
        let lock = holder.folder.join(format!("account-{}.lock", holder.account.id));
        let (network, clock, remote) = (Arc::clone(network), clock.clone(), remote(holder.account));
        let renew = move |stale: Secrets| async move {
            let credentials: Credentials = stale.into_iter().collect();
            let call = Call { account: &remote, credentials: &credentials, now: clock.now() };
            network.refresh(call).await.map(|fresh| secrets(&fresh))
        };
        match vault.renew(holder.owner(), &lock, secrets(stale), renew).await {
            Ok(fresh) => Ok(fresh.into_iter().collect()),
            Err(RenewError::Renew(failure)) => Err(convert::failure(failure)),
            Err(RenewError::Gone) => Err(reconnect()),
            Err(RenewError::Busy) => {
                Err(Failure::Later { retry_after_s: None, trouble: Trouble::new(Code::NetworkReconnect) })
            }
            Err(RenewError::Vault(error)) => Err(Failure::Later {
                retry_after_s: Some(KEYCHAIN_RETRY_S),
                trouble: Trouble::new(error.code()),
            }),
        }
    }
}

impl Holder<'_> {
    const fn owner(&self) -> Owner {
        Owner::Account { workspace: self.workspace, account: self.account.id }
    }
}

fn secrets(credentials: &Credentials) -> Secrets {
    credentials.iter().map(|(kind, secret)| (kind.to_owned(), secret.clone())).collect()
}

fn reconnect() -> Failure {
    Failure::Refused { refusal: Refusal::Reconnect, trouble: Trouble::new(Code::NetworkReconnect) }
}

/// The public half of an account, as a network wants it.
pub(crate) fn remote(account: &Account) -> Remote {
    Remote {
        server: account.server.clone(),
        remote_id: account.remote_id.clone(),
        handle: account.handle.clone(),
        own_network: account.own_network,
    }
}
