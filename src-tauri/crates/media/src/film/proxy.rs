//! A small film that every window plays, in place of one that it can't.

use std::path::Path;
use std::time::Instant;

use upbeat_domain::media::{Choices, PROXY_SIDE_PX_MAX, Step, VideoOutput};

use super::encode::{self, Work};
use super::timeline::Timeline;
use super::{Made, filter, finish};
use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::job::Job;
use crate::operation::crop::Cut;
use crate::probe::film_facts;
use crate::rendered::Rendered;

/// Most frames per second.
const FPS_MAX: f64 = 30.0;

/// Largest bit rate of the pictures, bits per second.
const BITRATE_BPS_MAX: u64 = 2_500_000;

/// Makes it at `to`. The job's recipes don't matter.
pub(crate) fn proxy(job: &Job<'_>, to: &Path) -> Result<Rendered, Fault> {
    let started = Instant::now();
    let facts = film_facts(job.path, job.tools, job.cancel)?;
    let video = facts.video.as_ref().ok_or_else(super::no_pictures)?;
    let (output, choices) = (output(), Choices::default());
    super::check_length(&facts, &output, &choices)?;
    let frame = Frame::of(video.size_px, &Bounds::from(&output), &choices);
    let graph = filter::Graph {
        video,
        frame,
        cut: Cut::place(&frame, &choices, video.size_px, None),
        pan: None,
        choices: &choices,
        fps: filter::fps(video, &output),
        timeline: Timeline::of(&facts, video, &choices)?,
        captions: None,
    };
    let work = Work { index: 0, output: &output, graph, path: to.to_owned() };
    let told = encode::transcode(job, &facts, &[&work]).pop();
    let mut told = told.unwrap_or_else(|| Err(Fault::internal("a proxy was skipped")))?;
    // Why: it has no limit that could be told.
    told.retain(|step| !matches!(step, Step::Encoded { .. }));
    let made = Made::of(&work, &facts, told);
    finish(job, 0, made, Some(work.graph.timeline.length_ms()), started)
}

fn output() -> VideoOutput {
    VideoOutput {
        frame_px: None,
        max_width_px: Some(PROXY_SIDE_PX_MAX),
        max_height_px: Some(PROXY_SIDE_PX_MAX),
        max_pixels: None,
        min_width_px: None,
        min_height_px: None,
        min_aspect: None,
        max_aspect: None,
        min_fps: None,
        max_fps: Some(FPS_MAX),
        min_duration_ms: None,
        max_duration_ms: None,
        min_bytes: None,
        max_bytes: u64::MAX,
        max_video_bitrate_bps: Some(BITRATE_BPS_MAX),
        audio_bitrate_bps: None,
        mimes: Vec::new(),
        video_codecs: Vec::new(),
        audio_codecs: Vec::new(),
        safe: None,
    }
}
