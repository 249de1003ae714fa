//! Sets of secrets, kept whole.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use upbeat_domain::id::{AccountId, WorkspaceId};
use upbeat_domain::network::NetworkId;
use upbeat_os::lock::{FileLock, Kind};

use crate::error::VaultError;
use crate::keychain::{ENTRY_BYTES_MAX, Keychain};
use crate::secret::Secret;

/// The keychain service of the shipped program; tests use another.
pub const SERVICE: &str = "studio.upbeat";
/// Longest wait for the keychain: it may be asking the person for a password.
const KEYCHAIN_MAX: Duration = Duration::from_secs(60);
/// Longest wait for another process that renews the same account.
const RENEWAL_MAX: Duration = Duration::from_secs(60);
/// Name of the entry that says which generation of a set is the good one.
const POINTER: &str = "current";

/// Named secrets that belong together: they are replaced together or not at all.
pub type Secrets = BTreeMap<String, Secret<String>>;

/// Whose secrets they are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Owner {
    /// A connected account.
    Account {
        /// Its workspace.
        workspace: WorkspaceId,
        /// The account.
        account: AccountId,
    },
    /// The developer key that a person entered for a network, once per machine.
    App(NetworkId),
}

impl Owner {
    fn prefix(self) -> String {
        match self {
            Self::Account { workspace, account } => format!("{workspace}/{account}"),
            Self::App(network) => format!("app/{network}"),
        }
    }
}

/// Which generation of a set is the good one, and into how many entries each secret is cut.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Pointer {
    generation: u64,
    parts: BTreeMap<String, usize>,
}

impl Pointer {
    fn entries(&self, prefix: &str) -> Vec<String> {
        let names = self.parts.iter();
        names.flat_map(|(kind, parts)| (0..*parts).map(|part| self.entry(prefix, kind, part))).collect()
    }

    fn entry(&self, prefix: &str, kind: &str, part: usize) -> String {
        format!("{prefix}/{kind}/{}.{part}", self.generation)
    }
}

/// The secrets of this person on this machine.
///
/// A set is kept as entries `<workspace>/<account>/<kind>/<generation>.<part>` of at most 2,560
/// bytes, and `<workspace>/<account>/current` says which generation is the good one. A new
/// generation is written whole before that entry changes, so a good token is never half replaced.
#[derive(Clone)]
pub struct Vault {
    keychain: Arc<Keychain>,
}

impl Vault {
    /// A vault under a service name. Touches nothing yet.
    #[must_use]
    pub fn open(service: &str) -> Self {
        Self { keychain: Arc::new(Keychain::new(service)) }
    }

    /// Whether the keychain is there and open. It may ask the person for its password.
    ///
    /// # Errors
    /// As [`VaultError`] says.
    pub async fn check(&self) -> Result<(), VaultError> {
        const PROBE: &str = "app/probe";
        self.blocking(|keychain| {
            keychain.write(PROBE, "ok")?;
            keychain.remove(PROBE)
        })
        .await
    }

    /// The set of an owner; none where there is none, or where a piece of it was removed by hand.
    ///
    /// # Errors
    /// As [`VaultError`] says.
    pub async fn get(&self, owner: Owner) -> Result<Option<Secrets>, VaultError> {
        self.blocking(move |keychain| read_set(keychain, &owner.prefix())).await
    }

    /// Replaces the set of an owner, whole or not at all.
    ///
    /// # Errors
    /// As [`VaultError`] says; the earlier set is then still the good one.
    pub async fn put(&self, owner: Owner, secrets: Secrets) -> Result<(), VaultError> {
        self.blocking(move |keychain| write_set(keychain, &owner.prefix(), &secrets)).await
    }

    /// Forgets the set of an owner; a missing one is fine.
    ///
    /// # Errors
    /// As [`VaultError`] says.
    pub async fn delete(&self, owner: Owner) -> Result<(), VaultError> {
        self.blocking(move |keychain| remove_set(keychain, &owner.prefix())).await
    }

    /// Renews stale secrets, once among all processes: takes the lock on the file `lock`, reads
    /// the vault again, and only where it still holds `stale` asks `renew` and writes what it
    /// returns. Where somebody else renewed meanwhile, their secrets are returned.
    ///
    /// Runs to its end even if the caller stops waiting: a rotated token must not get lost.
    ///
    /// # Errors
    /// [`RenewError::Renew`] with what `renew` said; else as [`VaultError`] says.
    pub async fn renew<E, F, R>(
        &self,
        owner: Owner,
        lock: &Path,
        stale: Secrets,
        renew: F,
    ) -> Result<Secrets, RenewError<E>>
    where
        E: Send + 'static,
        F: FnOnce(Secrets) -> R + Send + 'static,
        R: Future<Output = Result<Secrets, E>> + Send + 'static,
    {
        let (vault, path) = (self.clone(), lock.to_owned());
        let work = tokio::spawn(async move {
            let held = tokio::task::spawn_blocking(move || {
                FileLock::take_within(&path, Kind::Exclusive, RENEWAL_MAX)
            });
            let Ok(Ok(Some(_held))) = held.await else { return Err(RenewError::Busy) };
            let current = vault.get(owner).await?.ok_or(RenewError::Gone)?;
            if current != stale {
                return Ok(current);
            }
            let fresh = renew(current).await.map_err(RenewError::Renew)?;
            vault.put(owner, fresh.clone()).await?;
            Ok(fresh)
        });
        work.await.unwrap_or(Err(RenewError::Busy))
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Keychain) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, VaultError> {
        let keychain = Arc::clone(&self.keychain);
        let work = tokio::task::spawn_blocking(move || work(&keychain));
        match tokio::time::timeout(KEYCHAIN_MAX, work).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(VaultError::Refused),
            Err(_) => Err(VaultError::Locked),
        }
    }
}

/// Why secrets were not renewed.
#[derive(Debug, thiserror::Error)]
pub enum RenewError<E> {
    /// Another process holds the account's lock for too long, or the lock can't be taken.
    #[error("the account is being renewed elsewhere")]
    Busy,
    /// There are no secrets of that owner any more.
    #[error("no secrets of that account")]
    Gone,
    /// The keychain gave nothing, or didn't take the fresh secrets.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The network didn't renew them.
    #[error("not renewed")]
    Renew(E),
}

fn read_pointer(keychain: &Keychain, prefix: &str) -> Result<Option<Pointer>, VaultError> {
    let text = keychain.read(&format!("{prefix}/{POINTER}"))?;
    Ok(text.and_then(|text| serde_json::from_str(text.expose()).ok()))
}

fn read_set(keychain: &Keychain, prefix: &str) -> Result<Option<Secrets>, VaultError> {
    let Some(pointer) = read_pointer(keychain, prefix)? else { return Ok(None) };
    let mut secrets = Secrets::new();
    for (kind, parts) in &pointer.parts {
        let mut value = String::new();
        for part in 0..*parts {
            let Some(piece) = keychain.read(&pointer.entry(prefix, kind, part))? else { return Ok(None) };
            value.push_str(piece.expose());
        }
        secrets.insert(kind.clone(), Secret::new(value));
    }
    Ok(Some(secrets))
}

fn write_set(keychain: &Keychain, prefix: &str, secrets: &Secrets) -> Result<(), VaultError> {
    let old = read_pointer(keychain, prefix)?;
    let generation = old.as_ref().map_or(1, |old| old.generation.wrapping_add(1));
    let mut new = Pointer { generation, parts: BTreeMap::new() };
    for (kind, secret) in secrets {
        let pieces = pieces(secret.expose());
        for (part, piece) in pieces.iter().enumerate() {
            keychain.write(&new.entry(prefix, kind, part), piece)?;
        }
        new.parts.insert(kind.clone(), pieces.len());
    }
    let text = serde_json::to_string(&new).map_err(|_| VaultError::Refused)?;
    keychain.write(&format!("{prefix}/{POINTER}"), &text)?;
    if let Some(old) = old {
        // Why ignored: the new generation is the good one already; a left-over entry is only untidy.
        let _ = old.entries(prefix).iter().try_for_each(|entry| keychain.remove(entry));
    }
    Ok(())
}

fn remove_set(keychain: &Keychain, prefix: &str) -> Result<(), VaultError> {
    let Some(pointer) = read_pointer(keychain, prefix)? else { return Ok(()) };
    for entry in pointer.entries(prefix) {
        keychain.remove(&entry)?;
    }
    keychain.remove(&format!("{prefix}/{POINTER}"))
}

/// Cuts a value into pieces of at most [`ENTRY_BYTES_MAX`] bytes, at character borders. An empty
/// value is one empty piece.
fn pieces(value: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = value;
    loop {
        let (piece, tail) = rest.split_at(rest.floor_char_boundary(ENTRY_BYTES_MAX));
        pieces.push(piece);
        if tail.is_empty() {
            return pieces;
        }
        rest = tail;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_fit_the_smallest_keychain_and_join_to_the_whole() {
        for value in
            ["", "short", &"x".repeat(2_560), &"x".repeat(2_561), &"é".repeat(4_000), &"🎈".repeat(3_000)]
        {
            let cut = pieces(value);
            assert!(cut.iter().all(|piece| piece.len() <= ENTRY_BYTES_MAX), "{} bytes", value.len());
            assert_eq!(cut.concat(), *value, "{} bytes", value.len());
        }
    }
}
