//! A network that isn't there: a server that keeps every accepted post in a file, and a connector that talks to it.
//!
//! It behaves as badly as a real one: requests land late, lists come late and incomplete, answers get lost, keys are
//! forgotten. But it keeps its promise (`Promise`), for that is what the publisher relies on: nothing lands or stays
//! unlisted beyond the settle time.

mod connector;
mod server;
mod time;
mod wire;

use upbeat_domain::limits::{Confidence, Proof, Provenance};
use upbeat_domain::network::ProofClass;

pub use connector::FakeNetwork;
pub use server::{Behaviour, KillAt, Post, Server};
pub use time::FastTime;

/// What a network promises about unknown outcomes. Seconds of the clock that the test runs on.
#[derive(Clone, Copy, Debug, serde::Deserialize, serde::Serialize)]
pub struct Promise {
    /// Proof class.
    pub class: ProofClass,
    /// For how long it knows a key.
    pub key_life_s: Option<u32>,
    /// After how long a request has landed and is listed, or never will be.
    pub settle_s: u32,
    /// Whether a post is found by what it says, among all of the account's, rather than by its key.
    pub by_words: bool,
}

impl Promise {
    /// A network of each kind, with its name in reports.
    #[must_use]
    pub const fn of_every_kind() -> [(&'static str, Self); 5] {
        const fn of(class: ProofClass, key_life_s: Option<u32>) -> Promise {
            Promise { class, key_life_s, settle_s: 30, by_words: false }
        }
        const fn by_words(promise: Promise) -> Promise {
            Promise { by_words: true, ..promise }
        }
        [
            ("keyed", of(ProofClass::Keyed, None)),
            // Why 125: a repeat comes 30 s after the doubt at the soonest and needs 80 s of life left, so that it is
            // sometimes harmless and mostly not. By words, as Mastodon's.
            ("keyed for a moment", by_words(of(ProofClass::Keyed, Some(125)))),
            ("two-step", of(ProofClass::TwoStep, None)),
            ("read-back", by_words(of(ProofClass::ReadBack, None))),
            ("blind", of(ProofClass::Blind, None)),
        ]
    }

    /// The same as a network's data says it.
    #[must_use]
    pub fn proof(&self) -> Proof {
        Proof {
            class: self.class,
            key_life_s: self.key_life_s,
            settle_s: self.settle_s,
            upload_life_s: None,
            provenance: Provenance {
                source: "testkit".to_owned(),
                checked: "2026-11-23".to_owned(),
                confidence: Confidence::Code,
                note: None,
            },
        }
    }
}
