//! The filter graph that brings a film's pictures into their frame.

use upbeat_domain::media::{Choices, Fit, Step, VideoOutput};

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

/// Everything that decides the pictures.
pub(super) struct Graph<'a> {
    pub(super) video: &'a Video,
    pub(super) frame: &'a Frame,
    pub(super) cut: &'a Cut,
    pub(super) choices: &'a Choices,
    pub(super) fps: Ratio,
}

/// The constant rate of the result: the film's own, within the limits.
pub(super) fn fps(video: &Video, output: &VideoOutput) -> Ratio {
    let nominal = video.nominal_fps.filter(|ratio| ratio.value() <= NOMINAL_FPS_MAX);
    let own = nominal.or(video.mean_fps).unwrap_or(FPS_DEFAULT);
    let whole = |fps: f64| Ratio { num: (fps * 1000.0).round() as u32, den: 1000 };
    match (output.min_fps, output.max_fps) {
        (_, Some(max)) if own.value() > max => whole(max),
        (Some(min), _) if own.value() < min => whole(min),
        _ => own,
    }
}

impl Graph<'_> {
    /// The graph in ffmpeg's words, from the turned source to the finished frame.
    pub(super) fn words(&self) -> String {
        let mut chain: Vec<String> = Vec::new();
        if self.video.interlaced {
            chain.push("bwdif=mode=send_frame".to_owned());
        }
        chain.push(format!("fps={}/{}", self.fps.num, self.fps.den));
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
        let crop = self.cut.crop;
        let (source_w, source_h) = self.video.size_px;
        if !self.video.square_pixels {
            chain.push(format!("scale={source_w}:{source_h}:flags=lanczos,setsar=1"));
        }
        if (crop.width, crop.height) != self.video.size_px {
            chain.push(format!("crop={}:{}:{}:{}:exact=1", crop.width, crop.height, crop.x, crop.y));
        }
        let (inner_w, inner_h) = self.frame.inner_px;
        let scale = format!("scale={inner_w}:{inner_h}:flags=lanczos+accurate_rnd{}", self.matrix());
        let chain = chain.join(",");
        let ending = "setsar=1,format=yuv420p";
        if !self.frame.pads() {
            return format!("{chain},{scale},{ending}");
        }
        let (width, height) = self.frame.outer_px;
        match self.choices.fit {
            Fit::Blur => {
                let small = |side: u32| (side / 8).max(2) & !1;
                let (small_w, small_h) = (small(width), small(height));
                format!(
                    "{chain},split[front][back];\
                     [back]scale={small_w}:{small_h}:force_original_aspect_ratio=increase,\
                     crop={small_w}:{small_h},boxblur=8:3,scale={width}:{height}:flags=bicubic{matrix},\
                     format=yuv420p,lutyuv=y=val*0.82+3[soft];\
                     [front]{scale},format=yuv420p[sharp];\
                     [soft][sharp]overlay=(W-w)/2:(H-h)/2,{ending}",
                    matrix = self.matrix(),
                )
            }
            Fit::Cover | Fit::Contain => format!(
                "{chain},{scale},pad={width}:{height}:(ow-iw)/2:(oh-ih)/2:0x{red:02x}{green:02x}{blue:02x},{ending}"
            ),
        }
    }

    /// The colour matrix: everything comes out as BT.709, limited range.
    fn matrix(&self) -> String {
        let from = match self.video.matrix.as_str() {
            // Why a guess: without tags, players take high definition for BT.709 and the rest for BT.601.
            "" | "unknown" if self.video.size_px.1.max(self.video.size_px.0) >= HD_HEIGHT_PX => "bt709",
            "" | "unknown" => "bt601",
            _ => "auto",
        };
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

/// High dynamic range to standard, through linear light (Hable's curve).
fn tone_map(video: &Video) -> String {
    format!(
        "setparams=color_primaries=bt2020:color_trc={}:colorspace=bt2020nc,\
         zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,\
         zscale=t=bt709:m=bt709:r=tv,format=yuv420p",
        video.transfer
    )
}
