//! Secrets in the system's keychain; a Secret cannot be printed.

mod error;
mod keychain;
mod secret;
mod vault;

pub use error::VaultError;
pub use secret::Secret;
pub use vault::{Owner, RenewError, SERVICE, Secrets, Vault};
