//! When it is too late: what may no longer be sent unasked, and what is put off.

use super::event::Effect;
use super::part::Evidence;
use super::step::{Machine, RETRY_FOR_MAX_S};
use super::{PublicationState as State, Trouble};
use crate::code::Code;
use crate::id::PartId;

impl Machine {
    /// Whether it is too late to send the current part unasked: more than the grace after it was wanted, or long
    /// after its due time if it was tried and never got through.
    pub(super) fn is_too_late(&self) -> bool {
        let given_up = self.publication.due_at.plus_secs(i64::from(RETRY_FOR_MAX_S));
        self.rules.now > self.publication.too_late_at()
            || (self.publication.retry_at.is_some() && self.rules.now > given_up)
    }

    /// It became too late: missed, or, where it may be out already, looked for first.
    pub(super) fn too_late(&mut self) -> Option<()> {
        let part = self.current()?;
        if part.evidence.by_key {
            part.evidence.unless_there = Some(Trouble::new(Code::PublicationMissed));
            return self.doubt(Trouble::new(Code::PublicationUnconfirmed));
        }
        self.missed()
    }

    fn missed(&mut self) -> Option<()> {
        let part = self.current()?;
        part.state = State::Missed;
        part.lease = None;
        self.publication.retry_at = None;
        self.publication.trouble = Some(Trouble::new(Code::PublicationMissed));
        self.effects.push(Effect::AskPerson);
        Some(())
    }

    /// Notes on a doubt that it was slept over: if the part isn't there, nobody sends it again unasked.
    pub(super) fn note_lateness(&mut self) -> Option<()> {
        if self.is_too_late() {
            let missed = || Trouble::new(Code::PublicationMissed);
            self.current()?.evidence.unless_there.get_or_insert_with(missed);
        }
        Some(())
    }

    /// It isn't there, and for that reason nobody sends it again unasked.
    pub(super) fn not_sent_again(&mut self, why: Trouble) -> Option<()> {
        let part = self.current()?;
        part.evidence = Evidence { refreshed: part.evidence.refreshed, ..Evidence::default() };
        match why.refusal {
            Some(refusal) => self.refused(refusal, why),
            None => self.missed(),
        }
    }

    /// Waits as it did before it was taken. What may be out is looked for meanwhile.
    pub(super) fn put_off(&mut self, id: PartId) -> Option<()> {
        let part = self.part(id)?;
        let by_key = part.evidence.by_key;
        match part.state {
            State::Planned | State::Preparing if by_key => {
                part.evidence.look_only = true;
                self.doubt(Trouble::new(Code::PublicationUnconfirmed))
            }
            State::Preparing => {
                part.state = State::Planned;
                part.lease = None;
                Some(())
            }
            State::Planned
            | State::Sending
            | State::Unconfirmed
            | State::NeedsPerson
            | State::HandedOver
            | State::WaitingForPerson
            | State::Published
            | State::Rejected
            | State::Missed
            | State::Cancelled => None,
        }
    }
}
