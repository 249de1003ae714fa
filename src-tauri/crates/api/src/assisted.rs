//! Publishing by hand.

use std::path::PathBuf;

use upbeat_app::{Failure, Studio, assisted as app};
use upbeat_contract::assisted::{
    Assisted, AssistedDone, AssistedField, AssistedFile, AssistedFolder, AssistedRef, AssistedSnooze,
    FilesLay, LaidFiles, Opened, PathReveal, ReceiptOpen,
};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::publication::Publication;
use upbeat_contract::words;
use upbeat_domain::code::Code;
use upbeat_domain::id::{PublicationId, WorkspaceId};
use upbeat_domain::lang::Lang;

use url::Url;

use crate::error::{in_words, said};
use crate::publication::publication;

/// Everything ready to paste.
///
/// # Errors
/// As `upbeat_app::assisted::get` says.
pub async fn assisted_get(studio: &Studio, request: AssistedRef) -> Result<Assisted, ErrorDto> {
    let lang = studio.lang();
    let found = in_words(studio, app::get(studio, request.workspace_id, request.publication_id).await)?;
    let network = upbeat_app::network::of(found.view.publication.network);
    let media = found.view.publication.body.media.len();
    let posts = found.sheet.fields.iter().filter(|field| field.part.is_some()).count();
    let file = |file: app::File| AssistedFile {
        rendition_id: file.rendition.id,
        name: file.name,
        captions: file.captions,
        mime: file.rendition.mime,
        bytes: file.rendition.bytes,
        alt: file.alt,
    };
    Ok(Assisted {
        publication: publication(lang, &found.view),
        client: found.client,
        network_name: network.name.clone(),
        fields: found.sheet.fields.into_iter().map(|one| field(lang, media, posts, one)).collect(),
        files: found.files.into_iter().map(file).collect(),
        pending: found.pending,
        failures: found.failures.iter().map(|failure| said(lang, failure)).collect(),
        compose_url: found.sheet.url.unwrap_or_default(),
        prefilled: found.sheet.prefilled,
    })
}

/// A field as it crosses; where there are several media, or posts of a thread, its label says which one
/// it is about.
fn field(lang: Lang, media: usize, posts: usize, found: app::SheetField) -> AssistedField {
    let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    let name = words::field(lang, &found.step);
    let medium = found.medium.map(number);
    let label = match (found.part, medium) {
        (Some(part), _) => words::field_of_part(lang, &name, number(part), number(posts)),
        (None, Some(index)) if media > 1 => words::field_of_medium(lang, &name, index),
        (None, Some(_) | None) => name,
    };
    AssistedField { field: found.step, medium, label, value: found.value }
}

/// "It is online."
///
/// # Errors
/// As `upbeat_app::assisted::done` says.
pub async fn assisted_done(studio: &Studio, request: AssistedDone) -> Result<Publication, ErrorDto> {
    let (workspace, id) = (request.workspace_id, request.publication_id);
    in_words(studio, app::done(studio, workspace, id, request.url).await)?;
    now(studio, workspace, id).await
}

/// "Remind me later."
///
/// # Errors
/// As `upbeat_app::assisted::snooze` says.
pub async fn assisted_snooze(studio: &Studio, request: AssistedSnooze) -> Result<Publication, ErrorDto> {
    let (workspace, id) = (request.workspace_id, request.publication_id);
    in_words(studio, app::snooze(studio, workspace, id, request.minutes).await)?;
    now(studio, workspace, id).await
}

async fn now(studio: &Studio, workspace: WorkspaceId, id: PublicationId) -> Result<Publication, ErrorDto> {
    let view = in_words(studio, app::view(studio, workspace, id).await)?;
    Ok(publication(studio.lang(), &view))
}

/// The page to open; the caller opens it.
///
/// # Errors
/// As `upbeat_app::assisted::page` says.
pub async fn assisted_open_page(studio: &Studio, request: AssistedRef) -> Result<Opened, ErrorDto> {
    let page = app::page(studio, request.workspace_id, request.publication_id).await;
    Ok(Opened { url: in_words(studio, page)? })
}

/// Lays the files into a folder; the caller shows it.
///
/// # Errors
/// As `upbeat_app::assisted::reveal` says.
pub async fn assisted_reveal(studio: &Studio, request: AssistedRef) -> Result<AssistedFolder, ErrorDto> {
    let found = app::reveal(studio, request.workspace_id, request.publication_id).await;
    let found = in_words(studio, found)?;
    Ok(AssistedFolder {
        folder: found.folder.display().to_string(),
        files: found.files.iter().map(|path| path.display().to_string()).collect(),
    })
}

/// Lays prepared files out, to be dragged from the window.
///
/// # Errors
/// As `upbeat_app::prepare::lay` says.
pub async fn files_lay(studio: &Studio, request: FilesLay) -> Result<LaidFiles, ErrorDto> {
    let laid = upbeat_app::prepare::lay(studio, request.workspace_id, request.rendition_ids).await;
    let address = |path: &PathBuf| Url::from_file_path(path).map(String::from).ok();
    Ok(LaidFiles { addresses: in_words(studio, laid)?.iter().filter_map(address).collect() })
}

/// The public address of a published post; the caller opens it.
///
/// # Errors
/// `not_found` where there is none, and what the disk says.
pub async fn receipt_open(studio: &Studio, request: ReceiptOpen) -> Result<Opened, ErrorDto> {
    let found = in_words(studio, upbeat_app::publication::get(studio, request.publication_id).await)?;
    let url = found.view.receipt().and_then(|receipt| receipt.url.clone());
    let url = url.ok_or_else(|| Failure::about(Code::NotFound, found.view.title.clone()));
    Ok(Opened { url: in_words(studio, url)? })
}

/// A path that may be shown in the file manager: one that an export wrote; the caller shows it.
///
/// # Errors
/// `not_found` for what isn't there, `invalid` for what no export wrote.
pub async fn path_reveal(studio: &Studio, request: PathReveal) -> Result<Opened, ErrorDto> {
    let path = upbeat_app::prepare::revealable(studio, request.path.into()).await;
    Ok(Opened { url: in_words(studio, path)?.display().to_string() })
}
