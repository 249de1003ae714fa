//! What a person dropped, as files: folders are looked through, what a system leaves in them is not for us.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{LibraryError, name_of};

/// Files that one import takes.
const FILES_MAX: usize = 10_000;

/// Folders within folders.
const DEPTH_MAX: usize = 16;

/// Names, in lower case, that systems leave in folders of pictures.
const SYSTEM_FILES: [&str; 4] = ["desktop.ini", "ehthumbs.db", "thumbs.db", "icon\r"];

/// The files behind `paths`, in order, and what couldn't be looked at.
pub(super) fn files(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<LibraryError>) {
    let mut walk = Walk::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => walk.folder(path, DEPTH_MAX),
            Ok(_) => walk.found.push(path.clone()),
            Err(error) => walk.failures.push(LibraryError::reading(path, error)),
        }
    }
    (walk.found, walk.failures)
}

#[derive(Default)]
struct Walk {
    found: Vec<PathBuf>,
    failures: Vec<LibraryError>,
}

impl Walk {
    /// Everything in a folder, by name. Links are not followed: they may lead around in circles.
    fn folder(&mut self, folder: &Path, depth_left: usize) {
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
