//! What is printed, and how it ends.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use serde::Serialize;
use upbeat_app::Failure;
use upbeat_contract::error::{ErrorDto, ErrorReport};
use upbeat_domain::code::Code;
use upbeat_domain::lang::Lang;

/// How a command ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// All well.
    Done,
    /// Something failed; each failure was named.
    Failed,
    /// Wrong use.
    Usage,
    /// Refused by a network's rules; nothing was sent.
    Refused,
    /// Needs a person.
    Person,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Refused => 3,
            Exit::Person => 4,
        })
    }
}

impl Exit {
    /// The code by which a failure ends the command.
    pub const fn of(code: Code) -> Self {
        if matches!(code, Code::PublicationBlocked) {
            Self::Refused
        } else if matches!(code, Code::Invalid) {
            Self::Usage
        } else if matches!(
            code,
            Code::PublicationNeedsPerson | Code::VaultLocked | Code::NetworkReconnect | Code::ClockWrong
        ) {
            Self::Person
        } else {
            Self::Failed
        }
    }

    /// The graver of two ends: a person is asked first, then failures count, then refusals.
    pub fn and(self, other: Self) -> Self {
        let weight = |exit| match exit {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Failed => 2,
            Self::Person => 3,
            Self::Usage => 4,
        };
        if weight(other) > weight(self) { other } else { self }
    }
}

/// Where a command prints.
#[derive(Clone, Copy, Debug)]
pub struct Out {
    /// Whether JSON goes to standard output.
    pub json: bool,
    /// Language of what people read.
    pub lang: Lang,
}

impl Out {
    /// Prints a document: as JSON, or as `human` says it.
    pub fn document<T: Serialize>(self, value: &T, human: impl FnOnce(&T) -> String) {
        if self.json { self.json_line(value, true) } else { self.text(&human(value)) }
    }

    /// Prints one JSON value; `pretty` for a whole document, else one line of a stream.
    pub fn json_line<T: Serialize>(self, value: &T, pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
        self.text(&text.expect("types of the contract have text keys and finite numbers"));
    }

    /// Prints text to standard output. A reader that went away is no failure.
    pub fn text(self, text: &str) {
        let mut out = io::stdout().lock();
        let _gone = out
            .write_all(text.as_bytes())
            .and_then(|()| if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") });
        let _gone = out.flush();
    }

    /// Says something beside the result, on standard error.
    pub fn note(self, text: &str) {
        let _gone = writeln!(io::stderr().lock(), "{text}");
    }

    /// Whether a person watches standard error.
    pub fn watched(self) -> bool {
        io::stderr().is_terminal()
    }

    /// Says a failure and ends with its code.
    pub fn failure(self, failure: &Failure) -> Exit {
        self.error(upbeat_api::said(self.lang, failure))
    }

    /// Says a failure that is in words already and ends with its code.
    pub fn error(self, error: ErrorDto) -> Exit {
        let exit = Exit::of(error.code);
        if self.json {
            self.json_line(&ErrorReport { error }, true);
        } else {
            self.note(&format!("upbeat: {}", in_one_line(&error)));
        }
        exit
    }
}

/// A failure for a person: what, the way out, and the code to search for.
pub fn in_one_line(error: &ErrorDto) -> String {
    format!("{} {} [{}]", error.message, error.fix, error.code)
}
