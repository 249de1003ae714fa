//! The one HTTP client: SSRF guard, limits, redaction, retry classification.

mod address;
mod answer;
mod body;
mod client;
mod line;
mod loopback;
mod redact;
mod request;
mod resolver;

pub use address::{AddressError, Reach, check, parse};
pub use answer::{Answer, Malformed};
pub use client::{CallError, Cause, Certainty, Client, StartError};
pub use loopback::{Loopback, LoopbackError, Returned};
pub use redact::{WORDS_MAX, redact};
pub use request::{ANSWER_BYTES_MAX, DEADLINE, FilePart, Method, Request};

#[cfg(test)]
mod tests;
