//! `prepare` without a workspace: files in, files out in a folder.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, mpsc};
use upbeat_domain::code::Code;
use upbeat_domain::id::ContentHash;
use upbeat_domain::media::{Choices, Crop, MediaInfo, MediaKind, Recipe, Step};
use upbeat_domain::network::NetworkId;
use upbeat_media::{Cancel, Engine, Rendered};

use super::name::Names;
use super::plan::{NotMade, Wanted, plan};
use crate::failure::Failure;
use crate::studio::blocking;

/// What shall be prepared.
#[derive(Clone, Debug)]
pub struct PrepareFiles {
    /// The originals. They are never written to.
    pub files: Vec<PathBuf>,
    /// What to make of each.
    pub wanted: Vec<Wanted>,
    /// Folder for the results; made where absent.
    pub out: PathBuf,
    /// The person's choices; of every file all is made once for each of them.
    pub choices: Vec<Choices>,
    /// Originals worked on at the same time, at least 1.
    pub jobs: usize,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Happened {
    /// How far one original is.
    Progress {
        /// Which, as it was given.
        source: PathBuf,
        /// Share done, 0 to 100.
        percent: f32,
    },
    /// A file was made.
    Made(Box<Made>),
    /// A file could not be made.
    NotMade {
        /// Of this original, as it was given.
        source: PathBuf,
        /// Why.
        why: Box<NotMade>,
    },
    /// A format that nobody asked for by name doesn't suit the original.
    Skipped {
        /// Of this original, as it was given.
        source: PathBuf,
        /// Why.
        why: Box<NotMade>,
    },
}

/// A file that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Of this original, as it was given.
    pub source: PathBuf,
    /// For whom and how.
    pub recipe: Recipe,
    /// Where it lies.
    pub path: PathBuf,
    /// Nature.
    pub kind: MediaKind,
    /// MIME type.
    pub mime: String,
    /// Size, bytes.
    pub bytes: u64,
    /// Width, px.
    pub width_px: u32,
    /// Height, px.
    pub height_px: u32,
    /// Length, milliseconds.
    pub duration_ms: Option<u64>,
    /// What was kept of the upright original.
    pub crop: Option<Crop>,
    /// Where the file of its captions lies.
    pub captions: Option<PathBuf>,
    /// Digest of the file.
    pub hash: ContentHash,
    /// What was done.
    pub steps: Vec<Step>,
    /// How long it took, milliseconds.
    pub took_ms: u64,
}

/// Prepares files; tells `happened` of everything as it happens, every result included. Returns once
/// all is told.
///
/// # Errors
/// When the folder can't be written; nothing was prepared then.
pub async fn prepare_files(
    engine: Arc<Engine>,
    request: PrepareFiles,
    cancel: Cancel,
    happened: mpsc::UnboundedSender<Happened>,
) -> Result<(), Failure> {
    let out = request.out.clone();
    blocking(move || writable(&out)).await??;
    let permits = Arc::new(Semaphore::new(request.jobs.max(1)));
    let names = Arc::new(Mutex::new(Names::default()));
    let request = Arc::new(request);
    let mut works = Vec::new();
    for index in 0..request.files.len() {
        let work = Work {
            index,
            engine: engine.clone(),
            request: request.clone(),
            cancel: cancel.clone(),
            names: names.clone(),
            happened: happened.clone(),
        };
        // Why here: originals are worked on in the order in which they were named.
        let permit = permits.clone().acquire_owned().await.map_err(Failure::fault)?;
        works.push(tokio::spawn(async move {
            let done = blocking(move || work.run()).await;
            drop(permit);
            done
        }));
    }
    for work in works {
        work.await.map_err(Failure::fault)??;
    }
    Ok(())
}

/// Makes the folder and shows that it can be written.
fn writable(folder: &Path) -> Result<(), Failure> {
    let refused = |error| refused(&error, folder);
    std::fs::create_dir_all(folder).map_err(refused)?;
    let probe = folder.join(".upbeat-probe");
    std::fs::write(&probe, b"").map_err(refused)?;
    std::fs::remove_file(&probe).map_err(refused)
}

/// What a disk says that takes no file or folder.
pub(crate) fn refused(error: &io::Error, path: &Path) -> Failure {
    tracing::debug!(%error, path = %path.display(), "the disk refuses");
    let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
    let code = if full.contains(&error.kind()) { Code::StorageFull } else { Code::StorageUnwritable };
    Failure::about(code, path.display().to_string())
}

/// The work on one original.
struct Work {
    index: usize,
    engine: Arc<Engine>,
    request: Arc<PrepareFiles>,
    cancel: Cancel,
    names: Arc<Mutex<Names>>,
    happened: mpsc::UnboundedSender<Happened>,
}

impl Work {
    fn source(&self) -> &Path {
        &self.request.files[self.index]
    }

    fn tell(&self, what: Happened) {
        // Why: a listener that went away is no reason to fail the work.
        drop(self.happened.send(what));
    }

    fn not_made(&self, network: Option<NetworkId>, format: Option<String>, failure: Failure) {
        let why = Box::new(NotMade { network, format, failure });
        self.tell(Happened::NotMade { source: self.source().to_owned(), why });
    }

    fn run(&self) {
        let info = match self.engine.probe(self.source()) {
            Ok(info) => info,
            Err(error) => return self.not_made(None, None, Failure::from(&error)),
        };
        let subject = self.source().file_name().unwrap_or(self.source().as_os_str()).to_string_lossy();
        let mut recipes = Vec::new();
        // Why: a picture has no clips.
        let clips = if info.duration_ms.is_some() { usize::MAX } else { 1 };
        for choices in self.request.choices.iter().take(clips) {
            let planned = plan(&self.request.wanted, &info, &subject, choices);
            for why in planned.failures {
                self.not_made(why.network, why.format, why.failure);
            }
            for why in planned.skipped {
                let why = Box::new(why);
                self.tell(Happened::Skipped { source: self.source().to_owned(), why });
            }
            recipes.extend(planned.recipes);
        }
        // Why: files get their readable names only once they are whole; a stop leaves none behind.
        let folder = self.request.out.join(format!(".upbeat-{}-{}", std::process::id(), self.index));
        self.make(&info, recipes, &folder);
        if let Err(error) = std::fs::remove_dir_all(&folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, folder = %folder.display(), "a working folder stays behind");
        }
    }

    fn make(&self, info: &MediaInfo, recipes: Vec<Recipe>, folder: &Path) {
        let shares = Mutex::new(vec![0.0_f32; recipes.len()]);
        let progress = |progress: upbeat_media::Progress| {
            let percent = mean(&shares, progress);
            self.tell(Happened::Progress { source: self.source().to_owned(), percent });
        };
        let results = self.engine.prepare(self.source(), info, &recipes, folder, &progress, &self.cancel);
        for (recipe, result) in recipes.into_iter().zip(results) {
            let (network, format) = (recipe.network, recipe.format.clone());
            let placed = result.map_err(|error| Failure::from(&error)).and_then(|rendered| {
                let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
                let name = names.pick(self.source(), &recipe, &rendered.mime);
                drop(names);
                place(rendered, self.source(), recipe, &self.request.out.join(name))
            });
            match placed {
                Ok(made) => self.tell(Happened::Made(Box::new(made))),
                Err(failure) => self.not_made(Some(network), Some(format), failure),
            }
        }
    }
}

/// Notes how far one recipe is and returns how far all are together, per cent.
fn mean(shares: &Mutex<Vec<f32>>, progress: upbeat_media::Progress) -> f32 {
    let mut shares = shares.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(share) = shares.get_mut(progress.recipe_index) {
        *share = progress.percent;
    }
    #[expect(clippy::cast_precision_loss, reason = "a few dozen recipes")]
    let count = shares.len().max(1) as f32;
    shares.iter().sum::<f32>() / count
}

/// Gives a file its readable name.
fn place(rendered: Rendered, source: &Path, recipe: Recipe, path: &Path) -> Result<Made, Failure> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| refused(&error, path))?;
    }
    let named = |from: &Path, to: &Path| std::fs::rename(from, to).map_err(|error| refused(&error, to));
    named(&rendered.path, path)?;
    let beside = |file: &PathBuf| path.with_extension(file.extension().unwrap_or_default());
    let captions = rendered.captions.as_ref().map(beside);
    if let Some((from, to)) = rendered.captions.as_ref().zip(captions.as_ref()) {
        named(from, to)?;
    }
    let kind = MediaKind::of_mime(&rendered.mime);
    Ok(Made {
        source: source.to_owned(),
        recipe,
        path: path.to_owned(),
        kind,
        mime: rendered.mime,
        bytes: rendered.bytes,
        width_px: rendered.width_px,
        height_px: rendered.height_px,
        duration_ms: rendered.duration_ms,
        crop: rendered.crop,
        captions,
        hash: rendered.hash,
        steps: rendered.steps,
        took_ms: rendered.took_ms,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_apart_from_a_place_that_takes_no_files() {
        let code = |kind: io::ErrorKind| refused(&io::Error::from(kind), Path::new("out/a.jpg")).code;
        assert_eq!(code(io::ErrorKind::StorageFull), Code::StorageFull);
        assert_eq!(code(io::ErrorKind::QuotaExceeded), Code::StorageFull);
        assert_eq!(code(io::ErrorKind::PermissionDenied), Code::StorageUnwritable);
    }
}
