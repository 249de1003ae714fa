//! Moving GIFs of films: a palette made for the film, frames and size lowered until it fits.

use std::path::Path;
use std::time::Instant;

use upbeat_domain::media::{Choices, GIF_MS_MAX, GifOutput, Step};

use super::filter::{self, Graph};
use super::process::{ffmpeg, input};
use super::timeline::{self, Timeline};
use super::{Made, finish};
use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::job::Job;
use crate::operation::crop::Cut;
use crate::probe::film::{FilmFacts, Ratio, Video};
use crate::probe::film_facts;
use crate::rendered::Rendered;
use crate::tool::local_file;

/// MIME type of what is made.
const GIF: &str = "image/gif";

/// Frames per second and longest side, px, the best first. Why these rates: a GIF counts hundredths of a second.
const RUNGS: [(Ratio, u32); 8] = [
    (rate(25, 2), 640),
    (rate(25, 2), 480),
    (rate(10, 1), 480),
    (rate(10, 1), 360),
    (rate(10, 1), 280),
    (rate(25, 4), 240),
    (rate(5, 1), 200),
    (rate(5, 1), 160),
];

/// Most encodes of one GIF.
const TRIES_MAX: usize = 4;

/// Most memory that its frames take while the palette is chosen, bytes.
const FRAMES_BYTES_MAX: f64 = 512.0 * 1024.0 * 1024.0;

/// Share of the byte budget that is aimed at: small frames share less between them.
const BUDGET_SHARE: f64 = 0.85;

const fn rate(num: u32, den: u32) -> Ratio {
    Ratio { num, den }
}

/// Makes one at `to`. The job's recipes don't matter.
pub(crate) fn gif(job: &Job<'_>, to: &Path, wanted: &GifOutput) -> Result<Rendered, Fault> {
    let started = Instant::now();
    let facts = film_facts(job.path, job.tools, job.cancel)?;
    let video = facts.video.as_ref().ok_or_else(super::no_pictures)?;
    let choices = Choices { pieces: wanted.pieces.clone(), ..Choices::default() };
    let duration_ms = timeline::length(&facts, &choices)?;
    if duration_ms == 0 || duration_ms > GIF_MS_MAX {
        return Err(Fault::Duration { duration_ms, min_ms: None, max_ms: Some(GIF_MS_MAX) });
    }
    let timeline = Timeline::of(&facts, video, &choices)?;
    let temporary = upbeat_os::file::temporary_beside(to);
    let _unfinished = super::file::Leftover(&temporary);
    let graph = |rung: &(Ratio, u32)| graph(video, &choices, &timeline, *rung);
    let (graph, bytes) =
        within(wanted.max_bytes, timeline.length(), graph, |graph| encode(job, &facts, graph, &temporary))?;
    super::settle(&temporary, to)?;
    let encoded = Step::Encoded { mime: GIF.to_owned(), quality: None, bytes, max_bytes: wanted.max_bytes };
    let turned = (video.orientation > 1).then_some(Step::Rotated { orientation: video.orientation });
    let removed = super::encode::stripped(&facts);
    let steps = turned.into_iter().chain(removed).chain(timeline.steps()).chain(graph.steps());
    let steps = steps.chain([encoded]).collect();
    let made = Made { path: to.to_owned(), mime: GIF.to_owned(), steps, crop: None };
    finish(job, 0, made, Some(timeline.length_ms()), started)
}

/// The first rung that fits, with its bytes: what one encode came to tells how far down the next has to be.
fn within<'a>(
    max_bytes: u64,
    seconds: f64,
    graph: impl Fn(&(Ratio, u32)) -> Graph<'a>,
    encode: impl Fn(&Graph<'a>) -> Result<u64, Fault>,
) -> Result<(Graph<'a>, u64), Fault> {
    let mut graphs: Vec<Graph<'a>> = RUNGS.iter().map(graph).collect();
    graphs.retain(|graph| work(graph) * seconds * 4.0 <= FRAMES_BYTES_MAX);
    let last = graphs.len().saturating_sub(1);
    let (mut at, mut smallest) = (0, u64::MAX);
    for tried in 1..=TRIES_MAX {
        let Some(graph) = graphs.get(at) else { break };
        let bytes = encode(graph)?;
        if bytes <= max_bytes {
            return Ok((graphs.swap_remove(at), bytes));
        }
        smallest = smallest.min(bytes);
        if at == last {
            break;
        }
        let room = work(graph) * max_bytes as f64 / bytes as f64 * BUDGET_SHARE;
        let next = (at + 1..last).find(|rung| work(&graphs[*rung]) <= room);
        at = if tried + 1 == TRIES_MAX { last } else { next.unwrap_or(last) };
    }
    Err(Fault::OverBudget { bytes: smallest, max_bytes })
}

/// Pixels per second of what a graph makes.
fn work(graph: &Graph<'_>) -> f64 {
    let (width, height) = graph.frame.outer_px;
    f64::from(width) * f64::from(height) * graph.fps.value()
}

fn graph<'a>(
    video: &'a Video,
    choices: &'a Choices,
    timeline: &Timeline,
    (most, side_px): (Ratio, u32),
) -> Graph<'a> {
    let bounds =
        Bounds { max_width_px: Some(side_px), max_height_px: Some(side_px), even: true, ..Bounds::default() };
    let frame = Frame::of(video.size_px, &bounds, choices);
    let own = filter::own_fps(video);
    let fps = if own.value() < most.value() { own } else { most };
    let cut = Cut::place(&frame, choices, video.size_px, None);
    Graph { video, frame, cut, pan: None, choices, fps, timeline: timeline.clone(), captions: None }
}

/// One encode. Palette and frames come from one decode.
fn encode(job: &Job<'_>, facts: &FilmFacts, graph: &Graph<'_>, temporary: &Path) -> Result<u64, Fault> {
    let (read, seconds) = (graph.timeline.read(), graph.timeline.length());
    let mut command = input(job, facts, read)?;
    // Why by difference: what moves needs the colours, and only what changed is written again.
    command.arg("-filter_complex").arg(format!(
        "{},split[seen][counted];[counted]palettegen=stats_mode=diff[palette];\
         [seen][palette]paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle[moving]",
        filter::together(&[graph]).trim_end_matches("[v0]"),
    ));
    command.args(["-map", "[moving]", "-an", "-t"]).arg(format!("{seconds:.6}"));
    command.args(["-map_metadata", "-1", "-fflags", "+bitexact", "-loop", "0", "-f", "gif"]);
    command.arg(local_file(temporary)?);
    ffmpeg(job, &[0], command, seconds, read)?;
    std::fs::metadata(temporary).map(|file| file.len()).map_err(|error| Fault::writing(&error))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::probe::film::Video;

    fn video() -> Video {
        Video {
            index: 0,
            codec: "h264".to_owned(),
            size_px: (1280, 720),
            orientation: 1,
            square_pixels: true,
            pixel_format: "yuv420p".to_owned(),
            bit_depth: 8,
            full_range: false,
            matrix: "bt709".to_owned(),
            transfer: String::new(),
            interlaced: false,
            mean_fps: Some(rate(30, 1)),
            nominal_fps: Some(rate(30, 1)),
            frames: 300,
            bitrate_bps: None,
        }
    }

    /// The sides that are tried for this budget where a GIF takes a byte for each ten pixels.
    fn tried(max_bytes: u64, seconds: f64) -> (Option<u32>, Vec<u32>) {
        let (video, choices, timeline) = (video(), Choices::default(), Timeline::whole(10_000));
        let sides = RefCell::new(Vec::new());
        let made = within(
            max_bytes,
            seconds,
            |rung| graph(&video, &choices, &timeline, *rung),
            |graph| {
                sides.borrow_mut().push(graph.frame.outer_px.0);
                Ok((work(graph) * seconds / 10.0) as u64)
            },
        );
        (made.ok().map(|(graph, _)| graph.frame.outer_px.0), sides.into_inner())
    }

    #[test]
    fn the_first_encode_tells_how_far_down_the_next_has_to_be() {
        assert_eq!(tried(10_000_000, 10.0), (Some(640), vec![640]));
        assert_eq!(tried(1_000_000, 10.0), (Some(360), vec![640, 360]));
        let (made, sides) = tried(1_000, 10.0);
        assert_eq!((made, sides.last()), (None, Some(&160)), "the smallest was tried before giving up");
        assert!(sides.len() <= TRIES_MAX);
    }

    #[test]
    fn a_long_film_starts_where_its_frames_fit_into_memory() {
        let (_, sides) = tried(u64::MAX, 60.0);
        assert_eq!(sides, [480]);
    }
}
