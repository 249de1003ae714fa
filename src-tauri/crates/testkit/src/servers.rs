//! Real servers and stand-ins for tests, on this computer only: started on free ports, waited for
//! within bounds, and gone when the test ends.

pub mod bluesky;
pub mod cut;
pub mod http;
pub mod mastodon;
mod process;
pub mod scripted;
pub mod session;
