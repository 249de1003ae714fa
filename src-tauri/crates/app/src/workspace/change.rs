//! Another workspace on screen; another name, zone or language.

use std::sync::Arc;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use upbeat_domain::code::Code;
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;
use upbeat_domain::workspace::Workspace;
use upbeat_store::{Tx, studio as file};

use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Open, Studio, blocking, undroppable};
use crate::undo::{self, Did, record};

/// Puts another workspace on screen.
///
/// # Errors
/// `not_found`, and what the disk says; the earlier one stays on screen then.
pub async fn open(studio: &Studio, id: WorkspaceId) -> Result<Workspace, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = listed(&studio, id).await?;
        let workspace = open.workspace().await?;
        let data = studio.data().to_owned();
        blocking(move || file::change(&data, |listed| listed.last_opened = Some(id))).await??;
        studio.show(open);
        Ok(workspace)
    })
    .await
}

/// A workspace of the list, opened where it isn't; it needn't be on screen.
pub(crate) async fn listed(studio: &Studio, id: WorkspaceId) -> Result<Arc<Open>, Failure> {
    let data = studio.data().to_owned();
    let list = blocking(move || file::read(&data)).await??;
    if !list.workspaces.iter().any(|w| w.id == id) {
        return Err(Failure::about(Code::NotFound, id.to_string()));
    }
    studio.opened(id).await
}

/// What to change; what is none stays.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Change {
    /// The client's name.
    pub name: Option<String>,
    /// Its zone.
    pub zone: Option<Tz>,
    /// Its language.
    pub lang: Option<Lang>,
}

impl Change {
    /// What takes it back: the same as they stand.
    fn back(&self, now: &Workspace) -> Self {
        Self {
            name: self.name.as_ref().map(|_| now.name.clone()),
            zone: self.zone.map(|_| now.zone),
            lang: self.lang.map(|_| now.lang),
        }
    }
}

/// Changes a workspace. Undoable where it is on screen.
///
/// # Errors
/// `invalid` for an empty or overlong name, `not_found`, and what the disk says.
pub async fn change(studio: &Studio, id: WorkspaceId, mut change: Change) -> Result<Did, Failure> {
    change.name = change.name.as_deref().map(super::checked_name).transpose()?;
    let studio = studio.clone();
    undroppable(async move {
        let open = listed(&studio, id).await?;
        let back = change.back(&open.workspace().await?);
        if back == change {
            return Ok(Did::default());
        }
        let now = studio.clock().now();
        let mut tx = open.store.begin().await?;
        apply(&studio, &mut tx, &change).await?;
        let forth = undo::Change::Client { set: change };
        let step = record(&mut tx, &undo::Change::Client { set: back }, &forth, now).await?;
        tx.commit().await?;
        studio.changed(Noun::Workspace, [id]);
        Ok(Did { count: 1, step: Some(step) })
    })
    .await
}

/// Changes the workspace whose database it is within somebody's transaction, and its line in the list.
pub(crate) async fn apply(studio: &Studio, tx: &mut Tx, change: &Change) -> Result<(), Failure> {
    let found = upbeat_store::workspace::find(tx).await?;
    let mut workspace = found.ok_or_else(|| Failure::new(Code::StorageDamaged))?;
    workspace.name = change.name.clone().unwrap_or(workspace.name);
    workspace.zone = change.zone.unwrap_or(workspace.zone);
    workspace.lang = change.lang.unwrap_or(workspace.lang);
    upbeat_store::workspace::update(tx, &workspace).await?;
    let data = studio.data().to_owned();
    blocking(move || {
        file::change(&data, |listed| {
            if let Some(found) = listed.workspaces.iter_mut().find(|w| w.id == workspace.id) {
                found.name = workspace.name;
            }
        })
    })
    .await??;
    Ok(())
}
