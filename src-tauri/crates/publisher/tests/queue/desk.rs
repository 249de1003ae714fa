//! A workspace with an account, a network that answers as told, a manual clock, and a publisher.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use upbeat_clock::{Clock, Hands};
use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::id::{AccountId, AssetId, PartId, PostId, PublicationId, WorkspaceId};
use upbeat_domain::limits::{Confidence, Proof, Provenance};
use upbeat_domain::network::{NetworkId, ProofClass, Route};
use upbeat_domain::post::{Body, Medium, Post, PostState};
use upbeat_domain::publication::{Part, Publication, PublicationState, Role, Rules};
use upbeat_domain::time::Timestamp;
use upbeat_networks::{Credentials, Registry};
use upbeat_publisher::{Files, Gate, Keys, Publisher, Setup, Workspace};
use upbeat_store::{Store, account, post, publication};

use crate::network::Scripted;

pub struct Desk {
    _folder: TempDir,
    pub clock: Clock,
    pub hands: Hands,
    pub network: Scripted,
    pub publisher: Publisher,
    pub workspace: WorkspaceId,
    pub account: AccountId,
    pub store: Store,
    pub proof: Proof,
}

/// Earlier than any computer's clock that runs this: the database must never be ahead of a real clock.
pub fn start() -> Timestamp {
    Timestamp::parse("2025-01-06T09:00:00Z").unwrap()
}

pub fn proof(class: ProofClass, key_life_s: Option<u32>, settle_s: u32) -> Proof {
    let provenance = Provenance {
        source: "test".to_owned(),
        checked: "2026-11-23".to_owned(),
        confidence: Confidence::Code,
        note: None,
    };
    Proof { class, key_life_s, settle_s, upload_life_s: Some(3600), provenance }
}

pub fn no_files() -> Files {
    Arc::new(|_| Box::pin(async { Ok(Vec::new()) }))
}

pub fn publisher(clock: &Clock, network: &Scripted, proof: &Proof) -> Publisher {
    Publisher::new(Setup {
        clock: clock.clone(),
        registry: Registry::empty().with(Arc::new(network.clone())),
        keys: Keys::Same(Credentials::new()),
        proofs: BTreeMap::from([(NetworkId::Bluesky, proof.clone())]),
    })
}

/// Waits until something holds, for twenty seconds at most.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect(what);
}

impl Desk {
    pub async fn new(class: ProofClass) -> Self {
        Self::with(Scripted::new(), proof(class, None, 30)).await
    }

    pub async fn with(network: Scripted, proof: Proof) -> Self {
        let (clock, hands) = Clock::manual(start());
        let publisher = publisher(&clock, &network, &proof);
        Self::beside(clock, hands, network, publisher, proof).await
    }

    /// Another workspace of the same publisher.
    pub async fn beside(
        clock: Clock,
        hands: Hands,
        network: Scripted,
        publisher: Publisher,
        proof: Proof,
    ) -> Self {
        let this = Self::closed(clock, hands, network, publisher, proof).await;
        this.work(no_files()).await;
        this
    }

    /// A workspace whose files are made in that way.
    pub async fn with_files(network: Scripted, proof: Proof, files: Files) -> Self {
        let (clock, hands) = Clock::manual(start());
        let publisher = publisher(&clock, &network, &proof);
        let this = Self::closed(clock, hands, network, publisher, proof).await;
        this.work(files).await;
        this
    }

    /// Gives its queue to its publisher.
    async fn work(&self, files: Files) {
        let workspace = Workspace { id: self.workspace, store: self.store.clone(), files };
        self.publisher.add(workspace).await.unwrap();
    }

    /// Another publisher for the same workspace, as a process that starts anew has it.
    pub async fn another_publisher(&self) -> Publisher {
        let other = publisher(&self.clock, &self.network, &self.proof);
        let workspace = Workspace { id: self.workspace, store: self.store.clone(), files: no_files() };
        other.add(workspace).await.unwrap();
        other
    }

    /// A workspace whose queue nobody works yet.
    async fn closed(
        clock: Clock,
        hands: Hands,
        network: Scripted,
        publisher: Publisher,
        proof: Proof,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let workspace = WorkspaceId::new(clock.uuid());
        let account = AccountId::new(clock.uuid());
        let mut tx = store.begin().await.unwrap();
        account::insert(&mut tx, &account_of(account, clock.now())).await.unwrap();
        tx.commit().await.unwrap();
        Self { _folder: folder, clock, hands, network, publisher, workspace, account, store, proof }
    }

    /// A second account in the same workspace.
    pub async fn another_account(&self) -> AccountId {
        let id = AccountId::new(self.clock.uuid());
        let account = Account { remote_id: "did:plc:y".to_owned(), ..account_of(id, self.clock.now()) };
        let mut tx = self.store.begin().await.unwrap();
        account::insert(&mut tx, &account).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Plans a publication of these parts in so many seconds.
    pub async fn plan(&self, in_s: i64, parts: &[&str]) -> PublicationId {
        self.plan_as(in_s, parts, |_| {}).await
    }

    /// Plans so many publications, all of one post, in one transaction.
    pub async fn plan_many(&self, count: usize, in_s: i64) {
        let first = self.plan(in_s, &["plus tard"]).await;
        let first = self.get(first).await;
        let mut tx = self.store.begin().await.unwrap();
        for _ in 1..count {
            let mut next = first.clone();
            next.id = PublicationId::new(self.clock.uuid());
            next.parts[0].id = PartId::new(self.clock.uuid());
            publication::insert(&mut tx, &next).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    pub async fn plan_as(
        &self,
        in_s: i64,
        parts: &[&str],
        change: impl FnOnce(&mut Publication),
    ) -> PublicationId {
        let now = self.clock.now();
        let part = |(position, text): (usize, &&str)| {
            let id = PartId::new(self.clock.uuid());
            let body = Body { text: (*text).to_owned(), ..Body::default() };
            Part::planned(id, u32::try_from(position).unwrap(), Role::Post, body, id.to_string())
        };
        let mut planned = Publication {
            id: PublicationId::new(self.clock.uuid()),
            post: PostId::new(self.clock.uuid()),
            account: self.account,
            network: NetworkId::Bluesky,
            format: "text".to_owned(),
            route: Route::Direct,
            body: Body::default(),
            state: PublicationState::Planned,
            due_at: now.plus_secs(in_s),
            wish: None,
            zone_table: None,
            grace_s: 1800,
            retry_at: None,
            trouble: None,
            created_at: now,
            updated_at: now,
            parts: parts.iter().enumerate().map(part).collect(),
        };
        change(&mut planned);
        let mut tx = self.store.begin().await.unwrap();
        post::insert(&mut tx, &post_of(planned.post, now)).await.unwrap();
        publication::insert(&mut tx, &planned).await.unwrap();
        tx.commit().await.unwrap();
        planned.id
    }

    /// Plans a publication with one picture, for now.
    pub async fn plan_picture(&self, text: &str) -> PublicationId {
        self.plan_as(0, &[text], |planned| planned.parts[0].content.media.push(picture(&self.clock))).await
    }

    pub async fn pause(&self, paused: bool) {
        let mut tx = self.store.begin().await.unwrap();
        Gate::pause(&mut tx, paused).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn set_account(&self, state: AccountState) {
        let mut tx = self.store.begin().await.unwrap();
        account::set_state(&mut tx, self.account, state).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn gate(&self) -> Gate {
        Gate::read(&mut self.store.read().await.unwrap()).await.unwrap()
    }

    /// The person says that the clock is right.
    pub async fn release(&self) {
        let mut tx = self.store.begin().await.unwrap();
        Gate::release(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn get(&self, id: PublicationId) -> Publication {
        publication::get(&mut self.store.read().await.unwrap(), id).await.unwrap()
    }

    pub async fn state(&self, id: PublicationId) -> PublicationState {
        self.get(id).await.state
    }

    /// Lets time pass, then has the queue looked at and its work finished.
    pub async fn pass(&self, secs: u64) {
        self.hands.advance(Duration::from_secs(secs));
        self.look().await;
    }

    pub async fn look(&self) {
        self.publisher.tick().await;
        self.publisher.finish().await;
    }

    /// Time as it passes while the app runs: a look every twenty seconds.
    pub async fn run_for(&self, secs: u64) {
        for _ in 0..secs.div_ceil(20) {
            self.pass(20).await;
        }
    }

    pub async fn apply(&self, id: PublicationId, event: upbeat_domain::publication::Event) -> Publication {
        let rules = Rules::new(&self.proof, self.clock.now(), 0);
        let mut tx = self.store.begin().await.unwrap();
        let (after, _) = publication::apply(&mut tx, id, event, &rules).await.unwrap();
        tx.commit().await.unwrap();
        after
    }
}

fn picture(clock: &Clock) -> Medium {
    Medium::of(AssetId::new(clock.uuid()))
}

fn account_of(id: AccountId, now: Timestamp) -> Account {
    Account {
        id,
        network: NetworkId::Bluesky,
        remote_id: "did:plc:x".to_owned(),
        server: "https://net.example".to_owned(),
        handle: "brume".to_owned(),
        display_name: "Atelier Brume".to_owned(),
        avatar: None,
        route: Route::Direct,
        own_network: false,
        server_limits: None,
        state: AccountState::Connected,
        secret_generation: 0,
        grace_s: 1800,
        position: 0,
        created_at: now,
        checked_at: None,
        deleted_at: None,
    }
}

fn post_of(id: PostId, now: Timestamp) -> Post {
    Post {
        id,
        title: String::new(),
        state: PostState::Ready,
        body: Body::default(),
        targets: Vec::new(),
        variants: Vec::new(),
        wish: None,
        revision: 1,
        created_at: now,
        updated_at: now,
        deleted_at: None,
    }
}
