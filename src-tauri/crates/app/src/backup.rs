//! Backups of a workspace, and the way back to one. Works on what can't be opened: that is what it is for.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use upbeat_clock::Clock;
use upbeat_domain::code::Code;
use upbeat_domain::id::WorkspaceId;
use upbeat_domain::time::Timestamp;
use upbeat_publisher::Gate;
use upbeat_store::backup as store;
pub use upbeat_store::backup::Held;
use upbeat_store::{StoreError, setting, studio as file};

use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, blocking, data_folder, undroppable};
use crate::time::{Zoned, system_zone};
use crate::{queue, workspace};

/// Stands for the name of the latest backup that is good.
pub const LATEST: &str = "latest";

/// When this database took the place of another: files that only the other one knew are kept then.
pub(crate) const RESTORED: &str = "restored_at";

/// A workspace's backups.
#[derive(Clone, Debug)]
pub struct Backups {
    /// Whose.
    pub workspace: WorkspaceId,
    /// The client's name, as the list of workspaces has it.
    pub name: String,
    /// The workspace's folder.
    pub folder: PathBuf,
    /// The latest first.
    pub backups: Vec<Backup>,
}

/// A backup.
#[derive(Clone, Debug)]
pub struct Backup {
    /// Its file's name.
    pub name: String,
    /// When it was written.
    pub written: Zoned,
    /// Size, bytes.
    pub bytes: u64,
    /// What it holds, or why it can't be restored.
    pub held: Result<Held, Failure>,
}

/// What a restore did.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The backup that stands there now.
    pub backup: Backup,
    /// Where the database is kept that stood there before.
    pub set_aside: PathBuf,
}

/// The backups of a workspace by name or folder, else of the one that would be shown. Opens no workspace.
///
/// # Errors
/// `not_found` where there is no such workspace, and what the disk says.
pub async fn list(data: Option<PathBuf>, wanted: Option<&str>) -> Result<Backups, Failure> {
    let data = data_folder(data)?;
    let listed = {
        let data = data.clone();
        blocking(move || file::read(&data)).await??
    };
    let id = workspace::pick(&listed, &data, wanted)?;
    of(&data, id.ok_or_else(|| Failure::new(Code::NotFound))?).await
}

/// The backups of a workspace.
///
/// # Errors
/// `not_found` where there is no such workspace, and what the disk says.
pub async fn of(data: &Path, id: WorkspaceId) -> Result<Backups, Failure> {
    let folder = file::workspace_folder(data, id);
    let (list, found) = {
        let (data, folder) = (data.to_owned(), folder.clone());
        blocking(move || Ok::<_, StoreError>((file::read(&data)?, store::list(&folder)?))).await??
    };
    let listed = list.workspaces.into_iter().find(|listed| listed.id == id);
    let listed = listed.ok_or_else(|| Failure::about(Code::NotFound, id.to_string()))?;
    let (clock, zone) = (Clock::system(), system_zone());
    let mut backups = Vec::new();
    for one in found {
        let name = one.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let held = store::look(&one.path).await.map_err(Failure::from);
        let written = Zoned::at(&clock, instant(one.written), zone);
        backups.push(Backup { name, written, bytes: one.bytes, held });
    }
    Ok(Backups { workspace: id, name: listed.name, folder, backups })
}

fn instant(written: SystemTime) -> Timestamp {
    let since = written.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// Puts a backup, by its file's name or [`LATEST`], in the place of a workspace's database; what stood there
/// is kept beside it. Its queue is on pause then: what it has planned may be out since it was written.
///
/// # Errors
/// `not_found` for an unknown name, `storage.damaged` where that backup isn't good, `storage.in_use` while the
/// workspace is open somewhere, and what the disk says. Nothing is changed then.
pub async fn restore(backups: &Backups, name: &str, now: Timestamp) -> Result<Restored, Failure> {
    let mut all = backups.backups.iter();
    let chosen = match name {
        LATEST => all.find(|backup| backup.held.is_ok()),
        name => all.find(|backup| backup.name == name),
    };
    let backup = chosen.ok_or_else(|| Failure::about(Code::NotFound, name))?.clone();
    let in_use = |error: StoreError| {
        if matches!(error, StoreError::Busy) {
            Failure::about(Code::StorageInUse, backups.name.clone())
        } else {
            Failure::from(error)
        }
    };
    let path = store::path_of(&backups.folder, &backup.name);
    let staged = store::stage(&backups.folder, &path).await.map_err(in_use)?;
    let mut tx = staged.store().begin().await?;
    Gate::pause(&mut tx, true).await?;
    setting::set(&mut tx, RESTORED, &now).await?;
    tx.commit().await?;
    let set_aside = staged.put_in_place().await?;
    Ok(Restored { backup, set_aside })
}

/// The same without a studio: of a workspace by name or folder, else of the one that would be shown.
///
/// # Errors
/// As [`list`] and [`restore`].
pub async fn restore_named(
    data: Option<PathBuf>,
    wanted: Option<&str>,
    name: &str,
) -> Result<Restored, Failure> {
    restore(&list(data, wanted).await?, name, Clock::system().now()).await
}

/// The same for a workspace of an open studio, which is closed for it and opened anew.
///
/// # Errors
/// As [`restore`].
pub async fn restore_here(studio: &Studio, id: WorkspaceId, name: String) -> Result<Restored, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let backups = of(studio.data(), id).await?;
        studio.let_go(id).await;
        let restored = restore(&backups, &name, studio.clock().now()).await;
        let shown = studio.shown().id == id;
        match studio.opened(id).await {
            Ok(open) if shown => studio.show(open),
            Ok(_) => {}
            Err(failure) => tracing::warn!(workspace = %id, %failure, "still can't be opened"),
        }
        if studio.works_queue()
            && let Err(failure) = queue::take_on(&studio, id).await
        {
            tracing::warn!(workspace = %id, %failure, "queue not taken on");
        }
        for noun in Noun::ALL {
            studio.changed(noun, [] as [&str; 0]);
        }
        restored
    })
    .await
}
