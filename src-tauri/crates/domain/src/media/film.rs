//! Films as they are looked through: covers to choose from.

use serde::{Deserialize, Serialize};

/// Why a frame is proposed as the cover of a film.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum CoverReason {
    /// It shows faces.
    Faces {
        /// How many.
        count: u32,
    },
    /// It is among the sharpest frames.
    Sharp,
    /// It is well lit: neither dark nor pale.
    Lit,
    /// It shows another part of the film than the ones before it.
    Apart,
}
