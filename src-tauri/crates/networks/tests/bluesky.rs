//! Bluesky against a real server of its own.
#![expect(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "tests fail loudly")]

mod common;

use std::sync::OnceLock;
use std::time::Duration;

use common::{Desk, film, network, now, part, photo};
use upbeat_domain::code::Code;
use upbeat_domain::network::NetworkId;
use upbeat_networks::{Credentials, Failure, Outcome, ReadBack, RefusalKind, Reply, SignIn, SignInStep};
use upbeat_testkit::servers::bluesky::{Bluesky, Person};
use upbeat_testkit::servers::cut::{Cut, CutProxy};
use upbeat_testkit::servers::scripted::{Scripted, Told};

const CREATE: &str = "POST /xrpc/com.atproto.repo.createRecord";

/// One server for all tests of this binary; each test has a person of its own.
fn server() -> Option<&'static Bluesky> {
    static SERVER: OnceLock<Option<Bluesky>> = OnceLock::new();
    const PEOPLE: &[&str] = &[
        "alice.test",
        "bob.test",
        "carol.test",
        "dan.test",
        "erin.test",
        "frank.test",
        "grace.test",
        "heidi.test",
    ];
    SERVER.get_or_init(|| Bluesky::start(PEOPLE)).as_ref()
}

fn person<'a>(server: &'a Bluesky, name: &str) -> &'a Person {
    server.people.iter().find(|person| person.handle == format!("{name}.test")).unwrap()
}

async fn sign_in(url: &str, handle: &str, password: &str) -> Result<Desk, Failure> {
    let network = network(NetworkId::Bluesky);
    let wish = SignIn::Password {
        server: Some(url.to_owned()),
        handle: handle.to_owned(),
        password: password.into(),
        own_network: true,
    };
    match network.sign_in(wish, now()).await? {
        SignInStep::Connected(connection) => Ok(Desk { network, connection: *connection }),
        SignInStep::Browser(_) => panic!("an app password needs no browser"),
    }
}

async fn desk(server: &Bluesky, name: &str) -> Desk {
    let person = person(server, name);
    sign_in(&server.url, &person.handle, &person.app_password).await.unwrap()
}

fn accepted(outcome: Outcome) -> upbeat_domain::publication::Receipt {
    match outcome {
        Outcome::Accepted(receipt) => receipt,
        other => panic!("not accepted: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_with_facets_and_pictures_is_read_back_from_the_server() {
    let Some(server) = server() else { return };
    let alice = desk(server, "alice").await;
    let bob = person(server, "bob");
    assert_eq!(alice.connection.account.remote_id, person(server, "alice").did);
    assert_eq!(alice.network.identify(alice.call()).await.unwrap().handle, "alice.test");
    let folder = tempfile::tempdir().unwrap();
    let Some(first) = photo(folder.path(), "one.jpg", "Une forêt au matin 🌲") else { return };
    let second = photo(folder.path(), "two.jpg", "").unwrap();
    let text = "Été 🎈 avec @bob.test et @nobody.test : https://example.com/é?x=1 #forêt";
    let mut post = part(text);
    post.media = vec![first.clone(), second];
    post.fields.insert("language".to_owned(), "fr".to_owned());

    let receipt = accepted(alice.publish(&post, &alice.new_key()).await);

    assert_eq!((receipt.audience.as_str(), receipt.proof.as_str()), ("public", "answer"));
    let seen = upbeat_testkit::servers::http::get(&receipt.url.unwrap());
    assert_eq!(seen.status, 200, "the receipt's address shows the post");
    let record = &seen.json()["value"];
    assert_eq!(record["text"], text);
    assert_eq!(record["langs"][0], "fr");
    let marked: Vec<(&str, String)> = record["facets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|facet| {
            let at = |name: &str| usize::try_from(facet["index"][name].as_u64().unwrap()).unwrap();
            let feature = &facet["features"][0];
            let value = ["did", "uri", "tag"].iter().find_map(|name| feature[name].as_str()).unwrap();
            (&text[at("byteStart")..at("byteEnd")], value.to_owned())
        })
        .collect();
    let expected = [
        ("@bob.test", bob.did.clone()),
        ("https://example.com/é?x=1", "https://example.com/é?x=1".to_owned()),
        ("#forêt", "forêt".to_owned()),
    ];
    assert_eq!(marked, expected, "somebody unknown stays plain text");
    let images = record["embed"]["images"].as_array().unwrap();
    assert_eq!((images.len(), images[0]["alt"].as_str()), (2, Some("Une forêt au matin 🌲")));
    assert_eq!(images[0]["aspectRatio"], serde_json::json!({ "width": 640, "height": 480 }));
    let cid = images[0]["image"]["ref"]["$link"].as_str().unwrap();
    let did = &alice.connection.account.remote_id;
    assert_eq!(server.blob(did, cid), std::fs::read(&first.path).unwrap(), "byte for byte");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_posted_with_its_description() {
    let Some(server) = server() else { return };
    let bob = desk(server, "bob").await;
    let folder = tempfile::tempdir().unwrap();
    let Some(film) = film(folder.path(), "La mer, au loin un bateau") else { return };
    let mut post = part("Un film");
    post.media = vec![film.clone()];
    let receipt = accepted(bob.publish(&post, &bob.new_key()).await);
    let record = upbeat_testkit::servers::http::get(&receipt.url.unwrap()).json();
    let embed = &record["value"]["embed"];
    assert_eq!(embed["$type"], "app.bsky.embed.video");
    assert_eq!(embed["alt"], "La mer, au loin un bateau");
    let cid = embed["video"]["ref"]["$link"].as_str().unwrap();
    let bytes = server.blob(&bob.connection.account.remote_id, cid);
    assert_eq!(bytes, std::fs::read(&film.path).unwrap(), "byte for byte");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_twice_is_one_post() {
    let Some(server) = server() else { return };
    let carol = desk(server, "carol").await;
    let (post, key) = (part("Une seule fois"), carol.new_key());
    let since = now();
    assert_eq!(carol.network.read_back(carol.call(), &post.sought(), &key, since).await, ReadBack::NotFound);
    let receipt = accepted(carol.publish(&post, &key).await);
    let again = carol.publish(&post, &key).await;
    assert!(!matches!(again, Outcome::Accepted(_) | Outcome::Rejected(_) | Outcome::NotSent(_)), "{again:?}");
    match carol.network.read_back(carol.call(), &post.sought(), &key, since).await {
        ReadBack::Found(found) => {
            assert_eq!(found.len(), 1, "a key is one post's");
            assert_eq!((&found[0].remote_id, found[0].proof.as_str()), (&receipt.remote_id, "read_back"));
        }
        other => panic!("not found: {other:?}"),
    }
    let other = carol.network.read_back(carol.call(), &part("Autre chose").sought(), &key, since).await;
    assert!(
        matches!(other, ReadBack::CannotTell(_)),
        "another post under this key proves nothing: {other:?}"
    );
    assert_eq!(server.posts(&carol.connection.account.remote_id).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn accepted_then_dropped_is_one_post_and_never_sent_in_the_blind() {
    let Some(server) = server() else { return };
    let proxy = CutProxy::start(&server.url).await;
    let dan = desk(server, "dan").await.through(&proxy.url);
    let did = dan.connection.account.remote_id.clone();
    for (cut, arrived) in [
        (Cut::Response(0), true),
        (Cut::Response(1), true),
        (Cut::Response(60), true),
        (Cut::Request(40), false),
    ] {
        let before = server.posts(&did).len();
        let (post, key, since) = (part(&format!("Coupé {cut:?}")), dan.new_key(), now());
        proxy.cut_next(CREATE, cut);
        let outcome = dan.publish(&post, &key).await;
        assert!(
            matches!(&outcome, Outcome::Unknown(t) if t.code == Code::PublicationUnconfirmed || t.code == Code::NetworkMalformed),
            "{cut:?}: {outcome:?}"
        );
        assert_eq!(proxy.to_come(), 0, "the cut was made");
        let found = dan.network.read_back(dan.call(), &post.sought(), &key, since).await;
        if arrived {
            assert!(matches!(found, ReadBack::Found(_)), "{cut:?}: {found:?}");
        } else {
            assert_eq!(found, ReadBack::NotFound, "{cut:?}");
            accepted(dan.publish(&post, &key).await);
        }
        assert_eq!(server.posts(&did).len(), before + 1, "{cut:?}: exactly one post");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_answers_itself() {
    let Some(server) = server() else { return };
    let erin = desk(server, "erin").await;
    let mut receipts: Vec<String> = Vec::new();
    for text in ["Un", "Deux", "Trois"] {
        let mut post = part(text);
        post.reply =
            receipts.last().map(|parent| Reply { root: receipts[0].clone(), parent: parent.clone() });
        receipts.push(accepted(erin.publish(&post, &erin.new_key()).await).remote_id);
    }
    let posts = server.posts(&erin.connection.account.remote_id);
    let third = posts.iter().find(|post| post["value"]["text"] == "Trois").unwrap();
    let second = posts.iter().find(|post| post["value"]["text"] == "Deux").unwrap();
    assert_eq!(third["value"]["reply"]["root"]["uri"], receipts[0].as_str());
    assert_eq!(third["value"]["reply"]["parent"]["uri"], receipts[1].as_str());
    assert_eq!(third["value"]["reply"]["parent"]["cid"], second["cid"], "the very version");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_without_it() {
    let Some(server) = server() else { return };
    let failure = sign_in(&server.url, "frank.test", "canary-password").await.map(|_| ()).unwrap_err();
    assert_eq!(failure.code(), Code::NetworkSignIn);
    assert!(!format!("{failure:?} {failure}").contains("canary"), "{failure:?}");
    let nobody = sign_in(&server.url, "nobody.test", "x").await.map(|_| ()).unwrap_err();
    assert_eq!(nobody.code(), Code::NetworkSignIn);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nowhere = sign_in(&format!("http://{closed}"), "frank.test", "x").await.map(|_| ()).unwrap_err();
    assert_eq!(nowhere.code(), Code::NetworkUnreachable);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_is_refreshed_once_and_a_revoked_session_asks_for_the_person() {
    let Some(server) = server() else { return };
    let grace = desk(server, "grace").await;
    let credentials = &grace.connection.credentials;
    let ends = grace.network.expires_at(credentials).unwrap();
    assert!(ends > now().plus_secs(3_600), "a fresh token lives for a while: {ends}");
    let refresh = credentials.get("refresh").unwrap().clone();
    let stale = grace.with(
        Credentials::new()
            .with("access", person(server, "grace").expired_token.as_str())
            .with("refresh", refresh),
    );
    assert!(stale.network.expires_at(&stale.connection.credentials).unwrap() < now());
    let (post, key) = (part("Après le renouvellement"), grace.new_key());
    assert_eq!(stale.publish(&post, &key).await, Outcome::Expired);

    let fresh = stale.network.refresh(stale.call()).await.unwrap();
    assert_ne!(fresh.get("refresh"), credentials.get("refresh"), "the server rotates them");
    let renewed = grace.with(fresh);
    accepted(renewed.publish(&post, &key).await);
    assert_eq!(server.posts(&grace.connection.account.remote_id).len(), 1);

    renewed.network.revoke(renewed.call()).await.unwrap();
    renewed.network.revoke(renewed.call()).await.unwrap();
    match renewed.network.refresh(renewed.call()).await {
        Err(Failure::Refused(refusal)) => assert_eq!(refusal.kind, RefusalKind::Reconnect),
        other => panic!("a dead session can't be renewed: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_refuses_asks_for_an_edit() {
    let Some(server) = server() else { return };
    let heidi = desk(server, "heidi").await;
    let outcome = heidi.publish(&part(&"é".repeat(301)), &heidi.new_key()).await;
    assert!(
        matches!(&outcome, Outcome::Rejected(refusal) if refusal.kind == RefusalKind::Edit),
        "{outcome:?}"
    );
    assert_eq!(server.posts(&heidi.connection.account.remote_id).len(), 0);
}

async fn answering(told: Told) -> (Scripted, Desk) {
    let scripted = Scripted::start(move |_| told.clone()).await;
    let network = network(NetworkId::Bluesky);
    let account = upbeat_networks::Remote {
        server: scripted.url.clone(),
        remote_id: "did:plc:x".to_owned(),
        handle: "x.test".to_owned(),
        own_network: true,
    };
    let profile = upbeat_networks::Profile {
        remote_id: "did:plc:x".to_owned(),
        handle: "x.test".to_owned(),
        display_name: "x".to_owned(),
        avatar_url: None,
    };
    let credentials = Credentials::new().with("access", "canary-access").with("refresh", "canary-refresh");
    let connection = upbeat_networks::Connection { account, profile, credentials };
    (scripted, Desk { network, connection })
}

#[tokio::test]
async fn every_strange_answer_has_its_outcome() {
    let json = |status, body: serde_json::Value| Told::json(status, &body);
    let error = |name: &str| serde_json::json!({ "error": name, "message": "no canary-access here" });
    type Check = fn(&Outcome) -> bool;
    let waits: Check = |o| matches!(o, Outcome::NotSent(t) if t.retry_after == Some(Duration::from_secs(7)));
    let unknown: Check = |o| matches!(o, Outcome::Unknown(_));
    let edit: Check = |o| matches!(o, Outcome::Rejected(r) if r.kind == RefusalKind::Edit);
    let reconnect: Check = |o| matches!(o, Outcome::Rejected(r) if r.kind == RefusalKind::Reconnect);
    let expired: Check = |o| *o == Outcome::Expired;
    let table = [
        (Told::with(429, ("retry-after", "7"), "{}"), waits),
        (json(200, serde_json::json!({ "unexpected": true })), unknown),
        (Told::with(200, ("content-type", "text/html"), "<html>welcome"), unknown),
        (
            Told::with(500, ("content-type", "application/json"), "{\"error\":\"InternalServerError\"}"),
            unknown,
        ),
        (Told::with(502, ("content-type", "text/html"), "bad gateway"), unknown),
        (Told::with(503, ("retry-after", "9"), ""), unknown),
        (Told::with(302, ("location", "http://127.0.0.1:9/"), ""), unknown),
        (Told::HangUp, unknown),
        (json(400, error("InvalidRequest")), edit),
        (json(400, error("ExpiredToken")), expired),
        (json(400, error("InvalidToken")), expired),
        (json(401, error("AuthMissing")), reconnect),
        (json(400, error("AccountTakedown")), reconnect),
    ];
    for (told, check) in table {
        let (server, desk) = answering(told.clone()).await;
        let outcome = desk.publish(&part("Bonjour"), "3abcdefghijkl").await;
        assert!(check(&outcome), "{told:?}: {outcome:?}");
        assert!(!format!("{outcome:?}").contains("canary"), "no secret in what is kept: {outcome:?}");
        assert_eq!(server.asked().len(), 1, "asked once, whatever came");
    }
}
