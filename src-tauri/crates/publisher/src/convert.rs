//! From the networks' answers to the domain's events.

use std::time::Duration;

use upbeat_domain::code::Code;
use upbeat_domain::publication as domain;
use upbeat_networks::{Failure, Outcome, ReadBack, Refusal, RefusalKind, Trouble};

use crate::news::Said;

/// The answer to the one unsafe call.
pub(crate) fn outcome(outcome: Outcome) -> domain::Outcome {
    match outcome {
        Outcome::Accepted(receipt) => domain::Outcome::Accepted(receipt),
        Outcome::Rejected(no) => {
            domain::Outcome::Rejected { refusal: kind(no.kind), trouble: trouble(no.code, no.words) }
        }
        // Why: a "duplicate" answer proves nothing by itself; what it speaks of is read back, never sent again.
        Outcome::Duplicate => domain::Outcome::Unknown {
            trouble: domain::Trouble::new(Code::PublicationUnconfirmed).with_detail("duplicate"),
        },
        Outcome::NotSent(why) => domain::Outcome::NotSent {
            retry_after_s: why.retry_after.map(seconds),
            trouble: trouble(why.code, why.words),
        },
        Outcome::Expired => {
            domain::Outcome::Expired { trouble: domain::Trouble::new(Code::NetworkReconnect) }
        }
        Outcome::Unknown(why) => domain::Outcome::Unknown { trouble: trouble(why.code, why.words) },
    }
}

/// What stood in the way of preparation.
pub(crate) fn failure(failure: Failure) -> domain::Failure {
    match failure {
        Failure::Refused(Refusal { kind: no, code, words }) => {
            domain::Failure::Refused { refusal: kind(no), trouble: trouble(code, words) }
        }
        Failure::Expired => {
            domain::Failure::Expired { trouble: domain::Trouble::new(Code::NetworkReconnect) }
        }
        Failure::Later(Trouble { code, words, retry_after }) => {
            domain::Failure::Later { retry_after_s: retry_after.map(seconds), trouble: trouble(code, words) }
        }
    }
}

/// What a read-back said; none where only fresh credentials can tell.
pub(crate) fn said(read_back: ReadBack) -> Option<Said> {
    match read_back {
        ReadBack::Found(receipts) => Some(Said::These(receipts)),
        ReadBack::NotFound => Some(Said::Answer(domain::Answer::NotFound)),
        ReadBack::CannotTell(why) if passes(why.code) => {
            let retry_after_s = why.retry_after.map(seconds);
            Some(Said::Answer(domain::Answer::Unreachable { retry_after_s }))
        }
        ReadBack::CannotTell(_) => Some(Said::Answer(domain::Answer::CannotTell)),
        ReadBack::Expired => None,
    }
}

/// Whether a trouble passes by itself: the network couldn't be asked, which isn't the same as not knowing.
fn passes(code: Code) -> bool {
    [Code::NetworkUnreachable, Code::NetworkLimit].contains(&code)
}

const fn kind(kind: RefusalKind) -> domain::Refusal {
    match kind {
        RefusalKind::Edit => domain::Refusal::Edit,
        RefusalKind::Reconnect => domain::Refusal::Reconnect,
        RefusalKind::Limit => domain::Refusal::Limit,
    }
}

fn trouble(code: Code, words: String) -> domain::Trouble {
    let trouble = domain::Trouble::new(code);
    if words.is_empty() { trouble } else { trouble.with_detail(words) }
}

fn seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))).unwrap_or(u32::MAX)
}
