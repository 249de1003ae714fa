//! What is known of the system's keychain, without asking it at every turn.

use std::sync::PoisonError;
use std::time::Duration;

use super::Studio;
use crate::event::Noun;
use crate::failure::Failure;

/// How long the keychain's answer holds.
const VAULT_ASKED_EVERY: Duration = Duration::from_secs(60);

/// What the keychain said last.
#[derive(Debug, Default)]
pub(super) struct KnownVault {
    asked_at: Option<Duration>,
    asking: bool,
    trouble: Option<Failure>,
}

impl Studio {
    /// What was wrong with the keychain when it was last asked. Asked anew in the background at most
    /// once in a while: it may be asking the person for a password, and no screen waits for that.
    pub(crate) fn vault_trouble(&self) -> Option<Failure> {
        let mut known = self.0.vault_known.lock().unwrap_or_else(PoisonError::into_inner);
        let age = known.asked_at.map(|at| self.0.clock.steady().saturating_sub(at));
        if !known.asking && age.is_none_or(|age| age > VAULT_ASKED_EVERY) {
            known.asking = true;
            let studio = self.clone();
            tokio::spawn(async move { studio.ask_vault().await });
        }
        known.trouble.clone()
    }

    /// Asks the keychain now; it may ask the person.
    pub(crate) async fn ask_vault(&self) -> Option<Failure> {
        let trouble = self.0.vault.check().await.err().map(Failure::from);
        let mut known = self.0.vault_known.lock().unwrap_or_else(PoisonError::into_inner);
        let news = known.trouble != trouble;
        *known =
            KnownVault { asked_at: Some(self.0.clock.steady()), asking: false, trouble: trouble.clone() };
        drop(known);
        if news {
            self.changed(Noun::Studio, [] as [&str; 0]);
        }
        trouble
    }
}
