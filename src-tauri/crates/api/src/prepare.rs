//! What files are, and files made of files. Needs no studio.

use std::path::PathBuf;
use std::sync::Arc;

use upbeat_app::Engine;
use upbeat_app::prepare::files::{Happened, Made};
use upbeat_app::prepare::plan::NotMade;
use upbeat_contract::rendition::Step;
use upbeat_contract::report::{Inspected, InspectedFile, PrepareEvent, PrepareFailure, PreparedFile};
use upbeat_domain::lang::Lang;

use crate::error::said;

/// `upbeat inspect`.
pub async fn inspect(
    lang: Lang,
    engine: Arc<Engine>,
    files: Vec<PathBuf>,
    peaks: Option<usize>,
    films: Option<PathBuf>,
) -> Inspected {
    let mut report = Inspected { files: Vec::new(), failures: Vec::new() };
    for read in upbeat_app::inspect::inspect(engine, files, peaks, films).await {
        match read {
            Ok(read) => report.files.push(InspectedFile {
                path: read.path.display().to_string(),
                info: (&read.info).into(),
                seen_on_foreign: read.info.seen_on_foreign(),
                peaks: read.peaks,
                film: read.film.map(|film| film.display().to_string()),
            }),
            Err(failure) => report.failures.push(said(lang, &failure)),
        }
    }
    report
}

/// One thing that happened while files were prepared, as it crosses.
#[must_use]
pub fn prepare_event(lang: Lang, happened: Happened) -> PrepareEvent {
    match happened {
        Happened::Progress { source, percent } => {
            PrepareEvent::Progress { source: source.display().to_string(), percent }
        }
        Happened::Made(made) => PrepareEvent::Rendition(Box::new(prepared_file(lang, *made))),
        Happened::NotMade { source, why } => PrepareEvent::Failure(Box::new(not_made(lang, source, *why))),
        Happened::Skipped { source, why } => PrepareEvent::Skipped(Box::new(not_made(lang, source, *why))),
    }
}

fn prepared_file(lang: Lang, made: Made) -> PreparedFile {
    PreparedFile {
        source: made.source.display().to_string(),
        network: made.recipe.network,
        format: made.recipe.format,
        preset: made.recipe.preset,
        path: made.path.display().to_string(),
        kind: made.kind,
        mime: made.mime,
        width_px: made.width_px,
        height_px: made.height_px,
        bytes: made.bytes,
        duration_ms: made.duration_ms,
        crop: made.crop.map(Into::into),
        captions: made.captions.map(|file| file.display().to_string()),
        hash: made.hash.to_string(),
        steps: made.steps.iter().map(|step| Step::new(lang, step)).collect(),
        took_ms: made.took_ms,
    }
}

fn not_made(lang: Lang, source: PathBuf, why: NotMade) -> PrepareFailure {
    PrepareFailure {
        source: source.display().to_string(),
        network: why.network,
        format: why.format,
        error: said(lang, &why.failure),
    }
}
