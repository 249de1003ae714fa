//! The queue of all workspaces, worked in the background.

mod files;
mod gate;

use std::future::Future;
use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinHandle;
use upbeat_domain::id::{PublicationId, WorkspaceId};
use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::PublicationState;
use upbeat_publisher::Notice;
use upbeat_store::studio as file;

pub(crate) use files::files_of;
pub use gate::{clock_is_right, gate, pause};

use crate::event::{Event, Noun};
use crate::failure::Failure;
use crate::studio::{Open, Studio, blocking};
use crate::{housekeeping, settings, workspace};

/// Looks in a row at which nothing moved, after which what is left is idle: due, but on pause. More than one,
/// for a database that is busy for a moment.
const STILL_MAX: u32 = 20;

/// It is the person's turn.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Turn {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// About which publication.
    pub publication: PublicationId,
    /// The client's name.
    pub client: String,
    /// On which network.
    pub network: NetworkId,
    /// Where it stands.
    pub state: PublicationState,
}

/// Works the queues and render jobs of all workspaces, whichever is on screen, until `stop`; then
/// finishes what is under way.
pub async fn work(studio: &Studio, stop: impl Future<Output = ()>) {
    let mut helpers = vec![tokio::spawn(pass_notices(studio.clone()))];
    helpers.push(tokio::spawn(take_on_all(studio.clone())));
    helpers.push(tokio::spawn(housekeeping::keep(studio.clone())));
    helpers.push(tokio::spawn(gate::watch(studio.clone())));
    studio.set_working(true);
    studio.publisher().run(stop).await;
    studio.set_working(false);
    helpers.iter().for_each(JoinHandle::abort);
}

/// Takes on every workspace, and those that are made later.
async fn take_on_all(studio: Studio) {
    let mut events = studio.events();
    let mut watched: Vec<WorkspaceId> = Vec::new();
    loop {
        if let Err(failure) = take_on_new(&studio, &mut watched).await {
            tracing::warn!(%failure, "the list of workspaces can't be read");
        }
        loop {
            match events.recv().await {
                Ok(Event::Changed { noun: Noun::Workspace, .. }) | Err(RecvError::Lagged(_)) => break,
                Ok(_) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }
}

async fn take_on_new(studio: &Studio, watched: &mut Vec<WorkspaceId>) -> Result<(), Failure> {
    let data = studio.data().to_owned();
    for listed in blocking(move || file::read(&data)).await??.workspaces {
        if watched.contains(&listed.id) {
            continue;
        }
        // Why: one workspace that can't be opened must not keep the others from going out.
        match take_on(studio, listed.id).await {
            Ok(()) => watched.push(listed.id),
            Err(failure) => tracing::warn!(workspace = %listed.id, %failure, "queue not taken on"),
        }
    }
    Ok(())
}

/// Works a workspace's queue and render jobs, and notices what other processes write to it.
pub(crate) async fn take_on(studio: &Studio, id: WorkspaceId) -> Result<(), Failure> {
    let open = studio.opened(id).await?;
    open.work();
    studio.take_on(&open).await?;
    tokio::spawn(notice_others(studio.clone(), open));
    Ok(())
}

/// Tells the windows when another process wrote to a workspace.
async fn notice_others(studio: Studio, open: Arc<Open>) {
    let Ok(mut watch) = open.store.watch().await else { return };
    while watch.changed().await.is_ok() {
        if studio.shown().id != open.id {
            // A bar may stand open for it.
            studio.changed(Noun::Publications, [] as [&str; 0]);
        } else {
            for noun in [Noun::Posts, Noun::Assets, Noun::Renditions, Noun::Publications, Noun::Accounts] {
                studio.changed(noun, [] as [&str; 0]);
            }
        }
    }
}

/// Passes on what the publisher tells.
async fn pass_notices(studio: Studio) {
    let mut notices = studio.publisher().notices();
    loop {
        match notices.recv().await {
            Ok(notice) => pass(&studio, notice).await,
            Err(RecvError::Lagged(_)) => studio.changed(Noun::Publications, [] as [&str; 0]),
            Err(RecvError::Closed) => return,
        }
    }
}

async fn pass(studio: &Studio, notice: Notice) {
    // Why of every workspace: the glance at all clients counts, and a bar stands open for any of them.
    studio.changed(Noun::Publications, [notice.publication]);
    studio.changed(Noun::Posts, [] as [&str; 0]);
    if notice.persons_turn
        && let Ok(open) = studio.opened(notice.workspace).await
        && let Ok(mut reader) = open.store.read().await
        && let Ok(network) = upbeat_store::publication::network_of(&mut reader, notice.publication).await
        && let Ok(workspace) = open.workspace().await
    {
        studio.tell_turn(Turn {
            workspace: notice.workspace,
            publication: notice.publication,
            client: workspace.name,
            network,
            state: notice.state,
        });
    }
}

/// Whether the studio has a reason to go on behind a closed window: something is planned, and the
/// person wants it so.
pub async fn goes_on(studio: &Studio) -> bool {
    let wanted = settings::get(studio).await.map_or(true, |settings| settings.background);
    wanted && workspace::list(studio).await.is_ok_and(|all| all.iter().any(|workspace| workspace.planned > 0))
}

/// A workspace whose queue can't be worked.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Its name.
    pub name: String,
    /// Why.
    pub failure: Failure,
}

/// Takes on the queues of all workspaces, to be worked by [`run`] beside the one on screen. Those that
/// can't be are the answer, and keep no other from going out.
///
/// # Errors
/// What the disk says of the list of workspaces.
pub async fn take_on_every(studio: &Studio) -> Result<Vec<LeftOut>, Failure> {
    let data = studio.data().to_owned();
    let mut left_out = Vec::new();
    for listed in blocking(move || file::read(&data)).await??.workspaces {
        let taken = async {
            let open = studio.opened(listed.id).await?;
            open.work();
            studio.take_on(&open).await
        };
        if let Err(failure) = taken.await {
            left_out.push(LeftOut { name: listed.name, failure });
        }
    }
    Ok(left_out)
}

/// Works the queue of the workspace on screen in the foreground, and those that were taken on: until
/// `stop`, or until nothing is due any more where `until_idle`.
///
/// # Errors
/// What the disk says.
pub async fn run(studio: &Studio, until_idle: bool, stop: impl Future<Output = ()>) -> Result<(), Failure> {
    let open = studio.shown();
    open.work();
    studio.take_on(&open).await?;
    if !until_idle {
        let tidying = tokio::spawn(housekeeping::keep(studio.clone()));
        studio.publisher().run(stop).await;
        tidying.abort();
        return Ok(());
    }
    tokio::pin!(stop);
    let (mut notices, mut still) = (studio.publisher().notices(), 0);
    loop {
        let tick = studio.publisher().tick().await;
        let now = studio.clock().now();
        if tick.busy == 0 && tick.started == 0 && tick.next_at.is_none_or(|at| at > now) {
            return Ok(());
        }
        tokio::select! {
            () = &mut stop => return Ok(()),
            () = studio.publisher().finish() => {}
        }
        still = if notices.is_empty() { still + 1 } else { 0 };
        if still == STILL_MAX {
            return Ok(());
        }
        notices = notices.resubscribe();
        // Why: what another process works on isn't ours to finish; look again in a moment.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
