//! Workspaces: one client's world each.

mod change;
mod create;
mod list;

use std::path::Path;

use chrono_tz::Tz;
use upbeat_clock::Clock;
use upbeat_domain::code::Code;
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;
use upbeat_domain::workspace::Workspace;
use upbeat_store::studio as file;

pub use change::{Change, change, open};
pub(crate) use change::{apply, listed};
pub use create::create;
pub use list::{Overview, Troubled, list, overview, troubled};

use crate::failure::Failure;

/// Longest name, characters.
const NAME_CHARS_MAX: usize = 120;

/// Which workspace to show: by name or folder, else the last one opened, else the first.
pub(crate) fn pick(
    listed: &file::Studio,
    data: &Path,
    wanted: Option<&str>,
) -> Result<Option<WorkspaceId>, Failure> {
    let Some(wanted) = wanted else {
        let last = listed.last_opened.filter(|id| listed.workspaces.iter().any(|w| w.id == *id));
        return Ok(last.or_else(|| listed.workspaces.first().map(|w| w.id)));
    };
    let folder = std::path::absolute(wanted).ok();
    let found = listed.workspaces.iter().find(|w| {
        w.name == wanted
            || w.id.to_string() == wanted
            || folder.as_ref().is_some_and(|folder| *folder == file::workspace_folder(data, w.id))
    });
    found.map(|w| Some(w.id)).ok_or_else(|| Failure::about(Code::NotFound, wanted))
}

/// The workspace that a newcomer finds.
pub(crate) async fn make_first(
    data: &Path,
    clock: &Clock,
    lang: Lang,
    zone: Tz,
) -> Result<WorkspaceId, Failure> {
    let name = match lang {
        Lang::En => "My first client",
        Lang::Fr => "Mon premier client",
    };
    let workspace = Workspace {
        id: WorkspaceId::new(clock.uuid()),
        name: name.to_owned(),
        zone,
        lang,
        created_at: clock.now(),
    };
    create::make(data, &workspace).await?;
    Ok(workspace.id)
}

/// A name without surrounding space.
fn checked_name(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(Failure::about(Code::Invalid, name));
    }
    Ok(name.to_owned())
}
