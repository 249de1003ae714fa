//! New texts that mend a problem.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::limits::TextRule;
use crate::text::{count, fit, split};

/// What shows that a text was cut.
const CUT_MARK: &str = "…";

/// The text cut to the rule's length: behind a sentence that fits, else behind a word, with a mark.
pub(super) fn shortened(text: &str, rule: &TextRule, fields: &BTreeMap<String, String>) -> Option<String> {
    let max = rule.max_length?;
    if let Some(part) = split(text, rule, fields).first() {
        let sentence = &text[..part.end];
        let whole = sentence.ends_with(['.', '!', '?', '…', '\n', '»', '"']);
        if whole && part.len() * 2 >= fit(text, rule, max) {
            return Some(sentence.to_owned());
        }
    }
    let taken = count("", rule, fields).length;
    let mark = count(CUT_MARK, rule, &BTreeMap::new()).length;
    let mut room = max.checked_sub(taken)?.checked_sub(mark)?;
    loop {
        let cut = &text[..fit(text, rule, room)];
        let word = cut.rfind(char::is_whitespace).filter(|at| *at * 2 >= cut.len()).unwrap_or(cut.len());
        let shorter = format!("{}{CUT_MARK}", cut[..word].trim_end());
        // Why: a cut can turn a word into an address, which counts more.
        if !count(&shorter, rule, fields).is_over() {
            return Some(shorter);
        }
        room = room.checked_sub(1)?;
    }
}

/// The text without these byte ranges, which are in order, and without the blanks that they leave.
pub(super) fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        out.push_str(&text[at..range.start]);
        let blank_before = out.is_empty() || out.ends_with(char::is_whitespace);
        let rest = &text[range.end..];
        at = range.end;
        if blank_before && let Some(blank) = rest.chars().next().filter(|c| *c == ' ') {
            at += blank.len_utf8();
        }
    }
    out.push_str(&text[at..]);
    out.truncate(out.trim_end().len());
    out
}
