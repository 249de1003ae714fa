//! Doubts: whose post it is, and what is needed to look for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use upbeat_domain::account::AccountState;
use upbeat_domain::network::ProofClass;
use upbeat_domain::publication::{Event, Failure, PublicationState as State, Refusal, Trouble};
use upbeat_networks::{Outcome, ReadBack};
use upbeat_publisher::Files;

use crate::desk::{Desk, proof};
use crate::network::{Scripted, lost, receipt};

fn remote_id(publication: &upbeat_domain::publication::Publication) -> Option<&str> {
    publication.parts[0].receipt.as_ref().map(|receipt| receipt.remote_id.as_str())
}

#[tokio::test]
async fn the_post_of_another_publication_of_the_same_words_is_not_taken_for_this_one() {
    for class in [ProofClass::ReadBack, ProofClass::TwoStep, ProofClass::Keyed] {
        let desk = Desk::with(Scripted::by_words(), proof(class, None, 30)).await;
        let first = desk.plan(0, &["bonjour"]).await;
        desk.look().await;
        desk.network.answers([lost()]);
        let found = || ReadBack::Found(vec![receipt("id-bonjour", desk.clock.now())]);
        desk.network.says(std::iter::repeat_with(found).take(3));
        let second = desk.plan(180, &["bonjour"]).await;
        desk.run_for(600).await;
        let (first, second) = (desk.get(first).await, desk.get(second).await);
        assert_eq!((first.state, second.state), (State::Published, State::Published), "{class}");
        assert_ne!(remote_id(&first), remote_id(&second), "{class}: a receipt of its own");
        assert_eq!(desk.network.sent().len(), 3, "{class}: the second wasn't there, and was sent again");
    }
}

#[tokio::test]
async fn the_one_post_that_nobody_has_a_receipt_for_is_found_among_those_of_the_same_words() {
    let desk = Desk::with(Scripted::by_words(), proof(ProofClass::ReadBack, None, 30)).await;
    desk.plan(0, &["bonjour"]).await;
    desk.look().await;
    desk.network.answers([lost()]);
    let both = ["id-bonjour-1", "id-bonjour"].map(|id| receipt(id, desk.clock.now()));
    desk.network.says([ReadBack::Found(both.to_vec())]);
    let second = desk.plan(0, &["bonjour"]).await;
    desk.look().await;
    let second = desk.get(second).await;
    assert_eq!((second.state, remote_id(&second)), (State::Published, Some("id-bonjour-1")));
}

#[tokio::test]
async fn of_two_doubts_of_the_same_words_neither_takes_the_one_post_there_is() {
    let desk = Desk::with(Scripted::by_words(), proof(ProofClass::ReadBack, None, 30)).await;
    desk.network.answers([lost(), lost()]);
    let one = || ReadBack::Found(vec![receipt("id-bonjour", desk.clock.now())]);
    desk.network.says(std::iter::repeat_with(one).take(20));
    let ids = [desk.plan(0, &["bonjour"]).await, desk.plan(0, &["bonjour"]).await];
    desk.run_for(120).await;
    for id in ids {
        assert_eq!(desk.state(id).await, State::NeedsPerson, "nobody can tell whose it is");
    }
    assert_eq!(desk.network.sent().len(), 2, "and neither is sent again");
}

#[tokio::test]
async fn doubts_of_different_words_do_not_stand_in_each_others_way() {
    let desk = Desk::with(Scripted::by_words(), proof(ProofClass::ReadBack, None, 30)).await;
    desk.network.answers([lost(), lost()]);
    let ids = [desk.plan(0, &["bonjour"]).await, desk.plan(0, &["bonsoir"]).await];
    desk.run_for(120).await;
    for id in ids {
        assert_eq!(desk.state(id).await, State::Published);
    }
}

#[tokio::test]
async fn an_answer_with_the_post_of_another_publication_proves_nothing() {
    let desk = Desk::new(ProofClass::ReadBack).await;
    desk.plan(0, &["bonjour"]).await;
    desk.look().await;
    desk.network.answers([Outcome::Accepted(receipt("id-bonjour", desk.clock.now()))]);
    desk.network.says(std::iter::repeat_n(ReadBack::NotFound, 3));
    let second = desk.plan(0, &["bonsoir"]).await;
    desk.look().await;
    assert_eq!(desk.state(second).await, State::Unconfirmed);
    desk.run_for(300).await;
    let second = desk.get(second).await;
    assert_eq!((second.state, remote_id(&second)), (State::Published, Some("id-bonsoir")));
}

#[tokio::test]
async fn a_doubt_is_looked_into_without_making_its_files() {
    let made = Arc::new(AtomicUsize::new(0));
    let files: Files = {
        let made = Arc::clone(&made);
        Arc::new(move |_| {
            // Made once; then the library has lost what they are made of.
            let first = made.fetch_add(1, Ordering::SeqCst) == 0;
            let trouble = Trouble::new(upbeat_domain::code::Code::MediaUnreadable);
            let lost = Failure::Refused { refusal: Refusal::Edit, trouble };
            Box::pin(async move { if first { Ok(Vec::new()) } else { Err(lost) } })
        })
    };
    let desk = Desk::with_files(Scripted::new(), proof(ProofClass::ReadBack, None, 30), files).await;
    desk.network.answers([lost()]);
    let id = desk.plan_picture("une image").await;
    desk.run_for(60).await;
    assert_eq!((desk.state(id).await, desk.network.looked()), (State::Published, 1));
    assert_eq!(made.load(Ordering::SeqCst), 1, "only to be sent");
}

#[tokio::test]
async fn what_may_be_out_under_its_key_is_looked_for_while_nothing_may_be_sent() {
    for whole_queue in [true, false] {
        let desk = Desk::new(ProofClass::Keyed).await;
        desk.network.answers([lost()]);
        desk.network.says(std::iter::repeat_n(ReadBack::NotFound, 10));
        let id = desk.plan(0, &["bonjour"]).await;
        desk.look().await;
        if whole_queue {
            desk.pause(true).await;
        } else {
            desk.set_account(AccountState::Paused).await;
        }
        desk.run_for(300).await;
        let known = desk.get(id).await;
        assert_eq!((known.state, desk.network.sent().len()), (State::Planned, 1), "not sent again");
        assert!(!known.parts[0].evidence.by_key, "known not to be there");
        desk.apply(id, Event::Cancel).await;
    }
}
