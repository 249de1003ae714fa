//! Why a file can't be made into what a format takes.

use std::collections::BTreeMap;

use crate::code::Code;
use crate::media::{MediaKind, PiecesError};

/// Why nothing can be made of a file for a format.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The format takes no such files.
    #[error("{format} takes no {kind}")]
    WrongKind {
        /// What the file is.
        kind: MediaKind,
        /// The format asked for.
        format: String,
    },
    /// The format has no such preset.
    #[error("{format} has no preset {preset:?}")]
    UnknownPreset {
        /// The format asked for.
        format: String,
        /// The preset asked for.
        preset: String,
    },
    /// The film is too short or too long, and no part of it was chosen that fits.
    #[error("{duration_ms} ms does not lie within the limits")]
    Duration {
        /// Length of what would be sent, milliseconds.
        duration_ms: u64,
        /// Shortest allowed, milliseconds.
        min_ms: Option<u64>,
        /// Longest allowed, milliseconds.
        max_ms: Option<u64>,
    },
    /// The chosen pieces can't be joined.
    #[error("{error} (the film has {duration_ms} ms)")]
    Pieces {
        /// What is wrong with them.
        error: PiecesError,
        /// Length of the film, milliseconds.
        duration_ms: u64,
    },
    /// The crop drawn by hand does not lie within the picture, or is empty.
    #[error("the crop does not lie within the picture of {width_px}x{height_px} px")]
    Crop {
        /// Width of the upright source, px.
        width_px: u32,
        /// Height of the upright source, px.
        height_px: u32,
    },
}

impl PlanError {
    /// The stable name, for the message in both languages.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::WrongKind { .. } => Code::MediaWrongKind,
            Self::UnknownPreset { .. } => Code::FormatUnknown,
            Self::Duration { .. } => Code::MediaDuration,
            Self::Pieces { .. } => Code::MediaPieces,
            Self::Crop { .. } => Code::Invalid,
        }
    }

    /// The figures for the message, by name.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        let mut args = BTreeMap::new();
        let mut put = |name: &str, value: String| {
            args.insert(name.to_owned(), value);
        };
        match self {
            Self::WrongKind { kind, format } => {
                put("kind", kind.to_string());
                put("format", format.clone());
            }
            Self::UnknownPreset { format, preset } => {
                put("format", format.clone());
                put("preset", preset.clone());
            }
            Self::Duration { duration_ms, min_ms, max_ms } => {
                put("duration_ms", duration_ms.to_string());
                if let Some(min_ms) = min_ms {
                    put("min_ms", min_ms.to_string());
                }
                if let Some(max_ms) = max_ms {
                    put("max_ms", max_ms.to_string());
                }
            }
            Self::Pieces { error, duration_ms } => {
                put("reason", error.to_string());
                put("duration_ms", duration_ms.to_string());
            }
            Self::Crop { width_px, height_px } => {
                put("width_px", width_px.to_string());
                put("height_px", height_px.to_string());
            }
        }
        args
    }
}
