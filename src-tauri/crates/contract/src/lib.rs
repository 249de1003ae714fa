//! Every request, response, event and error code that crosses to the window or the command line.
//!
//! One contract for both: the window's TypeScript is generated from these types
//! (`cargo run -p upbeat-contract --example codegen`), and `upbeat --json` prints them. JSON is
//! `snake_case`, ids are text, instants are RFC 3339, units stand in the names, integers stay
//! below 2^53.
//!
//! What is deliberately absent: Tauri, I/O, and any decision. A type here says what crosses, and
//! [`words`] says it in the person's language.

pub mod account;
pub mod assisted;
pub mod backup;
pub mod check;
pub mod commands;
pub mod document;
pub mod edit;
pub mod editor;
pub mod error;
pub mod event;
pub mod figure;
pub mod film;
pub mod media;
pub mod network;
pub mod post;
pub mod publication;
pub mod rendition;
pub mod report;
pub mod settings;
pub mod studio;
pub mod time;
pub mod typescript;
pub mod undo;
pub mod words;
pub mod workspace;

pub use upbeat_domain::lang::Lang;

/// Derives what every type that crosses needs.
macro_rules! wire {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident $body:tt)+) => {$(
        #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize, ts_rs::TS)]
        $(#[$meta])*
        pub $kind $name $body
    )+};
}
pub(crate) use wire;
