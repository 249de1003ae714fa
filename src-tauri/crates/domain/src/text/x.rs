//! Hashtags and mentions on X, by twitter-text's rules.

use super::chars::{Chars, Span, is_at_sign, is_digit, is_hash_sign, is_latin_accent, is_letter_or_mark};

/// Longest name behind `@`.
const NAME_MAX: usize = 20;
/// Longest name of a list behind the `/`, its first letter included.
const LIST_MAX: usize = 25;

fn is_hashtag_char(c: char) -> bool {
    is_letter_or_mark(c)
        || is_digit(c)
        || matches!(
            c,
            '_' | '\u{200c}'
                | '\u{200d}'
                | '\u{a67e}'
                | '\u{5be}'
                | '\u{5f3}'
                | '\u{5f4}'
                | '\u{ff5e}'
                | '\u{301c}'
                | '\u{309b}'
                | '\u{309c}'
                | '\u{30a0}'
                | '\u{30fb}'
                | '\u{3003}'
                | '\u{f0b}'
                | '\u{f0c}'
                | '\u{b7}'
        )
}

/// Whether the text goes on with `://`, which makes what stands before it a scheme.
fn is_scheme_rest(chars: &Chars, at: usize) -> bool {
    chars.has_word_at(at, "://")
}

/// Hashtags, their sign included.
pub(super) fn hashtags(chars: &Chars) -> Vec<Span> {
    let mut found = Vec::new();
    let mut consumed = 0;
    let mut i = 0;
    while i < chars.all.len() {
        let sign = i;
        i += 1;
        if !is_hash_sign(chars.all[sign]) || !is_hashtag_boundary(chars, sign, consumed) {
            continue;
        }
        if matches!(chars.get(sign + 1), Some('\u{fe0f}' | '\u{20e3}')) {
            continue;
        }
        let end = chars.run_end(sign + 1, is_hashtag_char);
        if !chars.all[sign + 1..end].iter().any(|c| is_letter_or_mark(*c)) {
            i = end.max(i);
            continue;
        }
        consumed = end;
        i = end;
        if !chars.get(end).is_some_and(is_hash_sign) && !is_scheme_rest(chars, end) {
            found.push(Span { start: sign, end });
        }
    }
    found
}

fn is_hashtag_boundary(chars: &Chars, sign: usize, consumed: usize) -> bool {
    let Some(before) = sign.checked_sub(1) else { return true };
    let c = chars.all[before];
    before >= consumed && (matches!(c, '\u{fe0e}' | '\u{fe0f}') || !(is_hashtag_char(c) || c == '&'))
}

/// Mentions and lists, their sign included.
pub(super) fn mentions(chars: &Chars) -> Vec<Span> {
    let mut found = Vec::new();
    let mut consumed = 0;
    let mut i = 0;
    while i < chars.all.len() {
        let sign = i;
        i += 1;
        if !is_at_sign(chars.all[sign]) || !is_mention_boundary(chars, sign, consumed) {
            continue;
        }
        let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut end = chars.run_end(sign + 1, name).min(sign + 1 + NAME_MAX);
        if end == sign + 1 {
            continue;
        }
        if chars.get(end) == Some('/') && chars.get(end + 1).is_some_and(|c| c.is_ascii_alphabetic()) {
            let list = |c: char| name(c) || c == '-';
            end = chars.run_end(end + 1, list).min(end + 1 + LIST_MAX);
        }
        consumed = end;
        i = end;
        let refused = |c: char| is_at_sign(c) || is_latin_accent(c);
        if !chars.get(end).is_some_and(refused) && !is_scheme_rest(chars, end) {
            found.push(Span { start: sign, end });
        }
    }
    found
}

fn is_mention_boundary(chars: &Chars, sign: usize, consumed: usize) -> bool {
    let Some(before) = sign.checked_sub(1) else { return true };
    if before < consumed {
        return false;
    }
    let c = chars.all[before];
    let word =
        c.is_ascii_alphanumeric() || matches!(c, '_' | '!' | '#' | '$' | '%' | '&' | '*' | '@' | '\u{ff20}');
    if !word {
        return true;
    }
    // A retweet by hand: `RT@name`.
    let Some(start) = sign.checked_sub(2).filter(|start| *start >= consumed) else { return false };
    if !chars.has_word_at(start, "rt") {
        return false;
    }
    match start.checked_sub(1) {
        None => true,
        Some(at) if at < consumed => false,
        Some(at) => {
            let c = chars.all[at];
            !(c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '~' | '.' | '-'))
        }
    }
}
