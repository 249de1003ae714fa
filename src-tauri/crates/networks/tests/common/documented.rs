//! A Mastodon server written from the documentation (<https://docs.joinmastodon.org>, read
//! 2026-11-22), for what the stand-in lacks: uploads that are worked on, PKCE that is enforced,
//! scopes, registered redirect addresses.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use upbeat_testkit::servers::scripted::{Asked, Scripted, Told};

/// What the server is like.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manners {
    /// How often an upload is still being worked on when asked about.
    pub looks: u32,
    /// The server knows only the first version of the upload and of its own description.
    pub older: bool,
    /// Tokens end, and can be renewed.
    pub renewing: bool,
}

#[derive(Default)]
struct State {
    app: Option<(String, String)>,
    /// Code to challenge.
    codes: BTreeMap<String, String>,
    tokens: Vec<String>,
    /// Media to how many looks are left.
    media: BTreeMap<String, u32>,
    statuses: Vec<(String, Value)>,
}

pub async fn start(manners: Manners) -> Scripted {
    let state = Arc::new(Mutex::new(State::default()));
    Scripted::start(move |asked| answer(&mut state.lock().unwrap(), manners, asked)).await
}

fn error(status: u16, words: &str) -> Told {
    Told::json(status, &json!({ "error": words }))
}

fn answer(state: &mut State, manners: Manners, asked: &Asked) -> Told {
    match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/api/v1/apps") => {
            let redirect = asked.field("redirect_uris").unwrap_or_default();
            let scopes = asked.field("scopes").unwrap_or_default();
            state.app = Some((redirect, scopes));
            Told::json(200, &json!({ "client_id": "the-client", "client_secret": "the-client-secret" }))
        }
        ("GET", "/oauth/authorize") => authorize(state, asked),
        ("POST", "/oauth/token") => token(state, manners, asked),
        ("POST", "/oauth/revoke") => {
            if asked.field("client_secret").as_deref() != Some("the-client-secret") {
                return error(403, "unauthorized_client");
            }
            let token = asked.field("token").unwrap_or_default();
            state.tokens.retain(|known| *known != token);
            Told::json(200, &json!({}))
        }
        ("GET", "/api/v2/instance" | "/api/v1/instance") => instance(manners, asked),
        _ => signed(state, manners, asked),
    }
}

fn authorize(state: &mut State, asked: &Asked) -> Told {
    let field = |name| asked.field(name).unwrap_or_default();
    let Some((redirect, scopes)) = &state.app else { return error(401, "invalid_client") };
    let right = field("client_id") == "the-client"
        && field("redirect_uri") == *redirect
        && field("scope") == *scopes
        && field("response_type") == "code"
        && field("code_challenge_method") == "S256"
        && field("code_challenge").len() == 43
        && field("state").len() >= 32;
    if !right {
        return error(400, "invalid_request");
    }
    let code = format!("code-{}", state.codes.len());
    state.codes.insert(code.clone(), field("code_challenge"));
    let back = format!("{redirect}?code={code}&state={}", field("state"));
    Told::with(302, ("location", &back), "")
}

fn token(state: &mut State, manners: Manners, asked: &Asked) -> Told {
    let field = |name| asked.field(name).unwrap_or_default();
    if field("client_secret") != "the-client-secret" {
        return error(401, "invalid_client");
    }
    let right = match field("grant_type").as_str() {
        // A code is good once, for the address it was given to, with the verifier of its challenge.
        "authorization_code" => {
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier")));
            let redirect = state.app.as_ref().map(|(redirect, _)| redirect.clone());
            state.codes.remove(&field("code")) == Some(challenge) && Some(field("redirect_uri")) == redirect
        }
        "refresh_token" => manners.renewing && field("refresh_token") == "the-refresh",
        _ => false,
    };
    if !right {
        return error(400, "invalid_grant");
    }
    let token = format!("token-{}", state.tokens.len() + 1);
    state.tokens = vec![token.clone()];
    let mut answer = json!({ "access_token": token, "token_type": "Bearer", "created_at": 1_795_435_200 });
    if manners.renewing {
        answer["refresh_token"] = json!("the-refresh");
        answer["expires_in"] = json!(7_200);
    }
    Told::json(200, &answer)
}

fn instance(manners: Manners, asked: &Asked) -> Told {
    if manners.older {
        return match asked.path.as_str() {
            "/api/v1/instance" => Told::json(200, &json!({ "uri": "a.example", "max_toot_chars": 1_000 })),
            _ => error(404, "Record not found"),
        };
    }
    Told::json(
        200,
        &json!({ "domain": "a.example", "configuration": {
            "statuses": { "max_characters": 700, "max_media_attachments": 4, "characters_reserved_per_url": 23 },
            "media_attachments": { "supported_mime_types": ["image/jpeg", "video/mp4"], "description_limit": 1_500,
                "image_size_limit": 16_777_216, "image_matrix_limit": 33_177_600, "video_size_limit": 103_809_024,
                "video_frame_rate_limit": 120 } } }),
    )
}

fn signed(state: &mut State, manners: Manners, asked: &Asked) -> Told {
    let token = asked.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    if !token.is_some_and(|token| state.tokens.iter().any(|known| known == token)) {
        return error(401, "The access token is invalid");
    }
    match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/api/v1/accounts/verify_credentials") => Told::json(
            200,
            &json!({ "id": "42", "username": "marie", "display_name": "Marie", "avatar": null }),
        ),
        ("POST", "/api/v2/media") if manners.older => error(404, "Record not found"),
        ("POST", "/api/v2/media" | "/api/v1/media") => {
            let id = format!("media-{}", state.media.len() + 1);
            state.media.insert(id.clone(), manners.looks);
            let url = if manners.looks > 0 { Value::Null } else { json!("https://a.example/m.jpg") };
            Told::json(
                if manners.looks > 0 { 202 } else { 200 },
                &json!({ "id": id, "type": "image", "url": url }),
            )
        }
        ("GET", path) if path.starts_with("/api/v1/media/") => {
            let id = path.trim_start_matches("/api/v1/media/").to_owned();
            let Some(looks) = state.media.get_mut(&id) else { return error(404, "Record not found") };
            let status = if *looks > 1 { 206 } else { 200 };
            *looks = looks.saturating_sub(1);
            Told::json(status, &json!({ "id": id, "type": "image", "url": null }))
        }
        ("POST", "/api/v1/statuses") => publish(state, asked),
        ("GET", "/api/v1/accounts/42/statuses") => statuses(state, asked),
        _ => error(404, "Record not found"),
    }
}

fn publish(state: &mut State, asked: &Asked) -> Told {
    let key = asked.header("idempotency-key").unwrap_or_default().to_owned();
    if let Some((_, status)) = state.statuses.iter().find(|(known, _)| *known == key) {
        return Told::json(200, status);
    }
    let new: Value = serde_json::from_slice(&asked.body).unwrap();
    let media: Vec<&str> =
        new["media_ids"].as_array().map_or(Vec::new(), |ids| ids.iter().filter_map(Value::as_str).collect());
    if media.iter().any(|id| state.media.get(*id).is_none_or(|looks| *looks > 0)) {
        return error(422, "Cannot attach files that have not finished processing. Try again in a moment!");
    }
    let id = format!("{}", 1_000 + state.statuses.len());
    let text = new["status"].as_str().unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
    let status = json!({
        "id": id, "url": format!("https://a.example/@marie/{id}"), "uri": format!("https://a.example/s/{id}"),
        "created_at": crate::common::now().to_string(), "content": format!("<p>{}</p>", text.replace('\n', "<br />")),
        "spoiler_text": new["spoiler_text"].as_str().unwrap_or_default(),
        "visibility": new["visibility"].as_str().unwrap_or("public"),
        "in_reply_to_id": new["in_reply_to_id"],
        "media_attachments": media.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>(),
    });
    state.statuses.push((key, status.clone()));
    Told::json(200, &status)
}

/// Newest first, forty at most, older than `max_id` where it is given.
fn statuses(state: &State, asked: &Asked) -> Told {
    let before = asked.field("max_id");
    let newest = state.statuses.iter().rev().map(|(_, status)| status);
    let page = newest.filter(|status| before.as_deref().is_none_or(|id| status["id"].as_str().unwrap() < id));
    Told::json(200, &json!(page.take(40).collect::<Vec<_>>()))
}
