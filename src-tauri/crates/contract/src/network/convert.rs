//! From a network's data to what crosses.

use upbeat_domain::lang::Lang;
use upbeat_domain::limits::{self, Limits};

use super::{
    AnimatedRule, Capabilities, Covered, FileRule, Format, ImageRule, Network, NetworkRoute, Preset,
    Provenance, Quota, TextRule, VideoRule,
};
use crate::words;

impl From<&limits::Provenance> for Provenance {
    fn from(p: &limits::Provenance) -> Self {
        Self {
            source: p.source.clone(),
            checked: p.checked.clone(),
            confidence: p.confidence,
            note: p.note.clone(),
        }
    }
}

impl Network {
    /// The network's data in the person's language.
    #[must_use]
    pub fn new(lang: Lang, limits: &Limits) -> Self {
        Self {
            id: limits.network,
            name: limits.name.clone(),
            dated: limits.dated.clone(),
            proof: limits.proof.class,
            routes: limits.routes.iter().map(|r| NetworkRoute::new(lang, r)).collect(),
            capabilities: Capabilities::new(lang, &limits.capabilities),
            compose_url: limits.assisted.compose_url.clone(),
            assisted_steps: limits.assisted.steps.clone(),
            formats: limits.formats.iter().map(|f| Format::new(lang, f)).collect(),
            quotas: limits.quotas.iter().map(Quota::from).collect(),
        }
    }
}

impl NetworkRoute {
    fn new(lang: Lang, rule: &limits::RouteRule) -> Self {
        Self {
            route: rule.route,
            label: words::route(lang, rule.route),
            built: rule.built,
            audience: rule.audience.clone(),
            provenance: (&rule.provenance).into(),
        }
    }
}

impl Capabilities {
    fn new(lang: Lang, c: &limits::Capabilities) -> Self {
        Self {
            comments: c.comments,
            insights: c.insights,
            native_scheduling: c.native_scheduling,
            polls: c.polls,
            alt_text: c.alt_text,
            first_comment: c.first_comment,
            delete: c.delete,
            never: c.never.iter().map(|text| text.get(lang).to_owned()).collect(),
            provenance: (&c.provenance).into(),
        }
    }
}

impl From<&limits::Quota> for Quota {
    fn from(q: &limits::Quota) -> Self {
        Self {
            what: q.what.clone(),
            per: q.per.clone(),
            max: q.max,
            window_s: q.window_s,
            provenance: (&q.provenance).into(),
        }
    }
}

impl Format {
    fn new(lang: Lang, f: &limits::Format) -> Self {
        Self {
            id: f.id.clone(),
            kind: f.kind,
            name: f.name.get(lang).to_owned(),
            texts: f.texts.iter().map(TextRule::from).collect(),
            image: f.image.as_ref().map(ImageRule::from),
            video: f.video.as_ref().map(VideoRule::from),
            audio: f.audio.as_ref().map(FileRule::from),
            document: f.document.as_ref().map(FileRule::from),
            min_media: f.min_media,
            max_media: f.max_media,
            mixed: f.mixed,
            crop_all_to_first: f.crop_all_to_first,
            companion: f.companion,
            routes: f.routes.clone(),
            presets: f.presets.iter().map(|p| Preset::new(lang, p)).collect(),
            provenance: (&f.provenance).into(),
        }
    }
}

impl From<&limits::TextRule> for TextRule {
    fn from(r: &limits::TextRule) -> Self {
        Self {
            field: r.field.clone(),
            main: r.main,
            required: r.required,
            max_length: r.max_length,
            warn_length: r.warn_length,
            fold_length: r.fold_length,
            max_bytes: r.max_bytes,
            unit: r.unit,
            url_length: r.url_length,
            max_hashtags: r.max_hashtags,
            max_mentions: r.max_mentions,
            max_links: r.max_links,
            links_clickable: r.links_clickable,
            enforce: r.enforce,
            runtime: r.runtime.clone(),
            provenance: (&r.provenance).into(),
        }
    }
}

impl From<&limits::ImageRule> for ImageRule {
    fn from(r: &limits::ImageRule) -> Self {
        Self {
            mimes: r.mimes.clone(),
            max_bytes: r.max_bytes,
            min_width_px: r.min_width_px,
            min_height_px: r.min_height_px,
            max_width_px: r.max_width_px,
            max_height_px: r.max_height_px,
            max_pixels: r.max_pixels,
            min_aspect: r.min_aspect,
            max_aspect: r.max_aspect,
            animated: r.animated.as_ref().map(Into::into),
            alt_text: r.alt_text,
            enforce: r.enforce,
            provenance: (&r.provenance).into(),
        }
    }
}

impl From<&limits::AnimatedRule> for AnimatedRule {
    fn from(r: &limits::AnimatedRule) -> Self {
        Self {
            max_bytes: r.max_bytes,
            max_width_px: r.max_width_px,
            max_height_px: r.max_height_px,
            max_pixels: r.max_pixels,
            max_frames: r.max_frames,
            max_pixels_all_frames: r.max_pixels_all_frames,
            provenance: (&r.provenance).into(),
        }
    }
}

impl From<&limits::VideoRule> for VideoRule {
    fn from(r: &limits::VideoRule) -> Self {
        Self {
            mimes: r.mimes.clone(),
            video_codecs: r.video_codecs.clone(),
            audio_codecs: r.audio_codecs.clone(),
            min_bytes: r.min_bytes,
            max_bytes: r.max_bytes,
            min_duration_ms: r.min_duration_ms,
            max_duration_ms: r.max_duration_ms,
            warn_duration_ms: r.warn_duration_ms,
            min_width_px: r.min_width_px,
            min_height_px: r.min_height_px,
            max_width_px: r.max_width_px,
            max_height_px: r.max_height_px,
            max_pixels: r.max_pixels,
            min_aspect: r.min_aspect,
            max_aspect: r.max_aspect,
            min_fps: r.min_fps,
            max_fps: r.max_fps,
            max_video_bitrate_bps: r.max_video_bitrate_bps,
            alt_text: r.alt_text,
            captions: r.captions.clone(),
            cover: r.cover.clone(),
            enforce: r.enforce,
            provenance: (&r.provenance).into(),
        }
    }
}

impl From<&limits::AudioRule> for FileRule {
    fn from(r: &limits::AudioRule) -> Self {
        Self {
            mimes: r.mimes.clone(),
            max_bytes: r.max_bytes,
            max_duration_ms: r.max_duration_ms,
            max_pages: None,
            provenance: (&r.provenance).into(),
        }
    }
}

impl From<&limits::DocumentRule> for FileRule {
    fn from(r: &limits::DocumentRule) -> Self {
        Self {
            mimes: r.mimes.clone(),
            max_bytes: r.max_bytes,
            max_duration_ms: None,
            max_pages: r.max_pages,
            provenance: (&r.provenance).into(),
        }
    }
}

impl From<&limits::Covered> for Covered {
    fn from(c: &limits::Covered) -> Self {
        Self {
            top_px: c.top_px,
            bottom_px: c.bottom_px,
            left_px: c.left_px,
            right_px: c.right_px,
            provenance: (&c.provenance).into(),
        }
    }
}

impl Preset {
    fn new(lang: Lang, p: &limits::Preset) -> Self {
        Self {
            id: p.id.clone(),
            name: p.name.get(lang).to_owned(),
            width_px: p.width_px,
            height_px: p.height_px,
            max_side_px: p.max_side_px,
            default: p.default,
            covered: p.covered.as_ref().map(Covered::from),
            provenance: (&p.provenance).into(),
        }
    }
}
