//! What has to be made: from a network's limits and a file's facts to one [`Recipe`].
//!
//! Pure. The engine (`upbeat-media`) carries recipes out and knows no network.

mod error;

use crate::limits::{AnimatedRule, AudioRule, DocumentRule, Format, ImageRule, Limits, Preset, VideoRule};
use crate::media::{
    self, AudioOutput, Choices, Crop, DocumentOutput, ImageOutput, MediaInfo, MediaKind, MovingLimits,
    Output, Recipe, SafeZone, VideoOutput,
};
use crate::post::Medium;
pub use error::PlanError;

/// Largest picture to make where a network states no byte limit, bytes. Our own caution: the
/// smallest documented feed limit above 2 MB (X, 5 MB).
pub const IMAGE_BYTES_DEFAULT_MAX: u64 = 5_000_000;

/// Largest film to make where a network states no byte limit, bytes. Our own caution.
pub const VIDEO_BYTES_DEFAULT_MAX: u64 = 250_000_000;

/// Largest sound to make where a network states no byte limit, bytes. Our own caution: an hour at 192 kbit/s.
pub const AUDIO_BYTES_DEFAULT_MAX: u64 = 90_000_000;

/// Largest document to make where a network states no byte limit, bytes. Our own caution.
pub const DOCUMENT_BYTES_DEFAULT_MAX: u64 = 20_000_000;

/// Longest side of a picture to make where neither network nor preset states a size, px. Our own caution.
pub const IMAGE_SIDE_PX_DEFAULT_MAX: u32 = 4096;

/// Longest side of a film to make where neither network nor preset states a size, px. Our own caution.
pub const VIDEO_SIDE_PX_DEFAULT_MAX: u32 = 1920;

/// The preset id of a recipe whose format lists no frames: the source's own shape.
pub const PRESET_SOURCE: &str = "source";

/// The recipe that turns a file with the facts `info` into what `format` of the network takes.
///
/// `preset` names one of the format's frames; none takes the default one, or the source's own shape
/// where the format lists no frames.
///
/// # Errors
/// When the format takes no such file, has no such preset, or the film's length doesn't fit and no
/// fitting part was chosen.
pub fn recipe(
    limits: &Limits,
    format: &Format,
    preset: Option<&str>,
    info: &MediaInfo,
    choices: &Choices,
) -> Result<Recipe, PlanError> {
    let preset = pick_preset(format, preset)?;
    let frame = Frame::of(preset);
    if let Some(crop) = choices.crop {
        check_crop(crop, info)?;
    }
    let output = match pick_rule(format, info)? {
        Rule::Image(rule) => Output::Image(image_output(rule, frame)),
        Rule::Video(rule) => {
            check_duration((rule.min_duration_ms, rule.max_duration_ms), info, choices)?;
            Output::Video(video_output(rule, frame))
        }
        Rule::Audio(rule) => {
            check_duration((None, rule.max_duration_ms), info, choices)?;
            Output::Audio(audio_output(rule))
        }
        Rule::Document(rule) => Output::Document(document_output(rule, frame)),
    };
    Ok(Recipe {
        network: limits.network,
        format: format.id.clone(),
        preset: name_of(preset).to_owned(),
        // Why dropped elsewhere: a film is the same whichever of its frames is its cover, and the recipe is its key.
        choices: Choices {
            cover_ms: choices.cover_ms.filter(|_| info.kind == MediaKind::Video && is_picture(&output)),
            ..choices.clone()
        },
        output,
    })
}

const fn is_picture(output: &Output) -> bool {
    matches!(output, Output::Image(_))
}

/// The limits of a document that is made of several files for `format`, and the id of the frame that its pages have.
///
/// # Errors
/// When the format takes no documents, or has no such preset.
pub fn document<'a>(
    format: &'a Format,
    preset: Option<&str>,
) -> Result<(&'a str, DocumentOutput), PlanError> {
    let wrong = || PlanError::WrongKind { kind: MediaKind::Document, format: format.id.clone() };
    let rule = format.document.as_ref().ok_or_else(wrong)?;
    let preset = pick_preset(format, preset)?;
    Ok((name_of(preset), document_output(rule, Frame::of(preset))))
}

/// The recipe of a medium of a post, with the person's choices for the frame that it comes to.
///
/// # Errors
/// As [`recipe`].
pub fn of_medium(
    limits: &Limits,
    format: &Format,
    preset: Option<&str>,
    medium: &Medium,
    info: &MediaInfo,
) -> Result<Recipe, PlanError> {
    let frame = name_of(pick_preset(format, preset)?);
    let mut made = recipe(limits, format, preset, info, &medium.choices(frame))?;
    if matches!(made.output, Output::Image(_) | Output::Document(_)) {
        // Why: a picture is the same whatever is heard or said, and the recipe is its key.
        let Choices { focus, fit, crop, cover_ms, background, page, keep_credit, .. } = made.choices;
        made.choices =
            Choices { focus, fit, crop, cover_ms, background, page, keep_credit, ..Choices::default() };
    }
    // Why: only a picture's file holds them, and the recipe is the key of every other too.
    made.choices.keep_credit &= matches!(made.output, Output::Image(_));
    Ok(made)
}

/// Whether the format has room for a file of this nature at all.
#[must_use]
pub fn takes(format: &Format, info: &MediaInfo) -> bool {
    pick_rule(format, info).is_ok()
}

fn pick_preset<'a>(format: &'a Format, wanted: Option<&str>) -> Result<Option<&'a Preset>, PlanError> {
    match wanted {
        None => Ok(format.presets.iter().find(|p| p.default).or_else(|| format.presets.first())),
        Some(PRESET_SOURCE) if format.presets.is_empty() => Ok(None),
        Some(wanted) => {
            format.presets.iter().find(|p| p.id == wanted).map(Some).ok_or_else(|| PlanError::UnknownPreset {
                format: format.id.clone(),
                preset: wanted.to_owned(),
            })
        }
    }
}

fn name_of(preset: Option<&Preset>) -> &str {
    preset.map_or(PRESET_SOURCE, |preset| preset.id.as_str())
}

enum Rule<'a> {
    Image(&'a ImageRule),
    Video(&'a VideoRule),
    Audio(&'a AudioRule),
    Document(&'a DocumentRule),
}

/// Which of the format's rules the file falls under. A moving picture is a film where that keeps it moving: networks
/// that play pictures play GIFs alone. Sound becomes a film where a format takes films alone.
fn pick_rule<'a>(format: &'a Format, info: &MediaInfo) -> Result<Rule<'a>, PlanError> {
    let wrong = || PlanError::WrongKind { kind: info.kind, format: format.id.clone() };
    match info.kind {
        MediaKind::Image => {
            let moving = info.frames > 1;
            let played = |image: &ImageRule| image.animated.is_some() && info.container == "gif";
            match (format.image.as_ref(), format.video.as_ref()) {
                (Some(image), Some(video)) if moving && !played(image) => Ok(Rule::Video(video)),
                (Some(image), _) => Ok(Rule::Image(image)),
                (None, Some(video)) if moving => Ok(Rule::Video(video)),
                (None, _) => format.document.as_ref().map(Rule::Document).ok_or_else(wrong),
            }
        }
        // Why the second: a companion picture of a film is its cover, taken from the film itself.
        MediaKind::Video => match (format.video.as_ref(), format.image.as_ref()) {
            (Some(video), _) => Ok(Rule::Video(video)),
            (None, Some(image)) if format.companion => Ok(Rule::Image(image)),
            (None, _) => Err(wrong()),
        },
        MediaKind::Audio => match (format.audio.as_ref(), format.video.as_ref()) {
            (Some(audio), _) => Ok(Rule::Audio(audio)),
            (None, Some(video)) => Ok(Rule::Video(video)),
            (None, None) => Err(wrong()),
        },
        // A network of pictures takes the pages.
        MediaKind::Document => match (format.document.as_ref(), format.image.as_ref()) {
            (Some(document), _) => Ok(Rule::Document(document)),
            (None, Some(image)) if !format.companion => Ok(Rule::Image(image)),
            (None, _) => Err(wrong()),
        },
    }
}

fn check_crop(crop: Crop, info: &MediaInfo) -> Result<(), PlanError> {
    let inside = |start: u32, length: u32, whole: u32| {
        length > 0 && start.checked_add(length).is_some_and(|end| end <= whole)
    };
    if inside(crop.x, crop.width, info.width_px) && inside(crop.y, crop.height, info.height_px) {
        return Ok(());
    }
    Err(PlanError::Crop { width_px: info.width_px, height_px: info.height_px })
}

/// Whether the length of what is made lies within the limits, milliseconds.
fn check_duration(
    (min_ms, max_ms): (Option<u64>, Option<u64>),
    info: &MediaInfo,
    choices: &Choices,
) -> Result<(), PlanError> {
    // Why: a container that doesn't state its length is measured by the engine, which checks again.
    let Some(whole_ms) = info.duration_ms else { return Ok(()) };
    let duration_ms = media::length_ms(&choices.pieces, choices.speed, whole_ms)
        .map_err(|error| PlanError::Pieces { error, duration_ms: whole_ms })?;
    let short = min_ms.is_some_and(|min| duration_ms < min);
    let long = max_ms.is_some_and(|max| duration_ms > max);
    if short || long {
        return Err(PlanError::Duration { duration_ms, min_ms, max_ms });
    }
    Ok(())
}

/// What a preset says about the size.
#[derive(Clone, Copy)]
struct Frame {
    /// Exact size, px.
    size_px: Option<(u32, u32)>,
    /// Longest side where the source keeps its shape, px.
    max_side_px: Option<u32>,
    /// What the network's interface covers.
    safe: Option<SafeZone>,
}

impl Frame {
    fn of(preset: Option<&Preset>) -> Self {
        Self {
            size_px: preset.and_then(|preset| preset.width_px.zip(preset.height_px)),
            max_side_px: preset.and_then(|preset| preset.max_side_px),
            safe: preset.and_then(Preset::safe),
        }
    }

    /// The exact size, reduced in its shape where the rule allows less: a preset that pictures and
    /// films share may be too large for one of them. Sides stay even, as films need them.
    fn within(
        self,
        max_width_px: Option<u32>,
        max_height_px: Option<u32>,
        max_pixels: Option<u64>,
    ) -> Option<(u32, u32)> {
        let (width, height) = self.size_px?;
        let ratio = |max: Option<u32>, side: u32| max.map_or(1.0, |max| f64::from(max) / f64::from(side));
        let area = u64::from(width) * u64::from(height);
        let by_area = max_pixels.map_or(1.0, |max| (max as f64 / area as f64).sqrt());
        let factor = ratio(max_width_px, width).min(ratio(max_height_px, height)).min(by_area);
        if factor >= 1.0 {
            return Some((width, height));
        }
        let side = |side: u32| (((f64::from(side) * factor).floor() as u32) & !1).max(2);
        Some((side(width), side(height)))
    }

    /// The rule's largest side, narrowed by the preset's; ours where neither says anything.
    fn narrow(self, rule_max_px: Option<u32>, default_max_px: u32) -> Option<u32> {
        match (rule_max_px, self.max_side_px) {
            (Some(rule), Some(preset)) => Some(rule.min(preset)),
            (rule, preset) => rule.or(preset).or(Some(default_max_px)),
        }
    }
}

fn image_output(rule: &ImageRule, frame: Frame) -> ImageOutput {
    ImageOutput {
        frame_px: frame.within(rule.max_width_px, rule.max_height_px, rule.max_pixels),
        max_width_px: frame.narrow(rule.max_width_px, IMAGE_SIDE_PX_DEFAULT_MAX),
        max_height_px: frame.narrow(rule.max_height_px, IMAGE_SIDE_PX_DEFAULT_MAX),
        max_pixels: rule.max_pixels,
        min_width_px: rule.min_width_px,
        min_height_px: rule.min_height_px,
        min_aspect: rule.min_aspect,
        max_aspect: rule.max_aspect,
        mimes: rule.mimes.clone(),
        max_bytes: rule.max_bytes.unwrap_or(IMAGE_BYTES_DEFAULT_MAX),
        moving: rule.animated.as_ref().map(moving_limits),
        keeps_display_p3: rule.display_p3.as_ref().is_some_and(|rule| rule.kept),
        safe: frame.safe,
    }
}

fn moving_limits(rule: &AnimatedRule) -> MovingLimits {
    MovingLimits {
        max_bytes: rule.max_bytes,
        max_width_px: rule.max_width_px,
        max_height_px: rule.max_height_px,
        max_pixels: rule.max_pixels,
        max_frames: rule.max_frames,
        max_pixels_all_frames: rule.max_pixels_all_frames,
    }
}

fn video_output(rule: &VideoRule, frame: Frame) -> VideoOutput {
    VideoOutput {
        frame_px: frame.within(rule.max_width_px, rule.max_height_px, rule.max_pixels),
        max_width_px: frame.narrow(rule.max_width_px, VIDEO_SIDE_PX_DEFAULT_MAX),
        max_height_px: frame.narrow(rule.max_height_px, VIDEO_SIDE_PX_DEFAULT_MAX),
        max_pixels: rule.max_pixels,
        min_width_px: rule.min_width_px,
        min_height_px: rule.min_height_px,
        min_aspect: rule.min_aspect,
        max_aspect: rule.max_aspect,
        min_fps: rule.min_fps,
        max_fps: rule.max_fps,
        min_duration_ms: rule.min_duration_ms,
        max_duration_ms: rule.max_duration_ms,
        min_bytes: rule.min_bytes,
        max_bytes: rule.max_bytes.unwrap_or(VIDEO_BYTES_DEFAULT_MAX),
        max_video_bitrate_bps: rule.max_video_bitrate_bps,
        audio_bitrate_bps: rule.audio_bitrate_bps,
        mimes: rule.mimes.clone(),
        video_codecs: rule.video_codecs.clone(),
        audio_codecs: rule.audio_codecs.clone(),
        safe: frame.safe,
    }
}

fn document_output(rule: &DocumentRule, frame: Frame) -> DocumentOutput {
    DocumentOutput {
        page_px: frame.size_px,
        mimes: rule.mimes.clone(),
        max_bytes: rule.max_bytes.unwrap_or(DOCUMENT_BYTES_DEFAULT_MAX),
        max_pages: rule.max_pages,
    }
}

fn audio_output(rule: &AudioRule) -> AudioOutput {
    AudioOutput {
        mimes: rule.mimes.clone(),
        max_bytes: rule.max_bytes.unwrap_or(AUDIO_BYTES_DEFAULT_MAX),
        max_duration_ms: rule.max_duration_ms,
    }
}

#[cfg(test)]
mod tests;
