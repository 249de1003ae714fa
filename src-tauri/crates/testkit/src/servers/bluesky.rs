//! A real Bluesky server: `tests/servers/bluesky.mjs`.

use std::process::Command;

use serde::Deserialize;

use super::http::{self, Reply};
use super::process::Process;
use crate::place;

/// An account on the server.
#[derive(Clone, Debug, Deserialize)]
pub struct Person {
    /// `alice.test`.
    pub handle: String,
    /// Her identity.
    pub did: String,
    /// Her own password.
    pub password: String,
    /// A password for applications.
    pub app_password: String,
    /// An access token that ended a minute before.
    pub expired_token: String,
}

#[derive(Deserialize)]
struct Ready {
    url: String,
    accounts: Vec<Person>,
}

/// The running server, with its data in a folder that goes with it.
pub struct Bluesky {
    /// Its address on this computer.
    pub url: String,
    /// Its accounts, in the order asked for.
    pub people: Vec<Person>,
    _process: Process,
    _folder: tempfile::TempDir,
}

impl Bluesky {
    /// Starts a server with accounts of these names (`alice.test`), or says that it isn't installed.
    ///
    /// # Panics
    /// Where it is installed and doesn't start.
    #[must_use]
    pub fn start(handles: &[&str]) -> Option<Self> {
        let Some(node) = place::node() else {
            place::missing("the Bluesky server (tests/servers)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder for the server");
        let mut command = Command::new(node);
        command
            .current_dir(place::root().join("tests/servers"))
            .arg("bluesky.mjs")
            .arg(folder.path())
            .args(handles);
        let (process, line) = Process::start(command, folder.path());
        let ready: Ready = serde_json::from_str(&line).expect("the server says where it is");
        Some(Self { url: ready.url, people: ready.accounts, _process: process, _folder: folder })
    }

    /// Reads a public method with these query parameters.
    ///
    /// # Panics
    /// Where the server doesn't answer.
    #[must_use]
    pub fn query(&self, method: &str, parameters: &[(&str, &str)]) -> Reply {
        let mut url = url::Url::parse(&format!("{}/xrpc/{method}", self.url)).expect("an address");
        url.query_pairs_mut().extend_pairs(parameters);
        http::get(url.as_str())
    }

    /// The posts of a person, newest first, as records with `uri`, `cid`, `value`.
    ///
    /// # Panics
    /// Where the server doesn't answer.
    #[must_use]
    pub fn posts(&self, did: &str) -> Vec<serde_json::Value> {
        let parameters = [("repo", did), ("collection", "app.bsky.feed.post"), ("limit", "100")];
        let reply = self.query("com.atproto.repo.listRecords", &parameters);
        reply.json()["records"].as_array().cloned().unwrap_or_default()
    }

    /// The bytes of an uploaded file.
    ///
    /// # Panics
    /// Where it isn't there.
    #[must_use]
    pub fn blob(&self, did: &str, cid: &str) -> Vec<u8> {
        let reply = self.query("com.atproto.sync.getBlob", &[("did", did), ("cid", cid)]);
        assert_eq!(reply.status, 200, "the file is there");
        reply.body
    }
}
