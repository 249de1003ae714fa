//! The queue of all workspaces, worked in the background.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinHandle;
use upbeat_domain::check::find_format;
use upbeat_domain::code::Code;
use upbeat_domain::id::{PublicationId, WorkspaceId};
use upbeat_domain::media::MediaKind;
use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::{Failure as Stopped, PublicationState, Refusal, Trouble};
use upbeat_networks::OutgoingMedium;
use upbeat_publisher::{Files, FilesWanted, Gate, Notice};
use upbeat_store::studio as file;

use crate::event::{Event, Noun};
use crate::failure::Failure;
use crate::studio::{Open, Studio, blocking, undroppable};
use crate::{housekeeping, network, prepare, settings, workspace};

/// It is the person's turn.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Turn {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// About which publication.
    pub publication: PublicationId,
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
        let taken = async {
            let open = studio.opened(listed.id).await?;
            open.work();
            studio.take_on(&open).await?;
            Ok::<_, Failure>(open)
        };
        match taken.await {
            Ok(open) => {
                watched.push(listed.id);
                tokio::spawn(notice_others(studio.clone(), open));
            }
            Err(failure) => tracing::warn!(workspace = %listed.id, %failure, "queue not taken on"),
        }
    }
    Ok(())
}

/// Tells the screen when another process wrote to a workspace.
async fn notice_others(studio: Studio, open: Arc<Open>) {
    let Ok(mut watch) = open.store.watch().await else { return };
    while watch.changed().await.is_ok() {
        if studio.shown().id == open.id {
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
    if studio.shown().id == notice.workspace {
        studio.changed(Noun::Publications, [notice.publication]);
        studio.changed(Noun::Posts, [] as [&str; 0]);
    }
    if notice.persons_turn
        && let Ok(open) = studio.opened(notice.workspace).await
        && let Ok(mut reader) = open.store.read().await
        && let Ok(network) = upbeat_store::publication::network_of(&mut reader, notice.publication).await
    {
        studio.tell_turn(Turn {
            workspace: notice.workspace,
            publication: notice.publication,
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

/// Pauses or resumes the queue of the workspace on screen. Resuming also says that the clock is right.
///
/// # Errors
/// What the disk says.
pub async fn pause(studio: &Studio, paused: bool) -> Result<(), Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let mut tx = studio.shown().store.begin().await?;
        Gate::pause(&mut tx, paused).await?;
        if !paused {
            Gate::release(&mut tx).await?;
        }
        tx.commit().await?;
        studio.publisher().wake();
        studio.changed(Noun::Publications, [] as [&str; 0]);
        studio.changed(Noun::Studio, [] as [&str; 0]);
        Ok(())
    })
    .await
}

/// Whether the queue of the workspace on screen may run.
///
/// # Errors
/// What the disk says.
pub async fn gate(studio: &Studio) -> Result<Gate, Failure> {
    Ok(Gate::read(&mut studio.shown().store.read().await?).await?)
}

/// Works the queue of the workspace on screen in the foreground: until `stop`, or until nothing is
/// due any more where `until_idle`.
///
/// # Errors
/// What the disk says.
pub async fn run(studio: &Studio, until_idle: bool, stop: impl Future<Output = ()>) -> Result<(), Failure> {
    let open = studio.shown();
    open.work();
    studio.take_on(&open).await?;
    if !until_idle {
        studio.publisher().run(stop).await;
        return Ok(());
    }
    tokio::pin!(stop);
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
        // Why: what another process works on isn't ours to finish; look again in a moment.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// How a workspace makes the files of a part.
pub(crate) fn files_of(open: &Arc<Open>) -> Files {
    let open = Arc::downgrade(open);
    Arc::new(move |wanted: FilesWanted| {
        let open = open.clone();
        Box::pin(async move {
            let open = open.upgrade().ok_or_else(|| later(Code::Cancelled, None))?;
            files(&open, &wanted).await
        })
    })
}

async fn files(open: &Open, wanted: &FilesWanted) -> Result<Vec<OutgoingMedium>, Stopped> {
    let store_says = |error: upbeat_store::StoreError| later(error.code(), Some(error.to_string()));
    let mut reader = open.store.read().await.map_err(store_says)?;
    let account = upbeat_store::account::get(&mut reader, wanted.account).await.map_err(store_says)?;
    let limits = network::of_account(&account);
    let format = find_format(&limits, &wanted.format).ok_or_else(|| refused(Code::FormatUnknown, None))?;
    let ids: Vec<_> = wanted.media.iter().map(|medium| medium.asset).collect();
    let assets = upbeat_store::asset::get_many(&mut reader, &ids).await.map_err(store_says)?;
    drop(reader);
    open.work();
    let mut ready = Vec::new();
    for (asset, medium) in assets.into_iter().zip(&wanted.media) {
        let recipe = prepare::for_medium(&limits, format, medium, &asset.info)
            .map_err(|error| refused(error.code(), Some(error.to_string())))?;
        let made = open.library.prepare(asset.id, std::slice::from_ref(&recipe)).await;
        let made = made.map_err(|error| later(error.code(), Some(error.to_string())))?;
        if let Some((_, trouble)) = made.failed.first() {
            return Err(refused(trouble.code, Some(trouble.subject.clone())));
        }
        let Some((_, made)) = made.ready.into_iter().next() else {
            return Err(later(Code::Cancelled, None));
        };
        let (made, path) = open
            .library
            .rendition(made.id)
            .await
            .map_err(|error| later(error.code(), Some(error.to_string())))?;
        ready.push(OutgoingMedium {
            kind: if made.mime.starts_with("video/") { MediaKind::Video } else { MediaKind::Image },
            path,
            hash: made.hash,
            mime: made.mime,
            bytes: made.bytes,
            width_px: made.width_px,
            height_px: made.height_px,
            duration_ms: made.duration_ms,
            alt: medium.alt.clone(),
            focus: medium.focus,
        });
    }
    Ok(ready)
}

fn trouble(code: Code, detail: Option<String>) -> Trouble {
    Trouble { detail, ..Trouble::new(code) }
}

fn later(code: Code, detail: Option<String>) -> Stopped {
    Stopped::Later { retry_after_s: None, trouble: trouble(code, detail) }
}

fn refused(code: Code, detail: Option<String>) -> Stopped {
    Stopped::Refused { refusal: Refusal::Edit, trouble: trouble(code, detail) }
}
