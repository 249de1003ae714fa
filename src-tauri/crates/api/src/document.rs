//! One document of several files. Needs no studio.

use std::sync::Arc;

use upbeat_app::document::{self as app, Bind};
use upbeat_app::film::Tell;
use upbeat_app::{Cancel, Engine, Failure};
use upbeat_contract::document::{DocumentPage, MadeDocument};
use upbeat_contract::rendition::Step;
use upbeat_domain::lang::Lang;

/// `upbeat media pdf`.
///
/// # Errors
/// As `upbeat_app::document::bind` says.
pub async fn bind_document(
    lang: Lang,
    engine: Arc<Engine>,
    request: Bind,
    cancel: Cancel,
    tell: Tell,
) -> Result<MadeDocument, Failure> {
    let sources: Vec<String> = request.files.iter().map(|file| file.display().to_string()).collect();
    let app::Document { network, format, preset, output, file } =
        app::bind(engine, request, cancel, tell).await?;
    let pages = file.pages.into_iter().map(|page| DocumentPage {
        source: sources.get(page.source).cloned().unwrap_or_default(),
        page: page.page,
        width_px: page.size_px.0,
        height_px: page.size_px.1,
        bytes: page.bytes,
        crop: page.crop.map(Into::into),
        steps: page.steps.iter().map(|step| Step::new(lang, step)).collect(),
    });
    Ok(MadeDocument {
        network,
        format,
        preset,
        path: file.path.display().to_string(),
        mime: "application/pdf".to_owned(),
        width_px: file.page_px.0,
        height_px: file.page_px.1,
        bytes: file.bytes,
        max_bytes: output.max_bytes,
        max_pages: output.max_pages,
        hash: file.hash.to_string(),
        pages: pages.collect(),
        took_ms: file.took_ms,
    })
}
