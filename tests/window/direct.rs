//! Accounts that Upbeat publishes to by itself, and what became of their posts: one is out, one was missed, one can't get
//! through to its server.

use crate::studio::Studio;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::time::Duration;
use upbeat_testkit::servers::bluesky::Bluesky;

const OUT: &str = "Les tulipes sont en terre";
const MISSED: &str = "La brume de sept heures";
const STUCK: &str = "Le compost, un an après";
/// Titles of these posts.
pub const TITLES: [&str; 3] = [OUT, MISSED, STUCK];

const REACHED: &str = "alice.test";
const UNREACHED: &str = "bob.test";
/// From the hour of a post until it counts as missed where no delay is allowed.
const PASSED: Duration = Duration::from_secs(3);

/// The server that can be reached.
pub struct Direct(Bluesky);

impl Direct {
    /// Starts it, where it is installed.
    pub fn start() -> Option<Self> {
        Bluesky::start(&[REACHED]).map(Self)
    }

    /// Lays what is missing.
    pub fn lay(&self, studio: &Studio) -> Result<()> {
        let reached = match account(studio, REACHED)? {
            Some(there) => there,
            None => connect(studio, &self.0)?,
        };
        let unreached = match account(studio, UNREACHED)? {
            Some(there) => there,
            // Its server ends with the value: from then on nobody answers there.
            None => connect(studio, &Bluesky::start(&[UNREACHED]).context("a second server")?)?,
        };
        // Why one after the other: what makes a post miss its hour would make others miss theirs.
        if !is_there(studio, OUT, is_out)? {
            publish_now(studio, OUT, &reached)?;
            comes(studio, OUT, is_out)?;
        }
        if !is_there(studio, MISSED, is_missed)? {
            miss(studio, &reached)?;
        }
        if !is_there(studio, STUCK, is_stuck)? {
            publish_now(studio, STUCK, &unreached)?;
            comes(studio, STUCK, is_stuck)?;
        }
        Ok(())
    }
}

fn is_out(publication: &Value) -> bool {
    publication["state"] == "published"
}

fn is_missed(publication: &Value) -> bool {
    publication["state"] == "missed"
}

fn is_stuck(publication: &Value) -> bool {
    publication["trouble"] != Value::Null
}

fn account(studio: &Studio, handle: &str) -> Result<Option<Value>> {
    let all = studio.call("account_list", json!({}))?;
    let all = all["accounts"].as_array().context("accounts")?;
    let Some(there) = all.iter().find(|account| account["handle"] == handle) else { return Ok(None) };
    if there["state"] == "paused" {
        studio.call("account_pause", json!({ "id": there["id"], "paused": false }))?;
    }
    Ok(Some(there["id"].clone()))
}

fn connect(studio: &Studio, server: &Bluesky) -> Result<Value> {
    let person = server.people.first().context("a person")?;
    let form = json!({ "server": server.url, "handle": person.handle, "password": person.app_password,
                       "own_network": true });
    Ok(studio.call("account_connect_bluesky", form)?["id"].clone())
}

fn post(studio: &Studio, title: &str, account: &Value) -> Result<Value> {
    let target = json!({ "network": "bluesky", "account": account, "format": null });
    let body = json!({ "text": format!("{title}. #jardin"), "fields": {}, "media": [] });
    let draft = json!({ "title": title, "state": "draft", "body": body, "targets": [target], "variants": [],
                        "wish": null });
    Ok(studio.call("post_create", json!({ "draft": draft }))?["id"].clone())
}

fn publish_now(studio: &Studio, title: &str, account: &Value) -> Result<()> {
    let post = post(studio, title, account)?;
    studio.call("publish_now", json!({ "post_id": post, "account_ids": [account] })).map(|_| ())
}

/// Its hour passes while the queue stands, and no delay is allowed.
fn miss(studio: &Studio, account: &Value) -> Result<()> {
    studio.call("settings_set", json!({ "grace_minutes": 0 }))?;
    studio.call("queue_pause", json!({ "paused": true }))?;
    let post = post(studio, MISSED, account)?;
    let at = json!({ "kind": "instant", "instant": crate::background::soon(studio, 1)? });
    studio.call("schedule", json!({ "post_id": post, "account_ids": [account], "at": at }))?;
    std::thread::sleep(PASSED);
    studio.call("queue_pause", json!({ "paused": false }))?;
    comes(studio, MISSED, is_missed)?;
    studio.call("settings_set", json!({ "grace_minutes": 30 })).map(|_| ())
}

fn is_there(studio: &Studio, title: &str, is_so: fn(&Value) -> bool) -> Result<bool> {
    let all = studio.call("publication_list", json!({ "limit": 50 }))?;
    let all = all["publications"].as_array().context("publications")?;
    Ok(all.iter().any(|one| one["title"] == title && is_so(one)))
}

fn comes(studio: &Studio, title: &str, is_so: fn(&Value) -> bool) -> Result<()> {
    studio.until(&format!("“{title}” does not come to where it shall"), || {
        Ok(is_there(studio, title, is_so)?.then_some(()))
    })
}
