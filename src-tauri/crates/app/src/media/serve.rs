//! Media bytes for a screen, by id.

use std::path::PathBuf;

use upbeat_domain::code::Code;
use upbeat_domain::id::WorkspaceId;

use crate::failure::Failure;
use crate::studio::Studio;
use crate::workspace;

/// Bytes to show.
#[derive(Clone, Debug)]
pub enum Served {
    /// Bytes at hand.
    Bytes {
        /// The bytes.
        bytes: Vec<u8>,
        /// Their MIME type.
        mime: String,
    },
    /// A file to be read; never written to and never named to the screen.
    File {
        /// Where it lies.
        path: PathBuf,
        /// Its MIME type.
        mime: String,
    },
}

/// The bytes of `thumb/<asset>`, `preview/<asset>` (what the camera put beside it, at once), `poster/<asset>`, `original/<asset>`, `rendition/<rendition>` or
/// `avatar/<account>` in a workspace; where none is named, in the one on screen.
///
/// # Errors
/// `not_found` for what isn't there, `media.*` for an original that can't be shown.
pub async fn serve(
    studio: &Studio,
    workspace: Option<WorkspaceId>,
    kind: &str,
    id: &str,
) -> Result<Served, Failure> {
    let unknown = || Failure::about(Code::NotFound, format!("{kind}/{id}"));
    let open = match workspace {
        Some(workspace) => workspace::listed(studio, workspace).await?,
        None => studio.shown(),
    };
    let library = &open.library;
    match kind {
        "thumb" | "poster" => {
            let path = library.thumbnail(id.parse().map_err(|_| unknown())?).await?;
            Ok(Served::File { path, mime: "image/jpeg".to_owned() })
        }
        "preview" => {
            let bytes = library.preview(id.parse().map_err(|_| unknown())?).await?;
            Ok(Served::Bytes { bytes, mime: "image/jpeg".to_owned() })
        }
        "original" => {
            let (asset, path) = library.original(id.parse().map_err(|_| unknown())?).await?;
            Ok(Served::File { path, mime: asset.info.mime })
        }
        "rendition" => {
            let (made, path) = library.rendition(id.parse().map_err(|_| unknown())?).await?;
            Ok(Served::File { path, mime: made.mime })
        }
        "avatar" => {
            let id = id.parse().map_err(|_| unknown())?;
            let account = upbeat_store::account::get(&mut open.store.read().await?, id).await?;
            let path = library.avatar(account.avatar.ok_or_else(unknown)?).await?;
            Ok(Served::File { path, mime: "image/jpeg".to_owned() })
        }
        _ => Err(unknown()),
    }
}
