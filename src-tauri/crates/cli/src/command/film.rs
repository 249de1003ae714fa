//! What is done to films.

use std::path::PathBuf;

use clap::Args;
use upbeat_app::{Engine, Failure};
use upbeat_domain::media::{
    CaptionPlace, CaptionStyle, CaptionWay, Captions, Edits, Gain, Loudness, Lufs, Piece, Sound, Speed,
    TruePeak,
};

use crate::usage::{Wrong, within};

/// The options that edit films; pictures are left alone by them.
#[derive(Args, Debug)]
pub struct FilmEdits {
    /// Part of a film to keep: 2s..30s, 1:05..2:00; several are joined: 2s..5s,1:05..1:10. Given again: a further clip
    #[arg(long, value_name = "A..B[,C..D]", value_parser = clip)]
    pub(super) trim: Vec<Clip>,

    /// How much faster a film runs, 0.25 to 4; the sound keeps its pitch
    #[arg(long, value_name = "FACTOR", value_parser = speed)]
    speed: Option<Speed>,

    /// Leaves the sound of a film out
    #[arg(long, conflicts_with_all = ["volume", "loudness"])]
    mute: bool,

    /// Makes the sound of a film louder or quieter, dB
    #[arg(long, value_name = "DB", value_parser = gain, allow_hyphen_values = true)]
    volume: Option<Gain>,

    /// Brings the sound to this loudness, LUFS (EBU R128), such as -14. Sound alone comes to -16, in mono to -19,
    /// unless told
    #[arg(long, value_name = "LUFS", value_parser = lufs, allow_hyphen_values = true)]
    loudness: Option<Lufs>,

    /// Highest true peak with --loudness, dBTP
    #[arg(long, value_name = "DBTP", value_parser = peak, allow_hyphen_values = true, default_value = "-1")]
    peak: TruePeak,
}

/// How the captions of films look.
#[derive(Args, Debug)]
pub struct CaptionOptions {
    /// Captions of the film, as SRT or WebVTT; they follow --trim and --speed
    #[arg(long, value_name = "FILE")]
    captions: Option<PathBuf>,

    /// How they go with it: burned, track, srt, vtt
    #[arg(long, value_name = "WAY", default_value = "burned", value_parser = way)]
    captions_as: CaptionWay,

    /// Height of their lines, thousandths of the frame's height
    #[arg(long, value_name = "N", default_value = "45", value_parser = caption_size)]
    caption_size: u16,

    /// Colour of their letters, as #rrggbb
    #[arg(long, value_name = "COLOUR", default_value = "#ffffff", value_parser = color)]
    caption_color: Color,

    /// An outline instead of a dark box behind them
    #[arg(long)]
    caption_outline: bool,

    /// Where they stand: bottom, middle, top; always clear of the network's own buttons
    #[arg(long, value_name = "PLACE", default_value = "bottom", value_parser = place)]
    caption_place: CaptionPlace,
}

/// Red, green, blue.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Color(pub(super) [u8; 3]);

impl CaptionOptions {
    /// The captions that were named, read from their file.
    pub fn read(&self, engine: &Engine) -> Result<Option<Captions>, Failure> {
        let Some(file) = &self.captions else { return Ok(None) };
        let cues = engine.captions(file).map_err(|error| Failure::from(&error))?;
        let style = CaptionStyle {
            size: self.caption_size,
            color: self.caption_color.0,
            boxed: !self.caption_outline,
            place: self.caption_place,
        };
        Ok(Some(Captions { cues, way: self.captions_as, style }))
    }
}

/// The pieces that one clip is joined of.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::command) struct Clip(pub(in crate::command) Vec<Piece>);

impl FilmEdits {
    /// Lays what was typed over edits, all but the clips; what is absent stays.
    pub(super) fn lay(&self, edits: &mut Edits) {
        edits.speed = self.speed.unwrap_or(edits.speed);
        let loudness = self.loudness.map(|target| Loudness { target, peak: self.peak });
        if self.mute {
            edits.sound = Sound { muted: true, ..Sound::default() };
        } else if self.volume.is_some() || loudness.is_some() {
            let Sound { gain, loudness: before, .. } = edits.sound;
            edits.sound = Sound { muted: false, gain: self.volume.or(gain), loudness: loudness.or(before) };
        }
    }
}

/// One clip: its pieces, in the film's order.
pub(in crate::command) fn clip(text: &str) -> Result<Clip, Wrong> {
    text.split(',').map(piece).collect::<Result<_, _>>().map(Clip)
}

fn piece(text: &str) -> Result<Piece, Wrong> {
    let (from, to) = text.split_once("..").ok_or(Wrong::Span)?;
    let (from_ms, to_ms) = (moment(from)?, moment(to)?);
    if from_ms < to_ms { Ok(Piece { from_ms, to_ms }) } else { Err(Wrong::Span) }
}

/// A number within the bounds that its kind has.
fn number<N>(text: &str, min: f64, max: f64, new: impl Fn(f64) -> Option<N>) -> Result<N, Wrong> {
    let wrong = || Wrong::Decimal(min.to_string(), max.to_string());
    text.trim().parse().ok().and_then(new).ok_or_else(wrong)
}

fn way(text: &str) -> Result<CaptionWay, Wrong> {
    text.parse().map_err(|_| Wrong::OneOf(CaptionWay::ALL.iter().map(|way| way.as_str()).collect()))
}

fn place(text: &str) -> Result<CaptionPlace, Wrong> {
    text.parse().map_err(|_| Wrong::OneOf(CaptionPlace::ALL.iter().map(|place| place.as_str()).collect()))
}

fn caption_size(text: &str) -> Result<u16, Wrong> {
    within(text, u64::from(*CaptionStyle::SIZE.start()), u64::from(*CaptionStyle::SIZE.end()))
}

pub(super) fn color(text: &str) -> Result<Color, Wrong> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    let channel = |at: usize| u8::from_str_radix(digits?.get(at..at + 2)?, 16).ok();
    let all = channel(0).zip(channel(2)).zip(channel(4));
    all.map(|((red, green), blue)| Color([red, green, blue])).ok_or(Wrong::Color)
}

pub(super) fn speed(text: &str) -> Result<Speed, Wrong> {
    number(text, Speed::MIN, Speed::MAX, Speed::new)
}

fn gain(text: &str) -> Result<Gain, Wrong> {
    number(text, Gain::MIN, Gain::MAX, Gain::new)
}

fn lufs(text: &str) -> Result<Lufs, Wrong> {
    number(text, Lufs::MIN, Lufs::MAX, Lufs::new)
}

fn peak(text: &str) -> Result<TruePeak, Wrong> {
    number(text, TruePeak::MIN, TruePeak::MAX, TruePeak::new)
}

/// `1500ms`, `2s`, `2.5`, `1:05`, `1:02:03` as milliseconds.
pub(super) fn moment(text: &str) -> Result<u64, Wrong> {
    let text = text.trim();
    let (seconds, factor) = match text.strip_suffix("ms") {
        Some(ms) => (ms.to_owned(), 1.0),
        None => (text.trim_end_matches('s').to_owned(), 1_000.0),
    };
    let mut total = 0.0_f64;
    for part in seconds.split(':') {
        let part: f64 = part.parse().map_err(|_| Wrong::Span)?;
        total = total * 60.0 + part;
    }
    let ms = total * factor;
    if !(0.0..=86_400_000.0).contains(&ms) {
        return Err(Wrong::Span);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and a day")]
    Ok(ms.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let one = |text: &str| piece(text).map(|piece| (piece.from_ms, piece.to_ms));
        assert_eq!(one("2s..30s"), Ok((2_000, 30_000)));
        assert_eq!(one("1:05..1:02:03"), Ok((65_000, 3_723_000)));
        assert_eq!(one("1500ms..2.5"), Ok((1_500, 2_500)));
        assert!(one("30s..2s").is_err(), "backwards");
        assert!(one("x..2s").is_err());
        assert!(one("-1..2s").is_err());
        let two = [Piece { from_ms: 1_000, to_ms: 2_000 }, Piece { from_ms: 3_000, to_ms: 4_000 }];
        assert_eq!(clip("1s..2s,3..4"), Ok(Clip(two.to_vec())));
        assert!(clip("1s..2s,").is_err());
    }

    #[test]
    fn numbers_stay_within_what_films_take() {
        assert_eq!(speed("0.25").map(Speed::get), Ok(0.25));
        for wrong in ["0.2", "5", "NaN", "fast", ""] {
            assert_eq!(speed(wrong), Err(Wrong::Decimal("0.25".to_owned(), "4".to_owned())), "{wrong}");
        }
        assert_eq!(lufs("-14").map(Lufs::get), Ok(-14.0));
        assert!(gain("30").is_err() && peak("1").is_err());
        assert_eq!(color("#0aFf10"), Ok(Color([10, 255, 16])));
        for wrong in ["0aff10", "#0aff1", "#0aff1g", "#+aff10", "#é0000"] {
            assert_eq!(color(wrong), Err(Wrong::Color), "{wrong}");
        }
    }
}
