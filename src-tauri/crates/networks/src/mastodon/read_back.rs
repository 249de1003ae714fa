//! Whether a part is there: the account's own latest statuses, compared by what they say.

use upbeat_domain::time::Timestamp;
use upbeat_net::{Client, Method};

use super::publish::{Status, field};
use super::{api, html};
use crate::call::Call;
use crate::outcome::{Failure, ReadBack};
use crate::part::Sought;
use crate::server::malformed;
use crate::verdict;

/// Most statuses of one page (the API's own limit).
const PAGE: usize = 40;
/// Most pages: 200 statuses since one attempt is more than any account writes.
const PAGES_MAX: usize = 5;
/// How far the server's clock may be from ours, microseconds.
const CLOCKS_APART_MICROS: i64 = 5 * 60 * 1_000_000;

/// Reads the account's statuses back to `since`: every one that says the same, for some of them may
/// be other publications of the same words.
pub(super) async fn read_back(client: &Client, call: Call<'_>, part: &Sought, since: Timestamp) -> ReadBack {
    let from = since.plus_micros(-CLOCKS_APART_MICROS);
    match latest(client, &call, from).await {
        Err(failure) => verdict::cannot_tell(failure),
        Ok(None) => ReadBack::CannotTell(malformed("too many posts since then")),
        Ok(Some(statuses)) => {
            let same = statuses.into_iter().filter(|status| says_the_same(status, part));
            let receipts: Vec<_> = same.map(|status| status.receipt(call.now, "read_back")).collect();
            if receipts.is_empty() { ReadBack::NotFound } else { ReadBack::Found(receipts) }
        }
    }
}

/// The account's own statuses since `from`; none where they don't end within bounds.
async fn latest(client: &Client, call: &Call<'_>, from: Timestamp) -> Result<Option<Vec<Status>>, Failure> {
    let mut found = Vec::new();
    let mut before: Option<String> = None;
    for _ in 0..PAGES_MAX {
        let path = format!("/api/v1/accounts/{}/statuses", call.account.remote_id);
        let mut request = api::signed(call, Method::Get, &path)?
            .query("limit", &PAGE.to_string())
            .query("exclude_reblogs", "true");
        if let Some(id) = &before {
            request = request.query("max_id", id);
        }
        let page: Vec<Status> = api::ask(client, request, call.credentials, call.now).await?;
        let Some(oldest) = page.last() else { return Ok(Some(found)) };
        // Why the oldest and not the first too old one: a pinned or back-dated post may stand among them.
        let reached = oldest.at().is_some_and(|at| at < from);
        before = Some(oldest.id.clone());
        found.extend(page.into_iter().filter(|status| status.at().is_none_or(|at| at >= from)));
        if reached {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Whether a status of one part would be taken for one of the other: see [`says_the_same`].
pub(super) fn mistakable(one: &Sought, other: &Sought) -> bool {
    let warning = |part: &Sought| html::fingerprint(field(&part.fields, "spoiler_text").unwrap_or_default());
    html::fingerprint(&one.text) == html::fingerprint(&other.text)
        && warning(one) == warning(other)
        && one.reply.as_ref().map(|reply| &reply.parent) == other.reply.as_ref().map(|reply| &reply.parent)
        && one.media == other.media
}

fn says_the_same(status: &Status, part: &Sought) -> bool {
    let warning = field(&part.fields, "spoiler_text").unwrap_or_default();
    let answers = part.reply.as_ref().map(|reply| reply.parent.as_str());
    html::fingerprint(&html::text(&status.content)) == html::fingerprint(&part.text)
        && html::fingerprint(&status.spoiler_text) == html::fingerprint(warning)
        && status.in_reply_to_id.as_deref() == answers
        && status.media_attachments.len() == part.media
}
