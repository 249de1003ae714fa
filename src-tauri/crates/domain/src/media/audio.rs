//! What a sound is, and what shall be made of it.

use serde::{Deserialize, Serialize};

use crate::network::closed_set;

/// Loudness of what is made with two channels where the person chose none, LUFS: what podcast players
/// bring everything to.
pub const STEREO_LUFS: f64 = -16.0;

/// The same with one channel: it sounds as loud as [`STEREO_LUFS`] once both ears hear it.
pub const MONO_LUFS: f64 = -19.0;

/// Longest title that is drawn, characters: three lines in the narrowest frame.
pub const TITLE_CHARS_MAX: usize = 120;

closed_set! {
    /// How a sound is encoded.
    SoundCodec, UnknownSoundCodec, "kind of sound" {
        /// MP3.
        Mp3 = "mp3",
        /// AAC in an M4A file.
        Aac = "m4a",
    }
}

impl SoundCodec {
    /// MIME type of its files.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Mp3 => "audio/mpeg",
            Self::Aac => "audio/mp4",
        }
    }
}

/// A sound file in depth.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct SoundInfo {
    /// Channels: 1 is mono, 2 stereo.
    pub channels: u32,
    /// Samples per second and channel.
    pub rate_hz: u32,
    /// Mean bit rate, bits per second; 0 where unknown.
    pub bitrate_bps: u64,
    /// Title that is written in it.
    pub title: Option<String>,
    /// Who made it, as it is written in it.
    pub artist: Option<String>,
    /// Whether a cover picture is in it.
    pub has_cover: bool,
    /// Its chapters, in order.
    pub chapters: Vec<Chapter>,
}

/// A part of a sound with a name.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Chapter {
    /// Start, milliseconds.
    pub start_ms: u64,
    /// End, milliseconds.
    pub end_ms: u64,
    /// Its name; may be empty.
    pub title: String,
}

/// What the person chose for a sound.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct SoundChoices {
    /// How to encode it; none takes what the network prefers.
    pub codec: Option<SoundCodec>,
    /// Whether everything that is written in the file stays: comments, addresses, who encoded it.
    pub keep_tags: bool,
    /// Title drawn in a film made of it; none takes the file's own, an empty one draws none.
    pub title: Option<String>,
}

impl SoundChoices {
    /// Whether nothing was chosen.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Limits of a sound to be made.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct AudioOutput {
    /// MIME types that the network takes, the preferred one first.
    pub mimes: Vec<String>,
    /// Largest file, bytes.
    pub max_bytes: u64,
    /// Longest sound, milliseconds.
    pub max_duration_ms: Option<u64>,
}
