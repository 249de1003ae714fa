//! What a text is to a network: how long it counts, and which parts of it are mentions, hashtags and links.
//!
//! Every function here takes time in proportion to the text, whatever the text: a pasted novel
//! must not stop the window.

mod bluesky;
mod chars;
mod emoji;
mod entity;
mod escape;
mod grammar;
mod links;
mod mastodon;
mod measure;
mod plain;
mod punycode;
mod split;
mod tld;
mod x;

pub use entity::{Facet, FacetKind, entities};
pub use escape::escape;
pub use measure::{Count, count, fit};
pub use split::split;

/// The UTF-16 offset of a byte offset that lies on a character boundary.
#[must_use]
pub fn utf16_offset(text: &str, byte: usize) -> usize {
    text[..byte].encode_utf16().count()
}
