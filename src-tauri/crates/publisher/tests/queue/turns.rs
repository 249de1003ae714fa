//! Nobody waits for somebody else's long work.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use upbeat_domain::id::OwnerId;
use upbeat_domain::network::ProofClass;
use upbeat_domain::publication::{Event, Lease, PublicationState as State};
use upbeat_publisher::Files;
use upbeat_store::Store;

use crate::desk::{Desk, proof, until};
use crate::network::Scripted;

/// Files that take until somebody opens the gate.
fn long_films() -> (Files, Arc<Semaphore>) {
    let gate = Arc::new(Semaphore::new(0));
    let waiting = Arc::clone(&gate);
    let files: Files = Arc::new(move |_| {
        let waiting = Arc::clone(&waiting);
        Box::pin(async move {
            waiting.acquire().await.expect("never closed").forget();
            Ok(Vec::new())
        })
    });
    (files, gate)
}

#[tokio::test]
async fn films_that_take_long_keep_neither_words_nor_another_workspace_waiting() {
    let (files, gate) = long_films();
    let desk = Desk::with_files(Scripted::new(), proof(ProofClass::Keyed, None, 30), files).await;
    let (clock, hands) = (desk.clock.clone(), desk.hands.clone());
    let (network, publisher) = (desk.network.clone(), desk.publisher.clone());
    let other = Desk::beside(clock, hands, network, publisher, desk.proof.clone()).await;
    let mut films = Vec::new();
    for number in 0..12 {
        films.push(desk.plan_picture(&format!("film {number}")).await);
    }
    desk.plan(0, &["des mots"]).await;
    other.plan_picture("une image").await;
    desk.publisher.tick().await;
    until("words, and another's picture", || desk.network.sent().len() == 2).await;
    let mut sent: Vec<String> = desk.network.sent().into_iter().map(|sent| sent.text).collect();
    sent.sort();
    assert_eq!(sent, ["des mots", "une image"]);
    gate.add_permits(films.len());
    desk.publisher.finish().await;
    for film in films {
        assert_eq!(desk.state(film).await, State::Published);
    }
}

#[tokio::test]
async fn what_the_network_works_on_takes_nobodys_turn() {
    let desk = Desk::with(Scripted::working_on_uploads(), proof(ProofClass::Keyed, None, 30)).await;
    for number in 0..12 {
        desk.plan_picture(&format!("film {number}")).await;
    }
    desk.publisher.tick().await;
    until("all of them at the network", || desk.network.prepared().len() == 12).await;
    desk.network.finish_uploads();
    desk.publisher.finish().await;
    assert_eq!(desk.network.sent().len(), 12);
}

#[tokio::test]
async fn a_workspace_that_cannot_be_written_keeps_no_other_from_going_out() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let (clock, hands) = (desk.clock.clone(), desk.hands.clone());
    let (network, publisher) = (desk.network.clone(), desk.publisher.clone());
    let other = Desk::beside(clock, hands, network, publisher, desk.proof.clone()).await;
    desk.look().await;
    let orphan = desk.plan(0, &["interrompu"]).await;
    let lease = Lease { owner: OwnerId::new(desk.clock.uuid()), until: desk.clock.now().plus_secs(60) };
    desk.apply(orphan, Event::Claim { lease }).await;
    let id = other.plan(0, &["bonjour"]).await;
    let elsewhere = Store::open(desk.store.folder()).await.unwrap();
    let writing = elsewhere.begin().await.unwrap();
    // Why so long: the database waits for fifteen seconds before it says that it is busy, and nobody waits for that.
    let (look, ()) = tokio::join!(
        tokio::time::timeout(Duration::from_secs(12), desk.publisher.tick()),
        until("the other workspace's post", || desk.network.sent().iter().any(|sent| sent.text == "bonjour"))
    );
    assert!(look.is_ok(), "the next look at all comes soon, however long one database is busy");
    let gave_up = tokio::time::timeout(Duration::from_secs(60), desk.publisher.finish()).await;
    assert!(gave_up.is_ok(), "what can't be recovered now is tried at the next look");
    drop(writing);
    elsewhere.close().await;
    desk.publisher.finish().await;
    assert_eq!(other.state(id).await, State::Published);
    desk.run_for(40).await;
    assert_eq!(desk.state(orphan).await, State::Published, "and is recovered once it can be written");
}
