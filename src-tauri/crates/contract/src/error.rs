//! A failure as a person meets it.

use std::collections::BTreeMap;

use upbeat_domain::code::Code;
use upbeat_domain::lang::Lang;

use crate::{wire, words};

wire! {
    /// A failure: what, on what, and the way out.
    #[derive(Eq)]
    pub struct ErrorDto {
        /// Stable name; the screen chooses what to offer by it, never by the text.
        #[ts(type = "Code")]
        pub code: Code,
        /// What happened, in the person's language.
        pub message: String,
        /// The file, account or field that it is about.
        pub subject: Option<String>,
        /// The way out, in the person's language.
        pub fix: String,
        /// Whether the same request may succeed later without anything being changed.
        pub retryable: bool,
    }

    /// How `upbeat --json` prints a failure.
    pub struct ErrorReport {
        /// The failure.
        pub error: ErrorDto,
    }
}

impl ErrorDto {
    /// Puts a failure into words. `args` fill the placeholders of the code's message.
    #[must_use]
    pub fn new(lang: Lang, code: Code, subject: Option<&str>, args: &BTreeMap<String, String>) -> Self {
        let said = words::failure(lang, code, subject, args);
        Self {
            code,
            message: said.message,
            subject: subject.map(str::to_owned),
            fix: said.fix,
            retryable: retryable(code),
        }
    }
}

/// Whether the same request may succeed later without anything being changed.
#[must_use]
pub const fn retryable(code: Code) -> bool {
    matches!(
        code,
        Code::StorageBusy
            | Code::StorageFull
            | Code::MediaTimeout
            | Code::MediaStopped
            | Code::VaultLocked
            | Code::NetworkUnreachable
            | Code::NetworkLimit
            | Code::NetworkMalformed
            | Code::Conflict
    )
}
