use upbeat_domain::code::Code;
use upbeat_domain::job::{JobKind, JobState, JobTrouble};
use upbeat_store::{Store, StoreError, Tx, job};

use crate::common::{at, job_id, owner_id};

async fn ask(tx: &mut Tx, number: u32, key: &str) -> Result<upbeat_domain::job::Job, StoreError> {
    job::enqueue(tx, job_id(number), JobKind::Render, key, "{}", at(i64::from(number))).await
}

pub async fn the_same_work_asked_for_twice_is_one_job(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let first = ask(&mut tx, 1, "same").await?;
    let second = ask(&mut tx, 2, "same").await?;
    assert_eq!(second, first, "the second joins the first");
    assert_eq!(job::active(&mut tx).await?.len(), 1);
    tx.commit().await
}

pub async fn the_oldest_job_is_claimed_first_and_by_one_worker(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    ask(&mut tx, 2, "b").await?;
    ask(&mut tx, 1, "a").await?;
    let first = job::claim(&mut tx, JobKind::Render, owner_id(1), at(10), at(70)).await?;
    let first = first.ok_or(StoreError::NotFound("job"))?;
    assert_eq!((first.id, first.state, first.attempts), (job_id(1), JobState::Running, 1));
    assert_eq!((first.owner, first.lease_until), (Some(owner_id(1)), Some(at(70))));
    let second = job::claim(&mut tx, JobKind::Render, owner_id(2), at(10), at(70)).await?;
    assert_eq!(second.map(|job| job.id), Some(job_id(2)));
    assert_eq!(job::claim(&mut tx, JobKind::Render, owner_id(3), at(10), at(70)).await?, None);
    tx.commit().await
}

pub async fn a_job_whose_worker_died_is_taken_over_after_its_lease(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    ask(&mut tx, 1, "a").await?;
    job::claim(&mut tx, JobKind::Render, owner_id(1), at(10), at(70)).await?;
    assert!(job::progress(&mut tx, job_id(1), owner_id(1), 0.5, at(100), at(40)).await?);
    assert_eq!(job::claim(&mut tx, JobKind::Render, owner_id(2), at(99), at(159)).await?, None, "prolonged");
    let taken = job::claim(&mut tx, JobKind::Render, owner_id(2), at(100), at(160)).await?;
    assert_eq!(taken.map(|job| (job.attempts, job.owner)), Some((2, Some(owner_id(2)))));
    assert!(!job::progress(&mut tx, job_id(1), owner_id(1), 0.9, at(200), at(101)).await?, "lost it");
    assert!(!job::finish(&mut tx, job_id(1), owner_id(1), &[], at(102)).await?, "lost it");
    assert!(job::finish(&mut tx, job_id(1), owner_id(2), &[], at(103)).await?);
    let done = job::by_key(&mut tx, "a").await?.ok_or(StoreError::NotFound("job"))?;
    assert_eq!((done.state, done.owner), (JobState::Done, None));
    assert!((done.progress - 1.0).abs() < f64::EPSILON, "{}", done.progress);
    tx.commit().await
}

pub async fn a_cancelled_job_tells_its_worker_to_stop(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    ask(&mut tx, 1, "a").await?;
    job::claim(&mut tx, JobKind::Render, owner_id(1), at(10), at(70)).await?;
    assert!(job::cancel(&mut tx, job_id(1), at(11)).await?);
    assert!(!job::progress(&mut tx, job_id(1), owner_id(1), 0.9, at(70), at(12)).await?);
    assert!(!job::cancel(&mut tx, job_id(1), at(13)).await?, "settled");
    assert_eq!(job::claim(&mut tx, JobKind::Render, owner_id(2), at(500), at(560)).await?, None);
    tx.commit().await
}

pub async fn settled_work_can_be_asked_for_again(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    ask(&mut tx, 1, "a").await?;
    job::claim(&mut tx, JobKind::Render, owner_id(1), at(10), at(70)).await?;
    let trouble = JobTrouble {
        piece: Some(2),
        code: Code::MediaDamaged,
        subject: "IMG_1.jpg".to_owned(),
        args: [("reason".to_owned(), "the file ends too early".to_owned())].into(),
    };
    assert!(job::fail(&mut tx, job_id(1), owner_id(1), std::slice::from_ref(&trouble), at(11)).await?);
    let failed = job::get_many(&mut tx, &[job_id(1)]).await?;
    assert_eq!(failed.first().map(|job| job.troubles.clone()), Some(vec![trouble]));
    let again = ask(&mut tx, 2, "a").await?;
    assert_eq!(
        (again.id, again.state, again.attempts, again.troubles),
        (job_id(1), JobState::Waiting, 0, Vec::new())
    );
    job::cancel(&mut tx, job_id(1), at(20)).await?;
    job::forget(&mut tx, at(20)).await?;
    assert_eq!(job::get_many(&mut tx, &[job_id(1)]).await?.len(), 1, "not old enough");
    job::forget(&mut tx, at(21)).await?;
    assert!(job::get_many(&mut tx, &[job_id(1)]).await?.is_empty());
    tx.commit().await
}

pub async fn an_orderly_stop_gives_jobs_back_at_once(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    ask(&mut tx, 1, "a").await?;
    job::claim(&mut tx, JobKind::Render, owner_id(1), at(10), at(70)).await?;
    job::release(&mut tx, owner_id(1), at(11)).await?;
    let taken = job::claim(&mut tx, JobKind::Render, owner_id(2), at(12), at(72)).await?;
    assert_eq!(taken.map(|job| job.id), Some(job_id(1)));
    tx.commit().await
}
