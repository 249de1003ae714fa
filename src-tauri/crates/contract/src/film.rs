//! What `upbeat media` prints of films.

use upbeat_domain::lang::Lang;
use upbeat_domain::media;

use crate::rendition::Step;
use crate::{wire, words};

wire! {
    /// `upbeat media strip`.
    pub struct FilmStrip {
        /// The film's path as it was given.
        pub source: String,
        /// Small pictures of it, in its order.
        pub pictures: Vec<FilmPicture>,
        /// All of it, milliseconds.
        pub took_ms: u64,
    }

    /// A small picture of a film.
    pub struct FilmPicture {
        /// When it is shown, milliseconds from the film's start.
        pub at_ms: u64,
        /// Where it lies.
        pub path: String,
        /// Width, px.
        pub width_px: u32,
        /// Height, px.
        pub height_px: u32,
        /// Size, bytes.
        pub bytes: u64,
    }

    /// `upbeat media cover`.
    pub struct FilmCovers {
        /// The film's path as it was given.
        pub source: String,
        /// Frames that make a good cover, the best first; none of a film that shows nothing.
        pub covers: Vec<FilmCover>,
        /// All of it, milliseconds.
        pub took_ms: u64,
    }

    /// A frame that makes a good cover.
    pub struct FilmCover {
        /// When it is shown, milliseconds from the film's start.
        pub at_ms: u64,
        /// Why, the strongest reason first.
        pub reasons: Vec<CoverReason>,
        /// Where it was put; null where nobody asked.
        pub path: Option<String>,
    }

    /// Why a frame makes a good cover.
    pub struct CoverReason {
        /// Stable name: `faces`, `sharp`, `lit`, `apart`.
        pub reason: String,
        /// In words.
        pub text: String,
    }

    /// `upbeat media proxy` and `upbeat media gif`.
    pub struct MadeFilm {
        /// The film's path as it was given.
        pub source: String,
        /// Where the result lies.
        pub path: String,
        /// MIME type.
        pub mime: String,
        /// Width, px.
        pub width_px: u32,
        /// Height, px.
        pub height_px: u32,
        /// Size, bytes.
        pub bytes: u64,
        /// Length, milliseconds.
        pub duration_ms: u64,
        /// What was done, in order.
        pub steps: Vec<Step>,
        /// How long it took, milliseconds.
        pub took_ms: u64,
    }
}

impl CoverReason {
    /// A reason in words.
    #[must_use]
    pub fn new(lang: Lang, reason: media::CoverReason) -> Self {
        let (name, text) = words::cover_reason(lang, reason);
        Self { reason: name.to_owned(), text }
    }
}
