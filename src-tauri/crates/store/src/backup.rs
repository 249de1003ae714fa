//! Copies of the database that are known to be good, and the way back to one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection};
use upbeat_domain::time::Timestamp;
use upbeat_os::file;
use upbeat_os::lock::{FileLock, Kind};

use crate::connect;
use crate::error::StoreError;
use crate::migrate;
use crate::query::queries;
use crate::row::Cells;
use crate::store::{DATABASE, LOCK, Store, forget_damage};

queries! {
    COUNT = "SELECT (SELECT count(*) FROM post WHERE deleted_at IS NULL) AS posts,
        (SELECT count(*) FROM publication) AS publications,
        (SELECT count(*) FROM asset WHERE deleted_at IS NULL) AS assets,
        (SELECT count(*) FROM account WHERE deleted_at IS NULL) AS accounts";
}

/// The folder of backups in a workspace's folder.
const FOLDER: &str = "backups";

/// Daily copies that are kept.
const DAILY_KEPT: usize = 7;

/// Where a backup lies on its way into the database's place.
const STAGE: &str = "restoring";

const DAILY_PREFIX: &str = "day-";
const EXTENSION: &str = "db";

/// A copy of the database.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// Size, bytes.
    pub bytes: u64,
    /// When it was written, as the disk tells it.
    pub written: std::time::SystemTime,
}

/// The workspace's backups, the latest first. No folder means none.
///
/// # Errors
/// When the folder can't be read.
pub fn list(folder: &Path) -> Result<Vec<Backup>, StoreError> {
    let entries = match fs::read_dir(folder.join(FOLDER)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == EXTENSION) {
            let meta = fs::metadata(&path)?;
            found.push(Backup { path, bytes: meta.len(), written: meta.modified()? });
        }
    }
    found.sort_by(|a, b| b.written.cmp(&a.written).then_with(|| b.path.cmp(&a.path)));
    Ok(found)
}

/// The file of a backup of a workspace, by its name.
#[must_use]
pub fn path_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(FOLDER).join(name)
}

impl Store {
    /// Makes the day's backup unless there is one, and lets go of those older than the last seven.
    /// Reading and writing go on meanwhile. Returns the new file.
    ///
    /// # Errors
    /// What the disk says; a copy that can't be read back is not kept ([`StoreError::Damaged`]).
    pub async fn back_up_daily(&self, now: Timestamp) -> Result<Option<PathBuf>, StoreError> {
        let name = format!("{DAILY_PREFIX}{}.{EXTENSION}", now.to_utc().format("%Y-%m-%d"));
        let path = self.folder().join(FOLDER).join(name);
        if path.exists() {
            return Ok(None);
        }
        copy(self.folder(), &path).await?;
        let daily = |backup: &Backup| {
            backup.path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(DAILY_PREFIX))
        };
        let mut kept: Vec<_> =
            list(self.folder())?.into_iter().filter(daily).map(|backup| backup.path).collect();
        kept.sort_unstable_by(|a, b| b.cmp(a));
        for old in kept.iter().skip(DAILY_KEPT) {
            fs::remove_file(old)?;
        }
        Ok(Some(path))
    }

    /// Writes a copy to a file that the person chose; one that is there is replaced when the copy is complete.
    ///
    /// # Errors
    /// As [`Store::back_up_daily`].
    pub async fn back_up_to(&self, path: &Path) -> Result<(), StoreError> {
        copy(self.folder(), path).await
    }
}

/// The copy made before the schema changes from `version`.
pub(crate) async fn before_migration(folder: &Path, version: u32) -> Result<(), StoreError> {
    let name = format!("schema-{version:04}.{EXTENSION}");
    copy(folder, &folder.join(FOLDER).join(name)).await
}

async fn copy(folder: &Path, path: &Path) -> Result<(), StoreError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let temporary = file::temporary_beside(path);
    let made = copy_into(&folder.join(DATABASE), &temporary).await;
    let settled = match made {
        Ok(()) => file::settle(&temporary, path).map_err(StoreError::from),
        Err(error) => Err(error),
    };
    if settled.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    settled
}

async fn copy_into(database: &Path, temporary: &Path) -> Result<(), StoreError> {
    let name = temporary.to_str().ok_or(StoreError::Invalid("a path that isn't Unicode"))?;
    let mut conn = connect::options(database).create_if_missing(false).connect().await?;
    let written = sqlx::query("VACUUM INTO ?").bind(name).execute(&mut conn).await;
    conn.close().await?;
    written?;
    File::options().write(true).open(temporary)?.sync_all()?;
    let mut copy = untouched(temporary).await?;
    let checked = require_ours(&mut copy).await;
    copy.close().await?;
    checked
}

/// A connection that leaves no trace beside the file.
async fn untouched(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
    Ok(options.connect().await?)
}

async fn require_ours(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    migrate::check(conn, false).await?;
    match migrate::look(conn).await? {
        migrate::Found::Empty => Err(StoreError::Damaged("the copy is empty".to_owned())),
        migrate::Found::Current | migrate::Found::Older(_) => Ok(()),
    }
}

/// What a copy holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Held {
    /// Posts outside the bin.
    pub posts: u64,
    /// Publications, whatever became of them.
    pub publications: u64,
    /// Media outside the bin.
    pub assets: u64,
    /// Connected accounts.
    pub accounts: u64,
}

/// Looks into a copy without changing it.
///
/// # Errors
/// [`StoreError::Damaged`] when it can't be restored, and what the disk says.
pub async fn look(backup: &Path) -> Result<Held, StoreError> {
    let mut conn = untouched(backup).await?;
    let counted = count(&mut conn).await;
    conn.close().await?;
    counted
}

async fn count(conn: &mut SqliteConnection) -> Result<Held, StoreError> {
    require_ours(conn).await?;
    let row = conn.fetch_one(COUNT).await?;
    let cells = Cells(&row);
    Ok(Held {
        posts: cells.number("posts")?,
        publications: cells.number("publications")?,
        assets: cells.number("assets")?,
        accounts: cells.number("accounts")?,
    })
}

/// A backup on its way into the place of a workspace's database: a copy of it that can be changed before
/// anybody else sees it. Nobody can open the workspace while this exists; dropped, it leaves all as it was.
#[derive(Debug)]
pub struct Staged {
    folder: PathBuf,
    store: Store,
    // Why: held, never read. It goes last.
    _lock: FileLock,
}

/// Makes a copy of a backup ready to take the place of the database in `folder`, in the present schema.
///
/// # Errors
/// [`StoreError::Damaged`] when the backup itself isn't good, [`StoreError::Newer`] when a newer Upbeat made
/// it, [`StoreError::Busy`] while the workspace is open somewhere, and what the disk says. Nothing is changed
/// then.
pub async fn stage(folder: &Path, backup: &Path) -> Result<Staged, StoreError> {
    let mut conn = untouched(backup).await?;
    let checked = require_ours(&mut conn).await;
    conn.close().await?;
    checked?;
    let lock = FileLock::try_take(&folder.join(LOCK), Kind::Exclusive)?.ok_or(StoreError::Busy)?;
    let stage = folder.join(STAGE);
    clear(&stage)?;
    fs::create_dir_all(&stage)?;
    let opened = match fs::copy(backup, stage.join(DATABASE)) {
        Ok(_) => Store::open(&stage).await,
        Err(error) => Err(error.into()),
    };
    match opened {
        Ok(store) => Ok(Staged { folder: folder.to_owned(), store, _lock: lock }),
        Err(error) => {
            clear(&stage)?;
            Err(error)
        }
    }
}

impl Staged {
    /// The copy.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Puts the copy in the database's place. What stood there is kept beside it with its log, and its name is
    /// returned: `workspace.db.set-aside`, numbered where there is one already.
    ///
    /// # Errors
    /// What the disk says; the old database still stands then.
    pub async fn put_in_place(self) -> Result<PathBuf, StoreError> {
        self.store.close().await;
        let database = self.folder.join(DATABASE);
        let copy = self.folder.join(STAGE).join(DATABASE);
        File::options().write(true).open(&copy)?.sync_all()?;
        let aside = free_name(&self.folder);
        if database.exists() {
            // Why a second name and not another: the database's place is never empty, whatever happens.
            fs::hard_link(&database, &aside).or_else(|_| fs::copy(&database, &aside).map(drop))?;
        }
        // Why: the log goes before its database. Beside another one it would be folded into that.
        for suffix in ["-wal", "-shm"] {
            let from = self.folder.join(format!("{DATABASE}{suffix}"));
            if from.exists() {
                fs::rename(&from, with_suffix(&aside, suffix))?;
            }
        }
        file::settle(&copy, &database)?;
        forget_damage(&self.folder)?;
        Ok(aside)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Why: whatever stays is cleared by the next one; nobody looks there.
        let _ = clear(&self.folder.join(STAGE));
    }
}

fn clear(stage: &Path) -> io::Result<()> {
    match fs::remove_dir_all(stage) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A name for what is set aside that nothing has yet.
fn free_name(folder: &Path) -> PathBuf {
    let first = folder.join(format!("{DATABASE}.set-aside"));
    let numbered = (2_u32..).map(|number| folder.join(format!("{DATABASE}.set-aside-{number}")));
    let mut names = std::iter::once(first.clone()).chain(numbered);
    names.find(|name| !name.exists() && !with_suffix(name, "-wal").exists()).unwrap_or(first)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
