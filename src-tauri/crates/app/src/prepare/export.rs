//! Prepared files in a folder of the person's.

use std::path::{Path, PathBuf};

use upbeat_domain::code::Code;
use upbeat_domain::id::{PostId, RenditionId};
use upbeat_domain::lang::Lang;
use upbeat_domain::network::NetworkId;
use upbeat_domain::post::Target;

use super::plan::NotMade;
use super::recipes::{What, pieces};
use crate::failure::Failure;
use crate::settings::remember_export;
use crate::studio::{Studio, blocking, undroppable};

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Exported {
    /// The folder.
    pub folder: PathBuf,
    /// Files in it.
    pub files: Vec<ExportedFile>,
    /// What could not be made.
    pub failures: Vec<NotMade>,
}

/// A file that was written.
#[derive(Clone, Debug)]
pub struct ExportedFile {
    /// Where.
    pub path: PathBuf,
    /// For this network.
    pub network: NetworkId,
    /// Size, bytes.
    pub bytes: u64,
}

/// Says a field and its value in words, on one line.
pub type FieldInWords = fn(Lang, field: &str, value: &str) -> String;

/// Writes prepared files, and a post's texts, into a folder; makes them first where needed. The texts
/// name their fields `in_words` of the studio's language.
///
/// # Errors
/// `not_found`, a folder that can't be written, and what the disk says. Files that can't be made are
/// in the answer.
pub async fn export(
    studio: &Studio,
    what: What,
    folder: PathBuf,
    in_words: FieldInWords,
) -> Result<Exported, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let open = studio.shown();
        open.work();
        let planned = pieces(&mut open.store.read().await?, &what).await?;
        let mut exported = Exported { folder: folder.clone(), ..Exported::default() };
        for piece in planned {
            exported.failures.extend(piece.failures);
            let made = open.library.prepare(piece.asset.id, &piece.recipes).await?;
            for (index, trouble) in made.failed {
                let recipe = piece.recipes.get(index);
                exported.failures.push(NotMade {
                    network: recipe.map(|recipe| recipe.network),
                    format: recipe.map(|recipe| recipe.format.clone()),
                    failure: Failure::from(&trouble),
                });
            }
            if !made.missing.is_empty() {
                let failure = Failure::about(Code::Cancelled, piece.asset.name);
                exported.failures.push(NotMade { network: None, format: None, failure });
            }
            let ids: Vec<RenditionId> = made.ready.iter().map(|(_, made)| made.id).collect();
            for file in open.library.export(&ids, &folder).await? {
                let network = file.rendition.recipe.network;
                if let Some(path) = file.captions {
                    let bytes = tokio::fs::metadata(&path).await.map_or(0, |meta| meta.len());
                    exported.files.push(ExportedFile { path, network, bytes });
                }
                let bytes = file.rendition.bytes;
                exported.files.push(ExportedFile { path: file.path, network, bytes });
            }
        }
        if let What::Post { id, targets } = &what {
            exported.files.extend(texts(&studio, *id, targets.as_deref(), &folder, in_words).await?);
        }
        remember_export(&studio, folder).await?;
        Ok(exported)
    })
    .await
}

/// Writes the words for each target beside the files, one text file a network.
async fn texts(
    studio: &Studio,
    id: PostId,
    targets: Option<&[Target]>,
    folder: &Path,
    in_words: FieldInWords,
) -> Result<Vec<ExportedFile>, Failure> {
    let post = crate::post::get(studio, id).await?;
    let mut written: Vec<ExportedFile> = Vec::new();
    for target in targets.unwrap_or(&post.targets) {
        let body = post.body_for(target);
        let mut words = body.text.clone();
        for (field, value) in body.fields.iter().filter(|(_, value)| !value.is_empty()) {
            words.push_str(&format!("\n\n{}", in_words(studio.lang(), field, value)));
        }
        if words.is_empty() || written.iter().any(|file| file.network == target.network) {
            continue;
        }
        let path = folder.join(format!("text_{}.txt", target.network));
        let (place, bytes) = (path.clone(), words.len() as u64);
        blocking(move || {
            std::fs::create_dir_all(place.parent().unwrap_or(&place))?;
            std::fs::write(&place, words)
        })
        .await?
        .map_err(|error| {
            tracing::debug!(%error, "writing a text");
            Failure::about(Code::StorageUnwritable, path.display().to_string())
        })?;
        written.push(ExportedFile { path, network: target.network, bytes });
    }
    Ok(written)
}

/// A path that may be shown in the file manager: within the data folder, the folder that was exported to
/// last, or the one for files that are posted by hand.
///
/// # Errors
/// `not_found` for what isn't there, `invalid` for what isn't ours.
pub async fn revealable(studio: &Studio, path: PathBuf) -> Result<PathBuf, Failure> {
    let asked = path.display().to_string();
    let exported = crate::settings::get(studio).await?.export_folder;
    let folders = [exported, Some(crate::assisted::folder(studio)), Some(studio.data().to_owned())];
    let found = blocking(move || {
        let path = std::fs::canonicalize(path).ok()?;
        let inside = folders.into_iter().flatten().filter_map(|folder| std::fs::canonicalize(folder).ok());
        Some((inside.into_iter().any(|folder| path.starts_with(folder)), path))
    })
    .await?;
    match found {
        None => Err(Failure::about(Code::NotFound, asked)),
        Some((false, _)) => Err(Failure::about(Code::Invalid, asked)),
        Some((true, path)) => Ok(path),
    }
}
