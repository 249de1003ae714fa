//! The studio: everything that the use-cases work with, put together once.

mod open;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono_tz::Tz;
use tokio::sync::{Mutex, broadcast};
use upbeat_clock::Clock;
use upbeat_domain::code::Code;
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;
use upbeat_domain::workspace::Workspace;
use upbeat_library::{Library, Permits};
use upbeat_media::Engine;
use upbeat_networks::Registry;
use upbeat_publisher::{Keys, Publisher, Setup};
use upbeat_store::{Store, studio as file};
use upbeat_vault::Vault;

pub use open::Open;

use crate::account::flow::Flows;
use crate::event::{Event, Noun};
use crate::failure::Failure;
use crate::queue::{Turn, files_of};
use crate::{time, workspace};

/// Events that a slow listener may lag behind before it has to read everything again.
const EVENTS_KEPT: usize = 1_024;

/// How long the keychain's answer holds.
const VAULT_ASKED_EVERY: Duration = Duration::from_secs(60);

/// Environment variable that names another keychain service, so that tests never touch a person's keys.
pub const VAULT_VARIABLE: &str = "UPBEAT_KEYCHAIN_SERVICE";

/// How to open the studio.
#[derive(Clone, Debug)]
pub struct Options {
    /// The data folder; none for the system's place.
    pub data: Option<PathBuf>,
    /// The clock.
    pub clock: Clock,
    /// Language where the person chose none.
    pub lang: Lang,
    /// Name or folder of the workspace to show; none for the last one opened.
    pub workspace: Option<String>,
    /// The keychain's service name; tests use their own.
    pub vault_service: String,
}

impl Options {
    /// The system's own clock, folder and keychain.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self {
            data: None,
            clock: Clock::system(),
            lang,
            workspace: None,
            vault_service: std::env::var(VAULT_VARIABLE).unwrap_or_else(|_| upbeat_vault::SERVICE.to_owned()),
        }
    }
}

/// The studio. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Studio(Arc<Inner>);

struct Inner {
    data: PathBuf,
    clock: Clock,
    system_lang: Lang,
    system_zone: Tz,
    vault: Vault,
    registry: Registry,
    engine: Engine,
    permits: Permits,
    publisher: Publisher,
    flows: Flows,
    client: upbeat_net::Client,
    vault_known: std::sync::Mutex<KnownVault>,
    /// Whether this process works the queues.
    working: AtomicBool,
    lang: RwLock<Lang>,
    open: Mutex<BTreeMap<WorkspaceId, Arc<Open>>>,
    shown: RwLock<Arc<Open>>,
    events: broadcast::Sender<Event>,
    turns: broadcast::Sender<Turn>,
}

/// What the keychain said last.
#[derive(Debug, Default)]
struct KnownVault {
    asked_at: Option<Duration>,
    asking: bool,
    trouble: Option<Failure>,
}

impl Studio {
    /// Opens the studio: the workspace asked for, else the last one opened, else a new one.
    ///
    /// # Errors
    /// What the disk says; `not_found` where the workspace asked for isn't there.
    pub async fn open(options: Options) -> Result<Self, Failure> {
        let data = match options.data {
            Some(data) => data,
            None => upbeat_os::folder::data()
                .map_err(|error| Failure::about(Code::StorageUnwritable, error.to_string()))?,
        };
        let listed = {
            let data = data.clone();
            blocking(move || file::read(&data)).await??
        };
        let lang = listed.window.lang.unwrap_or(options.lang);
        let zone = time::system_zone();
        let id = match workspace::pick(&listed, &data, options.workspace.as_deref())? {
            Some(id) => id,
            None => workspace::make_first(&data, &options.clock, lang, zone).await?,
        };
        let engine = blocking(Engine::detect).await?;
        let permits = Permits::default();
        let library = |store: &Store| {
            Library::new(store.clone(), engine.clone(), options.clock.clone(), permits.clone())
        };
        let shown = Arc::new(Open::open(&data, id, library).await?);
        let vault = Vault::open(&options.vault_service);
        let client = upbeat_net::Client::new().map_err(Failure::fault)?;
        let registry = Registry::new(&client);
        let publisher = Publisher::new(Setup {
            clock: options.clock.clone(),
            registry: registry.clone(),
            keys: Keys::Vault(vault.clone()),
            proofs: upbeat_publisher::proofs(upbeat_networks::all_limits()),
        });
        let dates = client.clone();
        publisher.compare_with(move || dates.server_date());
        let (events, _) = broadcast::channel(EVENTS_KEPT);
        let (turns, _) = broadcast::channel(EVENTS_KEPT);
        let studio = Self(Arc::new(Inner {
            data,
            clock: options.clock,
            system_lang: options.lang,
            system_zone: zone,
            vault,
            registry,
            engine,
            permits,
            publisher,
            flows: Flows::default(),
            client,
            vault_known: std::sync::Mutex::default(),
            working: AtomicBool::new(false),
            lang: RwLock::new(lang),
            open: Mutex::new(BTreeMap::from([(id, shown.clone())])),
            shown: RwLock::new(shown.clone()),
            events,
            turns,
        }));
        studio.listen_to(&shown);
        Ok(studio)
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.0.data
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The keychain.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// The connectors at hand.
    pub(crate) fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// The media engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Works the queues.
    pub(crate) fn publisher(&self) -> &Publisher {
        &self.0.publisher
    }

    /// Connections that wait for the person in the browser.
    pub(crate) fn flows(&self) -> &Flows {
        &self.0.flows
    }

    /// What was wrong with the keychain when it was last asked. Asked anew in the background at most
    /// once in a while: it may be asking the person for a password, and no screen waits for that.
    pub(crate) fn vault_trouble(&self) -> Option<Failure> {
        let mut known = self.0.vault_known.lock().unwrap_or_else(PoisonError::into_inner);
        let age = known.asked_at.map(|at| self.0.clock.steady().saturating_sub(at));
        if !known.asking && age.is_none_or(|age| age > VAULT_ASKED_EVERY) {
            known.asking = true;
            let studio = self.clone();
            tokio::spawn(async move { studio.ask_vault().await });
        }
        known.trouble.clone()
    }

    /// Asks the keychain now; it may ask the person.
    pub(crate) async fn ask_vault(&self) -> Option<Failure> {
        let trouble = self.0.vault.check().await.err().map(Failure::from);
        let mut known = self.0.vault_known.lock().unwrap_or_else(PoisonError::into_inner);
        let news = known.trouble != trouble;
        *known =
            KnownVault { asked_at: Some(self.0.clock.steady()), asking: false, trouble: trouble.clone() };
        drop(known);
        if news {
            self.changed(Noun::Studio, [] as [&str; 0]);
        }
        trouble
    }

    /// Whether a network answered lately; none before the first call.
    #[must_use]
    pub fn online(&self) -> Option<bool> {
        self.0.client.server_date().map(|_| true)
    }

    /// Whether this process works the queue of the workspace on screen.
    #[must_use]
    pub fn works_queue(&self) -> bool {
        self.0.working.load(std::sync::atomic::Ordering::Relaxed)
    }

    pub(crate) fn set_working(&self, working: bool) {
        self.0.working.store(working, std::sync::atomic::Ordering::Relaxed);
    }

    /// Language of what people read.
    #[must_use]
    pub fn lang(&self) -> Lang {
        *self.0.lang.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Language where the person chose none.
    #[must_use]
    pub fn system_lang(&self) -> Lang {
        self.0.system_lang
    }

    /// The zone that this computer is set to.
    #[must_use]
    pub fn system_zone(&self) -> Tz {
        self.0.system_zone
    }

    /// The workspace on screen.
    #[must_use]
    pub fn shown(&self) -> Arc<Open> {
        self.0.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the workspace on screen says of itself.
    ///
    /// # Errors
    /// What the disk says.
    pub async fn workspace(&self) -> Result<Workspace, Failure> {
        self.shown().workspace().await
    }

    /// Listens to what happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Tells everybody that something changed.
    pub(crate) fn changed<I: ToString>(&self, noun: Noun, ids: impl IntoIterator<Item = I>) {
        let ids = ids.into_iter().map(|id| id.to_string()).collect();
        // Why: nobody listening is fine; the command line does not.
        let _nobody = self.0.events.send(Event::Changed { noun, ids });
    }

    /// Opens a workspace, or returns it where it is open already.
    pub(crate) async fn opened(&self, id: WorkspaceId) -> Result<Arc<Open>, Failure> {
        let mut open = self.0.open.lock().await;
        if let Some(found) = open.get(&id) {
            return Ok(found.clone());
        }
        let inner = &self.0;
        let library = |store: &Store| {
            Library::new(store.clone(), inner.engine.clone(), inner.clock.clone(), inner.permits.clone())
        };
        let fresh = Arc::new(Open::open(&inner.data, id, library).await?);
        open.insert(id, fresh.clone());
        self.listen_to(&fresh);
        Ok(fresh)
    }

    /// Passes on what a workspace's library tells, for as long as it is open.
    fn listen_to(&self, open: &Arc<Open>) {
        let (studio, id, mut jobs) = (Arc::downgrade(&self.0), open.id, open.library.events());
        tokio::spawn(async move {
            loop {
                let heard = jobs.recv().await;
                let Some(studio) = studio.upgrade().map(Self) else { return };
                match heard {
                    Ok(job) => studio.hear(id, &job),
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        studio.changed(Noun::Renditions, [] as [&str; 0]);
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                }
            }
        });
    }

    fn hear(&self, workspace: WorkspaceId, job: &upbeat_library::JobEvent) {
        use upbeat_domain::job::JobState;
        // Why: a screen shows one workspace; work for another must not stir it.
        if self.shown().id != workspace {
            return;
        }
        let _nobody = self.0.events.send(Event::Progress(crate::event::Progress {
            job: job.job,
            asset: job.asset,
            done: job.done,
            total: job.total,
            percent: job.percent,
            eta_ms: job.eta_ms,
        }));
        match job.state {
            JobState::Done | JobState::Failed | JobState::Cancelled => {
                self.changed(Noun::Renditions, [job.asset]);
            }
            JobState::Waiting | JobState::Running => {}
        }
    }

    /// Hears whenever it becomes the person's turn, in any workspace.
    #[must_use]
    pub fn turns(&self) -> broadcast::Receiver<Turn> {
        self.0.turns.subscribe()
    }

    pub(crate) fn tell_turn(&self, turn: Turn) {
        let _nobody = self.0.turns.send(turn);
    }

    /// Lets the publisher work a workspace's queue.
    pub(crate) async fn take_on(&self, open: &Arc<Open>) -> Result<(), Failure> {
        let files = files_of(open);
        let queue = upbeat_publisher::Workspace { id: open.id, store: open.store.clone(), files };
        self.0.publisher.add(queue).await.map_err(|error| match error {
            upbeat_publisher::PublisherError::Store(error) => Failure::from(error),
        })
    }

    /// Every open workspace.
    pub(crate) async fn all_open(&self) -> Vec<Arc<Open>> {
        self.0.open.lock().await.values().cloned().collect()
    }

    /// Puts a workspace on screen.
    pub(crate) fn show(&self, open: Arc<Open>) {
        *self.0.shown.write().unwrap_or_else(PoisonError::into_inner) = open;
        self.changed(Noun::Workspace, [] as [&str; 0]);
    }

    /// Speaks another language from now on, without writing that down.
    pub fn speak(&self, lang: Lang) {
        self.set_lang(lang);
    }

    pub(crate) fn set_lang(&self, lang: Lang) {
        *self.0.lang.write().unwrap_or_else(PoisonError::into_inner) = lang;
    }

    /// Closes every database in an orderly way.
    pub async fn close(&self) {
        self.0.publisher.close().await;
        for open in self.all_open().await {
            open.close().await;
        }
    }
}

/// Runs a use-case that writes to its end, whether or not anybody still waits for it.
pub(crate) async fn undroppable<T: Send + 'static>(
    work: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    tokio::spawn(work).await.map_err(Failure::fault)?
}

/// Runs something that blocks its thread.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(Failure::fault)
}
