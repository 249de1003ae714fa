//! The workspaces that are open, and those that can't be.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use upbeat_domain::id::WorkspaceId;
use upbeat_library::Library;
use upbeat_store::{Store, studio as file};

use super::{Open, Studio};
use crate::event::Noun;
use crate::failure::Failure;
use crate::queue::files_of;

/// How long a workspace that couldn't be opened isn't tried again: looking at every page of a damaged one
/// takes a while, and every screen asks.
const REFUSED_FOR: Duration = Duration::from_secs(60);

/// Workspaces that couldn't be opened, with the steady time of the last try.
pub(super) type Refused = BTreeMap<WorkspaceId, (Duration, Failure)>;

/// The workspace to begin with: the one wanted, else the first of `others` that can be opened.
pub(super) async fn first(
    data: &Path,
    wanted: WorkspaceId,
    others: &[file::Listed],
    library: impl Fn(&Store) -> Library,
) -> Result<(Arc<Open>, Refused), Failure> {
    let failure = match Open::open(data, wanted, &library).await {
        Ok(open) => return Ok((Arc::new(open), Refused::new())),
        Err(failure) => failure,
    };
    for other in others.iter().filter(|other| other.id != wanted) {
        if let Ok(open) = Open::open(data, other.id, &library).await {
            tracing::warn!(workspace = %wanted, %failure, "can't be opened; another is shown");
            return Ok((Arc::new(open), Refused::from([(wanted, (Duration::ZERO, failure))])));
        }
    }
    Err(failure)
}

impl Studio {
    /// Opens a workspace, or returns it where it is open already.
    pub(crate) async fn opened(&self, id: WorkspaceId) -> Result<Arc<Open>, Failure> {
        let mut open = self.0.open.lock().await;
        if let Some(found) = open.get(&id) {
            return Ok(found.clone());
        }
        if let Some(failure) = self.refused(id) {
            return Err(failure);
        }
        let inner = &self.0;
        let library = |store: &Store| {
            Library::new(store.clone(), inner.engine.clone(), inner.clock.clone(), inner.permits.clone())
        };
        let fresh = match Open::open(&inner.data, id, library).await {
            Ok(fresh) => Arc::new(fresh),
            Err(failure) => {
                let tried = (inner.clock.steady(), failure.clone());
                inner.refused.lock().unwrap_or_else(PoisonError::into_inner).insert(id, tried);
                return Err(failure);
            }
        };
        open.insert(id, fresh.clone());
        self.listen_to(&fresh);
        Ok(fresh)
    }

    /// Why a workspace couldn't be opened when it was tried a moment ago.
    fn refused(&self, id: WorkspaceId) -> Option<Failure> {
        let refused = self.0.refused.lock().unwrap_or_else(PoisonError::into_inner);
        let (tried, failure) = refused.get(&id)?;
        (self.0.clock.steady().saturating_sub(*tried) < REFUSED_FOR).then(|| failure.clone())
    }

    /// Lets go of a workspace: its queue, its work, its database. It is opened anew by whoever asks for it.
    pub(crate) async fn let_go(&self, id: WorkspaceId) {
        self.0.publisher.remove(id).await;
        let open = self.0.open.lock().await.remove(&id);
        if let Some(open) = open {
            open.close().await;
        }
        self.0.refused.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    /// Lets the publisher work a workspace's queue.
    ///
    /// # Errors
    /// What is known to be wrong with its database: nothing goes out of a damaged one.
    pub(crate) async fn take_on(&self, open: &Arc<Open>) -> Result<(), Failure> {
        if let Some(failure) = open.trouble() {
            return Err(failure);
        }
        let files = files_of(open);
        let queue = upbeat_publisher::Workspace { id: open.id, store: open.store.clone(), files };
        self.0.publisher.add(queue).await.map_err(|error| match error {
            upbeat_publisher::PublisherError::Store(error) => Failure::from(error),
        })
    }

    /// Damage was found in an open workspace: nothing goes out of it any more.
    pub(crate) async fn give_up(&self, open: &Open, failure: Failure) {
        open.note_trouble(failure);
        self.0.publisher.remove(open.id).await;
        self.changed(Noun::Workspace, [open.id]);
        self.changed(Noun::Studio, [] as [&str; 0]);
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
}
