//! A publication, its publisher, its network and its person, small enough to be explored whole.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use upbeat_domain::code::Code;
use upbeat_domain::id::{AccountId, AttemptId, ContentHash, OwnerId, PartId, PostId, PublicationId};
use upbeat_domain::network::{NetworkId, ProofClass, Route};
use upbeat_domain::post::Body;
use upbeat_domain::publication::step::COMMIT_DEADLINE_S;
use upbeat_domain::publication::{
    Answer, AttemptOutcome, CancelAnswer, Choice, Epoch, Event, Failure, Lease, Outcome, Part, Prepared,
    Publication, PublicationState as State, Receipt, Refusal, Role, Rules, Trouble, step,
};
use upbeat_domain::time::Timestamp;
use uuid::Uuid;

/// The longest that a request lies around before it lands, seconds: the networks' own, whatever `settle_s` says.
const LANDING_MAX_S: i64 = 20;
const LEASE_S: i64 = 120;
const SLEEP_S: i64 = 3 * 3600;

/// How a network behaves.
#[derive(Clone, Copy)]
pub struct Network {
    pub name: &'static str,
    pub class: ProofClass,
    pub key_life_s: Option<u32>,
    pub settle_s: u32,
    /// Whether our posts can be looked for there.
    pub lists: bool,
    /// Whether a repeat under a key that it still knows makes no second post.
    pub knows_keys: bool,
    pub route: Route,
}

/// How much may go wrong.
#[derive(Clone, Copy, Hash)]
pub struct Budget {
    pub crashes: u8,
    pub lost: u8,
    pub flaws: u8,
    pub person: u8,
}

/// What the living process is at.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
enum Task {
    Preparing,
    Ready,
    Calling(Epoch),
}

/// A post on the network.
#[derive(Clone, Copy)]
struct Landed {
    part: u32,
    at: Timestamp,
    visible_at: Timestamp,
}

#[derive(Clone)]
pub struct World {
    pub publication: Publication,
    now: Timestamp,
    process: u8,
    task: Option<Task>,
    landed: Vec<Landed>,
    /// Requests that will land: which part's, and when.
    pending: Vec<(u32, Timestamp)>,
    /// An answer that a process declared dead still holds.
    ghost: Option<(PartId, Epoch)>,
    left: Budget,
    /// How often the person said "send it again", for each part.
    again: [u8; 2],
    /// The current part's time passed by more than the grace while the computer slept, and nobody said since that it
    /// shall go out all the same.
    overslept: bool,
    /// A process died that may have seen the part on the network, and wrote nothing down.
    look_lost: bool,
    /// What was found wrong in a step, rather than in a state.
    broken: Option<&'static str>,
}

fn trouble() -> Trouble {
    Trouble::new(Code::NetworkUnreachable)
}

fn receipt(now: Timestamp) -> Receipt {
    Receipt {
        remote_id: "1".to_owned(),
        url: None,
        at: now,
        audience: "public".to_owned(),
        proof: "answer".to_owned(),
    }
}

type Next = Vec<(&'static str, World)>;

impl World {
    pub fn new(network: &Network, left: Budget, parts: u32) -> Self {
        let start = Timestamp::from_micros(0);
        let id = Uuid::from_u128;
        let part = |n: u32| {
            Part::planned(PartId::new(id(n.into())), n, Role::Post, Body::default(), format!("key {n}"))
        };
        Self {
            publication: Publication {
                id: PublicationId::new(id(1)),
                post: PostId::new(id(2)),
                account: AccountId::new(id(3)),
                network: NetworkId::X,
                format: "thread".to_owned(),
                route: network.route,
                body: Body::default(),
                state: State::Planned,
                due_at: start.plus_secs(60),
                wish: None,
                zone_table: None,
                grace_s: 1800,
                retry_at: None,
                trouble: None,
                created_at: start,
                updated_at: start,
                parts: (0..parts).map(part).collect(),
            },
            now: start,
            process: 0,
            task: None,
            landed: Vec::new(),
            pending: Vec::new(),
            ghost: None,
            left,
            again: [0; 2],
            overslept: false,
            look_lost: false,
            broken: None,
        }
    }

    /// Everything that matters, with times as seen from now.
    pub fn fingerprint(&self) -> u128 {
        let half = |seed: u8| {
            let mut hasher = DefaultHasher::new();
            seed.hash(&mut hasher);
            self.write(&mut hasher);
            hasher.finish()
        };
        (u128::from(half(1)) << 64) | u128::from(half(2))
    }

    fn write(&self, hasher: &mut DefaultHasher) {
        let ago = |at: Timestamp| at.micros_since(self.now);
        let p = &self.publication;
        (p.state, ago(p.due_at), p.retry_at.map(ago), self.task, self.left, self.again).hash(hasher);
        (self.overslept, self.look_lost, self.broken).hash(hasher);
        (p.route == Route::Native).then(|| ago(p.created_at)).hash(hasher);
        for part in &p.parts {
            (part.state, part.epoch, part.tries, part.receipt.is_some(), part.prepared.is_some())
                .hash(hasher);
            part.lease
                .map(|lease| (ago(lease.until), lease.owner.uuid().as_u128() == u128::from(self.process)))
                .hash(hasher);
            let known = &part.evidence;
            known.since.filter(|_| part.state == State::Unconfirmed).map(ago).hash(hasher);
            (known.not_there, known.last_at.map(ago), known.cancelling, known.refreshed, known.by_key)
                .hash(hasher);
            (known.look_only, &known.unless_there).hash(hasher);
            known.asker.map(|asker| asker == self.lease().owner).hash(hasher);
            for attempt in &part.attempts {
                let end = attempt.settled.as_ref();
                // Why: only doubts are looked at again; when the others were is history.
                let open = end.is_none_or(|end| end.outcome == AttemptOutcome::Unknown);
                let started = open.then(|| ago(attempt.started_at));
                (started, end.map(|end| end.outcome)).hash(hasher);
            }
        }
        for post in &self.landed {
            (post.part, ago(post.at), ago(post.visible_at).max(0)).hash(hasher);
        }
        for (part, at) in &self.pending {
            (part, ago(*at)).hash(hasher);
        }
        self.ghost.hash(hasher);
    }

    /// The promise, in this state.
    pub fn check(&self) -> Result<(), String> {
        let p = &self.publication;
        if let Some(broken) = self.broken {
            return Err(broken.to_owned());
        }
        if p.state != p.state_of_parts() {
            return Err(format!("the whole is {} and its parts say {}", p.state, p.state_of_parts()));
        }
        for part in &p.parts {
            let open = part.attempts.iter().filter(|attempt| attempt.settled.is_none()).count();
            if open > 1 || (open == 1) != (part.state == State::Sending) {
                return Err(format!("{open} attempts under way in a part that is {}", part.state));
            }
            let copies = self.copies(part.position);
            let again = self.again[part.position as usize];
            if copies > 1 + usize::from(again) {
                return Err(format!("{copies} copies, and the person said again {again} times"));
            }
            if matches!(part.state, State::Missed | State::Rejected) && again == 0 && self.may_be_out(part) {
                return Err(format!("{}, and it is out or may yet be", part.state));
            }
            if part.state == State::Published {
                let Some(receipt) = &part.receipt else {
                    return Err("published without a receipt".to_owned());
                };
                if receipt.proof != "person" && copies == 0 {
                    return Err(format!("falsely published, by {}", receipt.proof));
                }
            }
        }
        let out = p.parts.iter().map(|part| part.state == State::Published).collect::<Vec<_>>();
        if !out.is_sorted_by(|a, b| a >= b) {
            return Err("a part is out before the one before it".to_owned());
        }
        let by_itself =
            [State::Planned, State::Preparing, State::Sending, State::Unconfirmed, State::HandedOver];
        if by_itself.contains(&p.state) != p.next_at().is_some() {
            return Err(format!("{} and next looked at {:?}: lost", p.state, p.next_at()));
        }
        self.person_has_a_way()
    }

    /// Where only a person can go on, the person can.
    fn person_has_a_way(&self) -> Result<(), String> {
        let asked = [State::NeedsPerson, State::WaitingForPerson, State::Rejected, State::Missed];
        if asked.contains(&self.publication.state) {
            let rules = self.rules(ProofClass::Blind, None, 0);
            step(self.publication.clone(), Event::Cancel, &rules).map_err(|illegal| illegal.to_string())?;
        }
        Ok(())
    }

    /// Over, or in the hands of a person.
    pub fn is_an_exit(&self) -> bool {
        self.publication.next_at().is_none()
    }

    pub fn most_copies(&self) -> usize {
        self.publication.parts.iter().map(|part| self.copies(part.position)).max().unwrap()
    }

    /// Whether it is on the network, or on its way there.
    fn may_be_out(&self, part: &Part) -> bool {
        self.copies(part.position) > 0 || self.pending.iter().any(|(pending, _)| *pending == part.position)
    }

    fn copies(&self, part: u32) -> usize {
        self.landed.iter().filter(|post| post.part == part).count()
    }

    fn rules(&self, class: ProofClass, key_life_s: Option<u32>, settle_s: u32) -> Rules {
        Rules { now: self.now, jitter: 0, class, key_life_s, settle_s }
    }

    fn lease(&self) -> Lease {
        let owner = OwnerId::new(Uuid::from_u128(self.process.into()));
        Lease { owner, until: self.now.plus_secs(LEASE_S) }
    }

    /// The world after an event, if it is legal.
    fn after(&self, network: &Network, event: Event) -> Option<Self> {
        let rules = self.rules(network.class, network.key_life_s, network.settle_s);
        let meant = matches!(event, Event::Replan { .. } | Event::Resolved(Choice::Again));
        let (publication, _) = step(self.publication.clone(), event, &rules).ok()?;
        let same_part =
            publication.current().map(|part| part.id) == self.publication.current().map(|part| part.id);
        let overslept = self.overslept && same_part && !meant;
        Some(Self { publication, overslept, ..self.clone() })
    }

    pub fn successors(&self, network: &Network) -> Next {
        let mut next = Vec::new();
        match self.task {
            None => self.publisher(network, &mut next),
            Some(task) => self.work(network, task, &mut next),
        }
        self.crash(network, &mut next);
        self.person(network, &mut next);
        self.ghosts(network, &mut next);
        self.time(network, &mut next);
        next
    }

    /// What an idle publisher does with what it finds.
    fn publisher(&self, network: &Network, next: &mut Next) {
        let Some(part) = self.publication.current() else { return };
        let (id, epoch) = (part.id, part.epoch);
        let due = self.publication.next_at().is_some_and(|at| at <= self.now);
        match part.state {
            State::Planned if due => {
                let Some(mut world) = self.after(network, Event::Claim { lease: self.lease() }) else {
                    return;
                };
                world.task = (world.publication.state == State::Preparing).then_some(Task::Preparing);
                next.push(("claim", world));
                self.put_off(network, next);
            }
            State::Preparing | State::Sending => {
                next.extend(
                    self.after(network, Event::OwnerLost { part: id }).map(|world| ("recover", world)),
                );
            }
            State::Unconfirmed | State::HandedOver if due => {
                for (label, answer, flaw) in self.answers(network, part.position) {
                    let event = Event::ReadBack {
                        part: id,
                        epoch,
                        asker: self.lease().owner,
                        asked_at: self.now,
                        answer,
                    };
                    if let Some(mut world) = self.after(network, event) {
                        world.left.flaws -= u8::from(flaw);
                        world.look_lost = false;
                        next.push((label, world));
                    }
                }
                if part.evidence.cancelling && part.state == State::HandedOver {
                    self.call_off_remotely(network, id, next);
                }
            }
            State::Planned
            | State::Unconfirmed
            | State::HandedOver
            | State::NeedsPerson
            | State::WaitingForPerson
            | State::Published
            | State::Rejected
            | State::Missed
            | State::Cancelled => {}
        }
    }

    /// The queue is paused, or the clock can't be trusted.
    fn put_off(&self, network: &Network, next: &mut Next) {
        let Some(part) = self.publication.current().filter(|_| self.left.flaws > 0) else { return };
        if let Some(mut world) = self.after(network, Event::PutOff { part: part.id }) {
            world.task = None;
            world.left.flaws -= 1;
            next.push(("put off", world));
        }
    }

    fn call_off_remotely(&self, network: &Network, part: PartId, next: &mut Next) {
        for (label, answer, gone) in [
            ("remote cancel done", CancelAnswer::Done, true),
            ("remote cancel refused", CancelAnswer::Refused, false),
            ("remote cancel answer lost", CancelAnswer::Unknown, true),
            ("remote cancel lost", CancelAnswer::Unknown, false),
        ] {
            if let Some(mut world) = self.after(network, Event::CancelAnswered { part, answer }) {
                if gone {
                    world.landed.clear();
                }
                next.push((label, world));
            }
        }
    }

    /// What a look at the network may say: the truth, or, as often as the budget has flaws, less than it.
    fn answers(&self, network: &Network, part: u32) -> Vec<(&'static str, Answer, bool)> {
        if !network.lists {
            return vec![("cannot tell", Answer::CannotTell, false)];
        }
        let there = self.landed.iter().any(|post| post.part == part && post.visible_at <= self.now);
        let truth = if there {
            ("found", Answer::Found(receipt(self.now)), false)
        } else {
            ("not found", Answer::NotFound, false)
        };
        let mut answers = vec![truth];
        if self.left.flaws > 0 {
            answers.push(("unreachable", Answer::Unreachable { retry_after_s: None }, true));
            answers.push(("cannot tell", Answer::CannotTell, true));
        }
        // Why: one incomplete list, never two in a row: that is what two equal answers are for. A look whose answer
        // died with its process lies between two as any other.
        let first = self.publication.parts[part as usize].evidence.not_there == 0 || self.look_lost;
        if there && first && self.left.flaws > 0 && network.class != ProofClass::Keyed {
            answers.push(("incomplete list", Answer::NotFound, true));
        }
        answers
    }

    /// What comes next in the work under way.
    fn work(&self, network: &Network, task: Task, next: &mut Next) {
        let Some(part) = self.publication.current() else { return };
        let id = part.id;
        if task == Task::Ready {
            self.put_off(network, next);
        }
        let mut push = |label: &'static str, task: Option<Task>, flaw: u8, event: Event| {
            if let Some(mut world) = self.after(network, event) {
                world.task = task;
                world.left.flaws -= flaw;
                next.push((label, world));
            } else {
                let idle = Self { task: None, ..self.clone() };
                next.push(("too late", idle));
            }
        };
        match task {
            Task::Preparing => {
                let prepared = Prepared { data: String::new(), until: None };
                push("prepared", Some(Task::Ready), 0, Event::Prepared { part: id, prepared });
                if self.left.flaws > 0 {
                    for (label, failure) in [
                        ("prepare later", Failure::Later { retry_after_s: None, trouble: trouble() }),
                        ("prepare expired", Failure::Expired { trouble: trouble() }),
                        ("prepare refused", Failure::Refused { refusal: Refusal::Edit, trouble: trouble() }),
                    ] {
                        push(label, None, 1, Event::PrepareFailed { part: id, failure });
                    }
                }
            }
            Task::Ready => {
                let attempt = AttemptId::new(Uuid::from_u128(u128::from(part.epoch.next().0)));
                let epoch = part.epoch.next();
                let body_hash = ContentHash::new([0; 32]);
                let event = Event::Intend { part: id, attempt, body_hash, lease: self.lease() };
                push("intent", Some(Task::Calling(epoch)), 0, event);
                if let Some((label, world)) =
                    next.last_mut().filter(|(_, w)| w.publication.state != State::Sending)
                {
                    *label = "no intent: too late, or the key ran out";
                    world.task = None;
                }
            }
            Task::Calling(epoch) => self.call(network, id, epoch, next),
        }
    }

    /// The one unsafe call: what the network does, and what of it comes back.
    fn call(&self, network: &Network, id: PartId, epoch: Epoch, next: &mut Next) {
        let settle = |world: &Self, outcome: Outcome| {
            world.after(network, Event::Settled { part: id, epoch, outcome })
        };
        let mut push = |label: &'static str, world: Option<Self>, lost: u8, flaw: u8| {
            if let Some(mut world) = world {
                world.task = None;
                world.left.lost -= lost;
                world.left.flaws -= flaw;
                next.push((label, world));
            }
        };
        if self.slept_over_its_call() {
            let outcome = Outcome::NotSent { retry_after_s: None, trouble: trouble() };
            return push("slept over its call", settle(self, outcome), 0, 0);
        }
        for world in self.landings(network) {
            push("accepted", settle(&world, Outcome::Accepted(receipt(self.now))), 0, 0);
            if self.left.lost > 0 {
                push("accepted, answer lost", settle(&world, Outcome::Unknown { trouble: trouble() }), 1, 0);
            }
        }
        if self.left.lost > 0 {
            let lost = || Outcome::Unknown { trouble: trouble() };
            push("request lost", settle(self, lost()), 1, 0);
            push("lands later", settle(&self.later(), lost()), 1, 0);
        }
        if self.left.flaws > 0 {
            for (label, outcome) in [
                ("not sent", Outcome::NotSent { retry_after_s: None, trouble: trouble() }),
                ("429", Outcome::NotSent { retry_after_s: Some(1750), trouble: trouble() }),
                ("expired", Outcome::Expired { trouble: trouble() }),
                ("rejected", Outcome::Rejected { refusal: Refusal::Edit, trouble: trouble() }),
            ] {
                push(label, settle(self, outcome), 0, 1);
            }
        }
    }

    /// A process that slept between intent and call sees that its time is over, and makes no call.
    fn slept_over_its_call(&self) -> bool {
        let attempt = self.publication.current().and_then(|part| part.attempts.last());
        attempt.is_some_and(|attempt| self.now > attempt.started_at.plus_secs(COMMIT_DEADLINE_S.into()))
    }

    /// The network takes the current part: listed at once, or only after a while.
    fn landings(&self, network: &Network) -> Vec<Self> {
        let Some(part) = self.publication.current() else { return Vec::new() };
        let broken = self.overslept.then_some("sent unasked although its time was slept over");
        let mut at_once = Self { broken, ..self.clone() };
        at_once.land(network, part.position, self.now, self.now);
        let mut listed_later = Self { broken, ..self.clone() };
        listed_later.land(network, part.position, self.now, self.now.plus_secs(LANDING_MAX_S));
        vec![at_once, listed_later]
    }

    fn land(&mut self, network: &Network, part: u32, at: Timestamp, visible_at: Timestamp) {
        let known = self.landed.iter().any(|post| {
            post.part == part && network.key_life_s.is_none_or(|life| at < post.at.plus_secs(life.into()))
        });
        if !(known && network.knows_keys) {
            self.landed.push(Landed { part, at, visible_at });
        }
    }

    /// The request is under way and lands when nobody waits any more.
    fn later(&self) -> Self {
        let mut world = self.clone();
        let part = self.publication.current().unwrap().position;
        world.pending.push((part, self.now.plus_secs(LANDING_MAX_S)));
        world
    }

    fn crash(&self, network: &Network, next: &mut Next) {
        if self.left.crashes == 0 || self.publication.next_at().is_none() {
            return;
        }
        let dead = |world: &Self| {
            let mut world = world.clone();
            world.left.crashes -= 1;
            world.process += 1;
            world.task = None;
            world.look_lost = world.publication.state == State::Unconfirmed;
            world
        };
        next.push(("crash", dead(self)));
        if let Some(Task::Calling(epoch)) = self.task.filter(|_| !self.slept_over_its_call()) {
            next.push(("crash, lands later", dead(&self.later())));
            for landed in self.landings(network) {
                next.push(("crash, accepted", dead(&landed)));
                let id = self.publication.current().unwrap().id;
                let ghost = Self { ghost: Some((id, epoch)), ..dead(&landed) };
                next.push(("taken for dead, accepted", ghost));
            }
        }
    }

    fn person(&self, network: &Network, next: &mut Next) {
        if self.left.person == 0 {
            return;
        }
        let Some(part) = self.publication.current() else { return };
        let at = part.position as usize;
        let there = self.copies(part.position) > 0;
        let mut choices = vec![
            ("person cancels", Event::Cancel),
            ("person says again", Event::Resolved(Choice::Again)),
            ("person drops", Event::Resolved(Choice::Drop)),
            ("person posted it", Event::Confirmed(receipt(self.now))),
            (
                "person plans anew",
                Event::Replan { due_at: self.now.plus_secs(30), wish: None, zone_table: None },
            ),
        ];
        if there {
            choices.push(("person says there", Event::Resolved(Choice::There(receipt(self.now)))));
        }
        // Why not where the person was asked to look, or has it in the network's inbox: there they know.
        let knows = part.receipt.is_some() || self.again[at] > 0 || part.state == State::NeedsPerson;
        let unaware = !knows && self.may_be_out(part);
        let edited = Event::Edited { body: Body::default(), contents: self.same_contents() };
        if unaware && self.after(network, edited).is_some() {
            next.push((
                "person edits",
                Self { broken: Some("edited, and it is out or may yet be"), ..self.clone() },
            ));
        }
        for (label, event) in choices {
            let again = event == Event::Resolved(Choice::Again);
            if let Some(mut world) = self.after(network, event) {
                world.broken = unaware.then_some("called off or moved, and it is out or may yet be");
                world.left.person -= 1;
                world.again[at] += u8::from(again);
                next.push((label, world));
            }
        }
    }

    fn same_contents(&self) -> Vec<Body> {
        let open = self.publication.parts.iter().filter(|part| part.state != State::Published);
        open.map(|part| part.content.clone()).collect()
    }

    fn ghosts(&self, network: &Network, next: &mut Next) {
        let Some((part, epoch)) = self.ghost else { return };
        let event = Event::Settled { part, epoch, outcome: Outcome::Accepted(receipt(self.now)) };
        let mut world = self.after(network, event).unwrap_or_else(|| self.clone());
        world.ghost = None;
        next.push(("news from the dead", world));
    }

    /// Time goes to the next moment at which something happens, or the computer sleeps for hours, whatever it is at.
    fn time(&self, network: &Network, next: &mut Next) {
        let lists = self.landed.iter().map(|post| post.visible_at);
        let moments = self.pending.iter().map(|(_, at)| *at).chain(self.publication.next_at()).chain(lists);
        let soonest = moments.filter(|at| *at > self.now).min().filter(|_| self.task.is_none());
        if let Some(at) = soonest {
            next.push(("time", self.at(network, at)));
        }
        if self.left.flaws > 0 && self.publication.next_at().is_some() {
            let mut world = self.at(network, self.now.plus_secs(SLEEP_S));
            world.left.flaws -= 1;
            let at_work = [State::Planned, State::Preparing, State::Sending, State::Unconfirmed];
            world.overslept |=
                at_work.contains(&self.publication.state) && world.now > self.publication.too_late_at();
            next.push(("sleep", world));
        }
    }

    fn at(&self, network: &Network, now: Timestamp) -> Self {
        let mut world = Self { now, ..self.clone() };
        for (part, at) in self.pending.iter().filter(|(_, at)| *at <= now) {
            world.land(network, *part, *at, *at);
        }
        world.pending.retain(|(_, at)| *at > now);
        world
    }
}
