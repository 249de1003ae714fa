//! Calls of the Mastodon API (<https://docs.joinmastodon.org>).

use serde::Deserialize;
use serde::de::DeserializeOwned;
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;
use upbeat_net::{Answer, Client, Method, Request, redact};

use crate::call::{Call, Credentials};
use crate::outcome::{Failure, RefusalKind};
use crate::server::{Server, malformed};
use crate::verdict::{self, Judge, Renewable, Said};

/// The access token.
pub(super) const TOKEN: &str = "token";
/// The token for a new access token; only some compatible servers give one.
pub(super) const REFRESH: &str = "refresh";
/// When the access token ends, seconds since 1970; only where the server says.
pub(super) const EXPIRES: &str = "expires_at_s";
/// Our application on that server.
pub(super) const CLIENT_ID: &str = "client_id";
/// Its secret.
pub(super) const CLIENT_SECRET: &str = "client_secret";

#[derive(Deserialize)]
struct ErrorBody {
    error: Option<String>,
    error_description: Option<String>,
}

/// What the server said with an unsuccessful status. Its `error` is words for people here, not a
/// name to go by.
pub(super) fn said(answer: &Answer, credentials: &Credentials) -> Said {
    let body = answer.json::<ErrorBody>().ok();
    let words = body.and_then(|body| body.error_description.or(body.error)).unwrap_or_default();
    let secrets = credentials.iter().map(|(_, secret)| secret.expose().as_str());
    Said { error: None, words: redact(&words, secrets) }
}

pub(super) fn judge(credentials: &Credentials, now: Timestamp) -> Judge<'static> {
    let renewable = if credentials.get(REFRESH).is_some() { Renewable::Yes } else { Renewable::No };
    Judge { rules: &crate::limits(NetworkId::Mastodon).errors, stale: &[], renewable, now }
}

/// A request with the access token.
pub(super) fn signed(call: &Call<'_>, method: Method, path: &str) -> Result<Request, Failure> {
    let reconnect = || Failure::from(verdict::refusal(RefusalKind::Reconnect, String::new()));
    let token = call.credentials.get(TOKEN).ok_or_else(reconnect)?;
    Ok(Server::of(call.account)?.request(method, path).bearer(token.expose()))
}

/// Makes a harmless call.
pub(super) async fn send(
    client: &Client,
    request: Request,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<Answer, Failure> {
    let answer = client.send(request).await.map_err(verdict::unreachable)?;
    if answer.is_success() {
        return Ok(answer);
    }
    Err(judge(credentials, now).failure(&answer, said(&answer, credentials)))
}

/// Makes a harmless call and reads its answer.
pub(super) async fn ask<T: DeserializeOwned>(
    client: &Client,
    request: Request,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<T, Failure> {
    let answer = send(client, request, credentials, now).await?;
    answer.json().map_err(|_| malformed("an answer of the server").into())
}
