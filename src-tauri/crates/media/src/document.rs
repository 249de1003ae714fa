//! Documents: a PDF within its limits is passed on; a picture becomes a PDF, each of its pages a page.

use std::time::Instant;

use upbeat_domain::media::{DocumentOutput, ImageOutput, Output, Recipe, Step};

use crate::error::Fault;
use crate::job::Job;
use crate::operation::{encode, pdf};
use crate::probe::{StillFormat, open_still, read_still};
use crate::rendered::{Rendered, millis, path_for, write};
use crate::still;

/// MIME type of what is made.
const PDF: &str = "application/pdf";

/// What of the byte limit the pictures may take: the rest of a PDF is some hundred bytes a page.
const PICTURES_SHARE: f64 = 0.98;

/// Longest side of a page that keeps its picture's shape, px.
const PAGE_SIDE_PX_MAX: u32 = 2160;

/// Makes every recipe for a document; the results stand in the order of the recipes.
pub(crate) fn prepare(job: &Job<'_>) -> Vec<Result<Rendered, Fault>> {
    (0..job.recipes.len()).map(|index| make(job, index)).collect()
}

fn make(job: &Job<'_>, index: usize) -> Result<Rendered, Fault> {
    let started = Instant::now();
    let recipe = &job.recipes[index];
    let Output::Document(output) = &recipe.output else {
        return Err(Fault::internal("another output was asked of the document engine"));
    };
    if !output.mimes.iter().any(|mime| mime == PDF) {
        return Err(Fault::WrongKind { kind: PDF.to_owned(), wanted: output.mimes.join(", ") });
    }
    let (format, facts, _) = open_still(job.path, None, job.tools, job.cancel)?;
    let pages = facts.inside.pages;
    if let Some(pages_max) = output.max_pages.filter(|max| pages > *max) {
        return Err(Fault::TooManyPages { pages, pages_max });
    }
    let is_pdf = format == StillFormat::Pdf;
    let Bound { bytes, size_px, mut steps } = if is_pdf {
        let steps = vec![Step::PassedThrough];
        Bound { bytes: read_still(job.path)?, size_px: facts.upright_px(), steps }
    } else {
        bound(job, index, output, pages)?
    };
    let length = bytes.len() as u64;
    if length > output.max_bytes {
        return Err(Fault::OverBudget { bytes: length, max_bytes: output.max_bytes });
    }
    if !is_pdf {
        let max_bytes = output.max_bytes;
        steps.push(Step::Encoded { mime: PDF.to_owned(), quality: None, bytes: length, max_bytes });
    }
    job.cancel.check()?;
    let path = path_for(job.folder, job.names[index], recipe, "pdf");
    let hash = write(&path, &bytes)?;
    Ok(Rendered {
        recipe_index: index,
        path,
        mime: PDF.to_owned(),
        bytes: length,
        width_px: size_px.0,
        height_px: size_px.1,
        duration_ms: None,
        hash,
        crop: None,
        captions: None,
        steps,
        took_ms: millis(started.elapsed()),
    })
}

/// A document, the size of its first page, and what was done to that.
struct Bound {
    bytes: Vec<u8>,
    size_px: (u32, u32),
    steps: Vec<Step>,
}

/// The pages of a picture as JPEGs, bound.
fn bound(job: &Job<'_>, index: usize, output: &DocumentOutput, pages: u32) -> Result<Bound, Fault> {
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let image = page(output, pages);
    let mut made: Vec<(Vec<u8>, Rendered)> = Vec::new();
    for number in 1..=pages {
        let mut recipe = Recipe { output: Output::Image(image.clone()), ..job.recipes[index].clone() };
        recipe.choices.page = Some(number);
        let part = Job {
            recipes: std::slice::from_ref(&recipe),
            names: &[number as usize],
            folder: folder.path(),
            progress: &|_| {},
            ..*job
        };
        let rendered =
            still::prepare(&part).pop().unwrap_or_else(|| Err(Fault::internal("a page was skipped")))?;
        let jpeg = std::fs::read(&rendered.path).map_err(|error| Fault::reading(&error))?;
        made.push((jpeg, rendered));
    }
    let bound: Vec<pdf::Page<'_>> = made
        .iter()
        .map(|(jpeg, page)| pdf::Page { jpeg, size_px: (page.width_px, page.height_px) })
        .collect();
    let document = pdf::document(&bound);
    let (_, first) = made.swap_remove(0);
    Ok(Bound { bytes: document, size_px: (first.width_px, first.height_px), steps: first.steps })
}

/// What one page may be: its share of the bytes.
fn page(output: &DocumentOutput, pages: u32) -> ImageOutput {
    let share = output.max_bytes as f64 * PICTURES_SHARE / f64::from(pages.max(1));
    ImageOutput {
        frame_px: output.page_px,
        max_width_px: Some(PAGE_SIDE_PX_MAX),
        max_height_px: Some(PAGE_SIDE_PX_MAX),
        max_pixels: None,
        min_width_px: None,
        min_height_px: None,
        min_aspect: None,
        max_aspect: None,
        mimes: vec![encode::JPEG.to_owned()],
        max_bytes: share as u64,
        moving: None,
        keeps_display_p3: false,
        safe: None,
    }
}
