//! The main job through the command line alone, on two real servers with a real keychain: a photograph
//! and a film as a phone writes them, six networks, a problem and its fix, a minute's wait, two
//! receipts, and the posts as the servers hold them.

#[path = "../common/mod.rs"]
mod common;
mod held;
mod secrets;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use common::{Desk, answer, redacted, text};
use serde_json::Value;
use upbeat_testkit::material;
use upbeat_testkit::media::{Film, Photo};
use upbeat_testkit::servers::bluesky::{Bluesky, Person};
use upbeat_testkit::servers::mastodon::Mastodon;
use upbeat_testkit::servers::session::{Keyring, inside};

const NAME: &str = "a_photograph_and_a_film_go_out_on_two_real_servers_by_the_command_line_alone";

/// Over 280 for X, below 300 graphemes for Bluesky: accents, a typographer's apostrophe, an emoji of
/// several code points, a link, a hashtag.
const TEXT: &str = "À l’aube, deux éléphants traversent la plaine et s’arrêtent net : ils nous ont vus 🧑‍🌾. On \
                    ne bouge plus, on ne respire plus. Ils repartent au bout d’une heure, sans hâte. Le récit \
                    complet et la carte sont sur https://example.org/récit pour qui voyage cet été. \
                    Et vous, où partez-vous ? #éléphants";
const ALT: &str = "Deux éléphants dans l’herbe haute, l’un tourné vers nous";
const FILM_TEXT: &str = "La forêt, à l’heure où l’on entend tout.";
const FILM_ALT: &str = "Un long regard sur une feuille";
/// From planning to both receipts: a minute of waiting, rendering, two servers, a loaded machine.
const OUT_LONGEST: Duration = Duration::from_secs(300);

/// What differs from run to run.
const VARIES: &[&str] = &[
    "id",
    "post_id",
    "account_id",
    "asset",
    "asset_id",
    "cover",
    "rendition_id",
    "instant",
    "local",
    "zone",
    "offset_minutes",
    "at",
    "now",
    "created_at",
    "checked_at",
    "started_at",
    "settled_at",
    "hash",
    "body_hash",
    "bytes",
    "remote_id",
    "url",
    "width_px",
    "height_px",
];

#[test]
fn a_photograph_and_a_film_go_out_on_two_real_servers_by_the_command_line_alone() -> Result<()> {
    if !inside(NAME, Keyring::Unlocked) || !material::is_here() {
        return Ok(());
    }
    let (Some(bluesky), Some(mastodon)) = (Bluesky::start(&["alice.test"]), Mastodon::start()) else {
        return Ok(());
    };
    let desk = Desk::new().logging("trace");
    let servers = [(&*bluesky.url, "[bluesky]"), (&*mastodon.url, "[mastodon]")];
    let shot = Photo {
        upright_px: (4_032, 3_024),
        orientation: 6,
        display_p3: true,
        private: true,
        ..Photo::default()
    };
    let photo = shot.write(&desk.work(), "IMG 0412 été.jpg")?;
    Film { stored_px: (1_280, 720), seconds: 4, place: true, ..Film::default() }
        .write(&desk.work(), "la forêt.mov")?;

    let alice = bluesky.people.first().context("a person")?;
    let person = mastodon.people.first().context("a person")?;
    let (first, sign_in) =
        (connect_bluesky(&desk, &bluesky, alice)?, connect_mastodon(&desk, &mastodon, person)?);
    insta::assert_snapshot!("account_connect", shown(&[&first, &sign_in.account], &servers));

    let post = write_and_mend(&desk, &servers)?;
    let film = write_film(&desk)?;
    let accounts = [text(&first, "/id"), text(&sign_in.account, "/id")];
    go_out(&desk, &post, &film, accounts, &servers)?;

    held::bluesky_holds(&desk, &bluesky, alice, &photo)?;
    held::mastodon_holds(&desk, &mastodon, person, &photo)?;
    secrets::lie_in_the_keychain_alone(&desk, alice, &sign_in)
}

/// Documents without what differs from run to run.
fn shown(documents: &[&Value], servers: &[(&str, &str)]) -> String {
    let documents = documents.iter().map(|document| redacted((*document).clone(), VARIES)).collect();
    let mut text = serde_json::to_string_pretty(&Value::Array(documents)).expect("JSON");
    for (url, name) in servers {
        text = text.replace(url, name);
        let host = url.split("//").nth(1).unwrap_or(url);
        text = text.replace(host, name);
    }
    text
}

fn connect_bluesky(desk: &Desk, server: &Bluesky, alice: &Person) -> Result<Value> {
    let args = ["--json", "account", "connect", "bluesky", "--server", &server.url, "--user", &alice.handle];
    let connected =
        desk.run_with(&[&args[..], &["--own-network"]].concat(), &format!("{}\n", alice.app_password));
    ensure!(connected.code == 0, "{}", connected.out);
    ensure!(desk.json(&["account", "test", &alice.handle])["ok"] == true, "the connection works");
    Ok(connected.json())
}

struct SignIn {
    account: Value,
    /// What the address of the sign-in page says of the application: an identifier, no secret.
    client_id: String,
}

fn connect_mastodon(desk: &Desk, server: &Mastodon, person: &str) -> Result<SignIn> {
    let args = ["--json", "account", "connect", "mastodon", "--server", &server.url, "--own-network"];
    let mut connecting = desk.command(&args).stderr(Stdio::piped()).spawn()?;
    let mut said = String::new();
    let mut lines = BufReader::new(connecting.stderr.take().context("standard error")?);
    let page = loop {
        let mut line = String::new();
        ensure!(lines.read_line(&mut line)? > 0, "the page is told on standard error: {said}");
        said.push_str(&line);
        if line.starts_with("http") {
            break line.trim().to_owned();
        }
    };
    let rest = std::thread::spawn(move || std::io::read_to_string(lines));
    server.say_yes(&page, person);
    let mut connected = answer(connecting.wait_with_output()?);
    connected.err = format!("{said}{}", rest.join().expect("no panic")?);
    let connected = desk.keep(connected);
    ensure!(connected.code == 0, "{}", connected.out);
    let page = url::Url::parse(&page)?;
    let client_id = page.query_pairs().find(|(name, _)| name == "client_id").context("an application")?.1;
    Ok(SignIn { account: connected.json(), client_id: client_id.into_owned() })
}

/// A draft for six networks. X takes 280: its problem is found, and the fix that is offered mends it.
fn write_and_mend(desk: &Desk, servers: &[(&str, &str)]) -> Result<String> {
    let six = "x,bluesky,mastodon,instagram,facebook,linkedin";
    let media = ["--media", "IMG 0412 été.jpg", "--alt", ALT];
    let loose = [&["--json", "--lang", "fr", "check", "--for", six, "--text", TEXT], &media[..]].concat();
    let checked = desk.run(&loose);
    ensure!(checked.code == 3, "X refuses, and nothing was sent: {}", checked.out);
    let checked = checked.json();
    insta::assert_snapshot!("check", shown(&[&checked], servers));
    let invalid: Vec<&Value> =
        checked["checks"].as_array().into_iter().flatten().filter(|one| one["valid"] == false).collect();
    ensure!(invalid.len() == 1 && invalid[0]["network"] == "x", "{invalid:#?}");
    let fixes = invalid[0]["problems"][0]["fixes"].as_array().context("ways out")?;
    let shorter = fixes.iter().find(|fix| fix["action"] == "shorten").context("a shorter text")?;

    let made = desk.json(&[&["post", "new", "--for", six, "--text", TEXT], &media[..]].concat());
    let post = text(&made, "/post/id").to_owned();
    ensure!(desk.run(&["--json", "check", "--post", &post]).code == 3, "the draft has the same problem");
    desk.json(&["post", "edit", &post, "--variant", &format!("x={}", text(shorter, "/value"))]);
    let mended = desk.json(&["check", "--post", &post]);
    let all = mended["checks"].as_array().context("verdicts")?;
    ensure!(all.len() == 6 && all.iter().all(|one| one["valid"] == true), "{mended:#}");
    Ok(post)
}

fn write_film(desk: &Desk) -> Result<String> {
    let film = ["post", "new", "--for", "bluesky,mastodon", "--text", FILM_TEXT];
    let made = desk.json(&[&film[..], &["--media", "la forêt.mov", "--alt", FILM_ALT]].concat());
    Ok(text(&made, "/post/id").to_owned())
}

/// Planned a minute ahead, worked in the foreground by another process, stopped as a person stops it.
fn go_out(desk: &Desk, post: &str, film: &str, accounts: [&str; 2], servers: &[(&str, &str)]) -> Result<()> {
    let plan = |post: &str, ahead_s: i64| {
        let now = text(&desk.json(&["queue", "list"]), "/now").to_owned();
        let at = later(&now, ahead_s);
        desk.json(&["schedule", post, "--account", accounts[0], "--account", accounts[1], "--at", &at])
    };
    let planned = plan(post, 60);
    let told = redacted(planned.clone(), &["message"]);
    insta::assert_snapshot!("schedule", shown(&[&told], servers));
    let idle = desk.json(&["queue", "run", "--until-idle"]);
    ensure!(idle["publications"][0]["state"] == "planned", "nothing goes out before its time: {idle:#}");
    let working = Working::start(desk)?;
    plan(film, 0);
    let list = until_all_are_out(desk, 4)?;
    working.stop(desk)?;
    insta::assert_snapshot!("queue_list", shown(&[&list], servers));
    for publication in planned["publications"].as_array().context("publications")? {
        let receipt = desk.json(&["receipt", text(publication, "/id")]);
        let (due, at) = (text(publication, "/due/instant"), text(&receipt, "/publication/receipt/at"));
        ensure!(at.trim_end_matches('Z') >= due.trim_end_matches('Z'), "out at {at}, due at {due}");
        let name =
            if text(publication, "/network") == "bluesky" { "receipt_bluesky" } else { "receipt_mastodon" };
        insta::assert_snapshot!(name, shown(&[&receipt], servers));
    }
    Ok(())
}

/// An instant of the contract, so many seconds later.
fn later(instant: &str, seconds: i64) -> String {
    let mut date = Command::new("date");
    date.args(["-u", "-d", &format!("{instant} + {seconds} seconds"), "+%Y-%m-%dT%H:%M:%SZ"]);
    String::from_utf8(date.output().expect("date").stdout).expect("UTF-8").trim().to_owned()
}

/// `upbeat queue run` in the foreground; what it prints goes to files.
struct Working(Child);

impl Working {
    fn start(desk: &Desk) -> Result<Self> {
        let file = |name: &str| std::fs::File::create(desk.home().join("printed").join(name));
        let mut command = desk.command(&["--json", "queue", "run"]);
        Ok(Self(command.stdout(file("run.out")?).stderr(file("run.err")?).spawn()?))
    }

    fn stop(mut self, desk: &Desk) -> Result<()> {
        let asked = Command::new("kill").args(["-INT", &self.0.id().to_string()]).status()?;
        ensure!(asked.success() && self.0.wait()?.success(), "it ends in an orderly way");
        let told: Value = serde_json::from_slice(&std::fs::read(desk.home().join("printed/run.out"))?)?;
        ensure!(told["publications"].as_array().map(Vec::len) == Some(4), "{told:#}");
        Ok(())
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}

fn until_all_are_out(desk: &Desk, count: usize) -> Result<Value> {
    let start = Instant::now();
    loop {
        let list = desk.json(&["queue", "list"]);
        let all = list["publications"].as_array().context("a list")?;
        let out = all.iter().filter(|one| one["state"] == "published").count();
        if out == count {
            return Ok(list);
        }
        ensure!(start.elapsed() < OUT_LONGEST, "{out} of {count} are out: {list:#}");
        std::thread::sleep(Duration::from_millis(500));
    }
}
