//! Workspaces.

use upbeat_app::workspace::{self as app, Change, Overview, Troubled};
use upbeat_app::{Failure, Studio, time};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::workspace::{
    Workspace, WorkspaceChanged, WorkspaceCreate, WorkspaceOpen, WorkspaceRename, WorkspaceTrouble,
};
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;

use crate::error::{in_words, said};
use crate::undo::step;

/// Makes a workspace and puts it on screen.
///
/// # Errors
/// As `upbeat_app::workspace::create` says.
pub async fn workspace_create(studio: &Studio, request: WorkspaceCreate) -> Result<Workspace, ErrorDto> {
    let made = match time::zone_named(&request.zone) {
        Ok(zone) => app::create(studio, &request.name, zone, request.lang).await,
        Err(failure) => Err(failure),
    };
    one(studio, made.map(|workspace| workspace.id)).await
}

/// Puts another workspace on screen.
///
/// # Errors
/// As `upbeat_app::workspace::open` says.
pub async fn workspace_open(studio: &Studio, request: WorkspaceOpen) -> Result<Workspace, ErrorDto> {
    one(studio, app::open(studio, request.id).await.map(|workspace| workspace.id)).await
}

/// Gives a workspace another name, zone or language.
///
/// # Errors
/// As `upbeat_app::workspace::change` says.
pub async fn workspace_rename(
    studio: &Studio,
    request: WorkspaceRename,
) -> Result<WorkspaceChanged, ErrorDto> {
    let changed = match request.zone.as_deref().map(time::zone_named).transpose() {
        Ok(zone) => {
            let change = Change { name: request.name, zone, lang: request.lang };
            app::change(studio, request.id, change).await
        }
        Err(failure) => Err(failure),
    };
    let did = in_words(studio, changed)?;
    Ok(WorkspaceChanged { workspace: one(studio, Ok(request.id)).await?, step: step(did) })
}

async fn one(studio: &Studio, id: Result<WorkspaceId, Failure>) -> Result<Workspace, ErrorDto> {
    let id = in_words(studio, id)?;
    let found = in_words(studio, app::overview(studio, id).await)?;
    Ok(workspace(&found))
}

/// A workspace as it crosses.
pub(crate) fn workspace(found: &Overview) -> Workspace {
    Workspace {
        id: found.workspace.id,
        name: found.workspace.name.clone(),
        zone: found.workspace.zone.name().to_owned(),
        lang: found.workspace.lang,
        planned: found.planned,
        needs_person: found.needs_person,
    }
}

/// A workspace that needs a hand, as it crosses.
pub(crate) fn troubled(lang: Lang, found: &Troubled) -> WorkspaceTrouble {
    WorkspaceTrouble { id: found.id, name: found.name.clone(), error: said(lang, &found.failure) }
}
