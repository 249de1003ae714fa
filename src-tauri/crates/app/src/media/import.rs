//! Files brought in.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use upbeat_library::{Importing, Keep};
use upbeat_store::asset;

use super::alike::look_at_new;
use super::list::Listed;
use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};

/// What an import brought.
#[derive(Debug)]
pub struct Imported {
    /// The assets, in the order of the files.
    pub assets: Vec<Listed>,
    /// Files that could not be imported.
    pub failures: Vec<Failure>,
    /// Files that were left where they are because the import was stopped; none where nobody knows how many.
    pub left: Option<u32>,
}

/// Brings in files, and folders with everything in them. One bad file doesn't keep the others out.
///
/// # Errors
/// What the disk says of the library itself.
pub async fn import(studio: &Studio, paths: Vec<PathBuf>) -> Result<Imported, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let (teller, open) = (studio.clone(), studio.shown());
        let (place, begun) = (open.clone(), studio.clock().now());
        let listed = AtomicU32::new(0);
        let told = Arc::new(move |importing: Importing| {
            // Why ever rarer: a list is read anew each time, and takes the longer the more it holds.
            let known = listed.load(Ordering::Relaxed);
            if importing.files < importing.total_files && importing.files > known + known / 2 {
                listed.store(importing.files, Ordering::Relaxed);
                teller.changed(Noun::Assets, [] as [&str; 0]);
                look_at_new(&teller, &place, begun);
            }
            // Why asked: a screen shows one workspace, and stops only what is brought in there.
            if teller.shown().id == place.id {
                teller.importing(importing);
            }
        });
        let found = open.library.import_telling(&paths, Keep::Copy, told).await;
        look_at_new(&studio, &open, begun);
        let mut assets = Vec::new();
        let ids: Vec<_> = found.assets.iter().map(|asset| asset.id).collect();
        let uses = asset::uses(&mut open.store.read().await?, &ids).await?;
        for asset in found.assets {
            assets.push(Listed { used: uses.get(&asset.id).copied().unwrap_or(0), asset });
        }
        studio.changed(Noun::Assets, assets.iter().map(|listed| listed.asset.id));
        let failures = found.failures.into_iter().map(Failure::from).collect();
        Ok(Imported { assets, failures, left: found.left })
    })
    .await
}

/// Stops what is being brought into the workspace on screen: what is in stays in. Each [`import`] that is under way
/// ends at once, and says how many files it left.
pub fn stop_imports(studio: &Studio) {
    studio.shown().library.stop_imports();
}

/// Brings in bytes that lie in no file: something pasted.
///
/// # Errors
/// When they are no media, and what the disk says.
pub async fn import_bytes(studio: &Studio, name: String, bytes: Vec<u8>) -> Result<Listed, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.shown();
        let begun = studio.clock().now();
        let asset = open.library.import_bytes(&name, bytes).await?;
        look_at_new(&studio, &open, begun);
        studio.changed(Noun::Assets, [asset.id]);
        super::list::listed(&open, asset).await
    })
    .await
}
