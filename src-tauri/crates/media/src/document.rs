//! Documents: a PDF within its limits is passed on; pictures, and pages of documents, become a PDF, a page each.

use std::path::{Path, PathBuf};
use std::time::Instant;

use upbeat_domain::media::{
    Choices, Crop, DocumentOutput, ImageOutput, MediaInfo, MediaKind, Output, Recipe, Step,
};
use upbeat_domain::network::NetworkId;

use crate::cancel::Cancel;
use crate::error::{Fault, MediaError};
use crate::frame::{Bounds, Frame};
use crate::job::Job;
use crate::limit::BOUND_PAGES_MAX;
use crate::operation::{encode, pdf};
use crate::probe::{StillFormat, open_still, probe, read_still};
use crate::rendered::{Progress, Rendered, millis, path_for, write};
use crate::still;
use crate::tool::Tools;

/// MIME type of what is made.
const PDF: &str = "application/pdf";

/// Longest side of the pages where nobody says their size, px.
const PAGE_SIDE_PX_MAX: u32 = 2160;

/// A file whose pages become pages of a document.
#[derive(Clone, Debug)]
pub struct PageSource {
    /// A picture or a document.
    pub path: PathBuf,
    /// How it meets the page; the page of a file with several, of which else all are taken.
    pub choices: Choices,
}

/// A page of a document that was made, with the picture that covers it.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundPage {
    /// Which of the sources it shows, counted from 0.
    pub source: usize,
    /// Which page of it, counted from 1.
    pub page: u32,
    /// Size of its picture, px: that of the page, or less where the bytes had to fit.
    pub size_px: (u32, u32),
    /// Bytes of its picture.
    pub bytes: u64,
    /// The part of the upright source that it shows, px; none where it shows all of it.
    pub crop: Option<Crop>,
    /// What was done, in order.
    pub steps: Vec<Step>,
}

/// A document in memory.
pub(crate) struct Bound {
    pub(crate) bytes: Vec<u8>,
    /// Size of all its pages, px, and as many points.
    pub(crate) page_px: (u32, u32),
    pub(crate) pages: Vec<BoundPage>,
}

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
    takes_pdf(output)?;
    let (format, facts, _) = open_still(job.path, None, job.tools, job.cancel)?;
    let (bytes, size_px, steps) = if format == StillFormat::Pdf {
        check_pages(facts.inside.pages, output.max_pages.unwrap_or(u32::MAX))?;
        let bytes = read_still(job.path)?;
        check_bytes(output, &bytes)?;
        (bytes, facts.upright_px(), vec![Step::PassedThrough])
    } else {
        let choices = Choices { page: None, ..recipe.choices.clone() };
        let source = PageSource { path: job.path.to_owned(), choices };
        let told = |percent| (job.progress)(Progress { recipe_index: index, percent, eta_ms: None });
        let bound = bind(&[source], output, job.tools, &told, job.cancel);
        let Bound { bytes, page_px, pages } = bound.map_err(|wrong| wrong.fault)?;
        let mut steps = pages.into_iter().next().map(|first| first.steps).unwrap_or_default();
        let (length, max_bytes) = (bytes.len() as u64, output.max_bytes);
        steps.push(Step::Encoded { mime: PDF.to_owned(), quality: None, bytes: length, max_bytes });
        (bytes, page_px, steps)
    };
    job.cancel.check()?;
    let path = path_for(job.folder, job.names[index], recipe, "pdf");
    let hash = write(&path, &bytes)?;
    Ok(Rendered {
        recipe_index: index,
        path,
        mime: PDF.to_owned(),
        bytes: bytes.len() as u64,
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

/// Why a document can't be bound.
#[derive(Debug)]
pub(crate) struct Unbound {
    /// Which of the sources is at fault; none for the whole.
    source: Option<usize>,
    fault: Fault,
}

impl Unbound {
    /// The failure of the source, or of the file that would have been written.
    pub(crate) fn about(self, sources: &[PageSource], to: &Path) -> MediaError {
        let subject = self.source.and_then(|index| sources.get(index)).map_or(to, |source| &source.path);
        MediaError::new(subject, self.fault)
    }
}

impl From<Fault> for Unbound {
    fn from(fault: Fault) -> Self {
        Self { source: None, fault }
    }
}

/// A page to be made.
struct Leaf<'a> {
    source: usize,
    path: &'a Path,
    choices: Choices,
}

/// The pages of all sources, in their order, as pictures of one size.
///
/// Where the limits name no size, the first page keeps its shape, and the others take its. Pages are made as good as a
/// single picture is; where they are too large together, those that take the most are brought down to one size in
/// bytes, and what the others leave over is theirs.
pub(crate) fn bind(
    sources: &[PageSource],
    output: &DocumentOutput,
    tools: &Tools,
    progress: &(dyn Fn(f32) + Sync),
    cancel: &Cancel,
) -> Result<Bound, Unbound> {
    takes_pdf(output)?;
    let leaves = leaves(sources, output, tools)?;
    let first = leaves.first().ok_or_else(|| Fault::internal("a document of no pages"))?;
    let page_px = match output.page_px {
        Some(page_px) => page_px,
        None => own_shape(first, tools, cancel).map_err(|fault| first.at_fault(fault))?,
    };
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let room = pdf::room_for_pictures(output.max_bytes, leaves.len() as u64);
    let make = |index: usize, max_bytes: u64| {
        let leaf: &Leaf<'_> = &leaves[index];
        let recipe = leaf.recipe(page_px, max_bytes);
        let recipes = std::slice::from_ref(&recipe);
        let (names, folder) = (&[index][..], folder.path());
        let job = Job { path: leaf.path, recipes, names, folder, tools, progress: &|_| {}, cancel };
        still::prepare(&job).pop().unwrap_or_else(|| Err(Fault::internal("a page was skipped")))
    };
    let mut made: Vec<Rendered> = Vec::with_capacity(leaves.len());
    for (index, leaf) in leaves.iter().enumerate() {
        made.push(make(index, room).map_err(|fault| leaf.at_fault(fault))?);
        progress(100.0 * (index + 1) as f32 / (leaves.len() + 1) as f32);
    }
    let each = each_at_most(made.iter().map(|page| page.bytes), room);
    for (index, leaf) in leaves.iter().enumerate().filter(|_| each < room) {
        if made[index].bytes > each {
            made[index] = make(index, each).map_err(|fault| leaf.at_fault(fault))?;
        }
    }
    let read = |page: &Rendered| std::fs::read(&page.path).map_err(|error| Fault::reading(&error));
    let jpegs = made.iter().map(read).collect::<Result<Vec<_>, Fault>>()?;
    let bytes = pdf::document(page_px, &jpegs)?;
    check_bytes(output, &bytes)?;
    progress(100.0);
    let page = |(leaf, page): (&Leaf<'_>, Rendered)| BoundPage {
        source: leaf.source,
        page: leaf.choices.page.unwrap_or(1),
        size_px: (page.width_px, page.height_px),
        bytes: page.bytes,
        crop: page.crop,
        steps: page.steps,
    };
    Ok(Bound { bytes, page_px, pages: leaves.iter().zip(made).map(page).collect() })
}

impl Leaf<'_> {
    fn at_fault(&self, fault: Fault) -> Unbound {
        // Why the whole: a page is small enough for itself.
        let source = (!matches!(fault, Fault::OverBudget { .. })).then_some(self.source);
        Unbound { source, fault }
    }

    /// Its picture. Network and format are names only, and it stays in a folder of its own.
    fn recipe(&self, page_px: (u32, u32), max_bytes: u64) -> Recipe {
        let output = ImageOutput { frame_px: Some(page_px), max_bytes, ..own(page_px.0.max(page_px.1)) };
        Recipe {
            network: NetworkId::Linkedin,
            format: "page".to_owned(),
            preset: "page".to_owned(),
            output: Output::Image(output),
            choices: self.choices.clone(),
        }
    }
}

/// Which pages there are, found without making any.
fn leaves<'a>(
    sources: &'a [PageSource],
    output: &DocumentOutput,
    tools: &Tools,
) -> Result<Vec<Leaf<'a>>, Unbound> {
    let pages_max = output.max_pages.unwrap_or(u32::MAX).min(BOUND_PAGES_MAX);
    let mut count = u32::try_from(sources.len()).unwrap_or(u32::MAX);
    check_pages(count, pages_max)?;
    let mut leaves = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let wrong = |fault| Unbound { source: Some(index), fault };
        let info = probe(&source.path, tools).map_err(|error| wrong(error.fault().clone()))?;
        let pages = pages(&info, &source.choices).map_err(wrong)?;
        // Why before they are listed: a few bytes of a document can say that it has thousands of millions.
        count = count.saturating_add(pages.end() - pages.start());
        check_pages(count, pages_max)?;
        leaves.extend(pages.map(|page| {
            let choices = Choices { page: Some(page), ..source.choices.clone() };
            Leaf { source: index, path: &source.path, choices }
        }));
    }
    Ok(leaves)
}

fn pages(info: &MediaInfo, choices: &Choices) -> Result<std::ops::RangeInclusive<u32>, Fault> {
    match info.kind {
        MediaKind::Image | MediaKind::Document => {
            Ok(choices.page.map_or(1..=info.inside.pages.max(1), |page| page..=page))
        }
        MediaKind::Video | MediaKind::Audio => {
            Err(Fault::WrongKind { kind: info.kind.to_string(), wanted: "a page".to_owned() })
        }
    }
}

/// The size of a page that keeps its picture's shape, px.
fn own_shape(leaf: &Leaf<'_>, tools: &Tools, cancel: &Cancel) -> Result<(u32, u32), Fault> {
    let (_, facts, _) = open_still(leaf.path, leaf.choices.page, tools, cancel)?;
    Ok(Frame::of(facts.upright_px(), &Bounds::from(&own(PAGE_SIDE_PX_MAX)), &leaf.choices).outer_px)
}

/// A JPEG in its own shape.
fn own(max_px: u32) -> ImageOutput {
    ImageOutput {
        frame_px: None,
        max_width_px: Some(max_px),
        max_height_px: Some(max_px),
        max_pixels: None,
        min_width_px: None,
        min_height_px: None,
        min_aspect: None,
        max_aspect: None,
        mimes: vec![encode::JPEG.to_owned()],
        max_bytes: u64::MAX,
        moving: None,
        keeps_display_p3: false,
        safe: None,
    }
}

/// How many bytes each may have so that all fit into the room; all of it where they do already.
fn each_at_most(bytes: impl Iterator<Item = u64>, room: u64) -> u64 {
    let mut bytes: Vec<u64> = bytes.collect();
    if bytes.iter().sum::<u64>() <= room {
        return room;
    }
    bytes.sort_unstable();
    let mut left = room;
    for (index, length) in bytes.iter().enumerate() {
        let share = left / (bytes.len() - index) as u64;
        if *length > share {
            return share;
        }
        left -= length;
    }
    room
}

fn takes_pdf(output: &DocumentOutput) -> Result<(), Fault> {
    if output.mimes.iter().any(|mime| mime == PDF) {
        return Ok(());
    }
    Err(Fault::WrongKind { kind: PDF.to_owned(), wanted: output.mimes.join(", ") })
}

fn check_pages(pages: u32, pages_max: u32) -> Result<(), Fault> {
    if pages > pages_max { Err(Fault::TooManyPages { pages, pages_max }) } else { Ok(()) }
}

fn check_bytes(output: &DocumentOutput, document: &[u8]) -> Result<(), Fault> {
    let (bytes, max_bytes) = (document.len() as u64, output.max_bytes);
    if bytes > max_bytes { Err(Fault::OverBudget { bytes, max_bytes }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_light_pages_leave_over_is_for_the_heavy_ones() {
        let each = |bytes: &[u64], room| each_at_most(bytes.iter().copied(), room);
        assert_eq!(each(&[10, 20, 30], 60), 60, "all fit as they are");
        assert_eq!(each(&[90, 10, 90], 110), 50);
        assert_eq!(each(&[40, 40, 40], 60), 20);
        assert_eq!(each(&[7], 5), 5);
        for (bytes, room) in [(&[90_u64, 10, 90, 35][..], 110), (&[5, 5, 5, 1], 13), (&[9, 9], 0)] {
            let limit = each(bytes, room);
            assert!(bytes.iter().map(|length| length.min(&limit)).sum::<u64>() <= room, "{bytes:?}");
        }
    }
}
