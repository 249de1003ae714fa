//! The half of the machine that settles what was sent: answers, lost answers, read-backs.

use super::event::{Answer, Effect, Outcome};
use super::part::{AttemptOutcome, Epoch, Evidence, Settled};
use super::step::{ANSWERS_APART_MIN_S, CALL_START_MAX_S, COMMIT_DEADLINE_S, DOUBT_MAX_S, Machine};
use super::{Part, PublicationState as State, Receipt, Trouble};
use crate::code::Code;
use crate::id::{OwnerId, PartId};
use crate::network::{ProofClass, Route};
use crate::time::Timestamp;

/// How long after its due time a post that the network's scheduler should have sent counts as in doubt, seconds.
const HANDED_OVER_PATIENCE_S: i64 = 3_600;
/// "Not there" answers in a row that settle a doubt.
const ANSWERS_EQUAL: u8 = 2;

/// Why a part in doubt may be sent again.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Because {
    /// The network knows our key: a repeat makes no second post.
    Key,
    /// It isn't there.
    NotThere,
}

impl Machine {
    /// The answer to the call of attempt `epoch`. Late news about the latest attempt still count while its outcome is
    /// in doubt: they are the truth that the doubt waits for.
    pub(super) fn settled(&mut self, id: PartId, epoch: Epoch, outcome: Outcome) -> Option<()> {
        let now = self.rules.now;
        let part = self.part(id).filter(|part| part.epoch == epoch)?;
        let late = match part.state {
            State::Sending => false,
            State::Unconfirmed | State::NeedsPerson => true,
            State::Planned
            | State::Preparing
            | State::HandedOver
            | State::WaitingForPerson
            | State::Published
            | State::Rejected
            | State::Missed
            | State::Cancelled => return None,
        };
        let (kind, detail) = match &outcome {
            Outcome::Accepted(_) => (AttemptOutcome::Accepted, None),
            Outcome::Rejected { trouble, .. } => (AttemptOutcome::Rejected, Some(trouble)),
            Outcome::Expired { trouble } | Outcome::NotSent { trouble, .. } => {
                (AttemptOutcome::NotSent, Some(trouble))
            }
            Outcome::Unknown { trouble } => (AttemptOutcome::Unknown, Some(trouble)),
        };
        let attempt = part.attempts.last_mut()?;
        attempt.settled = Some(Settled { at: now, outcome: kind, detail: detail.map(Trouble::to_line) });
        match outcome {
            Outcome::Accepted(receipt) => self.accepted(receipt),
            Outcome::Rejected { refusal, trouble } => self.refused(refusal, trouble),
            Outcome::Expired { trouble } => self.expired(trouble),
            Outcome::NotSent { retry_after_s, trouble } => self.again_later(retry_after_s, trouble),
            Outcome::Unknown { .. } if late => Some(()),
            Outcome::Unknown { trouble } => self.doubt(trouble),
        }
    }

    fn accepted(&mut self, receipt: Receipt) -> Option<()> {
        let due_at = self.publication.due_at;
        match self.publication.route {
            Route::Direct | Route::Assisted => self.out(receipt),
            Route::Native => {
                self.hold(State::HandedOver, receipt)?;
                self.publication.retry_at = Some(due_at);
                Some(())
            }
            Route::Inbox => {
                self.hold(State::WaitingForPerson, receipt)?;
                self.effects.push(Effect::Remind);
                Some(())
            }
        }
    }

    /// The network holds it, but nobody sees it yet.
    fn hold(&mut self, state: State, receipt: Receipt) -> Option<()> {
        let part = self.publication.parts.iter_mut().find(|part| part.state != State::Published)?;
        part.state = state;
        part.lease = None;
        part.receipt = Some(receipt);
        part.tries = 0;
        part.evidence = Evidence::default();
        self.publication.retry_at = None;
        self.publication.trouble = None;
        Some(())
    }

    /// It is out. The next part, if there is one, may start now.
    pub(super) fn out(&mut self, receipt: Receipt) -> Option<()> {
        let now = self.rules.now;
        self.hold(State::Published, receipt)?;
        self.publication.retry_at = self.publication.current().map(|_| now);
        Some(())
    }

    /// Whoever worked on it is gone. What was being prepared is prepared again; what was being sent is in doubt.
    pub(super) fn owner_lost(&mut self, id: PartId) -> Option<()> {
        let rules = self.rules;
        let too_late = self.is_too_late();
        let part = self.part(id)?;
        match part.state {
            State::Preparing if too_late => self.too_late(),
            State::Preparing => {
                let stopped = part.lease.map_or(rules.now, |lease| lease.until.min(rules.now));
                // Why: the first interruption costs nothing; work that kills its process again and again must wait.
                let wait =
                    if part.tries == 0 { 0 } else { rules.back_off(part.tries).micros_since(rules.now) };
                part.tries = part.tries.saturating_add(1);
                part.state = State::Planned;
                part.lease = None;
                let at = stopped.plus_micros(wait).max(self.publication.wanted_at());
                self.publication.retry_at = Some(at);
                Some(())
            }
            State::Sending => {
                let trouble = Trouble::new(Code::PublicationUnconfirmed);
                let attempt = part.attempts.last_mut()?;
                let detail = Some(trouble.to_line());
                attempt.settled = Some(Settled { at: rules.now, outcome: AttemptOutcome::Unknown, detail });
                self.doubt(trouble)
            }
            State::Planned
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

    /// The outcome is unknown: it is looked into, or, where nothing can be read, the person is asked.
    pub(super) fn doubt(&mut self, trouble: Trouble) -> Option<()> {
        let rules = self.rules;
        if rules.class == ProofClass::Blind {
            return self.ask_person();
        }
        self.note_lateness()?;
        let part = self.current()?;
        part.state = State::Unconfirmed;
        part.lease = None;
        part.evidence.since = Some(rules.now);
        part.evidence.not_there = 0;
        part.evidence.last_at = None;
        let id = part.id;
        self.effects.push(Effect::ReadBack(id));
        self.publication.retry_at = Some(rules.now);
        self.publication.trouble = Some(trouble);
        Some(())
    }

    fn ask_person(&mut self) -> Option<()> {
        let part = self.publication.parts.iter_mut().find(|part| part.state != State::Published)?;
        part.state = State::NeedsPerson;
        part.lease = None;
        self.publication.retry_at = None;
        self.publication.trouble = Some(Trouble::new(Code::PublicationNeedsPerson));
        self.effects.push(Effect::AskPerson);
        Some(())
    }

    /// What the network, asked at `asked_at`, says about attempt `epoch`.
    pub(super) fn read_back(
        &mut self,
        id: PartId,
        epoch: Epoch,
        asker: OwnerId,
        asked_at: Timestamp,
        answer: Answer,
    ) -> Option<()> {
        let state = self.part(id).filter(|part| part.epoch == epoch)?.state;
        if state == State::Unconfirmed {
            self.note_lateness()?;
        }
        match (state, answer) {
            (State::Unconfirmed, Answer::Found(receipt)) => {
                // Why: what we find may lie in the inbox or with the scheduler, as an answer would have said.
                self.accepted(Receipt { proof: "read_back".to_owned(), ..receipt })
            }
            (State::Unconfirmed, Answer::NotFound) => self.not_found(id, asker, asked_at),
            (State::Unconfirmed, Answer::CannotTell) => self.cannot_tell(id, asked_at),
            (State::Unconfirmed, Answer::Unreachable { retry_after_s }) => {
                self.unreachable(id, retry_after_s)
            }
            (State::HandedOver, Answer::Found(receipt)) => {
                self.out(Receipt { proof: "read_back".to_owned(), ..receipt })
            }
            (State::HandedOver, Answer::NotFound | Answer::CannotTell | Answer::Unreachable { .. }) => {
                self.not_out_yet()
            }
            (
                State::Planned
                | State::Preparing
                | State::Sending
                | State::NeedsPerson
                | State::WaitingForPerson
                | State::Published
                | State::Rejected
                | State::Missed
                | State::Cancelled,
                _,
            ) => None,
        }
    }

    fn not_found(&mut self, id: PartId, asker: OwnerId, asked_at: Timestamp) -> Option<()> {
        let rules = self.rules;
        let apart_s = i64::from(rules.settle_s.max(ANSWERS_APART_MIN_S));
        let part = self.part(id)?;
        let settled_at = part.evidence.since?.plus_secs(rules.settle_s.into());
        if asked_at < settled_at {
            self.publication.retry_at = Some(settled_at.max(rules.now));
            return Some(());
        }
        if rules.repeat_is_harmless(part) && !part.evidence.by_look() {
            return self.again_now(Because::Key);
        }
        if part.evidence.asker.replace(asker) != Some(asker) {
            // Why: a process that died may have seen it there, and wrote nothing down.
            part.evidence.not_there = 0;
            part.evidence.last_at = None;
        }
        let counts = part.evidence.last_at.is_none_or(|last| asked_at >= last.plus_secs(apart_s));
        if counts {
            part.evidence.not_there = part.evidence.not_there.saturating_add(1);
            part.evidence.last_at = Some(rules.now);
        }
        if part.evidence.not_there < ANSWERS_EQUAL {
            let last = part.evidence.last_at.unwrap_or(rules.now);
            self.publication.retry_at = Some(last.plus_secs(apart_s));
            return Some(());
        }
        if part.evidence.cancelling {
            return self.call_off();
        }
        match part.evidence.unless_there.take() {
            Some(why) => self.not_sent_again(why),
            None => self.again_now(Because::NotThere),
        }
    }

    /// A new attempt under the same key may be made.
    fn again_now(&mut self, because: Because) -> Option<()> {
        let rules = self.rules;
        let part = self.publication.parts.iter_mut().find(|part| part.state != State::Published)?;
        part.state = State::Planned;
        let by_key = because == Because::Key;
        part.evidence = Evidence { refreshed: part.evidence.refreshed, by_key, ..Evidence::default() };
        // Why: the first lost answer is bad luck; a server that loses one after the other gets time.
        part.tries = part.answers_lost();
        let wait = part.tries.checked_sub(2);
        self.publication.retry_at = Some(wait.map_or(rules.now, |tries| rules.back_off(tries)));
        Some(())
    }

    fn cannot_tell(&mut self, id: PartId, asked_at: Timestamp) -> Option<()> {
        let rules = self.rules;
        let part = self.part(id)?;
        let settled_at = part.evidence.since?.plus_secs(rules.settle_s.into());
        if asked_at < settled_at {
            // Why: whoever is asked to look must not look before it can be seen.
            self.publication.retry_at = Some(settled_at.max(rules.now));
            return Some(());
        }
        if rules.repeat_is_harmless(part) && !part.evidence.by_look() {
            return self.again_now(Because::Key);
        }
        self.ask_person()
    }

    fn unreachable(&mut self, id: PartId, retry_after_s: Option<u32>) -> Option<()> {
        let rules = self.rules;
        let part = self.part(id)?;
        let since = part.evidence.since?;
        if rules.now > since.plus_secs(DOUBT_MAX_S.into()) {
            return self.ask_person();
        }
        part.tries = part.tries.saturating_add(1);
        let at = match retry_after_s {
            Some(wait_s) => rules.after(wait_s.clamp(1, super::step::RETRY_AFTER_MAX_S)),
            None => rules.back_off(part.tries),
        };
        self.publication.retry_at = Some(at);
        Some(())
    }

    /// The network's scheduler hasn't sent it: wait, and after a while doubt.
    fn not_out_yet(&mut self) -> Option<()> {
        let patience = i64::from(self.rules.settle_s) + HANDED_OVER_PATIENCE_S;
        if self.rules.now > self.publication.due_at.plus_secs(patience) {
            return self.doubt(Trouble::new(Code::PublicationUnconfirmed));
        }
        let at = self.rules.after(super::step::BACK_OFF_MAX_S).max(self.publication.due_at);
        self.publication.retry_at = Some(at);
        Some(())
    }
}

impl super::Rules {
    /// Whether sending the part again under its key can't make a second post: the network still knows the key, and
    /// will until the repeat's deadline.
    pub(super) fn repeat_is_harmless(&self, part: &Part) -> bool {
        self.class == ProofClass::Keyed
            && self.key_life_s.is_none_or(|life_s| {
                let known_until = part.in_doubt_since().map(|since| since.plus_secs(life_s.into()));
                known_until.is_none_or(|until| {
                    self.now.plus_secs((CALL_START_MAX_S + COMMIT_DEADLINE_S).into()) < until
                })
            })
    }
}

impl Trouble {
    /// As one line for the log: the code, then the network's words.
    #[must_use]
    pub fn to_line(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{}: {detail}", self.code),
            None => self.code.to_string(),
        }
    }
}
