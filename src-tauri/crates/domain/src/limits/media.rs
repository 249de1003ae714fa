//! What a network takes as pictures, films, sound and documents.

use serde::{Deserialize, Serialize};

use super::{Enforce, Provenance};

/// A limit is refused unless the data says that it is advice.
pub(super) fn refused() -> Enforce {
    Enforce::Error
}

/// Limits of still pictures.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ImageRule {
    /// MIME types that the network takes, the one to prepare first.
    pub mimes: Vec<String>,
    /// Largest file, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Smallest width, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_width_px: Option<u32>,
    /// Smallest height, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_height_px: Option<u32>,
    /// Largest width, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_width_px: Option<u32>,
    /// Largest height, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_height_px: Option<u32>,
    /// Largest width × height, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_pixels: Option<u64>,
    /// Narrowest shape, width / height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_aspect: Option<f64>,
    /// Widest shape, width / height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_aspect: Option<f64>,
    /// Whether pictures carry alt text.
    #[serde(default)]
    pub alt_text: bool,
    /// Whether every picture of one post must have the same size.
    #[serde(default)]
    pub same_size: bool,
    /// What a moving GIF may be, where the network plays it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub animated: Option<AnimatedRule>,
    /// Whether pictures in Display P3 stay so; none where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_p3: Option<DisplayP3Rule>,
    /// Refused, or merely unwise (shape and size).
    #[serde(default = "refused")]
    pub enforce: Enforce,
    /// A live value that wins over this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Limits of a moving GIF. A post takes one, alone.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AnimatedRule {
    /// Largest file, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Largest width, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_width_px: Option<u32>,
    /// Largest height, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_height_px: Option<u32>,
    /// Largest width × height of one frame, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_pixels: Option<u64>,
    /// Most frames.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_frames: Option<u32>,
    /// Most pixels of all frames together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_pixels_all_frames: Option<u64>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// What becomes of a picture whose colours reach beyond sRGB.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DisplayP3Rule {
    /// Whether the network shows it in its colours. Said only where that is sure: a network that loses the profile on
    /// the way shows dull colours, and one that converts gains nothing from them.
    pub kept: bool,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Limits of films.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VideoRule {
    /// MIME types that the network takes.
    pub mimes: Vec<String>,
    /// Video codecs that it takes, in ffmpeg's names; H.264 is prepared.
    #[serde(default)]
    pub video_codecs: Vec<String>,
    /// Audio codecs that it takes, in ffmpeg's names; AAC is prepared.
    #[serde(default)]
    pub audio_codecs: Vec<String>,
    /// Largest file, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Smallest file, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_bytes: Option<u64>,
    /// Shortest, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_duration_ms: Option<u64>,
    /// Longest, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_duration_ms: Option<u64>,
    /// Above this a person should be warned, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_duration_ms: Option<u64>,
    /// Smallest width, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_width_px: Option<u32>,
    /// Smallest height, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_height_px: Option<u32>,
    /// Largest width, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_width_px: Option<u32>,
    /// Largest height, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_height_px: Option<u32>,
    /// Narrowest shape, width / height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_aspect: Option<f64>,
    /// Widest shape, width / height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_aspect: Option<f64>,
    /// Largest width × height of a frame, px.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_pixels: Option<u64>,
    /// Fewest frames per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_fps: Option<f64>,
    /// Most frames per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_fps: Option<f64>,
    /// Largest bit rate of the pictures, bits per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_video_bitrate_bps: Option<u64>,
    /// Bit rate of the sound to prepare, bits per second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_bitrate_bps: Option<u64>,
    /// Whether the film carries alt text.
    #[serde(default)]
    pub alt_text: bool,
    /// Caption files that it takes: `srt`, `vtt`.
    #[serde(default)]
    pub captions: Vec<String>,
    /// How a cover is chosen: `image_upload`, `frame_offset_ms`.
    #[serde(default)]
    pub cover: Vec<String>,
    /// Refused, or merely unwise (shape and size).
    #[serde(default = "refused")]
    pub enforce: Enforce,
    /// A live value that wins over this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Limits of sound.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AudioRule {
    /// MIME types that the network takes.
    pub mimes: Vec<String>,
    /// Largest file, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Longest, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_duration_ms: Option<u64>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}

/// Limits of documents.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRule {
    /// MIME types that the network takes.
    pub mimes: Vec<String>,
    /// Largest file, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bytes: Option<u64>,
    /// Most pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_pages: Option<u32>,
    /// Where from.
    #[serde(flatten)]
    pub provenance: Provenance,
}
