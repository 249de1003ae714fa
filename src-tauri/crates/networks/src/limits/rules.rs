//! What a limits file must say besides its shape.

use std::collections::BTreeSet;

use upbeat_domain::limits::{
    Assisted, Enforce, Format, ImageRule, Limits, Preset, Provenance, TextRule, Unit, VideoRule,
};
use upbeat_domain::network::{FormatKind, ProofClass, Route};

use super::Fault;

mod steps;

/// Who can see what went out, as receipts name it.
const AUDIENCES: [&str; 4] = ["public", "only_you", "role_holders", "inbox"];

/// How bytes travel.
const TRANSPORTS: [&str; 4] = ["bytes", "parts", "base64", "public_url"];

/// Every rule that `limits` breaks, in the order of the file.
pub(super) fn faults(limits: &Limits) -> Vec<Fault> {
    let mut check = Check { faults: Vec::new() };
    check.head(limits);
    check.assisted(&limits.assisted);
    check.steps(limits);
    check.first_comment(limits);
    check.tables(limits);
    let mut ids = BTreeSet::new();
    for format in &limits.formats {
        let key = format!("format[{}]", format.id);
        check.rule(ids.insert(&format.id), &key, "the id is used twice");
        check.format(&key, format);
    }
    check.faults
}

struct Check {
    faults: Vec<Fault>,
}

impl Check {
    fn rule(&mut self, holds: bool, key: &str, rule: &'static str) {
        if !holds {
            self.faults.push(Fault { key: key.to_owned(), rule });
        }
    }

    fn provenance(&mut self, key: &str, provenance: &Provenance) {
        self.rule(!provenance.source.trim().is_empty(), key, "the source is empty");
        self.rule(is_day(&provenance.checked), key, "`checked` must be a day, YYYY-MM-DD");
    }

    fn head(&mut self, limits: &Limits) {
        self.rule(is_day(&limits.dated), "dated", "must be a day, YYYY-MM-DD");
        self.rule(!limits.name.trim().is_empty(), "name", "is empty");
        self.rule(!limits.formats.is_empty(), "format", "there must be one at least");
        if let Some(api) = &limits.api {
            self.provenance("api", &api.provenance);
        }
        self.provenance("proof", &limits.proof.provenance);
        let keyed = limits.proof.class == ProofClass::Keyed;
        self.rule(
            keyed || limits.proof.key_life_s.is_none(),
            "proof.key_life_s",
            "only a keyed network has the life of a key",
        );
        let mut routes = BTreeSet::new();
        for rule in &limits.routes {
            let key = format!("routes[{}]", rule.route);
            self.provenance(&key, &rule.provenance);
            self.rule(routes.insert(rule.route), &key, "the route is named twice");
            self.rule(
                AUDIENCES.contains(&rule.audience.as_str()),
                &key,
                "the audience must be public, only_you, role_holders or inbox",
            );
        }
        self.rule(
            limits.routes.iter().any(|rule| rule.route == Route::Assisted && rule.built),
            "routes",
            "assisted must be among them, built",
        );
        self.provenance("capabilities", &limits.capabilities.provenance);
    }

    fn assisted(&mut self, assisted: &Assisted) {
        self.provenance("assisted", &assisted.provenance);
        let https = |url: &str| url.starts_with("https://");
        self.rule(https(&assisted.compose_url), "assisted.compose_url", "must be an https address");
        if let Some(url) = &assisted.prefill_url {
            self.rule(https(url), "assisted.prefill_url", "must be an https address");
            self.rule(url.contains("{text}"), "assisted.prefill_url", "must hold {text}");
        }
        self.rule(!assisted.steps.is_empty(), "assisted.steps", "there must be one at least");
        self.rule(!assisted.receipt_hosts.is_empty(), "assisted.receipt_hosts", "there must be one at least");
    }

    fn tables(&mut self, limits: &Limits) {
        self.schedules(limits);
        self.poll(limits);
        self.uploads(limits);
        for (at, cost) in limits.costs.iter().enumerate() {
            self.provenance(&format!("cost[{at}]"), &cost.provenance);
        }
        for (at, quota) in limits.quotas.iter().enumerate() {
            let key = format!("quota[{at}]");
            self.provenance(&key, &quota.provenance);
            self.rule(quota.max > 0 && quota.window_s > 0, &key, "max and window_s must be above 0");
        }
        for (at, error) in limits.errors.iter().enumerate() {
            let key = format!("error[{at}]");
            self.provenance(&key, &error.provenance);
            self.rule((400..600).contains(&error.status), &key, "the status must be 400 to 599");
        }
    }

    fn schedules(&mut self, limits: &Limits) {
        for (at, rule) in limits.schedules.iter().enumerate() {
            let key = format!("schedule[{at}]");
            self.provenance(&key, &rule.provenance);
            self.rule(
                in_order(Some(rule.min_lead_s), rule.max_lead_s),
                &key,
                "min_lead_s is above max_lead_s",
            );
            let known = rule.formats.iter().all(|id| limits.formats.iter().any(|format| format.id == *id));
            self.rule(known, &key, "names a format that isn't there");
        }
        self.rule(
            limits.capabilities.native_scheduling || limits.schedules.is_empty(),
            "schedule",
            "there is one although capabilities.native_scheduling is false",
        );
    }

    fn poll(&mut self, limits: &Limits) {
        self.rule(
            limits.capabilities.polls || limits.poll.is_none(),
            "poll",
            "there is one although capabilities.polls is false",
        );
        if let Some(poll) = &limits.poll {
            self.provenance("poll", &poll.provenance);
            self.rule(poll.min_options <= poll.max_options, "poll", "min_options is above max_options");
            self.rule(
                in_order(poll.min_duration_s, poll.max_duration_s),
                "poll",
                "min_duration_s is above max_duration_s",
            );
        }
    }

    fn uploads(&mut self, limits: &Limits) {
        for (at, upload) in limits.uploads.iter().enumerate() {
            let key = format!("upload[{at}]");
            self.provenance(&key, &upload.provenance);
            self.rule(
                TRANSPORTS.contains(&upload.transport.as_str()),
                &key,
                "the transport must be bytes, parts, base64 or public_url",
            );
            self.rule(
                in_order(upload.min_part_bytes, upload.max_part_bytes),
                &key,
                "min_part_bytes is above max_part_bytes",
            );
            let fetched = limits.capabilities.public_url_required.contains(&upload.what);
            self.rule(
                fetched == (upload.transport == "public_url"),
                &key,
                "the transport and capabilities.public_url_required contradict each other",
            );
        }
    }

    fn format(&mut self, key: &str, format: &Format) {
        self.provenance(key, &format.provenance);
        self.rule(format.min_media <= format.max_media, key, "min_media is above max_media");
        self.texts(key, format);
        let media = format.image.is_some()
            || format.video.is_some()
            || format.audio.is_some()
            || format.document.is_some();
        self.rule(media == (format.max_media > 0), key, "media rules and max_media contradict each other");
        if let Some(image) = &format.image {
            self.image(&format!("{key}.image"), image);
        }
        if let Some(video) = &format.video {
            self.video(&format!("{key}.video"), video);
        }
        if let Some(audio) = &format.audio {
            let key = format!("{key}.audio");
            self.provenance(&key, &audio.provenance);
            self.rule(!audio.mimes.is_empty(), &key, "mimes is empty");
        }
        if let Some(document) = &format.document {
            let key = format!("{key}.document");
            self.provenance(&key, &document.provenance);
            self.rule(!document.mimes.is_empty(), &key, "mimes is empty");
        }
        self.rule(
            !format.mixed || (format.image.is_some() && format.video.is_some()),
            key,
            "mixed needs an image rule and a video rule",
        );
        self.presets(key, format);
    }

    fn texts(&mut self, key: &str, format: &Format) {
        let mains = format.texts.iter().filter(|rule| rule.main).count();
        if format.companion {
            self.rule(mains == 0, key, "a companion has no text of its own");
        } else {
            self.rule(mains == 1, key, "exactly one text must be the main one");
        }
        let mut fields = BTreeSet::new();
        for rule in &format.texts {
            let key = format!("{key}.text[{}]", rule.field);
            self.rule(fields.insert(&rule.field), &key, "the field is named twice");
            self.text(&key, rule);
            if let Some(other) = &rule.counts_with {
                let known = format.texts.iter().any(|text| text.field == *other);
                self.rule(known, &key, "counts_with names a field that isn't there");
            }
        }
    }

    fn text(&mut self, key: &str, rule: &TextRule) {
        self.provenance(key, &rule.provenance);
        self.rule(in_order(rule.warn_length, rule.max_length), key, "warn_length is above max_length");
        self.rule(in_order(rule.fold_length, rule.max_length), key, "fold_length is above max_length");
        self.rule(
            in_order(rule.warn_hashtags, rule.max_hashtags),
            key,
            "warn_hashtags is above max_hashtags",
        );
        self.rule(
            !(rule.required && rule.max_length == Some(0)),
            key,
            "required, and no text is shown there",
        );
        let fixed_urls = matches!(rule.unit, Unit::XWeighted | Unit::Mastodon);
        self.rule(
            fixed_urls == rule.url_length.is_some(),
            key,
            "url_length goes with the units x_weighted and mastodon, and only with them",
        );
        let single = |signs: &[String]| signs.iter().all(|sign| sign.chars().count() == 1);
        self.rule(single(&rule.forbidden), key, "forbidden must hold single characters");
        self.rule(single(&rule.escape), key, "escape must hold single characters");
    }

    fn image(&mut self, key: &str, rule: &ImageRule) {
        self.provenance(key, &rule.provenance);
        self.rule(!rule.mimes.is_empty(), key, "mimes is empty");
        self.rule(rule.mimes.iter().all(|mime| mime.starts_with("image/")), key, "mimes must be of pictures");
        self.rule(in_order(rule.min_width_px, rule.max_width_px), key, "min_width_px is above max_width_px");
        self.rule(
            in_order(rule.min_height_px, rule.max_height_px),
            key,
            "min_height_px is above max_height_px",
        );
        self.rule(in_order(rule.min_aspect, rule.max_aspect), key, "min_aspect is above max_aspect");
        if let Some(animated) = &rule.animated {
            self.provenance(&format!("{key}.animated"), &animated.provenance);
            self.rule(
                rule.mimes.iter().any(|mime| mime == "image/gif"),
                key,
                "moving GIFs have a rule, and image/gif is not taken",
            );
        }
    }

    fn video(&mut self, key: &str, rule: &VideoRule) {
        self.provenance(key, &rule.provenance);
        self.rule(!rule.mimes.is_empty(), key, "mimes is empty");
        self.rule(rule.mimes.iter().all(|mime| mime.starts_with("video/")), key, "mimes must be of films");
        self.rule(
            rule.mimes.iter().any(|mime| mime == "video/mp4")
                && rule.video_codecs.iter().any(|codec| codec == "h264")
                && rule.audio_codecs.iter().any(|codec| codec == "aac"),
            key,
            "H.264 and AAC in MP4, the one film that Upbeat makes, must be taken",
        );
        self.rule(in_order(rule.min_width_px, rule.max_width_px), key, "min_width_px is above max_width_px");
        self.rule(
            in_order(rule.min_height_px, rule.max_height_px),
            key,
            "min_height_px is above max_height_px",
        );
        self.rule(in_order(rule.min_aspect, rule.max_aspect), key, "min_aspect is above max_aspect");
        self.rule(in_order(rule.min_fps, rule.max_fps), key, "min_fps is above max_fps");
        self.rule(in_order(rule.min_bytes, rule.max_bytes), key, "min_bytes is above max_bytes");
        self.rule(
            in_order(rule.min_duration_ms, rule.max_duration_ms)
                && in_order(rule.warn_duration_ms, rule.max_duration_ms),
            key,
            "min_duration_ms or warn_duration_ms is above max_duration_ms",
        );
    }

    fn presets(&mut self, key: &str, format: &Format) {
        let framed = format.image.is_some() || format.video.is_some();
        let defaults = format.presets.iter().filter(|preset| preset.default).count();
        if framed {
            self.rule(defaults == 1, key, "exactly one preset must be the default");
        }
        let mut ids = BTreeSet::new();
        for preset in &format.presets {
            let key = format!("{key}.preset[{}]", preset.id);
            self.provenance(&key, &preset.provenance);
            self.rule(ids.insert(&preset.id), &key, "the id is used twice");
            self.rule(
                preset.width_px.is_some() == preset.height_px.is_some(),
                &key,
                "width_px and height_px go together",
            );
            self.rule(
                preset.max_side_px.is_none() || preset.width_px.is_none(),
                &key,
                "max_side_px is for the source's own shape",
            );
            self.frame(&key, format, preset);
            self.covered(&key, preset);
        }
    }

    /// What is covered leaves a part of the frame.
    fn covered(&mut self, key: &str, preset: &Preset) {
        let Some(covered) = &preset.covered else { return };
        self.provenance(&format!("{key}.covered"), &covered.provenance);
        let leaves = |one: u32, other: u32, whole: Option<u32>| {
            whole.is_some_and(|whole| u64::from(one) + u64::from(other) < u64::from(whole))
        };
        self.rule(
            leaves(covered.left_px, covered.right_px, preset.width_px)
                && leaves(covered.top_px, covered.bottom_px, preset.height_px),
            key,
            "what is covered must leave a part of a stated frame",
        );
    }

    /// A frame must lie inside the rules of its format, unless the rule is advice.
    fn frame(&mut self, key: &str, format: &Format, preset: &Preset) {
        let (Some(width), Some(height)) = (preset.width_px, preset.height_px) else { return };
        self.rule(width > 0 && height > 0, key, "the frame is empty");
        // Why: H.264 with 4:2:0 has no odd sides.
        let even = width % 2 == 0 && height % 2 == 0;
        self.rule(format.video.is_none() || even, key, "a film's frame must have even sides");
        let shape = f64::from(width) / f64::from(height.max(1));
        if let Some(rule) = format.image.as_ref().filter(|rule| rule.enforce == Enforce::Error) {
            let inside = within(width, rule.min_width_px, rule.max_width_px)
                && within(height, rule.min_height_px, rule.max_height_px)
                && within(shape, rule.min_aspect, rule.max_aspect)
                && within(u64::from(width) * u64::from(height), None, rule.max_pixels);
            self.rule(inside, key, "the frame lies outside its image rule");
        }
        if let Some(rule) = format.video.as_ref().filter(|rule| rule.enforce == Enforce::Error) {
            let inside = within(width, rule.min_width_px, rule.max_width_px)
                && within(height, rule.min_height_px, rule.max_height_px)
                && within(shape, rule.min_aspect, rule.max_aspect)
                && within(u64::from(width) * u64::from(height), None, rule.max_pixels);
            self.rule(inside, key, "the frame lies outside its video rule");
        }
        let upright = !matches!(format.kind, FormatKind::Story | FormatKind::Short) || height >= width;
        self.rule(upright, key, "a story or a short stands upright");
    }
}

fn in_order<T: PartialOrd>(low: Option<T>, high: Option<T>) -> bool {
    match (low, high) {
        (Some(low), Some(high)) => low <= high,
        _ => true,
    }
}

fn within<T: PartialOrd>(value: T, low: Option<T>, high: Option<T>) -> bool {
    low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high)
}

/// Whether a text is a day as `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    let part = |from: usize| text.get(from..from + 2).and_then(|part| part.parse::<u8>().ok()).unwrap_or(0);
    shape && (1..=12).contains(&part(5)) && (1..=31).contains(&part(8))
}
