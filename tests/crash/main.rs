//! R1: kill -9 at every named step, on every kind of network, and again during recovery. Nothing is lost, nothing is
//! doubled, nothing is falsely "published"; and the control, a queue as one writes it without thinking of crashes,
//! doubles under the same kills.
//!
//! `UPBEAT_KILLS` says how many kills are made at least (500 where it isn't set).
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod features;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use upbeat_testkit::crash::{Scene, Verdict, Worker, build_worker};
use upbeat_testkit::network::{Behaviour, KillAt, Promise};

/// Where a life ends.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Death {
    /// At a failpoint, on its first or a later pass.
    Point(&'static str, u32),
    /// When the network has read the request.
    Received,
    /// When the network has taken the post, before it answers.
    Accepted,
    /// After so many milliseconds.
    After(u64),
}

/// On the way out.
const SENDING: [Death; 12] = [
    Death::Point("pub::after_claim", 1),
    Death::Point("pub::mid_prepared", 2),
    Death::Point("pub::after_prepare", 1),
    Death::Point("pub::before_intent", 1),
    Death::Point("pub::mid_intent", 1),
    Death::Point("pub::after_intent", 1),
    Death::Received,
    Death::Accepted,
    Death::Point("pub::after_call_before_settle", 1),
    Death::Point("pub::mid_settle", 1),
    Death::Point("pub::after_settle", 1),
    Death::Point("pub::after_intent", 2),
];

/// In the life after: while it recovers, and while it sends again.
const RECOVERING: [Death; 11] = [
    Death::Point("pub::before_recover", 1),
    Death::Point("pub::mid_recover", 1),
    Death::Point("pub::after_recover", 1),
    Death::Point("pub::before_read_back", 1),
    Death::Point("pub::after_read_back", 1),
    Death::Point("pub::mid_read_back", 1),
    Death::Point("pub::after_reconcile", 1),
    Death::Point("pub::after_intent", 1),
    Death::Accepted,
    Death::Point("pub::after_call_before_settle", 1),
    Death::Point("pub::mid_settle", 1),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn worker() -> Worker {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    Worker::new(BUILT.get_or_init(|| build_worker(root()).unwrap()).clone())
}

fn kills_wanted() -> usize {
    std::env::var("UPBEAT_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(500)
}

/// What a series of kills came to.
struct Report {
    name: &'static str,
    kills: usize,
    lives: usize,
    verdict: Verdict,
    at: BTreeMap<Death, usize>,
}

fn die(scene: &mut Scene, death: Death) -> bool {
    match death {
        Death::Point(name, pass) => scene.live(Some((name, pass)), None),
        Death::Received => scene.live_until(KillAt::Received),
        Death::Accepted => scene.live_until(KillAt::Accepted),
        Death::After(millis) => scene.live(None, Some(Duration::from_millis(millis))),
    }
    .unwrap()
}

/// Every death on the way out with every death in recovery, then deaths at any time, on one network.
fn kill_everywhere(name: &'static str, promise: Promise, kills: usize) -> Report {
    let mut scene = Scene::new(worker(), promise, Behaviour::REAL).unwrap();
    let mut at = BTreeMap::new();
    let pairs = SENDING.iter().flat_map(|first| RECOVERING.iter().map(move |second| (*first, *second)));
    let pairs: Vec<(Death, Death)> = pairs.collect();
    // Why a stride: with fewer kills than pairs they are still spread over all of them. 29 divides no count of pairs.
    let mut next = 0;
    while scene.kills().0 < kills {
        let (first, second) = pairs[next * 29 % pairs.len()];
        // Why: every fourth case is a thread, and dies at any moment besides.
        scene.plan(if next % 4 == 0 { &[2] } else { &[1, 1] }).unwrap();
        for death in [first, second] {
            *at.entry(death).or_default() += usize::from(die(&mut scene, death));
        }
        if next % 4 == 0 {
            die(&mut scene, Death::After(8 + (next as u64 * 13) % 60));
        }
        if next % 8 == 7 {
            scene.come_to_rest().unwrap();
        }
        next += 1;
        assert!(next < 40 * kills.max(10), "{name}: the worker hardly ever dies");
    }
    scene.come_to_rest().unwrap();
    let (kills, lives) = scene.kills();
    Report { name, kills, lives, verdict: scene.verdict().unwrap(), at }
}

#[test]
fn whatever_is_killed_nothing_is_lost_doubled_or_falsely_published() {
    worker();
    let networks = Promise::of_every_kind();
    let each = kills_wanted().div_ceil(networks.len());
    let series: Vec<_> = networks
        .into_iter()
        .map(|(name, promise)| thread::spawn(move || kill_everywhere(name, promise, each)))
        .collect();
    let reports: Vec<Report> = series.into_iter().map(|series| series.join().unwrap()).collect();
    let mut all: BTreeMap<Death, usize> = BTreeMap::new();
    for Report { name, kills, lives, verdict, at } in &reports {
        eprintln!("{name}: {kills} kills in {lives} lives, {verdict:?}");
        for (death, count) in at {
            *all.entry(*death).or_default() += count;
        }
    }
    for (death, kills) in &all {
        eprintln!("{death:?}: {kills}");
    }
    for Report { name, verdict, .. } in &reports {
        let Verdict { planned, once, lost, double, falsely_published, .. } = *verdict;
        assert_eq!((lost, double, falsely_published), (0, 0, 0), "{name}: {verdict:?}");
        assert_eq!(once, planned, "{name}: every part is out exactly once");
    }
    let kills: usize = reports.iter().map(|report| report.kills).sum();
    assert!(kills >= kills_wanted(), "{kills} kills");
    if kills >= 500 {
        let never: Vec<&Death> = SENDING.iter().chain(&RECOVERING).filter(|death| all[death] == 0).collect();
        assert!(never.is_empty(), "never killed at {never:?}");
    }
}

#[test]
fn a_queue_that_sends_at_least_once_does_double_under_the_same_kills() {
    let mut scene = Scene::naive(worker(), Behaviour::GOOD).unwrap();
    for case in 0..12 {
        scene.plan(&[1, 1]).unwrap();
        if case % 2 == 0 {
            die(&mut scene, Death::Point("naive::after_call", 1));
        } else {
            die(&mut scene, Death::Accepted);
        }
        scene.come_to_rest().unwrap();
    }
    let verdict = scene.verdict().unwrap();
    eprintln!("naive: {:?}, {verdict:?}", scene.kills());
    assert!(verdict.double > 0, "the harness must be able to see a double: {verdict:?}");
    assert_eq!(verdict.lost, 0, "it loses nothing, it only doubles: {verdict:?}");
}
