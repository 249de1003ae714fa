//! Publishing a part: look up people, find what it answers, upload, then create one record.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::Receipt;
use upbeat_domain::time::Timestamp;
use upbeat_net::{Answer, Client, Method};

use super::record::{self, Blob, COLLECTION, PostRecord, ReplyRefs, StrongRef};
use super::xrpc;
use crate::call::Call;
use crate::outcome::{Failure, Outcome, Progress, ReadBack, RefusalKind};
use crate::part::{OutgoingMedium, OutgoingPart, Prepared, Sought, upload_lives};
use crate::server::{Server, malformed};
use crate::verdict;

/// The repeatable work of a part.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Work {
    /// Identities by handle; none for a handle that nobody has.
    people: BTreeMap<String, Option<String>>,
    reply: Option<ReplyRefs>,
    /// Uploaded files by content.
    blobs: BTreeMap<String, Uploaded>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Uploaded {
    blob: Blob,
    at: Timestamp,
}

impl Work {
    fn blob(&self, medium: &OutgoingMedium, now: Timestamp) -> Option<&Blob> {
        let uploaded = self.blobs.get(&medium.hash.to_string())?;
        upload_lives(NetworkId::Bluesky, uploaded.at, now).then_some(&uploaded.blob)
    }
}

/// Takes the next step: one person, one reference, or one upload.
pub(super) async fn prepare(
    client: &Client,
    call: Call<'_>,
    part: &OutgoingPart,
    prepared: Prepared,
) -> Result<Progress, Failure> {
    let mut work: Work = prepared.read();
    if let Some(handle) = record::mentioned(&part.text).into_iter().find(|h| !work.people.contains_key(h)) {
        let did = resolve(client, &call, &handle).await?;
        work.people.insert(handle, did);
    } else if let (Some(reply), None) = (&part.reply, &work.reply) {
        let parent = reference(client, &call, &reply.parent).await?;
        let root = if reply.root == reply.parent {
            parent.clone()
        } else {
            reference(client, &call, &reply.root).await?
        };
        work.reply = Some(ReplyRefs { root, parent });
    } else if let Some(medium) = part.media.iter().find(|medium| work.blob(medium, call.now).is_none()) {
        let blob = upload(client, &call, medium).await?;
        work.blobs.insert(medium.hash.to_string(), Uploaded { blob, at: call.now });
    } else {
        return Ok(Progress::Ready(Prepared::write(&work)));
    }
    Ok(Progress::Again { prepared: Prepared::write(&work), after: Duration::ZERO })
}

/// The identity behind a handle, or none where nobody has it: such a mention stays plain text.
async fn resolve(client: &Client, call: &Call<'_>, handle: &str) -> Result<Option<String>, Failure> {
    #[derive(Deserialize)]
    struct Resolved {
        did: String,
    }
    let request =
        xrpc::signed(call, Method::Get, "com.atproto.identity.resolveHandle")?.query("handle", handle);
    match xrpc::ask::<Resolved>(client, request, call.credentials, call.now).await {
        Ok(resolved) => Ok(Some(resolved.did)),
        Err(Failure::Refused(refusal)) if refusal.kind == RefusalKind::Edit => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The very version of an earlier post.
async fn reference(client: &Client, call: &Call<'_>, uri: &str) -> Result<StrongRef, Failure> {
    let (repo, rkey) = split_uri(uri).ok_or_else(|| malformed("the post that this one answers"))?;
    let request = get_record(&Server::of(call.account)?, repo, rkey);
    xrpc::ask(client, request, call.credentials, call.now).await
}

fn get_record(server: &Server, repo: &str, rkey: &str) -> upbeat_net::Request {
    xrpc::request(server, Method::Get, "com.atproto.repo.getRecord")
        .query("repo", repo)
        .query("collection", COLLECTION)
        .query("rkey", rkey)
}

/// Repository and key of `at://<did>/app.bsky.feed.post/<key>`.
fn split_uri(uri: &str) -> Option<(&str, &str)> {
    let (repo, rest) = uri.strip_prefix("at://")?.split_once('/')?;
    let (collection, rkey) = rest.split_once('/')?;
    (collection == COLLECTION).then_some((repo, rkey))
}

async fn upload(client: &Client, call: &Call<'_>, medium: &OutgoingMedium) -> Result<Blob, Failure> {
    #[derive(Deserialize)]
    struct UploadedBlob {
        blob: Blob,
    }
    let request = xrpc::signed(call, Method::Post, "com.atproto.repo.uploadBlob")?.file(
        &medium.mime,
        medium.path.clone(),
        medium.bytes,
    );
    let uploaded: UploadedBlob = xrpc::ask(client, request, call.credentials, call.now).await?;
    Ok(uploaded.blob)
}

#[derive(Serialize)]
struct CreateRecord<'a> {
    repo: &'a str,
    collection: &'static str,
    rkey: &'a str,
    record: PostRecord<'a>,
}

/// Creates the record under its key (`com.atproto.repo.createRecord`): the one unsafe call.
pub(super) async fn commit(
    client: &Client,
    call: Call<'_>,
    part: &OutgoingPart,
    prepared: &Prepared,
    key: &str,
) -> Outcome {
    let work: Work = prepared.read();
    let blobs: Vec<_> = part.media.iter().filter_map(|medium| work.blob(medium, call.now)).collect();
    if blobs.len() != part.media.len() || (part.reply.is_some() && work.reply.is_none()) {
        return Outcome::NotSent(malformed("an upload is no longer there"));
    }
    let body = CreateRecord {
        repo: &call.account.remote_id,
        collection: COLLECTION,
        rkey: key,
        record: record::record(part, &work.people, &blobs, work.reply.as_ref()),
    };
    let request = xrpc::signed(&call, Method::Post, "com.atproto.repo.createRecord")
        .and_then(|request| request.json(&body).map_err(|_| malformed("the record").into()));
    let request = match request {
        Ok(request) => request,
        Err(Failure::Expired) => return Outcome::Expired,
        Err(Failure::Refused(refusal)) => return Outcome::Rejected(refusal),
        Err(Failure::Later(trouble)) => return Outcome::NotSent(trouble),
    };
    match client.send(request).await {
        Err(error) => verdict::lost(error),
        Ok(answer) if answer.is_success() => accepted(&answer, &call),
        Ok(answer) => xrpc::outcome(&answer, &call),
    }
}

/// A success whose body was lost is no receipt: what was accepted has to be read back.
fn accepted(answer: &Answer, call: &Call<'_>) -> Outcome {
    match answer.json::<StrongRef>() {
        Ok(created) => Outcome::Accepted(receipt(call, created.uri, call.now, "answer")),
        Err(_) => Outcome::Unknown(malformed("the receipt")),
    }
}

#[derive(Deserialize)]
struct FoundRecord {
    uri: String,
    value: FoundPost,
}

#[derive(Deserialize)]
struct FoundPost {
    text: String,
}

/// Looks whether the record is there (`com.atproto.repo.getRecord`). The account's own server is
/// the authority, so "not there" is certain.
pub(super) async fn read_back(
    client: &Client,
    call: Call<'_>,
    part: &Sought,
    key: &str,
    since: Timestamp,
) -> ReadBack {
    let server = match Server::of(call.account) {
        Ok(server) => server,
        Err(failure) => return verdict::cannot_tell(failure),
    };
    let answer = match client.send(get_record(&server, &call.account.remote_id, key)).await {
        Ok(answer) => answer,
        Err(error) => return ReadBack::CannotTell(verdict::unreachable(error)),
    };
    if answer.is_success() {
        return match answer.json::<FoundRecord>() {
            Ok(found) if found.value.text == part.text => {
                ReadBack::Found(vec![receipt(&call, found.uri, since, "read_back")])
            }
            Ok(_) => ReadBack::CannotTell(malformed("another post has this key")),
            Err(_) => ReadBack::CannotTell(malformed("the record")),
        };
    }
    let said = xrpc::said(&answer, call.credentials);
    if answer.status == 400 && said.error.as_deref() == Some("RecordNotFound") {
        return ReadBack::NotFound;
    }
    verdict::cannot_tell(xrpc::judge(call.now).failure(&answer, said))
}

fn receipt(call: &Call<'_>, uri: String, at: Timestamp, proof: &str) -> Receipt {
    let url = split_uri(&uri).and_then(|(repo, rkey)| address(call, repo, rkey));
    Receipt { remote_id: uri, url, at, audience: "public".to_owned(), proof: proof.to_owned() }
}

/// Where the post can be seen. Bluesky's own page doesn't know a server on the person's own
/// network: there the record itself is the address.
fn address(call: &Call<'_>, repo: &str, rkey: &str) -> Option<String> {
    if !call.account.own_network {
        return Some(format!("https://bsky.app/profile/{repo}/post/{rkey}"));
    }
    let mut url = Server::of(call.account).ok()?.url("/xrpc/com.atproto.repo.getRecord");
    let pairs = [("repo", repo), ("collection", COLLECTION), ("rkey", rkey)];
    url.query_pairs_mut().extend_pairs(pairs);
    Some(url.into())
}
