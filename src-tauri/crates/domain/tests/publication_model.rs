//! R4: every way in which a publication can go, explored to the end: lost answers, late landings, crashes at every
//! point, sleep, news from the dead, a person who changes their mind. The invariants of the promise hold in every
//! state that can be reached.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod world;

use std::collections::{BTreeSet, HashMap, VecDeque};

use upbeat_domain::network::{ProofClass, Route};
use upbeat_domain::publication::PublicationState as State;
use world::{Budget, Network, World};

/// A state that can be reached: by which step from which other.
struct Reached {
    label: &'static str,
    from: usize,
    state: State,
    is_an_exit: bool,
    copies: usize,
}

/// All of them.
struct Explored {
    reached: Vec<Reached>,
    edges: Vec<(u32, u32)>,
}

/// Breadth first, so that the way to a violation is a shortest one.
fn explore(network: &Network, budget: Budget, parts: u32) -> Explored {
    let mut known = HashMap::new();
    let mut explored = Explored { reached: Vec::new(), edges: Vec::new() };
    let mut open = VecDeque::new();
    let start = World::new(network, budget, parts);
    known.insert(start.fingerprint(), 0);
    explored.enter(network, &start, "start", 0);
    open.push_back((0, start));
    while let Some((at, world)) = open.pop_front() {
        for (label, next) in world.successors(network) {
            let fresh = explored.reached.len();
            let to = *known.entry(next.fingerprint()).or_insert(fresh);
            if to == fresh {
                explored.enter(network, &next, label, at);
                open.push_back((to, next));
            }
            explored.edges.push((u32::try_from(at).unwrap(), u32::try_from(to).unwrap()));
        }
    }
    explored
}

impl Explored {
    /// Notes a state that was met for the first time, and holds it against the promise.
    fn enter(&mut self, network: &Network, world: &World, label: &'static str, from: usize) {
        let state = world.publication.state;
        let copies = world.most_copies();
        self.reached.push(Reached { label, from, state, is_an_exit: world.is_an_exit(), copies });
        if let Err(why) = world.check() {
            panic!("{}: {why}\n{}", network.name, self.way_to(self.reached.len() - 1));
        }
    }

    fn way_to(&self, mut at: usize) -> String {
        let mut way = Vec::new();
        while at != 0 {
            let Reached { label, from, state, .. } = &self.reached[at];
            way.push(format!("{label} → {state}"));
            at = *from;
        }
        way.reverse();
        way.join("\n")
    }

    /// From every state there is a way to an end, or to somebody who can choose one.
    fn require_exits(&self, network: &Network) {
        let mut before = vec![Vec::new(); self.reached.len()];
        for (from, to) in &self.edges {
            before[*to as usize].push(*from as usize);
        }
        let mut reaches: Vec<bool> = self.reached.iter().map(|world| world.is_an_exit).collect();
        let mut open: Vec<usize> = (0..reaches.len()).filter(|at| reaches[*at]).collect();
        while let Some(at) = open.pop() {
            for from in &before[at] {
                if !reaches[*from] {
                    reaches[*from] = true;
                    open.push(*from);
                }
            }
        }
        if let Some(stuck) = reaches.iter().position(|reached| !reached) {
            panic!("{}: no way out of\n{}", network.name, self.way_to(stuck));
        }
    }

    fn states(&self) -> BTreeSet<State> {
        self.reached.iter().map(|world| world.state).collect()
    }

    fn most_copies(&self) -> usize {
        self.reached.iter().map(|world| world.copies).max().unwrap()
    }
}

/// What may go wrong with one part: many crashes and a person who decides twice; a bit of everything; many lost
/// answers under a network that refuses and a computer that sleeps; a crash among incomplete lists.
const BUDGETS: [Budget; 4] = [
    Budget { crashes: 3, lost: 0, flaws: 0, person: 2 },
    Budget { crashes: 1, lost: 1, flaws: 1, person: 1 },
    Budget { crashes: 0, lost: 2, flaws: 2, person: 0 },
    Budget { crashes: 1, lost: 1, flaws: 2, person: 0 },
];
/// With a thread: each part is explored with what the one before it left.
const THREAD: Budget = Budget { crashes: 1, lost: 1, flaws: 0, person: 1 };

fn networks() -> Vec<Network> {
    let base = Network {
        name: "keyed",
        class: ProofClass::Keyed,
        key_life_s: None,
        settle_s: 30,
        lists: true,
        knows_keys: true,
        route: Route::Direct,
    };
    vec![
        base,
        Network { name: "keyed for half an hour", key_life_s: Some(1800), ..base },
        Network { name: "keyed, shorter than a call", key_life_s: Some(45), ..base },
        Network { name: "keyed, unreadable", key_life_s: Some(1800), lists: false, ..base },
        Network { name: "two-step", class: ProofClass::TwoStep, knows_keys: false, ..base },
        Network { name: "read-back", class: ProofClass::ReadBack, knows_keys: false, ..base },
        Network { name: "blind", class: ProofClass::Blind, knows_keys: false, lists: false, ..base },
        Network {
            name: "inbox",
            class: ProofClass::ReadBack,
            knows_keys: false,
            route: Route::Inbox,
            ..base
        },
        Network {
            name: "native",
            class: ProofClass::ReadBack,
            knows_keys: false,
            route: Route::Native,
            ..base
        },
        Network {
            name: "assisted",
            class: ProofClass::Blind,
            knows_keys: false,
            route: Route::Assisted,
            ..base
        },
    ]
}

#[test]
fn no_way_loses_doubles_or_falsely_publishes_a_post() {
    let mut total = 0;
    let mut seen = BTreeSet::new();
    for network in networks() {
        for budget in BUDGETS {
            let explored = explore(&network, budget, 1);
            explored.require_exits(&network);
            eprintln!("{}: {} states, {} steps", network.name, explored.reached.len(), explored.edges.len());
            total += explored.reached.len();
            seen.extend(explored.states());
        }
    }
    eprintln!("{total} states");
    assert!(total > 20_000, "the model was cut short: {total} states");
    assert_eq!(seen.len(), State::ALL.len(), "some state is never reached: {seen:?}");
}

#[test]
fn no_way_loses_doubles_or_falsely_publishes_a_thread() {
    for network in networks().into_iter().filter(|network| network.route == Route::Direct) {
        let explored = explore(&network, THREAD, 2);
        explored.require_exits(&network);
        eprintln!("{}, two parts: {} states", network.name, explored.reached.len());
        assert!(explored.reached.len() > 1_000, "{}: cut short", network.name);
    }
}

/// The control: a network that lists a post only after its settle time breaks the premise, and the model sees it.
#[test]
fn the_model_would_see_a_double() {
    let honest = networks().into_iter().find(|network| network.name == "read-back").unwrap();
    assert_eq!(explore(&honest, BUDGETS[2], 1).most_copies(), 1);
    let hasty = std::panic::catch_unwind(|| {
        let network = Network { settle_s: 0, ..networks()[5] };
        explore(&network, Budget { crashes: 0, lost: 1, flaws: 0, person: 0 }, 1)
    });
    let said = hasty.err().and_then(|panic| panic.downcast::<String>().ok()).map(|said| *said);
    let said = said.expect("without a settle time a landing after the look must double, and be seen");
    assert!(said.contains("2 copies"), "{said}");
}
