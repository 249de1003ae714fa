//! Signing in with an app password, and keeping the session alive.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use upbeat_domain::code::Code;
use upbeat_domain::time::Timestamp;
use upbeat_net::{Client, Method};
use upbeat_vault::Secret;

use super::find::{self, DidDocument};
use super::xrpc::{self, ACCESS, REFRESH};
use crate::call::{Call, Connection, Credentials, Profile, Remote};
use crate::outcome::{Failure, Refusal, RefusalKind};
use crate::server::{Server, malformed};
use crate::verdict;

#[derive(Deserialize)]
struct Session {
    did: String,
    handle: String,
    #[serde(rename = "accessJwt")]
    access: String,
    #[serde(rename = "refreshJwt")]
    refresh: String,
    #[serde(rename = "didDoc")]
    document: Option<DidDocument>,
}

impl Session {
    fn credentials(&self) -> Credentials {
        Credentials::new().with(ACCESS, self.access.as_str()).with(REFRESH, self.refresh.as_str())
    }
}

#[derive(Serialize)]
struct SignInBody<'a> {
    identifier: &'a str,
    password: &'a str,
}

/// What the person typed.
pub(super) struct Typed {
    pub(super) server: Option<String>,
    pub(super) handle: String,
    pub(super) password: Secret<String>,
    pub(super) own_network: bool,
}

/// Signs in (`com.atproto.server.createSession`).
pub(super) async fn sign_in(client: &Client, typed: Typed, now: Timestamp) -> Result<Connection, Failure> {
    let handle = typed.handle.trim().trim_start_matches('@').to_owned();
    let typed_server = typed.server.as_deref().map(str::trim).filter(|server| !server.is_empty());
    let server = match typed_server {
        Some(server) => Server::typed(server, typed.own_network)?,
        None => find::server(client, &handle).await,
    };
    let body = SignInBody { identifier: &handle, password: typed.password.expose().trim() };
    let request = xrpc::request(&server, Method::Post, "com.atproto.server.createSession")
        .json(&body)
        .map_err(|_| malformed("the request"))?;
    let secret = Credentials::new().with("password", typed.password.clone());
    let answer = client.send(request).await.map_err(verdict::unreachable)?;
    if !answer.is_success() {
        return Err(refused(&answer, &secret, now));
    }
    let session: Session = answer.json().map_err(|_| malformed("the session"))?;
    let server = home(server, &session, typed.own_network);
    let account = Remote {
        server: server.address(),
        remote_id: session.did.clone(),
        handle: session.handle.clone(),
        own_network: typed.own_network,
    };
    let profile = profile(client, &server, &account.remote_id, &account.handle).await;
    Ok(Connection { account, profile, credentials: session.credentials() })
}

/// The server that keeps the account: the sign-in may have gone through a common entrance.
fn home(server: Server, session: &Session, own_network: bool) -> Server {
    let named = session.document.as_ref().and_then(DidDocument::server);
    match named {
        Some(named) if !own_network => named,
        Some(_) | None => server,
    }
}

/// A refused sign-in: a 401 is a wrong name or password here, not a stale token.
fn refused(answer: &upbeat_net::Answer, secret: &Credentials, now: Timestamp) -> Failure {
    let said = xrpc::said(answer, secret);
    if matches!(answer.status, 400 | 401) {
        return Refusal { kind: RefusalKind::Reconnect, code: Code::NetworkSignIn, words: said.words }.into();
    }
    match xrpc::judge(now).failure(answer, said) {
        // Whatever answers there, it isn't a server of this network.
        Failure::Refused(refusal) if refusal.kind == RefusalKind::Edit => {
            Refusal { code: Code::NetworkMalformed, ..refusal }.into()
        }
        failure @ (Failure::Refused(_) | Failure::Expired | Failure::Later(_)) => failure,
    }
}

/// Whose session it is (`com.atproto.server.getSession`).
pub(super) async fn identify(client: &Client, call: Call<'_>) -> Result<Profile, Failure> {
    #[derive(Deserialize)]
    struct Whose {
        did: String,
        handle: String,
    }
    let request = xrpc::signed(&call, Method::Get, "com.atproto.server.getSession")?;
    let whose: Whose = xrpc::ask(client, request, call.credentials, call.now).await?;
    if whose.did != call.account.remote_id {
        return Err(verdict::refusal(RefusalKind::Reconnect, String::new()).into());
    }
    Ok(profile(client, &Server::of(call.account)?, &whose.did, &whose.handle).await)
}

/// Fresh tokens for stale ones (`com.atproto.server.refreshSession`). The old pair dies.
pub(super) async fn refresh(client: &Client, call: Call<'_>) -> Result<Credentials, Failure> {
    let reconnect = |words: String| Failure::from(verdict::refusal(RefusalKind::Reconnect, words));
    let token = call.credentials.get(REFRESH).ok_or_else(|| reconnect(String::new()))?;
    let server = Server::of(call.account)?;
    let request =
        xrpc::request(&server, Method::Post, "com.atproto.server.refreshSession").bearer(token.expose());
    let answer = client.send(request).await.map_err(verdict::unreachable)?;
    if matches!(answer.status, 400 | 401) {
        return Err(reconnect(xrpc::said(&answer, call.credentials).words));
    }
    if !answer.is_success() {
        return Err(xrpc::judge(call.now).failure(&answer, xrpc::said(&answer, call.credentials)));
    }
    let session: Session = answer.json().map_err(|_| malformed("the session"))?;
    Ok(session.credentials())
}

/// Ends the session (`com.atproto.server.deleteSession`).
pub(super) async fn revoke(client: &Client, call: Call<'_>) -> Result<(), Failure> {
    let Some(token) = call.credentials.get(REFRESH) else { return Ok(()) };
    let server = Server::of(call.account)?;
    let request =
        xrpc::request(&server, Method::Post, "com.atproto.server.deleteSession").bearer(token.expose());
    let answer = client.send(request).await.map_err(verdict::unreachable)?;
    match answer.status {
        200..=299 | 400 | 401 => Ok(()),
        _ => Err(xrpc::judge(call.now).failure(&answer, xrpc::said(&answer, call.credentials))),
    }
}

/// Name and picture, where the person wrote any; everything else works without them.
async fn profile(client: &Client, server: &Server, did: &str, handle: &str) -> Profile {
    #[derive(Deserialize)]
    struct Record {
        value: Value,
    }
    #[derive(Deserialize)]
    struct Value {
        #[serde(rename = "displayName")]
        display_name: Option<String>,
        avatar: Option<Avatar>,
    }
    #[derive(Deserialize)]
    struct Avatar {
        #[serde(rename = "ref")]
        link: Link,
    }
    #[derive(Deserialize)]
    struct Link {
        #[serde(rename = "$link")]
        cid: String,
    }
    let request = xrpc::request(server, Method::Get, "com.atproto.repo.getRecord")
        .query("repo", did)
        .query("collection", "app.bsky.actor.profile")
        .query("rkey", "self");
    let record = match client.send(request).await {
        Ok(answer) if answer.is_success() => answer.json::<Record>().ok(),
        Ok(_) | Err(_) => None,
    };
    let avatar_url = record.as_ref().and_then(|record| record.value.avatar.as_ref()).map(|avatar| {
        let mut url = server.url("/xrpc/com.atproto.sync.getBlob");
        url.query_pairs_mut().append_pair("did", did).append_pair("cid", &avatar.link.cid);
        url.into()
    });
    let name = record.and_then(|record| record.value.display_name).filter(|name| !name.trim().is_empty());
    Profile {
        remote_id: did.to_owned(),
        handle: handle.to_owned(),
        display_name: name.unwrap_or_else(|| handle.to_owned()),
        avatar_url,
    }
}

/// When an access token ends, as it says itself (JWT, RFC 7519, `exp`).
pub(super) fn expires_at(credentials: &Credentials) -> Option<Timestamp> {
    #[derive(Deserialize)]
    struct Claims {
        exp: i64,
    }
    let token = credentials.get(ACCESS)?.expose();
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    Some(Timestamp::from_micros(claims.exp.checked_mul(1_000_000)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_access_token_says_when_it_ends() {
        let payload = URL_SAFE_NO_PAD.encode(r#"{"sub":"did:plc:x","exp":1795435200}"#);
        let token = |text: String| Credentials::new().with(ACCESS, text);
        let at = expires_at(&token(format!("header.{payload}.signature")));
        assert_eq!(at.map(|at| at.to_string()).as_deref(), Some("2026-11-23T12:00:00Z"));
        for text in ["", "opaque", "a.b.c", "a.!!!.c", "a.e30.c"] {
            assert_eq!(expires_at(&token(text.to_owned())), None, "{text}");
        }
    }
}
