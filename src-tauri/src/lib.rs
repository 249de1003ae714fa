//! The shell: the only part that knows Tauri. It composes the studio with its windows, adapts every
//! command of `upbeat-contract` to them, and decides nothing.
//!
//! Without the feature `window` only what needs no WebKit is built.

#[cfg(feature = "window")]
mod background;
#[cfg(feature = "window")]
mod closing;
#[cfg(feature = "window")]
mod commands;
#[cfg(feature = "window")]
mod compose;
#[cfg(feature = "window")]
mod events;
#[cfg(feature = "window")]
mod media;
#[cfg(feature = "window")]
mod outside;
pub mod range;
#[cfg(feature = "window")]
mod reminder;
#[cfg(feature = "window")]
mod tray;
#[cfg(feature = "window")]
mod window;

#[cfg(feature = "window")]
pub use compose::run;
