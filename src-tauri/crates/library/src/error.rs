//! What can go wrong with a file of the library, always with the file's name.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use upbeat_domain::code::Code;
use upbeat_domain::job::JobTrouble;
use upbeat_media::MediaError;
use upbeat_store::StoreError;

/// Why the library couldn't do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The file itself is at fault, or the engine couldn't work with it.
    #[error("{subject}: {}", source.fault())]
    Media {
        /// The file's name as the person knows it.
        subject: String,
        /// What the engine says.
        source: MediaError,
    },
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or folder can't be read.
    #[error("{subject} can't be read: {source}")]
    Unreadable {
        /// Its name.
        subject: String,
        /// What the system says.
        source: io::Error,
    },
    /// A file or folder can't be written.
    #[error("{subject} can't be written: {source}")]
    Unwritable {
        /// Its name.
        subject: String,
        /// What the system says.
        source: io::Error,
    },
    /// The disk has no room.
    #[error("the disk has no room for {subject}")]
    Full {
        /// The file's name.
        subject: String,
    },
    /// The original isn't where it was: a disk that isn't plugged in, a file that was moved.
    #[error("{subject} isn't where it was")]
    Missing {
        /// The file's name.
        subject: String,
    },
    /// The file changed while it was read.
    #[error("{subject} changed while it was read")]
    Changed {
        /// The file's name.
        subject: String,
    },
    /// More files than one import takes.
    #[error("{subject} holds more than {files_max} files")]
    TooMany {
        /// The folder's name.
        subject: String,
        /// The limit.
        files_max: usize,
    },
    /// The work was given up; see its code.
    #[error("{}: {}", .0.subject, .0.code)]
    Job(JobTrouble),
    /// The person stopped it, or Upbeat is closing.
    #[error("the work was stopped")]
    Stopped,
}

impl LibraryError {
    pub(crate) fn media(subject: &str, source: MediaError) -> Self {
        Self::Media { subject: subject.to_owned(), source }
    }

    pub(crate) fn reading(path: &Path, source: io::Error) -> Self {
        let subject = name_of(path);
        if source.kind() == io::ErrorKind::NotFound {
            Self::Missing { subject }
        } else {
            Self::Unreadable { subject, source }
        }
    }

    pub(crate) fn writing(path: &Path, source: io::Error) -> Self {
        let subject = name_of(path);
        if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
            Self::Full { subject }
        } else {
            Self::Unwritable { subject, source }
        }
    }

    /// The code by which it is told to a person.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Media { source, .. } => source.code(),
            Self::Store(error) => error.code(),
            Self::Unreadable { .. } | Self::Missing { .. } | Self::Changed { .. } => Code::MediaUnreadable,
            Self::Unwritable { .. } => Code::StorageUnwritable,
            Self::Full { .. } => Code::StorageFull,
            Self::TooMany { .. } => Code::Invalid,
            Self::Job(trouble) => trouble.code,
            Self::Stopped => Code::Cancelled,
        }
    }

    /// Which file it is about; empty where it is about none.
    #[must_use]
    pub fn subject(&self) -> &str {
        match self {
            Self::Store(_) | Self::Stopped => "",
            Self::Media { subject, .. }
            | Self::Unreadable { subject, .. }
            | Self::Unwritable { subject, .. }
            | Self::Full { subject }
            | Self::Missing { subject }
            | Self::Changed { subject }
            | Self::TooMany { subject, .. } => subject,
            Self::Job(trouble) => &trouble.subject,
        }
    }

    /// Figures for the words on screen, by name.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        match self {
            Self::Media { source, .. } => source.args(),
            Self::Job(trouble) => trouble.args.clone(),
            Self::TooMany { files_max, .. } => [("files_max".to_owned(), files_max.to_string())].into(),
            Self::Store(_)
            | Self::Unreadable { .. }
            | Self::Unwritable { .. }
            | Self::Full { .. }
            | Self::Missing { .. }
            | Self::Changed { .. }
            | Self::Stopped => BTreeMap::new(),
        }
    }

    /// The same as a line of a job, for the piece that it is about.
    pub(crate) fn trouble(&self, piece: Option<u32>, subject: &str) -> JobTrouble {
        JobTrouble { piece, code: self.code(), subject: subject.to_owned(), args: self.args() }
    }
}

/// A path's last part, for people.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
