//! For whom a call is made: the account, its credentials, and what time it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use upbeat_domain::time::Timestamp;
use upbeat_vault::Secret;

/// The public half of a connected account: what the database may hold.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Remote {
    /// Address of the server that keeps the account (`https://example.social`), without a path.
    pub server: String,
    /// The network's own stable id of the profile: a DID, a number.
    pub remote_id: String,
    /// The name that people type: `@marie@example.social`, `marie.example.com`.
    pub handle: String,
    /// The person said that this server is on their own network: private addresses and, on this
    /// computer, plain http are allowed for it, and for it alone.
    pub own_network: bool,
}

/// The secret half: named secrets, each one entry of the keychain.
///
/// The names are the network's own (`access`, `refresh`, `token`, `client_secret`).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Credentials(BTreeMap<String, Secret<String>>);

impl Credentials {
    /// No secrets yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds or replaces one secret.
    #[must_use]
    pub fn with(mut self, kind: &str, secret: impl Into<Secret<String>>) -> Self {
        self.0.insert(kind.to_owned(), secret.into());
        self
    }

    /// The secret of that name.
    #[must_use]
    pub fn get(&self, kind: &str) -> Option<&Secret<String>> {
        self.0.get(kind)
    }

    /// Every secret with its name, in order of names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Secret<String>)> {
        self.0.iter().map(|(kind, secret)| (kind.as_str(), secret))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Secret<String>)> for Credentials {
    fn from_iter<I: IntoIterator<Item = (String, Secret<String>)>>(secrets: I) -> Self {
        Self(secrets.into_iter().collect())
    }
}

/// What every question to a network carries.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The account.
    pub account: &'a Remote,
    /// Its secrets, as the vault holds them now.
    pub credentials: &'a Credentials,
    /// The time now.
    pub now: Timestamp,
}

/// A profile as the network describes it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Profile {
    /// The network's own stable id.
    pub remote_id: String,
    /// The name that people type.
    pub handle: String,
    /// The name that people read; the handle where there is none.
    pub display_name: String,
    /// Address of the picture; it comes from the server, so fetch it only through the guard.
    pub avatar_url: Option<String>,
}

/// A freshly connected account. The caller writes the credentials to the vault and the rest to the database.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The public half.
    pub account: Remote,
    /// Name and picture.
    pub profile: Profile,
    /// The secret half.
    pub credentials: Credentials,
}
