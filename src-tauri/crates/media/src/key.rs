//! The identity of a piece of work.

use serde::Serialize;
use upbeat_domain::id::ContentHash;
use upbeat_domain::media::{Choices, Output, Recipe};

/// Counts up whenever the same recipe may give other bytes than before.
pub const ENGINE_VERSION: u32 = 6;

/// What decides a rendition's bytes. Network, format and preset are names only: two networks that ask
/// for the same file share it.
#[derive(Serialize)]
struct Work<'a> {
    engine: u32,
    output: &'a Output,
    choices: &'a Choices,
}

/// The key of a rendition: the source's bytes, what is asked of them, and the engine that does it.
/// 64 hexadecimal digits.
#[must_use]
pub fn recipe_key(source: &ContentHash, recipe: &Recipe) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(source.bytes());
    hasher.update(&work(recipe));
    hasher.finalize().to_hex().to_string()
}

/// The work as canonical JSON: fields in the order of their declaration, no spaces.
pub(crate) fn work(recipe: &Recipe) -> Vec<u8> {
    let work = Work { engine: ENGINE_VERSION, output: &recipe.output, choices: &recipe.choices };
    // Why: strings, numbers and options always become JSON.
    serde_json::to_vec(&work).unwrap_or_default()
}
