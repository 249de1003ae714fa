//! A studio on a manual clock whose one direct network is a server of ours on the loopback.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use upbeat_app::post::{self, Edit};
use upbeat_app::publication::{self, Scheduled};
use upbeat_app::studio::Reach;
use upbeat_app::time::At;
use upbeat_app::{Options, Studio, media, queue};
use upbeat_clock::{Clock, Hands};
use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::id::{AccountId, AssetId, PostId, PublicationId};
use upbeat_domain::lang::Lang;
use upbeat_domain::network::{NetworkId, ProofClass, Route};
use upbeat_domain::post::{Body, Target};
use upbeat_domain::publication::Publication;
use upbeat_domain::time::Timestamp;
use upbeat_networks::{Credentials, Registry};
use upbeat_publisher::Keys;
use upbeat_testkit::network::{Behaviour, FakeNetwork, FastTime, Promise, Server};

/// The network that the server stands for: it takes large pictures and every text.
pub const NETWORK: NetworkId = NetworkId::Mastodon;

/// How long anything may take that happens by itself.
const PATIENCE: Duration = Duration::from_secs(60);

/// The studio under test.
pub struct Desk {
    pub studio: Studio,
    pub hands: Hands,
    pub server: Server,
    pub folder: tempfile::TempDir,
}

/// Monday 23 November 2026, 9:00 UTC.
pub fn start() -> Timestamp {
    Timestamp::parse("2026-11-23T09:00:00Z").unwrap()
}

impl Desk {
    /// A fresh studio.
    pub async fn open() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        Self::at(folder, &data).await
    }

    /// A studio whose data lie there.
    pub async fn at(folder: tempfile::TempDir, data: &Path) -> anyhow::Result<Self> {
        Self::opened(folder, data, |options| options).await
    }

    /// The same computer after Upbeat was closed, `between` was done to its data, and Upbeat started again.
    pub async fn restarted(
        self,
        between: impl AsyncFnOnce(&Path) -> anyhow::Result<()>,
        change: impl FnOnce(Options) -> Options,
    ) -> anyhow::Result<Self> {
        let data = self.studio.data().to_owned();
        self.studio.close().await;
        between(&data).await?;
        Self::opened(self.folder, &data, change).await
    }

    async fn opened(
        folder: tempfile::TempDir,
        data: &Path,
        change: impl FnOnce(Options) -> Options,
    ) -> anyhow::Result<Self> {
        let (clock, hands) = Clock::manual(start());
        let promise = Promise { class: ProofClass::Keyed, key_life_s: None, settle_s: 30, by_words: false };
        // Why an hour behind: the studio's clock stands still, and no request may seem to have lain around.
        let time = FastTime::starting(start().plus_secs(-3_600), 1);
        let server = Server::start(&folder.path().join("network.jsonl"), promise, Behaviour::GOOD, time)?;
        let reach = Reach {
            registry: Registry::empty().with(Arc::new(FakeNetwork::new(server.address(), NETWORK, promise))),
            keys: Keys::Same(Credentials::new()),
            proofs: BTreeMap::from([(NETWORK, promise.proof())]),
        };
        let options = Options {
            data: Some(data.to_owned()),
            clock,
            vault_service: "upbeat-tests.app".to_owned(),
            reach: Some(reach),
            ..Options::new(Lang::En)
        };
        Ok(Self { studio: Studio::open(change(options)).await?, hands, server, folder })
    }

    /// A connected account in the workspace on screen.
    pub async fn account(&self) -> anyhow::Result<AccountId> {
        let clock = self.studio.clock();
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
        let mut tx = self.studio.shown().store.begin().await?;
        upbeat_store::account::insert(&mut tx, &account).await?;
        tx.commit().await?;
        Ok(account.id)
    }

    /// A file brought into the library on screen.
    pub async fn import(&self, file: std::path::PathBuf) -> anyhow::Result<AssetId> {
        let brought = media::import(&self.studio, vec![file]).await?;
        anyhow::ensure!(brought.failures.is_empty(), "{:?}", brought.failures);
        Ok(brought.assets[0].asset.id)
    }

    /// A draft of the workspace on screen.
    pub async fn draft(&self, text: &str, assets: Vec<AssetId>) -> anyhow::Result<PostId> {
        let edit = Edit {
            body: Body { text: text.to_owned(), ..Body::default() },
            targets: vec![Target { network: NETWORK, account: None, format: None }],
            ..Edit::default()
        };
        Ok(post::create(&self.studio, edit, assets).await?.id)
    }

    /// Plans a post on an account, so many seconds after the start.
    pub async fn plan(&self, post: PostId, account: AccountId, at_s: i64) -> anyhow::Result<PublicationId> {
        let at = At::Instant(start().plus_secs(at_s));
        let Scheduled { publications, refused } =
            publication::schedule(&self.studio, post, vec![account], at).await?;
        anyhow::ensure!(refused.is_empty(), "{refused:?}");
        Ok(publications[0])
    }

    /// Lets time pass, then works the queue on screen until nothing is due.
    pub async fn pass(&self, secs: u64) -> anyhow::Result<()> {
        self.hands.advance(Duration::from_secs(secs));
        self.run().await
    }

    /// Works the queue on screen until nothing is due.
    pub async fn run(&self) -> anyhow::Result<()> {
        let running = queue::run(&self.studio, true, std::future::pending());
        Ok(tokio::time::timeout(PATIENCE, running).await??)
    }

    /// A publication of the workspace on screen as it stands.
    pub async fn publication(&self, id: PublicationId) -> anyhow::Result<Publication> {
        Ok(publication::get(&self.studio, id).await?.view.publication)
    }

    /// The publications of a post of the workspace on screen.
    pub async fn publications(&self, post: PostId) -> anyhow::Result<Vec<Publication>> {
        let found = publication::list(&self.studio, None, None, Some(post), 100).await?;
        Ok(found.into_iter().map(|view| view.publication).collect())
    }

    /// Waits until something is so.
    pub async fn until(&self, what: &str, so: impl AsyncFn() -> bool) -> anyhow::Result<()> {
        let waiting = async {
            while !so().await {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.map_err(|_| anyhow::anyhow!("never: {what}"))
    }
}
