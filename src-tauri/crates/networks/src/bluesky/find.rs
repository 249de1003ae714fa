//! From a handle to the server that keeps its account.

use serde::Deserialize;
use upbeat_net::{Client, Reach, Request};
use url::Url;

use crate::server::Server;

/// Where accounts live that can't be found otherwise, and where e-mail addresses are known.
const ENTRYWAY: &str = "https://bsky.social";
/// The public directory of identities (<https://web.plc.directory>).
const DIRECTORY: &str = "https://plc.directory";
/// Bluesky's public view, which resolves handles (<https://docs.bsky.app>).
const VIEW: &str = "https://public.api.bsky.app";
const SMALL_ANSWER_BYTES_MAX: usize = 64 * 1024;

/// What a directory says of an identity (<https://atproto.com/specs/did>).
#[derive(Debug, Deserialize)]
pub(super) struct DidDocument {
    #[serde(default, rename = "alsoKnownAs")]
    also_known_as: Vec<String>,
    #[serde(default)]
    service: Vec<Service>,
}

#[derive(Debug, Deserialize)]
struct Service {
    id: String,
    #[serde(rename = "serviceEndpoint")]
    endpoint: String,
}

impl DidDocument {
    /// The server of the account, where the document names one on the public internet.
    pub(super) fn server(&self) -> Option<Server> {
        let service = self.service.iter().find(|service| service.id.ends_with("#atproto_pds"))?;
        Server::answered(&service.endpoint).ok()
    }

    fn is_known_as(&self, handle: &str) -> bool {
        self.also_known_as
            .iter()
            .any(|name| name.strip_prefix("at://").is_some_and(|h| h.eq_ignore_ascii_case(handle)))
    }
}

/// The server to sign in to. A name that leads nowhere is tried at Bluesky's own.
pub(super) async fn server(client: &Client, handle: &str) -> Server {
    let found = if handle.contains('@') { None } else { by_handle(client, handle).await };
    found.unwrap_or_else(entryway)
}

fn entryway() -> Server {
    Server::answered(ENTRYWAY).expect("a constant address, checked by a test")
}

async fn by_handle(client: &Client, handle: &str) -> Option<Server> {
    let did = match well_known(client, handle).await {
        Some(did) => did,
        None => resolved(client, handle).await?,
    };
    let document: DidDocument = read(client, document_url(&did)?).await?;
    // Why: a handle proves nothing by itself; the identity must claim it too.
    if document.is_known_as(handle) { document.server() } else { None }
}

/// The identity that the handle's own site names (<https://atproto.com/specs/handle>).
async fn well_known(client: &Client, handle: &str) -> Option<String> {
    let url = upbeat_net::parse(&format!("https://{handle}/.well-known/atproto-did"), Reach::Public).ok()?;
    let answer = client.fetch(url, Reach::Public, SMALL_ANSWER_BYTES_MAX).await.ok()?;
    let text = String::from_utf8(answer.body).ok()?;
    let did = text.trim();
    (answer.status == 200 && did.starts_with("did:") && did.len() < 256).then(|| did.to_owned())
}

async fn resolved(client: &Client, handle: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Resolved {
        did: String,
    }
    let mut url = Url::parse(VIEW).ok()?.join("/xrpc/com.atproto.identity.resolveHandle").ok()?;
    url.query_pairs_mut().append_pair("handle", handle);
    read::<Resolved>(client, url).await.map(|resolved| resolved.did)
}

fn document_url(did: &str) -> Option<Url> {
    let text = if let Some(host) = did.strip_prefix("did:web:") {
        format!("https://{host}/.well-known/did.json")
    } else {
        did.strip_prefix("did:plc:").filter(|id| id.chars().all(|c| c.is_ascii_alphanumeric()))?;
        format!("{DIRECTORY}/{did}")
    };
    upbeat_net::parse(&text, Reach::Public).ok()
}

async fn read<T: serde::de::DeserializeOwned>(client: &Client, url: Url) -> Option<T> {
    let request = Request::get(url, Reach::Public).answer_bytes_max(SMALL_ANSWER_BYTES_MAX);
    let answer = client.send(request).await.ok()?;
    if answer.is_success() { answer.json().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_can_only_name_a_public_server() {
        let document = |endpoint: &str| -> DidDocument {
            let text = format!(
                r##"{{"alsoKnownAs":["at://marie.example"],"service":[{{"id":"#other","serviceEndpoint":"https://x.example"}},
                {{"id":"#atproto_pds","type":"AtprotoPersonalDataServer","serviceEndpoint":"{endpoint}"}}]}}"##
            );
            serde_json::from_str(&text).expect("a document")
        };
        let server = document("https://pds.example/").server().map(|server| server.address());
        assert_eq!(server.as_deref(), Some("https://pds.example"));
        for endpoint in ["http://pds.example", "https://127.0.0.1", "https://169.254.169.254", "nonsense"] {
            assert!(document(endpoint).server().is_none(), "{endpoint}");
        }
        assert!(document("https://pds.example").is_known_as("Marie.Example"));
        assert!(!document("https://pds.example").is_known_as("other.example"), "not its own handle");
    }

    #[test]
    fn only_identities_of_known_kinds_are_looked_up() {
        let url = |did: &str| document_url(did).map(|url| url.to_string());
        assert_eq!(url("did:plc:abc").as_deref(), Some("https://plc.directory/did:plc:abc"));
        assert_eq!(url("did:web:a.example").as_deref(), Some("https://a.example/.well-known/did.json"));
        for did in
            ["did:web:localhost", "did:web:10.0.0.1", "did:plc:../x", "did:key:z", "did:web:a@127.0.0.1"]
        {
            assert_eq!(url(did), None, "{did}");
        }
        assert_eq!(entryway().address(), ENTRYWAY);
    }
}
