//! The studio goes on behind its closed window, and there is one of it: another start shows the first.

use crate::journey::connect_bluesky;
use crate::screen::Group;
use crate::studio::Studio;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use upbeat_testkit::servers::bluesky::Bluesky;

const WORDS: &str = "Parti pendant que la fenêtre était fermée.";
/// How far ahead the post is planned: longer than a window takes to close on a busy machine.
const AHEAD_S: u32 = 30;
/// From closing the window to the post on the server.
const OUT_LONGEST: Duration = Duration::from_secs(120);
/// What another program's window is called.
const OTHER: &str = "upbeat drop target";

#[test]
fn what_is_planned_goes_out_behind_a_closed_window_and_a_second_start_shows_it() -> Result<()> {
    let Some(bluesky) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let alice = bluesky.people.first().context("an account")?;
    let studio = Studio::open()?;
    studio.press("Aller au studio")?;
    connect_bluesky(&studio, &bluesky)?;
    plan(&studio)?;
    studio.close_window()?;
    ensure!(bluesky.posts(&alice.did).is_empty(), "the window closes before the post's time");
    let closed = Instant::now();
    // Why not `until`: a page that nobody sees is not drawn, so that it gives no picture of what went wrong.
    while bluesky.posts(&alice.did).is_empty() {
        ensure!(closed.elapsed() < OUT_LONGEST, "the post never went out behind the closed window");
        std::thread::sleep(Duration::from_millis(250));
    }
    ensure!(studio.window_count() == 0, "no window comes up for it");
    ensure!(studio.start_again()?, "the second start ends well");
    studio.until("the window stays closed", || Ok((studio.window_count() == 1).then_some(())))?;
    studio.press("File d’attente")?;
    studio.find("section[aria-label='Publié'] li")?;
    studio.says("Parti pendant que la fenêtre était fermée")?;
    studio.says("Réponse du réseau")?;
    let posts = bluesky.posts(&alice.did);
    ensure!(posts.len() == 1 && posts[0]["value"]["text"] == json!(WORDS), "once, as written: {posts:#?}");
    Ok(())
}

#[test]
fn a_second_start_brings_the_first_window_forward_and_ends_itself() -> Result<()> {
    let studio = Studio::open()?;
    studio.find("h1")?;
    let _manager = studio.manager()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/drop_target.py");
    let mut line = studio.screen.command("/usr/bin/python3");
    let _other = Group::start(line.arg(script).arg(studio.home.path().join("dropped")))?;
    let in_front =
        |name: &str, why: &str| studio.until(why, || Ok((studio.in_front()? == name).then_some(())));
    studio.until("another program never comes in front", || {
        let _asked_again_where_it_does_not_show_yet = studio.bring_forward(OTHER);
        Ok((studio.in_front()? == OTHER).then_some(()))
    })?;
    ensure!(studio.start_again()?, "the second start ends well");
    in_front("Upbeat", "the window stays behind the other program's")?;
    ensure!(studio.window_count() == 2, "the studio opens no second window");
    studio.minimise()?;
    studio.until("the window is not put away", || Ok((studio.window_count() == 1).then_some(())))?;
    ensure!(studio.start_again()?, "the third start ends well");
    in_front("Upbeat", "the window stays put away")?;
    ensure!(studio.window_count() == 2, "the studio opens no second window");
    Ok(())
}

/// A post on the first account, in a short while.
fn plan(studio: &Studio) -> Result<()> {
    let account = studio.call("account_list", json!({}))?["accounts"][0]["id"].clone();
    let target = json!({ "network": "bluesky", "account": account, "format": null });
    let draft = json!({ "title": "", "state": "draft", "body": { "text": WORDS, "fields": {}, "media": [] },
                        "targets": [target], "variants": [], "wish": null });
    let post = studio.call("post_create", json!({ "draft": draft }))?["id"].clone();
    let at = json!({ "kind": "instant", "instant": soon(studio, AHEAD_S)? });
    let planned = studio.call("schedule", json!({ "post_id": post, "account_ids": [account], "at": at }))?;
    ensure!(planned["publications"].as_array().map(Vec::len) == Some(1), "{planned:#}");
    Ok(())
}

/// So many seconds from now by the studio's own clock, RFC 3339.
pub fn soon(studio: &Studio, seconds: u32) -> Result<String> {
    let list: Value = studio.call("publication_list", json!({ "limit": 1 }))?;
    let now = list["now"].as_str().context("now")?;
    let mut date = Command::new("date");
    date.args(["-u", "-d", &format!("{now} + {seconds} seconds"), "+%FT%TZ"]);
    Ok(String::from_utf8(date.output()?.stdout)?.trim().to_owned())
}
