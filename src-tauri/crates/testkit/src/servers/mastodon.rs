//! A stand-in for a Mastodon server, made by others: `tests/servers/mastodon.py`.

use std::process::Command;

use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::http;
use super::process::Process;
use crate::place;

#[derive(Deserialize)]
struct Ready {
    url: String,
    people: Vec<String>,
}

/// The running server, with its files in a folder that goes with it.
pub struct Mastodon {
    /// Its address on this computer.
    pub url: String,
    /// The user names of its people.
    pub people: Vec<String>,
    _process: Process,
    _folder: tempfile::TempDir,
}

impl Mastodon {
    /// Starts the server, or says that it isn't installed.
    ///
    /// # Panics
    /// Where it is installed and doesn't start.
    #[must_use]
    pub fn start() -> Option<Self> {
        let Some(python) = place::python("python").filter(|_| place::python("mastodon_mock").is_some())
        else {
            place::missing("the Mastodon stand-in (PyPI mastodon-mock)");
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder for the server");
        let mut command = Command::new(python);
        command.arg(place::root().join("tests/servers/mastodon.py")).arg(folder.path());
        let (process, line) = Process::start(command, folder.path());
        let ready: Ready = serde_json::from_str(&line).expect("the server says where it is");
        Some(Self { url: ready.url, people: ready.people, _process: process, _folder: folder })
    }

    /// What a person does in the browser: says yes as `user` on the page at `authorize`, and is sent
    /// back to the application.
    ///
    /// # Panics
    /// Where the page doesn't send her back.
    pub fn say_yes(&self, authorize: &str, user: &str) {
        let page = Url::parse(authorize).expect("an address");
        assert_eq!(http::get(authorize).status, 200, "the page is shown");
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("username", user).extend_pairs(page.query_pairs());
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let url = page.join("/oauth/authorize").expect("an address");
        let reply = http::request("POST", url.as_str(), &headers, form.finish().as_bytes());
        let back = reply.header("location").expect("the page sends her back");
        assert_eq!(http::get(back).status, 200, "the application welcomes her back");
    }

    /// A token of a person, without any browser.
    ///
    /// # Panics
    /// Where the server gives none.
    #[must_use]
    pub fn token(&self, user: &str) -> String {
        let url = format!("{}/api/v1/_mock/login", self.url);
        let reply = http::post_json(&url, None, &json!({ "username": user })).json();
        reply["access_token"].as_str().expect("a token").to_owned()
    }

    /// The posts of a person, newest first.
    ///
    /// # Panics
    /// Where the server doesn't answer.
    #[must_use]
    pub fn posts(&self, user: &str) -> Vec<Value> {
        let account = http::get(&format!("{}/api/v1/accounts/lookup?acct={user}", self.url)).json();
        let id = account["id"].as_str().expect("an account").to_owned();
        let posts = http::get(&format!("{}/api/v1/accounts/{id}/statuses?limit=40", self.url)).json();
        posts.as_array().cloned().unwrap_or_default()
    }

    /// Makes the next calls of a method and path fail: `effect` as the stand-in describes it
    /// (`{"type": "ratelimit", "headers": {"Retry-After": "7"}}`).
    ///
    /// # Panics
    /// Where the server doesn't take it.
    pub fn fail(&self, method: &str, path: &str, effect: &Value, count: u32) {
        let rule =
            json!({ "match": { "methods": [method], "path": path }, "effect": effect, "count": count });
        let reply = http::post_json(&format!("{}/api/v1/_mock/faults", self.url), None, &rule);
        assert!(reply.status < 300, "the fault is set: {}", reply.status);
    }
}
