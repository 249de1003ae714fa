//! Publications in the database: what goes in comes out, and nobody writes over somebody else.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use upbeat_domain::code::Code;
use upbeat_domain::id::{AccountId, AttemptId, ContentHash, OwnerId, PartId, PostId, PublicationId};
use upbeat_domain::network::{NetworkId, ProofClass, Route};
use upbeat_domain::post::Body;
use upbeat_domain::publication::{
    Answer, Epoch, Event, Lease, Outcome, Part, Prepared, Publication, PublicationState, Receipt, Role,
    Rules, Trouble,
};
use upbeat_domain::time::{Timestamp, Wish};
use uuid::Uuid;

use crate::publication::{self, StepError};
use crate::{Store, StoreError, Tx};

fn at(secs: i64) -> Timestamp {
    Timestamp::from_micros((1_795_000_000 + secs) * 1_000_000)
}

fn rules(secs: i64) -> Rules {
    Rules { now: at(secs), jitter: 0, class: ProofClass::ReadBack, key_life_s: None, settle_s: 10 }
}

fn owner() -> OwnerId {
    OwnerId::new(Uuid::from_u128(7))
}

fn part(n: u32, text: &str) -> Part {
    let body = Body { text: text.to_owned(), ..Body::default() };
    let id = PartId::new(Uuid::from_u128(100 + u128::from(n)));
    Part::planned(id, n, Role::Post, body, format!("key-{n}"))
}

fn sample() -> Publication {
    Publication {
        id: PublicationId::new(Uuid::from_u128(1)),
        post: PostId::new(Uuid::from_u128(2)),
        account: AccountId::new(Uuid::from_u128(3)),
        network: NetworkId::X,
        format: "thread".to_owned(),
        route: Route::Direct,
        body: Body { text: "un fil".to_owned(), ..Body::default() },
        state: PublicationState::Planned,
        due_at: at(60),
        wish: Some(Wish { local: "2026-11-23T18:00:00".parse().unwrap(), zone: chrono_tz::Europe::Paris }),
        zone_table: Some("2025b".to_owned()),
        grace_s: 1800,
        retry_at: None,
        trouble: None,
        created_at: at(0),
        updated_at: at(0),
        parts: vec![part(0, "un"), part(1, "deux")],
    }
}

/// The rows that a publication points to.
async fn ground(tx: &mut Tx) {
    sqlx::query(
        "INSERT INTO post (id, title, state, body, targets, created_at, updated_at) \
         VALUES (?1, '', 'ready', '{}', '[]', 0, 0)",
    )
    .bind(Uuid::from_u128(2))
    .execute(tx.conn())
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO account (id, network, remote_id, server, handle, display_name, route, state, created_at) \
         VALUES (?1, 'x', '1', '', 'a', 'A', 'direct', 'connected', 0)",
    )
    .bind(Uuid::from_u128(3))
    .execute(tx.conn())
    .await
    .unwrap();
}

async fn opened() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    ground(&mut tx).await;
    publication::insert(&mut tx, &sample()).await.unwrap();
    tx.commit().await.unwrap();
    (folder, store)
}

async fn apply(store: &Store, secs: i64, event: Event) -> Result<Publication, StepError> {
    let mut tx = store.begin().await?;
    let (after, _) = publication::apply(&mut tx, sample().id, event, &rules(secs)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Brings the first part to `sending`.
async fn send(store: &Store, secs: i64, attempt: u128) -> Publication {
    let lease = Lease { owner: owner(), until: at(secs + 120) };
    let id = apply(store, secs, Event::Claim { lease }).await.unwrap().current().unwrap().id;
    let prepared = Prepared { data: "{}".to_owned(), until: None };
    apply(store, secs, Event::Prepared { part: id, prepared }).await.unwrap();
    let attempt = AttemptId::new(Uuid::from_u128(attempt));
    let body_hash = ContentHash::new([7; 32]);
    apply(store, secs, Event::Intend { part: id, attempt, body_hash, lease }).await.unwrap()
}

fn receipt() -> Receipt {
    Receipt {
        remote_id: "42".to_owned(),
        url: Some("https://x.com/a/status/42".to_owned()),
        at: at(62),
        audience: "public".to_owned(),
        proof: "answer".to_owned(),
    }
}

#[tokio::test]
async fn what_goes_in_comes_out() {
    let (_folder, store) = opened().await;
    let read = publication::get(&mut store.read().await.unwrap(), sample().id).await.unwrap();
    assert_eq!(read, sample());
    let sent = send(&store, 61, 900).await;
    let read = publication::get(&mut store.read().await.unwrap(), sample().id).await.unwrap();
    assert_eq!(read, sent, "with lease, epoch and an attempt under way");
    let outcome = Outcome::Unknown { trouble: Trouble::new(Code::PublicationUnconfirmed).with_detail("504") };
    let lost = apply(&store, 63, Event::Settled { part: sample().parts[0].id, epoch: Epoch(1), outcome })
        .await
        .unwrap();
    let found = apply(
        &store,
        64,
        Event::ReadBack {
            part: sample().parts[0].id,
            epoch: Epoch(1),
            asker: owner(),
            asked_at: at(64),
            answer: Answer::Found(receipt()),
        },
    )
    .await
    .unwrap();
    assert_eq!(lost.state, PublicationState::Unconfirmed);
    let mut read = store.read().await.unwrap();
    assert_eq!(publication::get(&mut read, sample().id).await.unwrap(), found, "with receipt and evidence");
    let listed = publication::between(&mut read, at(0), at(100), 10).await.unwrap();
    assert_eq!(listed, vec![found.clone()], "lists bring the same as a single read");
    assert_eq!(publication::of_post(&mut read, sample().post).await.unwrap(), vec![found]);
    let log = publication::log(&mut read, sample().id).await.unwrap();
    let names: Vec<&str> = log.iter().map(|line| line.event.as_str()).collect();
    assert_eq!(names, ["planned", "claimed", "prepared", "sending", "answer_lost", "found"]);
    assert_eq!(log[4].detail.as_deref(), Some("publication.unconfirmed: 504"));
}

#[tokio::test]
async fn old_news_change_nothing() {
    let (_folder, store) = opened().await;
    let sent = send(&store, 61, 900).await;
    for event in [
        Event::Settled { part: sample().parts[0].id, epoch: Epoch(0), outcome: Outcome::Accepted(receipt()) },
        Event::Settled { part: sample().parts[1].id, epoch: Epoch(1), outcome: Outcome::Accepted(receipt()) },
        Event::Cancel,
        Event::Claim { lease: Lease { owner: owner(), until: at(999) } },
    ] {
        let name = event.name();
        assert!(matches!(apply(&store, 62, event).await, Err(StepError::Illegal(_))), "{name}");
    }
    let read = publication::get(&mut store.read().await.unwrap(), sample().id).await.unwrap();
    assert_eq!(read, sent, "untouched");
}

#[tokio::test]
async fn the_database_itself_refuses_a_second_attempt_under_way() {
    let (_folder, store) = opened().await;
    send(&store, 61, 900).await;
    let mut tx = store.begin().await.unwrap();
    let second = sqlx::query(
        "INSERT INTO attempt (id, part_id, epoch, key, body_hash, started_at) VALUES (?1, ?2, 2, '', '', 0)",
    )
    .bind(Uuid::from_u128(901))
    .bind(sample().parts[0].id.uuid())
    .execute(tx.conn())
    .await;
    assert!(matches!(second.map_err(StoreError::from), Err(StoreError::Conflict(_))));
}

#[tokio::test]
async fn the_publisher_is_told_what_is_due_and_when_to_look_next() {
    let (_folder, store) = opened().await;
    let mut read = store.read().await.unwrap();
    assert_eq!(publication::next_after(&mut read, at(0)).await.unwrap(), Some(at(60)));
    assert_eq!(publication::next_after(&mut read, at(60)).await.unwrap(), None, "due already");
    assert_eq!(publication::latest_change(&mut read).await.unwrap(), Some(at(0)));
    assert_eq!(publication::network_of(&mut read, sample().id).await.unwrap(), NetworkId::X);
    assert!(publication::due(&mut read, at(59), 10).await.unwrap().is_empty(), "a second early");
    assert_eq!(publication::due(&mut read, at(60), 10).await.unwrap(), vec![sample().id]);
    assert!(publication::under_way(&mut read).await.unwrap().is_empty());
    drop(read);
    send(&store, 61, 900).await;
    let mut read = store.read().await.unwrap();
    assert_eq!(
        publication::next_after(&mut read, at(61)).await.unwrap(),
        Some(at(181)),
        "when the lease ends"
    );
    assert_eq!(publication::under_way(&mut read).await.unwrap(), vec![sample().id]);
    assert_eq!(publication::open_of_account(&mut read, sample().account).await.unwrap(), vec![sample().id]);
}

#[tokio::test]
async fn wishes_of_another_zone_table_are_found() {
    let (_folder, store) = opened().await;
    let mut read = store.read().await.unwrap();
    assert_eq!(publication::of_other_table(&mut read, "2026a", 10).await.unwrap(), vec![sample().id]);
    assert!(publication::of_other_table(&mut read, "2025b", 10).await.unwrap().is_empty());
}

/// Another publication on the same account, of the same words.
fn twin() -> Publication {
    let id = PartId::new(Uuid::from_u128(200));
    let body = Body { text: "un".to_owned(), ..Body::default() };
    Publication {
        id: PublicationId::new(Uuid::from_u128(11)),
        parts: vec![Part::planned(id, 0, Role::Post, body, "key-200".to_owned())],
        ..sample()
    }
}

#[tokio::test]
async fn whoever_else_may_have_a_post_is_found() {
    let (_folder, store) = opened().await;
    let mut tx = store.begin().await.unwrap();
    publication::insert(&mut tx, &twin()).await.unwrap();
    tx.commit().await.unwrap();
    let (account, mine) = (sample().account, twin().parts[0].id);
    let rivals = async || publication::rivals(&mut store.read().await.unwrap(), account, mine).await.unwrap();
    let held = async |ids: &[&str]| {
        publication::held_by_others(&mut store.read().await.unwrap(), account, mine, ids).await.unwrap()
    };
    assert!(rivals().await.is_empty(), "nothing was sent");
    send(&store, 61, 900).await;
    assert_eq!(rivals().await, vec![sample().id], "its call is under way");
    let of_itself =
        publication::rivals(&mut store.read().await.unwrap(), account, sample().parts[0].id).await.unwrap();
    assert!(of_itself.is_empty(), "nobody is their own rival");
    let (part, epoch) = (sample().parts[0].id, Epoch(1));
    let outcome = Outcome::Unknown { trouble: Trouble::new(Code::PublicationUnconfirmed) };
    apply(&store, 63, Event::Settled { part, epoch, outcome }).await.unwrap();
    assert_eq!(rivals().await, vec![sample().id], "its answer was lost");
    assert!(held(&["42"]).await.is_empty());
    let answer = Answer::Found(receipt());
    apply(&store, 64, Event::ReadBack { part, epoch, asker: owner(), asked_at: at(64), answer })
        .await
        .unwrap();
    assert!(rivals().await.is_empty(), "it has its receipt");
    assert_eq!(held(&["41", "42"]).await.into_iter().collect::<Vec<_>>(), ["42"]);
    let own = publication::held_by_others(&mut store.read().await.unwrap(), account, part, &["42"]).await;
    assert!(own.unwrap().is_empty(), "its own receipt is nobody else's");
    let elsewhere = AccountId::new(Uuid::from_u128(4));
    let ids = publication::held_by_others(&mut store.read().await.unwrap(), elsewhere, mine, &["42"]).await;
    assert!(ids.unwrap().is_empty(), "another account's posts are others");
}
