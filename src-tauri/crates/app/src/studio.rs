//! The studio: everything that the use-cases work with, put together once.

mod keychain;
mod news;
mod open;
mod options;
mod workspaces;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, PoisonError, RwLock};

use chrono_tz::Tz;
use tokio::sync::{Mutex, broadcast};
use upbeat_clock::Clock;
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;
use upbeat_domain::workspace::Workspace;
use upbeat_library::{Library, Permits};
use upbeat_media::{Cancel, Engine};
use upbeat_networks::Registry;
use upbeat_publisher::{Publisher, Setup};
use upbeat_store::{Store, studio as file};
use upbeat_vault::Vault;

pub use open::Open;
pub(crate) use options::data_folder;
pub use options::{Options, Reach, VAULT_VARIABLE};

use crate::account::flow::Flows;
use crate::event::{Alarm, Event};
use crate::failure::Failure;
use crate::queue::Turn;
use crate::{time, workspace};

/// Events that a slow listener may lag behind before it has to read everything again.
const EVENTS_KEPT: usize = 1_024;

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
    vault_known: std::sync::Mutex<keychain::KnownVault>,
    looking: std::sync::Mutex<BTreeMap<&'static str, Cancel>>,
    /// Whether this process works the queues.
    working: AtomicBool,
    lang: RwLock<Lang>,
    open: Mutex<BTreeMap<WorkspaceId, Arc<Open>>>,
    refused: std::sync::Mutex<workspaces::Refused>,
    shown: RwLock<Arc<Open>>,
    events: broadcast::Sender<Event>,
    turns: broadcast::Sender<Turn>,
    alarms: broadcast::Sender<Alarm>,
}

impl Studio {
    /// Opens the studio: the workspace asked for, else the last one opened, else a new one.
    ///
    /// # Errors
    /// What the disk says; `not_found` where the workspace asked for isn't there.
    pub async fn open(options: Options) -> Result<Self, Failure> {
        let data = options.folder()?;
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
        let others = if options.or_another { listed.workspaces.as_slice() } else { &[] };
        let (shown, refused) = workspaces::first(&data, id, others, library).await?;
        let vault = Vault::open(&options.vault_service);
        let client = upbeat_net::Client::new().map_err(Failure::fault)?;
        let reach = options.reach.unwrap_or_else(|| Reach::of_networks(&client, &vault));
        let registry = reach.registry.clone();
        let publisher = Publisher::new(Setup {
            clock: options.clock.clone(),
            registry: reach.registry,
            keys: reach.keys,
            proofs: reach.proofs,
        });
        let dates = client.clone();
        publisher.compare_with(move || dates.server_date());
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
            looking: std::sync::Mutex::default(),
            working: AtomicBool::new(false),
            lang: RwLock::new(lang),
            open: Mutex::new(BTreeMap::from([(shown.id, shown.clone())])),
            refused: std::sync::Mutex::new(refused),
            shown: RwLock::new(shown.clone()),
            events: broadcast::channel(EVENTS_KEPT).0,
            turns: broadcast::channel(EVENTS_KEPT).0,
            alarms: broadcast::channel(EVENTS_KEPT).0,
        }));
        studio.listen_to(&shown);
        studio.follow_line();
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

    /// The one HTTP client.
    pub(crate) fn client(&self) -> &upbeat_net::Client {
        &self.0.client
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

    /// Whether networks were reached lately; none before the first call.
    #[must_use]
    pub fn online(&self) -> Option<bool> {
        *self.0.client.online().borrow()
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

impl Studio {
    /// Begins a look at a medium that the person asks for; one of the same kind that is under way ends.
    pub(crate) fn looking_anew(&self, question: &'static str) -> Cancel {
        let cancel = Cancel::new();
        let mut looking = self.0.looking.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(before) = looking.insert(question, cancel.clone()) {
            before.cancel();
        }
        cancel
    }
}

/// Runs something that blocks its thread.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(Failure::fault)
}
