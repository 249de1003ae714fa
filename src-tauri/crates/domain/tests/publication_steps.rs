//! Single steps of a publication that a person would ask about.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use upbeat_domain::code::Code;
use upbeat_domain::id::{AccountId, AttemptId, ContentHash, OwnerId, PartId, PostId, PublicationId};
use upbeat_domain::network::{NetworkId, ProofClass, Route};
use upbeat_domain::post::Body;
use upbeat_domain::publication::step::{BACK_OFF_FIRST_S, BACK_OFF_MAX_S, RETRY_AFTER_MAX_S};
use upbeat_domain::publication::{
    Answer, Choice, Epoch, Event, Failure, Illegal, Lease, Outcome, Part, Prepared, Publication,
    PublicationState as State, Receipt, Refusal, Role, Rules, Status, Trouble, step,
};
use upbeat_domain::time::Timestamp;
use uuid::Uuid;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_micros(secs * 1_000_000)
}

fn rules(secs: i64, jitter: u16) -> Rules {
    Rules { now: at(secs), jitter, class: ProofClass::ReadBack, key_life_s: None, settle_s: 30 }
}

fn body(text: &str) -> Body {
    Body { text: text.to_owned(), ..Body::default() }
}

fn planned(texts: &[&str]) -> Publication {
    let part = |(n, text): (u32, &&str)| {
        let id = PartId::new(Uuid::from_u128(n.into()));
        Part::planned(id, n, Role::Post, body(text), format!("key {n}"))
    };
    Publication {
        id: PublicationId::new(Uuid::from_u128(1)),
        post: PostId::new(Uuid::from_u128(2)),
        account: AccountId::new(Uuid::from_u128(3)),
        network: NetworkId::Bluesky,
        format: "text".to_owned(),
        route: Route::Direct,
        body: Body::default(),
        state: State::Planned,
        due_at: at(0),
        wish: None,
        zone_table: None,
        grace_s: 1800,
        retry_at: None,
        trouble: None,
        created_at: at(0),
        updated_at: at(0),
        parts: (0..).zip(texts).map(part).collect(),
    }
}

fn go(publication: Publication, secs: i64, event: Event) -> Publication {
    step(publication, event, &rules(secs, 0)).unwrap().0
}

/// Takes the current part and begins to send it.
fn send(publication: Publication, secs: i64) -> Publication {
    let lease = Lease { owner: OwnerId::new(Uuid::from_u128(9)), until: at(secs + 120) };
    let claimed = go(publication, secs, Event::Claim { lease });
    let part = claimed.current().unwrap().id;
    let prepared = Prepared { data: "upload".to_owned(), until: Some(at(secs + 21_600)) };
    let ready = go(claimed, secs, Event::Prepared { part, prepared });
    let attempt = AttemptId::new(Uuid::from_u128(u128::from(secs.unsigned_abs()) + 100));
    go(ready, secs, Event::Intend { part, attempt, body_hash: ContentHash::new([1; 32]), lease })
}

fn settle(publication: Publication, secs: i64, outcome: Outcome) -> Publication {
    let part = publication.current().unwrap();
    let event = Event::Settled { part: part.id, epoch: part.epoch, outcome };
    go(publication, secs, event)
}

/// Who asks in these tests.
fn me() -> OwnerId {
    OwnerId::new(Uuid::from_u128(9))
}

fn lost() -> Outcome {
    Outcome::Unknown { trouble: Trouble::new(Code::PublicationUnconfirmed) }
}

/// Sends it, loses the answer, and puts the doubt aside for the network's memory of the key.
fn again_by_key(settled_s: i64) -> Publication {
    let doubt = settle(send(planned(&["a"]), 0), 1, lost());
    let part = doubt.current().unwrap();
    let (part, epoch) = (part.id, part.epoch);
    let event =
        Event::ReadBack { part, epoch, asker: me(), asked_at: at(settled_s), answer: Answer::NotFound };
    let again = step(doubt, event, &keyed(settled_s)).unwrap().0;
    assert_eq!((again.state, again.parts[0].evidence.by_key), (State::Planned, true));
    again
}

fn keyed(secs: i64) -> Rules {
    Rules { class: ProofClass::Keyed, ..rules(secs, 0) }
}

fn not_sent(retry_after_s: Option<u32>) -> Outcome {
    Outcome::NotSent { retry_after_s, trouble: Trouble::new(Code::NetworkLimit) }
}

fn receipt() -> Receipt {
    Receipt {
        remote_id: "42".to_owned(),
        url: None,
        at: at(5),
        audience: "public".to_owned(),
        proof: "answer".to_owned(),
    }
}

#[test]
fn back_off_doubles_up_to_a_quarter_of_an_hour() {
    let mut publication = planned(&["a"]);
    let mut waits = Vec::new();
    let mut now = 0;
    for _ in 0..10 {
        publication = settle(send(publication, now), now, not_sent(None));
        let next = publication.retry_at.unwrap().micros() / 1_000_000;
        waits.push(u32::try_from(next - now).unwrap());
        now = next;
    }
    let expected: Vec<u32> = (0..10).map(|n| (BACK_OFF_FIRST_S << n).min(BACK_OFF_MAX_S)).collect();
    assert_eq!(waits, expected);
}

#[test]
fn a_named_time_is_obeyed_within_a_day_and_burns_no_try() {
    for (named_s, waited_s) in [(0, 1), (30, 30), (7_200, 7_200), (1_000_000, RETRY_AFTER_MAX_S)] {
        let waiting = settle(send(planned(&["a"]), 0), 0, not_sent(Some(named_s)));
        assert_eq!(waiting.retry_at, Some(at(waited_s.into())), "{named_s} s named");
        assert_eq!(waiting.parts[0].tries, 0);
    }
}

#[test]
fn chance_spreads_a_wait_by_up_to_a_tenth_and_never_shortens_it() {
    let lost = send(planned(&["a"]), 0);
    let part = lost.current().unwrap();
    let event = Event::Settled { part: part.id, epoch: part.epoch, outcome: not_sent(Some(1_000)) };
    let (latest, _) = step(lost, event, &rules(0, 1_000)).unwrap();
    assert_eq!(latest.retry_at, Some(at(1_100)));
}

#[test]
fn an_upload_is_used_again_until_the_network_lets_go_of_it() {
    let waiting = settle(send(planned(&["a"]), 0), 0, not_sent(Some(60)));
    let lease = Lease { owner: OwnerId::new(Uuid::from_u128(9)), until: at(400) };
    let soon = go(waiting.clone(), 60, Event::Claim { lease });
    assert_eq!(soon.parts[0].prepared.as_ref().unwrap().data, "upload");
    let waiting = go(waiting, 60, Event::Replan { due_at: at(21_500), wish: None, zone_table: None });
    let late = go(waiting, 21_500, Event::Claim { lease });
    assert_eq!(late.parts[0].prepared, None, "made anew");
}

#[test]
fn news_of_an_older_attempt_are_refused() {
    let first = send(planned(&["a"]), 0);
    let part = first.current().unwrap().id;
    let waiting = settle(first, 0, not_sent(None));
    let second = send(waiting, 100);
    assert_eq!(second.parts[0].epoch, Epoch(2));
    let old = Event::Settled { part, epoch: Epoch(1), outcome: Outcome::Accepted(receipt()) };
    assert_eq!(step(second, old, &rules(100, 0)), Err(Illegal { state: State::Sending, event: "accepted" }));
}

#[test]
fn whoever_has_no_lease_may_not_send() {
    let mine = Lease { owner: OwnerId::new(Uuid::from_u128(1)), until: at(100) };
    let other = Lease { owner: OwnerId::new(Uuid::from_u128(2)), until: at(100) };
    let claimed = go(planned(&["a"]), 0, Event::Claim { lease: mine });
    let part = claimed.current().unwrap().id;
    let ready =
        go(claimed, 0, Event::Prepared { part, prepared: Prepared { data: String::new(), until: None } });
    let attempt = AttemptId::new(Uuid::from_u128(1));
    let intend = Event::Intend { part, attempt, body_hash: ContentHash::new([0; 32]), lease: other };
    assert!(step(ready, intend, &rules(0, 0)).is_err());
}

#[test]
fn what_may_be_out_cannot_be_called_off() {
    let sending = send(planned(&["a"]), 0);
    assert!(step(sending.clone(), Event::Cancel, &rules(1, 0)).is_err(), "while it is sent");
    let lost = settle(sending, 1, Outcome::Unknown { trouble: Trouble::new(Code::PublicationUnconfirmed) });
    assert_eq!(lost.state, State::Unconfirmed);
    assert!(step(lost, Event::Cancel, &rules(2, 0)).is_err(), "while it is looked into");
}

#[test]
fn what_became_too_late_while_it_was_prepared_is_missed_and_not_sent() {
    for (now, state) in [(1_800, State::Sending), (1_801, State::Missed), (8 * 3_600, State::Missed)] {
        let lease = Lease { owner: OwnerId::new(Uuid::from_u128(9)), until: at(2_100) };
        let claimed = go(planned(&["a"]), 0, Event::Claim { lease });
        let part = claimed.current().unwrap().id;
        let prepared = Prepared { data: "upload".to_owned(), until: None };
        let ready = go(claimed, now, Event::Prepared { part, prepared });
        let attempt = AttemptId::new(Uuid::from_u128(1));
        let intend = Event::Intend { part, attempt, body_hash: ContentHash::new([1; 32]), lease };
        let after = go(ready, now, intend);
        assert_eq!(
            (after.state, after.parts[0].attempts.len()),
            (state, usize::from(now == 1_800)),
            "{now} s"
        );
        assert_eq!(after.trouble.is_some(), state == State::Missed, "{now} s: the person is told why");
    }
}

#[test]
fn what_failed_because_it_was_slept_over_is_missed_and_not_tried_again() {
    let trouble = || Trouble::new(Code::NetworkUnreachable);
    let night = 8 * 3_600;
    let lease = Lease { owner: OwnerId::new(Uuid::from_u128(9)), until: at(2_100) };
    let claimed = go(planned(&["a"]), 0, Event::Claim { lease });
    let part = claimed.current().unwrap().id;
    for failure in
        [Failure::Later { retry_after_s: None, trouble: trouble() }, Failure::Expired { trouble: trouble() }]
    {
        let event = Event::PrepareFailed { part, failure };
        assert_eq!(go(claimed.clone(), night, event.clone()).state, State::Missed, "{event:?}");
        assert_eq!(go(claimed.clone(), 60, event.clone()).state, State::Planned, "in time: {event:?}");
    }
    assert_eq!(go(claimed, night, Event::OwnerLost { part }).state, State::Missed, "the process died");
    for outcome in [not_sent(None), not_sent(Some(60)), Outcome::Expired { trouble: trouble() }] {
        let sending = send(planned(&["a"]), 0);
        assert_eq!(settle(sending.clone(), night, outcome.clone()).state, State::Missed, "{outcome:?}");
        assert_eq!(settle(sending, 60, outcome.clone()).state, State::Planned, "in time: {outcome:?}");
    }
    // Why: what waits because the network asked for it is late by the network's doing, and is tried on.
    let waiting = settle(send(planned(&["a"]), 0), 1, not_sent(Some(7_200)));
    let again = settle(send(waiting, 7_201), 7_202, not_sent(None));
    assert_eq!(again.state, State::Planned, "two hours late, and on time for its next try");
}

#[test]
fn a_doubt_that_was_slept_over_is_missed_once_it_is_known_not_to_be_there() {
    let night = 8 * 3_600;
    let sending = send(planned(&["a"]), 0);
    let (part, epoch) = (sending.parts[0].id, sending.parts[0].epoch);
    let died = go(sending.clone(), night, Event::OwnerLost { part });
    let slept = settle(sending, 1, lost());
    for mut doubt in [died, slept] {
        for secs in [40, 80, 120] {
            let asked_at = at(night + secs);
            let event = Event::ReadBack { part, epoch, asker: me(), asked_at, answer: Answer::NotFound };
            if doubt.state == State::Unconfirmed {
                doubt = go(doubt, night + secs, event);
            }
        }
        assert_eq!(doubt.state, State::Missed, "not there, and too late to send unasked");
    }
}

#[test]
fn what_may_be_out_under_its_key_cannot_be_called_off_edited_or_moved() {
    let again = again_by_key(40);
    let edited = Event::Edited { body: body("b"), contents: vec![body("b")] };
    let moved = Event::Replan { due_at: at(86_400), wish: None, zone_table: None };
    let lease = Lease { owner: OwnerId::new(Uuid::from_u128(9)), until: at(400) };
    let preparing = step(again.clone(), Event::Claim { lease }, &keyed(41)).unwrap().0;
    for publication in [again, preparing] {
        for event in [Event::Cancel, edited.clone(), moved.clone()] {
            let name = event.name();
            assert!(
                step(publication.clone(), event, &keyed(42)).is_err(),
                "{name} while {}",
                publication.state
            );
        }
    }
}

#[test]
fn what_is_put_off_waits_as_it_did_before() {
    let lease = Lease { owner: OwnerId::new(Uuid::from_u128(9)), until: at(400) };
    let claimed = go(planned(&["a"]), 10, Event::Claim { lease });
    let part = claimed.current().unwrap().id;
    let prepared = Prepared { data: "upload".to_owned(), until: None };
    let ready = go(claimed, 20, Event::Prepared { part, prepared: prepared.clone() });
    let waits = go(ready, 30, Event::PutOff { part });
    assert_eq!((waits.state, waits.next_at(), waits.parts[0].tries), (State::Planned, Some(at(0)), 0));
    assert_eq!(waits.parts[0].prepared, Some(prepared), "what was uploaded is kept");
    assert_eq!(go(waits, 1_801, Event::Claim { lease }).state, State::Missed, "and its time runs on");
    let sending = send(planned(&["a"]), 0);
    assert!(step(sending, Event::PutOff { part }, &rules(1, 0)).is_err(), "what is being sent isn't put off");
}

#[test]
fn a_repeat_that_may_not_go_out_is_looked_for_instead() {
    let again = again_by_key(40);
    let (part, epoch) = (again.parts[0].id, again.parts[0].epoch);
    let mut doubt = step(again, Event::PutOff { part }, &keyed(50)).unwrap().0;
    assert_eq!(doubt.state, State::Unconfirmed);
    for secs in [80, 120] {
        let event =
            Event::ReadBack { part, epoch, asker: me(), asked_at: at(secs), answer: Answer::NotFound };
        doubt = step(doubt, event, &keyed(secs)).unwrap().0;
    }
    assert_eq!((doubt.state, doubt.parts[0].evidence.by_key), (State::Planned, false));
    assert_eq!(step(doubt, Event::Cancel, &keyed(121)).unwrap().0.state, State::Cancelled, "it isn't there");
}

#[test]
fn a_refusal_of_a_repeat_counts_once_the_first_try_is_known_not_to_be_there() {
    let again = again_by_key(40);
    let (part, epoch) = (again.parts[0].id, again.parts[0].epoch);
    let lease = Lease { owner: OwnerId::new(Uuid::from_u128(9)), until: at(400) };
    let claimed = step(again, Event::Claim { lease }, &keyed(41)).unwrap().0;
    let failure =
        Failure::Refused { refusal: Refusal::Reconnect, trouble: Trouble::new(Code::NetworkReconnect) };
    let mut doubt = step(claimed, Event::PrepareFailed { part, failure }, &keyed(42)).unwrap().0;
    assert_eq!(doubt.state, State::Unconfirmed, "it may be out, whatever is said of the repeat");
    assert_eq!(doubt.trouble.as_ref().unwrap().refusal, Some(Refusal::Reconnect), "the person is told");
    let there =
        Event::ReadBack { part, epoch, asker: me(), asked_at: at(80), answer: Answer::Found(receipt()) };
    assert_eq!(step(doubt.clone(), there, &keyed(80)).unwrap().0.state, State::Published);
    for secs in [80, 120] {
        let event =
            Event::ReadBack { part, epoch, asker: me(), asked_at: at(secs), answer: Answer::NotFound };
        doubt = step(doubt, event, &keyed(secs)).unwrap().0;
    }
    assert_eq!((doubt.state, doubt.trouble.unwrap().refusal), (State::Rejected, Some(Refusal::Reconnect)));
}

#[test]
fn the_person_is_asked_to_look_only_when_it_can_be_seen() {
    let doubt = settle(send(planned(&["a"]), 0), 1, lost());
    let (part, epoch) = (doubt.parts[0].id, doubt.parts[0].epoch);
    let cannot =
        |secs| Event::ReadBack { part, epoch, asker: me(), asked_at: at(secs), answer: Answer::CannotTell };
    let early = go(doubt, 2, cannot(2));
    assert_eq!((early.state, early.next_at()), (State::Unconfirmed, Some(at(31))), "the settle time first");
    assert_eq!(go(early, 31, cannot(31)).state, State::NeedsPerson);
}

#[test]
fn a_late_answer_settles_the_doubt() {
    let sending = send(planned(&["a"]), 0);
    let (id, epoch) = (sending.parts[0].id, sending.parts[0].epoch);
    let doubt = go(sending, 300, Event::OwnerLost { part: id });
    let out = go(doubt, 301, Event::Settled { part: id, epoch, outcome: Outcome::Accepted(receipt()) });
    assert_eq!(out.state, State::Published);
}

#[test]
fn an_answer_counts_from_when_it_was_asked_for_and_not_from_when_it_came() {
    let lost = Outcome::Unknown { trouble: Trouble::new(Code::PublicationUnconfirmed) };
    let mut doubt = settle(send(planned(&["a"]), 0), 1, lost);
    let (id, epoch) = (doubt.parts[0].id, doubt.parts[0].epoch);
    let mut not_there = |asked_s: i64, came_s: i64| {
        let event =
            Event::ReadBack { part: id, epoch, asker: me(), asked_at: at(asked_s), answer: Answer::NotFound };
        doubt = go(doubt.clone(), came_s, event);
        (doubt.state, doubt.parts[0].evidence.not_there)
    };
    assert_eq!(not_there(20, 40), (State::Unconfirmed, 0), "asked before the settle time, answered after it");
    assert_eq!(not_there(40, 45), (State::Unconfirmed, 1), "asked after it");
    assert_eq!(not_there(60, 80), (State::Unconfirmed, 1), "asked too soon after the answer before");
    assert_eq!(not_there(80, 81).0, State::Planned, "the second that counts");
}

#[test]
fn two_answers_count_only_to_the_process_that_heard_both() {
    let mut doubt = settle(send(planned(&["a"]), 0), 1, lost());
    let (part, epoch) = (doubt.parts[0].id, doubt.parts[0].epoch);
    let next = OwnerId::new(Uuid::from_u128(10));
    for (secs, asker, state) in
        [(40, me(), State::Unconfirmed), (80, next, State::Unconfirmed), (120, next, State::Planned)]
    {
        let event = Event::ReadBack { part, epoch, asker, asked_at: at(secs), answer: Answer::NotFound };
        doubt = go(doubt, secs, event);
        assert_eq!(doubt.state, state, "{secs} s: what the first process saw in between is unknown");
    }
}

#[test]
fn a_thread_that_is_half_out_can_be_dropped_or_finished_but_never_restarted() {
    let half = settle(send(planned(&["a", "b"]), 0), 1, Outcome::Accepted(receipt()));
    assert_eq!((half.state, half.partly_out()), (State::Planned, true));
    let dropped = go(half.clone(), 2, Event::Cancel);
    assert_eq!((dropped.parts[0].state, dropped.state), (State::Published, State::Cancelled));
    let edited = go(half.clone(), 2, Event::Edited { body: body("b2"), contents: vec![body("b2")] });
    assert_eq!((edited.parts[0].content.text.as_str(), edited.parts[1].content.text.as_str()), ("a", "b2"));
    let all = Event::Edited { body: body("x"), contents: vec![body("x"), body("y")] };
    assert!(step(half, all, &rules(2, 0)).is_err(), "the first part is out and can't be changed");
}

#[test]
fn the_person_is_believed_and_the_receipt_says_so() {
    let blind = Rules { class: ProofClass::Blind, ..rules(1, 0) };
    let sending = send(planned(&["a"]), 0);
    let lost = Event::OwnerLost { part: sending.parts[0].id };
    let (asked, _) = step(sending, lost, &blind).unwrap();
    assert_eq!(asked.state, State::NeedsPerson);
    let (out, _) = step(asked, Event::Resolved(Choice::There(receipt())), &blind).unwrap();
    assert_eq!(out.parts[0].receipt.as_ref().unwrap().proof, "person");
}

#[test]
fn every_state_has_one_of_the_six_statuses() {
    let shown: Vec<Status> = State::ALL.iter().map(|state| state.status()).collect();
    for status in [Status::Draft, Status::Scheduled, Status::InProgress, Status::Published, Status::Failed] {
        assert!(shown.contains(&status), "{status}");
    }
}
