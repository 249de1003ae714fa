//! The system's keychain, entry by entry. Blocking: called off the async threads only.

use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::CredentialStore;

use crate::error::{EntryError, VaultError};
use crate::secret::Secret;

/// Largest value of one entry, bytes: what Windows' Credential Manager takes
/// (`CRED_MAX_CREDENTIAL_BLOB_SIZE`, 5 × 512).
pub(crate) const ENTRY_BYTES_MAX: usize = 2_560;

/// A connection to the keychain, made when it is first needed and again after it broke.
///
/// Why not `keyring::Entry::new`: it starts the store once per process and keeps a failed start
/// for good, so a keychain that appears or is unlocked later would stay out of reach
/// (docs/adr/0005-keychain.md). The store is started here; the entries are `keyring`'s.
pub(crate) struct Keychain {
    service: String,
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl Keychain {
    pub(crate) fn new(service: &str) -> Self {
        Self { service: service.to_owned(), store: Mutex::new(None) }
    }

    /// Reads an entry.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Secret<String>>, VaultError> {
        let bytes = self.with_entry(name, keyring::Entry::get_secret)?;
        bytes
            .map(|bytes| String::from_utf8(bytes).map(Secret::new).map_err(|_| VaultError::Refused))
            .transpose()
    }

    /// Writes an entry of at most [`ENTRY_BYTES_MAX`], over an earlier one.
    pub(crate) fn write(&self, name: &str, value: &str) -> Result<(), VaultError> {
        self.with_entry(name, |entry| entry.set_secret(value.as_bytes())).map(|_| ())
    }

    /// Removes an entry; a missing one is fine.
    pub(crate) fn remove(&self, name: &str) -> Result<(), VaultError> {
        self.with_entry(name, keyring::Entry::delete_credential).map(|_| ())
    }

    /// Does one thing to one entry; a dead connection is made again, once.
    fn with_entry<T>(
        &self,
        name: &str,
        act: impl Fn(&keyring::Entry) -> keyring::Result<T>,
    ) -> Result<Option<T>, VaultError> {
        for _ in 0..2 {
            let store = self.store()?;
            let done = store
                .build(&self.service, name, None)
                .and_then(|inner| act(&keyring::Entry { inner }))
                .map_err(EntryError::from);
            match done {
                Ok(value) => return Ok(Some(value)),
                Err(EntryError::Missing) => return Ok(None),
                Err(EntryError::Vault(error)) => return Err(error),
                Err(EntryError::Disconnected) => self.disconnect(),
            }
        }
        Err(VaultError::Absent)
    }

    fn store(&self) -> Result<Arc<CredentialStore>, VaultError> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = store.as_ref() {
            return Ok(Arc::clone(store));
        }
        let started = start().map_err(|error| {
            tracing::info!("no keychain: {error}");
            VaultError::Absent
        })?;
        *store = Some(Arc::clone(&started));
        Ok(started)
    }

    fn disconnect(&self) {
        *self.store.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(target_os = "macos")]
fn start() -> keyring::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "windows")]
fn start() -> keyring::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
fn start() -> keyring::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}
