//! The main job on real servers, with a real keychain: connect, publish, read back, receipt.

mod common;

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use common::{Desk, answer, text};
use upbeat_testkit::material;
use upbeat_testkit::servers::bluesky::Bluesky;
use upbeat_testkit::servers::cut::{Cut, CutProxy};
use upbeat_testkit::servers::http;
use upbeat_testkit::servers::mastodon::Mastodon;
use upbeat_testkit::servers::session::{Keyring, inside};

const WORDS: &str = "Été à la mer #vacances https://example.com/été";

/// A draft with a phone's photograph.
fn draft(desk: &Desk) -> anyhow::Result<String> {
    material::photo(&desk.work(), "photo.jpg")?;
    let made = desk.json(&["post", "new", "--text", WORDS, "--media", "photo.jpg", "--alt", "Un éléphant"]);
    Ok(text(&made, "/post/id").to_owned())
}

fn connect_bluesky(desk: &Desk, server: &str, handle: &str, password: &str) {
    let args =
        ["--json", "account", "connect", "bluesky", "--server", server, "--user", handle, "--own-network"];
    let connected = desk.run_with(&args, &format!("{password}\n"));
    assert_eq!(connected.code, 0, "{}{}", connected.out, connected.err);
    assert!(!connected.out.contains(password) && !connected.err.contains(password), "no secret is printed");
}

#[test]
fn an_accepted_post_whose_answer_was_lost_is_there_once() -> anyhow::Result<()> {
    if !inside("an_accepted_post_whose_answer_was_lost_is_there_once", Keyring::Unlocked)
        || !material::is_here()
    {
        return Ok(());
    }
    let Some(server) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let runtime = tokio::runtime::Runtime::new()?;
    let proxy = runtime.block_on(CutProxy::start(&server.url));
    let (desk, alice) = (Desk::new(), &server.people[0]);
    let post = draft(&desk)?;
    connect_bluesky(&desk, &proxy.url, &alice.handle, &alice.app_password);
    proxy.cut_next("POST /xrpc/com.atproto.repo.createRecord", Cut::Response(0));
    let done = desk.json(&["publish", &post, "--account", &alice.handle]);
    assert_eq!(proxy.to_come(), 0, "the line was cut");
    assert_eq!(done["publications"][0]["state"], "published", "{done:#}");
    assert_eq!(text(&done, "/publications/0/receipt/proof"), "read_back");
    assert_eq!(server.posts(&alice.did).len(), 1, "once, whatever the line did");
    Ok(())
}

#[test]
fn a_post_goes_out_on_mastodon_after_a_yes_in_the_browser() -> anyhow::Result<()> {
    if !inside("a_post_goes_out_on_mastodon_after_a_yes_in_the_browser", Keyring::Unlocked)
        || !material::is_here()
    {
        return Ok(());
    }
    let Some(server) = Mastodon::start() else { return Ok(()) };
    let (desk, person) = (Desk::new(), server.people[0].clone());
    let post = draft(&desk)?;
    let mut connecting = desk
        .command(&["--json", "account", "connect", "mastodon", "--server", &server.url, "--own-network"])
        .stderr(Stdio::piped())
        .spawn()?;
    let mut page = String::new();
    BufReader::new(connecting.stderr.take().expect("piped")).read_line(&mut page)?;
    server.say_yes(page.trim(), &person);
    let connected = answer(connecting.wait_with_output()?);
    assert_eq!(connected.code, 0, "{}", connected.out);
    let account = text(&connected.json(), "/id").to_owned();

    let done = desk.json(&["publish", &post, "--account", &account]);
    assert_eq!(done["publications"][0]["state"], "published", "{done:#}");
    let posts = server.posts(&person);
    let ours: Vec<_> = posts.iter().filter(|post| post["content"].to_string().contains("Été")).collect();
    assert_eq!(ours.len(), 1, "once: {posts:#?}");
    assert_eq!(text(ours[0], "/media_attachments/0/description"), "Un éléphant");
    probing_tells_what_the_server_takes(&desk, &server, &account);
    desk.json(&["account", "remove", &account]);
    assert_eq!(desk.json(&["account", "list"])["accounts"], serde_json::json!([]));
    Ok(())
}

#[test]
fn two_processes_that_work_one_queue_publish_once() -> anyhow::Result<()> {
    if !inside("two_processes_that_work_one_queue_publish_once", Keyring::Unlocked) || !material::is_here() {
        return Ok(());
    }
    let Some(server) = Bluesky::start(&["alice.test"]) else { return Ok(()) };
    let (desk, alice) = (Desk::new(), &server.people[0]);
    let post = draft(&desk)?;
    connect_bluesky(&desk, &server.url, &alice.handle, &alice.app_password);
    // Planned within the two minutes that still count as now, so that it is due at once.
    let at = desk.json(&["queue", "list"])["now"].as_str().expect("an instant").to_owned();
    desk.json(&["schedule", &post, "--account", &alice.handle, "--at", &at]);
    let working: Vec<_> = (0..2).map(|_| desk.start(&["--json", "queue", "run", "--until-idle"])).collect();
    for one in working {
        let done = answer(one.wait_with_output()?);
        assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    }
    let queue = desk.json(&["queue", "list"]);
    assert_eq!(queue["publications"][0]["state"], "published", "{queue:#}");
    assert_eq!(server.posts(&alice.did).len(), 1, "once, whoever published");
    Ok(())
}

/// The report that a person may pass on: what the server answered, what it takes, and no secret.
fn probing_tells_what_the_server_takes(desk: &Desk, server: &Mastodon, account: &str) {
    let probe = desk.json(&["account", "probe", account]);
    let asked = probe["asked"].as_array().expect("a list");
    let answers: Vec<_> = asked.iter().map(|one| (text(one, "/question"), one["ok"] == true)).collect();
    assert_eq!(answers, [("identity", true), ("limits", true)], "{probe:#}");
    let stated = http::get(&format!("{}/api/v2/instance", server.url)).json();
    let stated = &stated["configuration"]["statuses"]["max_characters"];
    let texts = probe.pointer("/network/formats/0/texts").and_then(serde_json::Value::as_array);
    let main = texts.into_iter().flatten().find(|rule| rule["main"] == true).expect("a main field");
    assert_eq!((stated.is_u64(), &main["max_length"]), (true, stated), "the server's own word wins");

    let down = serde_json::json!({ "type": "status", "status": 503 });
    server.fail("GET", "/api/v1/accounts/verify_credentials", &down, 1);
    let failed = desk.run(&["--json", "account", "probe", account]);
    assert_eq!(failed.code, 1, "a question without an answer is a failure: {}", failed.out);
    let failed = failed.json();
    assert_eq!(failed["asked"].as_array().map(Vec::len), Some(1), "nothing more is asked then");
    assert!(!text(&failed, "/asked/0/error/fix").is_empty(), "{failed:#}");
}
