//! What a person does: pause, cancel, post by hand, decide.

use upbeat_domain::account::AccountState;
use upbeat_domain::network::{ProofClass, Route};
use upbeat_domain::publication::{Choice, Event, PublicationState as State};

use crate::desk::Desk;
use crate::network::{lost, receipt};

#[tokio::test]
async fn a_paused_queue_sends_nothing_but_settles_what_is_under_way() {
    let desk = Desk::new(ProofClass::ReadBack).await;
    desk.network.answers([lost()]);
    let first = desk.plan(0, &["un"]).await;
    desk.network.says([upbeat_networks::ReadBack::NotFound]);
    desk.look().await;
    let second = desk.plan(10, &["deux"]).await;
    desk.pause(true).await;
    desk.run_for(60).await;
    assert_eq!(desk.state(first).await, State::Published, "the lost answer was looked into");
    assert_eq!((desk.state(second).await, desk.network.sent().len()), (State::Planned, 1), "nothing new");
    desk.pause(false).await;
    desk.look().await;
    assert_eq!(desk.state(second).await, State::Published);
}

#[tokio::test]
async fn a_paused_account_sends_nothing() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let id = desk.plan(0, &["bonjour"]).await;
    desk.set_account(AccountState::Paused).await;
    desk.run_for(100).await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Planned, 0));
    desk.set_account(AccountState::Connected).await;
    desk.look().await;
    assert_eq!(desk.state(id).await, State::Published);
}

#[tokio::test]
async fn a_paused_account_stands_in_nobodys_way() {
    let desk = Desk::new(ProofClass::Keyed).await;
    desk.plan_many(200, 0).await;
    desk.set_account(AccountState::Paused).await;
    let other = desk.another_account().await;
    let id = desk.plan_as(0, &["bonjour"], |planned| planned.account = other).await;
    desk.look().await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Published, 1));
}

#[tokio::test]
async fn what_is_cancelled_in_time_never_goes_out() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let id = desk.plan(60, &["bonjour"]).await;
    desk.apply(id, Event::Cancel).await;
    desk.run_for(3600).await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Cancelled, 0));
}

#[tokio::test]
async fn the_hand_made_route_reminds_at_its_time_however_late_and_ends_with_the_persons_word() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let id = desk.plan_as(60, &["à la main"], |planned| planned.route = Route::Assisted).await;
    let mut notices = desk.publisher.notices();
    desk.pass(6 * 3600).await;
    assert_eq!(desk.state(id).await, State::WaitingForPerson, "late is no reason not to remind");
    assert!(notices.recv().await.unwrap().persons_turn, "the reminder");
    let snooze = desk.clock.now().plus_secs(600);
    desk.apply(id, Event::Replan { due_at: snooze, wish: None, zone_table: None }).await;
    desk.pass(600).await;
    assert!(notices.recv().await.unwrap().persons_turn, "reminded again after the snooze");
    let out = desk.apply(id, Event::Confirmed(receipt("42", desk.clock.now()))).await;
    assert_eq!(out.state, State::Published);
    assert_eq!(out.parts[0].receipt.as_ref().unwrap().proof, "person");
    assert!(desk.network.sent().is_empty(), "nobody but the person sent anything");
}

#[tokio::test]
async fn the_person_who_looked_decides() {
    for (choice, state, sent) in [
        (Choice::There(receipt("42", crate::desk::start())), State::Published, 1),
        (Choice::Again, State::Published, 2),
        (Choice::Drop, State::Cancelled, 1),
    ] {
        let desk = Desk::new(ProofClass::Blind).await;
        desk.network.answers([lost()]);
        let id = desk.plan(0, &["bonjour"]).await;
        desk.look().await;
        assert_eq!(desk.state(id).await, State::NeedsPerson);
        desk.apply(id, Event::Resolved(choice.clone())).await;
        desk.run_for(60).await;
        assert_eq!((desk.state(id).await, desk.network.sent().len()), (state, sent), "{choice:?}");
    }
}
