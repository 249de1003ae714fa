//! A workspace, a network and as many lives as it takes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::id::{AccountId, AssetId, PartId, PostId, PublicationId, WorkspaceId};
use upbeat_domain::network::Route;
use upbeat_domain::post::{Body, Medium, Post, PostState};
use upbeat_domain::publication::{
    Choice, Event, Part, Publication, PublicationState as State, Receipt, Role, Rules,
};
use upbeat_domain::time::Timestamp;
use upbeat_store::{Store, account, post, publication};
use uuid::Uuid;

use super::verdict::{Verdict, judge};
use super::worker::{End, Worker};
use super::{NETWORK, PICTURE, Script};
use crate::network::{Behaviour, FastTime, KillAt, Promise, Server};

/// Seconds of the fast clock in one of ours.
const SPEED: u32 = 100;
/// Lives without a kill after which everything must have come to rest.
const CALM_LIVES_MAX: usize = 40;

/// What is planned.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Plan {
    /// One post of words.
    Words,
    /// One post with a picture.
    Picture,
    /// Two posts, one answering the other.
    Thread,
    /// Two publications of the same words on the same account.
    Twins,
}

/// A workspace and its network.
pub struct Scene {
    worker: Worker,
    folder: TempDir,
    server: Server,
    promise: Promise,
    time: FastTime,
    runtime: tokio::runtime::Runtime,
    workspace: WorkspaceId,
    account: AccountId,
    naive: bool,
    asked: usize,
    kills: usize,
    lives: usize,
}

impl Scene {
    /// A fresh workspace with one account on a fresh network.
    ///
    /// # Errors
    /// When the disk or the loopback refuse.
    pub fn new(worker: Worker, promise: Promise, behaviour: Behaviour) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let time = FastTime::starting(Timestamp::parse("2026-11-23T09:00:00Z")?, SPEED);
        std::fs::copy(picture(), folder.path().join(PICTURE))?;
        let server = Server::start(&folder.path().join("network.jsonl"), promise, behaviour, time)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let account = AccountId::new(Uuid::now_v7());
        let workspace = WorkspaceId::new(Uuid::now_v7());
        let scene = Self {
            worker,
            folder,
            server,
            promise,
            time,
            runtime,
            workspace,
            account,
            naive: false,
            asked: 0,
            kills: 0,
            lives: 0,
        };
        scene.with_store(async |store| {
            let mut tx = store.begin().await?;
            account::insert(&mut tx, &scene.account()).await?;
            Ok(tx.commit().await?)
        })?;
        Ok(scene)
    }

    /// The same with the naive queue: the control.
    ///
    /// # Errors
    /// As [`Scene::new`].
    pub fn naive(worker: Worker, behaviour: Behaviour) -> Result<Self> {
        let class = upbeat_domain::network::ProofClass::Blind;
        let patient = Promise { class, key_life_s: None, settle_s: 3_600, by_words: false };
        Ok(Self { naive: true, ..Self::new(worker, patient, behaviour)? })
    }

    /// The network.
    #[must_use]
    pub const fn server(&self) -> &Server {
        &self.server
    }

    /// Lives that were ended by a kill so far, and lives in all.
    #[must_use]
    pub const fn kills(&self) -> (usize, usize) {
        (self.kills, self.lives)
    }

    /// Plans publications for now.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn plan(&self, plans: &[Plan]) -> Result<()> {
        self.with_store(async |store| {
            let mut tx = store.begin().await?;
            for publication in plans.iter().flat_map(|plan| self.planned(*plan)) {
                post::insert(&mut tx, &self.post(publication.post)).await?;
                publication::insert(&mut tx, &publication).await?;
            }
            Ok(tx.commit().await?)
        })
    }

    /// One life of the publisher, which may end at a failpoint, at the network's hand, or after a time.
    ///
    /// # Errors
    /// When the worker ends in a way that nobody ordered.
    pub fn live(&mut self, die_at: Option<(&str, u32)>, kill_after: Option<Duration>) -> Result<bool> {
        let script = Script {
            folder: self.folder.path().to_owned(),
            workspace: self.workspace,
            address: self.server.address(),
            promise: self.promise,
            time: self.time,
            die_at: die_at.map(|(name, pass)| (name.to_owned(), pass)),
            naive: self.naive,
        };
        let end = self.worker.live(&script, kill_after)?;
        self.lives += 1;
        self.kills += usize::from(end == End::Killed);
        Ok(end == End::Killed)
    }

    /// One life that the network ends.
    ///
    /// # Errors
    /// As [`Scene::live`].
    pub fn live_until(&mut self, at: KillAt) -> Result<bool> {
        self.server.kill_next(Some(at));
        let killed = self.live(None, None);
        self.server.kill_next(None);
        killed
    }

    /// Lets the publisher live in peace, and the person answer truthfully, until everything has come to rest.
    ///
    /// # Errors
    /// When it doesn't.
    pub fn come_to_rest(&mut self) -> Result<()> {
        for _ in 0..CALM_LIVES_MAX {
            self.live(None, None)?;
            self.server.quiet();
            let asked = self.answer_as_the_person()?;
            self.asked += asked;
            if asked == 0 && self.open()? == 0 {
                return Ok(());
            }
        }
        let left: Vec<State> = self.publications()?.iter().map(|publication| publication.state).collect();
        bail!("it never came to rest: {left:?}")
    }

    /// The person looks at the network whenever asked, and says what is there. A post that another publication has
    /// its receipt for already isn't the one.
    fn answer_as_the_person(&self) -> Result<usize> {
        let posts = self.server.posts();
        let all = self.publications()?;
        let receipts = all.iter().flat_map(|found| &found.parts).filter_map(|part| part.receipt.as_ref());
        let mut taken: BTreeSet<String> = receipts.map(|receipt| receipt.remote_id.clone()).collect();
        let asked: Vec<Publication> =
            all.into_iter().filter(|found| found.state == State::NeedsPerson).collect();
        self.with_store(async |store| {
            for found in &asked {
                let part = found.current().context("a part in question")?;
                let there =
                    posts.iter().find(|post| post.text == part.content.text && !taken.contains(&post.id));
                taken.extend(there.map(|post| post.id.clone()));
                let choice = there.map_or(Choice::Again, |post| {
                    Choice::There(Receipt {
                        remote_id: post.id.clone(),
                        url: None,
                        at: self.time.now(),
                        audience: "public".to_owned(),
                        proof: "person".to_owned(),
                    })
                });
                let mut tx = store.begin().await?;
                let rules = Rules::new(&self.promise.proof(), self.time.now(), 0);
                publication::apply(&mut tx, found.id, Event::Resolved(choice), &rules).await?;
                tx.commit().await?;
            }
            Ok(asked.len())
        })
    }

    /// Publications that aren't over.
    fn open(&self) -> Result<usize> {
        if self.naive {
            return Ok(0);
        }
        Ok(self.publications()?.iter().filter(|found| !found.state.is_final()).count())
    }

    /// What became of everything; also checks every page of the database.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn verdict(&self) -> Result<Verdict> {
        self.with_store(async |store| Ok(store.check().await?))?;
        let publications = self.publications()?;
        let parts: Vec<&Part> = publications.iter().flat_map(|found| &found.parts).collect();
        let picture = std::fs::read(self.folder.path().join(PICTURE))?;
        let verdict = judge(&parts, &self.server, &picture, self.naive);
        Ok(Verdict { asked: self.asked, ..verdict })
    }

    /// What happened to every part that is on the network more often than it was planned: its posts, and the log.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn doubles(&self) -> Result<String> {
        let (posts, all) = (self.server.posts(), self.publications()?);
        let words: Vec<&str> =
            all.iter().flat_map(|found| &found.parts).map(|part| part.content.text.as_str()).collect();
        let count = |text: &str| words.iter().filter(|word| **word == text).count();
        let doubled = |text: &str| posts.iter().filter(|post| post.text == text).count() > count(text);
        let mut story = String::new();
        for found in all.iter().filter(|found| found.parts.iter().any(|part| doubled(&part.content.text))) {
            let log = self
                .with_store(async |store| Ok(publication::log(&mut store.read().await?, found.id).await?))?;
            for part in &found.parts {
                let receipt = part.receipt.as_ref().map(|receipt| (&receipt.remote_id, &receipt.proof));
                story += &format!("{} {}: {receipt:?}\n", found.id, part.key);
                for post in posts.iter().filter(|post| post.text == part.content.text) {
                    story += &format!("  {post:?}\n");
                }
            }
            for line in log {
                story += &format!("  {} {} {:?}\n", line.at, line.event, line.detail);
            }
        }
        Ok(story)
    }

    fn publications(&self) -> Result<Vec<Publication>> {
        self.with_store(async |store| {
            let (from, to) = (Timestamp::from_micros(0), Timestamp::from_micros(i64::MAX));
            Ok(publication::between(&mut store.read().await?, from, to, 100_000).await?)
        })
    }

    fn with_store<T>(&self, work: impl AsyncFnOnce(&Store) -> Result<T>) -> Result<T> {
        self.runtime.block_on(async {
            let store = Store::open(self.folder.path()).await?;
            let done = work(&store).await;
            store.close().await;
            done
        })
    }

    /// The workspace's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn planned(&self, plan: Plan) -> Vec<Publication> {
        let words = Uuid::now_v7().to_string();
        match plan {
            Plan::Words => vec![self.publication(&words, 1, false)],
            Plan::Picture => vec![self.publication(&words, 1, true)],
            Plan::Thread => vec![self.publication(&words, 2, false)],
            Plan::Twins => vec![self.publication(&words, 1, false), self.publication(&words, 1, false)],
        }
    }

    fn publication(&self, words: &str, parts: u32, picture: bool) -> Publication {
        let id = PublicationId::new(Uuid::now_v7());
        let now = self.time.now();
        let media: Vec<Medium> = picture.then(medium).into_iter().collect();
        let part = |position: u32| {
            let body = Body { text: format!("{words}/{position}"), media: media.clone(), ..Body::default() };
            let id = PartId::new(Uuid::now_v7());
            Part::planned(id, position, Role::Post, body, id.to_string())
        };
        Publication {
            id,
            post: PostId::new(Uuid::now_v7()),
            account: self.account,
            network: NETWORK,
            format: "thread".to_owned(),
            route: Route::Direct,
            body: Body::default(),
            state: State::Planned,
            due_at: now,
            wish: None,
            zone_table: None,
            // Why: a slow computer must not turn a kill test into a test of lateness.
            grace_s: 86_400,
            retry_at: None,
            trouble: None,
            created_at: now,
            updated_at: now,
            parts: (0..parts).map(part).collect(),
        }
    }

    fn post(&self, id: PostId) -> Post {
        let now = self.time.now();
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

    fn account(&self) -> Account {
        Account {
            id: self.account,
            network: NETWORK,
            remote_id: "1".to_owned(),
            server: "https://fake.example".to_owned(),
            handle: "brume".to_owned(),
            display_name: "Atelier Brume".to_owned(),
            avatar: None,
            route: Route::Direct,
            own_network: true,
            server_limits: None,
            state: AccountState::Connected,
            secret_generation: 0,
            grace_s: 86_400,
            position: 0,
            created_at: self.time.now(),
            checked_at: None,
            deleted_at: None,
        }
    }
}

/// A real picture, small: the app's own icon.
fn picture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../icons/128x128.png")
}

fn medium() -> Medium {
    Medium::of(AssetId::new(Uuid::now_v7()))
}
