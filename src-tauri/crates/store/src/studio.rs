//! `studio.toml` in the data folder: which workspaces there are, which was open last, and how the
//! window looks. Everything else is in the workspaces' databases.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::lang::Lang;
use upbeat_os::file;
use upbeat_os::lock::{FileLock, Kind};

use crate::error::StoreError;
use crate::store::DATABASE;

const FILE: &str = "studio.toml";
const LOCK: &str = "studio.lock";
const WORKSPACES: &str = "workspaces";

/// How long a change waits for another process' change.
const LOCK_WAIT: Duration = Duration::from_secs(5);

/// The file's content.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Studio {
    /// The workspace that was on screen last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_opened: Option<WorkspaceId>,
    /// How the window looks.
    pub window: WindowSettings,
    /// The workspaces in the person's order.
    #[serde(rename = "workspace")]
    pub workspaces: Vec<Listed>,
}

/// One line of the list of workspaces.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Listed {
    /// Identity, and name of its folder.
    pub id: WorkspaceId,
    /// The client's name as its database says; empty when the list had to be rebuilt.
    #[serde(default)]
    pub name: String,
}

/// What belongs to this computer and not to a client.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct WindowSettings {
    /// The language on screen; none follows the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// Light, dark, or as the system.
    pub theme: Theme,
    /// Left edge on the desktop, logical px.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_px: Option<i32>,
    /// Top edge on the desktop, logical px.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y_px: Option<i32>,
    /// Width, logical px.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width_px: Option<u32>,
    /// Height, logical px.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_px: Option<u32>,
    /// Whether it fills the screen.
    pub maximized: bool,
    /// Whether the queue goes on when the window is closed; none means yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<bool>,
    /// Whether single letters act as shortcuts; none means yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter_shortcuts: Option<bool>,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A workspace's folder.
#[must_use]
pub fn workspace_folder(data: &Path, id: WorkspaceId) -> PathBuf {
    data.join(WORKSPACES).join(id.to_string())
}

/// Reads the file. Where there is none, or none that makes sense, the list is made from the
/// workspaces' folders, so that no workspace is ever out of reach.
///
/// # Errors
/// When the disk can't be read.
pub fn read(data: &Path) -> Result<Studio, StoreError> {
    let text = match fs::read_to_string(data.join(FILE)) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => {
            String::new()
        }
        Err(error) => return Err(error.into()),
    };
    let mut studio: Studio = toml::from_str(&text).unwrap_or_else(|error| {
        tracing::warn!(%error, "studio.toml makes no sense; the list is rebuilt");
        Studio::default()
    });
    for id in folders(data)? {
        if !studio.workspaces.iter().any(|listed| listed.id == id) {
            studio.workspaces.push(Listed { id, name: String::new() });
        }
    }
    Ok(studio)
}

/// Changes the file: read, changed and replaced in one go, one process at a time. Blocks the thread
/// while another process changes it.
///
/// # Errors
/// [`StoreError::Busy`] when another process doesn't finish, and what the disk says; the old file
/// then still stands.
pub fn change<T>(data: &Path, change: impl FnOnce(&mut Studio) -> T) -> Result<T, StoreError> {
    fs::create_dir_all(data)?;
    let lock =
        FileLock::take_within(&data.join(LOCK), Kind::Exclusive, LOCK_WAIT)?.ok_or(StoreError::Busy)?;
    let mut studio = read(data)?;
    let answer = change(&mut studio);
    let text = toml::to_string_pretty(&studio).map_err(|_| StoreError::Invalid("the studio's settings"))?;
    file::replace(&data.join(FILE), text.as_bytes())?;
    drop(lock);
    Ok(answer)
}

/// Ids of the folders that hold a database, the oldest first.
fn folders(data: &Path) -> Result<Vec<WorkspaceId>, StoreError> {
    let entries = match fs::read_dir(data.join(WORKSPACES)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut ids = Vec::new();
    for entry in entries {
        let entry = entry?;
        let id = entry.file_name().to_str().and_then(|name| name.parse().ok());
        if let Some(id) = id.filter(|_| entry.path().join(DATABASE).is_file()) {
            ids.push(id);
        }
    }
    ids.sort_unstable();
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(last: u8) -> WorkspaceId {
        WorkspaceId::new(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(last)))
    }

    fn listed(last: u8, name: &str) -> Listed {
        Listed { id: id(last), name: name.to_owned() }
    }

    #[test]
    fn what_was_changed_is_read_again() -> Result<(), StoreError> {
        let data = tempfile::tempdir()?;
        change(data.path(), |studio| {
            studio.workspaces = vec![listed(2, "Café Bel-Air"), listed(1, "Mairie")];
            studio.last_opened = Some(id(1));
            studio.window.theme = Theme::Dark;
            studio.window.lang = Some(Lang::Fr);
        })?;
        let studio = read(data.path())?;
        assert_eq!(studio.workspaces, [listed(2, "Café Bel-Air"), listed(1, "Mairie")], "the person's order");
        assert_eq!((studio.last_opened, studio.window.theme), (Some(id(1)), Theme::Dark));
        assert_eq!(studio.window.lang, Some(Lang::Fr));
        Ok(())
    }

    #[test]
    fn a_damaged_file_leaves_every_workspace_in_reach() -> Result<(), StoreError> {
        let data = tempfile::tempdir()?;
        for last in [1, 2] {
            let folder = workspace_folder(data.path(), id(last));
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(DATABASE), b"")?;
        }
        fs::create_dir_all(data.path().join(WORKSPACES).join("not an id"))?;
        for damage in [&b"workspace = 3"[..], b"\xff\xfe", b"[[workspace", b""] {
            fs::write(data.path().join(FILE), damage)?;
            assert_eq!(read(data.path())?.workspaces, [listed(1, ""), listed(2, "")], "{damage:?}");
        }
        Ok(())
    }

    #[test]
    fn changes_from_several_threads_are_all_kept() -> Result<(), StoreError> {
        let data = tempfile::tempdir()?;
        std::thread::scope(|scope| {
            let add = |last| change(data.path(), move |studio| studio.workspaces.push(listed(last, "x")));
            let running: Vec<_> = (1..=8).map(|last| scope.spawn(move || add(last))).collect();
            running.into_iter().all(|thread| thread.join().is_ok_and(|done| done.is_ok()))
        });
        assert_eq!(read(data.path())?.workspaces.len(), 8, "a change was lost");
        Ok(())
    }
}
