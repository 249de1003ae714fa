//! Accounts: connections to profiles and pages. Secrets go to the keychain and nowhere else.

mod change;
mod connect;
pub mod flow;
mod list;
mod picture;
mod probe;
mod test;

pub use change::{pause, remove};
pub use connect::{add_assisted, connect_bluesky, connect_mastodon};
pub use flow::{cancel, wait};
pub use list::{Overview, get, list};
pub use probe::{Asked, Probed, Question, probe};
pub use test::{Tested, test};

use upbeat_domain::account::Account;
use upbeat_networks::{Failure as NetworkFailure, Remote};

use crate::failure::Failure;
use crate::network;

/// The public half of an account, as a network wants it.
pub(crate) fn remote(account: &Account) -> Remote {
    Remote {
        server: account.server.clone(),
        remote_id: account.remote_id.clone(),
        handle: account.handle.clone(),
        own_network: account.own_network,
    }
}

/// A network's no, about that network or server.
pub(crate) fn refused(error: &NetworkFailure, subject: &str) -> Failure {
    tracing::info!(code = %error.code(), words = error.words(), "the network said no");
    Failure::about(error.code(), subject).with("words", error.words())
}

/// Who sees what goes out through an account: `public`, `only_you`, `role_holders`, `inbox`.
#[must_use]
pub fn audience(account: &Account) -> String {
    let routes = &network::of(account.network).routes;
    let rule = routes.iter().find(|rule| rule.route == account.route);
    rule.map_or_else(|| "public".to_owned(), |rule| rule.audience.clone())
}
