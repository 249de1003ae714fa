//! Which file lies where in a workspace's folder. Names are made of digests, never of words from outside.

use std::path::{Path, PathBuf};

use upbeat_domain::asset::{Asset, Held, Rendition};
use upbeat_domain::id::{ContentHash, JobId};
use upbeat_domain::media::{CaptionWay, file_extension};

#[derive(Clone, Debug)]
pub(crate) struct Place {
    workspace: PathBuf,
}

impl Place {
    pub(crate) fn new(workspace: &Path) -> Self {
        Self { workspace: workspace.to_owned() }
    }

    /// Originals.
    pub(crate) fn media(&self) -> PathBuf {
        self.workspace.join("media")
    }

    /// Everything that can be made again.
    fn cache(&self) -> PathBuf {
        self.workspace.join("cache")
    }

    /// Prepared files.
    pub(crate) fn renditions(&self) -> PathBuf {
        self.cache().join("renditions")
    }

    /// Small pictures for lists.
    pub(crate) fn thumbnails(&self) -> PathBuf {
        self.cache().join("thumbnails")
    }

    /// Where a profile's small picture lies.
    pub(crate) fn avatar(&self, hash: ContentHash) -> PathBuf {
        addressed(&self.cache().join("avatars"), hash, "jpg")
    }

    /// Files on their way, a folder for each job.
    pub(crate) fn work(&self) -> PathBuf {
        self.cache().join("work")
    }

    /// The folder of one job's files on their way.
    pub(crate) fn work_of(&self, job: JobId) -> PathBuf {
        self.work().join(job.to_string())
    }

    /// Where an original's bytes are, or should be.
    pub(crate) fn original(&self, asset: &Asset) -> PathBuf {
        match &asset.held {
            Held::Copied => self.copied(asset.hash, &asset.info.container),
            Held::Referenced { path } => path.clone(),
        }
    }

    /// Where the copy of an original goes.
    pub(crate) fn copied(&self, hash: ContentHash, container: &str) -> PathBuf {
        addressed(&self.media(), hash, extension_of_container(container))
    }

    /// Where a prepared file lies.
    pub(crate) fn rendition(&self, rendition: &Rendition) -> PathBuf {
        self.rendered(rendition.hash, &rendition.mime)
    }

    /// Where a prepared file goes.
    pub(crate) fn rendered(&self, hash: ContentHash, mime: &str) -> PathBuf {
        addressed(&self.renditions(), hash, file_extension(mime))
    }

    /// Where the file of captions of this work goes. Not by its film's digest: one film may have several.
    pub(crate) fn captions(&self, work: ContentHash, way: CaptionWay) -> PathBuf {
        addressed(&self.renditions(), work, way.as_str())
    }

    /// Where the file of captions beside a prepared film lies; none where it has none of its own.
    pub(crate) fn captions_of(&self, rendition: &Rendition) -> Option<PathBuf> {
        Some(self.captions(rendition.work, rendition.captions_beside()?))
    }

    /// Where an asset's small picture lies.
    pub(crate) fn thumbnail(&self, hash: ContentHash) -> PathBuf {
        addressed(&self.thumbnails(), hash, "jpg")
    }

    /// Where an asset's large still picture lies.
    pub(crate) fn poster(&self, hash: ContentHash) -> PathBuf {
        addressed(&self.thumbnails(), hash, "poster.jpg")
    }
}

/// `<folder>/<first two digits>/<digest>.<extension>`.
fn addressed(folder: &Path, hash: ContentHash, extension: &str) -> PathBuf {
    let digits = hash.to_string();
    folder.join(&digits[..2]).join(format!("{digits}.{extension}"))
}

/// The extension that people expect of a container in the engine's name.
fn extension_of_container(container: &str) -> &str {
    match container {
        "jpeg" => "jpg",
        "tiff" => "tif",
        "matroska" => "mkv",
        "quicktime" => "mov",
        other if is_plain(other) => other,
        _ => "bin",
    }
}

fn is_plain(text: &str) -> bool {
    (1..=8).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_never_becomes_a_path() {
        let place = Place::new(Path::new("/w"));
        let hash = ContentHash::new([0xab; 32]);
        for (container, extension) in
            [("jpeg", "jpg"), ("heic", "heic"), ("../x", "bin"), ("", "bin"), ("MP4", "bin")]
        {
            let path = place.copied(hash, container);
            assert_eq!(path.parent(), Some(Path::new("/w/media/ab")), "{container}");
            assert_eq!(path.extension().and_then(|text| text.to_str()), Some(extension), "{container}");
        }
    }
}
