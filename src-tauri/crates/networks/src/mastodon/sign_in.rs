//! Connecting: register Upbeat on the server, ask the person in their browser, redeem the code
//! (OAuth 2 authorization code with PKCE, RFC 6749, RFC 7636, RFC 8252).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use upbeat_domain::code::Code;
use upbeat_domain::time::Timestamp;
use upbeat_net::{Answer, Client, Loopback, Method, Returned};

use super::api::{self, CLIENT_ID, CLIENT_SECRET, EXPIRES, REFRESH, TOKEN};
use super::instance;
use crate::call::{Call, Connection, Credentials, Profile, Remote};
use crate::outcome::{Failure, Refusal, RefusalKind, Trouble};
use crate::server::{Server, malformed};
use crate::sign_in::BrowserFlow;
use crate::verdict;

/// What Upbeat asks for, and nothing more: who you are, your own posts for reading back, to post.
const SCOPES: &str = "read:accounts read:statuses write:media write:statuses";
/// Longest wait for the person in their browser.
const PERSON_MAX: Duration = Duration::from_secs(10 * 60);
const APP_NAME: &str = "Upbeat";

#[derive(Deserialize)]
struct App {
    client_id: String,
    client_secret: String,
}

/// Registers Upbeat and says which page to open.
pub(super) async fn begin(
    client: &Client,
    server: &str,
    own_network: bool,
    now: Timestamp,
) -> Result<BrowserFlow, Failure> {
    let server = Server::typed(server, own_network)?;
    let loopback = Loopback::bind().await.map_err(|_| unheard(Code::Internal))?;
    let redirect = loopback.redirect_uri();
    // Why one text and not a list: a list is read by servers of version 4.3 and later only.
    let form = [("client_name", APP_NAME), ("redirect_uris", redirect.as_str()), ("scopes", SCOPES)];
    let request = server.request(Method::Post, "/api/v1/apps").form(form);
    let app: App = match api::ask(client, request, &Credentials::new(), now).await {
        Err(Failure::Refused(refusal)) if refusal.kind == RefusalKind::Edit => {
            // Whatever answers there, it isn't a server that applications can register with.
            return Err(Refusal { code: Code::NetworkMalformed, ..refusal }.into());
        }
        registered => registered?,
    };
    let (state, verifier) = (random()?, random()?);
    let url = page(&server, &app, &redirect, &state, &verifier);
    let pending =
        Pending { client: client.clone(), server, own_network, app, redirect, state, verifier, now };
    Ok(BrowserFlow { url, connection: Box::pin(pending.finish(loopback)) })
}

fn unheard(code: Code) -> Trouble {
    Trouble { code, words: "this computer can't listen to itself".to_owned(), retry_after: None }
}

/// 256 random bits as text.
fn random() -> Result<String, Trouble> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| malformed("no random numbers on this system"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The page on which the person says yes.
fn page(server: &Server, app: &App, redirect: &str, state: &str, verifier: &str) -> String {
    let mut url = server.url("/oauth/authorize");
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &app.client_id)
        .append_pair("redirect_uri", redirect)
        .append_pair("scope", SCOPES)
        .append_pair("state", state)
        .append_pair("code_challenge", &challenge(verifier))
        .append_pair("code_challenge_method", "S256");
    url.into()
}

/// RFC 7636, 4.2.
fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

struct Pending {
    client: Client,
    server: Server,
    own_network: bool,
    app: App,
    redirect: String,
    state: String,
    verifier: String,
    now: Timestamp,
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
    refresh_token: Option<String>,
    expires_in: Option<i64>,
    created_at: Option<i64>,
}

impl Token {
    /// The secrets to keep. Mastodon's own tokens never end; some compatible servers' do.
    fn credentials(self, app: Credentials, now: Timestamp) -> Credentials {
        let mut credentials = app.with(TOKEN, self.access_token);
        if let Some(refresh) = self.refresh_token {
            credentials = credentials.with(REFRESH, refresh);
        }
        if let Some(expires_in) = self.expires_in {
            let from = self.created_at.unwrap_or_else(|| now.micros() / 1_000_000);
            credentials = credentials.with(EXPIRES, from.saturating_add(expires_in).to_string());
        }
        credentials
    }
}

impl Pending {
    async fn finish(self, loopback: Loopback) -> Result<Connection, Failure> {
        let code = match loopback.wait(&self.state, PERSON_MAX).await {
            Ok(Returned::Code(code)) => code,
            Ok(Returned::Denied(error)) => return Err(sign_in_refused(upbeat_net::redact(&error, [])).into()),
            Err(_) => return Err(sign_in_refused(String::new()).into()),
        };
        let credentials = self.redeem(&code).await?;
        let account = Remote {
            server: self.server.address(),
            remote_id: String::new(),
            handle: String::new(),
            own_network: self.own_network,
        };
        let call = Call { account: &account, credentials: &credentials, now: self.now };
        let profile = identify(&self.client, call).await?;
        let account = Remote {
            remote_id: profile.remote_id.clone(),
            handle: profile.handle.clone(),
            ..account.clone()
        };
        Ok(Connection { account, profile, credentials })
    }

    async fn redeem(&self, code: &str) -> Result<Credentials, Failure> {
        let app = Credentials::new()
            .with(CLIENT_ID, self.app.client_id.as_str())
            .with(CLIENT_SECRET, self.app.client_secret.as_str());
        let request = self.server.request(Method::Post, "/oauth/token").form([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("client_id", &self.app.client_id),
            ("client_secret", &self.app.client_secret),
            ("redirect_uri", &self.redirect),
            ("scope", SCOPES),
            ("code_verifier", &self.verifier),
        ]);
        let answer = self.client.send(request).await.map_err(verdict::unreachable)?;
        if matches!(answer.status, 400 | 401 | 403) {
            return Err(sign_in_refused(api::said(&answer, &app).words).into());
        }
        token(&answer, app, self.now)
    }
}

fn sign_in_refused(words: String) -> Refusal {
    Refusal { kind: RefusalKind::Reconnect, code: Code::NetworkSignIn, words }
}

fn token(answer: &Answer, app: Credentials, now: Timestamp) -> Result<Credentials, Failure> {
    if !answer.is_success() {
        return Err(api::judge(&app, now).failure(answer, api::said(answer, &app)));
    }
    let token: Token = answer.json().map_err(|_| malformed("the token"))?;
    Ok(token.credentials(app, now))
}

/// Whose token it is (`GET /api/v1/accounts/verify_credentials`), and on which server.
pub(super) async fn identify(client: &Client, call: Call<'_>) -> Result<Profile, Failure> {
    #[derive(Deserialize)]
    struct Account {
        id: String,
        username: String,
        #[serde(default)]
        display_name: String,
        avatar: Option<String>,
    }
    let request = api::signed(&call, Method::Get, "/api/v1/accounts/verify_credentials")?;
    let account: Account = api::ask(client, request, call.credentials, call.now).await?;
    if !call.account.remote_id.is_empty() && call.account.remote_id != account.id {
        return Err(verdict::refusal(RefusalKind::Reconnect, String::new()).into());
    }
    let server = Server::of(call.account)?;
    // Why a failure doesn't matter: the name in the address serves nearly as well.
    let domain = instance::read(client, &server, call.now).await.ok().and_then(|instance| instance.domain);
    let domain = domain.filter(|domain| !domain.is_empty()).unwrap_or_else(|| server.host());
    let handle = format!("@{}@{domain}", account.username);
    let named = !account.display_name.trim().is_empty();
    Ok(Profile {
        remote_id: account.id,
        display_name: if named { account.display_name } else { account.username },
        handle,
        avatar_url: account.avatar,
    })
}

/// A fresh token, where the server gave a way to one.
pub(super) async fn refresh(client: &Client, call: Call<'_>) -> Result<Credentials, Failure> {
    let secret = |kind| call.credentials.get(kind).map(|secret| secret.expose().as_str());
    let reconnect = |words| Failure::from(verdict::refusal(RefusalKind::Reconnect, words));
    let (Some(refresh), Some(id), Some(key)) = (secret(REFRESH), secret(CLIENT_ID), secret(CLIENT_SECRET))
    else {
        return Err(reconnect(String::new()));
    };
    let request = Server::of(call.account)?.request(Method::Post, "/oauth/token").form([
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        ("client_id", id),
        ("client_secret", key),
    ]);
    let answer = client.send(request).await.map_err(verdict::unreachable)?;
    if matches!(answer.status, 400 | 401 | 403) {
        return Err(reconnect(api::said(&answer, call.credentials).words));
    }
    let app = Credentials::new().with(CLIENT_ID, id).with(CLIENT_SECRET, key).with(REFRESH, refresh);
    token(&answer, app, call.now)
}

/// Ends the permission (`POST /oauth/revoke`).
pub(super) async fn revoke(client: &Client, call: Call<'_>) -> Result<(), Failure> {
    let secret = |kind| call.credentials.get(kind).map(|secret| secret.expose().as_str());
    let (Some(token), Some(id), Some(key)) = (secret(TOKEN), secret(CLIENT_ID), secret(CLIENT_SECRET)) else {
        return Ok(());
    };
    let request = Server::of(call.account)?.request(Method::Post, "/oauth/revoke").form([
        ("client_id", id),
        ("client_secret", key),
        ("token", token),
    ]);
    match api::send(client, request, call.credentials, call.now).await {
        Ok(_) | Err(Failure::Refused(_) | Failure::Expired) => Ok(()),
        Err(Failure::Later(trouble)) => Err(trouble.into()),
    }
}

pub(super) fn expires_at(credentials: &Credentials) -> Option<Timestamp> {
    let seconds: i64 = credentials.get(EXPIRES)?.expose().parse().ok()?;
    Some(Timestamp::from_micros(seconds.checked_mul(1_000_000)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn every_sign_in_has_its_own_randomness() {
        let one = random().expect("random");
        assert!(one.len() >= 43 && one != random().expect("random"), "{one}");
    }
}
