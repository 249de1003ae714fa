//! A new workspace.

use std::path::Path;

use chrono_tz::Tz;
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;
use upbeat_domain::workspace::Workspace;
use upbeat_store::{Store, studio as file};

use crate::failure::Failure;
use crate::studio::{Studio, blocking, undroppable};

/// Makes a workspace and puts it on screen.
///
/// # Errors
/// `invalid` for an empty or overlong name, and what the disk says.
pub async fn create(studio: &Studio, name: &str, zone: Tz, lang: Lang) -> Result<Workspace, Failure> {
    let workspace = Workspace {
        id: WorkspaceId::new(studio.clock().uuid()),
        name: super::checked_name(name)?,
        zone,
        lang,
        created_at: studio.clock().now(),
    };
    let studio = studio.clone();
    undroppable(async move {
        make(studio.data(), &workspace).await?;
        let open = studio.opened(workspace.id).await?;
        studio.show(open);
        Ok(workspace)
    })
    .await
}

/// Writes the database, then the list: a list that lacks a folder is rebuilt, never the reverse.
pub(super) async fn make(data: &Path, workspace: &Workspace) -> Result<(), Failure> {
    let store = Store::open(&file::workspace_folder(data, workspace.id)).await?;
    let mut tx = store.begin().await?;
    upbeat_store::workspace::insert(&mut tx, workspace).await?;
    tx.commit().await?;
    store.close().await;
    let (data, id, name) = (data.to_owned(), workspace.id, workspace.name.clone());
    blocking(move || {
        file::change(&data, |listed| {
            match listed.workspaces.iter_mut().find(|w| w.id == id) {
                Some(found) => found.name = name,
                None => listed.workspaces.push(file::Listed { id, name }),
            }
            listed.last_opened = Some(id);
        })
    })
    .await??;
    Ok(())
}
