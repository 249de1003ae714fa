//! Pictures of profiles: a small one of each account, beside the thumbnails and as easily made again.

use std::collections::BTreeMap;
use std::path::PathBuf;

use upbeat_domain::code::Code;
use upbeat_domain::id::ContentHash;
use upbeat_domain::job::JobTrouble;
use upbeat_domain::media::MediaKind;
use upbeat_media::Engine;
use upbeat_os::file;

use crate::error::LibraryError;
use crate::library::Library;
use crate::place::Place;

/// Longest side of a kept picture, px: sharp at three times the size that lists show.
const AVATAR_PX: u32 = 192;

/// How it is called where something is wrong with it.
const NAME: &str = "avatar";

impl Library {
    /// Keeps a small upright JPEG of a profile's picture. The bytes come from a server: they are read
    /// under the engine's limits, and only what the engine made of them is kept.
    ///
    /// # Errors
    /// When it is no picture that the engine reads, or the disk is full.
    pub async fn keep_avatar(&self, bytes: Vec<u8>) -> Result<ContentHash, LibraryError> {
        let place = self.inner.place.clone();
        self.ask(move |engine| make(engine, &place, &bytes)).await?
    }

    /// The file of a kept picture.
    ///
    /// # Errors
    /// [`LibraryError::Missing`] where it went with the cache.
    pub async fn avatar(&self, hash: ContentHash) -> Result<PathBuf, LibraryError> {
        let path = self.inner.place.avatar(hash);
        match tokio::fs::metadata(&path).await {
            Ok(meta) if meta.is_file() => Ok(path),
            Ok(_) | Err(_) => Err(LibraryError::Missing { subject: NAME.to_owned() }),
        }
    }

    /// Lets go of a picture that no account shows any more.
    pub async fn forget_avatar(&self, hash: ContentHash) {
        // Why: one that stays behind is a few kilobytes in a cache.
        let _gone = tokio::fs::remove_file(self.inner.place.avatar(hash)).await;
    }
}

fn make(engine: &Engine, place: &Place, bytes: &[u8]) -> Result<ContentHash, LibraryError> {
    let folder = place.work();
    let writing = |error| LibraryError::writing(&folder, error);
    std::fs::create_dir_all(&folder).map_err(writing)?;
    let arrived = tempfile::Builder::new().prefix(NAME).tempfile_in(&folder).map_err(writing)?;
    std::fs::write(arrived.path(), bytes).map_err(writing)?;
    let media = |error| LibraryError::media(NAME, error);
    let info = engine.probe(arrived.path()).map_err(media)?;
    if info.kind != MediaKind::Image {
        let (code, subject) = (Code::MediaWrongKind, NAME.to_owned());
        return Err(LibraryError::Job(JobTrouble { piece: None, code, subject, args: BTreeMap::new() }));
    }
    let small = engine.thumbnail(arrived.path(), &info, AVATAR_PX).map_err(media)?.jpeg;
    let hash = ContentHash::new(*blake3::hash(&small).as_bytes());
    let target = place.avatar(hash);
    std::fs::create_dir_all(target.parent().unwrap_or(&target))
        .and_then(|()| file::replace(&target, &small))
        .map_err(|error| LibraryError::writing(&target, error))?;
    Ok(hash)
}
