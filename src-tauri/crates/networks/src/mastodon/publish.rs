//! Publishing a part: upload, wait until the server has made its versions, then one status.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use upbeat_domain::code::Code;
use upbeat_domain::media::{Focus, file_extension};
use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::Receipt;
use upbeat_domain::time::Timestamp;
use upbeat_net::{Answer, Client, FilePart, Method};

use super::api;
use crate::call::Call;
use crate::outcome::{Failure, Outcome, Progress, Refusal, RefusalKind};
use crate::part::{OutgoingMedium, OutgoingPart, Prepared, upload_lives};
use crate::server::malformed;
use crate::verdict;

/// How long the server may take to make its versions of a file, microseconds.
const PROCESSING_MAX_MICROS: i64 = 20 * 60 * 1_000_000;
const PROCESSING_WAIT: Duration = Duration::from_secs(2);
/// A wait that grows with the time already waited: a long film is asked about less often.
const PROCESSING_WAIT_SHARE: i64 = 10;

/// The repeatable work of a part: uploaded files by content.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Work {
    media: BTreeMap<String, Uploaded>,
    /// The server knows only the first version of the upload.
    #[serde(default)]
    older_upload: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Uploaded {
    id: String,
    /// Ready to be used in a status.
    ready: bool,
    at: Timestamp,
}

impl Work {
    fn get(&self, medium: &OutgoingMedium, now: Timestamp) -> Option<&Uploaded> {
        let uploaded = self.media.get(&key_of(medium))?;
        upload_lives(NetworkId::Mastodon, uploaded.at, now).then_some(uploaded)
    }
}

/// The same bytes under another description or focal point are another upload.
fn key_of(medium: &OutgoingMedium) -> String {
    let focus = medium.focus.map(focus_text).unwrap_or_default();
    format!("{}|{focus}|{}", medium.hash, medium.alt)
}

/// Takes the next step: one upload, or one look at an upload.
pub(super) async fn prepare(
    client: &Client,
    call: Call<'_>,
    part: &OutgoingPart,
    prepared: Prepared,
) -> Result<Progress, Failure> {
    let mut work: Work = prepared.read();
    let again = |work: &Work, after| Ok(Progress::Again { prepared: Prepared::write(work), after });
    for medium in &part.media {
        let Some(uploaded) = work.get(medium, call.now).cloned() else {
            upload(client, &call, medium, &mut work).await?;
            return again(&work, Duration::ZERO);
        };
        if uploaded.ready {
            continue;
        }
        let state = look(client, &call, &uploaded.id).await?;
        let waited = call.now.micros_since(uploaded.at);
        match state {
            Processing::Ready => {
                work.media.insert(key_of(medium), Uploaded { ready: true, ..uploaded });
                return again(&work, Duration::ZERO);
            }
            Processing::UnderWay if waited < PROCESSING_MAX_MICROS => {
                let share = u64::try_from(waited / PROCESSING_WAIT_SHARE).unwrap_or(0);
                return again(&work, PROCESSING_WAIT.max(Duration::from_micros(share)));
            }
            // Why: whatever became of it, a new upload starts afresh.
            Processing::UnderWay | Processing::Gone => {
                work.media.remove(&key_of(medium));
                return again(&work, PROCESSING_WAIT);
            }
        }
    }
    Ok(Progress::Ready(Prepared::write(&work)))
}

#[derive(Deserialize)]
struct MediaAnswer {
    id: String,
}

/// `POST /api/v2/media`: 200 is ready, 202 is being worked on.
async fn upload(
    client: &Client,
    call: &Call<'_>,
    medium: &OutgoingMedium,
    work: &mut Work,
) -> Result<(), Failure> {
    let path = if work.older_upload { "/api/v1/media" } else { "/api/v2/media" };
    // Why: the digest of the file can't occur in the file by chance.
    let boundary = format!("upbeat-{}", medium.hash);
    let mut fields = Vec::new();
    if !medium.alt.is_empty() {
        fields.push(("description", medium.alt.as_str()));
    }
    let focus = medium.focus.map(focus_text);
    if let Some(focus) = &focus {
        fields.push(("focus", focus));
    }
    let name = file_name(medium);
    let file = FilePart {
        field: "file",
        name: &name,
        mime: &medium.mime,
        path: medium.path.clone(),
        len: medium.bytes,
    };
    let request = api::signed(call, Method::Post, path)?.multipart(&boundary, &fields, file);
    let answer = client.send(request).await.map_err(verdict::unreachable)?;
    if answer.status == 404 && !work.older_upload {
        work.older_upload = true;
        return Ok(());
    }
    if !answer.is_success() {
        return Err(refused_upload(&answer, call));
    }
    let ready = answer.status != 202;
    let media: MediaAnswer = answer.json().map_err(|_| malformed("the upload"))?;
    work.media.insert(key_of(medium), Uploaded { id: media.id, ready, at: call.now });
    Ok(())
}

/// A refused file is about the file, not about the text.
fn refused_upload(answer: &Answer, call: &Call<'_>) -> Failure {
    let said = api::said(answer, call.credentials);
    match answer.status {
        413 => Refusal { kind: RefusalKind::Edit, code: Code::MediaOverBudget, words: said.words }.into(),
        422 => Refusal { kind: RefusalKind::Edit, code: Code::MediaUnsupported, words: said.words }.into(),
        _ => api::judge(call.credentials, call.now).failure(answer, said),
    }
}

enum Processing {
    Ready,
    UnderWay,
    Gone,
}

/// `GET /api/v1/media/:id`: 200 is ready, 206 is being worked on.
async fn look(client: &Client, call: &Call<'_>, id: &str) -> Result<Processing, Failure> {
    let request = api::signed(call, Method::Get, &format!("/api/v1/media/{id}"))?;
    let answer = client.send(request).await.map_err(verdict::unreachable)?;
    match answer.status {
        206 => Ok(Processing::UnderWay),
        200..=299 => Ok(Processing::Ready),
        404 => Ok(Processing::Gone),
        _ => Err(refused_upload(&answer, call)),
    }
}

/// A name from us, never from the person's disk; servers look at its ending.
fn file_name(medium: &OutgoingMedium) -> String {
    format!("media.{}", file_extension(&medium.mime))
}

/// Mastodon's focal point: −1 to 1 from the middle, y upwards.
fn focus_text(focus: Focus) -> String {
    format!("{:.3},{:.3}", focus.x.mul_add(2.0, -1.0), focus.y.mul_add(-2.0, 1.0))
}

#[derive(Serialize)]
struct NewStatus<'a> {
    status: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    media_ids: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spoiler_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sensitive: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visibility: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_reply_to_id: Option<&'a str>,
}

/// A status as the server tells it.
#[derive(Deserialize)]
pub(super) struct Status {
    pub(super) id: String,
    pub(super) url: Option<String>,
    #[serde(default)]
    pub(super) uri: Option<String>,
    pub(super) created_at: String,
    #[serde(default)]
    pub(super) content: String,
    #[serde(default)]
    pub(super) spoiler_text: String,
    #[serde(default)]
    pub(super) visibility: String,
    #[serde(default)]
    pub(super) in_reply_to_id: Option<String>,
    #[serde(default)]
    pub(super) media_attachments: Vec<serde::de::IgnoredAny>,
}

impl Status {
    pub(super) fn at(&self) -> Option<Timestamp> {
        Timestamp::parse(&self.created_at).ok()
    }

    pub(super) fn receipt(self, now: Timestamp, proof: &str) -> Receipt {
        let at = self.at().unwrap_or(now);
        let audience = match self.visibility.as_str() {
            "private" => "followers",
            "direct" => "mentioned",
            _ => "public",
        };
        Receipt {
            remote_id: self.id,
            url: self.url.or(self.uri),
            at,
            audience: audience.to_owned(),
            proof: proof.to_owned(),
        }
    }
}

/// A field of a part, where it says something.
pub(super) fn field<'a>(fields: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    fields.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// `POST /api/v1/statuses` with its key: the one unsafe call.
pub(super) async fn commit(
    client: &Client,
    call: Call<'_>,
    part: &OutgoingPart,
    prepared: &Prepared,
    key: &str,
) -> Outcome {
    let work: Work = prepared.read();
    let uploads = part.media.iter().filter_map(|medium| work.get(medium, call.now));
    let media_ids: Vec<_> =
        uploads.filter(|uploaded| uploaded.ready).map(|uploaded| uploaded.id.as_str()).collect();
    if media_ids.len() != part.media.len() {
        return Outcome::NotSent(malformed("an upload is no longer there"));
    }
    let status = NewStatus {
        status: &part.text,
        media_ids,
        spoiler_text: field(&part.fields, "spoiler_text"),
        sensitive: field(&part.fields, "sensitive").map(|value| value == "true"),
        visibility: field(&part.fields, "visibility"),
        language: field(&part.fields, "language"),
        in_reply_to_id: part.reply.as_ref().map(|reply| reply.parent.as_str()),
    };
    let request = api::signed(&call, Method::Post, "/api/v1/statuses")
        .and_then(|request| request.json(&status).map_err(|_| malformed("the status").into()));
    let request = match request {
        Ok(request) => request.header("idempotency-key", key),
        Err(Failure::Expired) => return Outcome::Expired,
        Err(Failure::Refused(refusal)) => return Outcome::Rejected(refusal),
        Err(Failure::Later(trouble)) => return Outcome::NotSent(trouble),
    };
    match client.send(request).await {
        Err(error) => verdict::lost(error),
        Ok(answer) if answer.is_success() => match answer.json::<Status>() {
            Ok(status) => Outcome::Accepted(status.receipt(call.now, "answer")),
            Err(_) => Outcome::Unknown(malformed("the receipt")),
        },
        Ok(answer) => {
            api::judge(call.credentials, call.now).outcome(&answer, api::said(&answer, call.credentials))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_focal_point_is_told_in_mastodons_coordinates() {
        let text = |x, y| Focus::new(x, y).map(focus_text);
        assert_eq!(text(0.5, 0.5).as_deref(), Some("0.000,0.000"), "the middle");
        assert_eq!(text(0.0, 0.0).as_deref(), Some("-1.000,1.000"), "top left");
        assert_eq!(text(1.0, 1.0).as_deref(), Some("1.000,-1.000"), "bottom right");
    }
}
