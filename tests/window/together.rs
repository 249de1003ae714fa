//! Window and command line on one workspace at once.

mod gate;

use crate::journey::connect_bluesky_at;
use crate::studio::Studio;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use upbeat_testkit::servers::bluesky::Bluesky;

/// The one call that makes a post.
const CREATE: &str = "POST /xrpc/com.atproto.repo.createRecord";
/// How long the other one is given to make the post a second time, if it would.
const TEMPTED: Duration = Duration::from_secs(4);
const WORDS: &str = "Une seule fois, qui que ce soit qui publie.";

#[test]
fn window_and_command_line_that_publish_at_once_publish_once() -> Result<()> {
    let Some(bluesky) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let alice = bluesky.people.first().context("an account")?;
    let gate = gate::Gate::start(&bluesky.url, CREATE)?;
    let studio = Studio::open()?;
    studio.press("Aller au studio")?;
    connect_bluesky_at(&studio, &bluesky, &gate.url)?;
    let account = studio.call("account_list", json!({}))?["accounts"][0]["id"].clone();
    let target = json!({ "network": "bluesky", "account": account, "format": null });
    let draft = json!({ "title": "", "state": "draft", "body": { "text": WORDS, "fields": {}, "media": [] },
                        "targets": [target], "variants": [], "wish": null });
    let post = studio.call("post_create", json!({ "draft": draft }))?["id"].clone();
    let id = post.as_str().context("a post")?;
    let account_id = account.as_str().context("an account")?;

    let other = upbeat(&studio, &["--json", "publish", id, "--account", account_id])?;
    studio.until("nobody publishes", || Ok((gate.came() > 0).then_some(())))?;
    // One of them is in the midst of it now: the window is asked for the same.
    studio.call("publish_now", json!({ "post_id": post, "account_ids": [account] }))?;
    std::thread::sleep(TEMPTED);
    ensure!(gate.came() == 1, "the post was sent {} times", gate.came());
    gate.open();
    let said = other.wait_with_output()?;
    let said: Value = serde_json::from_slice(&said.stdout).context("the command line answers in JSON")?;
    ensure!(
        said["publications"][0]["state"] == "published",
        "the command line waits for the outcome: {said:#}"
    );

    let all = studio.until("the window does not hear of the receipt", || {
        let list = studio.call("publication_list", json!({ "limit": 10 }))?;
        let all = list["publications"].as_array().cloned().unwrap_or_default();
        Ok(all.iter().all(|one| one["state"] == "published").then_some(all))
    })?;
    ensure!(gate.came() == 1, "the post was sent {} times", gate.came());
    let posts = bluesky.posts(&alice.did);
    ensure!(posts.len() == 1, "{} posts on the server, {} publications", posts.len(), all.len());
    ensure!(all[0]["receipt"]["remote_id"] == posts[0]["uri"], "{all:#?}");
    Ok(())
}

/// Starts the command line on the window's data, in the window's session.
fn upbeat(studio: &Studio, words: &[&str]) -> Result<Child> {
    let program = Path::new(env!("CARGO_BIN_EXE_upbeat-desktop")).with_file_name("upbeat");
    if !program.is_file() {
        bail!("{} is not built: cargo build --bin upbeat", program.display());
    }
    let home = studio.home.path();
    let mut line = Command::new(program);
    line.args(words).env("UPBEAT_DATA", home.join("studio"));
    line.env("DBUS_SESSION_BUS_ADDRESS", std::fs::read_to_string(home.join("bus"))?);
    Ok(line.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?)
}
