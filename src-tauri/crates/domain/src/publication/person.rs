//! The part of the machine that the person moves: decide, confirm, plan again, edit, call off.

use super::event::{CancelAnswer, Choice, Effect};
use super::part::Evidence;
use super::step::Machine;
use super::{PublicationState as State, Receipt, Trouble};
use crate::code::Code;
use crate::id::PartId;
use crate::post::Body;
use crate::time::Timestamp;

impl Machine {
    pub(super) fn resolved(&mut self, choice: Choice) -> Option<()> {
        let now = self.rules.now;
        let part = self.current().filter(|part| part.state == State::NeedsPerson)?;
        match choice {
            Choice::There(receipt) => self.out(Receipt { proof: "person".to_owned(), ..receipt }),
            Choice::Again => {
                part.state = State::Planned;
                part.tries = 0;
                part.evidence = Evidence::default();
                self.publication.wish = None;
                self.publication.due_at = now;
                self.publication.retry_at = None;
                self.publication.trouble = None;
                Some(())
            }
            Choice::Drop => self.call_off(),
        }
    }

    pub(super) fn confirmed(&mut self, receipt: &Receipt) -> Option<()> {
        self.publication.current().filter(|part| part.state == State::WaitingForPerson)?;
        let receipt = Receipt { proof: "person".to_owned(), ..receipt.clone() };
        for part in self.open_parts() {
            part.state = State::Published;
            part.receipt = Some(receipt.clone());
        }
        self.publication.trouble = None;
        Some(())
    }

    pub(super) fn replan(&mut self, due_at: Timestamp) -> Option<()> {
        let open = [State::Planned, State::Rejected, State::Missed, State::WaitingForPerson];
        self.publication.current().filter(|part| open.contains(&part.state) && !part.evidence.by_key)?;
        for part in self.open_parts() {
            part.state = State::Planned;
            part.tries = 0;
            part.evidence.refreshed = false;
        }
        self.publication.due_at = due_at;
        self.publication.retry_at = None;
        self.publication.trouble = None;
        Some(())
    }

    pub(super) fn edited(&mut self, body: Body, contents: Vec<Body>) -> Option<()> {
        let open = [State::Planned, State::Rejected, State::Missed, State::WaitingForPerson];
        // Why without a receipt: what lies in the network's inbox is edited there. Why not by key: it may be out with
        // the old words, and the network would give their receipt to the new ones.
        self.publication
            .current()
            .filter(|part| open.contains(&part.state) && part.receipt.is_none() && !part.evidence.by_key)?;
        if self.open_parts().count() != contents.len() {
            return None;
        }
        for (part, content) in self.open_parts().zip(contents) {
            if part.content != content {
                part.content = content;
                part.prepared = None;
            }
        }
        self.publication.body = body;
        Some(())
    }

    pub(super) fn cancel(&mut self) -> Option<()> {
        let now = self.rules.now;
        let part = self.current()?;
        match part.state {
            // Why: it may be out already, as in a doubt that is looked into.
            State::Planned | State::Preparing if part.evidence.by_key => None,
            State::Planned
            | State::Preparing
            | State::Rejected
            | State::Missed
            | State::NeedsPerson
            | State::WaitingForPerson => self.call_off(),
            State::HandedOver => {
                part.evidence.cancelling = true;
                let id = part.id;
                self.publication.retry_at = Some(now);
                self.effects.push(Effect::CancelRemote(id));
                Some(())
            }
            // Why: it may be out already; first it must be known whether it is.
            State::Sending | State::Unconfirmed => None,
            State::Published | State::Cancelled => None,
        }
    }

    pub(super) fn cancel_answered(&mut self, id: PartId, answer: CancelAnswer) -> Option<()> {
        let due_at = self.publication.due_at;
        let part =
            self.part(id).filter(|part| part.state == State::HandedOver && part.evidence.cancelling)?;
        match answer {
            CancelAnswer::Done => self.call_off(),
            CancelAnswer::Refused => {
                part.evidence.cancelling = false;
                self.publication.retry_at = Some(due_at);
                Some(())
            }
            CancelAnswer::Unknown => self.doubt(Trouble::new(Code::PublicationUnconfirmed)),
        }
    }

    /// Called off: nothing of it that isn't out goes out any more.
    pub(super) fn call_off(&mut self) -> Option<()> {
        for part in self.open_parts() {
            part.state = State::Cancelled;
            part.lease = None;
        }
        self.publication.retry_at = None;
        Some(())
    }
}
