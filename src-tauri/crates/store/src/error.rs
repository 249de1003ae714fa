//! What can go wrong with a database, by kind.

use std::io;

use upbeat_domain::code::Code;
use upbeat_os::disk::Elsewhere;

/// Why the store couldn't do what was asked. Nothing was half done: a transaction that failed left
/// no trace.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full. Nothing was lost; free some room and try again.
    #[error("the disk is full")]
    Full,
    /// The folder or the file can't be written.
    #[error("the database can't be written: {0}")]
    Unwritable(String),
    /// A newer Upbeat changed the database in a way that this one can't work with.
    #[error("the database needs an Upbeat that knows schema {needs}; this one knows {known}")]
    Newer {
        /// Lowest schema that a program must know.
        needs: u32,
        /// The schema that this program knows.
        known: u32,
    },
    /// The file is no database of ours, or its pages are broken, or a row makes no sense.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The folder is on a network drive or synchronised.
    #[error(transparent)]
    Remote(#[from] Elsewhere),
    /// Another process kept the database for longer than we wait.
    #[error("the database is busy")]
    Busy,
    /// There is no such thing.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Somebody else changed or made it meanwhile.
    #[error("this {0} was changed or made by somebody else")]
    Conflict(&'static str),
    /// Something can't be stored as it was given.
    #[error("{0} can't be stored")]
    Invalid(&'static str),
    /// A fault of ours.
    #[error("a fault in the store")]
    Fault(#[source] sqlx::Error),
}

impl StoreError {
    /// The code by which it is told to a person.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Full => Code::StorageFull,
            Self::Unwritable(_) => Code::StorageUnwritable,
            Self::Newer { .. } => Code::StorageNewer,
            Self::Damaged(_) => Code::StorageDamaged,
            Self::Remote(_) => Code::StorageRemote,
            Self::Busy => Code::StorageBusy,
            Self::NotFound(_) => Code::NotFound,
            Self::Conflict(_) => Code::Conflict,
            Self::Invalid(_) => Code::Invalid,
            Self::Fault(_) => Code::Internal,
        }
    }

    /// The same error, with `noun` as the thing in question where a constraint of the schema refused.
    #[must_use]
    pub(crate) fn about(self, noun: &'static str) -> Self {
        match self {
            Self::Conflict(_) => Self::Conflict(noun),
            Self::NotFound(_) => Self::NotFound(noun),
            Self::Full
            | Self::Unwritable(_)
            | Self::Newer { .. }
            | Self::Damaged(_)
            | Self::Remote(_)
            | Self::Busy
            | Self::Invalid(_)
            | Self::Fault(_) => self,
        }
    }
}

/// SQLite's primary result codes (sqlite.org/rescode.html).
mod result {
    pub(super) const PERM: i32 = 3;
    pub(super) const BUSY: i32 = 5;
    pub(super) const LOCKED: i32 = 6;
    pub(super) const READONLY: i32 = 8;
    pub(super) const IOERR: i32 = 10;
    pub(super) const CORRUPT: i32 = 11;
    pub(super) const FULL: i32 = 13;
    pub(super) const CANTOPEN: i32 = 14;
    pub(super) const NOTADB: i32 = 26;
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(database) = &error {
            let code = database.code().and_then(|code| code.parse::<i32>().ok());
            let words = database.message().to_owned();
            if database.is_unique_violation() {
                return Self::Conflict("row");
            }
            if database.is_foreign_key_violation() {
                return Self::NotFound("row");
            }
            match code.map(|code| code & 0xff) {
                Some(result::BUSY | result::LOCKED) => return Self::Busy,
                Some(result::FULL) => return Self::Full,
                Some(result::PERM | result::READONLY | result::IOERR | result::CANTOPEN) => {
                    return Self::Unwritable(words);
                }
                Some(result::CORRUPT | result::NOTADB) => return Self::Damaged(words),
                Some(_) | None => {}
            }
        }
        if let sqlx::Error::Io(io) = error {
            return io.into();
        }
        if let sqlx::Error::ColumnDecode { index, source } = &error {
            return Self::Damaged(format!("column {index}: {source}"));
        }
        if matches!(error, sqlx::Error::PoolTimedOut) { Self::Busy } else { Self::Fault(error) }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull || error.kind() == io::ErrorKind::QuotaExceeded {
            Self::Full
        } else {
            Self::Unwritable(error.to_string())
        }
    }
}
