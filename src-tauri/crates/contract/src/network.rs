//! Networks as the screens and `upbeat networks` show them: data, with where it was read and when.

mod convert;

use upbeat_domain::limits::{Confidence, Enforce, Unit};
use upbeat_domain::network::{FormatKind, NetworkId, ProofClass, Route};

use crate::wire;

wire! {
    /// Lists the networks. No fields.
    #[derive(Default)]
    pub struct NetworksList {}

    /// Every network.
    pub struct Networks {
        /// In the order of lists.
        pub networks: Vec<Network>,
    }

    /// Where a fact comes from.
    pub struct Provenance {
        /// Address or document.
        pub source: String,
        /// Day on which it was read, `YYYY-MM-DD`.
        pub checked: String,
        /// How sure it is.
        #[ts(type = "Confidence")]
        pub confidence: Confidence,
        /// What a reader should know besides.
        pub note: Option<String>,
    }

    /// One network.
    pub struct Network {
        /// Which.
        #[ts(type = "NetworkId")]
        pub id: NetworkId,
        /// Its name as it writes it.
        pub name: String,
        /// Date of its data, `YYYY-MM-DD`.
        pub dated: String,
        /// How an unknown outcome is settled there.
        #[ts(type = "ProofClass")]
        pub proof: ProofClass,
        /// Ways to reach it, the best first.
        pub routes: Vec<NetworkRoute>,
        /// What it lets an application do.
        pub capabilities: Capabilities,
        /// The page on which one writes a post by hand.
        pub compose_url: String,
        /// Fields in the order in which that page asks for them.
        pub assisted_steps: Vec<String>,
        /// What a post can be there, the default first.
        pub formats: Vec<Format>,
        /// How often one may call.
        pub quotas: Vec<Quota>,
    }

    /// One way to reach a network.
    pub struct NetworkRoute {
        /// Which.
        #[ts(type = "Route")]
        pub route: Route,
        /// In words: "Direct", "À la main".
        pub label: String,
        /// Whether this build can do it.
        pub built: bool,
        /// Who sees what goes out this way.
        pub audience: String,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// What an application may do there.
    pub struct Capabilities {
        /// Comments can be read and answered.
        pub comments: bool,
        /// Figures can be read.
        pub insights: bool,
        /// The network can publish later by itself.
        pub native_scheduling: bool,
        /// Polls can be made.
        pub polls: bool,
        /// Media carry alt text.
        pub alt_text: bool,
        /// A first comment can be posted with the post.
        pub first_comment: bool,
        /// A post can be deleted afterwards.
        pub delete: bool,
        /// What no API allows, in words.
        pub never: Vec<String>,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// How often one may do a thing.
    pub struct Quota {
        /// What is counted.
        pub what: String,
        /// Whose count it is.
        pub per: String,
        /// Most in one window.
        pub max: u64,
        /// Window, seconds.
        pub window_s: u64,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// One way in which a post can appear.
    pub struct Format {
        /// Id within the network: `feed_image`, `reel`.
        pub id: String,
        /// What it is, whatever the network calls it.
        #[ts(type = "FormatKind")]
        pub kind: FormatKind,
        /// What the network calls it.
        pub name: String,
        /// Its text fields.
        pub texts: Vec<TextRule>,
        /// Still pictures.
        pub image: Option<ImageRule>,
        /// Films.
        pub video: Option<VideoRule>,
        /// Sound.
        pub audio: Option<FileRule>,
        /// Documents.
        pub document: Option<FileRule>,
        /// Fewest media.
        pub min_media: u32,
        /// Most media.
        pub max_media: u32,
        /// Whether pictures and films may stand in one post.
        pub mixed: bool,
        /// Whether all media take the first one's shape.
        pub crop_all_to_first: bool,
        /// Whether this is no post of its own but a file that goes with one: a film's cover.
        pub companion: bool,
        /// Routes on which it can go; empty means every route of the network.
        #[ts(type = "Route[]")]
        pub routes: Vec<Route>,
        /// Frames to prepare, the default first.
        pub presets: Vec<Preset>,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// A text field.
    pub struct TextRule {
        /// The network's own name of the field.
        pub field: String,
        /// Whether this is the field that the post's text goes to.
        pub main: bool,
        /// Whether it may not be empty.
        pub required: bool,
        /// Longest, in `unit`.
        pub max_length: Option<u32>,
        /// Above this a person is warned, in `unit`.
        pub warn_length: Option<u32>,
        /// Where the network folds the text, in `unit`.
        pub fold_length: Option<u32>,
        /// Longest, UTF-8 bytes.
        pub max_bytes: Option<u32>,
        /// What lengths are counted in.
        #[ts(type = "Unit")]
        pub unit: Unit,
        /// What every URL counts.
        pub url_length: Option<u32>,
        /// Most hashtags.
        pub max_hashtags: Option<u32>,
        /// Most mentions.
        pub max_mentions: Option<u32>,
        /// Most links.
        pub max_links: Option<u32>,
        /// Whether readers can follow links.
        pub links_clickable: bool,
        /// Refused, or merely unwise.
        #[ts(type = "Enforce")]
        pub enforce: Enforce,
        /// A live value that wins over this one.
        pub runtime: Option<String>,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// Limits of still pictures.
    pub struct ImageRule {
        /// MIME types taken, the one to prepare first.
        pub mimes: Vec<String>,
        /// Largest file, bytes.
        pub max_bytes: Option<u64>,
        /// Smallest width, px.
        pub min_width_px: Option<u32>,
        /// Smallest height, px.
        pub min_height_px: Option<u32>,
        /// Largest width, px.
        pub max_width_px: Option<u32>,
        /// Largest height, px.
        pub max_height_px: Option<u32>,
        /// Largest width × height, px.
        pub max_pixels: Option<u64>,
        /// Narrowest shape, width / height.
        pub min_aspect: Option<f64>,
        /// Widest shape, width / height.
        pub max_aspect: Option<f64>,
        /// What holds for moving GIFs; none where they are films.
        pub animated: Option<AnimatedRule>,
        /// Whether pictures carry alt text.
        pub alt_text: bool,
        /// Refused, or merely unwise.
        #[ts(type = "Enforce")]
        pub enforce: Enforce,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// Limits of a moving GIF. A post takes one, alone.
    pub struct AnimatedRule {
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
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// Limits of films.
    pub struct VideoRule {
        /// MIME types taken.
        pub mimes: Vec<String>,
        /// Video codecs taken, in ffmpeg's names.
        pub video_codecs: Vec<String>,
        /// Audio codecs taken, in ffmpeg's names.
        pub audio_codecs: Vec<String>,
        /// Smallest file, bytes.
        pub min_bytes: Option<u64>,
        /// Largest file, bytes.
        pub max_bytes: Option<u64>,
        /// Shortest, milliseconds.
        pub min_duration_ms: Option<u64>,
        /// Longest, milliseconds.
        pub max_duration_ms: Option<u64>,
        /// Above this a person is warned, milliseconds.
        pub warn_duration_ms: Option<u64>,
        /// Smallest width, px.
        pub min_width_px: Option<u32>,
        /// Smallest height, px.
        pub min_height_px: Option<u32>,
        /// Largest width, px.
        pub max_width_px: Option<u32>,
        /// Largest height, px.
        pub max_height_px: Option<u32>,
        /// Largest width × height of a frame, px.
        pub max_pixels: Option<u64>,
        /// Narrowest shape, width / height.
        pub min_aspect: Option<f64>,
        /// Widest shape, width / height.
        pub max_aspect: Option<f64>,
        /// Fewest frames per second.
        pub min_fps: Option<f64>,
        /// Most frames per second.
        pub max_fps: Option<f64>,
        /// Largest bit rate of the pictures, bits per second.
        pub max_video_bitrate_bps: Option<u64>,
        /// Whether the film carries alt text.
        pub alt_text: bool,
        /// Caption files taken.
        pub captions: Vec<String>,
        /// How a cover is chosen.
        pub cover: Vec<String>,
        /// Refused, or merely unwise.
        #[ts(type = "Enforce")]
        pub enforce: Enforce,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// Limits of sound and documents.
    pub struct FileRule {
        /// MIME types taken.
        pub mimes: Vec<String>,
        /// Largest file, bytes.
        pub max_bytes: Option<u64>,
        /// Longest, milliseconds (sound).
        pub max_duration_ms: Option<u64>,
        /// Most pages (documents).
        pub max_pages: Option<u32>,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// A frame to prepare.
    pub struct Preset {
        /// Id within the format.
        pub id: String,
        /// Name on screen.
        pub name: String,
        /// Width, px; absent with the height: the source's own shape.
        pub width_px: Option<u32>,
        /// Height, px.
        pub height_px: Option<u32>,
        /// Longest side where the source keeps its own shape, px.
        pub max_side_px: Option<u32>,
        /// Whether it is prepared unasked.
        pub default: bool,
        /// What the network's interface covers of it; none where it is unknown.
        pub covered: Option<Covered>,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }

    /// The margins of a frame that the network's own interface lies over.
    pub struct Covered {
        /// From the top, px of the frame.
        pub top_px: u32,
        /// From the bottom, px.
        pub bottom_px: u32,
        /// From the left, px.
        pub left_px: u32,
        /// From the right, px.
        pub right_px: u32,
        /// Where from.
        #[serde(flatten)]
        pub provenance: Provenance,
    }
}
