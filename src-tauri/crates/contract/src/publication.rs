//! Planning, publishing, the queue and receipts.

use upbeat_domain::id::{AccountId, AssetId, PartId, PostId, PublicationId, RenditionId};
use upbeat_domain::network::{NetworkId, Route};
use upbeat_domain::publication::{PublicationState, Status};
use upbeat_domain::time::Timestamp;

use crate::error::ErrorDto;
use crate::post::Body;
use crate::time::{At, Zoned};
use crate::wire;

wire! {
    /// Plans a post on accounts.
    pub struct Schedule {
        /// The post.
        #[ts(type = "string")]
        pub post_id: PostId,
        /// The accounts.
        #[ts(type = "string[]")]
        pub account_ids: Vec<AccountId>,
        /// When.
        pub at: At,
    }

    /// What was planned, and what could not be.
    pub struct Scheduled {
        /// One for each account that took it.
        pub publications: Vec<Publication>,
        /// Accounts for which a problem stands in the way; nothing was planned for those.
        pub refused: Vec<Refused>,
        /// In words: "Scheduled Thu 26 Nov, 6:30 pm".
        pub message: String,
    }

    /// An account for which a problem stands in the way.
    pub struct Refused {
        /// Which.
        #[ts(type = "string")]
        pub account_id: AccountId,
        /// Its network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// Why.
        pub error: ErrorDto,
    }

    /// Moves a publication.
    pub struct Reschedule {
        /// Which.
        #[ts(type = "string")]
        pub id: PublicationId,
        /// To when.
        pub at: At,
    }

    /// A publication that was moved.
    pub struct Moved {
        /// The publication.
        #[serde(flatten)]
        #[ts(flatten)]
        pub publication: Publication,
        /// The move's name for `undo`; none where its former time has passed: it would go out at once.
        #[ts(type = "number | null")]
        pub step: Option<i64>,
    }

    /// Names a publication.
    pub struct PublicationRef {
        /// Which.
        #[ts(type = "string")]
        pub id: PublicationId,
    }

    /// Publishes at once; confirmed by the person before.
    pub struct PublishNow {
        /// The post.
        #[ts(type = "string")]
        pub post_id: PostId,
        /// The accounts.
        #[ts(type = "string[]")]
        pub account_ids: Vec<AccountId>,
    }

    /// Lists publications by due time.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct PublicationList {
        /// Due at or after.
        #[ts(type = "string", optional)]
        pub from: Option<Timestamp>,
        /// Due before.
        #[ts(type = "string", optional)]
        pub to: Option<Timestamp>,
        /// Only of this post.
        #[ts(type = "string", optional)]
        pub post_id: Option<PostId>,
        /// Only these; all where absent. Set aside where a post or times are named.
        pub which: Option<Which>,
        /// At most this many; 200 unless told.
        pub limit: Option<u32>,
    }

    /// Part of the queue.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Which {
        /// What isn't over, the earliest first.
        Open,
        /// What is out, the latest first.
        Out,
    }

    /// The queue.
    pub struct Publications {
        /// By due time; what is out the latest first.
        pub publications: Vec<Publication>,
        /// Whether the person put the queue on pause.
        pub paused: bool,
        /// A clock that can't be trusted holds everything back.
        pub hold: Option<Hold>,
        /// Whether this process works the queue, or another one does.
        pub worked_here: bool,
        /// The present moment by Rust's clock.
        #[ts(type = "string")]
        pub now: Timestamp,
    }

    /// The computer's clock was set, or disagrees with the networks': nothing goes out until the person says
    /// that it is right.
    #[derive(Eq)]
    pub struct Hold {
        /// By how much, seconds; negative when it was set back or is slow.
        pub by_s: i64,
        /// What the clock said when it was noticed.
        #[ts(type = "string")]
        pub noticed_at: Timestamp,
        /// The same in words, `clock.wrong`, with the way out.
        pub error: ErrorDto,
    }

    /// One post, on one account, at one time.
    pub struct Publication {
        /// Identity.
        #[ts(type = "string")]
        pub id: PublicationId,
        /// The post.
        #[ts(type = "string")]
        pub post_id: PostId,
        /// Its title or first words.
        pub title: String,
        /// First medium.
        #[ts(type = "string | null")]
        pub cover: Option<AssetId>,
        /// The account.
        #[ts(type = "string")]
        pub account_id: AccountId,
        /// Its `@name`.
        pub handle: String,
        /// The network.
        #[ts(type = "NetworkId")]
        pub network: NetworkId,
        /// The format.
        pub format: String,
        /// How it goes out.
        #[ts(type = "Route")]
        pub route: Route,
        /// That in words.
        pub route_label: String,
        /// Where it stands.
        #[ts(type = "PublicationState")]
        pub state: PublicationState,
        /// That in words.
        pub state_label: String,
        /// The status on screen.
        #[ts(type = "Status")]
        pub status: Status,
        /// That in words.
        pub status_label: String,
        /// When it is due, and the wish behind it.
        pub due: Zoned,
        /// When it is tried again.
        #[ts(type = "string | null")]
        pub retry_at: Option<Timestamp>,
        /// Latest trouble.
        pub trouble: Option<ErrorDto>,
        /// Proof that it is out.
        pub receipt: Option<Receipt>,
        /// What the person may do now: `publish_now`, `reschedule`, `unschedule`, `retry`, `resolve`,
        /// `assist`, `open`, `edit`, `reconnect`.
        pub actions: Vec<String>,
    }

    /// What proves that a post is there.
    #[derive(Eq)]
    pub struct Receipt {
        /// The network's own id.
        pub remote_id: String,
        /// Public address.
        pub url: Option<String>,
        /// When the network took it, or the person confirmed it.
        #[ts(type = "string")]
        pub at: Timestamp,
        /// Who can see it.
        pub audience: String,
        /// That in words.
        pub audience_label: String,
        /// How we know: `answer`, `read_back`, `person`.
        pub proof: String,
        /// That in words.
        pub proof_label: String,
    }

    /// A publication with everything that happened to it.
    pub struct PublicationDetail {
        /// The publication.
        pub publication: Publication,
        /// The body as it was planned: what goes out is what the person saw.
        pub body: Body,
        /// Its deliverable steps.
        pub parts: Vec<Part>,
        /// What happened, in order, in words.
        pub log: Vec<LogLine>,
        /// Files that went out or will.
        pub files: Vec<SentFile>,
    }

    /// One deliverable step.
    pub struct Part {
        /// Identity.
        #[ts(type = "string")]
        pub id: PartId,
        /// `post`, `first_comment`, `captions`.
        pub role: String,
        /// Where it stands.
        #[ts(type = "PublicationState")]
        pub state: PublicationState,
        /// Times an unsafe call was begun.
        pub epoch: u64,
        /// Its proof.
        pub receipt: Option<Receipt>,
        /// Tries, the first first.
        pub attempts: Vec<Attempt>,
    }

    /// One try.
    pub struct Attempt {
        /// Its number.
        pub epoch: u64,
        /// Begun.
        #[ts(type = "string")]
        pub started_at: Timestamp,
        /// Ended; none while its outcome is unknown.
        #[ts(type = "string | null")]
        pub settled_at: Option<Timestamp>,
        /// `accepted`, `rejected`, `not_sent`, `unknown`.
        pub outcome: Option<String>,
        /// BLAKE3 of the body sent, hexadecimal.
        pub body_hash: String,
        /// The network's own words, without secrets.
        pub detail: Option<String>,
    }

    /// One thing that happened.
    pub struct LogLine {
        /// When.
        #[ts(type = "string")]
        pub at: Timestamp,
        /// Stable name.
        pub event: String,
        /// In words.
        pub text: String,
        /// Code and the network's own words, where there was trouble.
        pub detail: Option<String>,
    }

    /// A file of a publication.
    pub struct SentFile {
        /// The original.
        #[ts(type = "string")]
        pub asset_id: AssetId,
        /// The file made of it, while the cache keeps it.
        #[ts(type = "string | null")]
        pub rendition_id: Option<RenditionId>,
        /// BLAKE3 of the file sent, hexadecimal; none before it was made.
        pub hash: Option<String>,
        /// MIME type.
        pub mime: Option<String>,
        /// Size, bytes.
        pub bytes: Option<u64>,
        /// Width, px.
        pub width_px: Option<u32>,
        /// Height, px.
        pub height_px: Option<u32>,
    }

    /// A person's answer about a publication whose outcome can't be known.
    #[serde(tag = "kind", rename_all = "snake_case")]
    pub enum ResolveChoice {
        /// "It is there."
        There {
            /// Its address, where known.
            url: Option<String>,
        },
        /// "It isn't there: send again."
        Again,
        /// "Leave it."
        Drop,
    }

    /// Settles a publication that needs a person.
    pub struct PublicationResolve {
        /// Which.
        #[ts(type = "string")]
        pub id: PublicationId,
        /// The answer.
        pub choice: ResolveChoice,
    }

    /// Says that the clock is right, so that what was held goes out. No fields.
    #[derive(Default)]
    pub struct ClockRight {}

    /// Pauses or resumes the queue.
    pub struct QueuePause {
        /// Whether nothing shall go out.
        pub paused: bool,
    }
}
