//! What a media file is, and what shall be made of it. The engine that does it is `upbeat-media`.

mod audio;
mod caption;
mod crop;
mod document;
mod edit;
mod edits;
mod film;
mod inside;
mod kind;
mod measured;
mod seen;
mod sketch;

use serde::{Deserialize, Serialize};

use crate::network::{NetworkId, closed_set};

pub use audio::{
    AudioOutput, Chapter, MONO_LUFS, STEREO_LUFS, SoundChoices, SoundCodec, SoundInfo, TITLE_CHARS_MAX,
    UnknownSoundCodec,
};
pub use caption::{
    CUE_CHARS_MAX, CUES_MAX, CaptionFormat, CaptionPlace, CaptionStyle, CaptionWay, Captions, Cue, remapped,
};
pub use crop::{Crop, FacesKept, Followed, LOST_MUCH_PERCENT, Loss, SafeZone};
pub use document::DocumentOutput;
pub use edit::{
    Gain, Loudness, Lufs, PIECES_MAX, Piece, PiecesError, Sound, Speed, TruePeak, length_ms, pieces_within,
};
pub use edits::{Bounded, EditError, Edits, TITLE_CHARS_KEPT_MAX, check_cues};
pub use film::{
    COVERS_MAX, CoverReason, GIF_BYTES_MAX, GIF_MS_MAX, GifOutput, PROXY_SIDE_PX_MAX, STRIP_HEIGHT_PX,
    STRIP_PICTURES_MAX, plays_in_window,
};
pub use inside::Inside;
pub use kind::file_extension;
pub use measured::MeasuredLoudness;
pub use seen::{FileKind, UnknownFileKind};
pub use sketch::{Likeness, NEAR_BITS_MAX, Placeholder, Sketch, alike};

closed_set! {
    /// The nature of a media file.
    MediaKind, UnknownMediaKind, "kind of media" {
        /// A still picture (an animated GIF counts as a film once it moves: see `MediaInfo::frames`).
        Image = "image",
        /// Moving pictures, with or without sound.
        Video = "video",
        /// Sound alone.
        Audio = "audio",
        /// Pages.
        Document = "document",
    }
}

/// What a file is, read from its bytes and never from its name.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct MediaInfo {
    /// Nature.
    pub kind: MediaKind,
    /// Container or file format, in lower case: `jpeg`, `png`, `heic`, `mp4`, `mov`…
    pub container: String,
    /// MIME type of the container.
    pub mime: String,
    /// Size of the file, bytes.
    pub bytes: u64,
    /// Width as a person sees it, orientation applied, px; 0 for sound.
    pub width_px: u32,
    /// Height as a person sees it, orientation applied, px; 0 for sound.
    pub height_px: u32,
    /// EXIF orientation 1 to 8 that was found (1 when none), already applied to the two sizes above.
    pub orientation: u8,
    /// Colour space by its name in every language: `sRGB`, `Display P3`, `CMYK`, `Rec. 709`, `Rec. 2020 (PQ)`;
    /// empty where the file tells none.
    pub color: String,
    /// Bits per colour channel.
    pub bit_depth: u8,
    /// Whether a place is written in the file.
    pub has_gps: bool,
    /// Whether other private data are written in it: device, author, software, thumbnails, trailing data.
    #[serde(default)]
    pub has_metadata: bool,
    /// Whether parts are see-through.
    pub has_alpha: bool,
    /// Frames: 1 for a still; 0 where unknown.
    pub frames: u32,
    /// Length, milliseconds; none for a still.
    pub duration_ms: Option<u64>,
    /// Mean frames per second.
    pub fps: Option<f64>,
    /// Video codec in ffmpeg's name (`h264`, `hevc`, `prores`).
    pub video_codec: Option<String>,
    /// Audio codec in ffmpeg's name (`aac`, `mp3`).
    pub audio_codec: Option<String>,
    /// When it was taken, as the camera wrote it (`2026-11-23T18:30:00`), without a zone.
    pub taken_at: Option<String>,
    /// What a file of sound alone is in depth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sound: Option<SoundInfo>,
    /// What it holds besides the picture or film that it shows.
    #[serde(default)]
    pub inside: Inside,
}

/// A point of a picture, as fractions of width and height from the top left, each within 0..=1.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Focus {
    /// Fraction of the width.
    pub x: f32,
    /// Fraction of the height.
    pub y: f32,
}

impl Focus {
    /// The middle.
    pub const CENTRE: Self = Self { x: 0.5, y: 0.5 };

    /// A focal point, or none where a fraction lies outside 0..=1 or is no number.
    #[must_use]
    pub fn new(x: f32, y: f32) -> Option<Self> {
        let inside = |v: f32| (0.0..=1.0).contains(&v);
        (inside(x) && inside(y)).then_some(Self { x, y })
    }
}

closed_set! {
    /// How a picture meets a frame of another shape.
    Fit, UnknownFit, "fit" {
        /// Fill the frame; what overhangs is cut, around the focal point.
        Cover = "cover",
        /// Show all of it, on plain margins.
        Contain = "contain",
        /// Show all of it, on margins made of its own blurred pixels.
        Blur = "blur",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that makes the set can't mark a default")]
impl Default for Fit {
    fn default() -> Self {
        Self::Cover
    }
}

/// What the person chose for one medium in one use.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Choices {
    /// The point that the crop keeps; none lets the engine look for the subject.
    pub focus: Option<Focus>,
    /// Cover, contain or blurred margins.
    pub fit: Fit,
    /// A crop drawn by hand; wins over focus and fit.
    pub crop: Option<Crop>,
    /// Pieces of a film to keep and join, in the film's order; none keep all of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
    /// How fast a film runs.
    #[serde(skip_serializing_if = "Speed::is_own")]
    pub speed: Speed,
    /// What is done to a film's sound.
    #[serde(skip_serializing_if = "Sound::is_own")]
    pub sound: Sound,
    /// Captions of a film.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captions: Option<Captions>,
    /// Cover frame of a film, milliseconds from its start.
    pub cover_ms: Option<u64>,
    /// Colour behind see-through parts and plain margins, red, green, blue.
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

impl Choices {
    /// The loudness to bring a sound of so many channels to, LUFS.
    #[must_use]
    pub fn wanted_lufs(&self, channels: u32) -> f64 {
        let usual = if channels == 1 { MONO_LUFS } else { STEREO_LUFS };
        self.sound.loudness.map_or(usual, |loudness| loudness.target.get())
    }

    /// Whether something is chosen that only a film can have.
    #[must_use]
    pub fn is_for_films(&self) -> bool {
        let Sound { muted, gain, .. } = self.sound;
        muted || gain.is_some() || self.speed != Speed::default() || self.captions.is_some()
    }
}

/// One file to be made: for which network and format, within which limits. Made by
/// [`crate::plan::recipe`] from a network's data; carried out by `upbeat-media`.
///
/// A recipe is the whole key of a rendition together with the source's content hash: the same
/// recipe on the same bytes gives the same file, so the work is never done twice.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Recipe {
    /// The network it is for.
    pub network: NetworkId,
    /// The network's format id, such as `feed_image`.
    pub format: String,
    /// The preset id within that format, such as `portrait_4x5`.
    pub preset: String,
    /// What comes out.
    pub output: Output,
    /// The person's choices.
    pub choices: Choices,
}

/// What comes out of a recipe.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Output {
    /// A still picture.
    Image(ImageOutput),
    /// A film.
    Video(VideoOutput),
    /// A sound.
    Audio(AudioOutput),
    /// A document.
    Document(DocumentOutput),
}

/// Limits of a still picture to be made.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct ImageOutput {
    /// The frame, px. `None` keeps the source's shape within the limits below.
    pub frame_px: Option<(u32, u32)>,
    /// Largest width, px.
    pub max_width_px: Option<u32>,
    /// Largest height, px.
    pub max_height_px: Option<u32>,
    /// Largest width × height, px.
    pub max_pixels: Option<u64>,
    /// Smallest width, px; a smaller source is enlarged to it.
    pub min_width_px: Option<u32>,
    /// Smallest height, px.
    pub min_height_px: Option<u32>,
    /// Narrowest shape, width / height.
    pub min_aspect: Option<f64>,
    /// Widest shape, width / height.
    pub max_aspect: Option<f64>,
    /// MIME types that the network takes, the preferred one first.
    pub mimes: Vec<String>,
    /// Largest file, bytes.
    pub max_bytes: u64,
    /// What a moving picture may be to stay moving; none leaves its first frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moving: Option<MovingLimits>,
    /// Whether the network shows Display P3: then a picture of such colours keeps them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_display_p3: bool,
    /// What the network's interface covers of the frame; faces are kept out of it where the crop is free to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safe: Option<SafeZone>,
}

/// Limits within which a moving GIF is passed on as it is.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct MovingLimits {
    /// Largest file, bytes.
    pub max_bytes: Option<u64>,
    /// Largest width, px.
    pub max_width_px: Option<u32>,
    /// Largest height, px.
    pub max_height_px: Option<u32>,
    /// Largest width × height of one frame, px.
    pub max_pixels: Option<u64>,
    /// Most frames.
    pub max_frames: Option<u32>,
    /// Most pixels of all frames together.
    pub max_pixels_all_frames: Option<u64>,
}

/// Limits of a film to be made. The output is H.264 and AAC in MP4 with fast start.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct VideoOutput {
    /// The frame, px; `None` keeps the source's shape within the limits below.
    pub frame_px: Option<(u32, u32)>,
    /// Largest width, px.
    pub max_width_px: Option<u32>,
    /// Largest height, px.
    pub max_height_px: Option<u32>,
    /// Largest width × height of a frame, px.
    #[serde(default)]
    pub max_pixels: Option<u64>,
    /// Smallest width, px.
    pub min_width_px: Option<u32>,
    /// Smallest height, px.
    pub min_height_px: Option<u32>,
    /// Narrowest shape, width / height.
    pub min_aspect: Option<f64>,
    /// Widest shape, width / height.
    pub max_aspect: Option<f64>,
    /// Fewest frames per second.
    pub min_fps: Option<f64>,
    /// Most frames per second.
    pub max_fps: Option<f64>,
    /// Shortest film, milliseconds.
    pub min_duration_ms: Option<u64>,
    /// Longest film, milliseconds.
    pub max_duration_ms: Option<u64>,
    /// Smallest file, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_bytes: Option<u64>,
    /// Largest file, bytes.
    pub max_bytes: u64,
    /// Largest bit rate of the pictures, bits per second.
    pub max_video_bitrate_bps: Option<u64>,
    /// Bit rate of the sound, bits per second.
    pub audio_bitrate_bps: Option<u64>,
    /// MIME types that the network takes; a source of one of them may be passed on as it is.
    #[serde(default)]
    pub mimes: Vec<String>,
    /// Video codecs that the network takes, in ffmpeg's names; empty means H.264 alone.
    #[serde(default)]
    pub video_codecs: Vec<String>,
    /// Audio codecs that the network takes, in ffmpeg's names; empty means AAC alone.
    #[serde(default)]
    pub audio_codecs: Vec<String>,
    /// What the network's interface covers of the frame; faces are kept out of it where the crop is free to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safe: Option<SafeZone>,
}

/// One thing that was done to make a rendition, and why. Told on screen, in JSON and in the receipt.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Turned upright, from this EXIF orientation.
    Rotated {
        /// EXIF orientation 2 to 8.
        orientation: u8,
    },
    /// Colours brought into another space.
    ColorConverted {
        /// From.
        from: String,
        /// To.
        to: String,
    },
    /// Cut to a rectangle of the upright source.
    Cropped {
        /// The rectangle kept.
        crop: Crop,
        /// Share of the picture's area that was cut, per cent.
        lost_percent: f32,
        /// What steered it: `person`, `focus`, `faces`, `text`, `subject` or `centre`.
        by: String,
        /// Size of the upright source, px; 0 in steps written before it was told.
        #[serde(default)]
        from_px: (u32, u32),
        /// The faces that were found; none where none was, or nobody looked because the person chose.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        faces: Option<FacesKept>,
        /// Whether a line of text is cut or left out.
        #[serde(default)]
        loses_text: bool,
        /// How the rectangle follows its subject through a film; none where it stays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        follows: Option<Followed>,
    },
    /// Enlarged or reduced.
    Resized {
        /// From, px.
        from_px: (u32, u32),
        /// To, px.
        to_px: (u32, u32),
    },
    /// Margins laid around, plain or blurred.
    Padded {
        /// `contain` or `blur`.
        fit: Fit,
        /// The frame, px.
        frame_px: (u32, u32),
    },
    /// See-through parts laid on a colour.
    Flattened {
        /// Red, green, blue.
        background: [u8; 3],
    },
    /// Only the first frame of a moving picture is used.
    FirstFrame {
        /// Frames that the source has.
        frames: u32,
    },
    /// Place, device and other private data left out.
    MetadataRemoved {
        /// Whether a place was among it.
        gps: bool,
    },
    /// Author and copyright left in the file, as they were found.
    CreditKept {
        /// Who made it, and who is to be named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        artist: Option<String>,
        /// Whose it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        copyright: Option<String>,
    },
    /// What is drawn, graphics or text, kept without loss where that is hardly larger than a JPEG.
    Drawn {
        /// How many colours its palette has; none where it has too many for one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        colors: Option<u16>,
        /// What a JPEG of the usual quality would have taken, bytes.
        jpeg_bytes: u64,
    },
    /// Encoded.
    Encoded {
        /// MIME type.
        mime: String,
        /// JPEG or WebP quality, 1 to 100; none for lossless.
        quality: Option<u8>,
        /// Size, bytes.
        bytes: u64,
        /// The limit that it had to stay under, bytes.
        max_bytes: u64,
    },
    /// Cut to a part of the film.
    Trimmed {
        /// From, milliseconds.
        from_ms: u64,
        /// To, milliseconds.
        to_ms: u64,
    },
    /// The film was encoded anew.
    Transcoded {
        /// Video codec.
        video: String,
        /// Audio codec, if it has sound.
        audio: Option<String>,
        /// Mean bit rate of the pictures, bits per second.
        video_bitrate_bps: u64,
        /// Frames per second.
        fps: f64,
    },
    /// Nothing but the container was touched.
    Remuxed,
    /// The source met every limit: its pixels or streams were passed on as they are.
    PassedThrough,
    /// The sound was brought to another loudness.
    Levelled {
        /// What it was.
        from: MeasuredLoudness,
        /// What it is now, LUFS.
        to_lufs: f64,
        /// Whether all of it got the same gain; otherwise loud moments were held down.
        even: bool,
    },
    /// The sound was encoded anew.
    SoundEncoded {
        /// How.
        codec: SoundCodec,
        /// Bit rate, bits per second.
        bitrate_bps: u64,
        /// Channels: 1 or 2.
        channels: u32,
    },
    /// A film was made of a sound: its wave and its progress, on its cover or a colour.
    Audiogram {
        /// The frame, px.
        frame_px: (u32, u32),
        /// Whether the sound's cover is shown.
        cover: bool,
    },
    /// One page of several is used.
    PageUsed {
        /// Which, counted from 1.
        page: u32,
        /// How many there are.
        pages: u32,
    },
    /// The second picture, which brightens the first on HDR screens, left out.
    GainMapDropped,
    /// Several pieces of the film joined.
    Joined {
        /// The pieces, in order.
        pieces: Vec<Piece>,
    },
    /// Made faster or slower; the sound keeps its pitch.
    Paced {
        /// How much faster than the original.
        speed: Speed,
    },
    /// The sound was left out.
    Muted,
    /// The sound was made louder or quieter.
    Amplified {
        /// By how much.
        gain: Gain,
    },
    /// Captions go with it.
    Captioned {
        /// How.
        way: CaptionWay,
        /// How many of them are shown.
        cues: usize,
    },
}
