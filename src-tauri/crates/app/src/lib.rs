//! One function per thing that a person can do.
//!
//! Use-cases are composed here of what the other crates can: each opens its one transaction, writes
//! in a task that no caller can drop, and tells what changed. What is deliberately absent: words for
//! people (they are in `upbeat-contract`) and anything of a window.

pub mod account;
pub mod assisted;
pub mod backup;
pub mod check;
pub mod document;
pub mod event;
pub mod failure;
pub mod film;
pub mod glance;
pub mod housekeeping;
pub mod inspect;
pub mod media;
pub mod network;
pub mod post;
pub mod prepare;
pub mod publication;
pub mod queue;
pub mod settings;
pub mod studio;
pub mod time;
pub mod undo;
pub mod workspace;

pub use failure::Failure;
pub use studio::{Options, Studio};
pub use upbeat_media::{Cancel, Engine};
