//! Calls of the AT Protocol (XRPC over HTTP).

use serde::Deserialize;
use serde::de::DeserializeOwned;
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;
use upbeat_net::{Answer, Client, Method, Request, redact};

use crate::call::{Call, Credentials};
use crate::outcome::{Failure, Outcome};
use crate::server::{Server, malformed};
use crate::verdict::{self, Judge, Renewable, Said};

/// Error names that mean a stale access token (`packages/pds/src/auth-verifier.ts`).
const STALE: &[&str] = &["ExpiredToken", "InvalidToken"];

/// The secrets of an account here.
pub(super) const ACCESS: &str = "access";
/// Good for a new pair of tokens, once.
pub(super) const REFRESH: &str = "refresh";

#[derive(Deserialize)]
struct ErrorBody {
    error: Option<String>,
    message: Option<String>,
}

/// What the server said with an unsuccessful status.
pub(super) fn said(answer: &Answer, credentials: &Credentials) -> Said {
    let body = answer.json::<ErrorBody>().ok();
    let secrets = credentials.iter().map(|(_, secret)| secret.expose().as_str());
    Said {
        error: body.as_ref().and_then(|body| body.error.clone()),
        words: redact(body.and_then(|body| body.message).as_deref().unwrap_or_default(), secrets),
    }
}

pub(super) fn judge(now: Timestamp) -> Judge<'static> {
    let rules = &crate::limits(NetworkId::Bluesky).errors;
    Judge { rules, stale: STALE, renewable: Renewable::Yes, now }
}

/// A request to a method of the account's server.
pub(super) fn request(server: &Server, method: Method, name: &str) -> Request {
    server.request(method, &format!("/xrpc/{name}"))
}

/// A request that carries the access token.
pub(super) fn signed(call: &Call<'_>, method: Method, name: &str) -> Result<Request, Failure> {
    let token = call.credentials.get(ACCESS).ok_or(Failure::Expired)?;
    Ok(request(&Server::of(call.account)?, method, name).bearer(token.expose()))
}

/// Makes a harmless call and reads its answer.
pub(super) async fn ask<T: DeserializeOwned>(
    client: &Client,
    request: Request,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<T, Failure> {
    let answer = client.send(request).await.map_err(verdict::unreachable)?;
    if !answer.is_success() {
        return Err(judge(now).failure(&answer, said(&answer, credentials)));
    }
    answer.json().map_err(|_| malformed("an answer of the server").into())
}

/// The outcome of an unsuccessful answer to the unsafe call.
pub(super) fn outcome(answer: &Answer, call: &Call<'_>) -> Outcome {
    judge(call.now).outcome(answer, said(answer, call.credentials))
}
