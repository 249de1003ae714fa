//! One workspace that is open: its database, its media, the worker of its render jobs.

use std::path::Path;
use std::sync::PoisonError;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use upbeat_domain::code::Code;
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::workspace::Workspace;
use upbeat_library::Library;
use upbeat_store::{Store, studio as file};

use crate::failure::Failure;

/// A workspace that is open.
#[derive(Debug)]
pub struct Open {
    /// Identity.
    pub id: WorkspaceId,
    /// Its database.
    pub store: Store,
    /// Its media.
    pub library: Library,
    /// What was found to be wrong with its database while it was open.
    trouble: std::sync::Mutex<Option<Failure>>,
    /// Says that it closes.
    closing: watch::Sender<bool>,
    /// The worker of its render jobs, once somebody needed it.
    worker: std::sync::Mutex<Option<JoinHandle<()>>>,
}

impl Open {
    pub(super) async fn open(
        data: &Path,
        id: WorkspaceId,
        library: impl FnOnce(&Store) -> Library,
    ) -> Result<Self, Failure> {
        let folder = file::workspace_folder(data, id);
        let store = Store::open(&folder).await.map_err(|error| {
            let mut failure = Failure::from(error);
            failure.subject.get_or_insert_with(|| folder.display().to_string());
            failure
        })?;
        let library = library(&store);
        let (closing, _) = watch::channel(false);
        Ok(Self {
            id,
            store,
            library,
            trouble: std::sync::Mutex::default(),
            closing,
            worker: std::sync::Mutex::default(),
        })
    }

    /// What was found to be wrong with its database while it was open.
    pub(crate) fn trouble(&self) -> Option<Failure> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note_trouble(&self, failure: Failure) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }

    /// Sees to it that render jobs are worked on in this process.
    pub(crate) fn work(&self) {
        let mut worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        if worker.is_none() {
            let (library, mut closing) = (self.library.clone(), self.closing.subscribe());
            *worker = Some(tokio::spawn(async move {
                library
                    .run(async move {
                        let _gone = closing.wait_for(|closing| *closing).await;
                    })
                    .await;
            }));
        }
    }

    /// Does something in the background for as long as the workspace is open.
    pub(crate) fn meanwhile(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut closing = self.closing.subscribe();
        tokio::spawn(async move {
            tokio::select! {
                _gone = closing.wait_for(|closing| *closing) => {}
                () = work => {}
            }
        });
    }

    pub(super) async fn close(&self) {
        let _nobody = self.closing.send(true);
        let worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(worker) = worker {
            let _ended = worker.await;
        }
        self.store.close().await;
    }

    /// What it says of itself.
    ///
    /// # Errors
    /// What the disk says; `storage.damaged` when its own row is gone.
    pub async fn workspace(&self) -> Result<Workspace, Failure> {
        let found = upbeat_store::workspace::find(&mut self.store.read().await?).await?;
        found.ok_or_else(|| Failure::about(Code::StorageDamaged, self.store.folder().display().to_string()))
    }
}
