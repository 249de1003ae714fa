//! What films made of a film will show.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use upbeat_domain::media::{Output, Recipe};

use super::follow::Looks;
use super::grab;
use super::timeline::Timeline;
use crate::error::Fault;
use crate::framed::{Framed, FramedFile, frame_of};
use crate::job::Job;
use crate::look::{LOOK_PX, Look};
use crate::operation::crop::Cut;
use crate::probe::film::{FilmFacts, Video};
use crate::probe::film_facts;

/// The frames of a film, and those of its covers where pictures are asked of it.
pub(crate) fn framed(job: &Job<'_>) -> Result<FramedFile, Fault> {
    let facts = film_facts(job.path, job.tools, job.cancel)?;
    let video = facts.video.as_ref().ok_or_else(|| Fault::damaged("the film has no pictures"))?;
    let (mut looks, mut covers) = (Looks::new(job, &facts, video), HashMap::new());
    let mut frames = Vec::with_capacity(job.recipes.len());
    for recipe in job.recipes {
        let frame = frame_of(video.size_px, &recipe.output, &recipe.choices);
        let cut = if matches!(recipe.output, Output::Image(_)) {
            cut_of_cover(job, &facts, video, recipe, &mut covers)?
        } else {
            let middle_ms = Timeline::of(&facts, video, &recipe.choices)?.middle_ms();
            // Why one frame: where a moving crop is in the middle tells as much, and at once.
            looks.cut(&frame, &recipe.choices, middle_ms)?
        };
        frames.push(Framed::of(&frame, cut, video.size_px));
    }
    Ok(FramedFile { source_px: video.size_px, frames })
}

/// Which part of a cover is shown: that frame is looked at, not the middle of the film.
fn cut_of_cover(
    job: &Job<'_>,
    facts: &FilmFacts,
    video: &Video,
    recipe: &Recipe,
    covers: &mut HashMap<Option<u64>, Look>,
) -> Result<Cut, Fault> {
    let choices = &recipe.choices;
    let frame = frame_of(video.size_px, &recipe.output, choices);
    if !Look::is_needed(&frame, choices) {
        return Ok(Cut::place(&frame, choices, video.size_px, None));
    }
    let at_ms = choices.cover_ms;
    let look = match covers.entry(at_ms) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => {
            let pixels = grab::cover(job.path, facts, at_ms, LOOK_PX, job.tools, job.cancel)?;
            new.insert(Look::at(&pixels)?)
        }
    };
    Ok(Cut::place(&frame, choices, video.size_px, Some(look)))
}
