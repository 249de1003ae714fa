//! The hand-made route: everything ready to paste, a reminder, and the person's word for the receipt.

use std::path::{Path, PathBuf};

use upbeat_domain::asset::Rendition;
use upbeat_domain::check::find_format;
use upbeat_domain::code::Code;
use upbeat_domain::id::{AssetId, PublicationId, RenditionId, WorkspaceId};
use upbeat_domain::limits::{Format, Limits};
use upbeat_domain::media::Recipe;
use upbeat_domain::publication::{Event, PublicationState, Role};
use upbeat_library::Exported;
use upbeat_networks::assisted::sheet;
pub use upbeat_networks::assisted::{Sheet, SheetField};

use crate::failure::Failure;
use crate::publication::{self, View};
use crate::studio::{Open, Studio, blocking, undroppable};
use crate::{network, prepare, workspace};

/// Longest snooze, minutes: 30 days.
const SNOOZE_MINUTES_MAX: u32 = 43_200;

/// Where the files of a publication are laid for the person, within the data folder.
const FOLDER: &str = "by-hand";

/// What the hand-made route needs.
#[derive(Clone, Debug)]
pub struct Assisted {
    /// The publication.
    pub view: View,
    /// The client's name.
    pub client: String,
    /// Fields in the page's order, and the page.
    pub sheet: Sheet,
    /// Prepared files, in the order of the media, each with its name and description; after a film the
    /// cover that was chosen for it.
    pub files: Vec<File>,
    /// Files still being made.
    pub pending: u32,
    /// Files that could not be made, and why.
    pub failures: Vec<Failure>,
}

/// A prepared file.
#[derive(Clone, Debug)]
pub struct File {
    /// The file.
    pub rendition: Rendition,
    /// Its readable name.
    pub name: String,
    /// The readable name of the file of its captions, where it has one.
    pub captions: Option<String>,
    /// What a person who can't see it should know.
    pub alt: String,
}

/// Everything ready to paste, in a workspace that needn't be on screen; files that are missing are
/// begun, what failed once is not begun again by looking.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn get(studio: &Studio, workspace: WorkspaceId, id: PublicationId) -> Result<Assisted, Failure> {
    let open = workspace::listed(studio, workspace).await?;
    let view = publication::view(studio, &open, id).await?;
    open.work();
    let (mut files, mut failures, mut pending) = (Vec::new(), Vec::new(), 0);
    for (asset, recipe, alt) in recipes(&open, &view).await? {
        let recipe = std::slice::from_ref(&recipe);
        let prepared = open.library.prepared(asset, recipe).await?;
        if let Some((_, rendition)) = prepared.ready.into_iter().next() {
            let name = open.library.export_name(rendition.id).await?;
            let captions = captions_of(&rendition, &name);
            files.push(File { rendition, name, captions, alt });
        } else if let Some((_, trouble)) = prepared.failed.first() {
            failures.push(Failure::from(trouble));
        } else {
            open.library.start(asset, recipe).await?;
            pending += 1;
        }
    }
    let (client, sheet) = (open.workspace().await?.name, sheet_of(&view)?);
    Ok(Assisted { view, client, sheet, files, pending, failures })
}

/// How the file of captions is called beside a file of this name.
fn captions_of(rendition: &Rendition, name: &str) -> Option<String> {
    let captions = Path::new(name).with_extension(rendition.captions_beside()?.as_str());
    Some(captions.to_string_lossy().into_owned())
}

/// One publication of a workspace.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn view(studio: &Studio, workspace: WorkspaceId, id: PublicationId) -> Result<View, Failure> {
    publication::view(studio, &*workspace::listed(studio, workspace).await?, id).await
}

/// The fields of a publication, and the page where they go.
fn sheet_of(view: &View) -> Result<Sheet, Failure> {
    let limits = network::of_account(&view.account);
    let format = format_of(&limits, view)?;
    let server = view.account.server.trim_start_matches("https://").trim_start_matches("http://");
    let server = (!server.is_empty()).then_some(server);
    let posts = view.publication.parts.iter().filter(|part| part.role == Role::Post);
    let texts: Vec<&str> = posts.map(|part| part.content.text.as_str()).collect();
    let thread = if texts.len() > 1 { texts.as_slice() } else { &[] };
    Ok(sheet(&limits, format, &view.publication.body, thread, server))
}

fn format_of<'a>(limits: &'a Limits, view: &View) -> Result<&'a Format, Failure> {
    find_format(limits, &view.publication.format)
        .ok_or_else(|| Failure::about(Code::FormatUnknown, view.publication.format.clone()))
}

async fn recipes(open: &Open, view: &View) -> Result<Vec<(AssetId, Recipe, String)>, Failure> {
    let limits = network::of_account(&view.account);
    let format = format_of(&limits, view)?;
    let mut reader = open.store.read().await?;
    let mut found = Vec::new();
    for medium in &view.publication.body.media {
        let asset = upbeat_store::asset::get(&mut reader, medium.asset).await?;
        let recipe = prepare::for_medium(&limits, format, medium, &asset.info)?;
        let cover = prepare::cover(&limits, format, medium, &asset.info).transpose()?;
        found.push((asset.id, recipe, medium.alt.clone()));
        found.extend(cover.map(|recipe| (asset.id, recipe, medium.alt.clone())));
    }
    Ok(found)
}

/// Files laid out for the person.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The folder.
    pub folder: PathBuf,
    /// The files in it, in order; after a film the file of its captions, where it has one.
    pub files: Vec<PathBuf>,
}

/// Lays the prepared files into a folder of their own, with readable names; makes them first where
/// needed. What an earlier version of the post left there goes.
///
/// # Errors
/// `not_found`, what preparing says, and what the disk says.
pub async fn reveal(studio: &Studio, workspace: WorkspaceId, id: PublicationId) -> Result<Folder, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = workspace::listed(&studio, workspace).await?;
        let view = publication::view(&studio, &open, id).await?;
        open.work();
        let folder = folder_of(&studio, id);
        let mut ids: Vec<RenditionId> = Vec::new();
        for (asset, recipe, _) in recipes(&open, &view).await? {
            let made = open.library.prepare(asset, std::slice::from_ref(&recipe)).await?;
            if let Some((_, trouble)) = made.failed.first() {
                return Err(Failure::from(trouble));
            }
            if !made.missing.is_empty() {
                return Err(Failure::new(Code::Cancelled));
            }
            ids.extend(made.ready.iter().map(|(_, made)| made.id));
        }
        let files = open.library.export(&ids, &folder).await?;
        let files: Vec<PathBuf> = files.into_iter().flat_map(Exported::files).collect();
        let (place, wanted) = (folder.clone(), files.clone());
        blocking(move || clear(&place, &wanted)).await?;
        Ok(Folder { folder, files })
    })
    .await
}

/// Where such folders lie.
pub(crate) fn folder(studio: &Studio) -> PathBuf {
    studio.data().join(FOLDER)
}

fn folder_of(studio: &Studio, id: PublicationId) -> PathBuf {
    folder(studio).join(id.to_string())
}

/// Removes every file of a folder of ours but the wanted ones; where none is wanted, the folder too.
fn clear(folder: &Path, wanted: &[PathBuf]) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    for path in entries.filter(|path| path.is_file() && !wanted.contains(path)) {
        // Why: a file that another program holds goes the next time.
        let _held = std::fs::remove_file(path);
    }
    if wanted.is_empty() {
        let _not_empty = std::fs::remove_dir(folder);
    }
}

/// The page to open.
///
/// # Errors
/// `not_found` where the server isn't known, `format.unknown`, and what the disk says.
pub async fn page(studio: &Studio, workspace: WorkspaceId, id: PublicationId) -> Result<String, Failure> {
    let view = view(studio, workspace, id).await?;
    sheet_of(&view)?.url.ok_or_else(|| Failure::about(Code::NotFound, view.account.handle))
}

/// "It is online", maybe at this address. The files laid out for it go.
///
/// # Errors
/// `invalid` for an address of another site, `publication.state`, `not_found`, and what the disk says.
pub async fn done(
    studio: &Studio,
    workspace: WorkspaceId,
    id: PublicationId,
    url: Option<String>,
) -> Result<(), Failure> {
    let open = workspace::listed(studio, workspace).await?;
    let receipt = publication::persons_receipt(studio, &open, id, url).await?;
    publication::apply_in(studio, open, id, Event::Confirmed(receipt)).await?;
    let folder = folder_of(studio, id);
    blocking(move || clear(&folder, &[])).await
}

/// "Remind me later": only once it is the person's turn, so that no post comes earlier than planned.
///
/// # Errors
/// `invalid` for 0 or over 30 days, `publication.state`, `not_found`, and what the disk says.
pub async fn snooze(
    studio: &Studio,
    workspace: WorkspaceId,
    id: PublicationId,
    minutes: u32,
) -> Result<(), Failure> {
    if minutes == 0 || minutes > SNOOZE_MINUTES_MAX {
        return Err(Failure::about(Code::Invalid, minutes.to_string()));
    }
    let open = workspace::listed(studio, workspace).await?;
    let found = publication::view(studio, &open, id).await?;
    if found.publication.state != PublicationState::WaitingForPerson {
        return Err(Failure::about(Code::PublicationState, found.title));
    }
    let due_at = studio.clock().now().plus_secs(i64::from(minutes) * 60);
    publication::apply_in(studio, open, id, Event::Replan { due_at, wish: None, zone_table: None }).await
}
