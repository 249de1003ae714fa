//! What a person settles from the command line: what was missed, what nobody can prove, an account at rest.

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use common::{Desk, text};
use upbeat_app::post::Edit;
use upbeat_app::studio::Reach;
use upbeat_app::time::At;
use upbeat_app::{Options, Studio, post, publication, queue};
use upbeat_clock::{Clock, Hands};
use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::id::AccountId;
use upbeat_domain::lang::Lang;
use upbeat_domain::network::{NetworkId, ProofClass, Route};
use upbeat_domain::post::{Body, Target};
use upbeat_domain::time::Timestamp;
use upbeat_networks::{Credentials, Registry};
use upbeat_publisher::Keys;
use upbeat_testkit::network::{Behaviour, FakeNetwork, FastTime, Promise, Server};

const NETWORK: NetworkId = NetworkId::Mastodon;
const SETTLE_S: u32 = 30;

/// The studio of some days ago, on the same data folder, with a network that loses every answer.
struct Before {
    studio: Studio,
    hands: Hands,
    account: AccountId,
    _server: Server,
}

impl Before {
    async fn open(desk: &Desk) -> anyhow::Result<Self> {
        let start = Timestamp::parse("2026-11-20T09:00:00Z")?;
        let (clock, hands) = Clock::manual(start);
        let promise =
            Promise { class: ProofClass::Blind, key_life_s: None, settle_s: SETTLE_S, by_words: false };
        let dumb = Behaviour { lose_answer: 100, ..Behaviour::GOOD };
        // Why an hour behind: the studio's clock stands still, and no request may seem to have lain around.
        let time = FastTime::starting(start.plus_secs(-3_600), 1);
        let server = Server::start(&desk.work().join("network.jsonl"), promise, dumb, time)?;
        let reach = Reach {
            registry: Registry::empty().with(Arc::new(FakeNetwork::new(server.address(), NETWORK, promise))),
            keys: Keys::Same(Credentials::new()),
            proofs: BTreeMap::from([(NETWORK, promise.proof())]),
        };
        let options = Options {
            data: Some(desk.data()),
            clock,
            vault_service: "upbeat-tests.cli".to_owned(),
            reach: Some(reach),
            ..Options::new(Lang::En)
        };
        let studio = Studio::open(options).await?;
        let account = account(&studio).await?;
        Ok(Self { studio, hands, account, _server: server })
    }

    /// Plans a post so many seconds from now; says the publication.
    async fn plan(&self, text: &str, in_s: i64) -> anyhow::Result<String> {
        let edit = Edit {
            body: Body { text: text.to_owned(), ..Body::default() },
            targets: vec![Target { network: NETWORK, account: None, format: None }],
            ..Edit::default()
        };
        let post = post::create(&self.studio, edit, Vec::new()).await?.id;
        let at = At::Instant(self.studio.clock().now().plus_secs(in_s));
        let planned = publication::schedule(&self.studio, post, vec![self.account], at).await?;
        Ok(planned.publications[0].to_string())
    }

    async fn pass(&self, secs: u32) -> anyhow::Result<()> {
        self.hands.advance(Duration::from_secs(secs.into()));
        let running = queue::run(&self.studio, true, std::future::pending());
        Ok(tokio::time::timeout(Duration::from_secs(60), running).await??)
    }
}

async fn account(studio: &Studio) -> anyhow::Result<AccountId> {
    let clock = studio.clock();
    let account = Account {
        id: AccountId::new(clock.uuid()),
        network: NETWORK,
        remote_id: clock.uuid().to_string(),
        server: "https://fake.example".to_owned(),
        handle: "brume".to_owned(),
        display_name: "Atelier Brume".to_owned(),
        avatar: None,
        route: Route::Direct,
        own_network: true,
        server_limits: None,
        state: AccountState::Connected,
        secret_generation: 0,
        grace_s: 1_800,
        position: 0,
        created_at: clock.now(),
        checked_at: None,
        deleted_at: None,
    };
    let mut tx = studio.shown().store.begin().await?;
    upbeat_store::account::insert(&mut tx, &account).await?;
    tx.commit().await?;
    Ok(account.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_prove_is_settled_by_the_persons_word() -> anyhow::Result<()> {
    let desk = Desk::new();
    let before = Before::open(&desk).await?;
    let publication = before.plan("Bonjour", 60).await?;
    before.pass(60).await?;
    before.pass(SETTLE_S * 2).await?;
    drop(before);
    let url = "https://fake.example/@brume/1";
    let settled = desk.json(&["queue", "resolve", &publication, "--there", url]);
    assert_eq!((text(&settled, "/state"), text(&settled, "/receipt/url")), ("published", url));
    assert_eq!(text(&settled, "/receipt/proof"), "person");
    let again = desk.run(&["--json", "queue", "resolve", &publication, "--again"]);
    assert_eq!(text(&again.json(), "/error/code"), "publication.state", "there is nothing left to say");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_planned_again_when_the_person_says_so() -> anyhow::Result<()> {
    let desk = Desk::new();
    let before = Before::open(&desk).await?;
    let publication = before.plan("Bonjour", 3_600).await?;
    before.pass(86_400).await?;
    drop(before);
    assert_eq!(desk.json(&["queue", "list"])["publications"][0]["state"], "missed");
    assert_eq!(text(&desk.json(&["queue", "retry", &publication]), "/state"), "planned");
    Ok(())
}

#[test]
fn an_account_rests_and_goes_on() {
    let desk = Desk::new();
    desk.json(&["account", "connect", "linkedin", "--user", "brume"]);
    let state = || text(&desk.json(&["account", "list"]), "/accounts/0/state").to_owned();
    let connected = state();
    desk.json(&["account", "pause", "brume"]);
    assert_eq!(state(), "paused");
    desk.json(&["account", "resume", "brume"]);
    assert_eq!(state(), connected);
}

#[test]
fn a_draft_is_shown_with_its_publications() {
    let desk = Desk::new();
    let post = text(&desk.json(&["post", "new", "--text", "Bonjour"]), "/post/id").to_owned();
    desk.json(&["account", "connect", "linkedin", "--user", "brume"]);
    desk.json(&["schedule", &post, "--account", "brume", "--at", "2090-05-01T10:00:00Z"]);
    let shown = desk.json(&["post", "show", &post]);
    assert_eq!(text(&shown, "/post/draft/body/text"), "Bonjour");
    assert_eq!(text(&shown, "/publications/0/due/instant"), "2090-05-01T10:00:00Z");
}
