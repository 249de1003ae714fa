//! The hand-made route: everything ready to paste, a reminder, and the person's word for the receipt.

use std::path::PathBuf;

use upbeat_domain::asset::Rendition;
use upbeat_domain::check::find_format;
use upbeat_domain::code::Code;
use upbeat_domain::id::{PublicationId, RenditionId};
use upbeat_domain::media::Recipe;
use upbeat_domain::publication::Event;
use upbeat_networks::assisted::sheet;
pub use upbeat_networks::assisted::{Sheet, SheetField};

use crate::failure::Failure;
use crate::publication::{self, View};
use crate::studio::{Studio, undroppable};
use crate::{network, prepare};

/// Longest snooze, minutes: 30 days.
const SNOOZE_MINUTES_MAX: u32 = 43_200;

/// Where the files of a publication are laid for the person, within the data folder.
const FOLDER: &str = "by-hand";

/// What the hand-made route needs.
#[derive(Clone, Debug)]
pub struct Assisted {
    /// The publication.
    pub view: View,
    /// Fields in the page's order, and the page.
    pub sheet: Sheet,
    /// Prepared files, in the order of the media, each with its name and description.
    pub files: Vec<File>,
    /// Files still being made.
    pub pending: u32,
}

/// A prepared file.
#[derive(Clone, Debug)]
pub struct File {
    /// The file.
    pub rendition: Rendition,
    /// Its readable name.
    pub name: String,
    /// What a person who can't see it should know.
    pub alt: String,
}

/// Everything ready to paste; files that are missing are begun.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn get(studio: &Studio, id: PublicationId) -> Result<Assisted, Failure> {
    let view = publication::get(studio, id).await?.view;
    let open = studio.shown();
    open.work();
    let limits = network::of_account(&view.account);
    let server = view.account.server.trim_start_matches("https://").trim_start_matches("http://");
    let server = (!server.is_empty()).then_some(server);
    let sheet = sheet(&limits, &view.publication.body, server);
    let (mut files, mut pending) = (Vec::new(), 0);
    for (asset, recipe, alt) in recipes(studio, &view).await? {
        let recipe = std::slice::from_ref(&recipe);
        let prepared = open.library.prepared(asset, recipe).await?;
        match prepared.ready.into_iter().next() {
            Some((_, rendition)) => {
                let name = open.library.export_name(rendition.id).await?;
                files.push(File { rendition, name, alt });
            }
            None => {
                open.library.start(asset, recipe).await?;
                pending += 1;
            }
        }
    }
    Ok(Assisted { view, sheet, files, pending })
}

async fn recipes(
    studio: &Studio,
    view: &View,
) -> Result<Vec<(upbeat_domain::id::AssetId, Recipe, String)>, Failure> {
    let limits = network::of_account(&view.account);
    let format = find_format(&limits, &view.publication.format)
        .ok_or_else(|| Failure::about(Code::FormatUnknown, view.publication.format.clone()))?;
    let mut reader = studio.shown().store.read().await?;
    let mut found = Vec::new();
    for medium in &view.publication.body.media {
        let asset = upbeat_store::asset::get(&mut reader, medium.asset).await?;
        let recipe = prepare::for_medium(&limits, format, medium, &asset.info)?;
        found.push((asset.id, recipe, medium.alt.clone()));
    }
    Ok(found)
}

/// Files laid out for the person.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The folder.
    pub folder: PathBuf,
    /// The files in it, in order.
    pub files: Vec<PathBuf>,
}

/// Lays the prepared files into a folder of their own, with readable names; makes them first where
/// needed.
///
/// # Errors
/// `not_found`, what preparing says, and what the disk says.
pub async fn reveal(studio: &Studio, id: PublicationId) -> Result<Folder, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let view = publication::get(&studio, id).await?.view;
        let open = studio.shown();
        open.work();
        let folder = folder(&studio).join(id.to_string());
        let mut ids: Vec<RenditionId> = Vec::new();
        for (asset, recipe, _) in recipes(&studio, &view).await? {
            let made = open.library.prepare(asset, std::slice::from_ref(&recipe)).await?;
            if let Some((_, trouble)) = made.failed.first() {
                return Err(Failure::from(trouble));
            }
            ids.extend(made.ready.iter().map(|(_, made)| made.id));
        }
        let files = open.library.export(&ids, &folder).await?;
        Ok(Folder { folder, files: files.into_iter().map(|file| file.path).collect() })
    })
    .await
}

/// Where such folders lie.
pub(crate) fn folder(studio: &Studio) -> PathBuf {
    studio.data().join(FOLDER)
}

/// The page to open.
///
/// # Errors
/// `not_found` where the server isn't known, and what the disk says.
pub async fn page(studio: &Studio, id: PublicationId) -> Result<String, Failure> {
    let view = publication::get(studio, id).await?.view;
    let url = get(studio, id).await?.sheet.url;
    url.ok_or_else(|| Failure::about(Code::NotFound, view.account.handle))
}

/// "It is online", maybe at this address.
///
/// # Errors
/// `invalid` for an address of another site, `publication.state`, `not_found`, and what the disk says.
pub async fn done(studio: &Studio, id: PublicationId, url: Option<String>) -> Result<(), Failure> {
    let receipt = publication::persons_receipt(studio, id, url).await?;
    publication::apply(studio, id, Event::Confirmed(receipt)).await
}

/// "Remind me later."
///
/// # Errors
/// `invalid` for 0 or over 30 days, `publication.state`, `not_found`, and what the disk says.
pub async fn snooze(studio: &Studio, id: PublicationId, minutes: u32) -> Result<(), Failure> {
    if minutes == 0 || minutes > SNOOZE_MINUTES_MAX {
        return Err(Failure::about(Code::Invalid, minutes.to_string()));
    }
    let due_at = studio.clock().now().plus_secs(i64::from(minutes) * 60);
    publication::apply(studio, id, Event::Replan { due_at, wish: None, zone_table: None }).await
}
