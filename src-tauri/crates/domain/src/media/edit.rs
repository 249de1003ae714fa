//! What a person does to a film: the pieces that stay, how fast they run, and what is heard.

use serde::{Deserialize, Serialize};

/// Most pieces that one film is joined of.
pub const PIECES_MAX: usize = 100;

/// A piece of a film, milliseconds from its start.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Piece {
    /// The first moment that is kept.
    pub from_ms: u64,
    /// The first moment that is not kept any more.
    pub to_ms: u64,
}

/// Why pieces can't be joined.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PiecesError {
    /// More than [`PIECES_MAX`].
    #[error("{0} pieces are too many")]
    TooMany(usize),
    /// One is empty, or starts where the film is over.
    #[error("{} to {} ms is no part of the film", .0.from_ms, .0.to_ms)]
    Outside(Piece),
    /// One is shorter than a frame.
    #[error("{} to {} ms holds no frame", .0.from_ms, .0.to_ms)]
    Short(Piece),
    /// One starts before the one in front of it ends.
    #[error("{} ms comes before the piece in front of it ends", .0.from_ms)]
    Order(Piece),
}

/// The pieces of a film of this length that stay; no pieces mean all of it. What reaches beyond the end stops there.
///
/// # Errors
/// When a piece is empty or outside, the pieces aren't in the film's order, or are too many.
pub fn pieces_within(pieces: &[Piece], whole_ms: u64) -> Result<Vec<Piece>, PiecesError> {
    if pieces.len() > PIECES_MAX {
        return Err(PiecesError::TooMany(pieces.len()));
    }
    let mut end_ms = 0;
    let mut kept = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.from_ms >= piece.to_ms.min(whole_ms) {
            return Err(PiecesError::Outside(*piece));
        }
        if piece.from_ms < end_ms {
            return Err(PiecesError::Order(*piece));
        }
        end_ms = piece.to_ms.min(whole_ms);
        kept.push(Piece { from_ms: piece.from_ms, to_ms: end_ms });
    }
    Ok(kept)
}

/// How long the film is that these choices leave of one of this length, milliseconds.
///
/// # Errors
/// As [`pieces_within`].
pub fn length_ms(pieces: &[Piece], speed: Speed, whole_ms: u64) -> Result<u64, PiecesError> {
    let kept = pieces_within(pieces, whole_ms)?;
    let ms = if kept.is_empty() { whole_ms } else { kept.iter().map(|p| p.to_ms - p.from_ms).sum() };
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "lengths of films are far below 2^52 ms"
    )]
    Ok((ms as f64 / speed.get()).round() as u64)
}

/// A number between two bounds, read and written as a plain one.
macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $min:literal..=$max:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl $name {
            /// Smallest.
            pub const MIN: f64 = $min;
            /// Largest.
            pub const MAX: f64 = $max;

            /// The value, or none where it lies outside or is no number.
            #[must_use]
            pub fn new(value: f64) -> Option<Self> {
                (Self::MIN..=Self::MAX).contains(&value).then_some(Self(value))
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = String;

            fn try_from(value: f64) -> Result<Self, String> {
                Self::new(value).ok_or_else(|| format!("{value} is not within {} and {}", Self::MIN, Self::MAX))
            }
        }

        impl From<$name> for f64 {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

bounded! {
    /// How much faster than the original: 2 halves its length. Sound keeps its pitch.
    Speed, 0.25..=4.0
}

bounded! {
    /// Gain, dB.
    Gain, -40.0..=20.0
}

bounded! {
    /// Loudness over a whole film, LUFS (EBU R128).
    Lufs, -40.0..=-5.0
}

bounded! {
    /// Highest true peak, dBTP (ITU-R BS.1770).
    TruePeak, -9.0..=0.0
}

impl Default for Speed {
    fn default() -> Self {
        Self(1.0)
    }
}

impl Speed {
    /// Whether it is the original's.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.0.to_bits() == 1.0_f64.to_bits()
    }
}

/// How loud a film is to be.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Loudness {
    /// Over its whole length.
    pub target: Lufs,
    /// At its loudest point.
    pub peak: TruePeak,
}

/// What is done to a film's sound.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Sound {
    /// Leaves it out.
    pub muted: bool,
    /// Louder or quieter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gain: Option<Gain>,
    /// Brings it to a loudness, after the gain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loudness: Option<Loudness>,
}

impl Sound {
    /// Whether it stays as it is.
    #[must_use]
    pub fn is_own(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(from_ms: u64, to_ms: u64) -> Piece {
        Piece { from_ms, to_ms }
    }

    #[test]
    fn pieces_lie_within_the_film_in_its_order() {
        let whole = |pieces: &[Piece]| pieces_within(pieces, 10_000);
        assert_eq!(whole(&[]), Ok(vec![]));
        let two = [piece(0, 1_000), piece(1_000, 4_000)];
        assert_eq!(whole(&two), Ok(two.to_vec()), "they may touch");
        assert_eq!(whole(&[piece(9_000, 12_000)]), Ok(vec![piece(9_000, 10_000)]), "the end is the end");
        for wrong in [piece(10_000, 11_000), piece(5_000, 5_000), piece(5_000, 4_000)] {
            assert_eq!(whole(&[wrong]), Err(PiecesError::Outside(wrong)));
        }
        assert_eq!(
            whole(&[piece(3_000, 4_000), piece(3_999, 5_000)]),
            Err(PiecesError::Order(piece(3_999, 5_000)))
        );
        let many = vec![piece(0, 1); PIECES_MAX + 1];
        assert_eq!(whole(&many), Err(PiecesError::TooMany(PIECES_MAX + 1)));
    }

    #[test]
    fn the_length_is_that_of_the_pieces_at_their_speed() {
        let pieces = [piece(0, 1_000), piece(2_000, 2_500)];
        let length = |speed| length_ms(&pieces, Speed::new(speed).unwrap_or_default(), 10_000);
        assert_eq!(length(1.0), Ok(1_500));
        assert_eq!(length(2.0), Ok(750));
        assert_eq!(length(0.25), Ok(6_000));
        assert_eq!(length_ms(&[], Speed::default(), 10_000), Ok(10_000));
    }

    #[test]
    fn numbers_out_of_bounds_are_refused_in_data_too() {
        assert!(Speed::new(0.2).is_none() && Speed::new(f64::NAN).is_none() && Gain::new(21.0).is_none());
        assert!(serde_json::from_str::<Speed>("5").is_err());
        assert_eq!(serde_json::from_str::<Speed>("0.5").ok(), Speed::new(0.5));
    }
}
