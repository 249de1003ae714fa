//! One job, from its row to files in the cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use upbeat_domain::asset::{Asset, Held, Rendition};
use upbeat_domain::code::Code;
use upbeat_domain::id::{ContentHash, RenditionId};
use upbeat_domain::job::{Job, JobState, JobTrouble};
use upbeat_domain::media::Recipe;
use upbeat_media::{Cancel, MediaError, Rendered};
use upbeat_os::file;
use upbeat_store::{StoreError, asset, job, rendition};

use super::progress::{Meter, NOTE_PERIOD};
use super::worker::LEASE_S;
use super::{Keyed, Work, keyed};
use crate::error::LibraryError;
use crate::library::Inner;

/// A job that was begun this often and never ended takes the process down with it; it is given up.
const ATTEMPTS_MAX: u32 = 3;

/// What came of a job's pieces.
struct Made {
    renditions: Vec<Rendition>,
    troubles: Vec<JobTrouble>,
}

/// What can be taken from the cache, and what has to be made.
struct Split {
    /// Rows for recipes whose file another network's rendition has already.
    shared: Vec<Rendition>,
    /// Recipes that are there in full.
    ready: usize,
    /// For each file to make: the places of the recipes that it is for.
    groups: Vec<Vec<usize>>,
}

impl Inner {
    /// Works on a job and settles it, whatever comes of it.
    pub(super) async fn execute(&self, job: Job) {
        let cancel = Cancel::new();
        self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(job.id, cancel.clone());
        let made = self.make(&job, &cancel).await;
        {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            // Why asked: a job that was stopped and begun anew is already somebody else's.
            if running.get(&job.id).is_some_and(|now| now.is(&cancel)) {
                running.remove(&job.id);
            }
        }
        if let Err(error) = self.settle(&job, made, &cancel).await {
            // Why: the row stays ours until the lease ends; then the work is begun anew.
            tracing::warn!(%error, job = %job.id, "a job couldn't be settled");
        }
    }

    async fn make(&self, job: &Job, cancel: &Cancel) -> Result<Made, JobTrouble> {
        let fault = |code, subject: &str| JobTrouble {
            piece: None,
            code,
            subject: subject.to_owned(),
            args: [].into(),
        };
        let work: Work = serde_json::from_str(&job.payload).map_err(|_| fault(Code::Invalid, ""))?;
        let asset = async { asset::get(&mut self.store.read().await?, work.asset).await }.await;
        let asset = asset.map_err(|error| LibraryError::from(error).trouble(None, ""))?;
        if job.attempts > ATTEMPTS_MAX {
            return Err(fault(Code::Internal, &asset.name));
        }
        let turn = self.turn(asset.hash);
        let made = {
            let _turn = turn.lock().await;
            let made = self.make_of(job, &asset, &work.recipes, cancel).await;
            // Why before the turn ends: begun anew, the same job works in a folder of the same name.
            let _ = fs::remove_dir_all(self.place.work_of(job.id));
            made
        };
        drop(turn);
        self.forget_turn(asset.hash);
        made.map_err(|error| error.trouble(None, &asset.name))
    }

    async fn make_of(
        &self,
        job: &Job,
        asset: &Asset,
        recipes: &[Recipe],
        cancel: &Cancel,
    ) -> Result<Made, LibraryError> {
        let keyed = keyed(asset.hash, recipes);
        let split = self.split(asset, &keyed).await?;
        let mut made = Made { renditions: split.shared, troubles: Vec::new() };
        if split.groups.is_empty() {
            return Ok(made);
        }
        let original = self.require_original(asset)?;
        let first = |group: &Vec<usize>| group.first().and_then(|index| recipes.get(*index)).cloned();
        let to_make: Vec<Recipe> = split.groups.iter().filter_map(first).collect();
        let sizes: Vec<_> = split.groups.iter().map(Vec::len).collect();
        let ready = split.ready + made.renditions.len();
        let meter = Meter::new(job.id, asset.id, recipes.len(), ready, &sizes, self.events.clone());
        let results = self.engine_run(job, asset, original, to_make, &meter, cancel).await?;
        for (group, result) in split.groups.iter().zip(results) {
            let work = group.first().and_then(|index| keyed.get(*index)).map(|keyed| keyed.work);
            match result.map_err(|error| LibraryError::media(&asset.name, error)).and_then(|rendered| {
                self.take_in(&rendered, work)?;
                Ok(rendered)
            }) {
                Ok(rendered) => {
                    let rows = group.iter().filter_map(|index| keyed.get(*index));
                    made.renditions.extend(rows.map(|keyed| self.row(asset, keyed, &rendered)));
                }
                Err(error) => made
                    .troubles
                    .extend(group.iter().map(|index| error.trouble(u32::try_from(*index).ok(), &asset.name))),
            }
        }
        Ok(made)
    }

    /// Sorts the recipes: there already, there under another network's name, to be made.
    async fn split(&self, asset: &Asset, keyed: &[Keyed<'_>]) -> Result<Split, StoreError> {
        let mut read = self.store.read().await?;
        let keys: Vec<_> = keyed.iter().map(|keyed| keyed.key).collect();
        let works: Vec<_> = keyed.iter().map(|keyed| keyed.work).collect();
        let there = rendition::by_keys(&mut read, &keys).await?;
        let alike = rendition::by_works(&mut read, &works).await?;
        drop(read);
        let mut split = Split { shared: Vec::new(), ready: 0, groups: Vec::new() };
        for (index, one) in keyed.iter().enumerate() {
            if there.iter().any(|found| found.key == one.key && self.lies_there(found)) {
                split.ready += 1;
            } else if let Some(found) =
                alike.iter().find(|found| found.work == one.work && self.lies_there(found))
            {
                split.shared.push(self.named_anew(found, asset, one));
            } else if let Some(group) = split.groups.iter_mut().find(|group| {
                group.first().and_then(|first| keyed.get(*first)).is_some_and(|first| first.work == one.work)
            }) {
                group.push(index);
            } else {
                split.groups.push(vec![index]);
            }
        }
        Ok(split)
    }

    /// The original's file, as it was when it came in.
    fn require_original(&self, asset: &Asset) -> Result<PathBuf, LibraryError> {
        let path = self.place.original(asset);
        match fs::metadata(&path) {
            Ok(meta) if meta.len() == asset.info.bytes || asset.held == Held::Copied => Ok(path),
            Ok(_) => Err(LibraryError::Changed { subject: asset.name.clone() }),
            Err(_) => Err(LibraryError::Missing { subject: asset.name.clone() }),
        }
    }

    /// Lets the engine work, and meanwhile notes how far it is. Stops when the job is ours no longer.
    async fn engine_run(
        &self,
        job: &Job,
        asset: &Asset,
        original: PathBuf,
        recipes: Vec<Recipe>,
        meter: &Arc<Meter>,
        cancel: &Cancel,
    ) -> Result<Vec<Result<Rendered, MediaError>>, LibraryError> {
        let folder = self.place.work_of(job.id);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| LibraryError::writing(&folder, error))?;
        let (engine, info, inner_cancel) = (self.engine.clone(), asset.info.clone(), cancel.clone());
        let told = Arc::clone(meter);
        let mut work = tokio::task::spawn_blocking(move || {
            let note = |progress| {
                // Why: a piece that ends after the stop must not make the work look under way again.
                if !inner_cancel.is_cancelled() {
                    told.note(progress);
                }
            };
            engine.prepare(&original, &info, &recipes, &folder, &note, &inner_cancel)
        });
        loop {
            tokio::select! {
                results = &mut work => return results.map_err(|_| LibraryError::Stopped),
                () = tokio::time::sleep(NOTE_PERIOD) => {
                    if !self.note(job, meter.share()).await {
                        cancel.cancel();
                    }
                }
            }
        }
    }

    /// Writes down how far a job is; false when it is ours no longer.
    async fn note(&self, job: &Job, share: f64) -> bool {
        let now = self.clock.now();
        let noted = async {
            let mut tx = self.store.begin().await?;
            let ours = job::progress(&mut tx, job.id, self.owner, share, now.plus_secs(LEASE_S), now).await?;
            tx.commit().await?;
            Ok::<_, StoreError>(ours)
        };
        noted.await.unwrap_or_else(|error| {
            // Why: a busy database is no reason to throw work away.
            tracing::warn!(%error, job = %job.id, "progress couldn't be written down");
            true
        })
    }

    /// Moves a finished file to its place in the cache, after the captions beside it.
    fn take_in(&self, rendered: &Rendered, work: Option<ContentHash>) -> Result<(), LibraryError> {
        let way = rendered.captions.as_ref().and_then(|file| file.extension()?.to_str()?.parse().ok());
        if let (Some(from), Some(work), Some(way)) = (&rendered.captions, work, way) {
            settle_in(from, &self.place.captions(work, way))?;
        }
        settle_in(&rendered.path, &self.place.rendered(rendered.hash, &rendered.mime))
    }

    fn row(&self, asset: &Asset, keyed: &Keyed<'_>, rendered: &Rendered) -> Rendition {
        let now = self.clock.now();
        Rendition {
            id: RenditionId::new(self.clock.uuid()),
            key: keyed.key,
            work: keyed.work,
            source: asset.hash,
            recipe: keyed.recipe.clone(),
            hash: rendered.hash,
            mime: rendered.mime.clone(),
            bytes: rendered.bytes,
            width_px: rendered.width_px,
            height_px: rendered.height_px,
            duration_ms: rendered.duration_ms,
            crop: rendered.crop,
            steps: rendered.steps.clone(),
            took_ms: rendered.took_ms,
            used_at: now,
            created_at: now,
        }
    }

    /// The row of another network's rendition, for this one.
    fn named_anew(&self, found: &Rendition, asset: &Asset, keyed: &Keyed<'_>) -> Rendition {
        let now = self.clock.now();
        Rendition {
            id: RenditionId::new(self.clock.uuid()),
            key: keyed.key,
            source: asset.hash,
            recipe: keyed.recipe.clone(),
            took_ms: 0,
            used_at: now,
            created_at: now,
            ..found.clone()
        }
    }

    /// Writes the rows and the job's end in one transaction.
    async fn settle(
        &self,
        job: &Job,
        made: Result<Made, JobTrouble>,
        cancel: &Cancel,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let (renditions, troubles) = match made {
            Ok(made) => (made.renditions, made.troubles),
            Err(trouble) => (Vec::new(), vec![trouble]),
        };
        for row in &renditions {
            // Why: a row whose file was lost is in the way of the new one.
            for old in rendition::by_keys(&mut tx, &[row.key]).await? {
                if !self.lies_there(&old) {
                    rendition::delete(&mut tx, old.id).await?;
                }
            }
            rendition::insert(&mut tx, row).await?;
        }
        let stopped = cancel.is_cancelled();
        let nothing = renditions.is_empty() && !troubles.is_empty();
        let state = if nothing { JobState::Failed } else { JobState::Done };
        if !stopped {
            if nothing {
                job::fail(&mut tx, job.id, self.owner, &troubles, now).await?;
            } else {
                job::finish(&mut tx, job.id, self.owner, &troubles, now).await?;
            }
        }
        tx.commit().await?;
        if !stopped {
            self.tell_settled(job, state, renditions.len());
        }
        Ok(())
    }

    /// The right to work on a source.
    fn turn(&self, source: ContentHash) -> Arc<tokio::sync::Mutex<()>> {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(sources.entry(source).or_default())
    }

    fn forget_turn(&self, source: ContentHash) {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if sources.get(&source).is_some_and(|turn| Arc::strong_count(turn) == 1) {
            sources.remove(&source);
        }
    }
}

fn settle_in(from: &Path, to: &Path) -> Result<(), LibraryError> {
    fs::create_dir_all(to.parent().unwrap_or(to))
        .and_then(|()| place_file(from, to))
        .map_err(|error| LibraryError::writing(to, error))
}

/// Moves a file into the cache. The same bytes may be there already, or be wanted by two recipes.
fn place_file(from: &Path, to: &Path) -> std::io::Result<()> {
    let size = |path: &Path| fs::metadata(path).ok().map(|meta| meta.len());
    if size(to).is_some() && size(to) == size(from) {
        return Ok(());
    }
    if size(from).is_none() && size(to).is_some() {
        return Ok(());
    }
    file::settle(from, to)
}
