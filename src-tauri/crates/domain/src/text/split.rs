//! A long text as a thread: whole sentences where possible, whole words else.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_normalization::is_nfc;

use crate::limits::{TextRule, Unit};

use super::measure::{Piece, beside, count, pieces};

/// Marks that end a sentence.
const ENDS: [char; 6] = ['.', '!', '?', '…', '。', '！'];
/// Marks that may stand between the end of a sentence and the space behind it.
const CLOSERS: [char; 9] = ['"', '\'', ')', ']', '»', '”', '’', '！', '？'];
/// Short words that a full stop doesn't end, in lower case.
const ABBREVIATIONS: [&str; 18] = [
    "m", "mm", "mme", "mlle", "dr", "pr", "st", "ste", "mr", "mrs", "ms", "prof", "av", "bd", "p", "vs",
    "cf", "ex",
];

/// The parts of `text` as a thread: byte ranges in order, without the white space around them, each
/// within the rule's length. Cuts where a sentence or line ends, else between words, else between
/// graphemes; never inside an address that counts as one. A line that holds only `---` always cuts.
/// An empty text has no parts; a rule without a maximum gives one.
#[must_use]
pub fn split(text: &str, rule: &TextRule, fields: &BTreeMap<String, String>) -> Vec<Range<usize>> {
    let taken = beside(rule, fields);
    let mut parts = Vec::new();
    for block in blocks(text) {
        let max = rule.max_length.map_or(u32::MAX, |max| max.saturating_sub(taken).max(1));
        split_block(&text[block.clone()], rule, max, block.start, &mut parts);
    }
    parts
}

/// What stands between lines of `---`.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim() == "---" {
            blocks.push(start..at);
            start = at + line.len();
        }
        at += line.len();
    }
    blocks.push(start..text.len());
    blocks
}

fn split_block(text: &str, rule: &TextRule, max: u32, base: usize, parts: &mut Vec<Range<usize>>) {
    let pieces = pieces(text, rule);
    let breaks = Breaks::of(text);
    let mut from = 0;
    let mut next = 0;
    loop {
        // White space between parts belongs to none.
        from += text[from..].len() - text[from..].trim_start().len();
        if from >= text.len() {
            return;
        }
        while pieces.get(next).is_some_and(|piece| piece.end <= from) {
            next += 1;
        }
        let limit = furthest(&pieces[next..], max, rule.max_bytes.map(|bytes| from + bytes as usize));
        let mut end =
            if limit >= text.len() { text.len() } else { breaks.best(from, limit).unwrap_or(limit) };
        end = shrunk(text, from, end, rule, max);
        parts.push(base + from..base + from + text[from..end].trim_end().len());
        from = end;
    }
}

/// How far pieces reach until they count more than `max`, or pass byte `max_end`; one piece at least.
fn furthest(pieces: &[Piece], max: u32, max_end: Option<usize>) -> usize {
    let mut length = 0_u32;
    let mut end = None;
    for piece in pieces {
        length = length.saturating_add(piece.weight);
        if length > max || max_end.is_some_and(|max| piece.end > max) {
            break;
        }
        end = Some(piece.end);
    }
    end.or(pieces.first().map(|piece| piece.end)).unwrap_or(usize::MAX)
}

/// Makes sure that the part counts no more than `max` when it stands alone: a bare address can
/// appear where a word was cut. Text that isn't composed counts less than its pieces, never more.
fn shrunk(text: &str, from: usize, end: usize, rule: &TextRule, max: u32) -> usize {
    if rule.unit != Unit::XWeighted || !is_nfc(&text[from..end]) {
        return end;
    }
    let part = text[from..end].trim_end();
    if count(part, rule, &BTreeMap::new()).length <= max {
        return end;
    }
    let shorter = super::fit(part, rule, max);
    if shorter == 0 { end } else { from + shorter }
}

/// Where a text may be cut, in bytes: behind a sentence or line, and behind a word.
struct Breaks {
    sentences: Vec<usize>,
    words: Vec<usize>,
}

impl Breaks {
    fn of(text: &str) -> Self {
        let mut breaks = Self { sentences: Vec::new(), words: Vec::new() };
        for (at, c) in text.char_indices().filter(|(_, c)| c.is_whitespace()) {
            let before = &text[..at];
            if breaks.words.last() != Some(&at) && !before.ends_with(char::is_whitespace) {
                breaks.words.push(at);
                if c == '\n' || ends_sentence(before) {
                    breaks.sentences.push(at);
                }
            } else if c == '\n' && breaks.sentences.last() != breaks.words.last() {
                breaks.sentences.extend(breaks.words.last());
            }
        }
        breaks
    }

    /// The best place to cut behind `from` and not behind `limit`.
    fn best(&self, from: usize, limit: usize) -> Option<usize> {
        let last = |places: &[usize]| {
            let upto = places.partition_point(|at| *at <= limit);
            places[..upto].last().copied().filter(|at| *at > from)
        };
        let word = last(&self.words)?;
        // Why: a sentence end that leaves the part nearly empty reads worse than a cut sentence.
        let far_enough = |at: &usize| (at - from) * 4 >= limit - from;
        last(&self.sentences).filter(far_enough).or(Some(word))
    }
}

/// Whether a sentence ends where `before` ends.
fn ends_sentence(before: &str) -> bool {
    let bare = before.trim_end_matches(CLOSERS);
    if !bare.ends_with(ENDS) {
        return false;
    }
    let Some(words) = bare.strip_suffix('.') else { return true };
    let word_start = words.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + 1);
    let word = words.get(word_start..).unwrap_or_default();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    !initial && !ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}
