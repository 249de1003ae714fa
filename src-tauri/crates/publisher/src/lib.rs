//! The durable queue: due, claim, prepare, send, settle, reconcile.
//!
//! The promise: a post is never lost, never silently doubled, never falsely "published"; where a network can't prove
//! an outcome, the person is asked. How: the intent is on the disk before the one unsafe call, the call is made at
//! most once for each intent, and an unknown outcome is looked into by the network's proof class, never sent again
//! unchecked. What may follow what is decided by [`upbeat_domain::publication::step`] alone; this crate carries it out.
//!
//! Deliberately absent: rules of single networks (they are data), SQL (it is in the store), retries inside a call.

mod convert;
mod correspondence;
mod deliver;
mod drift;
mod gate;
mod keys;
mod news;
mod notice;
mod outgoing;
mod point;
mod prepare;
mod publisher;
mod queue;
mod reconcile;
mod wait;

pub use gate::{Gate, Hold};
pub use keys::Keys;
pub use notice::Notice;
pub use outgoing::{Files, FilesWanted};
pub use publisher::{Publisher, PublisherError, Setup, Tick, Workspace, proofs};
pub use wait::PublishError;

/// Names of the failpoints, for the crash tests. Empty in every build without the `failpoints` feature.
#[must_use]
pub const fn failpoints() -> &'static [&'static str] {
    point::NAMES
}
