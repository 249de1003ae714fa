//! Still pictures: one decode, one resize to the largest need, colours and orientation there, half
//! levels below, and every rendition from the nearest level, in parallel, the largest first.

mod container;
mod settle;

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Instant;

use rayon::prelude::*;
use upbeat_domain::media::{Fit, ImageOutput, Output, Recipe, Step};

use crate::decode;
use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::job::Job;
use crate::look::{LOOK_PX, Look};
use crate::made::Made;
use crate::operation::color::{Color, Space};
use crate::operation::credit::Mark;
use crate::operation::crop::Cut;
use crate::operation::flatten::BACKGROUND;
use crate::operation::orient::Orient;
use crate::operation::pad::Pad;
use crate::operation::resize::Resize;
use crate::operation::{Operation, strip};
use crate::pass;
use crate::pixels::Pixels;
use crate::probe::{Facts, StillFormat, open_still};
use crate::pyramid::Pyramid;
use crate::rendered::{Progress, Rendered};

use settle::settle;

/// How much of the work the decode is, per cent; told as progress.
const DECODED_PERCENT: f32 = 40.0;

/// Most times that a picture is made smaller to meet its byte budget.
const SHRINKS_MAX: u32 = 8;

/// One distinct piece of work and the recipes that ask for it.
struct Work<'a> {
    output: &'a ImageOutput,
    recipe: &'a Recipe,
    indices: Vec<usize>,
    frame: Frame,
    space: Space,
}

/// The decoded source, shared by all renditions.
struct Source {
    format: StillFormat,
    facts: Facts,
    space: Space,
    pyramid: Pyramid,
    look: Option<Look>,
    /// Whose work it is, for those who ask to keep that.
    credit: Option<Mark>,
    shared: Vec<Operation>,
}

/// Makes every recipe of one still picture; the results stand in the order of the recipes.
pub(crate) fn prepare(job: &Job<'_>) -> Vec<Result<Rendered, Fault>> {
    let started = Instant::now();
    let page = job.recipes.first().and_then(|recipe| recipe.choices.page);
    let opened = open_still(job.path, page, job.tools, job.cancel)
        .and_then(|opened| job.cancel.check().map(|()| opened));
    let (format, facts, file) = match opened {
        Ok(opened) => opened,
        Err(fault) => return job.recipes.iter().map(|_| Err(fault.clone())).collect(),
    };
    let mut results: Vec<Option<Result<Rendered, Fault>>> = vec![None; job.recipes.len()];
    let works = works(job.recipes, &facts, &mut results);
    let credit = match Mark::kept(job.recipes, format, &file) {
        Ok(credit) => credit,
        Err(fault) => return job.recipes.iter().map(|_| Err(fault.clone())).collect(),
    };
    let mut passed = Vec::new();
    let mut rendered = Vec::new();
    for work in works {
        let choices = &work.recipe.choices;
        let mark = credit.as_ref().filter(|_| choices.keep_credit);
        match pass::still(format, &facts, &file, work.output, choices, mark) {
            Ok(Some(kept)) => passed.push((work, kept)),
            Ok(None) => rendered.push(work),
            Err(fault) => settle(&work, Err(fault), job, started, &mut results),
        }
    }
    // Why apart: each space is another picture, and hardly anybody asks for both.
    let (wide, rendered): (Vec<_>, Vec<_>) =
        rendered.into_iter().partition(|work| work.space == Space::DisplayP3);
    let mut sets = vec![rendered, wide];
    sets.retain(|set| !set.is_empty());
    // Why even when all are passed on: what goes out has been seen to decode.
    if sets.is_empty() {
        sets.push(Vec::new());
    }
    for mut set in sets {
        let source = decode_source(job, format, facts.clone(), &file, &set);
        match source.map(|source| Source { credit: credit.clone(), ..source }) {
            Err(fault) => {
                let works = passed.drain(..).map(|(work, _)| work).chain(set);
                works.for_each(|work| settle(&work, Err(fault.clone()), job, started, &mut results));
            }
            Ok(source) => {
                (0..job.recipes.len()).for_each(|index| tell(job, index, DECODED_PERCENT));
                for (work, kept) in passed.drain(..) {
                    let made = passed_on(&source, kept, work.recipe.choices.keep_credit);
                    settle(&work, Ok(made), job, started, &mut results);
                }
                for (work, made) in all_of(job, &source, &mut set) {
                    settle(work, made, job, started, &mut results);
                }
            }
        }
    }
    results
        .into_iter()
        .map(|result| result.unwrap_or_else(|| Err(Fault::internal("a recipe was skipped"))))
        .collect()
}

/// Makes these works of one source, in parallel.
fn all_of<'w, 'a>(
    job: &Job<'_>,
    source: &Source,
    works: &'w mut [Work<'a>],
) -> Vec<(&'w Work<'a>, Result<Made, Fault>)> {
    // Why the largest first: the tail of the work is its encode, and nothing waits behind it.
    works.sort_by_key(|work| {
        std::cmp::Reverse(u64::from(work.frame.outer_px.0) * u64::from(work.frame.outer_px.1))
    });
    let groups = groups(source, works);
    let made = groups.par_iter().with_max_len(1).flat_map_iter(|group| make_group(job, source, group));
    made.collect()
}

fn tell(job: &Job<'_>, recipe_index: usize, percent: f32) {
    (job.progress)(Progress { recipe_index, percent, eta_ms: None });
}

/// The distinct pieces of work; recipes for films are answered at once.
fn works<'a>(
    recipes: &'a [Recipe],
    facts: &Facts,
    results: &mut [Option<Result<Rendered, Fault>>],
) -> Vec<Work<'a>> {
    let mut works: Vec<Work<'a>> = Vec::new();
    let mut known: HashMap<Vec<u8>, usize> = HashMap::new();
    for (index, recipe) in recipes.iter().enumerate() {
        let Output::Image(output) = &recipe.output else {
            let wanted = format!("{} {}", recipe.network, recipe.format);
            results[index] = Some(Err(Fault::WrongKind { kind: "image".to_owned(), wanted }));
            continue;
        };
        if let Some(same) = known.get(&crate::key::work(recipe)) {
            works[*same].indices.push(index);
            continue;
        }
        known.insert(crate::key::work(recipe), works.len());
        let frame = Frame::of(facts.upright_px(), &Bounds::from(output), &recipe.choices);
        let space = Space::of(&facts.color, output.keeps_display_p3);
        works.push(Work { output, recipe, indices: vec![index], frame, space });
    }
    works
}

/// A piece of work and the part of the source that it shows.
type Placed<'w, 'a> = (&'w Work<'a>, Cut);

/// Works that want the same picture and differ in their byte limits only, the largest limit first.
fn groups<'w, 'a>(source: &Source, works: &'w [Work<'a>]) -> Vec<Vec<Placed<'w, 'a>>> {
    let mut groups: Vec<Vec<Placed<'w, 'a>>> = Vec::new();
    let same = |(one, cut): &Placed<'_, '_>, (other, other_cut): &Placed<'_, '_>| {
        let (a, b) = (one.output, other.output);
        // Why without `safe`: what a network covers matters only where it moves the crop.
        cut == other_cut
            && Frame { safe: None, ..one.frame } == (Frame { safe: None, ..other.frame })
            && one.recipe.choices == other.recipe.choices
            && a.mimes == b.mimes
            && (a.min_width_px, a.min_height_px) == (b.min_width_px, b.min_height_px)
    };
    for work in works {
        let choices = &work.recipe.choices;
        let cut = Cut::place(&work.frame, choices, source.facts.upright_px(), source.look.as_ref());
        match groups.iter_mut().find(|group| same(&group[0], &(work, cut))) {
            Some(group) => group.push((work, cut)),
            None => groups.push(vec![(work, cut)]),
        }
    }
    for group in &mut groups {
        group.sort_by_key(|(work, _)| std::cmp::Reverse(work.output.max_bytes));
    }
    groups
}

/// Makes one picture for all of a group: what came out at the best quality serves every limit that
/// it fits in, with the same bytes as if it had been made for that limit alone.
fn make_group<'w, 'a>(
    job: &Job<'_>,
    source: &Source,
    group: &[Placed<'w, 'a>],
) -> Vec<(&'w Work<'a>, Result<Made, Fault>)> {
    let mut best: Option<Made> = None;
    let mut results = Vec::with_capacity(group.len());
    for (work, cut) in group {
        let max_bytes = work.output.max_bytes;
        let made = match best.as_ref().filter(|best| best.bytes.len() as u64 <= max_bytes) {
            Some(best) => Ok(best.within(max_bytes)),
            None => job.cancel.check().and_then(|()| make(source, work, *cut)),
        };
        if let Ok(made) = &made
            && made.is_best(work.frame.outer_px)
        {
            best = Some(made.clone());
        }
        work.indices.iter().for_each(|index| tell(job, *index, 99.0));
        results.push((*work, made));
    }
    results
}

/// Decodes once and brings the picture to the largest size that anybody needs, upright and in the space that these
/// works have in common.
fn decode_source(
    job: &Job<'_>,
    format: StillFormat,
    facts: Facts,
    file: &[u8],
    works: &[Work<'_>],
) -> Result<Source, Fault> {
    let scale = works.iter().map(|work| work.frame.scale()).fold(0.0, f64::max).min(1.0);
    let need = |side: u32| ((f64::from(side) * scale).ceil() as u32).clamp(1, side.max(1));
    let need_px = (need(facts.width_px), need(facts.height_px));
    let mut pixels = decode::decode(job.path, format, &facts, file, need_px, job.tools, job.cancel)?;
    job.cancel.check()?;
    if works.is_empty() {
        pixels = Pixels::filled(1, 1, BACKGROUND);
    } else if pixels.width > need_px.0 {
        pixels = Resize::whole(need_px, need_px).apply(&pixels)?;
    }
    let space = works.first().map_or(Space::Srgb, |work| work.space);
    let color = Color::into_space(&facts.color, space);
    let shared = vec![Operation::Orient(Orient { orientation: facts.orientation }), Operation::Color(color)];
    // Why colours first: turning moves three bytes a pixel either way, but inks are four.
    for operation in shared.iter().rev() {
        pixels = operation.apply(pixels)?;
    }
    let looks = works.iter().any(|work| Look::is_needed(&work.frame, &work.recipe.choices));
    let pyramid = Pyramid::of(pixels, works.iter().map(|work| work.frame.scale()), facts.upright_px())?;
    let look = if looks { Some(Look::at(pyramid.at_least(LOOK_PX))?) } else { None };
    Ok(Source { format, facts, space, pyramid, look, credit: None, shared })
}

fn passed_on(source: &Source, kept: pass::Kept, keep_credit: bool) -> Made {
    let facts = &source.facts;
    let mut steps: Vec<Step> = Vec::new();
    if kept.stripped {
        steps.extend(facts.inside.gain_map.then_some(Step::GainMapDropped));
        steps.extend(strip::step(facts));
    }
    steps.extend(source.credit.as_ref().filter(|_| keep_credit).map(Mark::step));
    steps.push(Step::PassedThrough);
    let (mime, extension) = (source.format.mime(), source.format.name());
    let extension = if extension == "jpeg" { "jpg" } else { extension };
    Made { bytes: kept.bytes, mime, extension, size_px: facts.upright_px(), crop: None, steps }
}

/// One rendition from the nearest level.
fn make(source: &Source, work: &Work<'_>, cut: Cut) -> Result<Made, Fault> {
    let mut frame = work.frame;
    let mut smallest = u64::MAX;
    for _ in 0..SHRINKS_MAX {
        match make_at(source, work, &frame, cut) {
            Err(Fault::OverBudget { bytes, .. }) => {
                smallest = smallest.min(bytes);
                let Some(smaller) = shrink(&frame, work.output, bytes) else { break };
                frame = smaller;
            }
            made => return made,
        }
    }
    Err(Fault::OverBudget { bytes: smallest, max_bytes: work.output.max_bytes })
}

/// The same rendition with fewer pixels, so that its bytes come down to the budget; none where the
/// smallest allowed size is reached.
fn shrink(frame: &Frame, output: &ImageOutput, bytes: u64) -> Option<Frame> {
    let factor = (output.max_bytes as f64 / bytes as f64).sqrt().clamp(0.5, 0.95);
    let smaller = |(width, height): (u32, u32)| {
        let side = |side: u32| ((f64::from(side) * factor).round() as u32).max(1);
        (side(width), side(height))
    };
    let outer_px = smaller(frame.outer_px);
    let enough =
        outer_px.0 >= output.min_width_px.unwrap_or(16) && outer_px.1 >= output.min_height_px.unwrap_or(16);
    let inner_px = if frame.pads() { smaller(frame.inner_px) } else { outer_px };
    enough.then_some(Frame { inner_px, outer_px, ..*frame })
}

fn make_at(source: &Source, work: &Work<'_>, frame: &Frame, cut: Cut) -> Result<Made, Fault> {
    let choices = &work.recipe.choices;
    let upright_px = source.facts.upright_px();
    let background = choices.background.unwrap_or(BACKGROUND);
    let space = source.space;
    let (level, window) = source.pyramid.nearest(cut.crop, frame.scale(), frame.inner_px, upright_px);
    let resize = Resize { window: Some(window), to_px: frame.inner_px, told_from_px: frame.shown_px };
    let mut operations = vec![Operation::Resize(resize)];
    if frame.pads() {
        let fit = if choices.fit == Fit::Blur { Fit::Blur } else { Fit::Contain };
        operations.push(Operation::Pad(Pad {
            fit,
            frame_px: frame.outer_px,
            background: space.own(background),
        }));
    }
    let mut steps = told(source);
    steps.extend(cut.step(upright_px));
    steps.extend(operations.iter().filter_map(Operation::step));
    // Why borrowed: a copy of the largest size would be a third of all memory.
    let mut pixels =
        if resize.is_nothing(level) { Cow::Borrowed(level) } else { Cow::Owned(resize.apply(level)?) };
    for operation in &operations[1..] {
        pixels = Cow::Owned(operation.apply(pixels.into_owned())?);
    }
    let mark = source.credit.as_ref().filter(|_| choices.keep_credit);
    let room = work.output.max_bytes.saturating_sub(mark.map_or(0, Mark::bytes_max));
    let output = ImageOutput { max_bytes: room, ..work.output.clone() };
    let mut encoded = container::encode(&pixels, source.format, space, &output, background, &mut steps)?;
    if let Some(mark) = mark {
        encoded.bytes = mark.write(encoded.mime, &encoded.bytes)?;
        steps.push(mark.step());
    }
    steps.push(encoded.step(work.output.max_bytes));
    let cropped = (cut.crop.width, cut.crop.height) != upright_px;
    Ok(Made {
        mime: encoded.mime,
        extension: encoded.extension(),
        size_px: frame.outer_px,
        crop: cropped.then_some(cut.crop),
        steps,
        bytes: encoded.bytes,
    })
}

/// The steps that were done once for all renditions.
fn told(source: &Source) -> Vec<Step> {
    let facts = &source.facts;
    let mut steps = Vec::new();
    if facts.frames > 1 {
        steps.push(Step::FirstFrame { frames: facts.frames });
    }
    if facts.inside.pages > 1 {
        steps.push(Step::PageUsed { page: facts.page, pages: facts.inside.pages });
    }
    if facts.inside.gain_map {
        steps.push(Step::GainMapDropped);
    }
    if facts.turned_by_decoder > 1 {
        steps.push(Step::Rotated { orientation: facts.turned_by_decoder });
    }
    steps.extend(source.shared.iter().filter_map(Operation::step));
    steps.extend(strip::step(facts));
    steps
}
