//! What can go wrong with a file, as data: the words in both languages are chosen by the code.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use upbeat_domain::code::Code;
use upbeat_domain::media::PiecesError;

/// A failure and the file that it is about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{subject}: {fault}")]
pub struct MediaError {
    subject: String,
    fault: Fault,
}

impl MediaError {
    pub(crate) fn new(subject: &Path, fault: Fault) -> Self {
        let name = subject.file_name().unwrap_or(subject.as_os_str());
        Self { subject: name.to_string_lossy().into_owned(), fault }
    }

    /// The stable name of what went wrong.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.fault.code()
    }

    /// The file's name, without its folder.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What went wrong, with its figures.
    #[must_use]
    pub const fn fault(&self) -> &Fault {
        &self.fault
    }

    /// The figures for the message, by name.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        self.fault.args()
    }
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file can't be opened or read.
    #[error("can't be read: {reason}")]
    Unreadable {
        /// The system's own words.
        reason: String,
    },
    /// The file has no bytes.
    #[error("is empty")]
    Empty,
    /// The bytes are of no kind that the engine reads.
    #[error("is of no kind that can be read ({found})")]
    Unsupported {
        /// What the bytes look like, or their first bytes in hexadecimal.
        found: String,
    },
    /// The file ends too early or is damaged.
    #[error("is damaged: {reason}")]
    Damaged {
        /// What doesn't hold.
        reason: String,
    },
    /// More pixels than the engine decodes.
    #[error("has {width_px}x{height_px} px; at most {pixels_max} px are decoded")]
    TooManyPixels {
        /// Width, px.
        width_px: u64,
        /// Height, px.
        height_px: u64,
        /// Largest width × height, px.
        pixels_max: u64,
    },
    /// A still picture with more bytes than the engine reads.
    #[error("has {bytes} bytes; pictures are read up to {bytes_max}")]
    TooManyBytes {
        /// Size, bytes.
        bytes: u64,
        /// Largest, bytes.
        bytes_max: u64,
    },
    /// A program that this kind of file needs isn't installed.
    #[error("needs {tool}, which is not installed ({package})")]
    ToolMissing {
        /// The program.
        tool: String,
        /// What a person installs to get it.
        package: String,
    },
    /// The recipe asks for something that this file can't become.
    #[error("a {kind} can't become what was asked for ({wanted})")]
    WrongKind {
        /// What the file is.
        kind: String,
        /// What was asked for.
        wanted: String,
    },
    /// More pages than the network takes.
    #[error("has {pages} pages; at most {pages_max} are taken")]
    TooManyPages {
        /// How many there are.
        pages: u32,
        /// Most allowed.
        pages_max: u32,
    },
    /// The file has no such page.
    #[error("has no page {page}; it has {pages}")]
    NoSuchPage {
        /// Asked for, counted from 1.
        page: u32,
        /// How many there are.
        pages: u32,
    },
    /// The pieces that were chosen can't be joined.
    #[error("can't be cut like that: {error} (it has {duration_ms} ms)")]
    Pieces {
        /// What is wrong with them.
        error: PiecesError,
        /// Length of the film, milliseconds.
        duration_ms: u64,
    },
    /// Captions can't be read, or are beyond our limits.
    #[error("line {line}: {reason}")]
    Captions {
        /// The line of the file, or which of the captions.
        line: usize,
        /// What isn't understood.
        reason: String,
    },
    /// No way to meet the byte limit.
    #[error("can't be made smaller than {bytes} bytes; at most {max_bytes} are allowed")]
    OverBudget {
        /// Smallest that was reached, bytes.
        bytes: u64,
        /// The limit, bytes.
        max_bytes: u64,
    },
    /// Shorter or longer than allowed.
    #[error("lasts {duration_ms} ms")]
    Duration {
        /// Length, milliseconds.
        duration_ms: u64,
        /// Shortest allowed, milliseconds.
        min_ms: Option<u64>,
        /// Longest allowed, milliseconds.
        max_ms: Option<u64>,
    },
    /// A program took longer than its limit.
    #[error("took longer than {seconds} s")]
    Timeout {
        /// The limit, seconds.
        seconds: u64,
    },
    /// The person stopped it.
    #[error("was stopped")]
    Cancelled,
    /// A file can't be written.
    #[error("can't be written: {reason}")]
    Unwritable {
        /// The system's own words.
        reason: String,
    },
    /// The disk is full.
    #[error("can't be written: the disk is full")]
    DiskFull,
    /// Something that the engine relies on didn't hold.
    #[error("met a fault of the engine: {reason}")]
    Internal {
        /// What happened.
        reason: String,
    },
}

impl Fault {
    /// The stable name of what went wrong.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Unreadable { .. } => Code::MediaUnreadable,
            Self::Empty => Code::MediaEmpty,
            Self::Unsupported { .. } => Code::MediaUnsupported,
            Self::Damaged { .. } => Code::MediaDamaged,
            Self::TooManyPixels { .. } | Self::TooManyBytes { .. } => Code::MediaTooLarge,
            Self::ToolMissing { .. } => Code::MediaToolMissing,
            Self::WrongKind { .. } => Code::MediaWrongKind,
            Self::TooManyPages { .. } => Code::MediaTooManyPages,
            Self::NoSuchPage { .. } => Code::MediaNoSuchPage,
            Self::OverBudget { .. } => Code::MediaOverBudget,
            Self::Duration { .. } => Code::MediaDuration,
            Self::Pieces { .. } => Code::MediaPieces,
            Self::Captions { .. } => Code::MediaCaptions,
            Self::Timeout { .. } => Code::MediaTimeout,
            Self::Cancelled => Code::Cancelled,
            Self::Unwritable { .. } => Code::StorageUnwritable,
            Self::DiskFull => Code::StorageFull,
            Self::Internal { .. } => Code::Internal,
        }
    }

    fn args(&self) -> BTreeMap<String, String> {
        let mut args = BTreeMap::new();
        let mut put = |name: &str, value: &dyn ToString| {
            args.insert(name.to_owned(), value.to_string());
        };
        match self {
            Self::Empty | Self::Cancelled | Self::DiskFull => {}
            Self::Unreadable { reason }
            | Self::Damaged { reason }
            | Self::Unwritable { reason }
            | Self::Internal { reason } => put("reason", reason),
            Self::Unsupported { found } => put("found", found),
            Self::TooManyPixels { width_px, height_px, pixels_max } => {
                put("width_px", width_px);
                put("height_px", height_px);
                put("pixels_max", pixels_max);
            }
            Self::TooManyBytes { bytes, bytes_max } => {
                put("bytes", bytes);
                put("bytes_max", bytes_max);
            }
            Self::ToolMissing { tool, package } => {
                put("tool", tool);
                put("package", package);
            }
            Self::WrongKind { kind, wanted } => {
                put("kind", kind);
                put("wanted", wanted);
            }
            Self::TooManyPages { pages, pages_max } => {
                put("pages", pages);
                put("pages_max", pages_max);
            }
            Self::NoSuchPage { page, pages } => {
                put("page", page);
                put("pages", pages);
            }
            Self::OverBudget { bytes, max_bytes } => {
                put("bytes", bytes);
                put("max_bytes", max_bytes);
            }
            Self::Duration { duration_ms, min_ms, max_ms } => {
                put("duration_ms", duration_ms);
                min_ms.iter().for_each(|min| put("min_ms", min));
                max_ms.iter().for_each(|max| put("max_ms", max));
            }
            Self::Pieces { error, duration_ms } => {
                put("reason", error);
                put("duration_ms", duration_ms);
            }
            Self::Captions { line, reason } => {
                put("line", line);
                put("reason", reason);
            }
            Self::Timeout { seconds } => put("seconds", seconds),
        }
        args
    }

    pub(crate) fn damaged(reason: impl ToString) -> Self {
        Self::Damaged { reason: reason.to_string() }
    }

    pub(crate) fn internal(reason: impl ToString) -> Self {
        Self::Internal { reason: reason.to_string() }
    }

    pub(crate) fn reading(error: &io::Error) -> Self {
        Self::Unreadable { reason: error.to_string() }
    }

    pub(crate) fn writing(error: &io::Error) -> Self {
        let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
        if full.contains(&error.kind()) {
            Self::DiskFull
        } else {
            Self::Unwritable { reason: error.to_string() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_apart_from_a_folder_that_can_not_be_written() {
        let code = |kind: io::ErrorKind| Fault::writing(&io::Error::from(kind)).code();
        assert_eq!(code(io::ErrorKind::StorageFull), Code::StorageFull);
        assert_eq!(code(io::ErrorKind::QuotaExceeded), Code::StorageFull);
        assert_eq!(code(io::ErrorKind::PermissionDenied), Code::StorageUnwritable);
    }

    #[test]
    fn the_subject_is_the_files_name_without_its_folder() {
        let error = MediaError::new(Path::new("/home/ada/Images/photo.jpg"), Fault::Empty);
        assert_eq!((error.subject(), error.to_string().as_str()), ("photo.jpg", "photo.jpg: is empty"));
    }
}
