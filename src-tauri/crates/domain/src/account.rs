//! Our connection to one profile or page. Its secrets are in the keychain and nowhere else.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, ContentHash};
use crate::network::{NetworkId, Route, closed_set};
use crate::time::Timestamp;

closed_set! {
    /// Whether an account can be used.
    AccountState, UnknownAccountState, "account state" {
        /// Works as far as is known.
        Connected = "connected",
        /// The permission ended: the person has to connect again.
        Reconnect = "reconnect",
        /// The person paused it: nothing of it goes out.
        Paused = "paused",
    }
}

/// One account of the workspace.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Account {
    /// Identity.
    pub id: AccountId,
    /// Its network.
    pub network: NetworkId,
    /// The network's own stable id of the profile (a DID, a number); for an assisted account the handle.
    pub remote_id: String,
    /// Address of the server that it lives on, `https://…`; empty where the network has only one.
    pub server: String,
    /// Name as people mention it, without the leading `@`.
    pub handle: String,
    /// Name as people read it.
    pub display_name: String,
    /// Digest of its picture, kept in the library's cache.
    pub avatar: Option<ContentHash>,
    /// How its publications reach the network.
    pub route: Route,
    /// The person said that the server is on their own network: private addresses are allowed.
    pub own_network: bool,
    /// What the server itself said of its limits; laid over the network's data.
    pub server_limits: Option<ServerLimits>,
    /// Whether it can be used.
    pub state: AccountState,
    /// Generation of its entry in the keychain; counts up with every rotation.
    pub secret_generation: u32,
    /// How late is still on time, seconds.
    pub grace_s: u32,
    /// Place in the person's order, from 0.
    pub position: u32,
    /// First connected.
    pub created_at: Timestamp,
    /// Last seen working.
    pub checked_at: Option<Timestamp>,
    /// Removed since; kept for the receipts that name it.
    pub deleted_at: Option<Timestamp>,
}

/// Limits that a server states of itself. What it doesn't state follows the network's data.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct ServerLimits {
    /// Longest text, in the network's unit.
    pub max_text: Option<u32>,
    /// What every link counts, in the network's unit.
    pub link_length: Option<u32>,
    /// Most media in one post.
    pub max_media: Option<u32>,
    /// Longest description of a medium, in the network's unit.
    pub max_alt: Option<u32>,
    /// Largest picture, bytes.
    pub max_image_bytes: Option<u64>,
    /// Largest picture, width × height in px.
    pub max_image_pixels: Option<u64>,
    /// Largest film, bytes.
    pub max_video_bytes: Option<u64>,
    /// Largest film, width × height in px.
    pub max_video_pixels: Option<u64>,
    /// Most frames per second.
    pub max_video_fps: Option<u32>,
    /// MIME types that it takes; empty when it doesn't say.
    pub mimes: Vec<String>,
    /// Whether films can be uploaded, where the server says so.
    pub video: Option<bool>,
}
