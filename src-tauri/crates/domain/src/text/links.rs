//! Addresses as twitter-text finds them: with a scheme, or bare where a known top-level domain ends
//! them. Mastodon uses the same rules with other schemes and wider paths.
//!
//! The rules stand in twitter-text's conformance data; this is a scanner of our own, in one pass.

use super::chars::{Chars, Span, is_directional, is_domain_char, is_latin_accent, is_twitter_invalid};
use super::grammar::Grammar;
use super::punycode::ascii_len;
use super::tld;

/// Longest address, UTF-16 units, its scheme counted twice.
const URL_UTF16_MAX: usize = 4096;
/// Longest label of a domain in ASCII.
const LABEL_MAX: usize = 63;
/// Longest name behind `t.co/`.
const TCO_SLUG_MAX: usize = 40;

/// An address in a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Link {
    /// Where it stands.
    pub(super) span: Span,
    /// How many characters the counter skips for it: fewer than the span where twitter-text drops
    /// letters of another script from the middle of a bare domain.
    pub(super) counted: usize,
    /// Whether it has a scheme.
    pub(super) scheme: bool,
}

/// A stretch of characters that labels are made of.
struct Run {
    start: usize,
    end: usize,
    last_underscore: Option<usize>,
    /// Where a top-level domain that begins the run ends.
    tld_end: Option<usize>,
    /// Where the longest domain whose first label is this run ends.
    domain_end: Option<usize>,
}

struct Scanner<'a> {
    chars: &'a Chars,
    grammar: &'a Grammar,
    runs: Vec<Run>,
}

/// All addresses, in order, not overlapping.
pub(super) fn links(chars: &Chars, grammar: &Grammar) -> Vec<Link> {
    let needed = if grammar.bare { '.' } else { ':' };
    if !chars.all.contains(&needed) {
        return Vec::new();
    }
    let scanner = Scanner { chars, grammar, runs: runs(&chars.all) };
    let mut found = Vec::new();
    let mut from = 0;
    while from < chars.all.len() {
        match scanner.next_match(from) {
            Some(candidate) => {
                scanner.keep(&candidate, &mut found);
                from = candidate.end;
            }
            None => break,
        }
    }
    found
}

/// What the pattern matched, before it is found valid.
struct Candidate {
    start: usize,
    domain: Span,
    has_path: bool,
    end: usize,
}

fn runs(all: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut i = 0;
    while i < all.len() {
        let member = |c: char| matches!(c, '-' | '_') || is_domain_char(c);
        if !member(all[i]) {
            i += 1;
            continue;
        }
        let start = i;
        let mut last_underscore = None;
        while i < all.len() && member(all[i]) {
            if all[i] == '_' {
                last_underscore = Some(i);
            }
            i += 1;
        }
        let after_dot = start > 0 && all[start - 1] == '.';
        let tld_end =
            if after_dot { tld::twitter_prefix(&all[start..]).map(|len| start + len) } else { None };
        runs.push(Run { start, end: i, last_underscore, tld_end, domain_end: None });
    }
    for r in (0..runs.len()).rev() {
        runs[r].domain_end = domain_end(all, &runs, r, runs[r].start);
    }
    runs
}

/// Where the longest domain ends whose first label begins at `start` within run `r`.
fn domain_end(all: &[char], runs: &[Run], r: usize, start: usize) -> Option<usize> {
    let run = &runs[r];
    let next = runs.get(r + 1).filter(|next| next.start == run.end + 1)?;
    let dotted = all.get(run.end) == Some(&'.');
    let whole = start < run.end && is_domain_char(all[start]) && is_domain_char(all[run.end - 1]);
    if !(dotted && whole) {
        return None;
    }
    let underscored = run.last_underscore.is_some_and(|at| at >= start);
    next.domain_end.or(if underscored { None } else { next.tld_end })
}

fn may_precede(c: char) -> bool {
    is_directional(c)
        || !(c.is_ascii_alphanumeric()
            || matches!(c, '@' | '\u{ff20}' | '$' | '#' | '\u{ff03}')
            || is_twitter_invalid(c))
}

impl Scanner<'_> {
    /// The first match whose preceding character lies at `from` or later.
    fn next_match(&self, from: usize) -> Option<Candidate> {
        for before in from..self.chars.all.len() {
            if may_precede(self.chars.all[before])
                && let Some(candidate) = self.match_at(before + 1)
            {
                return Some(candidate);
            }
            if before == 0 {
                // Why: the pattern tries "behind the first character" before "at the very start".
                if let Some(candidate) = self.match_at(0) {
                    return Some(candidate);
                }
            }
        }
        None
    }

    fn domain_at(&self, start: usize) -> Option<usize> {
        let r = self.runs.partition_point(|run| run.end <= start);
        self.runs.get(r).filter(|run| run.start <= start)?;
        domain_end(&self.chars.all, &self.runs, r, start)
    }

    fn match_at(&self, start: usize) -> Option<Candidate> {
        let scheme = self.grammar.schemes.iter().find(|scheme| self.chars.has_word_at(start, scheme));
        let domain_start = start + scheme.map_or(0, |scheme| scheme.len());
        let domain = Span { start: domain_start, end: self.domain_at(domain_start)? };
        let mut end = domain.end;
        if self.chars.get(end) == Some(':') {
            let digits = self.chars.run_end(end + 1, |c| c.is_ascii_digit());
            if digits > end + 1 {
                end = digits;
            }
        }
        let has_path = self.chars.get(end) == Some('/');
        if has_path {
            end = self.path_end(end);
        }
        if self.chars.get(end) == Some('?') {
            end = self.query_end(end);
        }
        Some(Candidate { start, domain, has_path, end })
    }

    fn path_end(&self, slash: usize) -> usize {
        let mut end = slash + 1;
        let mut i = slash + 1;
        while let Some(c) = self.chars.get(i) {
            if (self.grammar.path)(c) {
                i += 1;
                if (self.grammar.path_end)(c) {
                    end = i;
                }
            } else if let Some(closed) = self.balanced_end(i) {
                // Why: on X parentheses end a path only where it could have ended before them.
                if end == i || self.grammar.ends_in_any_parentheses {
                    end = closed;
                }
                i = closed;
            } else {
                break;
            }
        }
        end
    }

    /// The end of parentheses that open at `open` and close again, one pair inside at most.
    fn balanced_end(&self, open: usize) -> Option<usize> {
        if self.chars.get(open) != Some('(') {
            return None;
        }
        let first = self.chars.run_end(open + 1, self.grammar.path);
        match self.chars.get(first) {
            Some(')') if first > open + 1 => Some(first + 1),
            Some('(') => {
                let inner = self.chars.run_end(first + 1, self.grammar.path);
                if inner == first + 1 || self.chars.get(inner) != Some(')') {
                    return None;
                }
                let last = self.chars.run_end(inner + 1, self.grammar.path);
                (self.chars.get(last) == Some(')')).then_some(last + 1)
            }
            Some(_) | None => None,
        }
    }

    fn query_end(&self, mark: usize) -> usize {
        let stop = self.chars.run_end(mark + 1, self.grammar.query);
        (mark + 1..stop).rev().find(|&i| (self.grammar.query_end)(self.chars.all[i])).map_or(mark, |i| i + 1)
    }

    fn keep(&self, candidate: &Candidate, found: &mut Vec<Link>) {
        let scheme = candidate.domain.start > candidate.start;
        if !self.is_valid(candidate) {
            return;
        }
        if scheme {
            found.extend(self.with_scheme(candidate));
        } else if self.grammar.bare {
            self.keep_bare(candidate, found);
        }
    }

    fn with_scheme(&self, candidate: &Candidate) -> Option<Link> {
        let mut end = candidate.end;
        let all = &self.chars.all;
        let tco = self.chars.has_word_at(candidate.domain.start, "t.co/");
        if tco && candidate.domain.end == candidate.domain.start + 4 {
            let slug = candidate.domain.end + 1;
            let slug_end = self.chars.run_end(slug, |c| c.is_ascii_alphanumeric());
            if slug_end - slug > TCO_SLUG_MAX {
                return None;
            }
            if slug_end > slug {
                end = if all.get(slug_end) == Some(&'?') { self.query_end(slug_end) } else { slug_end };
            }
        }
        let span = Span { start: candidate.start, end };
        Some(Link { span, counted: end - candidate.start, scheme: true })
    }

    /// A bare address is only its part in Latin letters; several may hide in one domain.
    fn keep_bare(&self, candidate: &Candidate, found: &mut Vec<Link>) {
        let all = &self.chars.all;
        let before = candidate.start.checked_sub(1).map(|i| all[i]);
        if before.is_some_and(|c| matches!(c, '-' | '_' | '.' | '/')) {
            return;
        }
        let first = found.len();
        for span in latin_domains(all, candidate.domain) {
            found.push(Link { span, counted: span.end - span.start, scheme: false });
        }
        if let Some(last) = found[first..].last_mut().filter(|_| candidate.has_path) {
            last.counted += candidate.end - candidate.domain.end;
            last.span.end = candidate.end;
        }
    }

    fn is_valid(&self, candidate: &Candidate) -> bool {
        let all = &self.chars.all;
        let domain = &all[candidate.domain.start..candidate.domain.end];
        if domain.starts_with(&['x', 'n', '-', '-']) && latin_domains(all, candidate.domain).is_empty() {
            return false;
        }
        if !domain.split(|c| *c == '.').all(|label| (1..=LABEL_MAX).contains(&ascii_len(label))) {
            return false;
        }
        let utf16 = all[candidate.start..candidate.end].iter().map(|c| c.len_utf16()).sum::<usize>();
        let scheme = candidate.domain.start - candidate.start;
        utf16 + if scheme == 0 { "https://".len() } else { scheme } <= URL_UTF16_MAX
    }
}

/// The domains within `domain` whose labels are Latin (the last one may be any top-level domain).
fn latin_domains(all: &[char], domain: Span) -> Vec<Span> {
    let latin = |c: char| c.is_ascii_alphanumeric() || c == '-' || is_latin_accent(c);
    let chars = &all[..domain.end];
    let mut found = Vec::new();
    let mut start = domain.start;
    while start < domain.end {
        if !latin(chars[start]) {
            start += 1;
            continue;
        }
        // A chain of Latin labels; the furthest dot that a top-level domain follows ends the domain.
        let mut at = start;
        let mut end = None;
        loop {
            while at < domain.end && latin(chars[at]) {
                at += 1;
            }
            if chars.get(at) != Some(&'.') {
                break;
            }
            at += 1;
            if let Some(len) = tld::twitter_prefix(&chars[at..]) {
                end = Some(at + len);
            }
            if !chars.get(at).is_some_and(|c| latin(*c)) {
                break;
            }
        }
        if let Some(end) = end {
            found.push(Span { start, end });
        }
        start = end.unwrap_or(at).max(start + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::grammar::X;

    fn found(text: &str) -> Vec<String> {
        let chars = Chars::new(text);
        let text_of = |link: &Link| chars.all[link.span.start..link.span.end].iter().collect();
        links(&chars, &X).iter().map(text_of).collect()
    }

    #[test]
    fn addresses_with_and_without_a_scheme_are_found() {
        assert_eq!(found("voir https://upbeat.studio/a?b=c#d."), ["https://upbeat.studio/a?b=c#d"]);
        assert_eq!(found("voir upbeat.fr/prix, vite"), ["upbeat.fr/prix"]);
        assert_eq!(found("日本example.com/x"), ["example.com/x"]);
        assert_eq!(found("a.b.c.d sans fin.connue"), Vec::<String>::new());
        assert_eq!(found("moi@exemple.com"), Vec::<String>::new(), "an e-mail is no address");
        assert_eq!(found("(en.wikipedia.org/wiki/Vase_(objet))"), ["en.wikipedia.org/wiki/Vase_(objet)"]);
        assert_eq!(found("t.co/:(.com)"), ["t.co/"], "as twitter-text has it");
    }
}
