//! Films as they are looked through: what the window plays, covers to choose from, moving GIFs.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{MediaInfo, MediaKind, Piece};

/// Longest side of a film's proxy, px.
pub const PROXY_SIDE_PX_MAX: u32 = 960;

/// Largest moving GIF where nobody says another, bytes: what X takes.
pub const GIF_BYTES_MAX: u64 = 15_000_000;

/// Longest moving GIF, milliseconds: all of its frames are in memory while its palette is chosen.
pub const GIF_MS_MAX: u64 = 60_000;

/// Most pictures of one strip of a film.
pub const STRIP_PICTURES_MAX: u32 = 100;

/// Smallest and largest height of a strip's pictures, px.
pub const STRIP_HEIGHT_PX: RangeInclusive<u32> = 16..=720;

/// Most covers that are proposed of one film.
pub const COVERS_MAX: u32 = 20;

/// Whether every window shows this film as it is: H.264 and AAC in MP4, VP8 or VP9 and Vorbis or Opus in WebM,
/// 8 bits a channel. For any other a proxy is shown.
#[must_use]
pub fn plays_in_window(info: &MediaInfo) -> bool {
    let (video, audio) = (info.video_codec.as_deref(), info.audio_codec.as_deref());
    let codecs = match info.container.as_str() {
        "mp4" => matches!(video, Some("h264")) && matches!(audio, None | Some("aac")),
        "webm" => matches!(video, Some("vp8" | "vp9")) && matches!(audio, None | Some("vorbis" | "opus")),
        _ => false,
    };
    info.kind == MediaKind::Video && codecs && info.bit_depth <= 8
}

/// Why a frame is proposed as the cover of a film.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum CoverReason {
    /// It shows faces.
    Faces {
        /// How many.
        count: u32,
    },
    /// It is among the sharpest frames.
    Sharp,
    /// It is well lit: neither dark nor pale.
    Lit,
    /// It shows another part of the film than the ones before it.
    Apart,
}

/// What shall become a moving GIF.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct GifOutput {
    /// Pieces of the film to keep and join, in the film's order; none keep all of it.
    pub pieces: Vec<Piece>,
    /// Largest file, bytes.
    pub max_bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(container: &str, video: &str, audio: Option<&str>) -> MediaInfo {
        MediaInfo {
            kind: MediaKind::Video,
            container: container.to_owned(),
            mime: format!("video/{container}"),
            bytes: 1_000_000,
            width_px: 1920,
            height_px: 1080,
            orientation: 1,
            color: "Rec. 709".to_owned(),
            bit_depth: 8,
            has_gps: false,
            has_metadata: false,
            has_alpha: false,
            frames: 300,
            duration_ms: Some(10_000),
            fps: Some(30.0),
            video_codec: Some(video.to_owned()),
            audio_codec: audio.map(str::to_owned),
            taken_at: None,
            sound: None,
            inside: super::super::Inside::default(),
        }
    }

    #[test]
    fn the_window_plays_what_every_browser_plays() {
        assert!(plays_in_window(&film("mp4", "h264", Some("aac"))));
        assert!(plays_in_window(&film("mp4", "h264", None)), "a silent one too");
        assert!(plays_in_window(&film("webm", "vp9", Some("opus"))));
        for (container, video, audio) in [
            ("mov", "prores", Some("pcm_s16le")),
            ("mp4", "hevc", Some("aac")),
            ("mp4", "h264", Some("ac3")),
            ("mkv", "h264", Some("aac")),
            ("webm", "av1", Some("opus")),
            ("gif", "gif", None),
        ] {
            assert!(!plays_in_window(&film(container, video, audio)), "{container} {video} {audio:?}");
        }
        let deep = MediaInfo { bit_depth: 10, ..film("mp4", "h264", Some("aac")) };
        assert!(!plays_in_window(&deep), "ten bits are played by few");
        let sound = MediaInfo { kind: MediaKind::Audio, ..film("mp4", "h264", Some("aac")) };
        assert!(!plays_in_window(&sound));
    }
}
