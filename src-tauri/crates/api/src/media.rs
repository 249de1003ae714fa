//! The library.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use upbeat_app::media::{self as app, AssetFilter, Listed};
use upbeat_app::{Failure, Studio};
use upbeat_contract::assisted::Empty;
use upbeat_contract::error::ErrorDto;
use upbeat_contract::media::{
    AlikeGroup, AlikeGroups, Asset, AssetAlike, AssetDetail, AssetGet, AssetList, AssetSetAlt, Assets,
    Imported, MediaImport, MediaImportCancel, MediaPaste, UsedIn,
};
use upbeat_contract::undo::{AssetIds, Done};
use upbeat_domain::code::Code;

use crate::error::{in_words, said};
use crate::rendition::rendition;
use crate::undo::undoable;

/// Assets in a page unless told.
const PAGE: u32 = 100;

/// Imports files and folders.
///
/// # Errors
/// What the disk says of the library itself; a file that can't be imported is in the answer.
pub async fn media_import(studio: &Studio, request: MediaImport) -> Result<Imported, ErrorDto> {
    let paths = request.paths.into_iter().map(PathBuf::from).collect();
    let imported = in_words(studio, app::import(studio, paths).await)?;
    Ok(Imported {
        assets: imported.assets.iter().map(asset).collect(),
        failures: imported.failures.iter().map(|failure| said(studio.lang(), failure)).collect(),
        left: imported.left,
    })
}

/// Stops what is being imported into the workspace on screen.
///
/// # Errors
/// Never; every command has this shape.
pub async fn media_import_cancel(studio: &Studio, _request: MediaImportCancel) -> Result<Empty, ErrorDto> {
    app::stop_imports(studio);
    Ok(Empty {})
}

/// Imports pasted bytes.
///
/// # Errors
/// `invalid` for what is no base 64; else as `upbeat_app::media::import_bytes` says.
pub async fn media_paste(studio: &Studio, request: MediaPaste) -> Result<Asset, ErrorDto> {
    let bytes = BASE64.decode(request.base64.as_bytes());
    let bytes = bytes.map_err(|_| Failure::about(Code::Invalid, request.name.clone()));
    let bytes = in_words(studio, bytes)?;
    Ok(asset(&in_words(studio, app::import_bytes(studio, request.name, bytes).await)?))
}

/// Lists the library.
///
/// # Errors
/// What the disk says.
pub async fn asset_list(studio: &Studio, request: AssetList) -> Result<Assets, ErrorDto> {
    let filter = AssetFilter {
        words: request.search.unwrap_or_default(),
        kind: request.kind,
        bin: request.bin.unwrap_or(false),
        unused: request.unused.unwrap_or(false),
        offset: request.offset.unwrap_or(0),
        limit: request.limit.unwrap_or(PAGE),
    };
    let (found, total) = in_words(studio, app::list(studio, filter).await)?;
    Ok(Assets { assets: found.iter().map(asset).collect(), total: u32::try_from(total).unwrap_or(u32::MAX) })
}

/// Finds pictures that look the same.
///
/// # Errors
/// What the disk says.
pub async fn asset_alike(studio: &Studio, _request: AssetAlike) -> Result<AlikeGroups, ErrorDto> {
    let groups = in_words(studio, app::alike(studio).await)?;
    let group = |group: &Vec<Listed>| AlikeGroup { assets: group.iter().map(asset).collect() };
    Ok(AlikeGroups { groups: groups.iter().map(group).collect() })
}

/// Reads one asset.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn asset_get(studio: &Studio, request: AssetGet) -> Result<AssetDetail, ErrorDto> {
    let found = in_words(studio, app::get(studio, request.id).await)?;
    let used_in = in_words(studio, app::used_in(studio, request.id).await)?;
    let renditions = in_words(studio, upbeat_app::prepare::of_asset(studio, request.id).await)?;
    Ok(AssetDetail {
        renditions: renditions.iter().map(|made| rendition(studio.lang(), found.asset.id, made)).collect(),
        asset: asset(&found),
        used_in: used_in.into_iter().map(|used| UsedIn { post_id: used.post, title: used.title }).collect(),
    })
}

/// Describes an asset.
///
/// # Errors
/// `invalid` for an overlong text, `not_found`, and what the disk says.
pub async fn asset_set_alt(studio: &Studio, request: AssetSetAlt) -> Result<Asset, ErrorDto> {
    Ok(asset(&in_words(studio, app::set_alt(studio, request.id, request.alt).await)?))
}

/// Moves assets to the bin.
///
/// # Errors
/// What the disk says.
pub async fn asset_delete(studio: &Studio, request: AssetIds) -> Result<Done, ErrorDto> {
    let did = in_words(studio, app::delete(studio, request.ids).await)?;
    Ok(undoable(studio.lang(), "asset_deleted", did))
}

/// Takes assets out of the bin.
///
/// # Errors
/// `conflict` where the same bytes were imported again meanwhile, and what the disk says.
pub async fn asset_restore(studio: &Studio, request: AssetIds) -> Result<Done, ErrorDto> {
    let did = in_words(studio, app::restore(studio, request.ids).await)?;
    Ok(undoable(studio.lang(), "asset_restored", did))
}

/// An asset as it crosses.
fn asset(listed: &Listed) -> Asset {
    let asset = &listed.asset;
    Asset {
        id: asset.id,
        name: asset.name.clone(),
        hash: asset.hash.to_string(),
        info: (&asset.info).into(),
        alt: asset.alt.clone(),
        used: listed.used,
        created_at: asset.created_at,
        deleted_at: asset.deleted_at,
        placeholder: asset.sketch.as_ref().map(|sketch| BASE64.encode(sketch.placeholder.bytes())),
    }
}
