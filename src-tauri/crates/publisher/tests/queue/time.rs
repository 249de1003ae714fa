//! Lateness, sleep, wrong clocks, zones.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use upbeat_domain::code::Code;
use upbeat_domain::network::ProofClass;
use upbeat_domain::publication::PublicationState as State;
use upbeat_domain::time::{Timestamp, Wish};
use upbeat_publisher::Publisher;

use crate::desk::{Desk, publisher, start, until};

#[tokio::test]
async fn late_within_grace_is_on_time_and_beyond_it_is_missed() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let late = desk.plan(60, &["en retard"]).await;
    desk.pass(60 + 1800).await;
    assert_eq!(desk.state(late).await, State::Published, "half an hour late is on time");
    let missed = desk.plan(60, &["manqué"]).await;
    desk.pass(60 + 1801).await;
    let missed = desk.get(missed).await;
    assert_eq!(missed.state, State::Missed);
    assert_eq!(missed.trouble.unwrap().code, Code::PublicationMissed);
    assert_eq!(desk.network.sent().len(), 1, "what was missed isn't sent unasked");
}

#[tokio::test]
async fn after_a_night_of_sleep_the_due_is_missed_and_the_next_goes_out() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let night = desk.plan(3600, &["la nuit"]).await;
    let morning = desk.plan(8 * 3600, &["le matin"]).await;
    desk.look().await;
    desk.pass(8 * 3600).await;
    assert_eq!(desk.state(night).await, State::Missed);
    assert_eq!(desk.state(morning).await, State::Published);
}

#[tokio::test]
async fn a_clock_that_was_set_holds_everything_until_the_person_says_it_is_right() {
    for by_s in [3600, -3600] {
        let desk = Desk::new(ProofClass::Keyed).await;
        desk.look().await;
        let id = desk.plan(10, &["bonjour"]).await;
        desk.hands.set_wall(desk.clock.now().plus_secs(by_s));
        desk.look().await;
        desk.run_for(7200).await;
        assert_eq!(desk.network.sent().len(), 0, "{by_s}: held");
        assert_eq!(desk.gate().await.hold.unwrap().by_s, by_s);
        desk.release().await;
        desk.look().await;
        assert_eq!(desk.state(id).await, State::Missed, "{by_s}: more than an hour late by then");
    }
}

#[tokio::test]
async fn a_clock_that_disagrees_with_the_servers_holds_everything() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let server = desk.clock.now().plus_secs(-1_000);
    desk.publisher.compare_with(move || Some((server, Duration::ZERO)));
    let id = desk.plan(0, &["bonjour"]).await;
    desk.look().await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Planned, 0));
    assert_eq!(desk.gate().await.hold.unwrap().by_s, 1_000, "the computer's clock is fast");
}

#[tokio::test]
async fn a_clock_that_went_back_while_nothing_ran_is_noticed_at_the_start() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let id = desk.plan(0, &["bonjour"]).await;
    desk.look().await;
    assert_eq!(desk.state(id).await, State::Published);
    desk.publisher.close().await;
    desk.hands.set_wall(start().plus_secs(-86_400));
    desk.another_publisher().await.tick().await;
    assert_eq!(desk.gate().await.hold.unwrap().by_s, -86_400, "the database knows a later time");
}

async fn add(publisher: &Publisher, desk: &Desk) {
    let workspace = upbeat_publisher::Workspace {
        id: desk.workspace,
        store: desk.store.clone(),
        files: crate::desk::no_files(),
    };
    publisher.add(workspace).await.unwrap();
}

#[tokio::test]
async fn wishes_are_resolved_again_when_the_zone_table_changed() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let wish = Wish { local: "2026-11-23T18:00:00".parse().unwrap(), zone: "Europe/Paris".parse().unwrap() };
    let id = desk
        .plan_as(0, &["ce soir"], |planned| {
            planned.wish = Some(wish);
            // An older table said another hour.
            planned.zone_table = Some("1999z".to_owned());
            planned.due_at = Timestamp::parse("2026-11-23T16:00:00Z").unwrap();
        })
        .await;
    desk.look().await;
    let resolved = desk.get(id).await;
    assert_eq!(resolved.due_at, Timestamp::parse("2026-11-23T17:00:00Z").unwrap());
    assert_eq!(resolved.zone_table.as_deref(), Some(desk.clock.zone_table()));
}

#[tokio::test]
async fn what_is_due_and_may_not_go_out_keeps_nobody_busy() {
    let desk = Desk::new(ProofClass::Keyed).await;
    desk.plan(0, &["bonjour"]).await;
    desk.pause(true).await;
    let looks = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&looks);
    desk.publisher.compare_with(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        None
    });
    let tick = desk.publisher.tick().await;
    assert_eq!((tick.started, tick.next_at), (1, None), "it is looked at, and nothing is to come");
    desk.publisher.finish().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn({
        let publisher = desk.publisher.clone();
        async move { publisher.run(async { stopped.await.unwrap_or_default() }).await }
    });
    // Why wakes: if a look led to the next by itself, there would be more looks than somebody asked for.
    let wakes = 5;
    until("the first look, rung for by the new queue", || looks.load(Ordering::SeqCst) >= 2).await;
    for wake in 1..=wakes {
        desk.publisher.finish().await;
        desk.publisher.wake();
        until("a look for each wake", || looks.load(Ordering::SeqCst) >= 2 + wake).await;
    }
    desk.publisher.finish().await;
    stop.send(()).unwrap();
    running.await.unwrap();
    let looks = looks.load(Ordering::SeqCst);
    // Why one more: the pause itself is written, which the watcher of the database may ring for at any moment.
    assert!((2 + wakes..=3 + wakes).contains(&looks), "{looks} looks for {wakes} wakes");
}

/// R7, on the real clock.
#[tokio::test]
async fn a_running_publisher_is_punctual() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let clock = upbeat_clock::Clock::system();
    let real = publisher(&clock, &desk.network, &desk.proof);
    desk.publisher.close().await;
    add(&real, &desk).await;
    let due_at = clock.now().plus_micros(700_000);
    let id = desk.plan_as(0, &["à l'heure"], |planned| planned.due_at = due_at).await;
    let mut notices = real.notices();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn({
        let real = real.clone();
        async move {
            real.run(async {
                let _ = stopped.await;
            })
            .await;
        }
    });
    let out = async { while notices.recv().await.unwrap().state != State::Published {} };
    tokio::time::timeout(Duration::from_secs(20), out).await.unwrap();
    let sent_at = desk.network.sent()[0].at;
    assert!(sent_at >= due_at, "not early: {sent_at} for {due_at}");
    stop.send(()).unwrap();
    running.await.unwrap();
    assert_eq!(desk.state(id).await, State::Published);
}
