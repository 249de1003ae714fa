//! What is done to one medium of a post: trim, speed, sound, captions, background, page, credit.

use upbeat_domain::media::{
    self, Bounded, CaptionPlace, CaptionWay, EditError, Gain, Lufs, SoundCodec, TruePeak,
};

use crate::wire;

wire! {
    /// The edits of one medium. What is absent stays as the file has it.
    #[derive(Default)]
    #[serde(default)]
    pub struct Edits {
        /// Pieces of a film or sound to keep and join, in its order, 100 at most; none keep all of it.
        pub pieces: Vec<Piece>,
        /// How much faster a film runs, 0.25 to 4; null as it is. Its sound keeps its pitch.
        pub speed: Option<f64>,
        /// What is done to its sound.
        pub sound: Sound,
        /// Captions of a film, timed as the original is; they follow its pieces and speed.
        pub captions: Option<Captions>,
        /// Colour behind see-through parts and plain margins: red, green, blue, each 0 to 255.
        pub background: Option<[u8; 3]>,
        /// What is chosen for sound alone.
        pub audio: SoundChoices,
        /// Page of a file with several, counted from 1; null takes the first.
        pub page: Option<u32>,
        /// Whether author and copyright that are written in a picture stay in its file.
        pub keep_credit: bool,
    }

    /// A piece of a film, milliseconds from its start.
    #[derive(Copy, Eq)]
    pub struct Piece {
        /// The first moment that is kept.
        pub from_ms: u64,
        /// The first moment that is not kept any more.
        pub to_ms: u64,
    }

    /// What is done to a film's sound.
    #[derive(Copy, Default)]
    #[serde(default)]
    pub struct Sound {
        /// Leaves it out.
        pub muted: bool,
        /// Louder or quieter, -40 to 20 dB.
        pub gain_db: Option<f64>,
        /// Brings it to a loudness, after the gain.
        pub loudness: Option<Loudness>,
    }

    /// How loud a film is to be (EBU R128).
    #[derive(Copy)]
    pub struct Loudness {
        /// Over its whole length, -40 to -5 LUFS.
        pub target_lufs: f64,
        /// At its loudest point, -9 to 0 dBTP.
        pub peak_dbtp: f64,
    }

    /// The captions of a film and how they go with it.
    pub struct Captions {
        /// In the order of their start, 10,000 at most.
        pub cues: Vec<Cue>,
        /// How they go with the film.
        #[ts(type = "CaptionWay")]
        pub way: CaptionWay,
        /// How they look where they are drawn into it.
        #[serde(default)]
        pub style: CaptionStyle,
    }

    /// What is said during a part of a film.
    #[derive(Eq)]
    pub struct Cue {
        /// Shown from here, milliseconds from the film's start.
        pub from_ms: u64,
        /// Shown up to here, milliseconds.
        pub to_ms: u64,
        /// Plain text; lines end in a line feed, 1,000 letters at most.
        pub text: String,
    }

    /// How captions look that are drawn into the pictures.
    #[derive(Copy, Eq)]
    #[serde(default)]
    pub struct CaptionStyle {
        /// Height of a line, thousandths of the frame's height, 20 to 150.
        pub size: u16,
        /// Colour of the letters: red, green, blue, each 0 to 255.
        pub color: [u8; 3],
        /// Whether they stand on a dark box; else they have an outline.
        pub boxed: bool,
        /// Where, within what the network leaves free.
        #[ts(type = "CaptionPlace")]
        pub place: CaptionPlace,
    }

    /// What is chosen for sound alone.
    #[derive(Default, Eq)]
    #[serde(default)]
    pub struct SoundChoices {
        /// How to encode it; null takes what the network prefers.
        #[ts(type = "SoundCodec | null")]
        pub codec: Option<SoundCodec>,
        /// Whether everything that is written in the file stays: comments, addresses, who encoded it.
        pub keep_tags: bool,
        /// Title drawn in a film made of it; null takes the file's own, an empty one draws none.
        pub title: Option<String>,
    }
}

impl Default for CaptionStyle {
    fn default() -> Self {
        media::CaptionStyle::default().into()
    }
}

impl From<media::CaptionStyle> for CaptionStyle {
    fn from(s: media::CaptionStyle) -> Self {
        Self { size: s.size, color: s.color, boxed: s.boxed, place: s.place }
    }
}

impl From<&media::Cue> for Cue {
    fn from(c: &media::Cue) -> Self {
        Self { from_ms: c.from_ms, to_ms: c.to_ms, text: c.text.clone() }
    }
}

impl From<Cue> for media::Cue {
    fn from(c: Cue) -> Self {
        Self { from_ms: c.from_ms, to_ms: c.to_ms, text: c.text }
    }
}

impl From<Piece> for media::Piece {
    fn from(p: Piece) -> Self {
        Self { from_ms: p.from_ms, to_ms: p.to_ms }
    }
}

impl From<&media::Edits> for Edits {
    fn from(e: &media::Edits) -> Self {
        let captions = |c: &media::Captions| Captions {
            cues: c.cues.iter().map(Into::into).collect(),
            way: c.way,
            style: c.style.into(),
        };
        let loudness = |l: media::Loudness| Loudness { target_lufs: l.target.get(), peak_dbtp: l.peak.get() };
        Self {
            pieces: e.pieces.iter().map(|p| Piece { from_ms: p.from_ms, to_ms: p.to_ms }).collect(),
            speed: (!e.speed.is_own()).then(|| e.speed.get()),
            sound: Sound {
                muted: e.sound.muted,
                gain_db: e.sound.gain.map(Gain::get),
                loudness: e.sound.loudness.map(loudness),
            },
            captions: e.captions.as_ref().map(captions),
            background: e.background,
            audio: SoundChoices {
                codec: e.audio.codec,
                keep_tags: e.audio.keep_tags,
                title: e.audio.title.clone(),
            },
            page: e.page,
            keep_credit: e.keep_credit,
        }
    }
}

/// Refuses numbers out of their bounds, and what can be done to no file.
impl TryFrom<Edits> for media::Edits {
    type Error = EditError;

    fn try_from(e: Edits) -> Result<Self, EditError> {
        let captions = |c: Captions| media::Captions {
            cues: c.cues.into_iter().map(Into::into).collect(),
            way: c.way,
            style: media::CaptionStyle {
                size: c.style.size,
                color: c.style.color,
                boxed: c.style.boxed,
                place: c.style.place,
            },
        };
        let edits = Self {
            pieces: e.pieces.into_iter().map(Into::into).collect(),
            speed: speed(e.speed)?,
            sound: sound(e.sound)?,
            captions: e.captions.map(captions),
            background: e.background,
            audio: media::SoundChoices {
                codec: e.audio.codec,
                keep_tags: e.audio.keep_tags,
                title: e.audio.title,
            },
            page: e.page,
            keep_credit: e.keep_credit,
        };
        edits.check(None)?;
        Ok(edits)
    }
}

/// A speed that crossed; none is the file's own.
///
/// # Errors
/// Where it lies outside its bounds.
pub fn speed(factor: Option<f64>) -> Result<media::Speed, EditError> {
    let outside = EditError::outside(Bounded::Speed, media::Speed::MIN, media::Speed::MAX);
    factor.map_or(Ok(media::Speed::default()), |factor| media::Speed::new(factor).ok_or(outside))
}

fn sound(s: Sound) -> Result<media::Sound, EditError> {
    let gain = |db| {
        let outside = EditError::outside(Bounded::Volume, Gain::MIN, Gain::MAX);
        Gain::new(db).ok_or(outside)
    };
    let loudness = |l: Loudness| {
        let target = Lufs::new(l.target_lufs);
        let peak = TruePeak::new(l.peak_dbtp);
        Ok(media::Loudness {
            target: target.ok_or(EditError::outside(Bounded::Loudness, Lufs::MIN, Lufs::MAX))?,
            peak: peak.ok_or(EditError::outside(Bounded::Peak, TruePeak::MIN, TruePeak::MAX))?,
        })
    };
    Ok(media::Sound {
        muted: s.muted,
        gain: s.gain_db.map(gain).transpose()?,
        loudness: s.loudness.map(loudness).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

    use upbeat_domain::code::Code;
    use upbeat_domain::lang::Lang;

    use super::*;
    use crate::words;

    fn refused(json: &str) -> EditError {
        media::Edits::try_from(serde_json::from_str::<Edits>(json).unwrap()).unwrap_err()
    }

    #[test]
    fn edits_cross_both_ways_without_a_loss() {
        let json = r#"{"pieces":[{"from_ms":1000,"to_ms":2000},{"from_ms":2000,"to_ms":2500}],"speed":1.5,
            "sound":{"muted":false,"gain_db":-3.5,"loudness":{"target_lufs":-14.0,"peak_dbtp":-1.0}},
            "captions":{"cues":[{"from_ms":0,"to_ms":900,"text":"a\nb"}],"way":"vtt",
            "style":{"size":60,"color":[1,2,3],"boxed":false,"place":"top"}},
            "background":[4,5,6],"audio":{"codec":"m4a","keep_tags":true,"title":""},"page":2,"keep_credit":true}"#;
        let sent: Edits = serde_json::from_str(json).unwrap();
        let kept = media::Edits::try_from(sent.clone()).unwrap();
        assert_eq!(Edits::from(&kept), sent);
        assert_eq!(media::Edits::try_from(Edits::default()).unwrap(), media::Edits::default());
    }

    #[test]
    fn what_can_not_be_done_is_refused_with_words_that_name_it() {
        let codes = [
            (r#"{"pieces":[{"from_ms":0,"to_ms":9},{"from_ms":5,"to_ms":12}]}"#, Code::MediaPieces),
            (r#"{"speed":9}"#, Code::MediaEdit),
            (r#"{"sound":{"gain_db":21}}"#, Code::MediaEdit),
            (r#"{"sound":{"loudness":{"target_lufs":-4,"peak_dbtp":-1}}}"#, Code::MediaEdit),
            (r#"{"sound":{"loudness":{"target_lufs":-14,"peak_dbtp":1}}}"#, Code::MediaEdit),
            (r#"{"captions":{"cues":[{"from_ms":5,"to_ms":5,"text":"a"}],"way":"srt"}}"#, Code::MediaCue),
            (r#"{"captions":{"cues":[],"way":"srt","style":{"size":19}}}"#, Code::MediaEdit),
            (r#"{"page":0}"#, Code::MediaNoSuchPage),
        ];
        for (json, code) in codes {
            assert_eq!(refused(json).code(), code, "{json}");
        }
        let wrong = refused(r#"{"speed":9}"#);
        let said = |lang| words::failure(lang, wrong.code(), None, &wrong.args()).message;
        assert_eq!(said(Lang::En), "The speed must lie between 0.25 and 4.");
        assert_eq!(said(Lang::Fr), "La vitesse doit se situer entre 0,25 et 4.");
    }

    #[test]
    fn every_number_with_bounds_has_a_name() {
        for what in Bounded::ALL {
            let args = EditError::outside(what, 0.0, 1.0).args();
            let said = words::failure(Lang::En, Code::MediaEdit, None, &args).message;
            assert!(!said.starts_with(what.as_str()), "{said}");
        }
    }
}
