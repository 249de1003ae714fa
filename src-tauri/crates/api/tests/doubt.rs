//! What a person says of a publication that the studio can't settle by itself, on a network that answers nothing.

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use common::good;
use upbeat_app::studio::Reach;
use upbeat_app::{Options, Studio, queue};
use upbeat_clock::{Clock, Hands};
use upbeat_contract::network::NetworksList;
use upbeat_contract::post::{Draft, PostCreate, PostIds, PostList, Target};
use upbeat_contract::publication::{
    Publication, PublicationRef, PublicationResolve, PublishNow, ResolveChoice, Schedule,
};
use upbeat_contract::time::At;
use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::code::Code;
use upbeat_domain::id::{AccountId, PostId, PublicationId};
use upbeat_domain::lang::Lang;
use upbeat_domain::network::{NetworkId, ProofClass, Route};
use upbeat_domain::time::Timestamp;
use upbeat_networks::{Credentials, Registry};
use upbeat_publisher::Keys;
use upbeat_testkit::network::{Behaviour, FakeNetwork, FastTime, Promise, Server};

const NETWORK: NetworkId = NetworkId::Mastodon;
const SETTLE_S: u32 = 30;

/// A studio on a manual clock whose one direct network can't tell what became of a post.
struct Desk {
    studio: Studio,
    hands: Hands,
    server: Server,
    account: AccountId,
    _folder: tempfile::TempDir,
}

impl Desk {
    async fn open(behaviour: Behaviour) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let start = Timestamp::parse("2026-11-23T09:00:00Z")?;
        let (clock, hands) = Clock::manual(start);
        let promise =
            Promise { class: ProofClass::Blind, key_life_s: None, settle_s: SETTLE_S, by_words: false };
        // Why an hour behind: the studio's clock stands still, and no request may seem to have lain around.
        let time = FastTime::starting(start.plus_secs(-3_600), 1);
        let server = Server::start(&folder.path().join("network.jsonl"), promise, behaviour, time)?;
        let fake = FakeNetwork::new(server.address(), NETWORK, promise);
        let reach = Reach {
            registry: Registry::empty().with(Arc::new(fake)),
            keys: Keys::Same(Credentials::new()),
            proofs: BTreeMap::from([(NETWORK, promise.proof())]),
        };
        let options = Options {
            data: Some(folder.path().join("data")),
            clock,
            vault_service: "upbeat-tests.api".to_owned(),
            reach: Some(reach),
            ..Options::new(Lang::En)
        };
        let studio = Studio::open(options).await?;
        let account = account(&studio).await?;
        Ok(Self { studio, hands, server, account, _folder: folder })
    }

    async fn draft(&self, text: &str) -> PostId {
        let mut draft = Draft::default();
        draft.body.text = text.to_owned();
        draft.targets = vec![Target { network: NETWORK, account: None, format: None }];
        let request = PostCreate { draft: Some(draft), asset_ids: None };
        good(upbeat_api::post_create(&self.studio, request).await).id
    }

    /// Publishes a text now; nobody knows what became of it.
    async fn doubtful(&self, text: &str) -> anyhow::Result<PublicationId> {
        let request = PublishNow { post_id: self.draft(text).await, account_ids: vec![self.account] };
        let id = good(upbeat_api::publish_now(&self.studio, request).await).publications[0].id;
        self.pass(0).await?;
        self.pass(u64::from(SETTLE_S) * 2).await?;
        assert_eq!(self.publication(id).await.state.as_str(), "needs_person");
        Ok(id)
    }

    /// Lets time pass, then works the queue until nothing is due.
    async fn pass(&self, secs: u64) -> anyhow::Result<()> {
        self.hands.advance(Duration::from_secs(secs));
        let running = queue::run(&self.studio, true, std::future::pending());
        Ok(tokio::time::timeout(Duration::from_secs(60), running).await??)
    }

    async fn publication(&self, id: PublicationId) -> Publication {
        good(upbeat_api::publication_get(&self.studio, PublicationRef { id }).await).publication
    }

    async fn resolve(&self, id: PublicationId, choice: ResolveChoice) -> Publication {
        good(upbeat_api::publication_resolve(&self.studio, PublicationResolve { id, choice }).await)
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

/// Every post lands, every answer is lost.
const DUMB: Behaviour = Behaviour { lose_answer: 100, ..Behaviour::GOOD };

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_finds_the_post_makes_its_receipt() -> anyhow::Result<()> {
    let desk = Desk::open(DUMB).await?;
    let id = desk.doubtful("Bonjour").await?;
    let url = Some("https://fake.example/@brume/1".to_owned());
    let settled = desk.resolve(id, ResolveChoice::There { url: url.clone() }).await;
    let receipt = settled.receipt.map(|receipt| (receipt.proof, receipt.url));
    assert_eq!((settled.state.as_str(), receipt), ("published", Some(("person".to_owned(), url))));
    desk.pass(3_600).await?;
    assert_eq!(desk.server.posts().len(), 1, "it is never sent again");
    let again = PublicationResolve { id, choice: ResolveChoice::Again };
    let refused = upbeat_api::publication_resolve(&desk.studio, again).await.err();
    assert_eq!(refused.map(|error| error.code), Some(Code::PublicationState), "there is nothing left to say");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_finds_nothing_has_it_sent_again_or_leaves_it() -> anyhow::Result<()> {
    // Every request is lost whole.
    let desk = Desk::open(Behaviour { lose_request: 100, ..Behaviour::GOOD }).await?;
    let (left, sent) = (desk.doubtful("Laissé").await?, desk.doubtful("Bonjour").await?);
    assert_eq!(desk.resolve(left, ResolveChoice::Drop).await.state.as_str(), "cancelled");
    assert_eq!(desk.resolve(sent, ResolveChoice::Again).await.state.as_str(), "planned");
    desk.pass(0).await?;
    assert_eq!(desk.server.requests(), 3, "one more for the one that was sent again, none for the other");
    assert_eq!(desk.publication(left).await.state.as_str(), "cancelled");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_goes_out_when_the_person_says_so() -> anyhow::Result<()> {
    let desk = Desk::open(Behaviour::GOOD).await?;
    let at = At::Instant { instant: Timestamp::parse("2026-11-23T10:00:00Z")? };
    let request = Schedule { post_id: desk.draft("Bonjour").await, account_ids: vec![desk.account], at };
    let id = good(upbeat_api::schedule(&desk.studio, request).await).publications[0].id;
    desk.pass(86_400).await?;
    assert_eq!(desk.publication(id).await.state.as_str(), "missed", "a day late is beyond its grace");
    let again = good(upbeat_api::publication_retry(&desk.studio, PublicationRef { id }).await);
    assert_eq!(again.state.as_str(), "planned");
    desk.pass(0).await?;
    assert_eq!((desk.publication(id).await.state.as_str(), desk.server.posts().len()), ("published", 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_comes_back_from_the_bin() -> anyhow::Result<()> {
    let desk = Desk::open(Behaviour::GOOD).await?;
    let post = desk.draft("Bonjour").await;
    good(upbeat_api::post_delete(&desk.studio, PostIds { ids: vec![post] }).await);
    assert_eq!(good(upbeat_api::post_list(&desk.studio, PostList::default()).await).total, 0);
    good(upbeat_api::post_restore(&desk.studio, PostIds { ids: vec![post] }).await);
    let listed = good(upbeat_api::post_list(&desk.studio, PostList::default()).await);
    assert_eq!(listed.posts.iter().map(|post| post.id).collect::<Vec<_>>(), [post]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_network_comes_with_its_formats_and_its_routes() -> anyhow::Result<()> {
    let desk = Desk::open(Behaviour::GOOD).await?;
    let networks = good(upbeat_api::networks_list(&desk.studio, NetworksList {}).await).networks;
    let ids: Vec<NetworkId> = networks.iter().map(|network| network.id).collect();
    assert_eq!(ids, NetworkId::ALL);
    for network in &networks {
        assert!(!network.formats.is_empty() && !network.routes.is_empty(), "{:?}", network.id);
    }
    Ok(())
}
