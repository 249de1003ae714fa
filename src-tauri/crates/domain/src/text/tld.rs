//! Top-level domains, from public lists (see the head of `data/tlds.txt`).

use std::collections::HashSet;
use std::sync::OnceLock;

/// Longest name in the list, characters.
const NAME_CHARS_MAX: usize = 18;

struct Lists {
    twitter: HashSet<&'static str>,
    iana: HashSet<&'static str>,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut lists = Lists { twitter: HashSet::new(), iana: HashSet::new() };
        for line in include_str!("data/tlds.txt").lines() {
            if let Some(name) = line.strip_prefix('=') {
                lists.twitter.insert(name);
                lists.iana.insert(name);
            } else if let Some(name) = line.strip_prefix('-') {
                lists.twitter.insert(name);
            } else if let Some(name) = line.strip_prefix('+') {
                lists.iana.insert(name);
            }
        }
        lists
    })
}

/// Whether IANA's root zone has this name, in lower case.
pub(super) fn is_iana(name: &str) -> bool {
    lists().iana.contains(name)
}

/// The length in characters of the top-level domain with which `chars` begins, as twitter-text sees
/// it: the name must not go on with a letter, digit, `@`, `+` or `-` of ASCII.
pub(super) fn twitter_prefix(chars: &[char]) -> Option<usize> {
    let goes_on = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '@' | '+' | '-');
    let mut name = String::new();
    let mut found = None;
    for (i, c) in chars.iter().take(NAME_CHARS_MAX).enumerate() {
        name.extend(c.to_lowercase());
        if !chars.get(i + 1).is_some_and(goes_on) && lists().twitter.contains(name.as_str()) {
            found = Some(i + 1);
        }
    }
    found.or_else(|| punycode_prefix(chars))
}

fn punycode_prefix(chars: &[char]) -> Option<usize> {
    let marked = chars.len() > 4 && chars.iter().zip("xn--".chars()).all(|(c, p)| c.eq_ignore_ascii_case(&p));
    let rest = chars.iter().skip(4).take_while(|c| c.is_ascii_alphanumeric() || **c == '-').count();
    (marked && rest > 0).then_some(4 + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_fits_the_window() {
        let longest = lists().twitter.iter().chain(&lists().iana).map(|name| name.chars().count()).max();
        assert_eq!(longest, Some(NAME_CHARS_MAX), "the window is exactly as long as the longest name");
    }

    #[test]
    fn a_name_must_end_where_it_ends() {
        let of = |text: &str| twitter_prefix(&text.chars().collect::<Vec<_>>());
        assert_eq!(of("com"), Some(3));
        assert_eq!(of("COM/x"), Some(3));
        assert_eq!(of("comx"), None);
        assert_eq!(of("com-x"), None);
        assert_eq!(of("com日本"), Some(3), "other scripts end it");
        assert_eq!(of("みんな"), Some(3));
        assert_eq!(of("xn--p1ai"), Some(8));
    }
}
