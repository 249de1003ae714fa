//! What counts as one emoji (see the head of `data/emoji.txt` for the sources).

use std::collections::HashSet;
use std::sync::OnceLock;

/// Longest joined sequence, characters: a couple with two skin tones.
const SEQUENCE_CHARS_MAX: usize = 10;

const JOINER: char = '\u{200d}';
const SELECTOR: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

type Ranges = Vec<(u32, u32)>;

struct Table {
    /// Shown as emoji unasked.
    presentation: Ranges,
    /// Shown as emoji when a variation selector follows.
    selector: Ranges,
    /// Takes a skin tone.
    modifier_base: Ranges,
    /// Two-letter codes of flags.
    flags: HashSet<&'static str>,
    /// Joined and tag sequences.
    sequences: HashSet<&'static str>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table {
            presentation: Ranges::new(),
            selector: Ranges::new(),
            modifier_base: Ranges::new(),
            flags: HashSet::new(),
            sequences: HashSet::new(),
        };
        for line in include_str!("data/emoji.txt").lines() {
            let Some((name, words)) = line.split_once(' ') else { continue };
            let words = words.split(' ');
            match name {
                "presentation" => table.presentation.extend(words.filter_map(range)),
                "selector" => table.selector.extend(words.filter_map(range)),
                "modifier_base" => table.modifier_base.extend(words.filter_map(range)),
                "flag" => table.flags.extend(words),
                "sequence" => table.sequences.extend(words),
                _ => {}
            }
        }
        table
    })
}

fn range(word: &str) -> Option<(u32, u32)> {
    let (first, last) = word.split_once('-').unwrap_or((word, word));
    Some((u32::from_str_radix(first, 16).ok()?, u32::from_str_radix(last, 16).ok()?))
}

fn within(ranges: &Ranges, c: char) -> bool {
    let point = u32::from(c);
    let after = ranges.partition_point(|(first, _)| *first <= point);
    after > 0 && ranges[after - 1].1 >= point
}

fn is_modifier(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}

/// The letter of a regional indicator.
fn region(c: char) -> Option<char> {
    let letter = u32::from(c).checked_sub(0x1f1e6).filter(|n| *n < 26)?;
    char::from_u32(u32::from('A') + letter)
}

/// The length in characters of the emoji that begins at `start`, or none where none begins.
/// A character that is shown as text unless a selector follows is no emoji alone.
pub(super) fn emoji_len(chars: &[char], start: usize) -> Option<usize> {
    let first = *chars.get(start)?;
    let at = |offset: usize| chars.get(start + offset).copied();
    if matches!(first, '0'..='9' | '#' | '*') {
        return keycap_len(at(1), at(2));
    }
    // Why: nothing below these is ever an emoji, and most text lies there.
    if first < '\u{203c}' && !matches!(first, '\u{a9}' | '\u{ae}') {
        return None;
    }
    if let Some(len) = sequence_len(chars, start) {
        return Some(len);
    }
    if let (Some(a), Some(b)) = (region(first), at(1).and_then(region)) {
        let code = [a, b].iter().collect::<String>();
        return table().flags.contains(code.as_str()).then_some(2).or(Some(1));
    }
    let selected = at(1) == Some(SELECTOR) && within(&table().selector, first);
    let len = 1 + usize::from(selected);
    if within(&table().modifier_base, first) && at(len).is_some_and(is_modifier) {
        return Some(len + 1);
    }
    (selected || within(&table().presentation, first) || region(first).is_some()).then_some(len)
}

fn keycap_len(second: Option<char>, third: Option<char>) -> Option<usize> {
    match (second, third) {
        (Some(KEYCAP), _) => Some(2),
        (Some(SELECTOR), Some(KEYCAP)) => Some(3),
        _ => None,
    }
}

/// The longest joined or tag sequence at `start`.
fn sequence_len(chars: &[char], start: usize) -> Option<usize> {
    let end = chars.len().min(start + SEQUENCE_CHARS_MAX);
    let window = &chars[start..end];
    let joins = |c: &char| *c == JOINER || *c == '\u{e0067}';
    if !window.iter().take(4).any(joins) {
        return None;
    }
    let mut text = String::new();
    let mut ends = Vec::with_capacity(window.len());
    for c in window {
        text.push(*c);
        ends.push(text.len());
    }
    (2..=window.len()).rev().find(|len| table().sequences.contains(&text[..ends[len - 1]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn len(text: &str) -> Option<usize> {
        emoji_len(&text.chars().collect::<Vec<_>>(), 0)
    }

    #[test]
    fn the_longest_sequence_fits_the_window() {
        let longest = table().sequences.iter().map(|s| s.chars().count()).max();
        assert_eq!(
            longest,
            Some(SEQUENCE_CHARS_MAX),
            "the window is exactly as long as the longest sequence"
        );
    }

    #[test]
    fn one_emoji_is_one_however_many_characters_it_takes() {
        for (text, expected) in [
            ("😀", 1),
            ("👍🏽", 2),
            ("👨‍👩‍👧‍👦", 7),
            ("🧑🏻‍❤️‍💋‍🧑🏿", 10),
            ("🇫🇷", 2),
            ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", 7),
            ("1️⃣", 3),
            ("❤️", 2),
            ("©️", 2),
            ("☝️🏽", 3),
        ] {
            assert_eq!(len(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn text_is_no_emoji() {
        for text in ["a", "1", "#", "é", "©", "☺", "日", "\u{200d}"] {
            assert_eq!(len(text), None, "{text}");
        }
        assert_eq!(len("🇦🇦"), Some(1), "no such flag: two letters");
        assert_eq!(len("😀‍😀"), Some(1), "no such sequence: an emoji, a joiner, an emoji");
    }
}
