//! What a person can do to a publication.

use std::sync::Arc;
use std::time::Duration;

use upbeat_domain::code::Code;
use upbeat_domain::id::{AttemptId, PartId, PostId, PublicationId};
use upbeat_domain::publication::{Choice, Event, Part, Publication, PublicationState as State, Receipt};
use upbeat_domain::time::Timestamp;
use upbeat_publisher::PublishError;
use upbeat_store::{Tx, publication as store};

use super::rules;
use super::schedule::{self, Due};
use crate::event::Noun;
use crate::failure::Failure;
use crate::post::title::title;
use crate::studio::{Open, Studio, undroppable};
use crate::time::At;
use crate::undo::{Change, Did, record};

/// Moves a publication to another time. Undoable, unless its former time has passed: taken back, it would go
/// out at once.
///
/// # Errors
/// A time in the past, `publication.state` where it has moved on, `not_found`, and what the disk says.
pub async fn reschedule(studio: &Studio, id: PublicationId, at: At) -> Result<Did, Failure> {
    let due = schedule::due(studio, &at)?;
    let studio = studio.clone();
    undroppable(async move {
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        let former = Due::of(&store::get(&mut tx, id).await?);
        let rules = rules_of(&studio, &mut tx, id).await?;
        store::apply(&mut tx, id, due.replan(), &rules).await?;
        let step = if former.at > now {
            let (back, forth) = (Change::Moved { id, due: former }, Change::Moved { id, due });
            Some(record(&mut tx, &back, &forth, now).await?)
        } else {
            None
        };
        tx.commit().await?;
        tell(&studio, [id]);
        Ok(Did { count: 1, step })
    })
    .await
}

/// Moves a publication to a time of before, or what it was planned anew as.
///
/// # Errors
/// `time.past` where that time has passed: it would go out at once. `publication.state` where it is over or
/// has moved on, and what the disk says.
pub(crate) async fn move_again(
    studio: &Studio,
    tx: &mut Tx,
    id: PublicationId,
    due: &Due,
) -> Result<(), Failure> {
    if due.at <= studio.clock().now() {
        return Err(Failure::about(Code::TimePast, due.at.to_string()));
    }
    let old = store::get(tx, id).await?;
    let open = open_of(tx, old.post).await?.into_iter().find(|known| known.account == old.account);
    let found = open.ok_or_else(|| Failure::about(Code::PublicationState, old.state.as_str()))?;
    store::apply(tx, found.id, due.replan(), &rules(studio, found.network)).await?;
    Ok(())
}

/// Plans a rejected or missed publication again, for now.
///
/// # Errors
/// `publication.state` where it has moved on, `not_found`, and what the disk says.
pub async fn retry(studio: &Studio, id: PublicationId) -> Result<(), Failure> {
    let event = Event::Replan { due_at: studio.clock().now(), wish: None, zone_table: None };
    apply(studio, id, event).await
}

/// Calls a publication off. Undoable.
///
/// # Errors
/// `publication.state` where it has moved on, `not_found`, and what the disk says.
pub async fn unschedule(studio: &Studio, id: PublicationId) -> Result<Did, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        let rules = rules_of(&studio, &mut tx, id).await?;
        store::apply(&mut tx, id, Event::Cancel, &rules).await?;
        let ids = vec![id];
        let (back, forth) = (Change::PlannedAgain { ids: ids.clone() }, Change::CalledOff { ids });
        let step = record(&mut tx, &back, &forth, now).await?;
        tx.commit().await?;
        tell(&studio, [id]);
        Ok(Did { count: 1, step: Some(step) })
    })
    .await
}

/// A person's answer about a publication whose outcome can't be known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Resolution {
    /// "It is there", maybe at this address.
    There {
        /// Its address.
        url: Option<String>,
    },
    /// "Send it again."
    Again,
    /// "Leave it."
    Drop,
}

/// Settles a publication that needs a person.
///
/// # Errors
/// `publication.state` where it needs nobody, `invalid` for an address of another site, `not_found`,
/// and what the disk says.
pub async fn resolve(studio: &Studio, id: PublicationId, choice: Resolution) -> Result<(), Failure> {
    let choice = match choice {
        Resolution::There { url } => Choice::There(persons_receipt(studio, &studio.shown(), id, url).await?),
        Resolution::Again => Choice::Again,
        Resolution::Drop => Choice::Drop,
    };
    apply(studio, id, Event::Resolved(choice)).await
}

/// The receipt that a person gives.
pub(crate) async fn persons_receipt(
    studio: &Studio,
    open: &Open,
    id: PublicationId,
    url: Option<String>,
) -> Result<Receipt, Failure> {
    let mut reader = open.store.read().await?;
    let publication = store::get(&mut reader, id).await?;
    let limits = crate::network::of(publication.network);
    let url = url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    let url = match url {
        Some(pasted) => Some(
            upbeat_networks::assisted::receipt_url(limits, &pasted)
                .map_err(|error| {
                    tracing::debug!(%error, "a pasted address");
                    Failure::about(Code::Invalid, pasted)
                })?
                .to_string(),
        ),
        None => None,
    };
    let rule = limits.routes.iter().find(|rule| rule.route == publication.route);
    Ok(Receipt {
        remote_id: url.clone().unwrap_or_default(),
        url,
        at: studio.clock().now(),
        audience: rule.map_or_else(|| "public".to_owned(), |rule| rule.audience.clone()),
        proof: "person".to_owned(),
    })
}

/// Moves a publication of the workspace on screen by one event and wakes whoever works the queue.
pub(crate) async fn apply(studio: &Studio, id: PublicationId, event: Event) -> Result<(), Failure> {
    apply_in(studio, studio.shown(), id, event).await
}

/// Moves a publication of a workspace by one event and wakes whoever works the queue.
pub(crate) async fn apply_in(
    studio: &Studio,
    open: Arc<Open>,
    id: PublicationId,
    event: Event,
) -> Result<(), Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let mut tx = open.store.begin().await?;
        let rules = rules_of(&studio, &mut tx, id).await?;
        store::apply(&mut tx, id, event, &rules).await?;
        tx.commit().await?;
        tell(&studio, [id]);
        Ok(())
    })
    .await
}

/// Publishes now and waits for the outcome, up to `patience`, whichever process publishes.
///
/// # Errors
/// `publication.state`, `clock.wrong`, `publication.paused` where nothing may go out, and what the
/// disk says.
pub async fn publish(studio: &Studio, id: PublicationId, patience: Duration) -> Result<Publication, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.shown();
        open.work();
        studio.take_on(&open).await?;
        let done = studio.publisher().publish_now(open.id, id, patience).await;
        tell(&studio, [id]);
        done.map_err(|error| match error {
            PublishError::Paused => Failure::new(Code::PublicationPaused),
            PublishError::Held(hold) => Failure::from(&hold),
            PublishError::UnknownWorkspace => Failure::fault(error),
            PublishError::Step(error) => error.into(),
        })
    })
    .await
}

async fn rules_of(
    studio: &Studio,
    tx: &mut Tx,
    id: PublicationId,
) -> Result<upbeat_domain::publication::Rules, Failure> {
    Ok(rules(studio, store::network_of(tx, id).await?))
}

fn tell(studio: &Studio, ids: impl IntoIterator<Item = PublicationId>) {
    studio.publisher().wake();
    studio.changed(Noun::Publications, ids);
    studio.changed(Noun::Posts, [] as [&str; 0]);
}

/// Undoes calling off: what was called off comes back as it was, as copies, since a cancelled publication
/// stays cancelled for good. One whose time has passed meanwhile comes back as missed by the queue. A post in
/// the bin goes nowhere.
pub(crate) async fn plan_again(studio: &Studio, tx: &mut Tx, ids: &[PublicationId]) -> Result<(), Failure> {
    for id in ids {
        let old = store::get(tx, *id).await?;
        let binned = upbeat_store::post::get(tx, old.post).await?.deleted_at.is_some();
        let all = store::of_post(tx, old.post).await?;
        let same = all.into_iter().filter(|known| known.account == old.account);
        // Why the latest: it may be a copy made by an earlier undo, and may be out or waiting by now.
        let latest = same.max_by_key(|known| (known.updated_at, known.id));
        if let Some(latest) = latest.filter(|latest| latest.state == State::Cancelled && !binned) {
            store::insert(tx, &copy(studio, latest)).await?;
        }
    }
    Ok(())
}

/// Calls off again what was planned anew.
pub(crate) async fn call_off_again(
    studio: &Studio,
    tx: &mut Tx,
    ids: &[PublicationId],
) -> Result<(), Failure> {
    for id in ids {
        let old = store::get(tx, *id).await?;
        let waiting = open_of(tx, old.post).await?.into_iter().find(|known| known.account == old.account);
        if let Some(found) = waiting {
            let rules = rules(studio, found.network);
            store::apply(tx, found.id, Event::Cancel, &rules).await?;
        }
    }
    Ok(())
}

/// Calls off everything of a post that isn't over; returns what was. Nothing of it goes out any more.
///
/// # Errors
/// `publication.under_way`, about the post, while one is being sent or looked into: it may be out already.
pub(crate) async fn call_off_post(
    studio: &Studio,
    tx: &mut Tx,
    post: PostId,
) -> Result<Vec<PublicationId>, Failure> {
    let mut called_off = Vec::new();
    for found in open_of(tx, post).await? {
        if matches!(found.state, State::Sending | State::Unconfirmed) {
            let title = title(&upbeat_store::post::get(tx, post).await?);
            let name = &crate::network::of(found.network).name;
            return Err(Failure::about(Code::PublicationUnderWay, title).with("network", name));
        }
        store::apply(tx, found.id, Event::Cancel, &rules(studio, found.network)).await?;
        called_off.push(found.id);
    }
    Ok(called_off)
}

/// A post's publications that aren't over.
async fn open_of(tx: &mut Tx, post: PostId) -> Result<Vec<Publication>, Failure> {
    let all = store::of_post(tx, post).await?;
    Ok(all.into_iter().filter(|known| !known.state.is_final()).collect())
}

/// A publication that was called off, as it was before: what is out of it stays out, under the same keys and
/// with the same attempts, so that no doubt is forgotten.
fn copy(studio: &Studio, old: Publication) -> Publication {
    let now: Timestamp = studio.clock().now();
    let stood = stood(&old);
    let mut open = old.parts.iter().filter(|part| part.state != State::Published);
    let first = open.next().map(|part| part.id);
    let part = |part: &Part| {
        let mut anew = Part { id: PartId::new(studio.clock().uuid()), lease: None, ..part.clone() };
        for attempt in &mut anew.attempts {
            attempt.id = AttemptId::new(studio.clock().uuid());
        }
        if part.state != State::Published {
            anew.state = if Some(part.id) == first { stood } else { State::Planned };
        }
        anew
    };
    Publication {
        id: PublicationId::new(studio.clock().uuid()),
        state: stood,
        retry_at: None,
        created_at: now,
        updated_at: now,
        parts: old.parts.iter().map(part).collect(),
        ..old
    }
}

/// Where a publication stood before it was called off, by the trouble that it keeps. What was being prepared
/// or waited for the person to post it is planned: it comes to that again by itself.
fn stood(old: &Publication) -> State {
    match &old.trouble {
        Some(trouble) if trouble.code == Code::PublicationNeedsPerson => State::NeedsPerson,
        Some(trouble) if trouble.code == Code::PublicationMissed => State::Missed,
        Some(trouble) if trouble.refusal.is_some() => State::Rejected,
        Some(_) | None => State::Planned,
    }
}
