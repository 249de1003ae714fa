//! Prepared files laid out under readable names, to be dragged from the window to another program.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use upbeat_domain::id::{RenditionId, WorkspaceId};
use upbeat_domain::time::Timestamp;
use upbeat_library::Exported;

use crate::failure::Failure;
use crate::studio::{Studio, blocking, undroppable};
use crate::workspace;

/// Where they lie, within the folder of what is posted by hand.
const FOLDER: &str = "dragged";

/// How long a file stays for the program that it was dragged to, seconds: a day.
const KEPT_S: i64 = 86_400;

/// Lays prepared files of a workspace out, in order, after a film the file of its captions. The same file is laid out
/// once; those of yesterday go.
///
/// # Errors
/// `not_found` for a file that the cache let go of, and what the disk says.
pub async fn lay(
    studio: &Studio,
    workspace: WorkspaceId,
    ids: Vec<RenditionId>,
) -> Result<Vec<PathBuf>, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = workspace::listed(&studio, workspace).await?;
        let folder = crate::assisted::folder(&studio).join(FOLDER);
        let (place, before) = (folder.clone(), studio.clock().now().plus_secs(-KEPT_S));
        blocking(move || clear(&place, before)).await?;
        let laid = open.library.export(&ids, &folder).await?;
        Ok(laid.into_iter().flat_map(Exported::files).collect())
    })
    .await
}

/// Removes what was laid out before an instant.
fn clear(folder: &Path, before: Timestamp) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if written(&path).is_some_and(|at| at < before) {
            // Why: a file that another program holds goes the next time.
            let _held = std::fs::remove_file(path);
        }
    }
}

fn written(path: &Path) -> Option<Timestamp> {
    let since = std::fs::metadata(path).ok()?.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok().map(Timestamp::from_micros)
}
