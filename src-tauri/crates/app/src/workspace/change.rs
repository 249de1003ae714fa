//! Another workspace on screen; another name, zone or language.

use chrono_tz::Tz;
use upbeat_domain::code::Code;
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;
use upbeat_domain::workspace::Workspace;
use upbeat_store::studio as file;

use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, blocking, undroppable};

/// Puts another workspace on screen.
///
/// # Errors
/// `not_found`, and what the disk says; the earlier one stays on screen then.
pub async fn open(studio: &Studio, id: WorkspaceId) -> Result<Workspace, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let data = studio.data().to_owned();
        let listed = blocking(move || file::read(&data)).await??;
        if !listed.workspaces.iter().any(|w| w.id == id) {
            return Err(Failure::about(Code::NotFound, id.to_string()));
        }
        let open = studio.opened(id).await?;
        let workspace = open.workspace().await?;
        let data = studio.data().to_owned();
        blocking(move || file::change(&data, |listed| listed.last_opened = Some(id))).await??;
        studio.show(open);
        Ok(workspace)
    })
    .await
}

/// What to change; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The client's name.
    pub name: Option<String>,
    /// Its zone.
    pub zone: Option<Tz>,
    /// Its language.
    pub lang: Option<Lang>,
}

/// Changes a workspace.
///
/// # Errors
/// `invalid` for an empty or overlong name, `not_found`, and what the disk says.
pub async fn change(studio: &Studio, id: WorkspaceId, change: Change) -> Result<Workspace, Failure> {
    let name = change.name.as_deref().map(super::checked_name).transpose()?;
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.opened(id).await?;
        let mut workspace = open.workspace().await?;
        workspace.name = name.unwrap_or(workspace.name);
        workspace.zone = change.zone.unwrap_or(workspace.zone);
        workspace.lang = change.lang.unwrap_or(workspace.lang);
        let mut tx = open.store.begin().await?;
        upbeat_store::workspace::update(&mut tx, &workspace).await?;
        tx.commit().await?;
        let (data, name) = (studio.data().to_owned(), workspace.name.clone());
        blocking(move || {
            file::change(&data, |listed| {
                if let Some(found) = listed.workspaces.iter_mut().find(|w| w.id == id) {
                    found.name = name;
                }
            })
        })
        .await??;
        studio.changed(Noun::Workspace, [id]);
        Ok(workspace)
    })
    .await
}
