//! A film's file on its way to its place.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use upbeat_domain::id::ContentHash;
use upbeat_domain::media::Step;

use crate::error::Fault;
use crate::job::Job;
use crate::rendered::{Rendered, path_for};

/// The file of a recipe that asks for the same as another, under its own limit in bytes.
pub(super) fn again(job: &Job<'_>, index: usize, same: &Rendered, limit: u64) -> Result<Rendered, Fault> {
    let extension = same.path.extension().and_then(|e| e.to_str()).unwrap_or("mp4");
    let path = path_for(job.folder, job.names[index], &job.recipes[index], extension);
    let temporary = upbeat_os::file::temporary_beside(&path);
    copy(&same.path, &temporary)?;
    settle(&temporary, &path)?;
    let mut made = Rendered { recipe_index: index, path, ..same.clone() };
    for step in &mut made.steps {
        if let Step::Encoded { max_bytes, .. } = step {
            *max_bytes = limit;
        }
    }
    Ok(made)
}

/// Lengthens an MP4 to `least` bytes, and says how long it is now: a `free` box at its end is passed over by every
/// reader (ISO/IEC 14496-12, 8.1.2).
pub(crate) fn fill_up(path: &Path, bytes: u64, least: u64) -> Result<u64, Fault> {
    const HEAD: u64 = 8;
    let size = (least - bytes).max(HEAD);
    let length = u32::try_from(size).map_err(|_| Fault::internal("a film is asked to be 4 GB at least"))?;
    let append = || -> std::io::Result<()> {
        let mut file = File::options().append(true).open(path)?;
        file.write_all(&[&length.to_be_bytes()[..], b"free"].concat())?;
        std::io::copy(&mut std::io::repeat(0).take(size - HEAD), &mut file)?;
        file.sync_all()
    };
    append().map_err(|error| Fault::writing(&error))?;
    Ok(bytes + size)
}

/// A copy that shares its blocks with the source where the disk can do that.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Fault> {
    if upbeat_os::file::reflink(from, to).is_ok() {
        return Ok(());
    }
    std::fs::copy(from, to).map(drop).map_err(|error| {
        let _ = std::fs::remove_file(to);
        Fault::writing(&error)
    })
}

/// Gives a finished file its name.
pub(crate) fn settle(temporary: &Path, path: &Path) -> Result<(), Fault> {
    let synced = File::open(temporary).and_then(|file| file.sync_all());
    synced.and_then(|()| upbeat_os::file::settle(temporary, path)).map_err(|error| Fault::writing(&error))
}

pub(crate) fn digest(path: &Path) -> Result<ContentHash, Fault> {
    let mut file = File::open(path).map_err(|error| Fault::reading(&error))?;
    let mut hasher = blake3::Hasher::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let count = file.read(&mut chunk).map_err(|error| Fault::reading(&error))?;
        if count == 0 {
            return Ok(ContentHash::new(*hasher.finalize().as_bytes()));
        }
        hasher.update(&chunk[..count]);
    }
}

/// A file on its way; removed unless it got its name.
pub(super) struct Leftover<'a>(pub(super) &'a Path);

impl Drop for Leftover<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.0);
    }
}
