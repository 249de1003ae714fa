//! Captions of a film: what is said when, and how it is shown.

use serde::{Deserialize, Serialize};

use super::{Piece, Speed};
use crate::network::closed_set;

/// Most captions of one film.
pub const CUES_MAX: usize = 10_000;

/// Most letters of one caption.
pub const CUE_CHARS_MAX: usize = 1_000;

/// What is said during a part of a film.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Cue {
    /// Shown from here, milliseconds from the film's start.
    pub from_ms: u64,
    /// Shown up to here, milliseconds.
    pub to_ms: u64,
    /// Plain text; lines end in a line feed.
    pub text: String,
}

closed_set! {
    /// How captions go with a film.
    CaptionWay, UnknownCaptionWay, "way of captions" {
        /// A file beside it, as SubRip.
        Srt = "srt",
        /// A file beside it, as WebVTT.
        Vtt = "vtt",
        /// A track in it, which a viewer can turn on.
        Track = "track",
        /// Drawn into its pictures.
        Burned = "burned",
    }
}

closed_set! {
    /// A file of captions.
    CaptionFormat, UnknownCaptionFormat, "kind of captions" {
        /// SubRip.
        Srt = "srt",
        /// WebVTT.
        Vtt = "vtt",
    }
}

closed_set! {
    /// Where captions stand that are drawn into the pictures, within what the network leaves free.
    CaptionPlace, UnknownCaptionPlace, "place of captions" {
        /// At the bottom.
        Bottom = "bottom",
        /// In the middle.
        Middle = "middle",
        /// At the top.
        Top = "top",
    }
}

/// How captions look that are drawn into the pictures.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct CaptionStyle {
    /// Height of a line, thousandths of the frame's height, 20 to 150.
    pub size: u16,
    /// Colour of the letters, red, green, blue.
    pub color: [u8; 3],
    /// Whether they stand on a dark box; else they have an outline.
    pub boxed: bool,
    /// Where.
    pub place: CaptionPlace,
}

impl Default for CaptionStyle {
    fn default() -> Self {
        Self { size: 45, color: [255; 3], boxed: true, place: CaptionPlace::Bottom }
    }
}

impl CaptionStyle {
    /// Smallest and largest height of a line, thousandths of the frame's.
    pub const SIZE: std::ops::RangeInclusive<u16> = 20..=150;
}

/// The captions of a film and how they go with it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Captions {
    /// In the order of their start.
    pub cues: Vec<Cue>,
    /// How they go with the film.
    pub way: CaptionWay,
    /// How they look where they are drawn into it.
    #[serde(default)]
    pub style: CaptionStyle,
}

/// The captions of what is left of a film: in these pieces (none: all of it), at this speed. What is heard only in
/// part is shown as long.
#[must_use]
pub fn remapped(cues: &[Cue], pieces: &[Piece], speed: Speed) -> Vec<Cue> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "lengths of films are far below 2^52 ms"
    )]
    let paced = |ms: u64| (ms as f64 / speed.get()).round() as u64;
    let all = [Piece { from_ms: 0, to_ms: u64::MAX }];
    let mut start_ms = 0;
    let mut kept = Vec::new();
    for piece in if pieces.is_empty() { &all[..] } else { pieces } {
        for cue in cues {
            let (from, to) = (cue.from_ms.max(piece.from_ms), cue.to_ms.min(piece.to_ms));
            if from < to {
                let at = |ms: u64| paced(start_ms + ms - piece.from_ms);
                kept.push(Cue { from_ms: at(from), to_ms: at(to), text: cue.text.clone() });
            }
        }
        start_ms += piece.to_ms - piece.from_ms;
    }
    kept.retain(|cue| cue.from_ms < cue.to_ms);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(from_ms: u64, to_ms: u64, text: &str) -> Cue {
        Cue { from_ms, to_ms, text: text.to_owned() }
    }

    #[test]
    fn captions_follow_the_pieces_and_the_speed() {
        let cues = [cue(0, 1_000, "a"), cue(1_500, 3_000, "b"), cue(5_000, 6_000, "c")];
        assert_eq!(remapped(&cues, &[], Speed::default()), cues);
        let pieces = [Piece { from_ms: 500, to_ms: 2_000 }, Piece { from_ms: 5_500, to_ms: 9_000 }];
        assert_eq!(
            remapped(&cues, &pieces, Speed::default()),
            [cue(0, 500, "a"), cue(1_000, 1_500, "b"), cue(1_500, 2_000, "c")]
        );
        let twice = Speed::new(2.0).unwrap_or_default();
        assert_eq!(
            remapped(&cues, &pieces, twice),
            [cue(0, 250, "a"), cue(500, 750, "b"), cue(750, 1_000, "c")]
        );
    }
}
