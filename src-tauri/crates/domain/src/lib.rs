//! Words and rules of the trade.
//!
//! Pure: no I/O, no async, no clock, no randomness and no `serde_json::Value`. Time and ids come
//! in as arguments. Everything that the studio *means* is decided here; the other crates carry it out.

pub mod account;
pub mod asset;
pub mod check;
pub mod code;
pub mod id;
pub mod job;
pub mod lang;
pub mod limits;
pub mod media;
pub mod network;
pub mod plan;
pub mod post;
pub mod publication;
pub mod text;
pub mod time;
pub mod workspace;
