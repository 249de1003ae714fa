//! Tests that need the inside of the crate: a scripted name service, a server that breaks off.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

mod address;
mod guard;
mod loopback;
mod sending;
