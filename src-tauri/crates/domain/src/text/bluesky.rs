//! Mentions, links and tags on Bluesky, as its own library finds them.

use unicode_segmentation::UnicodeSegmentation;

use super::chars::{Chars, Span, is_hash_sign, is_js_space, is_punctuation};
use super::entity::{FacetKind, Found};
use super::tld;

/// Longest tag, graphemes.
const TAG_GRAPHEMES_MAX: usize = 64;
/// Longest stock symbol behind `$`.
const TICKER_MAX: usize = 5;

/// Everything that becomes a facet, in order, not overlapping.
pub(super) fn found(text: &str, chars: &Chars) -> Vec<Found> {
    let mut found = mentions(chars);
    found.extend(links(chars));
    found.extend(tags(text, chars));
    found.extend(tickers(chars));
    found
}

fn text_of(chars: &Chars, span: Span) -> String {
    chars.all[span.start..span.end].iter().collect()
}

/// Whether a match may begin at `at`: at the start, or behind white space or an opening parenthesis.
fn opens(chars: &Chars, at: usize) -> bool {
    at == 0 || is_js_space(chars.all[at - 1]) || chars.all[at - 1] == '('
}

/// Whether a domain ends in a known top-level domain.
fn has_known_tld(domain: &str) -> bool {
    domain.rsplit_once('.').is_some_and(|(_, tld)| tld::is_iana(tld))
}

fn mentions(chars: &Chars) -> Vec<Found> {
    let mut found = Vec::new();
    for sign in (0..chars.all.len()).filter(|&i| chars.all[i] == '@') {
        if !opens(chars, sign) {
            continue;
        }
        let run = chars.run_end(sign + 1, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        // The handle ends at a word boundary, as late as possible.
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let boundary = |end: &usize| word(chars.all[end - 1]) != chars.get(*end).is_some_and(word);
        let Some(end) = (sign + 2..=run).rev().find(boundary) else { continue };
        let handle = text_of(chars, Span { start: sign + 1, end });
        if has_known_tld(&handle) || handle.ends_with(".test") {
            found.push(Found { kind: FacetKind::Mention, span: Span { start: sign, end }, value: handle });
        }
    }
    found
}

fn links(chars: &Chars) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.all.len() {
        if !opens(chars, at) {
            at += 1;
            continue;
        }
        let scheme = ["http://", "https://"].iter().find(|scheme| chars.has_word_at(at, scheme));
        let behind =
            scheme.map(|scheme| at + scheme.len()).filter(|&i| chars.get(i).is_some_and(|c| !is_js_space(c)));
        let domain = if behind.is_some() { None } else { bare_domain_end(chars, at) };
        if behind.is_none() && domain.is_none() {
            at += 1;
            continue;
        }
        let stop = chars.run_end(at, |c| !is_js_space(c));
        let known = domain.is_some_and(|end| has_known_tld(&text_of(chars, Span { start: at, end })));
        // Why: the library takes a scheme in lower case only, and links nothing in upper case.
        let lower = behind.is_some() && chars.all[at..at + 4].iter().eq(['h', 't', 't', 'p'].iter());
        if known || lower {
            let span = Span { start: at, end: trimmed_end(chars, at, stop) };
            let shown = text_of(chars, span);
            let value = if known { format!("https://{shown}") } else { shown };
            found.push(Found { kind: FacetKind::Link, span, value });
        }
        at = stop.max(at + 1);
    }
    found
}

/// The end of `a1.b2.c3` at `start`: a letter first, then letters, digits and single dots.
fn bare_domain_end(chars: &Chars, start: usize) -> Option<usize> {
    if !chars.get(start)?.is_ascii_alphabetic() {
        return None;
    }
    let label = |from: usize| chars.run_end(from, |c| c.is_ascii_alphanumeric());
    let mut end = label(start);
    let mut dotted = false;
    while chars.get(end) == Some('.') && chars.get(end + 1).is_some_and(|c| c.is_ascii_alphanumeric()) {
        end = label(end + 1);
        dotted = true;
    }
    dotted.then_some(end)
}

/// Without one closing mark of punctuation, and without a parenthesis that opened before the link.
fn trimmed_end(chars: &Chars, start: usize, stop: usize) -> usize {
    let mut end = stop;
    if matches!(chars.all[end - 1], '.' | ',' | ';' | ':' | '!' | '?') {
        end -= 1;
    }
    if chars.all[end - 1] == ')' && !chars.all[start..end].contains(&'(') {
        end -= 1;
    }
    end
}

/// Invisible characters that end a tag.
fn is_tag_end(c: char) -> bool {
    is_js_space(c) || matches!(c, '\u{ad}' | '\u{2060}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{20e2}')
}

fn tags(text: &str, chars: &Chars) -> Vec<Found> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.all.len() {
        let sign = i;
        i += 1;
        if !is_hash_sign(chars.all[sign]) || !(sign == 0 || is_js_space(chars.all[sign - 1])) {
            continue;
        }
        let stop = chars.run_end(sign + 1, |c| !is_tag_end(c));
        let tells = |c: &char| !(c.is_ascii_digit() || is_punctuation(*c));
        if chars.get(sign + 1) == Some('\u{fe0f}') || !chars.all[sign + 1..stop].iter().any(tells) {
            continue;
        }
        i = stop;
        let Some(last) = (sign + 1..stop).rev().find(|&i| !is_punctuation(chars.all[i])) else { continue };
        let span = Span { start: sign, end: last + 1 };
        let tag = &text[chars.at[sign + 1]..chars.at[last + 1]];
        if tag.graphemes(true).take(TAG_GRAPHEMES_MAX + 1).count() <= TAG_GRAPHEMES_MAX {
            found.push(Found { kind: FacetKind::Hashtag, span, value: tag.to_owned() });
        }
    }
    found
}

/// Stock symbols: `$A` to `$ABCDE`, which become tags.
fn tickers(chars: &Chars) -> Vec<Found> {
    let mut found = Vec::new();
    for sign in (0..chars.all.len()).filter(|&i| chars.all[i] == '$') {
        let starts = chars.get(sign + 1).is_some_and(|c| c.is_ascii_alphabetic());
        if !opens(chars, sign) || !starts {
            continue;
        }
        let end = chars.run_end(sign + 1, |c| c.is_ascii_alphanumeric());
        let closes = |c: char| {
            is_js_space(c) || matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '"' | '\'' | '\u{2019}')
        };
        if end - sign <= TICKER_MAX + 1 && chars.get(end).is_none_or(closes) {
            let span = Span { start: sign, end };
            found.push(Found { kind: FacetKind::Hashtag, span, value: text_of(chars, span).to_uppercase() });
        }
    }
    found
}
