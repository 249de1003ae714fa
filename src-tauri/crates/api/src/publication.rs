//! Planning, the queue and receipts.

use upbeat_app::publication::{self as app, Detail, Resolution, View};
use upbeat_app::{Failure, Studio, queue};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::publication::{
    Attempt, ClockRight, Hold, LogLine, Moved, Part, Publication, PublicationDetail, PublicationList,
    PublicationRef, PublicationResolve, Publications, PublishNow, QueuePause, Receipt, Refused, Reschedule,
    ResolveChoice, Schedule, Scheduled, SentFile, Which,
};
use upbeat_contract::time::Zoned;
use upbeat_contract::undo::Done;
use upbeat_contract::words;
use upbeat_domain::code::Code;
use upbeat_domain::id::PublicationId;
use upbeat_domain::lang::Lang;
use upbeat_domain::network::{NetworkId, Route};
use upbeat_domain::publication::{self as domain, PublicationState as State, Refusal};

use crate::error::{in_words, said};
use crate::time::{at, zoned};
use crate::undo::{step, undoable};

/// Publications in a list unless told.
const LIST: u32 = 200;

/// Plans a post on accounts.
///
/// # Errors
/// As `upbeat_app::publication::schedule` says.
pub async fn schedule(studio: &Studio, request: Schedule) -> Result<Scheduled, ErrorDto> {
    let at = in_words(studio, at(request.at))?;
    let done = app::schedule(studio, request.post_id, request.account_ids, at).await;
    let done = in_words(studio, done)?;
    scheduled(studio, done, "scheduled").await
}

/// Publishes at once: plans for now and lets the queue go.
///
/// # Errors
/// As `upbeat_app::publication::schedule` says.
pub async fn publish_now(studio: &Studio, request: PublishNow) -> Result<Scheduled, ErrorDto> {
    let now = upbeat_app::time::At::Now;
    let done = app::schedule(studio, request.post_id, request.account_ids, now).await;
    let done = in_words(studio, done)?;
    scheduled(studio, done, "published").await
}

/// Publishes at once what hasn't gone out yet; what has is answered as it is.
///
/// # Errors
/// As `upbeat_app::publication::schedule_once` says.
pub async fn publish_once(studio: &Studio, request: PublishNow) -> Result<Scheduled, ErrorDto> {
    let done = app::schedule_once(studio, request.post_id, request.account_ids).await;
    let done = in_words(studio, done)?;
    scheduled(studio, done, "published").await
}

async fn scheduled(studio: &Studio, done: app::Scheduled, how: &str) -> Result<Scheduled, ErrorDto> {
    let lang = studio.lang();
    let mut publications = Vec::new();
    for id in done.publications {
        publications.push(one(studio, id).await?);
    }
    let count = u32::try_from(publications.len()).unwrap_or(u32::MAX);
    let message = match publications.first() {
        None => words::sentence(lang, "said", "scheduled_none", &[]),
        Some(first) if how == "scheduled" => {
            words::sentence(lang, "said", "scheduled", &[("when", when(lang, &first.due))])
        }
        Some(_) => words::counted(lang, "said", how, count),
    };
    let refused = done.refused.iter().map(|refused| Refused {
        account_id: refused.account,
        network: refused.network,
        error: said(lang, &refused.failure),
    });
    Ok(Scheduled { publications, refused: refused.collect(), message })
}

/// "Thu 26 Nov, 6:30 pm", "jeudi 26 nov. à 18:30".
fn when(lang: Lang, due: &Zoned) -> String {
    words::when(lang, &due.local)
}

/// Moves a publication.
///
/// # Errors
/// As `upbeat_app::publication::reschedule` says.
pub async fn reschedule(studio: &Studio, request: Reschedule) -> Result<Moved, ErrorDto> {
    let at = in_words(studio, at(request.at))?;
    let did = in_words(studio, app::reschedule(studio, request.id, at).await)?;
    Ok(Moved { publication: one(studio, request.id).await?, step: step(did) })
}

/// Calls a publication off.
///
/// # Errors
/// As `upbeat_app::publication::unschedule` says.
pub async fn unschedule(studio: &Studio, request: PublicationRef) -> Result<Done, ErrorDto> {
    let did = in_words(studio, app::unschedule(studio, request.id).await)?;
    Ok(undoable(studio.lang(), "unscheduled", did))
}

/// Plans a rejected or missed publication again, for now.
///
/// # Errors
/// As `upbeat_app::publication::retry` says.
pub async fn publication_retry(studio: &Studio, request: PublicationRef) -> Result<Publication, ErrorDto> {
    after(studio, request.id, app::retry(studio, request.id).await).await
}

/// Settles a publication that needs a person.
///
/// # Errors
/// As `upbeat_app::publication::resolve` says.
pub async fn publication_resolve(
    studio: &Studio,
    request: PublicationResolve,
) -> Result<Publication, ErrorDto> {
    let choice = match request.choice {
        ResolveChoice::There { url } => Resolution::There { url },
        ResolveChoice::Again => Resolution::Again,
        ResolveChoice::Drop => Resolution::Drop,
    };
    after(studio, request.id, app::resolve(studio, request.id, choice).await).await
}

/// Lists publications by due time.
///
/// # Errors
/// What the disk says.
pub async fn publication_list(studio: &Studio, request: PublicationList) -> Result<Publications, ErrorDto> {
    let limit = request.limit.unwrap_or(LIST);
    let bounded = request.post_id.is_some() || request.from.is_some() || request.to.is_some();
    let found = match request.which.filter(|_| !bounded) {
        Some(Which::Open) => app::open(studio, limit).await,
        Some(Which::Out) => app::out(studio, limit).await,
        None => app::list(studio, request.from, request.to, request.post_id, limit).await,
    };
    let found = in_words(studio, found)?;
    let gate = in_words(studio, queue::gate(studio).await)?;
    Ok(Publications {
        publications: found.iter().map(|view| publication(studio.lang(), view)).collect(),
        paused: gate.paused,
        hold: gate.hold.as_ref().map(|found| hold(studio.lang(), found)),
        worked_here: studio.works_queue(),
        now: studio.clock().now(),
    })
}

/// One publication with everything that happened to it.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn publication_get(
    studio: &Studio,
    request: PublicationRef,
) -> Result<PublicationDetail, ErrorDto> {
    let found = in_words(studio, app::get(studio, request.id).await)?;
    Ok(detail(studio.lang(), &found))
}

/// Pauses or resumes the queue, and lists what is in it.
///
/// # Errors
/// What the disk says.
pub async fn queue_pause(studio: &Studio, request: QueuePause) -> Result<Publications, ErrorDto> {
    in_words(studio, queue::pause(studio, request.paused).await)?;
    publication_list(studio, PublicationList::default()).await
}

/// Says that the clock is right, and lists what is in the queue.
///
/// # Errors
/// What the disk says.
pub async fn queue_clock_right(studio: &Studio, _request: ClockRight) -> Result<Publications, ErrorDto> {
    in_words(studio, queue::clock_is_right(studio).await)?;
    publication_list(studio, PublicationList::default()).await
}

/// A clock that can't be trusted, as it crosses.
pub(crate) fn hold(lang: Lang, found: &upbeat_app::event::Hold) -> Hold {
    Hold { by_s: found.by_s, noticed_at: found.noticed_at, error: said(lang, &Failure::from(found)) }
}

/// Publishes one publication now and waits for its outcome, up to `patience`.
///
/// # Errors
/// As `upbeat_app::publication::publish` says.
pub async fn publish_and_wait(
    studio: &Studio,
    id: PublicationId,
    patience: std::time::Duration,
) -> Result<Publication, ErrorDto> {
    in_words(studio, app::publish(studio, id, patience).await)?;
    one(studio, id).await
}

async fn after(
    studio: &Studio,
    id: PublicationId,
    done: Result<(), Failure>,
) -> Result<Publication, ErrorDto> {
    in_words(studio, done)?;
    one(studio, id).await
}

pub(crate) async fn one(studio: &Studio, id: PublicationId) -> Result<Publication, ErrorDto> {
    let found = in_words(studio, app::get(studio, id).await)?;
    Ok(publication(studio.lang(), &found.view))
}

/// A publication as it crosses.
pub(crate) fn publication(lang: Lang, view: &View) -> Publication {
    let p = &view.publication;
    let status = p.state.status();
    Publication {
        id: p.id,
        post_id: p.post,
        title: view.title.clone(),
        cover: p.body.media.first().map(|medium| medium.asset),
        account_id: p.account,
        handle: view.account.handle.clone(),
        network: p.network,
        format: p.format.clone(),
        route: p.route,
        route_label: words::route(lang, p.route),
        state: p.state,
        state_label: words::state(lang, p.state),
        status,
        status_label: words::status(lang, status),
        due: zoned(&view.due),
        retry_at: p.retry_at,
        trouble: p.trouble.as_ref().map(|trouble| said(lang, &about(p.network, trouble))),
        receipt: view.receipt().map(|found| receipt(lang, found)),
        actions: actions(p).into_iter().map(str::to_owned).collect(),
    }
}

/// A publication's trouble, about its network; where a file or this computer is at fault, the network isn't.
fn about(network: NetworkId, trouble: &domain::Trouble) -> Failure {
    let name = &upbeat_app::network::of(network).name;
    let of_a_file = matches!(
        trouble.code,
        Code::MediaUnreadable
            | Code::MediaEmpty
            | Code::MediaUnsupported
            | Code::MediaDamaged
            | Code::MediaTooLarge
            | Code::MediaToolMissing
            | Code::MediaWrongKind
            | Code::MediaOverBudget
            | Code::MediaDuration
            | Code::MediaPieces
            | Code::MediaCaptions
            | Code::MediaTimeout
            | Code::MediaStopped
            | Code::StorageUnwritable
            | Code::StorageRemote
            | Code::NotFound
    );
    let failure =
        if of_a_file { Failure::new(trouble.code) } else { Failure::about(trouble.code, name.clone()) };
    let failure = failure.with("network", name);
    match &trouble.detail {
        Some(detail) => failure.with("words", detail),
        None => failure,
    }
}

/// What the person may do now.
fn actions(p: &domain::Publication) -> Vec<&'static str> {
    let by_hand = p.route == Route::Assisted;
    match p.state {
        State::Planned if by_hand => vec!["assist", "reschedule", "unschedule"],
        State::Planned => vec!["publish_now", "reschedule", "unschedule"],
        State::WaitingForPerson => vec!["assist", "reschedule", "unschedule"],
        State::Preparing => vec!["unschedule"],
        State::HandedOver => vec!["unschedule"],
        State::Sending | State::Unconfirmed => Vec::new(),
        State::NeedsPerson => vec!["resolve"],
        State::Missed => vec!["retry", "reschedule", "unschedule"],
        State::Rejected => {
            let first = match p.trouble.as_ref().and_then(|trouble| trouble.refusal) {
                Some(Refusal::Reconnect) => "reconnect",
                Some(Refusal::Edit | Refusal::Limit) | None => "edit",
            };
            vec![first, "retry", "reschedule", "unschedule"]
        }
        State::Published => {
            let open = p.parts.iter().any(|part| part.receipt.as_ref().is_some_and(|r| r.url.is_some()));
            if open { vec!["open"] } else { Vec::new() }
        }
        State::Cancelled => Vec::new(),
    }
}

fn receipt(lang: Lang, found: &domain::Receipt) -> Receipt {
    Receipt {
        remote_id: found.remote_id.clone(),
        url: found.url.clone(),
        at: found.at,
        audience: found.audience.clone(),
        audience_label: words::audience(lang, &found.audience),
        proof: found.proof.clone(),
        proof_label: words::proof(lang, &found.proof),
    }
}

/// A publication with everything that happened to it, as it crosses.
fn detail(lang: Lang, found: &Detail) -> PublicationDetail {
    let p = &found.view.publication;
    PublicationDetail {
        publication: publication(lang, &found.view),
        body: (&p.body).into(),
        parts: p.parts.iter().map(|part| self::part(lang, part)).collect(),
        log: found
            .log
            .iter()
            .map(|line| LogLine {
                at: line.at,
                event: line.event.clone(),
                text: words::event(lang, &line.event, &[]),
                detail: line.detail.clone(),
            })
            .collect(),
        files: found
            .files
            .iter()
            .map(|file| {
                let made = file.rendition.as_ref();
                SentFile {
                    asset_id: file.asset,
                    rendition_id: made.map(|made| made.id),
                    hash: made.map(|made| made.hash.to_string()),
                    mime: made.map(|made| made.mime.clone()),
                    bytes: made.map(|made| made.bytes),
                    width_px: made.map(|made| made.width_px),
                    height_px: made.map(|made| made.height_px),
                }
            })
            .collect(),
    }
}

fn part(lang: Lang, part: &domain::Part) -> Part {
    Part {
        id: part.id,
        role: part.role.as_str().to_owned(),
        state: part.state,
        epoch: u64::from(part.epoch.0),
        receipt: part.receipt.as_ref().map(|found| receipt(lang, found)),
        attempts: part
            .attempts
            .iter()
            .map(|attempt| Attempt {
                epoch: u64::from(attempt.epoch.0),
                started_at: attempt.started_at,
                settled_at: attempt.settled.as_ref().map(|end| end.at),
                outcome: attempt.settled.as_ref().map(|end| end.outcome.as_str().to_owned()),
                body_hash: attempt.body_hash.to_string(),
                detail: attempt.settled.as_ref().and_then(|end| end.detail.clone()),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(code: Code) -> String {
        let trouble = domain::Trouble::new(code).with_detail("photo.jpg");
        said(Lang::En, &about(NetworkId::Mastodon, &trouble)).message
    }

    #[test]
    fn a_file_that_fails_is_not_called_by_the_networks_name() {
        assert_eq!(words(Code::MediaTimeout), "Preparing took too long and was stopped.");
        assert_eq!(words(Code::NetworkUnreachable), "Mastodon can’t be reached. Your post is intact.");
    }
}
