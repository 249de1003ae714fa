//! Publishing by hand.

use upbeat_app::{Failure, Studio, assisted as app};
use upbeat_contract::assisted::{
    Assisted, AssistedDone, AssistedField, AssistedFile, AssistedFolder, AssistedRef, AssistedSnooze, Opened,
    PathReveal, ReceiptOpen,
};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::publication::Publication;
use upbeat_contract::words;
use upbeat_domain::code::Code;

use crate::error::in_words;
use crate::publication::{one, publication};

/// Everything ready to paste.
///
/// # Errors
/// As `upbeat_app::assisted::get` says.
pub async fn assisted_get(studio: &Studio, request: AssistedRef) -> Result<Assisted, ErrorDto> {
    let lang = studio.lang();
    let found = in_words(studio, app::get(studio, request.publication_id).await)?;
    let network = upbeat_app::network::of(found.view.publication.network);
    let field = |field: upbeat_app::assisted::SheetField| AssistedField {
        label: words::field(lang, &field.step),
        field: field.step,
        value: field.value,
    };
    let file = |file: app::File| AssistedFile {
        rendition_id: file.rendition.id,
        name: file.name,
        mime: file.rendition.mime,
        bytes: file.rendition.bytes,
        alt: file.alt,
    };
    Ok(Assisted {
        publication: publication(lang, &found.view),
        network_name: network.name.clone(),
        fields: found.sheet.fields.into_iter().map(field).collect(),
        files: found.files.into_iter().map(file).collect(),
        pending: found.pending,
        compose_url: found.sheet.url.unwrap_or_default(),
        prefilled: found.sheet.prefilled,
    })
}

/// "It is online."
///
/// # Errors
/// As `upbeat_app::assisted::done` says.
pub async fn assisted_done(studio: &Studio, request: AssistedDone) -> Result<Publication, ErrorDto> {
    let id = request.publication_id;
    in_words(studio, app::done(studio, id, request.url).await)?;
    one(studio, id).await
}

/// "Remind me later."
///
/// # Errors
/// As `upbeat_app::assisted::snooze` says.
pub async fn assisted_snooze(studio: &Studio, request: AssistedSnooze) -> Result<Publication, ErrorDto> {
    let id = request.publication_id;
    in_words(studio, app::snooze(studio, id, request.minutes).await)?;
    one(studio, id).await
}

/// The page to open; the caller opens it.
///
/// # Errors
/// As `upbeat_app::assisted::page` says.
pub async fn assisted_open_page(studio: &Studio, request: AssistedRef) -> Result<Opened, ErrorDto> {
    Ok(Opened { url: in_words(studio, app::page(studio, request.publication_id).await)? })
}

/// Lays the files into a folder; the caller shows it.
///
/// # Errors
/// As `upbeat_app::assisted::reveal` says.
pub async fn assisted_reveal(studio: &Studio, request: AssistedRef) -> Result<AssistedFolder, ErrorDto> {
    let found = in_words(studio, app::reveal(studio, request.publication_id).await)?;
    Ok(AssistedFolder {
        folder: found.folder.display().to_string(),
        files: found.files.iter().map(|path| path.display().to_string()).collect(),
    })
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
