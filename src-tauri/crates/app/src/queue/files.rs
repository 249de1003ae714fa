//! The prepared files of a part that goes out.

use std::sync::Arc;

use upbeat_domain::check::find_format;
use upbeat_domain::code::Code;
use upbeat_domain::media::MediaKind;
use upbeat_domain::publication::{Failure as Stopped, Refusal, Trouble};
use upbeat_library::LibraryError;
use upbeat_networks::OutgoingMedium;
use upbeat_publisher::{Files, FilesWanted};
use upbeat_store::StoreError;

use crate::studio::Open;
use crate::{network, prepare};

/// How a workspace makes the files of a part.
pub(crate) fn files_of(open: &Arc<Open>) -> Files {
    let open = Arc::downgrade(open);
    Arc::new(move |wanted: FilesWanted| {
        let open = open.clone();
        Box::pin(async move {
            let open = open.upgrade().ok_or_else(|| later(Code::Cancelled, None))?;
            files(&open, &wanted).await
        })
    })
}

async fn files(open: &Open, wanted: &FilesWanted) -> Result<Vec<OutgoingMedium>, Stopped> {
    let store_says = |error: StoreError| stopped(error.code(), Some(error.to_string()));
    let library_says = |error: LibraryError| stopped(error.code(), Some(error.to_string()));
    let mut reader = open.store.read().await.map_err(store_says)?;
    let account = upbeat_store::account::get(&mut reader, wanted.account).await.map_err(store_says)?;
    let limits = network::of_account(&account);
    let format = find_format(&limits, &wanted.format).ok_or_else(|| stopped(Code::FormatUnknown, None))?;
    let ids: Vec<_> = wanted.media.iter().map(|medium| medium.asset).collect();
    let assets = upbeat_store::asset::get_many(&mut reader, &ids).await.map_err(store_says)?;
    drop(reader);
    open.work();
    let mut ready = Vec::new();
    for (asset, medium) in assets.into_iter().zip(&wanted.media) {
        let recipe = prepare::for_medium(&limits, format, medium, &asset.info)
            .map_err(|error| stopped(error.code(), Some(error.to_string())))?;
        let made = open.library.prepare(asset.id, std::slice::from_ref(&recipe)).await;
        let made = made.map_err(library_says)?;
        if let Some((_, trouble)) = made.failed.first() {
            return Err(stopped(trouble.code, Some(trouble.subject.clone())));
        }
        let Some((_, made)) = made.ready.into_iter().next() else {
            return Err(later(Code::MediaStopped, None));
        };
        let (made, path) = match open.library.rendition(made.id).await {
            Ok(found) => found,
            // Why: the cache let go of it in this very moment; it is made again.
            Err(LibraryError::Store(StoreError::NotFound(_))) => return Err(later(Code::NotFound, None)),
            Err(error) => return Err(library_says(error)),
        };
        ready.push(OutgoingMedium {
            kind: MediaKind::of_mime(&made.mime),
            path,
            hash: made.hash,
            mime: made.mime,
            bytes: made.bytes,
            width_px: made.width_px,
            height_px: made.height_px,
            duration_ms: made.duration_ms,
            alt: medium.alt.clone(),
            focus: medium.focus,
        });
    }
    Ok(ready)
}

/// Whether a trouble with files is this computer's and may pass without the post being changed: no room, no
/// permission, a busy or missing program, a disk that isn't plugged in.
const fn passes(code: Code) -> bool {
    matches!(
        code,
        Code::StorageFull
            | Code::StorageUnwritable
            | Code::StorageBusy
            | Code::StorageDamaged
            | Code::StorageNewer
            | Code::StorageRemote
            | Code::MediaUnreadable
            | Code::MediaToolMissing
            | Code::MediaTimeout
            | Code::Cancelled
            | Code::Internal
    )
}

fn stopped(code: Code, detail: Option<String>) -> Stopped {
    if passes(code) { later(code, detail) } else { refused(code, detail) }
}

fn later(code: Code, detail: Option<String>) -> Stopped {
    Stopped::Later { retry_after_s: None, trouble: Trouble { detail, ..Trouble::new(code) } }
}

fn refused(code: Code, detail: Option<String>) -> Stopped {
    Stopped::Refused { refusal: Refusal::Edit, trouble: Trouble { detail, ..Trouble::new(code) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_of_this_computer_is_tried_again_and_one_of_the_file_is_the_persons() {
        for code in [
            Code::StorageFull,
            Code::StorageUnwritable,
            Code::StorageBusy,
            Code::MediaTimeout,
            Code::MediaToolMissing,
            Code::MediaUnreadable,
            Code::Cancelled,
            Code::Internal,
        ] {
            assert!(matches!(stopped(code, None), Stopped::Later { .. }), "{code}");
        }
        for code in [
            Code::MediaDamaged,
            Code::MediaUnsupported,
            Code::MediaTooLarge,
            Code::MediaWrongKind,
            Code::MediaOverBudget,
            Code::MediaDuration,
            Code::MediaEmpty,
            Code::FormatUnknown,
            Code::NotFound,
        ] {
            let edit = matches!(stopped(code, None), Stopped::Refused { refusal: Refusal::Edit, .. });
            assert!(edit, "{code}");
        }
    }
}
