//! Writing files so that a crash or a power cut leaves the old bytes or the new ones, never half.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Prefix of files being written; anything older than its process may be deleted.
pub const TEMPORARY_PREFIX: &str = ".upbeat-new-";

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// A name beside `path` that nobody else uses: for bytes on their way to `path`.
#[must_use]
pub fn temporary_beside(path: &Path) -> PathBuf {
    let serial = COUNTER.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!("{TEMPORARY_PREFIX}{}-{serial}", std::process::id()))
}

/// Replaces the bytes of `path`: written beside it, brought to the disk, renamed over it, and the
/// folder brought to the disk. The folder must exist.
///
/// # Errors
/// Whatever the disk says; the old file then still stands and no leftover remains.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = temporary_beside(path);
    let written = OpenOptions::new().write(true).create_new(true).open(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let settled = written.and_then(|()| settle(&temporary, path));
    if settled.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    settled
}

/// Gives a file that is complete and synced its real name, replacing what is there, and brings the
/// folder to the disk.
///
/// # Errors
/// Whatever the disk says.
pub fn settle(temporary: &Path, path: &Path) -> io::Result<()> {
    fs::rename(temporary, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Brings a folder's entries (new and renamed files) to the disk. Nothing to do on Windows, where
/// the file system does so by itself.
///
/// # Errors
/// Whatever the disk says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// Lets the file system share the blocks of `from` with a new file `to`, where it can.
///
/// # Errors
/// Where it can't (another disk, no such file system) or `to` exists; copy the bytes then.
pub fn reflink(from: &Path, to: &Path) -> io::Result<()> {
    reflink_copy::reflink(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing_leaves_only_the_new_bytes() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("studio.toml");
        replace(&path, b"old")?;
        replace(&path, b"new")?;
        assert_eq!(fs::read(&path)?, b"new");
        assert_eq!(fs::read_dir(folder.path())?.count(), 1, "no leftovers beside it");
        Ok(())
    }

    #[test]
    fn a_refused_rename_keeps_the_old_state_and_leaves_nothing_behind() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("taken");
        fs::create_dir(&path)?;
        fs::write(path.join("inside"), b"kept")?;
        assert!(replace(&path, b"new").is_err(), "a folder with content can't be replaced by a file");
        assert_eq!(fs::read(path.join("inside"))?, b"kept");
        assert_eq!(fs::read_dir(folder.path())?.count(), 1, "no leftovers beside it");
        Ok(())
    }
}
