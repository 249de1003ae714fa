//! What was done to a film in words: its pieces and its sound.

use upbeat_domain::lang::Lang;
use upbeat_domain::media::{CaptionWay, Piece};

use super::sentence;
use crate::figure;

/// How many pieces are joined, and which.
pub(super) fn joined(lang: Lang, pieces: &[Piece]) -> [(&'static str, String); 2] {
    let piece =
        |p: &Piece| format!("{} – {}", figure::duration(lang, p.from_ms), figure::duration(lang, p.to_ms));
    let parts: Vec<String> = pieces.iter().map(piece).collect();
    [("count", pieces.len().to_string()), ("parts", parts.join(", "))]
}

/// A change in decibels, with its sign.
pub(super) fn signed(lang: Lang, db: f64) -> String {
    let sign = if db > 0.0 { "+" } else { "" };
    format!("{sign}{}", figure::decimal(lang, db, 1))
}

/// How a film was encoded anew.
pub(super) fn transcoded(
    lang: Lang,
    video: &str,
    audio: Option<&str>,
    video_bitrate_bps: u64,
    fps: f64,
) -> (&'static str, String) {
    let args = [
        ("video", video.to_owned()),
        ("audio", audio.unwrap_or_default().to_owned()),
        ("rate", figure::count(lang, i64::try_from(video_bitrate_bps / 1_000).unwrap_or(i64::MAX))),
        ("fps", figure::decimal(lang, fps, 2)),
    ];
    let name = if audio.is_some() { "transcoded" } else { "transcoded_silent" };
    ("transcoded", sentence(lang, "step", name, &args))
}

/// How many captions go with it, and how.
pub(super) fn captioned(lang: Lang, way: CaptionWay, cues: usize) -> String {
    let name = match way {
        CaptionWay::Srt => "captioned_srt",
        CaptionWay::Vtt => "captioned_vtt",
        CaptionWay::Track => "captioned_track",
        CaptionWay::Burned => "captioned_burned",
    };
    sentence(lang, "step", name, &[("cues", cues.to_string())])
}
