//! `publish` on several accounts, repeated, and with a keychain that is locked.

mod common;

use anyhow::{Context, Result, ensure};
use common::{Desk, redacted, text};
use upbeat_testkit::servers::bluesky::{Bluesky, Person};
use upbeat_testkit::servers::session::{Keyring, inside, lock_keyring};

fn connect(desk: &Desk, server: &Bluesky, person: &Person) -> Result<()> {
    let args = ["account", "connect", "bluesky", "--server", &server.url, "--user", &person.handle];
    let done =
        desk.run_with(&[&args[..], &["--own-network"]].concat(), &format!("{}\n", person.app_password));
    ensure!(done.code == 0, "{}", done.err);
    Ok(())
}

fn draft(desk: &Desk) -> String {
    text(&desk.json(&["post", "new", "--text", "Bonjour à tous"]), "/post/id").to_owned()
}

#[test]
fn a_script_that_repeats_publish_posts_once_unless_it_says_again() -> Result<()> {
    if !inside("a_script_that_repeats_publish_posts_once_unless_it_says_again", Keyring::Unlocked) {
        return Ok(());
    }
    let Some(server) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let (desk, alice) = (Desk::new(), server.people.first().context("a person")?);
    connect(&desk, &server, alice)?;
    let post = draft(&desk);
    let first = desk.json(&["publish", &post, "--account", &alice.handle]);
    let moving = ["id", "post_id", "account_id", "instant", "local", "offset_minutes", "zone"];
    let moving = [&moving[..], &["at", "remote_id", "url"]].concat();
    insta::assert_json_snapshot!("publish", redacted(first.clone(), &moving));
    let second = desk.json(&["publish", &post, "--account", &alice.handle, "--account", "alice.test"]);
    let receipt = |answer: &serde_json::Value| answer["publications"][0]["receipt"].clone();
    ensure!(receipt(&first).is_object() && receipt(&first) == receipt(&second), "{second:#}");
    ensure!(second["publications"].as_array().map(Vec::len) == Some(1), "an account named twice is one");
    ensure!(server.posts(&alice.did).len() == 1, "a repeat posts nothing");
    let third = desk.json(&["publish", &post, "--account", &alice.handle, "--again"]);
    ensure!(receipt(&third).is_object() && receipt(&third) != receipt(&first), "{third:#}");
    ensure!(server.posts(&alice.did).len() == 2, "once more, because it was asked for");
    Ok(())
}

#[test]
fn an_error_on_one_account_keeps_the_receipt_of_the_other() -> Result<()> {
    if !inside("an_error_on_one_account_keeps_the_receipt_of_the_other", Keyring::Unlocked) {
        return Ok(());
    }
    let Some(server) = Bluesky::start(&["alice.test", "bob.test"]) else { return Ok(()) };
    let desk = Desk::new();
    for person in &server.people {
        connect(&desk, &server, person)?;
    }
    let post = draft(&desk);
    desk.json(&["publish", &post, "--account", "alice.test"]);
    desk.json(&["queue", "pause"]);
    for order in [["alice.test", "bob.test"], ["bob.test", "alice.test"]] {
        let args = ["--json", "publish", &post, "--account", order[0], "--account", order[1]];
        let both = desk.run(&args);
        ensure!(both.code == 1, "one failed, and is named: {}", both.out);
        let both = both.json();
        let of = |handle: &str| {
            let all = both["publications"].as_array().into_iter().flatten();
            all.clone().find(|one| one["handle"] == handle).cloned().unwrap_or_default()
        };
        ensure!(of("alice.test")["receipt"].is_object(), "{both:#}");
        ensure!(text(&of("bob.test"), "/trouble/code") == "publication.paused", "{both:#}");
    }
    desk.json(&["queue", "resume"]);
    let both = desk.json(&["publish", &post, "--account", "alice.test", "--account", "bob.test"]);
    ensure!(text(&both, "/message") == "2 publications are out", "{both:#}");
    for person in &server.people {
        ensure!(server.posts(&person.did).len() == 1, "once for {}", person.handle);
    }
    Ok(())
}

#[test]
fn a_locked_keychain_ends_publish_with_a_call_for_the_person_and_nothing_is_lost() -> Result<()> {
    const NAME: &str = "a_locked_keychain_ends_publish_with_a_call_for_the_person_and_nothing_is_lost";
    if !inside(NAME, Keyring::Unlocked) {
        return Ok(());
    }
    let Some(server) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let (desk, alice) = (Desk::new(), server.people.first().context("a person")?);
    connect(&desk, &server, alice)?;
    let post = draft(&desk);
    lock_keyring();
    let args = ["--json", "publish", &post, "--account", &alice.handle, "--wait", "1"];
    let locked = desk.run(&args);
    ensure!(locked.code == 4, "a person unlocks it: {}", locked.out);
    let publication = &locked.json()["publications"][0];
    ensure!(text(publication, "/trouble/code") == "vault.locked", "{publication:#}");
    ensure!(publication["state"] == "planned", "it goes out once the keychain is open: {publication:#}");
    ensure!(server.posts(&alice.did).is_empty(), "nothing was sent");
    Ok(())
}
