//! Copying a file while its digest is taken.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use upbeat_domain::id::ContentHash;
use upbeat_os::file;

use crate::error::LibraryError;

/// Read and written at once, bytes.
const CHUNK_BYTES: usize = 1 << 20;

/// A copy on its way: complete and on the disk, but under a name of its own. Dropped before it is
/// settled, it is deleted.
pub(super) struct Copied {
    temporary: PathBuf,
    hash: ContentHash,
    bytes: u64,
    settled: bool,
}

impl Copied {
    pub(super) const fn hash(&self) -> ContentHash {
        self.hash
    }

    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn path(&self) -> &Path {
        &self.temporary
    }

    /// Gives the copy its name, unless the same bytes are there already.
    pub(super) fn settle(mut self, path: &Path) -> Result<(), LibraryError> {
        if fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == self.bytes) {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder)
            .and_then(|()| file::settle(&self.temporary, path))
            // Why: the folder of two digits may be new; its own name has to reach the disk as well.
            .and_then(|()| folder.parent().map_or(Ok(()), file::sync_folder))
            .map_err(|error| LibraryError::writing(path, error))?;
        self.settled = true;
        Ok(())
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        if !self.settled {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Hears, after each piece, how many bytes are done; an error ends the work there.
pub(super) type Step<'s> = &'s dyn Fn(u64) -> Result<(), LibraryError>;

/// Copies `path` into `folder`: shared blocks where the file system can, else byte by byte. A copy that ends early
/// leaves nothing.
pub(super) fn into(path: &Path, folder: &Path, step: Step) -> Result<Copied, LibraryError> {
    fs::create_dir_all(folder).map_err(|error| LibraryError::writing(folder, error))?;
    let temporary = file::temporary_beside(&folder.join("x"));
    let mut guard =
        Copied { temporary: temporary.clone(), hash: ContentHash::new([0; 32]), bytes: 0, settled: false };
    // Why: a person's file may be read-only; blocks that are shared with it come with its rights.
    if file::reflink(path, &temporary).is_ok() && OpenOptions::new().write(true).open(&temporary).is_ok() {
        (guard.hash, guard.bytes) = digest(&temporary, step)?;
    } else {
        let _ = fs::remove_file(&temporary);
        let mut from = File::open(path).map_err(|error| LibraryError::reading(path, error))?;
        let mut to = create(&temporary, path)?;
        (guard.hash, guard.bytes) = stream(&mut from, path, step, |chunk| {
            to.write_all(chunk).map_err(|error| LibraryError::writing(path, error))
        })?;
    }
    sync(&temporary, path)?;
    Ok(guard)
}

/// Writes `bytes` into `folder`; `name` is for messages.
pub(super) fn bytes(bytes: &[u8], name: &str, folder: &Path) -> Result<Copied, LibraryError> {
    fs::create_dir_all(folder).map_err(|error| LibraryError::writing(folder, error))?;
    let temporary = file::temporary_beside(&folder.join("x"));
    let hash = ContentHash::new(*blake3::hash(bytes).as_bytes());
    let guard = Copied { temporary: temporary.clone(), hash, bytes: bytes.len() as u64, settled: false };
    let mut to = create(&temporary, Path::new(name))?;
    to.write_all(bytes).map_err(|error| LibraryError::writing(Path::new(name), error))?;
    sync(&temporary, Path::new(name))?;
    Ok(guard)
}

/// A file's digest and size.
pub(super) fn digest(path: &Path, step: Step) -> Result<(ContentHash, u64), LibraryError> {
    let mut from = File::open(path).map_err(|error| LibraryError::reading(path, error))?;
    stream(&mut from, path, step, |_| Ok(()))
}

fn create(temporary: &Path, subject: &Path) -> Result<File, LibraryError> {
    let made = OpenOptions::new().write(true).create_new(true).open(temporary);
    made.map_err(|error| LibraryError::writing(subject, error))
}

fn sync(temporary: &Path, subject: &Path) -> Result<(), LibraryError> {
    let synced = OpenOptions::new().write(true).open(temporary).and_then(|file| file.sync_all());
    synced.map_err(|error| LibraryError::writing(subject, error))
}

fn stream(
    from: &mut impl Read,
    path: &Path,
    step: Step,
    mut take: impl FnMut(&[u8]) -> Result<(), LibraryError>,
) -> Result<(ContentHash, u64), LibraryError> {
    let mut hasher = blake3::Hasher::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut bytes = 0;
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => return Ok((ContentHash::new(*hasher.finalize().as_bytes()), bytes)),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(LibraryError::reading(path, error)),
        };
        hasher.update(&chunk[..read]);
        take(&chunk[..read])?;
        bytes += read as u64;
        step(bytes)?;
    }
}
