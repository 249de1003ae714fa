//! The publisher on a manual clock, against a network that answers as it is told.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod desk;
mod doubt;
mod gate;
mod network;
mod person;
mod time;
mod together;
mod turns;

use desk::{Desk, proof, until};
use network::{Scripted, limit, lost, refused, trouble};
use upbeat_domain::account::AccountState;
use upbeat_domain::code::Code;
use upbeat_domain::network::ProofClass;
use upbeat_domain::publication::{AttemptOutcome, PublicationState as State, Refusal};
use upbeat_networks::{Outcome, ReadBack, RefusalKind};
use upbeat_store::{account, publication};

#[tokio::test]
async fn a_post_goes_out_at_its_time_once_and_with_its_receipt() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let id = desk.plan(60, &["bonjour"]).await;
    desk.pass(59).await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Planned, 0), "a second early");
    desk.pass(1).await;
    let out = desk.get(id).await;
    assert_eq!(out.state, State::Published);
    let receipt = out.parts[0].receipt.as_ref().unwrap();
    assert_eq!((receipt.remote_id.as_str(), receipt.proof.as_str()), ("id-bonjour", "answer"));
    let attempt = &out.parts[0].attempts[0];
    assert_eq!(attempt.settled.as_ref().unwrap().outcome, AttemptOutcome::Accepted);
    assert_eq!(attempt.key, desk.network.sent()[0].key, "the key that was written down was sent");
    desk.run_for(3600).await;
    assert_eq!(desk.network.sent().len(), 1, "once");
    let log = publication::log(&mut desk.store.read().await.unwrap(), id).await.unwrap();
    let names: Vec<&str> = log.iter().map(|line| line.event.as_str()).collect();
    assert_eq!(names, ["planned", "claimed", "prepared", "sending", "accepted"]);
}

#[tokio::test]
async fn the_intent_is_on_the_disk_before_the_call_is_made() {
    let desk = Desk::with(Scripted::closed(), proof(ProofClass::ReadBack, None, 30)).await;
    let id = desk.plan(0, &["bonjour"]).await;
    desk.publisher.tick().await;
    until("the call", || !desk.network.sent().is_empty()).await;
    let during = desk.get(id).await;
    assert_eq!(during.state, State::Sending, "while the call is under way");
    assert!(during.parts[0].attempts[0].settled.is_none(), "the attempt is written and open");
    desk.network.open();
    desk.publisher.finish().await;
    assert_eq!(desk.state(id).await, State::Published);
}

#[tokio::test]
async fn a_thread_goes_out_in_order_and_each_part_answers_the_one_before() {
    let desk = Desk::new(ProofClass::Keyed).await;
    let id = desk.plan(0, &["un", "deux", "trois"]).await;
    desk.look().await;
    assert_eq!(desk.state(id).await, State::Published);
    let sent = desk.network.sent();
    let order: Vec<(&str, Option<&str>)> =
        sent.iter().map(|sent| (sent.text.as_str(), sent.parent.as_deref())).collect();
    assert_eq!(order, [("un", None), ("deux", Some("id-un")), ("trois", Some("id-deux"))]);
}

#[tokio::test]
async fn a_part_waits_until_the_one_before_it_is_settled() {
    let desk = Desk::new(ProofClass::ReadBack).await;
    desk.network.answers([lost()]);
    // The first look comes at once and too early to count.
    desk.network.says([ReadBack::NotFound, ReadBack::NotFound, ReadBack::NotFound]);
    let id = desk.plan(0, &["un", "deux"]).await;
    desk.look().await;
    assert_eq!(desk.state(id).await, State::Unconfirmed);
    assert_eq!(desk.network.sent().len(), 1, "the second part waits for the first to be found");
    desk.run_for(120).await;
    assert_eq!(desk.state(id).await, State::Published);
    let texts: Vec<String> = desk.network.sent().into_iter().map(|sent| sent.text).collect();
    assert_eq!(texts, ["un", "un", "deux"], "not there twice: sent again, and only then the next");
}

#[tokio::test]
async fn a_lost_answer_is_read_back_and_not_sent_again() {
    for class in [ProofClass::Keyed, ProofClass::TwoStep, ProofClass::ReadBack] {
        let desk = Desk::new(class).await;
        desk.network.answers([lost()]);
        let id = desk.plan(0, &["bonjour"]).await;
        desk.run_for(40).await;
        let out = desk.get(id).await;
        assert_eq!(out.state, State::Published, "{class}");
        assert_eq!(out.parts[0].receipt.as_ref().unwrap().proof, "read_back", "{class}");
        assert_eq!(desk.network.sent().len(), 1, "{class}: never sent again");
    }
}

#[tokio::test]
async fn a_lost_answer_of_a_network_that_cannot_tell_is_the_persons() {
    let desk = Desk::new(ProofClass::Blind).await;
    desk.network.answers([lost()]);
    let mut notices = desk.publisher.notices();
    let id = desk.plan(0, &["bonjour"]).await;
    desk.run_for(3600).await;
    assert_eq!(desk.state(id).await, State::NeedsPerson);
    assert_eq!((desk.network.sent().len(), desk.network.looked()), (1, 0), "neither sent again nor asked");
    let mut asked = 0;
    while let Ok(notice) = notices.try_recv() {
        asked += usize::from(notice.persons_turn);
    }
    assert_eq!(asked, 1, "the person is told once");
}

#[tokio::test]
async fn a_duplicate_answer_is_read_back_and_never_a_refusal() {
    let desk = Desk::new(ProofClass::ReadBack).await;
    desk.network.answers([Outcome::Duplicate]);
    let id = desk.plan(0, &["bonjour"]).await;
    desk.look().await;
    assert_eq!(desk.state(id).await, State::Published);
    assert_eq!((desk.network.sent().len(), desk.network.looked()), (1, 1));
}

#[tokio::test]
async fn an_unreachable_network_is_asked_again_later_and_the_doubt_stays() {
    let desk = Desk::new(ProofClass::ReadBack).await;
    desk.network.answers([lost()]);
    let unreachable = || ReadBack::CannotTell(trouble(Code::NetworkUnreachable, None));
    desk.network.says(std::iter::repeat_with(unreachable).take(5));
    let id = desk.plan(0, &["bonjour"]).await;
    desk.run_for(120).await;
    assert_eq!(desk.state(id).await, State::Unconfirmed);
    desk.run_for(3600).await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Published, 1));
}

#[tokio::test]
async fn a_key_is_trusted_only_while_the_network_knows_it() {
    let life_s = 600;
    let desk = Desk::with(Scripted::new(), proof(ProofClass::Keyed, Some(life_s), 30)).await;
    desk.network.answers([lost(), limit(Some(u64::from(life_s)))]);
    desk.network.says(std::iter::repeat_n(ReadBack::NotFound, 5));
    let id = desk.plan(0, &["bonjour"]).await;
    desk.run_for(60).await;
    assert_eq!(
        desk.network.sent().len(),
        2,
        "within the key's life one look after the settle time is enough"
    );
    desk.run_for(640).await;
    assert_eq!(desk.network.sent().len(), 2, "the network had us wait beyond it: looked into again first");
    desk.run_for(300).await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Published, 3));
    assert_eq!(
        desk.network.looked(),
        5,
        "an early look each time, then one within its life and two after it"
    );
}

/// R9.
#[tokio::test]
async fn six_hours_of_429_burn_no_attempt_and_everything_is_delivered_after() {
    let desk = Desk::new(ProofClass::ReadBack).await;
    let ids = [desk.plan(0, &["a"]).await, desk.plan(0, &["b"]).await, desk.plan(0, &["c"]).await];
    // A server that names no time: about every quarter of an hour at the longest wait.
    let storm = 6 * 3600;
    let end = desk.clock.now().plus_secs(storm);
    while desk.clock.now() < end {
        desk.network.answers(std::iter::repeat_with(|| limit(None)).take(ids.len()));
        desk.pass(20).await;
        let left = desk.network.sent().len();
        assert!(left <= 3 * 40, "{left} requests: more than one for each back-off step");
    }
    for id in ids {
        let waiting = desk.get(id).await;
        assert_eq!(waiting.state, State::Planned, "still to go out");
        let outcomes: Vec<_> = waiting.parts[0]
            .attempts
            .iter()
            .map(|attempt| attempt.settled.as_ref().unwrap().outcome)
            .collect();
        assert!(outcomes.iter().all(|outcome| *outcome == AttemptOutcome::NotSent), "{outcomes:?}");
    }
    let in_the_storm = desk.network.sent().len();
    desk.network.forget();
    desk.run_for(1200).await;
    for id in ids {
        assert_eq!(desk.state(id).await, State::Published, "delivered after");
    }
    assert_eq!(desk.network.sent().len(), in_the_storm + ids.len(), "each once");
}

#[tokio::test]
async fn a_network_that_names_a_time_is_asked_no_sooner() {
    let desk = Desk::new(ProofClass::ReadBack).await;
    desk.network.answers([limit(Some(7200))]);
    let id = desk.plan(0, &["bonjour"]).await;
    desk.run_for(7200).await;
    assert_eq!(desk.network.sent().len(), 1, "two hours of silence");
    let waiting = desk.get(id).await;
    assert_eq!(waiting.parts[0].tries, 0, "obeying is no failure of ours");
    desk.run_for(800).await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Published, 2));
}

#[tokio::test]
async fn stale_credentials_are_renewed_once_and_then_the_person_has_to_connect() {
    let desk = Desk::new(ProofClass::Keyed).await;
    desk.network.answers([Outcome::Expired]);
    let id = desk.plan(0, &["bonjour"]).await;
    desk.look().await;
    assert_eq!((desk.state(id).await, desk.network.sent().len()), (State::Published, 2), "renewed, then out");

    desk.network.answers([Outcome::Expired, Outcome::Expired]);
    let id = desk.plan(0, &["bonsoir"]).await;
    desk.look().await;
    let refused = desk.get(id).await;
    assert_eq!(refused.state, State::Rejected);
    assert_eq!(refused.trouble.unwrap().refusal, Some(Refusal::Reconnect));
    assert_eq!(desk.network.sent().len(), 4, "tried twice, not more");
    let account = account::get(&mut desk.store.read().await.unwrap(), desk.account).await.unwrap();
    assert_eq!(account.state, AccountState::Reconnect, "Connections shows it");
}

#[tokio::test]
async fn a_refusal_ends_it_and_says_what_to_do() {
    let desk = Desk::new(ProofClass::Keyed).await;
    desk.network.answers([refused(RefusalKind::Edit)]);
    let id = desk.plan(0, &["bonjour"]).await;
    desk.run_for(3600).await;
    let refused = desk.get(id).await;
    assert_eq!((refused.state, desk.network.sent().len()), (State::Rejected, 1));
    let trouble = refused.trouble.unwrap();
    assert_eq!((trouble.refusal, trouble.code), (Some(Refusal::Edit), Code::NetworkRejected));
    assert_eq!(trouble.detail.as_deref(), Some("no"), "the network's own words");
}
