//! What was done to a film in words: its pieces and its sound.

use upbeat_domain::lang::Lang;
use upbeat_domain::media::{CaptionWay, Loudness, Piece};

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

/// From which loudness to which.
pub(super) fn leveled(lang: Lang, lufs: f64, to: &Loudness) -> [(&'static str, String); 3] {
    let said = |value: f64| figure::decimal(lang, value, 1);
    [("from", said(lufs)), ("to", said(to.target.get())), ("peak", said(to.peak.get()))]
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
