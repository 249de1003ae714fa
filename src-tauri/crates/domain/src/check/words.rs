//! Problems of the text fields.

use std::ops::Range;

use crate::code::Code;
use crate::limits::TextRule;
use crate::network::FormatKind;
use crate::text::{Count, Facet, FacetKind, count, entities, fit, split, utf16_offset};

use super::{ALT_FIELD, Fix, Found, MAIN_FIELD, Severity, TextRange, mend, number, text_of};

/// Checks every text field of the format but the descriptions of media.
pub(super) fn check(found: &mut Found<'_>) {
    for rule in found.format.texts.iter().filter(|rule| rule.field != ALT_FIELD) {
        let text = text_of(rule, found.body);
        if rule.max_length == Some(0) {
            if !text.trim().is_empty() {
                found.add(Code::TextNotShown, Severity::Warning, name(rule)).fix(Fix::Adapt);
            }
            continue;
        }
        if text.trim().is_empty() {
            missing(found, rule);
            continue;
        }
        length(found, rule, text);
        characters(found, rule, text);
        if rule.main || rule.field == "first_comment" {
            marks(found, rule, text);
        }
    }
}

/// How problems name the field.
pub(super) fn name(rule: &TextRule) -> &str {
    if rule.main { MAIN_FIELD } else { &rule.field }
}

fn missing(found: &mut Found<'_>, rule: &TextRule) {
    if !rule.required {
        return;
    }
    let code = if rule.main { Code::TextMissing } else { Code::FieldMissing };
    let field = name(rule);
    let problem = found.add(code, rule.enforce.into(), field);
    problem.with("field", field).fix(Fix::FillField { field: field.to_owned() });
}

fn length(found: &mut Found<'_>, rule: &TextRule, text: &str) {
    let counted = count(text, rule, &found.body.fields);
    if counted.is_over() {
        // Why: a thread is cut so that every part fits.
        if !(rule.main && found.format.kind == FormatKind::Thread) {
            too_long(found, rule, text, &counted);
        }
        return;
    }
    if let Some(advice) = rule.warn_length.filter(|advice| counted.length > *advice) {
        let start = fit(text, rule, advice);
        let problem = found.add(Code::TextTooLong, Severity::Warning, name(rule));
        problem.at(range(text, &(start..text.len()))).with("over", counted.length - advice);
        problem.with("max", advice).with("unit", rule.unit);
    }
}

fn too_long(found: &mut Found<'_>, rule: &TextRule, text: &str, counted: &Count) {
    let taken = count("", rule, &found.body.fields).length;
    let start = fit(text, rule, rule.max_length.map_or(u32::MAX, |max| max.saturating_sub(taken)));
    let thread = if rule.main { thread_fix(found, rule, text) } else { None };
    let shorter = mend::shortened(text, rule, &found.body.fields);
    let problem = found.add(Code::TextTooLong, rule.enforce.into(), name(rule));
    problem.at(range(text, &(start..text.len())));
    match counted.remaining {
        Some(remaining) if remaining < 0 => {
            problem
                .with("over", -remaining)
                .with("max", rule.max_length.unwrap_or_default())
                .with("unit", rule.unit);
        }
        Some(_) | None => {
            let max = rule.max_bytes.unwrap_or_default();
            problem
                .with("over", counted.bytes.saturating_sub(max))
                .with("max", max)
                .with("unit", "utf8_bytes");
        }
    }
    problem.fixes.extend(thread);
    problem.fixes.extend(shorter.map(|text| Fix::Shorten { text }));
    problem.fixes.push(Fix::Adapt);
}

/// A thread, where the network has one that takes these media.
fn thread_fix(found: &Found<'_>, rule: &TextRule, text: &str) -> Option<Fix> {
    let thread = found.limits.formats.iter().find(|format| format.kind == FormatKind::Thread)?;
    let fits = number(found.body.media.len()) <= thread.max_media;
    let rule = thread.texts.iter().find(|other| other.main && other.field == rule.field)?;
    let parts = number(split(text, rule, &found.body.fields).len());
    (fits && parts > 1).then(|| Fix::SplitThread { format: thread.id.clone(), parts })
}

fn characters(found: &mut Found<'_>, rule: &TextRule, text: &str) {
    for sign in &rule.forbidden {
        let Some(at) = text.find(sign.as_str()) else { continue };
        let problem = found.add(Code::ForbiddenCharacter, rule.enforce.into(), name(rule));
        problem.at(range(text, &(at..at + sign.len()))).with("character", sign);
        problem.fix(Fix::RemoveCharacter { text: text.replace(sign.as_str(), "") });
    }
}

/// Hashtags, mentions and links.
fn marks(found: &mut Found<'_>, rule: &TextRule, text: &str) {
    let ruled = rule.max_hashtags.or(rule.warn_hashtags).or(rule.max_mentions).or(rule.max_links);
    if ruled.is_none() && rule.links_clickable {
        return;
    }
    let facets = entities(text, found.limits.network);
    let of = |kind| facets.iter().filter(move |facet| facet.kind == kind).collect::<Vec<_>>();
    hashtags(found, rule, text, &of(FacetKind::Hashtag));
    let mentions = of(FacetKind::Mention);
    if let Some(max) = rule.max_mentions.filter(|max| mentions.len() > *max as usize) {
        let (count, rest) = excess(text, &mentions, max);
        let problem = found.add(Code::TooManyMentions, rule.enforce.into(), name(rule));
        problem.at(facet_range(mentions[max as usize])).with("count", mentions.len()).with("max", max);
        problem.fix(Fix::RemoveMentions { count, text: rest });
    }
    links(found, rule, text, &of(FacetKind::Link));
}

fn hashtags(found: &mut Found<'_>, rule: &TextRule, text: &str, tags: &[&Facet]) {
    let over = |limit: Option<u32>| limit.filter(|max| tags.len() > *max as usize);
    let (max, severity) = match (over(rule.max_hashtags), over(rule.warn_hashtags)) {
        (Some(max), _) => (max, rule.enforce.into()),
        (None, Some(max)) => (max, Severity::Warning),
        (None, None) => return,
    };
    let (count, rest) = excess(text, tags, max);
    let problem = found.add(Code::TooManyHashtags, severity, name(rule));
    problem.at(facet_range(tags[max as usize])).with("count", tags.len()).with("max", max);
    problem.fix(Fix::RemoveHashtags { count, text: rest });
}

fn links(found: &mut Found<'_>, rule: &TextRule, text: &str, links: &[&Facet]) {
    let Some(first) = links.first() else { return };
    if !rule.links_clickable {
        let all: Vec<_> = links.iter().map(|facet| byte_range(facet)).collect();
        let problem = found.add(Code::LinksNotClickable, Severity::Warning, name(rule));
        problem.at(facet_range(first)).fix(Fix::RemoveLink { text: mend::without(text, &all) });
    }
    let Some(max) = rule.max_links else { return };
    let mut seen: Vec<&str> = Vec::new();
    let mut extra = Vec::new();
    for facet in links {
        if seen.contains(&facet.value.as_str()) {
            continue;
        }
        if seen.len() < max as usize { seen.push(&facet.value) } else { extra.push(*facet) }
    }
    let Some(beyond) = extra.first() else { return };
    let ranges: Vec<_> = extra.iter().map(|facet| byte_range(facet)).collect();
    let different = links.iter().map(|facet| &facet.value).collect::<std::collections::BTreeSet<_>>().len();
    let problem = found.add(Code::TooManyLinks, rule.enforce.into(), name(rule));
    problem.at(facet_range(beyond)).with("count", different).with("max", max);
    problem.fix(Fix::RemoveLink { text: mend::without(text, &ranges) });
}

/// How many facets are too many, and the text without them.
fn excess(text: &str, facets: &[&Facet], max: u32) -> (u32, String) {
    let beyond: Vec<_> = facets[max as usize..].iter().map(|facet| byte_range(facet)).collect();
    (number(beyond.len()), mend::without(text, &beyond))
}

fn byte_range(facet: &Facet) -> Range<usize> {
    facet.byte_start as usize..facet.byte_end as usize
}

fn facet_range(facet: &Facet) -> TextRange {
    TextRange { start: facet.utf16_start, end: facet.utf16_end }
}

/// A byte range in UTF-16 units.
pub(super) fn range(text: &str, bytes: &Range<usize>) -> TextRange {
    let start = utf16_offset(text, bytes.start);
    let end = start + text[bytes.clone()].encode_utf16().count();
    TextRange { start: number(start), end: number(end) }
}
