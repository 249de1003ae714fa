//! Originals in the library, and what a file is.

use upbeat_domain::id::{AssetId, PostId};
use upbeat_domain::media::{self, MediaKind};
use upbeat_domain::time::Timestamp;

use crate::error::ErrorDto;
use crate::rendition::Rendition;
use crate::wire;

wire! {
    /// What a file is, read from its bytes.
    pub struct MediaInfo {
        /// Nature.
        #[ts(type = "MediaKind")]
        pub kind: MediaKind,
        /// Container, in lower case: `jpeg`, `heic`, `mp4`…
        pub container: String,
        /// MIME type.
        pub mime: String,
        /// Size, bytes.
        pub bytes: u64,
        /// Width as a person sees it, px.
        pub width_px: u32,
        /// Height as a person sees it, px.
        pub height_px: u32,
        /// EXIF orientation found, 1 to 8.
        pub orientation: u8,
        /// Name of the colour space, the same in every language; empty where the file tells none.
        pub color: String,
        /// Bits per channel.
        pub bit_depth: u8,
        /// Whether a place is written in the file.
        pub has_gps: bool,
        /// Whether other private data are written in it: device, author, software.
        pub has_metadata: bool,
        /// Whether parts are see-through.
        pub has_alpha: bool,
        /// Frames: 1 for a still, 0 where unknown.
        pub frames: u32,
        /// Length, milliseconds; none for a still.
        pub duration_ms: Option<u64>,
        /// Mean frames per second.
        pub fps: Option<f64>,
        /// Video codec in ffmpeg's name.
        pub video_codec: Option<String>,
        /// Audio codec in ffmpeg's name.
        pub audio_codec: Option<String>,
        /// When it was taken, as the camera wrote it, without a zone.
        pub taken_at: Option<String>,
        /// A file of sound alone in depth.
        pub sound: Option<SoundInfo>,
        /// What it holds besides the picture or film that it shows.
        pub inside: Inside,
    }

    /// A sound in depth.
    pub struct SoundInfo {
        /// Channels: 1 is mono, 2 stereo.
        pub channels: u32,
        /// Samples per second and channel.
        pub rate_hz: u32,
        /// Mean bit rate, bits per second; 0 where unknown.
        pub bitrate_bps: u64,
        /// Title that is written in it.
        pub title: Option<String>,
        /// Who made it, as it is written in it.
        pub artist: Option<String>,
        /// Whether a cover picture is in it.
        pub has_cover: bool,
        /// Its chapters, in order.
        pub chapters: Vec<Chapter>,
    }

    /// A part of a sound with a name.
    pub struct Chapter {
        /// Start, milliseconds.
        pub start_ms: u64,
        /// End, milliseconds.
        pub end_ms: u64,
        /// Its name; may be empty.
        pub title: String,
    }

    /// What a file holds besides the picture or film that it shows.
    pub struct Inside {
        /// Pages; 1 for what has none.
        pub pages: u32,
        /// Sizes of a document's pages, points (1/72 inch); empty for all else.
        pub page_sizes_pt: Vec<(u32, u32)>,
        /// Size of the short film that a motion photo carries, bytes.
        pub film_bytes: Option<u64>,
        /// Whether a second picture brightens the first on HDR screens.
        pub gain_map: bool,
        /// What the picture and the film of a live photo have in common.
        pub pair_id: Option<String>,
    }

    /// An original in the library.
    pub struct Asset {
        /// Identity; the window shows its bytes through `upbeat-media://localhost/thumb/<id>`.
        #[ts(type = "string")]
        pub id: AssetId,
        /// File name when it was imported.
        pub name: String,
        /// BLAKE3 of its bytes, hexadecimal.
        pub hash: String,
        /// What it is.
        pub info: MediaInfo,
        /// What a person who can't see it should know.
        pub alt: String,
        /// Posts that use it.
        pub used: u32,
        /// Imported.
        #[ts(type = "string")]
        pub created_at: Timestamp,
        /// In the bin since.
        #[ts(type = "string | null")]
        pub deleted_at: Option<Timestamp>,
        /// A picture of a few pixels to be shown, smooth, until its thumbnail is there: base 64 of its width in px and
        /// of red, green and blue of each pixel, rows from the top. Null until somebody looked at it.
        pub placeholder: Option<String>,
    }

    /// Imports files and folders.
    pub struct MediaImport {
        /// Absolute paths.
        pub paths: Vec<String>,
    }

    /// What an import brought.
    pub struct Imported {
        /// Assets, in the order of the paths; a file that was there already gives its asset.
        pub assets: Vec<Asset>,
        /// Files that could not be imported.
        pub failures: Vec<ErrorDto>,
        /// Files that were left where they are because the import was stopped; null where it was stopped before all
        /// folders were looked through: then nothing came in, and nobody knows how many there are.
        pub left: Option<u32>,
    }

    /// Stops what is being imported into the workspace on screen: what is in stays in, and the import's answer counts
    /// what was left. No fields.
    #[derive(Default)]
    pub struct MediaImportCancel {}

    /// Imports pasted bytes.
    pub struct MediaPaste {
        /// A name for it.
        pub name: String,
        /// The bytes, base 64.
        pub base64: String,
    }

    /// Lists the library.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct AssetList {
        /// Words in name or alt text.
        pub search: Option<String>,
        /// Only this nature.
        #[ts(type = "MediaKind", optional)]
        pub kind: Option<MediaKind>,
        /// Skip this many.
        pub offset: Option<u32>,
        /// At most this many; 100 unless told.
        pub limit: Option<u32>,
        /// The bin instead of the library.
        pub bin: Option<bool>,
        /// Only what no post uses.
        pub unused: Option<bool>,
    }

    /// A page of the library, the newest first.
    pub struct Assets {
        /// The page.
        pub assets: Vec<Asset>,
        /// How many there are in all.
        pub total: u32,
    }

    /// Finds pictures outside the bin that look the same. Looks first at those that nobody has looked at yet. No fields.
    #[derive(Default)]
    pub struct AssetAlike {}

    /// Pictures that look the same.
    pub struct AlikeGroups {
        /// At least two each, the oldest first.
        pub groups: Vec<AlikeGroup>,
    }

    /// Pictures that look the same.
    pub struct AlikeGroup {
        /// The oldest first.
        pub assets: Vec<Asset>,
    }

    /// Reads one asset.
    pub struct AssetGet {
        /// Which.
        #[ts(type = "string")]
        pub id: AssetId,
    }

    /// An asset with what is made of it and where it is used.
    pub struct AssetDetail {
        /// The asset.
        pub asset: Asset,
        /// Files made of it.
        pub renditions: Vec<Rendition>,
        /// Posts that use it.
        pub used_in: Vec<UsedIn>,
    }

    /// A post that uses an asset.
    pub struct UsedIn {
        /// The post.
        #[ts(type = "string")]
        pub post_id: PostId,
        /// Its title or first words.
        pub title: String,
    }

    /// Writes what a person who can't see it should know.
    pub struct AssetSetAlt {
        /// Which asset.
        #[ts(type = "string")]
        pub id: AssetId,
        /// The words.
        pub alt: String,
    }
}

impl From<&media::MediaInfo> for MediaInfo {
    fn from(i: &media::MediaInfo) -> Self {
        Self {
            kind: i.kind,
            container: i.container.clone(),
            mime: i.mime.clone(),
            bytes: i.bytes,
            width_px: i.width_px,
            height_px: i.height_px,
            orientation: i.orientation,
            color: i.color.clone(),
            bit_depth: i.bit_depth,
            has_gps: i.has_gps,
            has_metadata: i.has_metadata,
            has_alpha: i.has_alpha,
            frames: i.frames,
            duration_ms: i.duration_ms,
            fps: i.fps,
            video_codec: i.video_codec.clone(),
            audio_codec: i.audio_codec.clone(),
            taken_at: i.taken_at.clone(),
            sound: i.sound.as_ref().map(Into::into),
            inside: Inside {
                pages: i.inside.pages,
                page_sizes_pt: i.inside.page_sizes_pt.clone(),
                film_bytes: i.inside.film_bytes,
                gain_map: i.inside.gain_map,
                pair_id: i.inside.pair_id.clone(),
            },
        }
    }
}

impl From<&media::SoundInfo> for SoundInfo {
    fn from(i: &media::SoundInfo) -> Self {
        let chapter =
            |c: &media::Chapter| Chapter { start_ms: c.start_ms, end_ms: c.end_ms, title: c.title.clone() };
        Self {
            channels: i.channels,
            rate_hz: i.rate_hz,
            bitrate_bps: i.bitrate_bps,
            title: i.title.clone(),
            artist: i.artist.clone(),
            has_cover: i.has_cover,
            chapters: i.chapters.iter().map(chapter).collect(),
        }
    }
}
