//! What the studio tells, as it crosses.

use upbeat_app::event::{Event, Noun};
use upbeat_contract::event::{Changed, ChangedKind, Progress};

/// An event of the contract.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Something changed.
    Changed(Changed),
    /// How far work is.
    Progress(Progress),
}

/// An event as it crosses.
#[must_use]
pub fn told(event: Event) -> Told {
    match event {
        Event::Changed { noun, ids } => Told::Changed(Changed { kind: kind(noun), ids }),
        Event::Progress(p) => Told::Progress(Progress {
            job_id: p.job,
            asset_id: p.asset,
            done: p.done,
            total: p.total,
            percent: p.percent,
            eta_ms: p.eta_ms,
        }),
    }
}

const fn kind(noun: Noun) -> ChangedKind {
    match noun {
        Noun::Posts => ChangedKind::Posts,
        Noun::Assets => ChangedKind::Assets,
        Noun::Renditions => ChangedKind::Renditions,
        Noun::Publications => ChangedKind::Publications,
        Noun::Accounts => ChangedKind::Accounts,
        Noun::Settings => ChangedKind::Settings,
        Noun::Workspace => ChangedKind::Workspace,
        Noun::Studio => ChangedKind::Studio,
    }
}
