//! What keeps a post back between its claim and its call, and what the person said about the clock.

use std::time::Duration;

use upbeat_domain::account::AccountState;
use upbeat_domain::code::Code;
use upbeat_domain::network::ProofClass;
use upbeat_domain::publication::PublicationState as State;
use upbeat_publisher::PublishError;

use crate::desk::{Desk, proof, start, until};
use crate::network::Scripted;

/// A workspace with a post that is being uploaded.
async fn uploading() -> (Desk, upbeat_domain::id::PublicationId) {
    let desk = Desk::with(Scripted::uploading(), proof(ProofClass::Keyed, None, 30)).await;
    let id = desk.plan(0, &["bonjour"]).await;
    desk.publisher.tick().await;
    until("the upload", || desk.network.prepared().len() == 1).await;
    (desk, id)
}

#[tokio::test]
async fn what_is_slept_over_while_it_is_uploaded_is_missed_and_not_sent() {
    let (desk, id) = uploading().await;
    desk.hands.advance(Duration::from_secs(8 * 3600));
    desk.network.finish_uploads();
    desk.publisher.finish().await;
    let missed = desk.get(id).await;
    assert_eq!((missed.state, desk.network.sent().len()), (State::Missed, 0));
    assert_eq!(missed.trouble.unwrap().code, Code::PublicationMissed);
}

#[tokio::test]
async fn a_pause_during_an_upload_is_heeded() {
    for whole_queue in [true, false] {
        let (desk, id) = uploading().await;
        if whole_queue {
            desk.pause(true).await;
        } else {
            desk.set_account(AccountState::Paused).await;
        }
        desk.network.finish_uploads();
        desk.publisher.finish().await;
        desk.run_for(60).await;
        assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Planned, 0));
        desk.pause(false).await;
        desk.set_account(AccountState::Connected).await;
        desk.look().await;
        assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Published, 1));
    }
}

#[tokio::test]
async fn a_clock_that_is_set_during_an_upload_holds_the_post_before_its_call() {
    for by_s in [3600, -3600] {
        let (desk, id) = uploading().await;
        desk.hands.set_wall(desk.clock.now().plus_secs(by_s));
        desk.network.finish_uploads();
        desk.publisher.finish().await;
        assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Planned, 0), "{by_s}");
        assert_eq!(desk.gate().await.hold.unwrap().by_s, by_s);
    }
}

/// A workspace that was written to a day ahead, by a clock that has been set right since.
async fn a_day_ahead() -> Desk {
    let desk = Desk::new(ProofClass::Keyed).await;
    desk.plan(0, &["hier"]).await;
    desk.look().await;
    desk.publisher.close().await;
    desk.hands.set_wall(start().plus_secs(-86_400));
    desk
}

#[tokio::test]
async fn a_clock_that_the_person_found_right_holds_no_later_process() {
    let desk = a_day_ahead().await;
    let first = desk.another_publisher().await;
    first.tick().await;
    assert!(desk.gate().await.hold.is_some(), "noticed");
    desk.release().await;
    first.close().await;
    let second = desk.another_publisher().await;
    let id = desk.plan(0, &["bonjour"]).await;
    second.tick().await;
    second.finish().await;
    assert_eq!((desk.gate().await.hold, desk.state(id).await), (None, State::Published));
    second.close().await;
    desk.hands.set_wall(start().plus_secs(86_400));
    desk.plan(0, &["demain"]).await;
    desk.hands.set_wall(start().plus_secs(-86_400));
    desk.another_publisher().await.tick().await;
    assert!(desk.gate().await.hold.is_some(), "what came later is news again");
}

#[tokio::test]
async fn what_servers_say_of_a_clock_that_the_person_found_right_holds_no_later_process() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let told = |slow_s: i64| {
        let clock = desk.clock.clone();
        move || Some((clock.now().plus_secs(-slow_s), Duration::ZERO))
    };
    desk.publisher.compare_with(told(1_000));
    desk.look().await;
    assert!(desk.gate().await.hold.is_some(), "noticed");
    desk.release().await;
    desk.publisher.close().await;
    for (by_s, held) in [(1_010, false), (5_000, true)] {
        let later = desk.another_publisher().await;
        later.compare_with(told(by_s));
        later.tick().await;
        assert_eq!(desk.gate().await.hold.is_some(), held, "{by_s} s");
        later.close().await;
    }
}

#[tokio::test]
async fn publishing_now_says_at_once_that_the_clock_cannot_be_trusted() {
    let desk = a_day_ahead().await;
    let id = desk.plan(0, &["bonjour"]).await;
    let process = desk.another_publisher().await;
    let asked = process.publish_now(desk.workspace, id, Duration::from_secs(300));
    let said = tokio::time::timeout(Duration::from_secs(20), asked).await.expect("at once");
    assert!(matches!(said, Err(PublishError::Held(hold)) if hold.by_s == -86_400), "{said:?}");
}

#[tokio::test]
async fn publishing_now_says_at_once_that_the_queue_was_paused_meanwhile() {
    let (desk, id) = uploading().await;
    let asked = desk.publisher.publish_now(desk.workspace, id, Duration::from_secs(300));
    let paused = async {
        desk.pause(true).await;
        desk.network.finish_uploads();
    };
    let both = async { tokio::join!(asked, paused).0 };
    let said = tokio::time::timeout(Duration::from_secs(20), both).await.expect("at once");
    assert!(matches!(said, Err(PublishError::Paused)), "{said:?}");
}
