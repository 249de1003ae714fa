//! Media bytes for a screen, by id.

use std::path::PathBuf;

use upbeat_domain::code::Code;

use crate::failure::Failure;
use crate::studio::Studio;

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

/// The bytes of `thumb/<asset>`, `poster/<asset>`, `original/<asset>` or `rendition/<rendition>` in
/// the workspace on screen.
///
/// # Errors
/// `not_found` for what isn't there, `media.*` for an original that can't be shown.
pub async fn serve(studio: &Studio, kind: &str, id: &str) -> Result<Served, Failure> {
    let unknown = || Failure::about(Code::NotFound, format!("{kind}/{id}"));
    let library = &studio.shown().library;
    match kind {
        "thumb" | "poster" => {
            let path = library.thumbnail(id.parse().map_err(|_| unknown())?).await?;
            Ok(Served::File { path, mime: "image/jpeg".to_owned() })
        }
        "original" => {
            let (asset, path) = library.original(id.parse().map_err(|_| unknown())?).await?;
            Ok(Served::File { path, mime: asset.info.mime })
        }
        "rendition" => {
            let (made, path) = library.rendition(id.parse().map_err(|_| unknown())?).await?;
            Ok(Served::File { path, mime: made.mime })
        }
        _ => Err(unknown()),
    }
}
