//! How a studio is opened.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use upbeat_clock::Clock;
use upbeat_domain::code::Code;
use upbeat_domain::lang::Lang;
use upbeat_domain::limits::Proof;
use upbeat_domain::network::NetworkId;
use upbeat_networks::Registry;
use upbeat_publisher::Keys;
use upbeat_vault::Vault;

use crate::failure::Failure;

/// Environment variable that names another keychain service, so that tests never touch a person's keys.
pub const VAULT_VARIABLE: &str = "UPBEAT_KEYCHAIN_SERVICE";

/// How to open the studio.
#[derive(Clone, Debug)]
pub struct Options {
    /// The data folder; none for the system's place.
    pub data: Option<PathBuf>,
    /// The clock.
    pub clock: Clock,
    /// Language where the person chose none.
    pub lang: Lang,
    /// Name or folder of the workspace to show; none for the last one opened.
    pub workspace: Option<String>,
    /// Where the last one opened can't be opened, begin with another that can, rather than not at all.
    pub or_another: bool,
    /// The keychain's service name; tests use their own.
    pub vault_service: String,
    /// Other networks than the real ones; none for those.
    pub reach: Option<Reach>,
}

impl Options {
    /// The system's own clock, folder and keychain.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self {
            data: None,
            clock: Clock::system(),
            lang,
            workspace: None,
            or_another: false,
            vault_service: std::env::var(VAULT_VARIABLE).unwrap_or_else(|_| upbeat_vault::SERVICE.to_owned()),
            reach: None,
        }
    }

    /// The data folder.
    ///
    /// # Errors
    /// Where the system names none.
    pub fn folder(&self) -> Result<PathBuf, Failure> {
        data_folder(self.data.clone())
    }
}

/// The data folder: the one given, else the system's place.
pub(crate) fn data_folder(given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let place = || upbeat_os::folder::data();
    given.map_or_else(place, Ok).map_err(|error| Failure::about(Code::StorageUnwritable, error.to_string()))
}

/// How the studio reaches networks directly.
#[derive(Clone)]
pub struct Reach {
    /// The connectors at hand.
    pub registry: Registry,
    /// Where accounts' secrets come from.
    pub keys: Keys,
    /// How each network proves an outcome.
    pub proofs: BTreeMap<NetworkId, Proof>,
}

impl Reach {
    /// Every network that is built in, with the keychain's secrets.
    pub(super) fn of_networks(client: &upbeat_net::Client, vault: &Vault) -> Self {
        Self {
            registry: Registry::new(client),
            keys: Keys::Vault(vault.clone()),
            proofs: upbeat_publisher::proofs(upbeat_networks::all_limits()),
        }
    }
}

impl fmt::Debug for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reach").field("networks", &self.proofs.keys()).finish_non_exhaustive()
    }
}
