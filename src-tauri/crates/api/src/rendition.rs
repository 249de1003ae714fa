//! Prepared files.

use std::path::PathBuf;

use upbeat_app::prepare::plan::NotMade;
use upbeat_app::prepare::{self as app, What};
use upbeat_app::{Failure, Studio};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::post::Target;
use upbeat_contract::rendition::{
    ActiveJob, ExportFiles, Exported, ExportedFile, Job, PrepareCancel, PrepareCancelled, PrepareStart,
    Prepared, Rendition, RenditionFailure, RenditionList, Renditions, Step,
};
use upbeat_contract::words;
use upbeat_domain::asset;
use upbeat_domain::code::Code;
use upbeat_domain::id::{AssetId, JobId, PostId};
use upbeat_domain::lang::Lang;
use upbeat_domain::media::MediaKind;

use crate::error::{in_words, said};

/// Makes the files of assets or of a post.
///
/// # Errors
/// As `upbeat_app::prepare::start` says.
pub async fn prepare_start(studio: &Studio, request: PrepareStart) -> Result<Prepared, ErrorDto> {
    let what = in_words(studio, what(request.asset_ids, request.post_id, request.targets))?;
    let asked = if request.keep_stopped == Some(true) { app::Asked::ByScreen } else { app::Asked::ByPerson };
    let jobs = in_words(studio, app::start(studio, what, asked).await)?;
    let job = |started: app::Started| {
        let id = started.job?;
        Some(Job { id, asset_id: started.asset, total: started.total, done: started.done })
    };
    Ok(Prepared {
        jobs: jobs.started.into_iter().filter_map(job).collect(),
        failures: jobs.failures.iter().map(|why| said(studio.lang(), &why.failure)).collect(),
    })
}

/// Stops work.
///
/// # Errors
/// What the disk says.
pub async fn prepare_cancel(studio: &Studio, request: PrepareCancel) -> Result<PrepareCancelled, ErrorDto> {
    let ids: Vec<JobId> = request.job_ids;
    Ok(PrepareCancelled { cancelled: in_words(studio, app::cancel(studio, ids).await)? })
}

/// Lists prepared files.
///
/// # Errors
/// As `upbeat_app::prepare::list` says.
pub async fn rendition_list(studio: &Studio, request: RenditionList) -> Result<Renditions, ErrorDto> {
    let lang = studio.lang();
    let what = in_words(studio, what(request.asset_ids, request.post_id, request.targets))?;
    let found = in_words(studio, app::list(studio, what).await)?;
    let failure = |(asset_id, why): (AssetId, NotMade)| RenditionFailure {
        asset_id,
        network: why.network,
        format: why.format,
        error: said(lang, &why.failure),
    };
    Ok(Renditions {
        renditions: found.ready.iter().map(|(asset, made)| rendition(lang, *asset, made)).collect(),
        failures: found.failures.into_iter().map(failure).collect(),
        pending: found.pending,
        stopped: found.stopped,
        active: found.active.into_iter().map(|(job_id, asset_id)| ActiveJob { job_id, asset_id }).collect(),
    })
}

/// Writes prepared files into a folder.
///
/// # Errors
/// As `upbeat_app::prepare::export` says.
pub async fn export_files(studio: &Studio, request: ExportFiles) -> Result<Exported, ErrorDto> {
    let what = in_words(studio, what(request.asset_ids, request.post_id, request.targets))?;
    let folder = PathBuf::from(request.folder);
    let done = in_words(studio, app::export(studio, what, folder, words::field_line).await)?;
    let file = |file: app::ExportedFile| ExportedFile {
        path: file.path.display().to_string(),
        network: Some(file.network),
        bytes: file.bytes,
    };
    Ok(Exported {
        folder: done.folder.display().to_string(),
        files: done.files.into_iter().map(file).collect(),
        failures: done.failures.iter().map(|why| said(studio.lang(), &why.failure)).collect(),
    })
}

fn what(
    assets: Option<Vec<AssetId>>,
    post: Option<PostId>,
    targets: Option<Vec<Target>>,
) -> Result<What, Failure> {
    let targets = targets.map(|targets| targets.into_iter().map(Into::into).collect());
    match (post, assets) {
        (Some(id), None) => Ok(What::Post { id, targets }),
        (None, Some(ids)) => Ok(What::Assets { ids, targets }),
        (Some(_), Some(_)) | (None, None) => Err(Failure::about(Code::Invalid, "asset_ids, post_id")),
    }
}

/// A prepared file as it crosses.
pub(crate) fn rendition(lang: Lang, asset_id: AssetId, made: &asset::Rendition) -> Rendition {
    let recipe = &made.recipe;
    let format = upbeat_app::network::format(recipe.network, &recipe.format);
    let preset = format.and_then(|f| f.presets.iter().find(|p| p.id == recipe.preset));
    Rendition {
        id: made.id,
        asset_id,
        network: recipe.network,
        format: recipe.format.clone(),
        format_name: format.map_or_else(|| recipe.format.clone(), |f| f.name.get(lang).to_owned()),
        preset: recipe.preset.clone(),
        preset_name: preset.map_or_else(|| recipe.preset.clone(), |p| p.name.get(lang).to_owned()),
        kind: MediaKind::of_mime(&made.mime),
        mime: made.mime.clone(),
        width_px: made.width_px,
        height_px: made.height_px,
        bytes: made.bytes,
        duration_ms: made.duration_ms,
        crop: made.crop.map(Into::into),
        hash: made.hash.to_string(),
        steps: made.steps.iter().map(|step| Step::new(lang, step)).collect(),
        took_ms: Some(made.took_ms),
    }
}
