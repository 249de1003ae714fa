//! How a studio is opened.

use std::path::PathBuf;

use upbeat_clock::Clock;
use upbeat_domain::lang::Lang;

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
    /// The keychain's service name; tests use their own.
    pub vault_service: String,
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
            vault_service: std::env::var(VAULT_VARIABLE).unwrap_or_else(|_| upbeat_vault::SERVICE.to_owned()),
        }
    }
}
