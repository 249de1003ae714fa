//! Mentions and hashtags on Mastodon, as its server finds them (documentation, user/posting; the
//! rules are restated facts of the server's behaviour, written here anew).

use super::chars::{Chars, Span, is_at_sign, is_hash_sign, is_latin_accent, is_word};

/// Longest domain of a remote mention.
const DOMAIN_MAX: usize = 253;

/// A mention: `@name` or `@name@server`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Mention {
    /// All of it, the sign included.
    pub(super) span: Span,
    /// Where the name ends: the server doesn't count.
    pub(super) name_end: usize,
}

/// All mentions, in order.
pub(super) fn mentions(chars: &Chars) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.all.len() {
        let sign = i;
        i += 1;
        let barred = |c: char| matches!(c, '=' | '/') || is_word(c);
        if chars.all[sign] != '@' || sign.checked_sub(1).is_some_and(|before| barred(chars.all[before])) {
            continue;
        }
        let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name_end = end_within(chars, sign + 1, name);
        if name_end == sign + 1 {
            continue;
        }
        let mut end = name_end;
        if chars.get(end) == Some('@') {
            let domain_end = end_within(chars, end + 1, is_word);
            if domain_end > end + 1 {
                end = domain_end;
            }
        }
        i = end;
        let refused = |c: char| is_at_sign(c) || is_latin_accent(c);
        let long = end > name_end && end - name_end - 1 > DOMAIN_MAX;
        if !chars.get(end).is_some_and(refused) && !chars.has_word_at(end, "://") && !long {
            found.push(Mention { span: Span { start: sign, end }, name_end });
        }
    }
    found
}

/// The end of characters of a class with dots and hyphens between, never at the end. A class that
/// doesn't hold at `start` gives `start`.
fn end_within(chars: &Chars, start: usize, class: impl Fn(char) -> bool) -> usize {
    if !chars.get(start).is_some_and(&class) {
        return start;
    }
    let run = chars.run_end(start, |c| class(c) || matches!(c, '.' | '-'));
    (start..run).rev().find(|&i| class(chars.all[i])).map_or(start, |i| i + 1)
}

/// Signs that may stand inside a hashtag.
fn is_separator(c: char) -> bool {
    matches!(c, '_' | '\u{b7}' | '\u{30fb}' | '\u{200c}')
}

/// All hashtags, their sign included.
pub(super) fn hashtags(chars: &Chars) -> Vec<Span> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.all.len() {
        let sign = i;
        i += 1;
        let starts = sign == 0 || chars.all[sign - 1].is_whitespace();
        if !is_hash_sign(chars.all[sign]) || !starts {
            continue;
        }
        if let Some(mut end) = hashtag_end(chars, sign + 1) {
            i = end;
            if chars.has_word_at(end, "://") {
                // `#tagshttp://…`: the scheme belongs to the link behind it.
                for scheme in ["https", "http"] {
                    if end - sign > scheme.len() + 1 && chars.has_word_at(end - scheme.len(), scheme) {
                        end -= scheme.len();
                        break;
                    }
                }
            }
            found.push(Span { start: sign, end });
        }
    }
    found
}

fn hashtag_end(chars: &Chars, start: usize) -> Option<usize> {
    if !chars.get(start).is_some_and(is_word) {
        return None;
    }
    // With signs inside: a word character at both ends, a letter or sign between.
    let run = chars.run_end(start, |c| is_word(c) || is_separator(c));
    let last = (start..run).rev().find(|&i| is_word(chars.all[i]))?;
    let tells = |c: &char| c.is_alphabetic() || is_separator(*c);
    if last > start + 1 && chars.all[start + 1..last].iter().any(tells) {
        return Some(last + 1);
    }
    // Without: word characters with a letter among them.
    let end = chars.run_end(start, is_word);
    chars.all[start..end].iter().any(|c| c.is_alphabetic()).then_some(end)
}
