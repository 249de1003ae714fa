//! A world that doesn't play along: no network, wrong passwords, keychains, tokens that ended, lines that
//! break, a clock that was set. Each ends in a code, a message, a subject and a way out in both languages;
//! nothing is lost, and nothing is published twice.

mod common;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use common::{Desk, SERVICE, answer, error_in_both, error_typing, in_both, text};
use serde_json::{Value, json};
use upbeat_testkit::servers::bluesky::{Bluesky, Person};
use upbeat_testkit::servers::cut::{Cut, CutProxy};
use upbeat_testkit::servers::mastodon::Mastodon;
use upbeat_testkit::servers::session::{Keyring, inside};
use upbeat_testkit::skip::skipped;

/// An address on this computer at which nobody listens.
fn nobody() -> Result<String> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    Ok(format!("http://127.0.0.1:{port}"))
}

fn sign_in<'a>(server: &'a str, handle: &'a str) -> Vec<&'a str> {
    vec!["account", "connect", "bluesky", "--server", server, "--user", handle, "--own-network"]
}

fn connect(desk: &Desk, server: &str, person: &Person) -> Result<()> {
    let done = desk.run_with(&sign_in(server, &person.handle), &format!("{}\n", person.app_password));
    ensure!(done.code == 0, "{}", done.err);
    Ok(())
}

fn connect_mastodon(desk: &Desk, server: &str, stand_in: &Mastodon) -> Result<String> {
    let args = ["--json", "account", "connect", "mastodon", "--server", server, "--own-network"];
    let mut connecting = desk.command(&args).stderr(Stdio::piped()).spawn()?;
    let mut page = String::new();
    BufReader::new(connecting.stderr.take().context("piped")?).read_line(&mut page)?;
    stand_in.say_yes(page.trim(), stand_in.people.first().context("a person")?);
    let connected = answer(connecting.wait_with_output()?);
    ensure!(connected.code == 0, "{}", connected.out);
    Ok(text(&connected.json(), "/id").to_owned())
}

fn draft(desk: &Desk, words: &str) -> String {
    text(&desk.json(&["post", "new", "--text", words]), "/post/id").to_owned()
}

/// What `publish` says of the only account, in French and in English; both runs are one publication.
fn trouble(desk: &Desk, post: &str, account: &str, code: i32) -> Result<Value> {
    let args = ["publish", post, "--account", account, "--wait", "1"];
    error_in_both(desk, &args, code, "/publications/0/trouble")
}

fn only(desk: &Desk) -> Result<Value> {
    let list = desk.json(&["queue", "list"]);
    let all = list["publications"].as_array().context("a list")?;
    ensure!(all.len() == 1, "one publication, however often it was asked for: {list:#}");
    Ok(all[0].clone())
}

#[test]
fn a_server_that_can_not_be_reached_is_named_and_the_post_waits_for_it() -> Result<()> {
    if !inside("a_server_that_can_not_be_reached_is_named_and_the_post_waits_for_it", Keyring::Unlocked) {
        return Ok(());
    }
    let desk = Desk::new();
    let nobody = nobody()?;
    let error = error_typing(&desk, &sign_in(&nobody, "alice.test"), "secret\n", 1, "/error")?;
    ensure!(
        text(&error, "/code") == "network.unreachable" && text(&error, "/subject") == nobody,
        "{error:#}"
    );
    let mastodon = ["account", "connect", "mastodon", "--server", &nobody, "--own-network"];
    let error = error_in_both(&desk, &mastodon, 1, "/error")?;
    ensure!(text(&error, "/code") == "network.unreachable", "{error:#}");
    ensure!(desk.json(&["account", "list"])["accounts"] == json!([]), "nothing is half connected");

    let Some(server) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    connect(&desk, &server.url, server.people.first().context("a person")?)?;
    drop(server);
    let post = draft(&desk, "Bonjour");
    let error = trouble(&desk, &post, "alice.test", 1)?;
    ensure!(text(&error, "/code") == "network.unreachable", "{error:#}");
    let waits = only(&desk)?;
    ensure!(waits["state"] == "planned" && waits["retry_at"].is_string(), "it is tried again: {waits:#}");
    Ok(())
}

#[test]
fn a_wrong_password_is_told_and_nothing_is_connected() -> Result<()> {
    if !inside("a_wrong_password_is_told_and_nothing_is_connected", Keyring::Unlocked) {
        return Ok(());
    }
    let Some(server) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let desk = Desk::new();
    let error = error_typing(&desk, &sign_in(&server.url, "alice.test"), "wrong\n", 1, "/error")?;
    ensure!(text(&error, "/code") == "network.sign_in", "{error:#}");
    let error = error_typing(&desk, &sign_in(&server.url, "alice.test"), "\n", 1, "/error")?;
    ensure!(text(&error, "/code") == "field.missing", "no password at all: {error:#}");
    ensure!(desk.json(&["account", "list"])["accounts"] == json!([]), "nothing is half connected");
    Ok(())
}

/// Connecting needs the keychain; everything else goes on without it, and no file takes its place.
fn without_keychain(code: &str, exit: i32) -> Result<()> {
    let Some(server) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let (desk, alice) = (Desk::new(), server.people.first().context("a person")?);
    let password = format!("{}\n", alice.app_password);
    let error = error_typing(&desk, &sign_in(&server.url, &alice.handle), &password, exit, "/error")?;
    ensure!(text(&error, "/code") == code, "{error:#}");
    let mastodon = ["account", "connect", "mastodon", "--server", &nobody()?, "--own-network"];
    let error = error_in_both(&desk, &mastodon, exit, "/error")?;
    ensure!(text(&error, "/code") == code, "asked before any browser is opened: {error:#}");
    ensure!(desk.json(&["account", "list"])["accounts"] == json!([]), "nothing is half connected");
    for file in common::files(desk.home()) {
        let bytes = std::fs::read(&file)?;
        let secret = alice.app_password.as_bytes();
        ensure!(!bytes.windows(secret.len()).any(|part| part == secret), "a secret in {}", file.display());
    }
    let post = draft(&desk, "Bonjour");
    desk.json(&["account", "connect", "linkedin", "--user", "brume"]);
    ensure!(desk.run(&["--json", "publish", &post, "--account", "brume"]).code == 4, "by hand, as ever");
    Ok(())
}

#[test]
fn an_absent_keychain_is_told_and_everything_else_goes_on() -> Result<()> {
    if !inside("an_absent_keychain_is_told_and_everything_else_goes_on", Keyring::Absent) {
        return Ok(());
    }
    without_keychain("vault.absent", 1)
}

#[test]
fn a_locked_keychain_is_told_and_everything_else_goes_on() -> Result<()> {
    if !inside("a_locked_keychain_is_told_and_everything_else_goes_on", Keyring::Locked) {
        return Ok(());
    }
    without_keychain("vault.locked", 4)
}

/// The keychain's entry of this value gets another one.
fn replace_secret(old: impl Fn(&str) -> bool, new: &str) -> Result<()> {
    let found =
        Command::new("secret-tool").args(["search", "--all", "--unlock", "service", SERVICE]).output()?;
    // Why both: secrets are printed to standard output, attributes to standard error.
    let (secrets, names) = (String::from_utf8(found.stdout)?, String::from_utf8(found.stderr)?);
    let secrets = secrets.lines().filter_map(|line| line.strip_prefix("secret = "));
    let names: Vec<&str> =
        names.lines().filter_map(|line| line.strip_prefix("attribute.username = ")).collect();
    let place = secrets.clone().position(old).context("such a secret")?;
    ensure!(names.len() == secrets.count(), "{names:?}");
    let mut store = Command::new("secret-tool");
    store.args(["store", "--label", "upbeat-tests", "service", SERVICE, "username", names[place]]);
    let mut store = store.stdin(Stdio::piped()).spawn()?;
    std::io::Write::write_all(&mut store.stdin.take().context("piped")?, new.as_bytes())?;
    ensure!(store.wait()?.success(), "it is stored");
    Ok(())
}

/// What the payload of a token says of its use.
fn is_token(secret: &str, kind: &str) -> bool {
    // Why a prefix: the first part of a token is its type, in base64.
    let access = secret.starts_with("eyJ0eXAiOiJhdCtqd3Qi");
    let refresh = secret.starts_with("eyJ0eXAiOiJyZWZyZXNoK2p3dCI");
    (kind == "access" && access) || (kind == "refresh" && refresh)
}

#[test]
fn an_expired_token_is_renewed_unasked_or_asks_the_person_to_connect_again() -> Result<()> {
    const NAME: &str = "an_expired_token_is_renewed_unasked_or_asks_the_person_to_connect_again";
    if !inside(NAME, Keyring::Unlocked) {
        return Ok(());
    }
    let Some(server) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let (desk, alice) = (Desk::new(), server.people.first().context("a person")?);
    connect(&desk, &server.url, alice)?;
    replace_secret(|secret| is_token(secret, "access"), &alice.expired_token)?;
    let first = desk.json(&["publish", &draft(&desk, "Un"), "--account", "alice.test"]);
    ensure!(first["publications"][0]["state"] == "published", "renewed, and nobody noticed: {first:#}");

    replace_secret(|secret| is_token(secret, "access"), &alice.expired_token)?;
    replace_secret(|secret| is_token(secret, "refresh"), &alice.expired_token)?;
    let post = draft(&desk, "Deux");
    let args = ["publish", &post, "--account", "alice.test", "--wait", "20"];
    let ask = |lang: &str| desk.run(&[&["--json", "--lang", lang], &args[..]].concat());
    let (english, french) = (ask("en"), ask("fr"));
    ensure!((english.code, french.code) == (4, 4), "a person connects again: {}{}", english.out, french.out);
    ensure!(text(&english.json(), "/publications/0/trouble/code") == "network.reconnect", "{}", english.out);
    ensure!(text(&french.json(), "/refused/0/error/code") == "network.reconnect", "{}", french.out);
    let refused = desk.run(&[&["--json", "--lang", "en"], &args[..]].concat()).json();
    in_both(&french.json()["refused"][0]["error"], &refused["refused"][0]["error"])?;
    ensure!(server.posts(&alice.did).len() == 1, "nothing more went out");

    connect(&desk, &server.url, alice)?;
    let again = desk.json(&["publish", &post, "--account", "alice.test"]);
    ensure!(again["publications"][0]["state"] == "published", "nothing was lost: {again:#}");
    ensure!(server.posts(&alice.did).len() == 2, "once");
    Ok(())
}

#[test]
fn a_mastodon_server_that_accepts_and_drops_the_line_holds_the_post_once() -> Result<()> {
    const NAME: &str = "a_mastodon_server_that_accepts_and_drops_the_line_holds_the_post_once";
    if !inside(NAME, Keyring::Unlocked) {
        return Ok(());
    }
    let Some(server) = Mastodon::start() else { return Ok(()) };
    let runtime = tokio::runtime::Runtime::new()?;
    let proxy = runtime.block_on(CutProxy::start(&server.url));
    let desk = Desk::new();
    let account = connect_mastodon(&desk, &proxy.url, &server)?;
    let post = draft(&desk, "Accepté, puis plus rien");
    proxy.cut_next("POST /api/v1/statuses", Cut::Response(0));
    let done = desk.json(&["publish", &post, "--account", &account]);
    ensure!(proxy.to_come() == 0, "the line was cut");
    ensure!(done["publications"][0]["state"] == "published", "{done:#}");
    let posts = server.posts(server.people.first().context("a person")?);
    let ours = posts.iter().filter(|post| post["content"].to_string().contains("plus rien")).count();
    ensure!(ours == 1, "once, whatever the line did: {posts:#?}");
    Ok(())
}

#[test]
fn a_mastodon_token_that_the_server_ended_asks_the_person_to_connect_again() -> Result<()> {
    const NAME: &str = "a_mastodon_token_that_the_server_ended_asks_the_person_to_connect_again";
    if !inside(NAME, Keyring::Unlocked) {
        return Ok(());
    }
    let Some(server) = Mastodon::start() else { return Ok(()) };
    let desk = Desk::new();
    let account = connect_mastodon(&desk, &server.url, &server)?;
    let ended =
        json!({ "type": "status", "status": 401, "body": { "error": "The access token was revoked" } });
    server.fail("POST", "/api/v1/statuses", &ended, 1);
    let post = draft(&desk, "Bonjour");
    let refused = desk.run(&["--json", "publish", &post, "--account", &account]);
    ensure!(refused.code == 4, "{}", refused.out);
    ensure!(text(&refused.json(), "/publications/0/trouble/code") == "network.reconnect", "{}", refused.out);
    let listed = desk.json(&["account", "list"]);
    ensure!(listed["accounts"][0]["state"] == "reconnect", "{listed:#}");
    Ok(())
}

#[test]
fn a_clock_that_was_set_back_holds_the_post_and_says_so() -> Result<()> {
    if !inside("a_clock_that_was_set_back_holds_the_post_and_says_so", Keyring::Unlocked) {
        return Ok(());
    }
    let Some(server) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let (mut desk, alice) = (Desk::new(), server.people.first().context("a person")?);
    connect(&desk, &server.url, alice)?;
    desk.json(&["publish", &draft(&desk, "À l’heure"), "--account", "alice.test"]);
    let post = draft(&desk, "Bonjour");
    if !desk.set_clock(-7_200) {
        skipped("no C compiler makes a clock of its own for one process");
        return Ok(());
    }
    let error = trouble(&desk, &post, "alice.test", 4)?;
    ensure!(text(&error, "/code") == "clock.wrong", "{error:#}");
    let list = desk.json(&["queue", "list"]);
    ensure!(list["hold"]["by_s"].as_i64().is_some_and(|by_s| (-7_260..-7_000).contains(&by_s)), "{list:#}");
    ensure!(server.posts(&alice.did).len() == 1, "nothing went out meanwhile");
    desk.json(&["queue", "resume"]);
    let done = desk.json(&["publish", &post, "--account", "alice.test"]);
    ensure!(done["publications"][0]["state"] == "published", "the person said that it is right: {done:#}");
    ensure!(server.posts(&alice.did).len() == 2, "once");
    Ok(())
}
