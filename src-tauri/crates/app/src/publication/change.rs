//! What a person can do to a publication.

use std::time::Duration;

use upbeat_domain::code::Code;
use upbeat_domain::id::{PartId, PublicationId};
use upbeat_domain::network::Route;
use upbeat_domain::publication::{Choice, Event, Part, Publication, PublicationState as State, Receipt};
use upbeat_domain::time::Timestamp;
use upbeat_publisher::PublishError;
use upbeat_store::{Tx, publication as store};

use super::{rules, schedule};
use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};
use crate::time::At;
use crate::undo::{Change, record};

/// Moves a publication to another time. Undoable.
///
/// # Errors
/// A time in the past, `publication.state` where it has moved on, `not_found`, and what the disk says.
pub async fn reschedule(studio: &Studio, id: PublicationId, at: At) -> Result<(), Failure> {
    let due = schedule::due(studio, &at)?;
    let event = Event::Replan { due_at: due.at, wish: due.wish, zone_table: due.zone_table };
    apply(studio, id, event).await
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
pub async fn unschedule(studio: &Studio, id: PublicationId) -> Result<(), Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        let rules = rules_of(&studio, &mut tx, id).await?;
        store::apply(&mut tx, id, Event::Cancel, &rules).await?;
        let ids = vec![id];
        let (back, forth) = (Change::PlannedAgain { ids: ids.clone() }, Change::CalledOff { ids });
        record(&mut tx, &back, &forth, now).await?;
        tx.commit().await?;
        tell(&studio, [id]);
        Ok(())
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
        Resolution::There { url } => Choice::There(persons_receipt(studio, id, url).await?),
        Resolution::Again => Choice::Again,
        Resolution::Drop => Choice::Drop,
    };
    apply(studio, id, Event::Resolved(choice)).await
}

/// The receipt that a person gives.
pub(crate) async fn persons_receipt(
    studio: &Studio,
    id: PublicationId,
    url: Option<String>,
) -> Result<Receipt, Failure> {
    let mut reader = studio.shown().store.read().await?;
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

/// Moves a publication by one event and wakes whoever works the queue.
pub(crate) async fn apply(studio: &Studio, id: PublicationId, event: Event) -> Result<(), Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let mut tx = studio.shown().store.begin().await?;
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
            PublishError::Held(_) => Failure::new(Code::ClockWrong),
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

/// Undoes calling off: what was called off is planned anew, as copies, since a cancelled publication
/// stays cancelled for good. One whose time has passed meanwhile comes back as missed by the queue.
pub(crate) async fn plan_again(studio: &Studio, tx: &mut Tx, ids: &[PublicationId]) -> Result<(), Failure> {
    for id in ids {
        let old = store::get(tx, *id).await?;
        if old.state != State::Cancelled || waiting(tx, &old).await?.is_some() {
            continue;
        }
        let copy = copy(studio, old);
        store::insert(tx, &copy).await?;
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
        if let Some(found) = waiting(tx, &old).await? {
            let rules = rules(studio, found.network);
            store::apply(tx, found.id, Event::Cancel, &rules).await?;
        }
    }
    Ok(())
}

/// The publication of the same post on the same account that isn't over.
async fn waiting(tx: &mut Tx, like: &Publication) -> Result<Option<Publication>, Failure> {
    let all = store::of_post(tx, like.post).await?;
    Ok(all.into_iter().find(|known| {
        known.account == like.account && !matches!(known.state, State::Published | State::Cancelled)
    }))
}

fn copy(studio: &Studio, old: Publication) -> Publication {
    let now: Timestamp = studio.clock().now();
    let network = studio.registry().get(old.network).filter(|_| old.route == Route::Direct);
    let parts = old
        .parts
        .iter()
        .map(|part| {
            let id = PartId::new(studio.clock().uuid());
            let key = network.map_or_else(|| id.to_string(), |network| network.key(id));
            Part::planned(id, part.position, part.role, part.content.clone(), key)
        })
        .collect();
    Publication {
        id: PublicationId::new(studio.clock().uuid()),
        state: State::Planned,
        retry_at: None,
        trouble: None,
        created_at: now,
        updated_at: now,
        parts,
        ..old
    }
}
