//! The crash harness: a publisher in a process of its own, killed wherever we like, and a scene that says afterwards
//! what was lost, doubled or falsely published.

mod scene;
mod verdict;
mod worker;

use serde::{Deserialize, Serialize};
use upbeat_domain::network::NetworkId;

use crate::network::{FastTime, Promise};

pub use scene::{Plan, Scene};
pub use verdict::Verdict;
pub use worker::{Worker, build_worker};

/// Name of the variable that carries a [`Script`] to the worker.
pub const SCRIPT: &str = "UPBEAT_CRASH_SCRIPT";
/// Name of the one picture in the workspace's folder that every medium of the scene stands for.
pub const PICTURE: &str = "picture.png";
/// The network that the fake one stands for.
pub const NETWORK: NetworkId = NetworkId::Mastodon;

/// What a worker's life shall be like.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Script {
    /// The workspace's folder.
    pub folder: std::path::PathBuf,
    /// Its id.
    pub workspace: upbeat_domain::id::WorkspaceId,
    /// Where the network listens.
    pub address: std::net::SocketAddr,
    /// What it promises.
    pub promise: Promise,
    /// What time it is.
    pub time: FastTime,
    /// The failpoint at which to die, and at which pass through it.
    pub die_at: Option<(String, u32)>,
    /// Whether to be the naive queue that the control needs: at least once, no intent, no key.
    pub naive: bool,
}
