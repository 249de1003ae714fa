//! What the media editor asks of the engine: a film at a glance, covers, the frames of all networks on one picture,
//! captions.

use upbeat_domain::id::AssetId;
use upbeat_domain::media::{self, CaptionFormat, SafeZone};
use upbeat_domain::network::NetworkId;

use crate::edit::{Cue, Piece};
use crate::error::ErrorDto;
use crate::film::CoverReason;
use crate::post::{Crop, Medium, Target};
use crate::wire;

wire! {
    /// Asks for small pictures of a film, evenly over its length, of its key frames. A new question ends the one
    /// before, which fails with `cancelled`.
    pub struct MediaStrip {
        /// The film's asset.
        #[ts(type = "string")]
        pub asset_id: AssetId,
        /// How many, 1 to 100.
        pub count: u32,
        /// Each at most this high, 16 to 720 px.
        pub max_height_px: u32,
    }

    /// Small pictures of a film.
    pub struct StripPictures {
        /// In the film's order.
        pub pictures: Vec<StripPicture>,
    }

    /// A small picture of a film.
    pub struct StripPicture {
        /// When it is shown, milliseconds from the film's start.
        pub at_ms: u64,
        /// Width, px.
        pub width_px: u32,
        /// Height, px.
        pub height_px: u32,
        /// A JPEG, base 64.
        pub base64: String,
    }

    /// Asks for frames of a film that make a good cover. A new question ends the one before, which fails with
    /// `cancelled`.
    pub struct MediaCovers {
        /// The film's asset.
        #[ts(type = "string")]
        pub asset_id: AssetId,
        /// At most this many, 1 to 20.
        pub count: u32,
    }

    /// Frames of a film that make a good cover.
    pub struct Covers {
        /// The best first; none of a film that shows nothing.
        pub covers: Vec<CoverFrame>,
    }

    /// A frame of a film that makes a good cover.
    pub struct CoverFrame {
        /// What a medium's `cover_ms` takes, milliseconds from the film's start.
        pub at_ms: u64,
        /// Why, the strongest reason first.
        pub reasons: Vec<CoverReason>,
    }

    /// Asks what every network's frame would show of a picture or film; nothing is made. Fast enough to follow a
    /// focal point that is dragged: with one, no pixel is looked at. A new question ends the one before, which fails
    /// with `cancelled`.
    pub struct MediaFrames {
        /// The asset with the person's choices; its description doesn't matter.
        pub medium: Medium,
        /// For these; null for every network.
        #[serde(default)]
        pub targets: Option<Vec<Target>>,
    }

    /// The frames of one picture or film.
    pub struct Frames {
        /// Width of the upright source, px.
        pub width_px: u32,
        /// Height of the upright source, px.
        pub height_px: u32,
        /// One for every preset of every format that shows such a medium.
        pub frames: Vec<NetworkFrame>,
        /// Formats asked for by name that don't.
        pub failures: Vec<FrameFailure>,
    }

    /// What one preset of a network's format shows.
    pub struct NetworkFrame {
        /// The network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// The format of it.
        pub format: String,
        /// What the network calls that format.
        pub format_name: String,
        /// The frame, as `Medium.crops` names it.
        pub preset: String,
        /// Name of the frame.
        pub preset_name: String,
        /// Width of the file to be made, px; smaller only where its byte limit asks for it.
        pub width_px: u32,
        /// Height of the file to be made, px.
        pub height_px: u32,
        /// The rectangle of the upright source that is shown, px.
        pub shown: Crop,
        /// Whether margins lie around it.
        pub margins: bool,
        /// What the network's own interface covers of the frame; null where nothing is known.
        pub covered: Option<CoveredEdges>,
        /// What steered the crop: `person`, `focus`, `faces`, `text`, `subject`, `centre`; null where nothing is cut.
        pub by: Option<String>,
        /// Share of the source's area that is cut, per cent.
        pub lost_percent: f64,
        /// Faces that were found and those kept whole; null where none was, or nobody looked because the person chose.
        pub faces: Option<Faces>,
        /// Whether a line of text is cut or left out.
        pub loses_text: bool,
        /// What is lost that is worth a second look, in words with the way out.
        pub loss: Option<String>,
    }

    /// Margins of a frame that a network's interface covers, px of that frame.
    #[derive(Copy, Eq)]
    pub struct CoveredEdges {
        /// From the left, px.
        pub left_px: u32,
        /// From the top, px.
        pub top_px: u32,
        /// From the right, px.
        pub right_px: u32,
        /// From the bottom, px.
        pub bottom_px: u32,
    }

    /// Faces of a picture. Those in the background aren't counted.
    #[derive(Copy, Eq)]
    pub struct Faces {
        /// In the picture.
        pub found: u32,
        /// Whole in the crop.
        pub kept: u32,
    }

    /// A format that shows no such medium.
    pub struct FrameFailure {
        /// For this network.
        #[ts(type = "NetworkId | null")]
        pub network: Option<NetworkId>,
        /// For this format.
        pub format: Option<String>,
        /// Why.
        pub error: ErrorDto,
    }

    /// Reads captions, SubRip or WebVTT, from one of the two.
    #[derive(Default, Eq)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct MediaCaptionsRead {
        /// The words of a file.
        pub text: Option<String>,
        /// An absolute path of a file in UTF-8.
        pub path: Option<String>,
    }

    /// Captions that were read.
    #[derive(Eq)]
    pub struct CaptionCues {
        /// In the order of their start.
        pub cues: Vec<Cue>,
    }

    /// Writes captions as the words of a file.
    pub struct MediaCaptionsWrite {
        /// The captions.
        pub cues: Vec<Cue>,
        /// As which kind of file.
        #[ts(type = "CaptionFormat")]
        pub format: CaptionFormat,
        /// Retimed to what these pieces leave of the film; none leave all of it.
        #[serde(default)]
        pub pieces: Vec<Piece>,
        /// Retimed to this speed, 0.25 to 4; null as it is.
        #[serde(default)]
        pub speed: Option<f64>,
    }

    /// The words of a file of captions.
    #[derive(Eq)]
    pub struct CaptionText {
        /// The words, in UTF-8.
        pub text: String,
        /// How many captions are in it: what the pieces leave out isn't.
        pub cues: u32,
    }
}

impl CoveredEdges {
    /// A safe zone's margins in a frame of this size, px.
    #[must_use]
    pub fn of(zone: &SafeZone, (width_px, height_px): (u32, u32)) -> Self {
        let [left, top, right, bottom] = zone.shares();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a side")]
        let px = |share: f64, side: u32| (share * f64::from(side)).round() as u32;
        Self {
            left_px: px(left, width_px),
            top_px: px(top, height_px),
            right_px: px(right, width_px),
            bottom_px: px(bottom, height_px),
        }
    }
}

impl From<media::FacesKept> for Faces {
    fn from(faces: media::FacesKept) -> Self {
        Self { found: faces.found, kept: faces.kept }
    }
}
