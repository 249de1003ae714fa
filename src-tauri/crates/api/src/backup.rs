//! Backups, and the way back to one.

use std::path::PathBuf;

use upbeat_app::Studio;
use upbeat_app::backup::{self as app, Held, Restored};
use upbeat_contract::backup::{Backup, BackupHolds, BackupList, BackupRestore, BackupRestored, Backups};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::words;
use upbeat_domain::lang::Lang;

use crate::error::{in_words, said};
use crate::time::zoned;

/// Lists the backups of a workspace.
///
/// # Errors
/// As `upbeat_app::backup::of` says.
pub async fn backup_list(studio: &Studio, request: BackupList) -> Result<Backups, ErrorDto> {
    let found = app::of(studio.data(), request.workspace_id).await;
    Ok(backups(studio.lang(), &in_words(studio, found)?))
}

/// Puts a backup in the place of a workspace's database.
///
/// # Errors
/// As `upbeat_app::backup::restore` says.
pub async fn backup_restore(studio: &Studio, request: BackupRestore) -> Result<BackupRestored, ErrorDto> {
    let done = app::restore_here(studio, request.workspace_id, request.backup).await;
    Ok(restored(studio.lang(), &in_words(studio, done)?))
}

/// Lists backups without a studio: of the workspace named, else of the one that would be shown.
///
/// # Errors
/// As `upbeat_app::backup::list` says.
pub async fn backups_of(
    lang: Lang,
    data: Option<PathBuf>,
    wanted: Option<&str>,
) -> Result<Backups, ErrorDto> {
    let found = app::list(data, wanted).await.map_err(|failure| said(lang, &failure))?;
    Ok(backups(lang, &found))
}

/// Restores without a studio: the workspace named, else the one that would be shown.
///
/// # Errors
/// As `upbeat_app::backup::restore` says.
pub async fn restore_backup(
    lang: Lang,
    data: Option<PathBuf>,
    wanted: Option<&str>,
    name: &str,
) -> Result<BackupRestored, ErrorDto> {
    let done = app::restore_named(data, wanted, name).await.map_err(|failure| said(lang, &failure))?;
    Ok(restored(lang, &done))
}

fn backups(lang: Lang, found: &app::Backups) -> Backups {
    Backups {
        workspace_id: found.workspace,
        name: found.name.clone(),
        folder: found.folder.display().to_string(),
        backups: found.backups.iter().map(|one| backup(lang, one)).collect(),
    }
}

fn backup(lang: Lang, found: &app::Backup) -> Backup {
    let written = zoned(&found.written);
    Backup {
        name: found.name.clone(),
        when: words::when(lang, &written.local),
        written,
        bytes: found.bytes,
        holds: found.held.as_ref().ok().map(holds),
        trouble: found.held.as_ref().err().map(|failure| said(lang, failure)),
    }
}

fn holds(held: &Held) -> BackupHolds {
    let count = |figure: u64| u32::try_from(figure).unwrap_or(u32::MAX);
    BackupHolds {
        posts: count(held.posts),
        publications: count(held.publications),
        assets: count(held.assets),
        accounts: count(held.accounts),
    }
}

fn restored(lang: Lang, done: &Restored) -> BackupRestored {
    let backup = backup(lang, &done.backup);
    let message = words::sentence(lang, "said", "restored", &[("when", backup.when.clone())]);
    BackupRestored { backup, set_aside: done.set_aside.display().to_string(), message }
}
