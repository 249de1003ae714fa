//! A post in the bin goes nowhere, and comes back as it was.

use upbeat_app::{post, publication, undo};
use upbeat_domain::code::Code;
use upbeat_domain::id::{OwnerId, PublicationId};
use upbeat_domain::network::ProofClass;
use upbeat_domain::publication::{
    Event, Failure, Lease, Part, Prepared, PublicationState as State, Refusal, Role, Rules, Trouble,
};
use upbeat_store::publication as store;

use crate::desk::{Desk, start};

#[tokio::test(flavor = "multi_thread")]
async fn a_post_in_the_bin_is_not_published_at_its_time() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let post = desk.draft("Bonjour", Vec::new()).await?;
    let id = desk.plan(post, desk.account().await?, 600).await?;
    assert_eq!(post::delete(&desk.studio, vec![post]).await?.count, 1);
    assert_eq!(desk.publication(id).await?.state, State::Cancelled, "in the same step");
    desk.pass(900).await?;
    assert!(desk.server.posts().is_empty(), "a deleted post went out");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_a_deletion_back_plans_the_post_as_it_was_and_it_goes_out_once() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let post = desk.draft("Bonjour", Vec::new()).await?;
    let id = desk.plan(post, desk.account().await?, 600).await?;
    let due = desk.publication(id).await?.due_at;
    for _ in 0..2 {
        post::delete(&desk.studio, vec![post]).await?;
        undo::undo(&desk.studio).await?;
        undo::redo(&desk.studio).await?;
        undo::undo(&desk.studio).await?;
    }
    let open: Vec<_> = desk.publications(post).await?.into_iter().filter(|p| !p.state.is_final()).collect();
    assert_eq!(open.len(), 1, "{open:#?}");
    assert_eq!((open[0].state, open[0].due_at), (State::Planned, due));
    desk.pass(601).await?;
    assert_eq!(desk.publication(open[0].id).await?.state, State::Published);
    assert_eq!(desk.server.requests(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_taken_back_after_the_due_time_asks_the_person_and_sends_nothing() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let post = desk.draft("Bonjour", Vec::new()).await?;
    desk.plan(post, desk.account().await?, 600).await?;
    post::delete(&desk.studio, vec![post]).await?;
    desk.pass(3 * 3_600).await?;
    undo::undo(&desk.studio).await?;
    desk.run().await?;
    let states: Vec<_> = desk.publications(post).await?.into_iter().map(|p| p.state).collect();
    assert!(states.contains(&State::Missed), "{states:?}");
    assert_eq!(desk.server.requests(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn restoring_a_post_from_the_bin_plans_nothing_by_itself() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let post = desk.draft("Bonjour", Vec::new()).await?;
    desk.plan(post, desk.account().await?, 600).await?;
    post::delete(&desk.studio, vec![post]).await?;
    post::restore(&desk.studio, vec![post]).await?;
    assert!(desk.publications(post).await?.iter().all(|p| p.state == State::Cancelled));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_is_being_sent_or_checked_is_not_deleted() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let post = desk.draft("Bonjour", Vec::new()).await?;
    let other = desk.draft("Autre chose", Vec::new()).await?;
    let id = desk.plan(post, desk.account().await?, 0).await?;
    for state in [State::Sending, State::Unconfirmed] {
        desk.force(id, state).await?;
        let refused = post::delete(&desk.studio, vec![other, post]).await.unwrap_err();
        assert_eq!(refused.code, Code::PublicationUnderWay, "while {state}");
        assert_eq!(refused.subject.as_deref(), Some("Bonjour"));
        assert!(post::get(&desk.studio, other).await?.deleted_at.is_none(), "all or nothing");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_out_before_is_not_sent_again_by_taking_a_deletion_back() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let post = desk.draft("Bonjour", Vec::new()).await?;
    desk.plan(post, desk.account().await?, 600).await?;
    post::delete(&desk.studio, vec![post]).await?;
    undo::undo(&desk.studio).await?;
    desk.pass(601).await?;
    assert_eq!(desk.server.requests(), 1);
    undo::redo(&desk.studio).await?;
    undo::undo(&desk.studio).await?;
    desk.run().await?;
    assert_eq!(desk.server.requests(), 1, "the copy that went out is the post");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn calling_off_the_rest_of_a_thread_and_taking_it_back_keeps_the_part_that_is_out() -> anyhow::Result<()>
{
    let desk = Desk::open().await?;
    let post = desk.draft("un", Vec::new()).await?;
    let id = desk.plan(post, desk.account().await?, 0).await?;
    desk.run().await?;
    let mut half = desk.publication(id).await?;
    assert_eq!(half.state, State::Published);
    // A thread whose second part was never sent.
    half.id = PublicationId::new(desk.studio.clock().uuid());
    half.parts[0].id = upbeat_domain::id::PartId::new(desk.studio.clock().uuid());
    half.parts[0].attempts.clear();
    let part = upbeat_domain::id::PartId::new(desk.studio.clock().uuid());
    let body = upbeat_domain::post::Body { text: "deux".to_owned(), ..Default::default() };
    half.parts.push(Part::planned(part, 1, Role::Post, body, part.to_string()));
    half.state = State::Planned;
    half.due_at = start().plus_secs(600);
    let mut tx = desk.studio.shown().store.begin().await?;
    store::insert(&mut tx, &half).await?;
    tx.commit().await?;
    publication::unschedule(&desk.studio, half.id).await?;
    undo::undo(&desk.studio).await?;
    desk.pass(601).await?;
    let texts: Vec<_> = desk.server.posts().into_iter().map(|post| post.text).collect();
    assert_eq!(texts, ["un", "deux"], "the first part went out once");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needed_a_hand_before_it_was_deleted_needs_it_again() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let account = desk.account().await?;
    for state in [State::NeedsPerson, State::Rejected, State::Missed] {
        let post = desk.draft(state.as_str(), Vec::new()).await?;
        let id = desk.plan(post, account, 0).await?;
        desk.force(id, state).await?;
        let before = desk.publication(id).await?;
        post::delete(&desk.studio, vec![post]).await?;
        undo::undo(&desk.studio).await?;
        desk.run().await?;
        let again: Vec<_> = desk.publications(post).await?.into_iter().filter(|p| p.id != id).collect();
        assert_eq!(again.len(), 1);
        assert_eq!((again[0].state, &again[0].trouble), (state, &before.trouble));
        assert_eq!(again[0].parts[0].key, before.parts[0].key, "the same key: a repeat stays harmless");
    }
    assert_eq!(desk.server.requests(), 0, "nothing was sent on a guess");
    Ok(())
}

impl Desk {
    /// Brings a due publication into a state by the steps that lead there.
    async fn force(&self, id: PublicationId, state: State) -> anyhow::Result<()> {
        let now = self.studio.clock().now();
        let class = if state == State::NeedsPerson { ProofClass::Blind } else { ProofClass::ReadBack };
        let rules = Rules { now, jitter: 0, class, key_life_s: None, settle_s: 30 };
        let late = Rules { now: now.plus_secs(7_200), ..rules };
        let clock = self.studio.clock();
        let lease = Lease { owner: OwnerId::new(clock.uuid()), until: now.plus_secs(3_600) };
        let found = self.publication(id).await?;
        let part = found.parts[0].id;
        let attempt = upbeat_domain::id::AttemptId::new(clock.uuid());
        let body_hash = upbeat_domain::id::ContentHash::new([7; 32]);
        let prepared = Prepared { data: String::new(), until: None };
        let refused =
            Failure::Refused { refusal: Refusal::Edit, trouble: Trouble::new(Code::NetworkRejected) };
        let sending = || {
            vec![
                Event::Claim { lease },
                Event::Prepared { part, prepared: prepared.clone() },
                Event::Intend { part, attempt, body_hash, lease },
            ]
        };
        let lost = Event::OwnerLost { part };
        let (rules, events) = match state {
            State::Missed => (late, vec![Event::Claim { lease }]),
            State::Rejected => {
                (rules, vec![Event::Claim { lease }, Event::PrepareFailed { part, failure: refused }])
            }
            State::Unconfirmed if found.state == State::Sending => (rules, vec![lost]),
            State::NeedsPerson | State::Unconfirmed => (rules, sending().into_iter().chain([lost]).collect()),
            State::Sending => (rules, sending()),
            State::Planned
            | State::Preparing
            | State::HandedOver
            | State::WaitingForPerson
            | State::Published
            | State::Cancelled => anyhow::bail!("no way to {state}"),
        };
        let mut tx = self.studio.shown().store.begin().await?;
        for event in events {
            store::apply(&mut tx, id, event, &rules).await?;
        }
        tx.commit().await?;
        anyhow::ensure!(self.publication(id).await?.state == state, "it stands elsewhere");
        Ok(())
    }
}
