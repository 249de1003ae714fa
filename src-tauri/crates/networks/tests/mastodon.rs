//! Mastodon: against a stand-in made by others, and a server written from the documentation.
#![expect(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "tests fail loudly")]

mod common;
#[path = "common/documented.rs"]
mod documented;

use std::sync::OnceLock;
use std::time::Duration;

use common::{Desk, medium, network, now, part, photo};
use documented::Manners;
use serde_json::json;
use upbeat_domain::code::Code;
use upbeat_domain::media::MediaKind;
use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::Receipt;
use upbeat_networks::{
    BrowserFlow, Failure, Outcome, OutgoingMedium, OutgoingPart, Prepared, Progress, ReadBack, RefusalKind,
    Reply, SignIn, SignInStep,
};
use upbeat_testkit::servers::cut::{Cut, CutProxy};
use upbeat_testkit::servers::http;
use upbeat_testkit::servers::mastodon::Mastodon;
use upbeat_testkit::servers::scripted::{Scripted, Told};

const POST: &str = "POST /api/v1/statuses";

fn server() -> Option<&'static Mastodon> {
    static SERVER: OnceLock<Option<Mastodon>> = OnceLock::new();
    SERVER.get_or_init(Mastodon::start).as_ref()
}

async fn begin(url: &str) -> Result<BrowserFlow, Failure> {
    let wish = SignIn::Browser { server: url.to_owned(), own_network: true };
    match network(NetworkId::Mastodon).sign_in(wish, now()).await? {
        SignInStep::Browser(flow) => Ok(flow),
        SignInStep::Connected(_) => panic!("the person is asked in the browser"),
    }
}

/// Connects `user` of the stand-in, as a person does.
async fn desk(server: &'static Mastodon, user: &'static str) -> Desk {
    let flow = begin(&server.url).await.unwrap();
    let page = flow.url.clone();
    let browser = tokio::task::spawn_blocking(move || server.say_yes(&page, user));
    let connection = flow.connection.await.unwrap();
    browser.await.unwrap();
    Desk { network: network(NetworkId::Mastodon), connection }
}

/// Connects to the documented server, whose page says yes at once.
async fn documented_desk(url: &str) -> Desk {
    let flow = begin(url).await.unwrap();
    let page = flow.url.clone();
    let browser = tokio::task::spawn_blocking(move || {
        let back = http::get(&page).header("location").unwrap().to_owned();
        assert_eq!(http::get(&back).status, 200);
    });
    let connection = flow.connection.await.unwrap();
    browser.await.unwrap();
    Desk { network: network(NetworkId::Mastodon), connection }
}

fn accepted(outcome: Outcome) -> Receipt {
    match outcome {
        Outcome::Accepted(receipt) => receipt,
        other => panic!("not accepted: {other:?}"),
    }
}

fn ids(found: &[Receipt]) -> Vec<&str> {
    found.iter().map(|receipt| receipt.remote_id.as_str()).collect()
}

fn says(posts: &[serde_json::Value], words: &str) -> usize {
    posts.iter().filter(|post| post["content"].as_str().unwrap_or_default().contains(words)).count()
}

fn small_file(folder: &std::path::Path, name: &str) -> OutgoingMedium {
    let path = folder.join(name);
    std::fs::write(&path, name.as_bytes().iter().rev().copied().collect::<Vec<_>>()).unwrap();
    medium(path, MediaKind::Image, "image/jpeg", (4, 3), "Une forêt")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_connects_in_the_browser_posts_a_picture_and_it_is_read_back() {
    let Some(server) = server() else { return };
    let alice = desk(server, "alice").await;
    assert!(alice.connection.account.handle.starts_with("@alice@"), "{}", alice.connection.account.handle);
    let folder = tempfile::tempdir().unwrap();
    let Some(photo) = photo(folder.path(), "one.jpg", "Une forêt au matin 🌲") else { return };
    let mut post = part("Été 🎈 & co : https://example.com/é?x=1&y=2 #forêt\n\nÀ demain");
    post.media = vec![photo.clone()];
    for (name, value) in [("language", "fr"), ("visibility", "unlisted"), ("spoiler_text", "Arbres")] {
        post.fields.insert(name.to_owned(), value.to_owned());
    }
    let since = now();
    let receipt = accepted(alice.publish(&post, &alice.new_key()).await);
    let seen = http::get(&format!("{}/api/v1/statuses/{}", server.url, receipt.remote_id)).json();
    assert_eq!(
        (seen["spoiler_text"].as_str(), seen["visibility"].as_str()),
        (Some("Arbres"), Some("unlisted"))
    );
    assert_eq!(seen["url"].as_str(), receipt.url.as_deref());
    let media = &seen["media_attachments"][0];
    assert_eq!(media["description"], "Une forêt au matin 🌲");
    let focus = &media["meta"]["focus"];
    assert_eq!((focus["x"].as_f64(), focus["y"].as_f64()), (Some(-0.5), Some(-0.5)));
    let bytes = http::get(media["url"].as_str().unwrap()).body;
    assert_eq!(bytes, std::fs::read(&photo.path).unwrap(), "byte for byte");
    match alice.network.read_back(alice.call(), &post.sought(), "", since).await {
        ReadBack::Found(found) => assert_eq!(ids(&found), [receipt.remote_id.as_str()]),
        other => panic!("not found: {other:?}"),
    }
    let limits = alice.network.server_limits(alice.call()).await.unwrap();
    assert!(limits.text_max_length.is_some(), "{limits:?}");
    let client = upbeat_net::Client::new().unwrap();
    let account = &alice.connection.account;
    let picture = account.picture(&client, media["url"].as_str().unwrap()).await.unwrap();
    assert_eq!(picture.len(), bytes.len(), "a picture of the account's own server is fetched");
    let elsewhere = account.picture(&client, "http://127.0.0.1:1/picture.png").await.unwrap_err();
    assert_eq!(elsewhere.code(), Code::NetworkAddress, "the own-network choice is for that server alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn accepted_then_dropped_is_one_post() {
    let Some(server) = server() else { return };
    let proxy = CutProxy::start(&server.url).await;
    let bob = desk(server, "bob").await.through(&proxy.url);
    for (number, cut) in [Cut::Response(0), Cut::Response(1), Cut::Request(40)].into_iter().enumerate() {
        let words = format!("Coupé {number}");
        let (post, key, since) = (part(&words), bob.new_key(), now());
        proxy.cut_next(POST, cut);
        let outcome = bob.publish(&post, &key).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{cut:?}: {outcome:?}");
        assert_eq!(proxy.to_come(), 0, "the cut was made");
        let found = bob.network.read_back(bob.call(), &post.sought(), &key, since).await;
        match cut {
            Cut::Response(_) => assert!(matches!(found, ReadBack::Found(_)), "{cut:?}: {found:?}"),
            Cut::Request(_) => assert_eq!(found, ReadBack::NotFound),
        }
        let first = accepted(bob.publish(&post, &key).await);
        let second = accepted(bob.publish(&post, &key).await);
        assert_eq!(first.remote_id, second.remote_id, "the key makes a repeat harmless");
        assert_eq!(says(&server.posts("bob"), &words), 1, "{cut:?}: exactly one post");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_and_faults_have_their_outcomes() {
    let Some(server) = server() else { return };
    let carol = desk(server, "carol").await;
    let post = part("Bonjour");
    let limit = json!({ "type": "ratelimit", "headers": { "Retry-After": "7" } });
    server.fail("POST", "/api/v1/statuses", &limit, 1);
    let outcome = carol.publish(&post, &carol.new_key()).await;
    assert!(
        matches!(&outcome, Outcome::NotSent(t) if t.retry_after == Some(Duration::from_secs(7))),
        "{outcome:?}"
    );
    for effect in [json!({ "type": "malformed" }), json!({ "type": "status", "status": 503 })] {
        server.fail("POST", "/api/v1/statuses", &effect, 1);
        let outcome = carol.publish(&post, &carol.new_key()).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{effect}: {outcome:?}");
    }
    let outcome = carol.publish(&part(&"é".repeat(5_000)), &carol.new_key()).await;
    assert!(matches!(&outcome, Outcome::Rejected(r) if r.kind == RefusalKind::Edit), "{outcome:?}");

    let mut answer = part("Réponse");
    let first = accepted(carol.publish(&post, &carol.new_key()).await).remote_id;
    answer.reply = Some(Reply { root: first.clone(), parent: first.clone() });
    let second = accepted(carol.publish(&answer, &carol.new_key()).await);
    let seen = http::get(&format!("{}/api/v1/statuses/{}", server.url, second.remote_id)).json();
    assert_eq!(seen["in_reply_to_id"], first.as_str());

    carol.network.revoke(carol.call()).await.unwrap();
    let outcome = carol.publish(&post, &carol.new_key()).await;
    assert!(matches!(&outcome, Outcome::Rejected(r) if r.kind == RefusalKind::Reconnect), "{outcome:?}");
    assert_eq!(carol.network.identify(carol.call()).await.unwrap_err().code(), Code::NetworkReconnect);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documented_sign_in_works_with_pkce_and_registered_address() {
    let server = documented::start(Manners::default()).await;
    let marie = documented_desk(&server.url).await;
    assert_eq!(marie.connection.account.handle, "@marie@a.example");
    assert_eq!(
        (marie.connection.account.remote_id.as_str(), marie.connection.account.own_network),
        ("42", true)
    );
    assert_eq!(marie.network.expires_at(&marie.connection.credentials), None, "its tokens never end");
    let kinds: Vec<_> = marie.connection.credentials.iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["client_id", "client_secret", "token"]);
    let limits = marie.network.server_limits(marie.call()).await.unwrap();
    assert_eq!((limits.text_max_length, limits.video), (Some(700), Some(true)));
    marie.network.revoke(marie.call()).await.unwrap();
    assert_eq!(marie.network.identify(marie.call()).await.unwrap_err().code(), Code::NetworkReconnect);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_or_denied_return_connects_nobody() {
    let server = documented::start(Manners::default()).await;
    let flow = begin(&server.url).await.unwrap();
    let page = url::Url::parse(&flow.url).unwrap();
    let field = |name: &str| page.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let (redirect, state) = (field("redirect_uri"), field("state"));
    let browser = tokio::task::spawn_blocking(move || {
        assert_eq!(http::get(&format!("{redirect}?code=code-0&state=wrong")).status, 404, "another's return");
        assert_eq!(http::get(&format!("{redirect}?error=access_denied&state={state}")).status, 200);
    });
    let failure = flow.connection.await.map(|_| ()).unwrap_err();
    browser.await.unwrap();
    assert_eq!(failure.code(), Code::NetworkSignIn);

    let flow = begin(&server.url).await.unwrap();
    let page = url::Url::parse(&flow.url).unwrap();
    let field = |name: &str| page.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    let back = format!("{}?code=made-up&state={}", field("redirect_uri"), field("state"));
    let browser = tokio::task::spawn_blocking(move || http::get(&back).status);
    assert_eq!(
        flow.connection.await.map(|_| ()).unwrap_err().code(),
        Code::NetworkSignIn,
        "the server says no"
    );
    browser.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_another_kind_is_told_apart_from_no_server() {
    for (status, body) in [(404, "<html>no such page"), (200, "<html>welcome"), (405, "")] {
        let other = Scripted::start(move |_| Told::with(status, ("content-type", "text/html"), body)).await;
        let failure = begin(&other.url).await.map(|_| ()).unwrap_err();
        assert_eq!(failure.code(), Code::NetworkMalformed, "{status}");
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let failure = begin(&format!("http://{closed}")).await.map(|_| ()).unwrap_err();
    assert_eq!(failure.code(), Code::NetworkUnreachable);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_is_dropped_frees_its_port() {
    let server = documented::start(Manners::default()).await;
    let flow = begin(&server.url).await.unwrap();
    let page = url::Url::parse(&flow.url).unwrap();
    let redirect = page.query_pairs().find(|(key, _)| key == "redirect_uri").unwrap().1.into_owned();
    let redirect = url::Url::parse(&redirect).unwrap();
    let address = ("127.0.0.1", redirect.port().unwrap());
    assert!(std::net::TcpStream::connect(address).is_ok(), "it listens from the start");
    drop(flow);
    assert!(std::net::TcpStream::connect(address).is_err(), "and no longer than it is wanted");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_worked_on_is_waited_for_and_never_sent_twice() {
    let server = documented::start(Manners { looks: 3, ..Manners::default() }).await;
    let marie = documented_desk(&server.url).await;
    let folder = tempfile::tempdir().unwrap();
    let mut post = part("Deux images");
    post.media = vec![small_file(folder.path(), "marie-1.jpg"), small_file(folder.path(), "marie-2.jpg")];
    let mut prepared = Prepared::nothing();
    let mut waits = 0;
    let ready = loop {
        match marie.network.prepare(marie.call(), &post, prepared).await.unwrap() {
            Progress::Ready(ready) => break ready,
            Progress::Again { prepared: so_far, after } => {
                waits += usize::from(after > Duration::ZERO);
                prepared = so_far;
            }
        }
    };
    assert_eq!(waits, 4, "two looks at each upload found it unfinished, each with a wait");
    let uploads = || server.asked().iter().filter(|asked| asked.path == "/api/v2/media").count();
    assert_eq!(uploads(), 2);
    let seen = server.asked().iter().find(|asked| asked.path == "/api/v2/media").unwrap().text();
    assert!(
        seen.contains("name=\"description\"\r\n\r\nUne forêt") && seen.contains("\r\n\r\n-0.500,-0.500\r\n")
    );
    assert!(!seen.contains("marie-1"), "the person's file name stays here");
    let again = marie.network.prepare(marie.call(), &post, ready.clone()).await.unwrap();
    assert_eq!(again, Progress::Ready(ready.clone()), "nothing is left to do");
    accepted(marie.network.commit(marie.call(), &post, &ready, &marie.new_key()).await);
    assert_eq!(uploads(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_server_is_spoken_to_in_its_own_way() {
    let server = documented::start(Manners { older: true, ..Manners::default() }).await;
    let marie = documented_desk(&server.url).await;
    let folder = tempfile::tempdir().unwrap();
    let mut post = part("Ancien serveur");
    post.media = vec![small_file(folder.path(), "a.jpg")];
    accepted(marie.publish(&post, &marie.new_key()).await);
    let limits = marie.network.server_limits(marie.call()).await.unwrap();
    assert_eq!(limits.text_max_length, Some(1_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_tokens_end_gives_a_new_one() {
    let server = documented::start(Manners { renewing: true, ..Manners::default() }).await;
    let marie = documented_desk(&server.url).await;
    let ends = marie.network.expires_at(&marie.connection.credentials).unwrap();
    assert_eq!(ends.to_string(), "2026-11-23T14:00:00Z");
    let fresh = marie.network.refresh(marie.call()).await.unwrap();
    assert_eq!(marie.publish(&part("Ancien jeton"), "k").await, Outcome::Expired, "the old one is dead");
    accepted(marie.with(fresh).publish(&part("Nouveau jeton"), "k").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_back_names_every_post_that_says_the_same_and_reads_far_enough() {
    let server = documented::start(Manners::default()).await;
    let marie = documented_desk(&server.url).await;
    let since = now();
    let first = part("Le tout premier & unique\nsur deux lignes");
    let receipt = accepted(marie.publish(&first, "first").await);
    for number in 0..90 {
        accepted(marie.publish(&part(&format!("Autre {number}")), &format!("k{number}")).await);
    }
    let read = |post: OutgoingPart| {
        let marie = &marie;
        async move { marie.network.read_back(marie.call(), &post.sought(), "", since).await }
    };
    assert!(
        matches!(read(first.clone()).await, ReadBack::Found(found) if ids(&found) == [receipt.remote_id.as_str()])
    );
    assert_eq!(read(part("Jamais envoyé")).await, ReadBack::NotFound);
    let mut answer = first.clone();
    answer.reply = Some(Reply { root: "1".to_owned(), parent: "1".to_owned() });
    assert_eq!(read(answer).await, ReadBack::NotFound, "the same words as an answer are another post");
    let second = accepted(marie.publish(&first, "another publication").await);
    match read(first.clone()).await {
        ReadBack::Found(found) => assert_eq!(ids(&found), [second.remote_id, receipt.remote_id], "both"),
        other => panic!("not found: {other:?}"),
    }
    let sought = first.sought();
    let typed = part("Le *tout premier* & unique\n\nsur deux lignes").sought();
    assert!(marie.network.mistakable(&sought, &typed), "a server shows them alike");
    assert!(!marie.network.mistakable(&sought, &part("Autre 1").sought()));
    for number in 0..120 {
        accepted(marie.publish(&part(&format!("Encore {number}")), &format!("e{number}")).await);
    }
    assert!(matches!(read(part("Autre 1")).await, ReadBack::CannotTell(_)), "the end was not reached");
}
