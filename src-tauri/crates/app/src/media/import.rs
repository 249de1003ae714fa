//! Files brought in.

use std::path::PathBuf;
use std::sync::Arc;

use upbeat_domain::asset::Asset;
use upbeat_library::Keep;

use super::list::Listed;
use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};

/// What an import brought.
#[derive(Debug, Default)]
pub struct Imported {
    /// The assets, in the order of the files.
    pub assets: Vec<Listed>,
    /// Files that could not be imported.
    pub failures: Vec<Failure>,
}

/// Brings in files, and folders with everything in them. One bad file doesn't keep the others out.
///
/// # Errors
/// What the disk says of the library itself.
pub async fn import(studio: &Studio, paths: Vec<PathBuf>) -> Result<Imported, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let teller = studio.clone();
        let told = Arc::new(move |importing| teller.importing(importing));
        let found = studio.shown().library.import_telling(&paths, Keep::Copy, told).await;
        let mut assets = Vec::new();
        for asset in found.assets {
            assets.push(listed(&studio, asset).await?);
        }
        studio.changed(Noun::Assets, assets.iter().map(|listed| listed.asset.id));
        Ok(Imported { assets, failures: found.failures.into_iter().map(Failure::from).collect() })
    })
    .await
}

/// Brings in bytes that lie in no file: something pasted.
///
/// # Errors
/// When they are no media, and what the disk says.
pub async fn import_bytes(studio: &Studio, name: String, bytes: Vec<u8>) -> Result<Listed, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let asset = studio.shown().library.import_bytes(&name, bytes).await?;
        studio.changed(Noun::Assets, [asset.id]);
        listed(&studio, asset).await
    })
    .await
}

async fn listed(studio: &Studio, asset: Asset) -> Result<Listed, Failure> {
    super::get(studio, asset.id).await
}
