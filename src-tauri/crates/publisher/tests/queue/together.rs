//! Several workspaces, several publishers, callers that go away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use upbeat_domain::network::ProofClass;
use upbeat_domain::publication::{Event, PublicationState as State};
use upbeat_publisher::PublishError;

use crate::desk::{Desk, proof, until};
use crate::network::{Scripted, limit, refused};

#[tokio::test]
async fn six_workspaces_due_in_the_same_minute_all_go_out() {
    let first = Desk::new(ProofClass::Keyed).await;
    let mut desks = Vec::new();
    for _ in 0..5 {
        let (clock, hands) = (first.clock.clone(), first.hands.clone());
        let (network, publisher) = (first.network.clone(), first.publisher.clone());
        desks.push(Desk::beside(clock, hands, network, publisher, first.proof.clone()).await);
    }
    desks.push(first);
    let mut planned = Vec::new();
    for (minute_part, desk) in (0_i64..).zip(&desks) {
        planned.push((desk, desk.plan(60 + minute_part * 9, &["bonjour"]).await));
    }
    desks[0].pass(60 + 59).await;
    for (desk, id) in planned {
        assert_eq!(desk.state(id).await, State::Published);
    }
    assert_eq!(desks[0].network.sent().len(), 6, "one each");
}

#[tokio::test]
async fn of_two_publishers_one_publishes_and_the_other_waits_for_its_outcome() {
    let desk = Desk::with(Scripted::closed(), proof(ProofClass::Keyed, None, 30)).await;
    let id = desk.plan(0, &["bonjour"]).await;
    desk.publisher.tick().await;
    let other = desk.another_publisher().await;
    let tick = other.tick().await;
    assert_eq!((tick.locks, tick.started), (0, 0), "the other holds the lock");
    until("the call", || desk.network.sent().len() == 1).await;
    let known = other.publish_now(desk.workspace, id, Duration::ZERO).await.unwrap();
    assert_eq!(known.state, State::Sending, "without patience it says what is known");
    let polls = Arc::new(AtomicUsize::new(0));
    let waiting = tokio::spawn({
        let (other, workspace, polls) = (other.clone(), desk.workspace, Arc::clone(&polls));
        async move {
            let mut asked = Box::pin(other.publish_now(workspace, id, Duration::from_secs(60)));
            std::future::poll_fn(|context| {
                polls.fetch_add(1, Ordering::SeqCst);
                asked.as_mut().poll(context)
            })
            .await
        }
    });
    // Why so many: it reads the database again and again, and each reading takes several.
    until("it looks and waits, several times", || waiting.is_finished() || polls.load(Ordering::SeqCst) > 40)
        .await;
    assert!(!waiting.is_finished(), "the call is under way elsewhere");
    desk.network.open();
    assert_eq!(waiting.await.unwrap().unwrap().state, State::Published);
    assert_eq!(desk.network.sent().len(), 1, "one post");
}

#[tokio::test]
async fn the_lock_goes_to_the_next_when_its_holder_ends() {
    let desk = Desk::new(ProofClass::Keyed).await;
    desk.look().await;
    let other = desk.another_publisher().await;
    assert_eq!(other.tick().await.locks, 0);
    desk.publisher.close().await;
    assert_eq!(other.tick().await.locks, 1);
}

#[tokio::test]
async fn publishing_now_answers_with_the_outcome() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let patience = Duration::from_secs(10);
    let tomorrow = desk.plan(86_400, &["bonjour"]).await;
    let out = desk.publisher.publish_now(desk.workspace, tomorrow, patience).await.unwrap();
    assert_eq!((out.state, out.due_at), (State::Published, desk.clock.now()), "now instead of tomorrow");

    desk.network.answers([refused(upbeat_networks::RefusalKind::Edit)]);
    let id = desk.plan(0, &["bonsoir"]).await;
    let out = desk.publisher.publish_now(desk.workspace, id, patience).await.unwrap();
    assert_eq!(out.state, State::Rejected);
    let out = desk.publisher.publish_now(desk.workspace, id, patience).await.unwrap();
    assert_eq!(out.state, State::Published, "asked again after a refusal");

    desk.network.answers([limit(Some(3600))]);
    let id = desk.plan(0, &["attendez"]).await;
    let out = desk.publisher.publish_now(desk.workspace, id, patience).await.unwrap();
    assert_eq!(out.state, State::Planned, "it has to wait for longer than the person does");
}

#[tokio::test]
async fn a_paused_queue_publishes_nothing_now_either() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let id = desk.plan(0, &["bonjour"]).await;
    desk.pause(true).await;
    let refused = desk.publisher.publish_now(desk.workspace, id, Duration::from_secs(1)).await;
    assert!(matches!(refused, Err(PublishError::Paused)));
    assert!(desk.network.sent().is_empty());
}

#[tokio::test]
async fn a_caller_that_goes_away_drops_nothing() {
    let desk = Desk::with(Scripted::closed(), proof(ProofClass::Blind, None, 0)).await;
    let id = desk.plan(0, &["bonjour"]).await;
    tokio::select! {
        early = desk.publisher.publish_now(desk.workspace, id, Duration::from_secs(60)) => panic!("{early:?}"),
        () = until("the call", || !desk.network.sent().is_empty()) => {}
    }
    // The caller left while the call was under way.
    assert_eq!(desk.state(id).await, State::Sending);
    desk.network.open();
    desk.publisher.finish().await;
    assert_eq!(desk.state(id).await, State::Published, "settled all the same");
}

#[tokio::test]
async fn what_is_cancelled_while_it_is_prepared_is_not_sent() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let id = desk.plan(0, &["bonjour"]).await;
    let lease = upbeat_domain::publication::Lease {
        owner: upbeat_domain::id::OwnerId::new(desk.clock.uuid()),
        until: desk.clock.now().plus_secs(60),
    };
    desk.apply(id, Event::Claim { lease }).await;
    desk.apply(id, Event::Cancel).await;
    desk.run_for(200).await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Cancelled, 0));
}

#[tokio::test]
async fn many_that_are_due_at_once_all_go_out() {
    let desk = Desk::new(ProofClass::Keyed).await;
    desk.plan_many(150, 60).await;
    desk.hands.advance(Duration::from_secs(60));
    for _ in 0..4 {
        desk.look().await;
    }
    assert_eq!(desk.network.sent().len(), 150, "more than one look starts");
}
