//! What a person does to one medium of a post, besides choosing what its frame shows.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    CUE_CHARS_MAX, CUES_MAX, CaptionStyle, Captions, Cue, MediaInfo, MediaKind, Piece, PiecesError, Sound,
    SoundChoices, Speed, edit,
};
use crate::code::Code;

/// Longest title that is kept, characters; far fewer of them are drawn.
pub const TITLE_CHARS_KEPT_MAX: usize = 1_000;

/// The edits of one medium. Nothing of them where a post was written before there were any.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Edits {
    /// Pieces of a film or sound to keep and join, in its order; none keep all of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
    /// How fast a film runs.
    #[serde(skip_serializing_if = "Speed::is_own")]
    pub speed: Speed,
    /// What is done to its sound.
    #[serde(skip_serializing_if = "Sound::is_own")]
    pub sound: Sound,
    /// Captions of a film, timed as the original is; they follow its pieces and speed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captions: Option<Captions>,
    /// Colour behind see-through parts and plain margins, red, green, blue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<[u8; 3]>,
    /// What is chosen for sound alone.
    #[serde(skip_serializing_if = "SoundChoices::is_default")]
    pub audio: SoundChoices,
    /// Page of a file with several, counted from 1; none takes the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Whether author and copyright of a picture stay in its file.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub keep_credit: bool,
}

/// A number of an edit that has bounds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Bounded {
    /// How fast.
    Speed,
    /// Gain, dB.
    Volume,
    /// Loudness, LUFS.
    Loudness,
    /// True peak, dBTP.
    Peak,
    /// How many captions.
    Captions,
    /// Letters of one caption.
    Caption,
    /// Height of a caption's line, thousandths of the frame's height.
    CaptionSize,
    /// Letters of the title.
    Title,
}

impl Bounded {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Speed,
        Self::Volume,
        Self::Loudness,
        Self::Peak,
        Self::Captions,
        Self::Caption,
        Self::CaptionSize,
        Self::Title,
    ];

    /// Stable name; the words belong to `upbeat-contract`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Speed => "speed",
            Self::Volume => "volume",
            Self::Loudness => "loudness",
            Self::Peak => "peak",
            Self::Captions => "captions",
            Self::Caption => "caption",
            Self::CaptionSize => "caption_size",
            Self::Title => "title",
        }
    }
}

/// Why edits can't be done.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum EditError {
    /// The pieces can't be joined.
    #[error("{0}")]
    Pieces(PiecesError),
    /// A number lies outside its bounds.
    #[error("{} lies outside {min} to {max}", .what.as_str())]
    Outside {
        /// Which.
        what: Bounded,
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
    },
    /// A caption ends before it starts.
    #[error("caption {number} ends before it starts")]
    Cue {
        /// Which, counted from 1.
        number: usize,
    },
    /// The file has no such page.
    #[error("has no page {page}")]
    NoSuchPage {
        /// Asked for, counted from 1.
        page: u32,
        /// How many there are; none where nobody looked.
        pages: Option<u32>,
    },
    /// What only a film can have is asked of sound alone.
    #[error("is sound alone")]
    SoundAlone,
}

impl EditError {
    /// A number that lies outside its bounds.
    #[must_use]
    pub const fn outside(what: Bounded, min: f64, max: f64) -> Self {
        Self::Outside { what, min, max }
    }

    /// The stable name, for the message in both languages.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::Pieces(_) => Code::MediaPieces,
            Self::Outside { .. } => Code::MediaEdit,
            Self::Cue { .. } => Code::MediaCue,
            Self::NoSuchPage { .. } => Code::MediaNoSuchPage,
            Self::SoundAlone => Code::MediaSoundAlone,
        }
    }

    /// The figures for the message, by name.
    #[must_use]
    pub fn args(&self) -> BTreeMap<String, String> {
        let figures = match self {
            Self::Pieces(error) => vec![("reason", error.to_string())],
            Self::Outside { what, min, max } => {
                vec![("edit", what.as_str().to_owned()), ("min", min.to_string()), ("max", max.to_string())]
            }
            Self::Cue { number } => vec![("number", number.to_string())],
            Self::NoSuchPage { page, pages } => {
                let pages = pages.map(|pages| ("pages", pages.to_string()));
                [("page", page.to_string())].into_iter().chain(pages).collect()
            }
            Self::SoundAlone => Vec::new(),
        };
        figures.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl Edits {
    /// Whether nothing was edited.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whether something is edited that only a film can have.
    #[must_use]
    pub fn is_for_films(&self) -> bool {
        let Sound { muted, gain, .. } = self.sound;
        muted || gain.is_some() || !self.speed.is_own() || self.captions.is_some()
    }

    /// How long a film or sound of this length becomes, milliseconds.
    ///
    /// # Errors
    /// As [`edit::pieces_within`].
    pub fn length_ms(&self, whole_ms: u64) -> Result<u64, PiecesError> {
        edit::length_ms(&self.pieces, self.speed, whole_ms)
    }

    /// Refuses what can't be done to a file with these facts; without them, what can be done to none.
    ///
    /// # Errors
    /// As [`EditError`] says.
    pub fn check(&self, info: Option<&MediaInfo>) -> Result<(), EditError> {
        let whole_ms = info.and_then(|info| info.duration_ms).unwrap_or(u64::MAX);
        edit::pieces_within(&self.pieces, whole_ms).map_err(EditError::Pieces)?;
        if let Some(captions) = &self.captions {
            check_captions(captions)?;
        }
        let title = self.audio.title.as_deref().unwrap_or_default();
        at_most(Bounded::Title, title.chars().count(), TITLE_CHARS_KEPT_MAX)?;
        let pages = info.map(|info| info.inside.pages.max(1));
        if let Some(page) = self.page.filter(|page| *page == 0 || pages.is_some_and(|pages| *page > pages)) {
            return Err(EditError::NoSuchPage { page, pages });
        }
        if info.is_some_and(|info| info.kind == MediaKind::Audio) {
            return self.check_of_sound();
        }
        Ok(())
    }

    /// Sound alone is cut to one piece, and nothing that only a film can have is done to it.
    fn check_of_sound(&self) -> Result<(), EditError> {
        if self.is_for_films() {
            return Err(EditError::SoundAlone);
        }
        match self.pieces.len() {
            0 | 1 => Ok(()),
            many => Err(EditError::Pieces(PiecesError::TooMany(many))),
        }
    }
}

/// Refuses captions beyond our limits, and those that end before they start.
///
/// # Errors
/// As [`EditError`] says.
pub fn check_cues(cues: &[Cue]) -> Result<(), EditError> {
    at_most(Bounded::Captions, cues.len(), CUES_MAX)?;
    for (index, cue) in cues.iter().enumerate() {
        if cue.from_ms >= cue.to_ms {
            return Err(EditError::Cue { number: index + 1 });
        }
        at_most(Bounded::Caption, cue.text.chars().count(), CUE_CHARS_MAX)?;
    }
    Ok(())
}

fn check_captions(captions: &Captions) -> Result<(), EditError> {
    check_cues(&captions.cues)?;
    if !CaptionStyle::SIZE.contains(&captions.style.size) {
        let (min, max) = (f64::from(*CaptionStyle::SIZE.start()), f64::from(*CaptionStyle::SIZE.end()));
        return Err(EditError::outside(Bounded::CaptionSize, min, max));
    }
    Ok(())
}

fn at_most(what: Bounded, count: usize, max: usize) -> Result<(), EditError> {
    #[expect(clippy::cast_precision_loss, reason = "our limits are far below 2^52")]
    let max_as_number = max as f64;
    if count > max { Err(EditError::outside(what, 0.0, max_as_number)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

    use super::*;
    use crate::media::{CaptionWay, Inside};

    fn info(kind: MediaKind, duration_ms: Option<u64>, pages: u32) -> MediaInfo {
        let text = format!(
            r#"{{"kind":"{kind}","container":"x","mime":"x","bytes":1,"width_px":1,"height_px":1,"orientation":1,
            "color":"","bit_depth":8,"has_gps":false,"has_alpha":false,"frames":0}}"#
        );
        let info: MediaInfo = serde_json::from_str(&text).unwrap();
        MediaInfo { duration_ms, inside: Inside { pages, ..Inside::default() }, ..info }
    }

    fn cut(pieces: &[(u64, u64)]) -> Edits {
        let piece = |(from_ms, to_ms): &(u64, u64)| Piece { from_ms: *from_ms, to_ms: *to_ms };
        Edits { pieces: pieces.iter().map(piece).collect(), ..Edits::default() }
    }

    fn captioned(from_ms: u64, to_ms: u64, letters: usize, size: u16) -> Edits {
        let cue = Cue { from_ms, to_ms, text: "a".repeat(letters) };
        let style = CaptionStyle { size, ..CaptionStyle::default() };
        let captions = Captions { cues: vec![cue], way: CaptionWay::Srt, style };
        Edits { captions: Some(captions), ..Edits::default() }
    }

    #[test]
    fn edits_that_no_file_takes_are_refused_without_one() {
        let code = |edits: &Edits| edits.check(None).map_err(|error| error.code()).err();
        assert_eq!(code(&Edits::default()), None);
        assert_eq!(code(&cut(&[(0, 1_000), (1_000, 2_000)])), None);
        assert_eq!(code(&cut(&[(0, 1_000), (999, 2_000)])), Some(Code::MediaPieces), "they overlap");
        assert_eq!(code(&captioned(0, 1, CUE_CHARS_MAX, 45)), None);
        assert_eq!(code(&captioned(1, 1, 1, 45)), Some(Code::MediaCue));
        assert_eq!(code(&captioned(0, 1, CUE_CHARS_MAX + 1, 45)), Some(Code::MediaEdit));
        assert_eq!(code(&captioned(0, 1, 1, 151)), Some(Code::MediaEdit));
        let page = Edits { page: Some(0), ..Edits::default() };
        assert_eq!(code(&page), Some(Code::MediaNoSuchPage));
        let title = Some("a".repeat(TITLE_CHARS_KEPT_MAX + 1));
        let titled = Edits { audio: SoundChoices { title, ..SoundChoices::default() }, ..Edits::default() };
        assert_eq!(code(&titled), Some(Code::MediaEdit));
    }

    #[test]
    fn edits_are_refused_that_this_file_does_not_take() {
        let film = info(MediaKind::Video, Some(10_000), 1);
        let code = |edits: &Edits, info| edits.check(Some(info)).map_err(|error| error.code()).err();
        assert_eq!(code(&cut(&[(9_000, 11_000)]), &film), None, "the end is the end");
        assert_eq!(code(&cut(&[(10_000, 11_000)]), &film), Some(Code::MediaPieces));
        let page = |page| Edits { page: Some(page), ..Edits::default() };
        let pages = info(MediaKind::Document, None, 3);
        assert_eq!((code(&page(3), &pages), code(&page(4), &pages)), (None, Some(Code::MediaNoSuchPage)));
        let sound = info(MediaKind::Audio, Some(10_000), 1);
        let fast = Edits { speed: Speed::new(2.0).unwrap(), ..Edits::default() };
        assert_eq!((code(&fast, &film), code(&fast, &sound)), (None, Some(Code::MediaSoundAlone)));
        assert_eq!(code(&cut(&[(0, 1), (2, 3)]), &sound), Some(Code::MediaPieces), "a sound is cut to one");
    }

    #[test]
    fn no_edits_take_no_room_and_some_are_read_back() {
        assert_eq!(serde_json::to_string(&Edits::default()).unwrap(), "{}");
        let mut all = captioned(0, 1_000, 3, 60);
        all.pieces = vec![Piece { from_ms: 1, to_ms: 2 }];
        all.speed = Speed::new(1.5).unwrap();
        all.sound.muted = true;
        (all.background, all.page, all.keep_credit) = (Some([1, 2, 3]), Some(2), true);
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(serde_json::from_str::<Edits>(&text).unwrap(), all);
    }
}
