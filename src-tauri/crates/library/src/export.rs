//! Prepared files for the person: copied into a folder of theirs, under names that say what they are.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use upbeat_domain::asset::Rendition;
use upbeat_domain::id::RenditionId;
use upbeat_domain::media::{CaptionWay, file_extension};
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
    /// Where the file of its captions lies, beside it under the same name; none where it has none of its own.
    pub captions: Option<PathBuf>,
}

impl Exported {
    /// Its files, captions last.
    pub fn files(self) -> impl Iterator<Item = PathBuf> {
        std::iter::once(self.path).chain(self.captions)
    }
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
            let mut files = vec![(from, extension)];
            let captions = self.inner.place.captions_of(&rendition);
            files.extend(captions.zip(rendition.captions_beside().map(CaptionWay::as_str)));
            let copied = tokio::task::spawn_blocking(move || copy_beside(&files, &folder, &stem)).await;
            let mut copied = copied.map_err(|_| LibraryError::Stopped)??.into_iter();
            let path = copied.next().unwrap_or_default();
            exported.push(Exported { rendition, path, captions: copied.next() });
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

/// Copies files that belong together under one name, each with its extension, in order.
fn copy_beside(files: &[(PathBuf, &str)], folder: &Path, stem: &str) -> Result<Vec<PathBuf>, LibraryError> {
    fs::create_dir_all(folder).map_err(|error| LibraryError::writing(folder, error))?;
    for number in 1..NAMESAKES_MAX {
        let suffix = if number == 1 { String::new() } else { format!("-{number}") };
        let named = |(from, extension): &(PathBuf, &str)| {
            (from.clone(), folder.join(format!("{stem}{suffix}.{extension}")))
        };
        let pairs: Vec<(PathBuf, PathBuf)> = files.iter().map(named).collect();
        if copy_all(&pairs)? {
            return Ok(pairs.into_iter().map(|(_, to)| to).collect());
        }
    }
    Err(LibraryError::writing(folder, io::ErrorKind::AlreadyExists.into()))
}

/// Copies files to places that are free or hold the same bytes already; false, with nothing new left behind, where one
/// holds others.
fn copy_all(pairs: &[(PathBuf, PathBuf)]) -> Result<bool, LibraryError> {
    let mut fresh: Vec<&Path> = Vec::new();
    for (from, to) in pairs {
        let copied = match OpenOptions::new().write(true).create_new(true).open(to) {
            Ok(file) => {
                fresh.push(to);
                fill(from, file).map(|()| true)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(same_bytes(from, to)),
            Err(error) => Err(error),
        };
        if !matches!(copied, Ok(true)) {
            for path in fresh {
                let _ = fs::remove_file(path);
            }
            return copied.map_err(|error| LibraryError::writing(to, error));
        }
    }
    Ok(true)
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
