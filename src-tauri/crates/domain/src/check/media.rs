//! Problems of the media that preparing can't mend.

use crate::code::Code;
use crate::limits::Format;
use crate::media::{MediaInfo, MediaKind};
use crate::post::Medium;
use crate::text::{count, fit};

use super::{ALT_FIELD, Fix, Found, Severity, choice, mend, number, words};

/// How problems name the media.
const MEDIA_FIELD: &str = "media";

/// Checks number, kinds, lengths and descriptions.
pub(super) fn check(found: &mut Found<'_>) {
    how_many(found);
    mixed(found);
    for (index, info) in found.media.iter().enumerate() {
        if edits(found, index, info) {
            kind(found, index, info);
        }
    }
    for (index, medium) in found.body.media.iter().enumerate() {
        description(found, index, medium);
    }
}

fn how_many(found: &mut Found<'_>) {
    let count = number(found.body.media.len());
    let (min, max) = (found.format.min_media, found.format.max_media);
    let other = other_format(found);
    if count == 0 && min > 0 {
        let problem = found.add(Code::MediaMissing, Severity::Error, MEDIA_FIELD).fix(Fix::AddMedia);
        problem.fixes.extend(other);
    } else if count < min {
        let problem = found.add(Code::MediaTooFew, Severity::Error, MEDIA_FIELD);
        problem.with("count", count).with("min", min).fix(Fix::AddMedia);
        problem.fixes.extend(other);
    } else if count > max {
        let problem = found.add(Code::MediaTooMany, Severity::Error, MEDIA_FIELD);
        problem.with("count", count).with("max", max);
        problem.fixes.extend(other);
        problem.fix(Fix::RemoveMedia { keep: max });
    }
}

/// Whether what the person does to a medium can be done to it.
fn edits(found: &mut Found<'_>, index: usize, info: &MediaInfo) -> bool {
    let Some(Err(error)) = found.body.media.get(index).map(|medium| medium.edits.check(Some(info))) else {
        return true;
    };
    let problem = found.add(error.code(), Severity::Error, MEDIA_FIELD);
    problem.of_medium(index).with("subject", index + 1);
    problem.args.extend(error.args());
    false
}

/// The format that these media would make by themselves, where that is another one and takes them.
fn other_format(found: &Found<'_>) -> Option<Fix> {
    let picked = choice::pick_format(found.limits, found.body, found.media, None);
    let count = number(found.body.media.len());
    let suits = picked.id != found.format.id && (picked.min_media..=picked.max_media).contains(&count);
    suits.then(|| Fix::ChooseFormat { format: picked.id.clone() })
}

fn mixed(found: &mut Found<'_>) {
    let of = |kind| found.media.iter().filter(|info| info.kind == kind).count();
    let pages = if becomes_pictures(found.format) { of(MediaKind::Document) } else { 0 };
    let (images, videos) = (of(MediaKind::Image) + pages, of(MediaKind::Video));
    if found.format.mixed || videos == 0 || found.format.image.is_none() || found.format.video.is_none() {
        return;
    }
    if images > 0 {
        let other = other_format(found);
        let problem = found.add(Code::MediaMixed, Severity::Error, MEDIA_FIELD);
        problem.fixes.extend(other);
    } else if videos > 1 && number(videos) <= found.format.max_media {
        // Why: where a post takes several pictures or a film, it takes one film.
        let problem = found.add(Code::MediaTooMany, Severity::Error, MEDIA_FIELD);
        problem.with("count", videos).with("max", 1).fix(Fix::RemoveMedia { keep: 1 });
    }
}

/// Whether a document becomes pictures of its pages, one for each time it is placed.
fn becomes_pictures(format: &Format) -> bool {
    format.document.is_none() && format.image.is_some() && !format.companion
}

fn kind(found: &mut Found<'_>, index: usize, info: &MediaInfo) {
    let format = found.format;
    let taken = match info.kind {
        MediaKind::Image => format.image.is_some(),
        MediaKind::Video => format.video.is_some(),
        // Why the second: where only films are taken, a film is made of the sound.
        MediaKind::Audio => format.audio.is_some() || format.video.is_some(),
        MediaKind::Document => {
            becomes_pictures(format)
                || format.document.as_ref().is_some_and(|rule| rule.mimes.contains(&info.mime))
        }
    };
    if !taken {
        // Why: a format without any media has said so already, by their number.
        if format.max_media > 0 {
            let other = other_format(found);
            let problem = found.add(Code::MediaWrongKind, Severity::Error, MEDIA_FIELD);
            problem.of_medium(index).with("subject", index + 1).with("kind", info.kind);
            problem.fixes.extend(other);
        }
        return;
    }
    match (info.kind, &format.audio, &format.video) {
        (MediaKind::Audio, Some(rule), _) => {
            let lengths = Lengths { min_ms: None, warn_ms: None, max_ms: rule.max_duration_ms };
            duration(found, index, info, lengths);
        }
        (MediaKind::Audio | MediaKind::Video, _, Some(rule)) => {
            let (min_ms, max_ms) = (rule.min_duration_ms, rule.max_duration_ms);
            duration(found, index, info, Lengths { min_ms, warn_ms: rule.warn_duration_ms, max_ms });
        }
        (MediaKind::Image | MediaKind::Video | MediaKind::Audio | MediaKind::Document, _, _) => {}
    }
    // Why documents alone: they are sent as they are, everything else is made to fit.
    let document = format.document.as_ref().filter(|_| info.kind == MediaKind::Document);
    let max_bytes = document.and_then(|rule| rule.max_bytes);
    if let Some(max) = max_bytes.filter(|max| info.bytes > *max) {
        let problem = found.add(Code::MediaOverBudget, Severity::Error, MEDIA_FIELD);
        problem.of_medium(index).with("subject", index + 1).with("max_bytes", max).with("bytes", info.bytes);
    }
}

/// How long a medium may be, milliseconds.
struct Lengths {
    min_ms: Option<u64>,
    /// Longer is unwise.
    warn_ms: Option<u64>,
    max_ms: Option<u64>,
}

fn duration(found: &mut Found<'_>, index: usize, info: &MediaInfo, lengths: Lengths) {
    let Ok(Some(length)) = choice::edited_ms(found.body.media.get(index), info) else { return };
    let longest = lengths.max_ms.filter(|max| length > *max);
    let advised = lengths.warn_ms.filter(|max| length > *max);
    let too_short = lengths.min_ms.filter(|min| length < *min);
    let (severity, max) = match (longest, too_short, advised) {
        (Some(max), _, _) => (Severity::Error, Some(max)),
        (None, Some(_), _) => (Severity::Error, None),
        (None, None, Some(max)) => (Severity::Warning, Some(max)),
        (None, None, None) => return,
    };
    let other = other_format(found);
    let problem = found.add(Code::MediaDuration, severity, MEDIA_FIELD);
    problem.of_medium(index).with("subject", index + 1).with("duration_ms", length);
    if let Some(max_ms) = max {
        problem.with("max_ms", max_ms).fix(Fix::Trim { max_ms });
    }
    if let Some(min) = too_short {
        problem.with("min_ms", min);
    }
    problem.fixes.extend(other);
}

fn description(found: &mut Found<'_>, index: usize, medium: &Medium) {
    let format = found.format;
    let carries = match found.media.get(index).map(|info| info.kind) {
        Some(MediaKind::Image) => format.image.as_ref().is_some_and(|rule| rule.alt_text),
        Some(MediaKind::Video) => format.video.as_ref().is_some_and(|rule| rule.alt_text),
        Some(MediaKind::Document) if becomes_pictures(format) => {
            format.image.as_ref().is_some_and(|rule| rule.alt_text)
        }
        Some(MediaKind::Audio | MediaKind::Document) | None => false,
    };
    let rule = format.texts.iter().find(|rule| rule.field == ALT_FIELD);
    if carries && medium.alt.trim().is_empty() {
        let problem = found.add(Code::AltMissing, Severity::Warning, ALT_FIELD);
        problem.of_medium(index).with("subject", index + 1).fix(Fix::WriteAlt { asset: medium.asset });
        return;
    }
    let Some((rule, max)) = rule.and_then(|rule| Some((rule, rule.max_length?))) else { return };
    let counted = count(&medium.alt, rule, &found.body.fields);
    if counted.is_over() {
        let start = fit(&medium.alt, rule, max);
        let shorter = mend::shortened(&medium.alt, rule, &found.body.fields);
        let problem = found.add(Code::TextTooLong, rule.enforce.into(), ALT_FIELD).of_medium(index);
        problem.at(words::range(&medium.alt, &(start..medium.alt.len())));
        problem.with("over", counted.length - max).with("max", max).with("unit", rule.unit);
        problem.fixes.extend(shorter.map(|text| Fix::Shorten { text }));
    }
}
