//! Where the part of a film's frame lies that is shown: one look at its middle, and over its length as well where the
//! subject may leave that part.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;
use upbeat_domain::media::Choices;

use super::grab;
use super::pan::{DEAD, Pan, Rail, Sight};
use super::reel::Reel;
use super::timeline::Timeline;
use super::watch::watch;
use crate::error::Fault;
use crate::frame::Frame;
use crate::framing::{self, Around};
use crate::job::Job;
use crate::look::{LOOK_PX, Look};
use crate::operation::crop::Cut;
use crate::probe::film::{FilmFacts, Ratio, Video};
use crate::rendered::Progress;

/// Share of a side that must be cut for a subject to be followed: where less is, it stays in sight.
const CUT_SHARE_MIN: f64 = 0.1;

/// Shortest film whose subject is followed, seconds.
const SECONDS_MIN: f64 = 1.0;

/// How much frames count in which no face was found, and those in which nothing stands out.
const SUBJECT: f64 = 0.4;
const NOTHING: f64 = 0.05;

/// Which per cent of the work watching is, and which of that the decoding.
const WATCHING_PERCENT: f32 = 10.0;
const DECODING: f64 = 0.7;

/// The looks at one film that its recipes share.
pub(super) struct Looks<'a> {
    job: &'a Job<'a>,
    facts: &'a FilmFacts,
    video: &'a Video,
    single: HashMap<u64, Look>,
    over: HashMap<Option<(u64, u64)>, Option<Seen>>,
}

/// What was seen over a film.
struct Seen {
    /// With the moment of each, seconds from the film's start.
    looks: Vec<(f64, Look)>,
    /// When other shots begin, seconds from the film's start.
    cuts: Vec<f64>,
}

impl<'a> Looks<'a> {
    pub(super) fn new(job: &'a Job<'a>, facts: &'a FilmFacts, video: &'a Video) -> Self {
        Self { job, facts, video, single: HashMap::new(), over: HashMap::new() }
    }

    /// Whether the film was watched.
    pub(super) fn watched(&self) -> bool {
        !self.over.is_empty()
    }

    /// Which part of the frame is shown, steered by what a frame in the middle shows: one look for all shapes.
    pub(super) fn cut(&mut self, frame: &Frame, choices: &Choices, at_ms: u64) -> Result<Cut, Fault> {
        let size_px = self.video.size_px;
        if !Look::is_needed(frame, choices) {
            return Ok(Cut::place(frame, choices, size_px, None));
        }
        let look = match self.single.entry(at_ms) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let Job { path, tools, cancel, .. } = self.job;
                let pixels = grab::frame(path, self.facts, at_ms, LOOK_PX, tools, cancel)?;
                new.insert(Look::at(&pixels)?)
            }
        };
        Ok(Cut::place(frame, choices, size_px, Some(look)))
    }

    /// The same over time: where that part stands if nothing moves, and its path if something does.
    pub(super) fn steer(
        &mut self,
        frame: &Frame,
        choices: &Choices,
        timeline: &Timeline,
        fps: Ratio,
    ) -> Result<(Cut, Option<Pan>), Fault> {
        let mut cut = self.cut(frame, choices, timeline.middle_ms())?;
        let axis = Axis::of(frame);
        let rail = axis.rail(frame, timeline.length());
        let share = rail.room_px / (rail.room_px + rail.window_px);
        if !Look::is_needed(frame, choices) || share < CUT_SHARE_MIN || rail.length < SECONDS_MIN {
            return Ok((cut, None));
        }
        let size_px = self.video.size_px;
        let Some(seen) = self.seen(timeline)? else { return Ok((cut, None)) };
        let sight = |(at, look): &(f64, Look)| {
            let at = timeline.shown(*at)?;
            let placed = framing::place(look, frame.region, frame.shown_px, size_px, frame.safe);
            let weight = match placed.around {
                Around::Faces => 1.0,
                Around::Text | Around::Subject => SUBJECT,
                Around::Centre => NOTHING,
            };
            let slack = placed.slack.map_or(f64::INFINITY, f64::from);
            Some(Sight { at, place: f64::from(axis.pick((placed.x, placed.y))), slack, weight })
        };
        let sights: Vec<Sight> = seen.looks.iter().filter_map(sight).collect();
        let mut cuts: Vec<f64> = seen.cuts.iter().filter_map(|at| timeline.shown(*at)).collect();
        cuts.extend(timeline.joins());
        cuts.sort_by(f64::total_cmp);
        // Why half a frame before: no rounding of a frame's moment may put it into the shot before.
        cuts.iter_mut().for_each(|at| *at = ((*at * fps.value()).round() - 0.5) / fps.value());
        let Some(pan) = Pan::of(rail, &sights, &cuts) else { return Ok((cut, None)) };
        let Some(still) = pan.still() else { return Ok((cut, Some(pan))) };
        let (start, origin) = axis.starts(&mut cut, frame);
        // Why only then: the frame in the middle was an odd one out.
        if (f64::from(*start - origin) - still).abs() > DEAD * rail.window_px {
            *start = origin + still.round() as u32;
        }
        Ok((cut, None))
    }

    /// What is seen over the part of the film that is read; none where it can't be watched.
    fn seen(&mut self, timeline: &Timeline) -> Result<Option<&Seen>, Fault> {
        let part = timeline.read();
        let key = part.map(|(from, length)| (from.to_bits(), length.to_bits()));
        if let Entry::Vacant(new) = self.over.entry(key) {
            let Job { path, tools, cancel, .. } = *self.job;
            let reel = Reel { path, facts: self.facts, tools, cancel };
            new.insert(match see(self.job, &reel, part) {
                Ok(seen) => Some(seen),
                Err(Fault::Cancelled) => return Err(Fault::Cancelled),
                // Why no failure: it can be shown as it was before anybody watched it, or fails for what is said then.
                Err(fault) => {
                    tracing::debug!(?fault, "a film can't be watched");
                    None
                }
            });
        }
        Ok(self.over.get(&key).and_then(Option::as_ref))
    }
}

/// Watches a film and looks at its frames.
fn see(job: &Job<'_>, reel: &Reel<'_>, part: Option<(f64, f64)>) -> Result<Seen, Fault> {
    let told = |share: f64| {
        for recipe_index in 0..job.recipes.len() {
            let percent = share as f32 * WATCHING_PERCENT;
            (job.progress)(Progress { recipe_index, percent, eta_ms: None });
        }
    };
    let watched = watch(reel, part, &mut |share| told(share * DECODING))?;
    let look = |snap: super::reel::Snap| {
        reel.cancel.check()?;
        Ok((snap.at_ms as f64 / 1000.0, Look::at(&snap.pixels)?))
    };
    let looks = watched.snaps.into_par_iter().map(look).collect::<Result<_, Fault>>()?;
    told(1.0);
    Ok(Seen { looks, cuts: watched.cuts })
}

/// The progress of what comes after watching.
pub(super) fn after_watching(progress: Progress) -> Progress {
    let percent = WATCHING_PERCENT + progress.percent * (1.0 - WATCHING_PERCENT / 100.0);
    Progress { percent, ..progress }
}

/// The side along which a crop has room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Across,
    Down,
}

impl Axis {
    pub(super) fn of(frame: &Frame) -> Self {
        if frame.shown_px.0 < frame.region.width { Self::Across } else { Self::Down }
    }

    fn pick<T>(self, (across, down): (T, T)) -> T {
        match self {
            Self::Across => across,
            Self::Down => down,
        }
    }

    fn rail(self, frame: &Frame, length: f64) -> Rail {
        let (window, whole) =
            self.pick(((frame.shown_px.0, frame.region.width), (frame.shown_px.1, frame.region.height)));
        let room_px = f64::from(whole.saturating_sub(window));
        Rail { window_px: f64::from(window), room_px, length }
    }

    /// Where a cut starts along it, and where its region does.
    fn starts<'c>(self, cut: &'c mut Cut, frame: &Frame) -> (&'c mut u32, u32) {
        match self {
            Self::Across => (&mut cut.crop.x, frame.region.x),
            Self::Down => (&mut cut.crop.y, frame.region.y),
        }
    }
}
