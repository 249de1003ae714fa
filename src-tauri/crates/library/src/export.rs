//! Prepared files for the person: copied into a folder of theirs, under names that say what they are.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use upbeat_domain::asset::Rendition;
use upbeat_domain::id::RenditionId;
use upbeat_domain::media::file_extension;
use upbeat_store::{asset, rendition};

use crate::error::LibraryError;
use crate::library::Library;
use crate::name::{safe_name, safe_stem};

/// Other files of the same name that are stepped around.
const NAMESAKES_MAX: u32 = 10_000;

/// A file that the person got.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// What it was made as.
    pub rendition: Rendition,
    /// Where it lies now.
    pub path: PathBuf,
}

impl Library {
    /// Copies renditions into `folder`, which is created where absent, as
    /// `<name>_<network>_<format>.<extension>`. No other file is ever overwritten: a namesake gets a
    /// number; a file that holds the same bytes already is left as it is.
    ///
    /// # Errors
    /// When a rendition is gone (prepare it again) or the folder can't be written. Files copied before
    /// the trouble stay.
    pub async fn export(&self, ids: &[RenditionId], folder: &Path) -> Result<Vec<Exported>, LibraryError> {
        let mut exported = Vec::with_capacity(ids.len());
        for id in ids {
            let (rendition, from) = self.rendition(*id).await?;
            let source = asset::by_hash(&mut self.inner.store.read().await?, rendition.source).await?;
            let name = source.map_or_else(String::new, |asset| asset.name);
            let (stem, extension) = tidy(&name, &rendition);
            let folder = folder.to_owned();
            let copied =
                tokio::task::spawn_blocking(move || copy_beside(&from, &folder, &stem, extension)).await;
            exported.push(Exported { rendition, path: copied.map_err(|_| LibraryError::Stopped)?? });
        }
        Ok(exported)
    }

    /// The name under which a rendition is exported, without folder.
    ///
    /// # Errors
    /// `not_found` for an unknown id.
    pub async fn export_name(&self, id: RenditionId) -> Result<String, LibraryError> {
        let mut read = self.inner.store.read().await?;
        let found = rendition::get(&mut read, id).await?;
        let source = asset::by_hash(&mut read, found.source).await?;
        let (stem, extension) = tidy(&source.map_or_else(String::new, |asset| asset.name), &found);
        Ok(format!("{stem}.{extension}"))
    }
}

/// Stem and extension of an exported file.
fn tidy(name: &str, rendition: &Rendition) -> (String, &'static str) {
    let stem = safe_stem(name).replace(char::is_whitespace, "-");
    let format = rendition.recipe.format.replace('/', "_");
    let stem = safe_name(&format!("{stem}_{}_{format}", rendition.recipe.network));
    (stem, file_extension(&rendition.mime))
}

fn copy_beside(from: &Path, folder: &Path, stem: &str, extension: &str) -> Result<PathBuf, LibraryError> {
    fs::create_dir_all(folder).map_err(|error| LibraryError::writing(folder, error))?;
    for number in 1..NAMESAKES_MAX {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{stem}{suffix}.{extension}"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(to) => {
                let copied = fill(from, to);
                if copied.is_err() {
                    let _ = fs::remove_file(&path);
                }
                return copied.map(|()| path.clone()).map_err(|error| LibraryError::writing(&path, error));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if same_bytes(from, &path) {
                    return Ok(path);
                }
            }
            Err(error) => return Err(LibraryError::writing(&path, error)),
        }
    }
    Err(LibraryError::writing(folder, io::ErrorKind::AlreadyExists.into()))
}

fn fill(from: &Path, mut to: fs::File) -> io::Result<()> {
    io::copy(&mut fs::File::open(from)?, &mut to)?;
    to.sync_all()
}

/// Whether two files hold the same bytes; one that can't be read doesn't. A link is no file.
fn same_bytes(one: &Path, other: &Path) -> bool {
    let size =
        |path: &Path| fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|meta| meta.len());
    let digest = |path: &Path| {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(fs::File::open(path).ok()?).ok()?;
        Some(hasher.finalize())
    };
    size(one).is_some() && size(one) == size(other) && digest(one).is_some() && digest(one) == digest(other)
}
