//! The one function that moves a publication from state to state.

use super::event::{Effect, Event, Failure, Refusal};
use super::part::{Attempt, Part, Prepared};
use super::{Lease, Publication, PublicationState as State, Trouble};
use crate::code::Code;
use crate::id::PartId;
use crate::limits::Proof;
use crate::network::{ProofClass, Route};
use crate::time::Timestamp;

/// The first wait after a failure that the network gave no time for, seconds. Doubles with every failure in a row.
pub const BACK_OFF_FIRST_S: u32 = 15;
/// The longest such wait, seconds.
pub const BACK_OFF_MAX_S: u32 = 900;
/// The longest wait that a network may ask for, seconds; a longer one is cut to it.
pub const RETRY_AFTER_MAX_S: u32 = 86_400;
/// How long after its due time a publication that never got through is tried at all, seconds; then it is missed.
pub const RETRY_FOR_MAX_S: u32 = 86_400;
/// How long an unknown outcome is looked into before the person is asked, seconds.
pub const DOUBT_MAX_S: u32 = 86_400;
/// The deadline of the one unsafe call, seconds. A repeat under a key is harmless only if it ends within the key's life.
pub const COMMIT_DEADLINE_S: u32 = 60;
/// The longest between intent and call, seconds: a process that slept in between doesn't make the call any more.
pub const CALL_START_MAX_S: u32 = 20;
/// The shortest time between two "not there" answers that count as two, seconds.
pub const ANSWERS_APART_MIN_S: u32 = 5;
/// How long before its end an upload on the network's side no longer counts as there, seconds.
pub const PREPARED_MARGIN_S: u32 = 120;

/// What a step depends on besides the publication: the time, chance, and how the network proves an outcome.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Now.
    pub now: Timestamp,
    /// Chance, 0 to 1000, that spreads retries of many publications.
    pub jitter: u16,
    /// How an unknown outcome is settled on this network.
    pub class: ProofClass,
    /// For how long a repeat under the same key is harmless, seconds; none means for ever (where the class is keyed).
    pub key_life_s: Option<u32>,
    /// How long until a read-back may say "not there", seconds.
    pub settle_s: u32,
}

impl Rules {
    /// The rules of a network at an instant.
    #[must_use]
    pub const fn new(proof: &Proof, now: Timestamp, jitter: u16) -> Self {
        Self { now, jitter, class: proof.class, key_life_s: proof.key_life_s, settle_s: proof.settle_s }
    }

    /// Now, and so many seconds more, spread by up to a tenth.
    pub(super) fn after(&self, wait_s: u32) -> Timestamp {
        let micros = i64::from(wait_s) * 1_000_000;
        self.now.plus_micros(micros + micros / 10_000 * i64::from(self.jitter.min(1000)))
    }

    /// The wait after `tries` failures in a row.
    pub(super) fn back_off(&self, tries: u32) -> Timestamp {
        let doubled = BACK_OFF_FIRST_S.saturating_mul(1_u32.checked_shl(tries.min(16)).unwrap_or(u32::MAX));
        self.after(doubled.min(BACK_OFF_MAX_S))
    }
}

/// That event can't happen to a publication in that state.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a publication that is {state} can't be {event}")]
pub struct Illegal {
    /// The publication's state.
    pub state: State,
    /// The event's name.
    pub event: &'static str,
}

/// Moves a publication by one event. Pure: the caller writes the result down, then carries out the effects.
///
/// # Errors
/// [`Illegal`] when the event can't happen in this state: the news is old, or the person was late. Nothing changes then.
pub fn step(
    publication: Publication,
    event: Event,
    rules: &Rules,
) -> Result<(Publication, Vec<Effect>), Illegal> {
    let illegal = Illegal { state: publication.state, event: event.name() };
    let mut machine = Machine { publication, rules: *rules, effects: Vec::new() };
    machine.apply(event).ok_or(illegal)?;
    let Machine { mut publication, effects, .. } = machine;
    publication.state = publication.state_of_parts();
    publication.updated_at = rules.now;
    Ok((publication, effects))
}

/// A step under way. Every method answers none where the event doesn't fit.
pub(super) struct Machine {
    pub(super) publication: Publication,
    pub(super) rules: Rules,
    pub(super) effects: Vec<Effect>,
}

impl Machine {
    fn apply(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Claim { lease } => self.claim(lease),
            Event::Prepared { part, prepared } => self.prepared(part, prepared),
            Event::PrepareFailed { part, failure } => self.prepare_failed(part, failure),
            Event::Intend { part, attempt, body_hash, lease } => self.intend(part, attempt, body_hash, lease),
            Event::PutOff { part } => self.put_off(part),
            Event::Settled { part, epoch, outcome } => self.settled(part, epoch, outcome),
            Event::OwnerLost { part } => self.owner_lost(part),
            Event::ReadBack { part, epoch, asker, asked_at, answer } => {
                self.read_back(part, epoch, asker, asked_at, answer)
            }
            Event::Resolved(choice) => self.resolved(choice),
            Event::Confirmed(receipt) => self.confirmed(&receipt),
            Event::Replan { due_at, wish, zone_table } => {
                self.replan(due_at)?;
                self.publication.wish = wish;
                self.publication.zone_table = zone_table;
                Some(())
            }
            Event::Edited { body, contents } => self.edited(body, contents),
            Event::Cancel => self.cancel(),
            Event::CancelAnswered { part, answer } => self.cancel_answered(part, answer),
        }
    }

    /// The part under way, if it is the one meant.
    pub(super) fn part(&mut self, id: PartId) -> Option<&mut Part> {
        self.current().filter(|part| part.id == id)
    }

    pub(super) fn current(&mut self) -> Option<&mut Part> {
        self.publication.parts.iter_mut().find(|part| part.state != State::Published)
    }

    /// Every part that isn't out.
    pub(super) fn open_parts(&mut self) -> impl Iterator<Item = &mut Part> {
        self.publication.parts.iter_mut().filter(|part| part.state != State::Published)
    }

    fn claim(&mut self, lease: Lease) -> Option<()> {
        let (wanted, now) = (self.publication.wanted_at(), self.rules.now);
        let route = self.publication.route;
        let part = self.publication.current().filter(|part| part.state == State::Planned)?;
        if wanted > now {
            return None;
        }
        if route == Route::Assisted {
            self.publication.retry_at = None;
            self.open_parts().for_each(|part| part.state = State::WaitingForPerson);
            self.effects.push(Effect::Remind);
            return Some(());
        }
        if part.receipt.is_some() {
            // Why: it lies in the network's own inbox already; reminding again sends nothing again.
            self.publication.retry_at = None;
            self.current()?.state = State::WaitingForPerson;
            self.effects.push(Effect::Remind);
            return Some(());
        }
        let id = part.id;
        if self.is_too_late() {
            return self.too_late();
        }
        if self.key_ran_out() {
            return self.doubt(Trouble::new(Code::PublicationUnconfirmed));
        }
        let part = self.current()?;
        part.state = State::Preparing;
        part.lease = Some(lease);
        if part
            .prepared
            .as_ref()
            .is_some_and(|prepared| prepared.ends_before(now.plus_secs(PREPARED_MARGIN_S.into())))
        {
            part.prepared = None;
        }
        self.effects.push(Effect::Prepare(id));
        Some(())
    }

    fn prepared(&mut self, id: PartId, prepared: Prepared) -> Option<()> {
        let part = self.part(id).filter(|part| part.state == State::Preparing)?;
        part.prepared = Some(prepared);
        Some(())
    }

    fn prepare_failed(&mut self, id: PartId, failure: Failure) -> Option<()> {
        self.part(id).filter(|part| part.state == State::Preparing)?;
        match failure {
            Failure::Later { retry_after_s, trouble } => self.again_later(retry_after_s, trouble),
            Failure::Expired { trouble } => self.expired(trouble),
            Failure::Refused { refusal, trouble } => self.refused(refusal, trouble),
        }
    }

    /// Whether the part may be sent again only under its key, and the network no longer knows that.
    fn key_ran_out(&self) -> bool {
        let part = self.publication.current();
        part.is_some_and(|part| part.evidence.by_key && !self.rules.repeat_is_harmless(part))
    }

    /// Writes the intent. From here on something may be out. Whether it is still time is asked again: preparing may
    /// have taken long, or been slept over.
    fn intend(
        &mut self,
        id: PartId,
        attempt: crate::id::AttemptId,
        body_hash: crate::id::ContentHash,
        lease: Lease,
    ) -> Option<()> {
        let now = self.rules.now;
        let part = self.part(id).filter(|part| part.state == State::Preparing && part.prepared.is_some())?;
        if part.lease.is_none_or(|held| held.owner != lease.owner)
            || part.attempts.iter().any(|attempt| attempt.settled.is_none())
        {
            return None;
        }
        if self.is_too_late() {
            return self.too_late();
        }
        if self.key_ran_out() {
            return self.doubt(Trouble::new(Code::PublicationUnconfirmed));
        }
        let part = self.part(id)?;
        part.state = State::Sending;
        part.epoch = part.epoch.next();
        part.lease = Some(lease);
        part.evidence.not_there = 0;
        part.evidence.last_at = None;
        let key = part.key.clone();
        let epoch = part.epoch;
        part.attempts.push(Attempt { id: attempt, epoch, key, body_hash, started_at: now, settled: None });
        self.effects.push(Effect::Commit { part: id, epoch });
        Some(())
    }

    /// Back to waiting, for as long as the network asks or the back-off says; but what was slept over while it was at
    /// work isn't tried again unasked.
    pub(super) fn again_later(&mut self, retry_after_s: Option<u32>, trouble: Trouble) -> Option<()> {
        if self.is_too_late() {
            return self.too_late();
        }
        let rules = self.rules;
        let part = self.current()?;
        part.state = State::Planned;
        part.lease = None;
        part.evidence.refreshed = false;
        let at = if let Some(wait_s) = retry_after_s {
            // Why: the network named its time; obeying it is no failure of ours and burns no try.
            rules.after(wait_s.clamp(1, RETRY_AFTER_MAX_S))
        } else {
            let at = rules.back_off(part.tries);
            part.tries = part.tries.saturating_add(1);
            at
        };
        self.publication.retry_at = Some(at);
        self.publication.trouble = Some(trouble);
        Some(())
    }

    /// The permission ran out: once it is renewed, then the person has to connect again.
    pub(super) fn expired(&mut self, trouble: Trouble) -> Option<()> {
        let now = self.rules.now;
        let part = self.current()?;
        if part.evidence.refreshed {
            return self.refused(Refusal::Reconnect, trouble);
        }
        if self.is_too_late() {
            return self.too_late();
        }
        let part = self.current()?;
        part.evidence.refreshed = true;
        part.state = State::Planned;
        part.lease = None;
        self.publication.retry_at = Some(now);
        self.publication.trouble = Some(trouble);
        Some(())
    }

    /// The network, or the files, said no. A repeat that was refused says nothing of the attempt before it.
    pub(super) fn refused(&mut self, refusal: Refusal, trouble: Trouble) -> Option<()> {
        let trouble = Trouble { refusal: Some(refusal), ..trouble };
        let part = self.current()?;
        if part.evidence.by_key {
            part.evidence.unless_there = Some(trouble.clone());
            return self.doubt(trouble);
        }
        part.state = State::Rejected;
        part.lease = None;
        self.publication.retry_at = None;
        self.publication.trouble = Some(trouble);
        self.effects.push(Effect::AskPerson);
        Some(())
    }
}

impl Prepared {
    /// Whether the network lets go of it before `at`.
    fn ends_before(&self, at: Timestamp) -> bool {
        self.until.is_some_and(|until| until < at)
    }
}
