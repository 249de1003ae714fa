//! Prepared files and the work that makes them.

use upbeat_domain::id::{AssetId, JobId, PostId, RenditionId};
use upbeat_domain::lang::Lang;
use upbeat_domain::media::{self, MediaKind};
use upbeat_domain::network::NetworkId;

use crate::error::ErrorDto;
use crate::post::{Crop, Target};
use crate::{wire, words};

wire! {
    /// One thing that was done to make a file.
    pub struct Step {
        /// Stable name: `rotated`, `cropped`, `resized`, `encoded`…
        pub step: String,
        /// In words, with its figures.
        pub text: String,
        /// What it loses that is worth a second look, in words with the way out.
        pub loss: Option<String>,
    }

    /// A prepared file.
    pub struct Rendition {
        /// Identity; the window shows its bytes through `upbeat-media://localhost/rendition/<id>`.
        #[ts(type = "string")]
        pub id: RenditionId,
        /// Made of this asset.
        #[ts(type = "string")]
        pub asset_id: AssetId,
        /// For this network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// For this format of it.
        pub format: String,
        /// What the network calls that format.
        pub format_name: String,
        /// In this frame.
        pub preset: String,
        /// Name of the frame.
        pub preset_name: String,
        /// Nature.
        #[ts(type = "MediaKind")]
        pub kind: MediaKind,
        /// MIME type.
        pub mime: String,
        /// Width, px.
        pub width_px: u32,
        /// Height, px.
        pub height_px: u32,
        /// Size, bytes.
        pub bytes: u64,
        /// Length, milliseconds; none for a still.
        pub duration_ms: Option<u64>,
        /// The rectangle of the upright source that was kept.
        pub crop: Option<Crop>,
        /// BLAKE3 of its bytes, hexadecimal.
        pub hash: String,
        /// What was done, in order.
        pub steps: Vec<Step>,
        /// How long it took, milliseconds; none when it was made before.
        pub took_ms: Option<u64>,
    }

    /// Makes the files of assets or of a post.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct PrepareStart {
        /// These assets…
        #[ts(type = "string[]", optional)]
        pub asset_ids: Option<Vec<AssetId>>,
        /// …or everything that this post needs.
        #[ts(type = "string", optional)]
        pub post_id: Option<PostId>,
        /// For these; absent: the post's own targets, or every network.
        pub targets: Option<Vec<Target>>,
        /// Leaves alone what the person stopped, as long as it is the same files; absent: goes on with it.
        pub keep_stopped: Option<bool>,
    }

    /// Work that was started.
    pub struct Prepared {
        /// One job for each asset that needs one.
        pub jobs: Vec<Job>,
        /// What can't be made, and why.
        pub failures: Vec<ErrorDto>,
    }

    /// A piece of repeatable work.
    pub struct Job {
        /// Identity.
        #[ts(type = "string")]
        pub id: JobId,
        /// Works on this asset.
        #[ts(type = "string")]
        pub asset_id: AssetId,
        /// Files to make.
        pub total: u32,
        /// Files that were there already.
        pub done: u32,
    }

    /// Stops work.
    pub struct PrepareCancel {
        /// Which.
        #[ts(type = "string[]")]
        pub job_ids: Vec<JobId>,
    }

    /// How many were stopped.
    pub struct PrepareCancelled {
        /// Jobs that were running or waiting.
        pub cancelled: u32,
    }

    /// Lists prepared files.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct RenditionList {
        /// Of these assets…
        #[ts(type = "string[]", optional)]
        pub asset_ids: Option<Vec<AssetId>>,
        /// …or of this post's media.
        #[ts(type = "string", optional)]
        pub post_id: Option<PostId>,
        /// Only for these.
        pub targets: Option<Vec<Target>>,
    }

    /// Prepared files.
    pub struct Renditions {
        /// Files that are there.
        pub renditions: Vec<Rendition>,
        /// What could not be made, and why.
        pub failures: Vec<RenditionFailure>,
        /// Files still being made.
        pub pending: u32,
        /// Assets whose work was stopped (`prepare_cancel`) before every file was made; `prepare_start` goes on with it.
        #[ts(type = "string[]")]
        pub stopped: Vec<AssetId>,
        /// Work on these assets that runs or waits for its turn.
        pub active: Vec<ActiveJob>,
    }

    /// Work that runs or waits; `prepare_cancel` stops it.
    pub struct ActiveJob {
        /// Identity.
        #[ts(type = "string")]
        pub job_id: JobId,
        /// Works on this asset.
        #[ts(type = "string")]
        pub asset_id: AssetId,
    }

    /// A file that could not be made.
    pub struct RenditionFailure {
        /// Of this asset.
        #[ts(type = "string")]
        pub asset_id: AssetId,
        /// For this network; none when the asset itself is at fault.
        #[ts(type = "NetworkId | null")]
        pub network: Option<NetworkId>,
        /// For this format.
        pub format: Option<String>,
        /// Why.
        pub error: ErrorDto,
    }

    /// Writes prepared files into a folder, making them first where needed.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct ExportFiles {
        /// Of these assets…
        #[ts(type = "string[]", optional)]
        pub asset_ids: Option<Vec<AssetId>>,
        /// …or of this post.
        #[ts(type = "string", optional)]
        pub post_id: Option<PostId>,
        /// For these; absent: the post's own targets, or every network.
        pub targets: Option<Vec<Target>>,
        /// The folder.
        pub folder: String,
    }

    /// What was written.
    pub struct Exported {
        /// The folder.
        pub folder: String,
        /// Files in it.
        pub files: Vec<ExportedFile>,
        /// What could not be written.
        pub failures: Vec<ErrorDto>,
    }

    /// A file that was written.
    pub struct ExportedFile {
        /// Where.
        pub path: String,
        /// For this network; none for the text.
        #[ts(type = "NetworkId | null")]
        pub network: Option<NetworkId>,
        /// Size, bytes.
        pub bytes: u64,
    }
}

impl Step {
    /// A step in words.
    #[must_use]
    pub fn new(lang: Lang, step: &media::Step) -> Self {
        let (name, text) = words::step(lang, step);
        Self { step: name.to_owned(), text, loss: words::loss(lang, step) }
    }
}
