//! Locks between processes, held on a file. The system lets go of them when a process dies, however
//! it dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often a waiting lock is tried again.
const RETRY: Duration = Duration::from_millis(20);

/// A lock that this process holds until it is dropped. The file's content means nothing.
#[derive(Debug)]
pub struct FileLock {
    file: File,
    path: PathBuf,
}

/// Who may hold the lock besides us.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Nobody.
    Exclusive,
    /// Others that ask for a shared one.
    Shared,
}

impl FileLock {
    /// Takes the lock if it is free; `None` when another holder stands in the way. The file is
    /// created where absent; its folder must exist.
    ///
    /// # Errors
    /// When the file can't be opened or the disk can't lock.
    pub fn try_take(path: &Path, kind: Kind) -> io::Result<Option<Self>> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let taken = match kind {
            Kind::Exclusive => file.try_lock(),
            Kind::Shared => file.try_lock_shared(),
        };
        match taken {
            Ok(()) => Ok(Some(Self { file, path: path.to_owned() })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Waits for the lock up to `limit`; `None` when it stayed taken. Blocks the thread.
    ///
    /// # Errors
    /// As [`FileLock::try_take`].
    pub fn take_within(path: &Path, kind: Kind, limit: Duration) -> io::Result<Option<Self>> {
        let start = Instant::now();
        loop {
            if let Some(lock) = Self::try_take(path, kind)? {
                return Ok(Some(lock));
            }
            if start.elapsed() >= limit {
                return Ok(None);
            }
            std::thread::sleep(RETRY);
        }
    }

    /// The file that is locked.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // Why: closing lets go as well; asking first makes it immediate where a child inherited the file.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exclusive_lock_keeps_everybody_out_until_it_is_dropped() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("x.lock");
        let first = FileLock::try_take(&path, Kind::Exclusive)?;
        assert!(first.is_some(), "nobody else holds it");
        assert!(FileLock::try_take(&path, Kind::Exclusive)?.is_none(), "a second holder");
        assert!(FileLock::try_take(&path, Kind::Shared)?.is_none(), "a reader beside the holder");
        drop(first);
        assert!(FileLock::try_take(&path, Kind::Exclusive)?.is_some(), "free again");
        Ok(())
    }

    #[test]
    fn shared_locks_live_side_by_side() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("x.lock");
        let one = FileLock::try_take(&path, Kind::Shared)?;
        let two = FileLock::try_take(&path, Kind::Shared)?;
        assert!(one.is_some() && two.is_some(), "both read");
        assert!(FileLock::try_take(&path, Kind::Exclusive)?.is_none(), "a writer beside readers");
        Ok(())
    }

    #[test]
    fn waiting_ends_at_the_limit() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("x.lock");
        let held = FileLock::try_take(&path, Kind::Exclusive)?;
        let waited = FileLock::take_within(&path, Kind::Exclusive, Duration::from_millis(30))?;
        assert!(waited.is_none(), "the lock stayed taken");
        drop(held);
        assert!(FileLock::take_within(&path, Kind::Exclusive, Duration::ZERO)?.is_some(), "free at once");
        Ok(())
    }
}
