//! The composed studio without a window: what a person does, and what comes of it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that isn't there")]

mod bin;
mod clock;
mod damage;
mod desk;
mod files;
mod queue;
mod tidy;
