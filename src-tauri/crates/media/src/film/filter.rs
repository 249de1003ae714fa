//! The filter graph that brings a film's pictures into their frame.

use upbeat_domain::media::{CaptionWay, Captions, Choices, Fit, Step, VideoOutput};

use super::captioned;
use super::follow::Axis;
use super::pan::Pan;
use super::timeline::Timeline;
use crate::frame::Frame;
use crate::operation::crop::Cut;
use crate::operation::flatten::{BACKGROUND, Flatten};
use crate::operation::pad::Pad;
use crate::operation::resize::Resize;
use crate::probe::film::{Ratio, Video};

/// Frames per second where a film says nothing.
const FPS_DEFAULT: Ratio = Ratio { num: 30, den: 1 };

/// Above this a nominal rate is a timescale, not a rate (some screen recorders write 1000).
const NOMINAL_FPS_MAX: f64 = 120.0;

/// Height from which a film without colour tags counts as high definition, px (ITU-R BT.709).
const HD_HEIGHT_PX: u32 = 720;

/// Most times that a source is halved before its frames are cut and brought to their size.
const HALVINGS_MAX: u32 = 4;

/// Pixel formats of which the matrix is changed directly: 8 bits, limited range.
const DIRECT_FORMATS: [&str; 3] = ["yuv420p", "yuv422p", "yuv444p"];

/// Everything that decides the pictures.
pub(super) struct Graph<'a> {
    pub(super) video: &'a Video,
    pub(super) frame: Frame,
    pub(super) cut: Cut,
    /// Where the cut moves; none where it stays.
    pub(super) pan: Option<Pan>,
    pub(super) choices: &'a Choices,
    pub(super) fps: Ratio,
    pub(super) timeline: Timeline,
    /// What is shown or goes with it.
    pub(super) captions: Option<Captions>,
}

/// The film's own constant rate.
pub(super) fn own_fps(video: &Video) -> Ratio {
    let nominal = video.nominal_fps.filter(|ratio| ratio.value() <= NOMINAL_FPS_MAX);
    nominal.or(video.mean_fps).unwrap_or(FPS_DEFAULT)
}

/// The constant rate of the result: the film's own, within the limits.
pub(super) fn fps(video: &Video, output: &VideoOutput) -> Ratio {
    let own = own_fps(video);
    let whole = |fps: f64| Ratio { num: (fps * 1000.0).round() as u32, den: 1000 };
    match (output.min_fps, output.max_fps) {
        (_, Some(max)) if own.value() > max => whole(max),
        (Some(min), _) if own.value() < min => whole(min),
        _ => own,
    }
}

impl Graph<'_> {
    /// What comes before the frame of the result is cut, in ffmpeg's words: from the turned source to progressive
    /// pictures with square pixels, at the rate, in the range and in the colours of the result, halved as often as its
    /// frame allows. It depends on this one film alone: what is made beside it changes no byte.
    pub(super) fn shared(&self) -> String {
        let mut chain: Vec<String> = Vec::new();
        if self.video.interlaced {
            chain.push("bwdif=mode=send_frame".to_owned());
        }
        chain.push(self.timeline.pictures(self.fps));
        if self.video.is_hdr() {
            chain.push(tone_map(self.video));
        }
        let [red, green, blue] = self.choices.background.unwrap_or(BACKGROUND);
        if self.video.is_see_through() {
            // Why through a filled copy: it has the size and the pace of the frames whatever they are.
            chain.push(format!(
                "format=rgba,split[seen][fill];[fill]lutrgb=r={red}:g={green}:b={blue}:a=255[behind];\
                 [behind][seen]overlay=format=rgb"
            ));
        }
        if !self.video.square_pixels {
            let (width, height) = self.video.size_px;
            chain.push(format!("scale={width}:{height}:flags=lanczos,setsar=1"));
        }
        let times = self.halvings();
        if times > 0 {
            let (width, height) = self.video.size_px;
            chain.push(format!("scale={}:{}:flags=bicubic", width >> times, height >> times));
        }
        chain.extend(self.recolored());
        chain.join(",")
    }

    /// How often the source is halved for all frames at once: the rest is a reduction to less than that.
    fn halvings(&self) -> u32 {
        let (width, height) = self.video.size_px;
        let reduced = 1.0 / self.frame.scale();
        let fits = |times: &u32| {
            // Why even halves: two pixels share a colour in both directions.
            let step = 2_u32 << *times;
            width.is_multiple_of(step) && height.is_multiple_of(step) && f64::from(1_u32 << *times) <= reduced
        };
        (1..=HALVINGS_MAX).rev().find(fits).unwrap_or(0)
    }

    /// BT.601 to BT.709. Why not by `scale`: between two matrices it goes through RGB, at ten times the cost.
    fn recolored(&self) -> Option<String> {
        let from = match self.video.matrix.as_str() {
            "smpte170m" => "smpte170m",
            "bt470bg" => "bt470bg",
            _ if from_matrix(self.video) == "bt601" => "smpte170m",
            _ => return None,
        };
        let video = self.video;
        // Why even: the filter takes no others.
        let even = video.size_px.0.is_multiple_of(2) && video.size_px.1.is_multiple_of(2);
        let format = DIRECT_FORMATS.contains(&video.pixel_format.as_str()) && !video.full_range;
        let direct = even && format && !video.is_hdr();
        direct.then(|| {
            let same = |name: &str| format!("{name}trc=bt709:{name}primaries=bt709:{name}range=tv");
            format!("colorspace=space=bt709:ispace={from}:{}:{}:fast=1", same(""), same("i"))
        })
    }

    /// From there to the finished frame. Names within it end in `tag`.
    pub(super) fn own(&self, tag: &str) -> String {
        let part = self.part();
        let (inner_w, inner_h) = self.frame.inner_px;
        let matrix = self.matrix();
        let scale = format!("{part}scale={inner_w}:{inner_h}:flags=lanczos+accurate_rnd{matrix}");
        let mut ending = "setsar=1,format=yuv420p".to_owned();
        if captioned::goes(self.captions.as_ref(), CaptionWay::Burned) {
            // Why a bare name: ffmpeg runs in the folder of the script, whose path would need escapes.
            ending.push_str(&format!(",ass={}", captioned::script(tag)));
        }
        if !self.frame.pads() {
            return format!("{scale},{ending}");
        }
        let (width, height) = self.frame.outer_px;
        let [red, green, blue] = self.choices.background.unwrap_or(BACKGROUND);
        match self.choices.fit {
            Fit::Blur => {
                let small = |side: u32| (side / 8).max(2) & !1;
                let (small_w, small_h) = (small(width), small(height));
                // As wide for a small frame as for a large one; half of it is what the planes of colour take.
                let radius = (small_w.min(small_h) / 16).clamp(1, 8);
                // Why of the reduced picture: a margin that is blurred to an eighth needs no more of it.
                format!(
                    "{scale},format=yuv420p,split[front{tag}][back{tag}];\
                     [back{tag}]scale={small_w}:{small_h}:force_original_aspect_ratio=increase,\
                     crop={small_w}:{small_h},boxblur={radius}:3,scale={width}:{height}:flags=bicubic,\
                     format=yuv420p,lutyuv=y=val*0.82+3[soft{tag}];\
                     [soft{tag}][front{tag}]overlay=(W-w)/2:(H-h)/2,{ending}"
                )
            }
            Fit::Cover | Fit::Contain => format!(
                "{scale},pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:0x{red:02x}{green:02x}{blue:02x},{ending}"
            ),
        }
    }

    /// The part that is shown, with a comma behind it; nothing where all of it is.
    fn part(&self) -> String {
        let (crop, video) = (self.cut.crop, self.video);
        if (crop.width, crop.height) == video.size_px {
            return String::new();
        }
        // Why even places with more than eight bits: ffmpeg 5.1 takes half of an odd place in bytes for the colours,
        // and reads them from the middle of a sample.
        let deep = video.bit_depth > 8;
        let unit_px = f64::from(1_u32 << self.halvings());
        let halved = |px: u32| f64::from(px) / unit_px;
        let [width, height] = [crop.width, crop.height].map(|px| halved(px).round());
        let place = |px: u32| if deep { (halved(px) / 2.0).floor() * 2.0 } else { halved(px).round() };
        let [x, y] = [crop.x, crop.y].map(place);
        let Some(pan) = &self.pan else { return format!("crop={width}:{height}:{x}:{y}:exact=1,") };
        // ffmpeg works the place out for each frame, of the moment at which it is shown, and rounds it.
        let path = pan.words(unit_px);
        let plain = DIRECT_FORMATS.contains(&video.pixel_format.as_str()) && !video.full_range;
        // Why a colour for each pixel: where two share one, a window can only go two pixels at a time, and stutters.
        let (format, path) = if !video.is_see_through() && (plain || video.is_hdr()) {
            ("format=yuv444p,", path)
        } else {
            ("", format!("2*floor(({path})/2)"))
        };
        match Axis::of(&self.frame) {
            Axis::Across => format!("{format}crop={width}:{height}:'{path}':{y}:exact=1,"),
            Axis::Down => format!("{format}crop={width}:{height}:{x}:'{path}':exact=1,"),
        }
    }

    /// The colour matrix: everything comes out as BT.709, limited range.
    fn matrix(&self) -> String {
        let from = if self.recolored().is_some() { "bt709" } else { from_matrix(self.video) };
        format!(":in_color_matrix={from}:out_color_matrix=bt709:out_range=tv")
    }

    /// What a person is told of the frame.
    pub(super) fn steps(&self) -> Vec<Step> {
        let shown = (self.cut.crop.width, self.cut.crop.height);
        let resized = Resize { window: None, to_px: self.frame.inner_px, told_from_px: shown };
        let fit = if self.choices.fit == Fit::Blur { Fit::Blur } else { Fit::Contain };
        let background = self.choices.background.unwrap_or(BACKGROUND);
        let padded = self.frame.pads().then(|| Pad { fit, frame_px: self.frame.outer_px, background }.step());
        let flattened = self.video.is_see_through().then(|| Flatten { background }.step());
        flattened.into_iter().chain(resized.step()).chain(padded).collect()
    }
}

/// One graph that makes the frames of all of these films of one decode; they come out as `[v0]`, `[v1]`… What
/// several share is done once.
pub(super) fn together(graphs: &[&Graph<'_>]) -> String {
    let shared: Vec<String> = graphs.iter().map(|graph| graph.shared()).collect();
    let mut chains: Vec<&str> = shared.iter().map(String::as_str).collect();
    chains.sort_unstable();
    chains.dedup();
    let source = |number: usize| format!("[s{number}]");
    let starts: String = (0..chains.len()).map(source).collect();
    let mut parts = vec![format!("[0:{}]split={}{starts}", graphs[0].video.index, chains.len())];
    for (number, chain) in chains.iter().enumerate() {
        let users: Vec<usize> = (0..graphs.len()).filter(|user| shared[*user] == *chain).collect();
        let ends: String = users.iter().map(|user| format!("[u{user}]")).collect();
        parts.push(format!("{}{chain},split={}{ends}", source(number), users.len()));
    }
    for (number, graph) in graphs.iter().enumerate() {
        parts.push(format!("[u{number}]{}[v{number}]", graph.own(&number.to_string())));
    }
    parts.join(";")
}

/// The colour matrix of the source, in ffmpeg's words.
pub(super) fn from_matrix(video: &Video) -> &'static str {
    match video.matrix.as_str() {
        // Why a guess: without tags, players take high definition for BT.709 and the rest for BT.601.
        "" | "unknown" if video.size_px.1.max(video.size_px.0) >= HD_HEIGHT_PX => "bt709",
        "" | "unknown" => "bt601",
        _ => "auto",
    }
}

/// High dynamic range to standard, through linear light (Hable's curve).
pub(super) fn tone_map(video: &Video) -> String {
    format!(
        "setparams=color_primaries=bt2020:color_trc={}:colorspace=bt2020nc,\
         zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,\
         zscale=t=bt709:m=bt709:r=tv,format=yuv420p",
        video.transfer
    )
}
