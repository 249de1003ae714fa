//! Planning a post on accounts.

use serde::{Deserialize, Serialize};
use upbeat_domain::account::AccountState;
use upbeat_domain::check::{Severity, find_format};
use upbeat_domain::code::Code;
use upbeat_domain::id::{AccountId, PostId, PublicationId};
use upbeat_domain::network::NetworkId;
use upbeat_domain::post::{Body, Post, Target};
use upbeat_domain::publication::{Event, Publication, PublicationState as State, Role};
use upbeat_domain::time::{Timestamp, Wish};
use upbeat_store::{Tx, publication as store};

use super::{parts, rules};
use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};
use crate::time::At;
use crate::{check, network, prepare};

/// How far in the past a time may lie and still count as "now", seconds: the time it takes to press a button.
const PAST_MAX_S: i64 = 120;

/// Most accounts in one go.
const ACCOUNTS_MAX: usize = 200;

/// What was planned, and what could not be.
#[derive(Clone, Debug, Default)]
pub struct Scheduled {
    /// One for each account that took it.
    pub publications: Vec<PublicationId>,
    /// Accounts for which something stands in the way.
    pub refused: Vec<Refused>,
}

/// An account for which something stands in the way; nothing was planned for it.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Which.
    pub account: AccountId,
    /// Its network.
    pub network: NetworkId,
    /// Why.
    pub failure: Failure,
}

/// An instant, with the wish behind it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Due {
    /// The instant.
    pub at: Timestamp,
    /// Local time and zone, where it was asked for so.
    pub wish: Option<Wish>,
    /// Version of the zone rules that made the one from the other.
    pub zone_table: Option<String>,
}

impl Due {
    /// When a publication goes out now.
    pub(super) fn of(publication: &Publication) -> Self {
        Self {
            at: publication.due_at,
            wish: publication.wish.clone(),
            zone_table: publication.zone_table.clone(),
        }
    }

    /// The event that plans a publication for then.
    pub(super) fn replan(&self) -> Event {
        Event::Replan { due_at: self.at, wish: self.wish.clone(), zone_table: self.zone_table.clone() }
    }
}

/// Resolves a wish; the past is refused.
pub(super) fn due(studio: &Studio, at: &At) -> Result<Due, Failure> {
    let now = studio.clock().now();
    let due = match at {
        At::Now => Due { at: now, wish: None, zone_table: None },
        At::Instant(instant) => Due { at: *instant, wish: None, zone_table: None },
        At::Wish(wish) => Due {
            at: studio.clock().resolve(wish).instant,
            wish: Some(wish.clone()),
            zone_table: Some(studio.clock().zone_table().to_owned()),
        },
    };
    if due.at < now.plus_secs(-PAST_MAX_S) {
        return Err(Failure::about(Code::TimePast, due.at.to_string()));
    }
    Ok(due)
}

/// Plans a post on accounts: publications and render jobs in one transaction. An account on which
/// the post waits already gets the new words and time, never a second post.
///
/// # Errors
/// `not_found`, `invalid`, a time in the past, and what the disk says. Accounts that a problem stands
/// in the way of are in the answer.
pub async fn schedule(
    studio: &Studio,
    post: PostId,
    accounts: Vec<AccountId>,
    at: At,
) -> Result<Scheduled, Failure> {
    plan(studio, post, accounts, at, Repeat::Anew).await
}

/// Plans a post for now on accounts that it hasn't gone out on. Where it has, is on its way, or its
/// outcome is in doubt, that publication is the answer: a repeat of the same request never makes a
/// second post.
///
/// # Errors
/// As [`schedule`] says.
pub async fn schedule_once(
    studio: &Studio,
    post: PostId,
    accounts: Vec<AccountId>,
) -> Result<Scheduled, Failure> {
    plan(studio, post, accounts, At::Now, Repeat::Known).await
}

/// What a post that went out on an account already means for another request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Repeat {
    /// Another post.
    Anew,
    /// The same one.
    Known,
}

async fn plan(
    studio: &Studio,
    post: PostId,
    accounts: Vec<AccountId>,
    at: At,
    repeat: Repeat,
) -> Result<Scheduled, Failure> {
    if accounts.is_empty() || accounts.len() > ACCOUNTS_MAX {
        return Err(Failure::about(Code::Invalid, "account_ids"));
    }
    let due = due(studio, &at)?;
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.shown();
        let mut tx = open.store.begin().await?;
        let post = upbeat_store::post::get(&mut tx, post).await?;
        if post.deleted_at.is_some() {
            return Err(Failure::about(Code::NotFound, crate::post::title::title(&post)));
        }
        let mut scheduled = Scheduled::default();
        for account in accounts {
            let known = match repeat {
                Repeat::Anew => None,
                Repeat::Known => gone_out(&mut tx, post.id, account).await?,
            };
            if let Some(id) = known {
                scheduled.publications.push(id);
                continue;
            }
            match one(&studio, &mut tx, &post, account, &due).await? {
                Ok(id) => scheduled.publications.push(id),
                Err(refused) => scheduled.refused.push(refused),
            }
        }
        tx.commit().await?;
        open.library.wake();
        studio.publisher().wake();
        studio.changed(Noun::Publications, &scheduled.publications);
        studio.changed(Noun::Posts, [post.id]);
        Ok(scheduled)
    })
    .await
}

/// The latest publication of a post on an account that is out, on its way, or in doubt.
async fn gone_out(tx: &mut Tx, post: PostId, account: AccountId) -> Result<Option<PublicationId>, Failure> {
    let all = store::of_post(tx, post).await?;
    let of_account = all.into_iter().filter(|known| known.account == account);
    let gone = of_account.filter(|known| match known.state {
        State::Preparing
        | State::Sending
        | State::Unconfirmed
        | State::NeedsPerson
        | State::HandedOver
        | State::Published => true,
        State::Planned | State::WaitingForPerson | State::Rejected | State::Missed | State::Cancelled => {
            false
        }
    });
    Ok(gone.max_by_key(|known| known.created_at).map(|known| known.id))
}

/// Plans a post on one account; the inner error is the person's to mend, the outer one is ours.
async fn one(
    studio: &Studio,
    tx: &mut Tx,
    post: &Post,
    account: AccountId,
    due: &Due,
) -> Result<Result<PublicationId, Refused>, Failure> {
    let account = upbeat_store::account::get(tx, account).await?;
    let refuse = |failure| Ok(Err(Refused { account: account.id, network: account.network, failure }));
    if account.deleted_at.is_some() || account.state == AccountState::Reconnect {
        return refuse(Failure::about(Code::NetworkReconnect, account.handle.clone()));
    }
    let known = post.targets.iter().find(|t| t.account == Some(account.id));
    let of_network = || post.targets.iter().find(|t| t.network == account.network && t.account.is_none());
    let format = known.or_else(of_network).and_then(|t| t.format.clone());
    let target = Target { network: account.network, account: Some(account.id), format };
    let verdict = check::of_target(tx, post, &target).await?;
    if !verdict.is_valid() {
        let blocking = verdict.problems.iter().filter(|p| p.severity == Severity::Error).count();
        return refuse(
            Failure::about(Code::PublicationBlocked, account.handle.clone()).with("count", blocking),
        );
    }
    let limits = network::of_account(&account);
    let Some(format) = find_format(&limits, &verdict.format) else {
        return refuse(Failure::about(Code::FormatUnknown, verdict.format.clone()));
    };
    let body = post.body_for(&target);
    let bodies = parts::bodies(format, &body);
    let plan = Plan { body, bodies, format: format.id.clone() };
    let waiting = store::of_post(tx, post.id).await?.into_iter().find(|known| {
        known.account == account.id && !matches!(known.state, State::Published | State::Cancelled)
    });
    let id = match waiting {
        Some(waiting) => match again(studio, tx, waiting, &plan, due).await? {
            Ok(id) => id,
            Err(failure) => return refuse(failure),
        },
        None => {
            let publication = fresh(studio, &limits, post.id, &account, plan.clone(), due);
            store::insert(tx, &publication).await?;
            publication.id
        }
    };
    enqueue(studio, tx, &limits, format, &plan.body).await?;
    Ok(Ok(id))
}

/// What goes out.
#[derive(Clone)]
struct Plan {
    body: Body,
    bodies: Vec<(Role, Body)>,
    format: String,
}

fn fresh(
    studio: &Studio,
    limits: &upbeat_domain::limits::Limits,
    post: PostId,
    account: &upbeat_domain::account::Account,
    plan: Plan,
    due: &Due,
) -> Publication {
    let now = studio.clock().now();
    Publication {
        id: PublicationId::new(studio.clock().uuid()),
        post,
        account: account.id,
        network: account.network,
        format: plan.format,
        route: account.route,
        body: plan.body,
        state: State::Planned,
        due_at: due.at,
        wish: due.wish.clone(),
        zone_table: due.zone_table.clone(),
        grace_s: account.grace_s,
        retry_at: None,
        trouble: None,
        created_at: now,
        updated_at: now,
        parts: parts::planned(studio, limits, plan.bodies),
    }
}

/// New words and another time for a publication that waits. One that is on its way can't be changed.
async fn again(
    studio: &Studio,
    tx: &mut Tx,
    waiting: Publication,
    plan: &Plan,
    due: &Due,
) -> Result<Result<PublicationId, Failure>, Failure> {
    let under_way = matches!(waiting.state, State::Preparing | State::Sending | State::Unconfirmed);
    if under_way && waiting.body == plan.body && due.at <= studio.clock().now() {
        // Why: who asks for the same post now, while another window or process sends it, means that post.
        return Ok(Ok(waiting.id));
    }
    let rules = rules(studio, waiting.network);
    let contents: Vec<Body> = plan.bodies.iter().map(|(_, body)| body.clone()).collect();
    let same_shape = waiting.format == plan.format
        && waiting.parts.iter().filter(|part| part.state != State::Published).count() == contents.len();
    if !same_shape {
        // Why: other parts mean another publication; the old one must be gone before the new one exists.
        return match store::apply(tx, waiting.id, Event::Cancel, &rules).await {
            Ok(_) => {
                let account = upbeat_store::account::get(tx, waiting.account).await?;
                let limits = network::of_account(&account);
                let publication = fresh(studio, &limits, waiting.post, &account, plan.clone(), due);
                store::insert(tx, &publication).await?;
                Ok(Ok(publication.id))
            }
            Err(error) => illegal(error),
        };
    }
    let edited = Event::Edited { body: plan.body.clone(), contents };
    if let Err(error) = store::apply(tx, waiting.id, edited, &rules).await {
        return illegal(error);
    }
    match store::apply(tx, waiting.id, due.replan(), &rules).await {
        Ok(_) => Ok(Ok(waiting.id)),
        Err(error) => illegal(error),
    }
}

fn illegal<T>(error: store::StepError) -> Result<Result<T, Failure>, Failure> {
    match error {
        store::StepError::Illegal(_) => Ok(Err(error.into())),
        store::StepError::Store(error) => Err(error.into()),
    }
}

/// Starts to make the files in time.
async fn enqueue(
    studio: &Studio,
    tx: &mut Tx,
    limits: &upbeat_domain::limits::Limits,
    format: &upbeat_domain::limits::Format,
    body: &Body,
) -> Result<(), Failure> {
    let open = studio.shown();
    for medium in &body.media {
        let asset = upbeat_store::asset::get(tx, medium.asset).await?;
        let recipe = prepare::for_medium(limits, format, medium, &asset.info)?;
        open.library.enqueue(tx, &asset, std::slice::from_ref(&recipe)).await?;
    }
    Ok(())
}
