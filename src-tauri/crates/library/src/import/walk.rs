//! What a person dropped, as files: folders are looked through, what a system leaves in them is not for us.

use std::fs;
use std::path::{Path, PathBuf};

use upbeat_media::Cancel;

use crate::error::{LibraryError, name_of};

/// Files that one import takes.
const FILES_MAX: usize = 10_000;

/// Folders within folders.
const DEPTH_MAX: usize = 16;

/// Names, in lower case, that systems leave in folders of pictures.
const SYSTEM_FILES: [&str; 4] = ["desktop.ini", "ehthumbs.db", "thumbs.db", "icon\r"];

/// The files behind `paths`, in order, and what couldn't be looked at. No files where it was stopped before all was
/// looked through.
pub(super) fn files(paths: &[PathBuf], stop: &Cancel) -> (Option<Vec<PathBuf>>, Vec<LibraryError>) {
    let mut walk = Walk { found: Vec::new(), failures: Vec::new(), stop, cut: false };
    for path in paths {
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => walk.folder(path, DEPTH_MAX),
            Ok(_) => walk.found.push(path.clone()),
            Err(error) => walk.failures.push(LibraryError::reading(path, error)),
        }
    }
    (Some(walk.found).filter(|_| !walk.cut), walk.failures)
}

struct Walk<'s> {
    found: Vec<PathBuf>,
    failures: Vec<LibraryError>,
    stop: &'s Cancel,
    /// A folder wasn't looked through because of the stop.
    cut: bool,
}

impl Walk<'_> {
    /// Everything in a folder, by name. Links are not followed: they may lead around in circles.
    fn folder(&mut self, folder: &Path, depth_left: usize) {
        if self.stop.is_cancelled() {
            self.cut = true;
            return;
        }
        let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.failures.push(LibraryError::reading(folder, error)),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().to_lowercase();
            if name.starts_with('.') || SYSTEM_FILES.contains(&name.as_str()) {
                continue;
            }
            if self.found.len() >= FILES_MAX {
                let subject = name_of(folder);
                return self.failures.push(LibraryError::TooMany { subject, files_max: FILES_MAX });
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth_left > 0 => self.folder(&entry.path(), depth_left - 1),
                Ok(kind) if kind.is_file() => self.found.push(entry.path()),
                Ok(_) => {}
                Err(error) => self.failures.push(LibraryError::reading(&entry.path(), error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_looked_through_when_it_was_stopped_is_not_counted() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let (film, shooting) = (folder.path().join("film.mp4"), folder.path().join("shooting"));
        fs::write(&film, b"film")?;
        fs::create_dir(&shooting)?;
        fs::write(shooting.join("a.jpg"), b"a")?;
        fs::write(shooting.join("b.jpg"), b"b")?;
        let given = [film.clone(), shooting.clone()];
        let stop = Cancel::new();
        let all = vec![film.clone(), shooting.join("a.jpg"), shooting.join("b.jpg")];
        assert_eq!(files(&given, &stop).0, Some(all));
        stop.cancel();
        assert_eq!(files(&given, &stop).0, None, "nobody knows how many files the folder holds");
        assert_eq!(files(&given[..1], &stop).0, Some(vec![film]), "files are counted without being opened");
        Ok(())
    }
}
