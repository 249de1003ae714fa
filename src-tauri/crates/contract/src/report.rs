//! What only the command line prints.

use upbeat_domain::id::AccountId;
use upbeat_domain::lang::Lang;
use upbeat_domain::media::{CaptionFormat, MediaKind};
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;

use crate::account::Account;
use crate::edit::Cue;
use crate::error::ErrorDto;
use crate::media::MediaInfo;
use crate::network::Network;
use crate::post::{Crop, Post};
use crate::publication::Publication;
use crate::rendition::Step;
use crate::studio::{Tool, Vault};
use crate::wire;

wire! {
    /// `upbeat inspect`.
    pub struct Inspected {
        /// Files that could be read.
        pub files: Vec<InspectedFile>,
        /// Files that could not.
        pub failures: Vec<ErrorDto>,
    }

    /// What a file is.
    pub struct InspectedFile {
        /// Its path as it was given.
        pub path: String,
        /// What it is.
        #[serde(flatten)]
        pub info: MediaInfo,
        /// Whether files of this kind that nobody at Upbeat made were seen to be read right; docs/kinds.md tells more.
        pub seen_on_foreign: bool,
        /// How far its sound reaches in each of as many equal parts as were asked for, 0 to 1; none where nobody asked
        /// or there is no sound.
        pub peaks: Option<Vec<f32>>,
        /// Where the film that a motion photo carries was put; null where nobody asked, or there is none.
        pub film: Option<String>,
    }

    /// `upbeat media captions`.
    pub struct CaptionsReport {
        /// The file's path as it was given.
        pub source: String,
        /// As which kind of file they are written.
        #[ts(type = "CaptionFormat")]
        pub format: CaptionFormat,
        /// Where they were written; none where nobody asked.
        pub path: Option<String>,
        /// The captions as they are written, in the order of their start.
        pub cues: Vec<Cue>,
    }

    /// `upbeat prepare`.
    pub struct PrepareReport {
        /// Files that were made.
        pub renditions: Vec<PreparedFile>,
        /// What could not be made.
        pub failures: Vec<PrepareFailure>,
        /// Formats that nobody asked for by name and that the original doesn't suit.
        pub skipped: Vec<PrepareFailure>,
        /// All of it, milliseconds.
        pub took_ms: u64,
    }

    /// A file that was made.
    pub struct PreparedFile {
        /// The original's path as it was given.
        pub source: String,
        /// For this network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// For this format.
        pub format: String,
        /// In this frame.
        pub preset: String,
        /// Where it lies.
        pub path: String,
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
        /// Where the file of its captions lies; none where it has none of its own.
        pub captions: Option<String>,
        /// BLAKE3 of its bytes, hexadecimal.
        pub hash: String,
        /// What was done, in order.
        pub steps: Vec<Step>,
        /// How long it took, milliseconds.
        pub took_ms: u64,
    }

    /// A file that could not be made.
    pub struct PrepareFailure {
        /// The original's path as it was given.
        pub source: String,
        /// For this network; none when the original itself is at fault.
        #[ts(type = "NetworkId | null")]
        pub network: Option<NetworkId>,
        /// For this format.
        pub format: Option<String>,
        /// Why.
        #[serde(flatten)]
        pub error: ErrorDto,
    }

    /// A line of `--progress json`.
    #[serde(tag = "event", rename_all = "snake_case")]
    pub enum PrepareEvent {
        /// How far one original is.
        Progress {
            /// The original's path as it was given.
            source: String,
            /// Share done, 0 to 100.
            percent: f32,
        },
        /// A file was made.
        Rendition(Box<PreparedFile>),
        /// A file could not be made.
        Failure(Box<PrepareFailure>),
        /// A format that nobody asked for by name doesn't suit the original.
        Skipped(Box<PrepareFailure>),
        /// All of it is over.
        Done {
            /// Files that were made.
            renditions: u32,
            /// Files that could not be made.
            failures: u32,
            /// All of it, milliseconds.
            took_ms: u64,
        },
    }

    /// `upbeat post show`, and what writing a post answers.
    pub struct PostReport {
        /// The post.
        pub post: Post,
        /// Its publications, the earliest first.
        pub publications: Vec<Publication>,
    }

    /// `upbeat doctor`.
    pub struct Doctor {
        /// Version of Upbeat.
        pub version: String,
        /// Where everything lies.
        pub data_folder: String,
        /// Room left there, bytes.
        pub data_folder_free_bytes: Option<u64>,
        /// Language in use.
        #[ts(type = "Lang")]
        pub lang: Lang,
        /// Helpers for some kinds of files.
        pub tools: Vec<Tool>,
        /// The keychain.
        pub vault: Vault,
        /// Every workspace and its database.
        pub workspaces: Vec<WorkspaceHealth>,
        /// Whether nothing is wrong.
        pub healthy: bool,
    }

    /// `upbeat account probe`: a report that may be passed on; it holds no secret.
    pub struct AccountProbe {
        /// Version of Upbeat.
        pub version: String,
        /// When it was asked.
        #[ts(type = "string")]
        pub probed_at: Timestamp,
        /// The account as it is now.
        pub account: Account,
        /// What its server was asked, in order; nothing where one publishes by hand.
        pub asked: Vec<ProbeAnswer>,
        /// What it can do: its network's data, with what its server says laid over.
        pub network: Network,
    }

    /// A server's answer to one question.
    pub struct ProbeAnswer {
        /// `identity`, `limits`.
        pub question: String,
        /// Whether it was answered.
        pub ok: bool,
        /// How long the answer took, milliseconds.
        pub took_ms: u64,
        /// What was wrong.
        pub error: Option<ErrorDto>,
    }

    /// A workspace and its database.
    pub struct WorkspaceHealth {
        /// The client's name.
        pub name: String,
        /// Its folder.
        pub folder: String,
        /// Posts in it.
        pub posts: u32,
        /// Assets in it.
        pub assets: u32,
        /// Accounts in it.
        #[ts(type = "string[]")]
        pub accounts: Vec<AccountId>,
        /// What is wrong with its database.
        pub trouble: Option<ErrorDto>,
    }
}
