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

use upbeat_testkit::crash::{Plan, Scene, Verdict, Worker, build_worker};
use upbeat_testkit::network::{Behaviour, KillAt, Promise};

/// Where a life ends.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Death {
    /// At a failpoint, on its first or a later pass.
    Point(&'static str, u32),
    /// When half of a picture has arrived at the network.
    Uploading,
    /// When the network has read the request.
    Received,
    /// When the network has taken the post, before it answers.
    Accepted,
    /// After so many milliseconds.
    After(u64),
}

/// On the way out.
const SENDING: [Death; 13] = [
    Death::Point("pub::after_claim", 1),
    Death::Uploading,
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
    /// What happened to whatever is out more often than it was planned.
    doubles: String,
}

fn die(scene: &mut Scene, death: Death) -> bool {
    match death {
        Death::Point(name, pass) => scene.live(Some((name, pass)), None),
        Death::Uploading => scene.live_until(KillAt::Uploading),
        Death::Received => scene.live_until(KillAt::Received),
        Death::Accepted => scene.live_until(KillAt::Accepted),
        Death::After(millis) => scene.live(None, Some(Duration::from_millis(millis))),
    }
    .unwrap()
}

/// What is planned, in turn: with every death on the way out sooner or later.
const PLANS: [&[Plan]; 4] =
    [&[Plan::Thread], &[Plan::Picture, Plan::Words], &[Plan::Twins], &[Plan::Words, Plan::Picture]];

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
        // Why: only what has a picture dies while it is uploaded.
        let uploads = first == Death::Uploading;
        scene.plan(if uploads { &[Plan::Picture, Plan::Twins] } else { PLANS[next % PLANS.len()] }).unwrap();
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
    let (verdict, doubles) = (scene.verdict().unwrap(), scene.doubles().unwrap());
    Report { name, kills, lives, verdict, at, doubles }
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
    for Report { name, kills, lives, verdict, at, doubles } in &reports {
        eprintln!("{name}: {kills} kills in {lives} lives, {verdict:?}\n{doubles}");
        for (death, count) in at {
            *all.entry(*death).or_default() += count;
        }
    }
    for (death, kills) in &all {
        eprintln!("{death:?}: {kills}");
    }
    for Report { name, verdict, .. } in &reports {
        let Verdict { planned, once, lost, double, falsely_published, maimed, .. } = *verdict;
        assert_eq!((lost, double, falsely_published, maimed), (0, 0, 0, 0), "{name}: {verdict:?}");
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
    let mut scene = Scene::naive(worker(), Behaviour::REAL).unwrap();
    for (case, death) in SENDING.iter().chain(&SENDING).enumerate() {
        scene.plan(if *death == Death::Uploading { &[Plan::Picture] } else { PLANS[1 + case % 3] }).unwrap();
        die(&mut scene, naively(*death));
        if case % 4 == 0 {
            die(&mut scene, Death::After(8 + (case as u64 * 13) % 60));
        }
        scene.come_to_rest().unwrap();
    }
    let verdict = scene.verdict().unwrap();
    let (kills, lives) = scene.kills();
    eprintln!("naive: {kills} kills in {lives} lives, {verdict:?}");
    assert!(kills >= SENDING.len(), "it is killed as the others are: {kills}");
    assert!(verdict.double > 0, "the harness must be able to see a double: {verdict:?}");
    assert_eq!((verdict.lost, verdict.maimed), (0, 0), "it loses nothing, it only doubles: {verdict:?}");
}

/// The same death for a queue that has no such steps: before its call, after it, or after it noted that it is done.
fn naively(death: Death) -> Death {
    let Death::Point(name, _) = death else { return death };
    let name = match name {
        "pub::after_call_before_settle" | "pub::mid_settle" => "naive::after_call",
        "pub::after_settle" => "naive::after_done",
        _ => "naive::before_call",
    };
    Death::Point(name, 1)
}
