//! From an HTTP answer to what may be done next. The networks' own error tables (`limits.toml`)
//! decide; where they say nothing, the rules of the protocol do.

use upbeat_domain::code::Code;
use upbeat_domain::limits::{ErrorRule, Meaning};
use upbeat_domain::time::Timestamp;
use upbeat_net::{Answer, CallError, Cause, Certainty};

use crate::outcome::{Failure, Outcome, ReadBack, Refusal, RefusalKind, Trouble};

/// What a network said besides its status.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// Its own name of the error.
    pub(crate) error: Option<String>,
    /// Its words, redacted.
    pub(crate) words: String,
}

/// What a refusal means: the row with status and error name, else the row with the status alone,
/// else the general rule.
pub(crate) fn meaning(rules: &[ErrorRule], status: u16, error: Option<&str>) -> Meaning {
    let of_status = || rules.iter().filter(|rule| rule.status == status);
    let named = of_status().find(|rule| rule.code.is_some() && rule.code.as_deref() == error);
    named
        .or_else(|| of_status().find(|rule| rule.code.is_none()))
        .map_or_else(|| general(status), |r| r.meaning)
}

/// The general rule: a clear client error is a no; everything else after bytes left is unknown.
const fn general(status: u16) -> Meaning {
    match status {
        401 => Meaning::RejectedReconnect,
        429 => Meaning::NotSent,
        408 | 409 | 425 => Meaning::Unknown,
        400..=499 => Meaning::RejectedEdit,
        _ => Meaning::Unknown,
    }
}

/// The code that a refusal of that kind shows.
const fn code_of(kind: RefusalKind) -> Code {
    match kind {
        RefusalKind::Edit => Code::NetworkRejected,
        RefusalKind::Reconnect => Code::NetworkReconnect,
        RefusalKind::Limit => Code::NetworkLimit,
    }
}

pub(crate) fn refusal(kind: RefusalKind, words: String) -> Refusal {
    Refusal { kind, code: code_of(kind), words }
}

/// Whether stale credentials can be renewed here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Renewable {
    Yes,
    No,
}

/// Everything that judging an unsuccessful answer takes.
pub(crate) struct Judge<'a> {
    pub(crate) rules: &'a [ErrorRule],
    /// Error names that mean stale credentials.
    pub(crate) stale: &'a [&'a str],
    pub(crate) renewable: Renewable,
    pub(crate) now: Timestamp,
}

impl Judge<'_> {
    fn is_stale(&self, answer: &Answer, said: &Said) -> bool {
        let named = said.error.as_deref().is_some_and(|error| self.stale.contains(&error));
        self.renewable == Renewable::Yes && (named || (answer.status == 401 && said.error.is_none()))
    }

    fn trouble(&self, code: Code, answer: &Answer, said: Said) -> Trouble {
        Trouble { code, words: said.words, retry_after: answer.retry_after(self.now) }
    }

    /// The outcome of an unsuccessful answer to the unsafe call.
    pub(crate) fn outcome(&self, answer: &Answer, said: Said) -> Outcome {
        if self.is_stale(answer, &said) {
            return Outcome::Expired;
        }
        match meaning(self.rules, answer.status, said.error.as_deref()) {
            Meaning::RejectedEdit => Outcome::Rejected(refusal(RefusalKind::Edit, said.words)),
            Meaning::RejectedReconnect => Outcome::Rejected(refusal(RefusalKind::Reconnect, said.words)),
            Meaning::RejectedLimit => Outcome::Rejected(refusal(RefusalKind::Limit, said.words)),
            Meaning::NotSent => Outcome::NotSent(self.trouble(Code::NetworkLimit, answer, said)),
            Meaning::Duplicate => Outcome::Duplicate,
            Meaning::Unknown => Outcome::Unknown(self.trouble(Code::PublicationUnconfirmed, answer, said)),
        }
    }

    /// The failure of an unsuccessful answer to a harmless question.
    pub(crate) fn failure(&self, answer: &Answer, said: Said) -> Failure {
        match self.outcome(answer, said) {
            Outcome::Rejected(refusal) => refusal.into(),
            Outcome::Expired => Failure::Expired,
            Outcome::NotSent(trouble) => trouble.into(),
            Outcome::Unknown(trouble) => Trouble { code: Code::NetworkUnreachable, ..trouble }.into(),
            Outcome::Accepted(_) | Outcome::Duplicate => {
                Trouble { code: Code::NetworkMalformed, words: String::new(), retry_after: None }.into()
            }
        }
    }
}

/// What a call without an answer means for the unsafe call.
pub(crate) fn lost(error: CallError) -> Outcome {
    match error.certainty {
        Certainty::NotSent => Outcome::NotSent(unreachable(error)),
        Certainty::Unknown => {
            Outcome::Unknown(Trouble { code: Code::PublicationUnconfirmed, ..unreachable(error) })
        }
    }
}

/// What a call without an answer means for a harmless question.
pub(crate) fn unreachable(error: CallError) -> Trouble {
    let code = match error.cause {
        Cause::Address(_) => Code::NetworkAddress,
        Cause::File => Code::MediaUnreadable,
        Cause::Request => Code::Internal,
        Cause::Unreachable | Cause::Timeout | Cause::Broken | Cause::Redirect => Code::NetworkUnreachable,
    };
    Trouble { code, words: error.to_string(), retry_after: None }
}

/// What a failed question means for a read-back: it proves nothing.
pub(crate) fn cannot_tell(failure: Failure) -> ReadBack {
    match failure {
        Failure::Expired => ReadBack::Expired,
        Failure::Later(trouble) => ReadBack::CannotTell(trouble),
        Failure::Refused(refusal) => {
            ReadBack::CannotTell(Trouble { code: refusal.code, words: refusal.words, retry_after: None })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_row_wins_then_the_status_then_the_general_rule() {
        let bluesky = &crate::limits(upbeat_domain::network::NetworkId::Bluesky).errors;
        let table = [
            (400, Some("InvalidRequest"), Meaning::RejectedEdit),
            (400, Some("InvalidSwap"), Meaning::Unknown),
            (400, Some("SomethingNew"), Meaning::RejectedEdit),
            (401, Some("AuthMissing"), Meaning::RejectedReconnect),
            (413, None, Meaning::RejectedEdit),
            (429, Some("RateLimitExceeded"), Meaning::NotSent),
            (500, Some("InternalServerError"), Meaning::Unknown),
            (502, None, Meaning::Unknown),
            (408, None, Meaning::Unknown),
            (409, None, Meaning::Unknown),
            (425, None, Meaning::Unknown),
            (302, None, Meaning::Unknown),
        ];
        for (status, error, expected) in table {
            assert_eq!(meaning(bluesky, status, error), expected, "{status} {error:?}");
        }
    }
}
