//! What of a film can stay as it is.

use upbeat_domain::media::{CaptionWay, Captions, Choices, VideoOutput};

use super::captioned;
use crate::frame::Frame;
use crate::probe::film::{Audio, FilmFacts, Video};

/// How much of a film meets the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fitting {
    /// All of it: the file goes out bit for bit.
    Whole,
    /// Its tracks: only the container is made anew.
    Streams,
    /// It has to be encoded.
    Nothing,
}

pub(super) fn fitting(
    facts: &FilmFacts,
    video: &Video,
    output: &VideoOutput,
    frame: &Frame,
    choices: &Choices,
    captions: Option<&Captions>,
) -> Fitting {
    if captioned::goes(captions, CaptionWay::Burned) {
        return Fitting::Nothing;
    }
    let sound = &choices.sound;
    let heard = facts.audio.as_ref().filter(|_| !sound.muted);
    let edited = heard.is_some() && (sound.gain.is_some() || sound.loudness.is_some());
    if edited || !choices.pieces.is_empty() || !choices.speed.is_own() {
        return Fitting::Nothing;
    }
    if !streams_fit(heard, video, output) || !shape_fits(video, output, frame) {
        return Fitting::Nothing;
    }
    if facts.bytes > output.max_bytes {
        return Fitting::Nothing;
    }
    let container = output.mimes.iter().any(|mime| mime == facts.format.mime);
    // What is smaller than the network takes gets filled up, and is no longer what it was.
    let is_large = output.min_bytes.is_none_or(|min| facts.bytes >= min);
    let whole = heard.is_some() == facts.audio.is_some() && !captioned::goes(captions, CaptionWay::Track);
    if whole && container && is_large && facts.fast_start && !facts.has_metadata && !facts.has_gps {
        return Fitting::Whole;
    }
    Fitting::Streams
}

fn streams_fit(heard: Option<&Audio>, video: &Video, output: &VideoOutput) -> bool {
    let takes = |codecs: &[String], codec: &str, usual: &str| {
        if codecs.is_empty() { codec == usual } else { codecs.iter().any(|taken| taken == codec) }
    };
    // Why these two alone: other codecs don't go into every MP4 that a network reads.
    let carried = matches!(video.codec.as_str(), "h264" | "hevc");
    let plain = video.pixel_format == "yuv420p" && !video.interlaced && !video.is_hdr();
    let sound =
        heard.is_none_or(|audio| audio.codec == "aac" && takes(&output.audio_codecs, &audio.codec, "aac"));
    carried && plain && sound && takes(&output.video_codecs, &video.codec, "h264")
}

fn shape_fits(video: &Video, output: &VideoOutput, frame: &Frame) -> bool {
    let fps = video.mean_fps.or(video.nominal_fps).map(crate::probe::film::Ratio::value);
    let pace = fps.is_some_and(|fps| {
        output.min_fps.is_none_or(|min| fps >= min - 0.01)
            && output.max_fps.is_none_or(|max| fps <= max + 0.01)
    });
    let rate =
        output.max_video_bitrate_bps.is_none_or(|max| video.bitrate_bps.is_some_and(|rate| rate <= max));
    let same = frame.outer_px == video.size_px && !frame.cuts() && !frame.pads();
    same && pace && video.is_steady() && rate && video.orientation == 1 && video.square_pixels
}
