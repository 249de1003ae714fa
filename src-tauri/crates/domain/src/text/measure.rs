//! How long a text is, in a network's own unit, and how much of it fits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_segmentation::UnicodeSegmentation;

use crate::limits::{TextRule, Unit};

use super::chars::Chars;
use super::emoji::emoji_len;
use super::entity::offset;
use super::{grammar, links, mastodon};

/// What an address counts on X and Mastodon where the data doesn't say.
const URL_LENGTH_DEFAULT: u32 = 23;

/// How long a text counts.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Count {
    /// Length, in `unit`.
    pub length: u32,
    /// Longest allowed, in `unit`; none where the network documents none.
    pub max: Option<u32>,
    /// The unit.
    pub unit: Unit,
    /// How much more fits; below 0 what is too much. None without a maximum.
    pub remaining: Option<i64>,
    /// Length, UTF-8 bytes.
    pub bytes: u32,
    /// Longest allowed besides, UTF-8 bytes.
    pub max_bytes: Option<u32>,
}

impl Count {
    /// Whether the text is longer than the network takes.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.max.is_some_and(|max| self.length > max) || self.max_bytes.is_some_and(|max| self.bytes > max)
    }
}

/// A part of a text that is counted as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Byte behind it.
    pub(super) end: usize,
    /// What it counts, in `unit`.
    pub(super) weight: u32,
}

/// Counts `text` by `rule`. `fields` are the post's other fields: one of them may count into this
/// one's limit (Mastodon's content warning).
#[must_use]
pub fn count(text: &str, rule: &TextRule, fields: &BTreeMap<String, String>) -> Count {
    let length = length(text, rule).saturating_add(beside(rule, fields));
    Count {
        length,
        max: rule.max_length,
        unit: rule.unit,
        remaining: rule.max_length.map(|max| i64::from(max) - i64::from(length)),
        bytes: offset(text.len()),
        max_bytes: rule.max_bytes,
    }
}

/// What another field takes of this one's limit.
pub(super) fn beside(rule: &TextRule, fields: &BTreeMap<String, String>) -> u32 {
    let other = rule.counts_with.as_ref().and_then(|name| fields.get(name));
    other.map_or(0, |text| offset(text.graphemes(true).count()))
}

fn length(text: &str, rule: &TextRule) -> u32 {
    let sum = |pieces: Vec<Piece>| pieces.iter().fold(0_u32, |sum, piece| sum.saturating_add(piece.weight));
    match rule.unit {
        Unit::Utf8Bytes => offset(text.len()),
        Unit::Utf16 => offset(text.encode_utf16().count()),
        Unit::CodePoints => offset(text.chars().count()),
        Unit::Graphemes => offset(text.graphemes(true).count()),
        Unit::XWeighted if !is_nfc(text) => sum(pieces(&text.nfc().collect::<String>(), rule)),
        Unit::XWeighted | Unit::Mastodon | Unit::Threads | Unit::YoutubeTags => sum(pieces(text, rule)),
    }
}

/// The byte offset up to which `text` fits into `max` (in the rule's unit) and the rule's bytes. Lies
/// between graphemes, and never within an address that counts as one.
#[must_use]
pub fn fit(text: &str, rule: &TextRule, max: u32) -> usize {
    if rule.unit == Unit::XWeighted && !is_nfc(text) {
        // Why: what is counted is another text; both have the same graphemes in the same order.
        let composed: String = text.nfc().collect();
        let graphemes = composed[..fit(&composed, rule, max)].graphemes(true).count();
        return text.grapheme_indices(true).nth(graphemes).map_or(text.len(), |(at, _)| at);
    }
    let mut length = 0_u32;
    let mut end = 0;
    for piece in pieces(text, rule) {
        length = length.saturating_add(piece.weight);
        if length > max || rule.max_bytes.is_some_and(|max| offset(piece.end) > max) {
            return grapheme_floor(text, end);
        }
        end = piece.end;
    }
    text.len()
}

/// The last boundary between graphemes at or before `at`.
fn grapheme_floor(text: &str, at: usize) -> usize {
    let mut cursor = unicode_segmentation::GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        Ok(true) | Err(_) => at,
    }
}

/// The text cut into what is counted as one, with the weight of each. On X the text must be in NFC.
pub(super) fn pieces(text: &str, rule: &TextRule) -> Vec<Piece> {
    match rule.unit {
        Unit::XWeighted => x_pieces(text, rule),
        Unit::Mastodon => mastodon_pieces(text, rule),
        Unit::YoutubeTags => tag_pieces(text),
        Unit::Threads => grapheme_pieces(text, 0, threads_weight),
        Unit::Graphemes => grapheme_pieces(text, 0, |_| 1),
        Unit::Utf16 => grapheme_pieces(text, 0, |g| offset(g.encode_utf16().count())),
        Unit::CodePoints => grapheme_pieces(text, 0, |g| offset(g.chars().count())),
        Unit::Utf8Bytes => grapheme_pieces(text, 0, |g| offset(g.len())),
    }
}

fn grapheme_pieces(text: &str, from: usize, weight: impl Fn(&str) -> u32) -> Vec<Piece> {
    let piece =
        |(at, grapheme): (usize, &str)| Piece { end: from + at + grapheme.len(), weight: weight(grapheme) };
    text.grapheme_indices(true).map(piece).collect()
}

/// An emoji counts its UTF-8 bytes, everything else its code points.
fn threads_weight(grapheme: &str) -> u32 {
    if grapheme.len() == 1 {
        return 1;
    }
    let chars: Vec<char> = grapheme.chars().collect();
    let emoji = emoji_len(&chars, 0).is_some();
    offset(if emoji { grapheme.len() } else { chars.len() })
}

/// Whether a code point counts one on X; all others count two (twitter-text, config v3).
fn is_light(c: char) -> bool {
    matches!(u32::from(c), 0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247)
}

fn x_pieces(text: &str, rule: &TextRule) -> Vec<Piece> {
    let chars = Chars::new(text);
    let mut links = links::links(&chars, &grammar::X).into_iter().peekable();
    let mut pieces = Vec::with_capacity(chars.all.len());
    let mut i = 0;
    while i < chars.all.len() {
        while links.next_if(|link| link.span.start < i).is_some() {}
        let (len, weight) = if let Some(link) = links.next_if(|link| link.span.start == i) {
            (link.counted, rule.url_length.unwrap_or(URL_LENGTH_DEFAULT))
        } else if let Some(len) = emoji_len(&chars.all, i) {
            (len, 2)
        } else {
            (1, if is_light(chars.all[i]) { 1 } else { 2 })
        };
        i += len;
        pieces.push(Piece { end: chars.at[i], weight });
    }
    pieces
}

fn mastodon_pieces(text: &str, rule: &TextRule) -> Vec<Piece> {
    // Why: the server counts a blank text as nothing.
    if text.trim().is_empty() {
        return vec![Piece { end: text.len(), weight: 0 }];
    }
    let chars = Chars::new(text);
    let url = rule.url_length.unwrap_or(URL_LENGTH_DEFAULT);
    let mut fixed: Vec<_> =
        links::links(&chars, &grammar::MASTODON).iter().map(|link| (link.span, url)).collect();
    for mention in mastodon::mentions(&chars) {
        fixed.push((mention.span, offset(mention.name_end - mention.span.start)));
    }
    fixed.sort_by_key(|(span, _)| span.start);
    let mut pieces = Vec::new();
    let mut at = 0;
    for (span, weight) in fixed {
        if chars.at[span.start] < at {
            continue;
        }
        pieces.extend(grapheme_pieces(&text[at..chars.at[span.start]], at, |_| 1));
        at = chars.at[span.end];
        pieces.push(Piece { end: at, weight });
    }
    pieces.extend(grapheme_pieces(&text[at..], at, |_| 1));
    pieces
}

/// Tags between commas: each counts its UTF-16 units, two more when it holds a space (the network
/// puts it in quotes), and one for the comma before it.
fn tag_pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut tags = 0;
    for part in text.split(',') {
        at += part.len();
        let tag = part.trim();
        let weight = if tag.is_empty() {
            0
        } else {
            tags += 1;
            let quotes = if tag.contains(char::is_whitespace) { 2 } else { 0 };
            let comma = u32::from(tags > 1);
            offset(tag.encode_utf16().count()) + quotes + comma
        };
        pieces.push(Piece { end: at, weight });
        at += 1;
    }
    pieces
}
