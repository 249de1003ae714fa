//! What the studio tells, as it crosses.

use upbeat_app::Failure;
use upbeat_app::event::{Alarm, Alike as Pair, Event, Noun};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::event::{Alike, AlikePair, Changed, ChangedKind, Importing, Progress, WorkState};
use upbeat_contract::words::sentence;
use upbeat_domain::job::JobState;
use upbeat_domain::lang::Lang;

use crate::error::said;

/// An event of the contract.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Something changed.
    Changed(Changed),
    /// How far work is.
    Progress(Progress),
    /// How far copying files is.
    Importing(Importing),
    /// Pictures that look like one that was there before.
    Alike(Alike),
}

/// An event as it crosses.
#[must_use]
pub fn told(event: Event) -> Told {
    match event {
        Event::Changed { noun, ids } => Told::Changed(Changed { kind: kind(noun), ids }),
        Event::Progress(p) => Told::Progress(Progress {
            job_id: p.job,
            asset_id: p.asset,
            state: state(p.state),
            done: p.done,
            total: p.total,
            percent: p.percent,
            eta_ms: p.eta_ms,
        }),
        Event::Alike(pairs) => {
            let pair = |pair: Pair| AlikePair { asset_id: pair.asset, like_id: pair.like };
            Told::Alike(Alike { pairs: pairs.into_iter().map(pair).collect() })
        }
        Event::Importing(i) => Told::Importing(Importing {
            name: i.name,
            bytes: i.bytes,
            total_bytes: i.total_bytes,
            files: i.files,
            total_files: i.total_files,
        }),
    }
}

const fn state(state: JobState) -> WorkState {
    match state {
        JobState::Waiting | JobState::Running => WorkState::Running,
        JobState::Done => WorkState::Done,
        JobState::Failed => WorkState::Failed,
        JobState::Cancelled => WorkState::Cancelled,
    }
}

/// What the person should know wherever they are, in words: a title, and what happened with the way out.
#[must_use]
pub fn told_alarm(lang: Lang, alarm: &Alarm) -> (String, ErrorDto) {
    match alarm {
        Alarm::Damaged { client, failure } => {
            let title = sentence(lang, "shell", "damaged_title", &[("client", client.clone())]);
            (title, said(lang, failure))
        }
        Alarm::Clock(hold) => (sentence(lang, "shell", "clock_title", &[]), said(lang, &Failure::from(hold))),
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
