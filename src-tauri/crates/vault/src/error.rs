//! Why the keychain gave nothing.

use upbeat_domain::code::Code;

/// What stands between Upbeat and its secrets. There is no fallback to a file: everything but
/// connecting accounts and publishing works without a keychain.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum VaultError {
    /// No keychain on this system. Way out: install and start one (GNOME Keyring, KWallet, KeePassXC).
    #[error("there is no keychain on this system")]
    Absent,
    /// It is locked, or its question was not answered. Way out: unlock it and try again.
    #[error("the keychain is locked")]
    Locked,
    /// It is open, yet it refused this entry. Way out: look at the entry in the keychain's own application.
    #[error("the keychain refused")]
    Refused,
}

impl VaultError {
    /// The code for the message.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Absent => Code::VaultAbsent,
            Self::Locked => Code::VaultLocked,
            Self::Refused => Code::VaultRefused,
        }
    }
}

/// What an operation on one entry came to.
#[derive(Debug)]
pub(crate) enum EntryError {
    /// No such entry.
    Missing,
    /// The keychain's connection is dead: connect again.
    Disconnected,
    /// Anything else.
    Vault(VaultError),
}

impl From<keyring::Error> for EntryError {
    fn from(error: keyring::Error) -> Self {
        use keyring::Error as E;
        // Why a wildcard: the foreign enum is non-exhaustive.
        #[expect(clippy::wildcard_enum_match_arm, reason = "a foreign, non-exhaustive enum")]
        match error {
            E::NoEntry => Self::Missing,
            E::PlatformFailure(_) => Self::Disconnected,
            E::NoStorageAccess(_) => Self::Vault(VaultError::Locked),
            E::NoDefaultStore => Self::Vault(VaultError::Absent),
            _ => Self::Vault(VaultError::Refused),
        }
    }
}
