//! Characters by index, and the classes that several networks' rules speak of.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// A text as characters that can be reached by index, each with its byte offset.
pub(super) struct Chars {
    /// The characters.
    pub(super) all: Vec<char>,
    /// Byte offset of each, and one more for the end.
    pub(super) at: Vec<usize>,
}

impl Chars {
    pub(super) fn new(text: &str) -> Self {
        let mut all = Vec::with_capacity(text.len());
        let mut at = Vec::with_capacity(text.len() + 1);
        for (byte, c) in text.char_indices() {
            all.push(c);
            at.push(byte);
        }
        at.push(text.len());
        Self { all, at }
    }

    pub(super) fn get(&self, index: usize) -> Option<char> {
        self.all.get(index).copied()
    }

    /// Whether `word` (ASCII, lower case) stands at `index`, in either case.
    pub(super) fn has_word_at(&self, index: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(i, w)| self.get(index + i).is_some_and(|c| c.eq_ignore_ascii_case(&w)))
    }

    /// First index from `start` on whose character isn't in the class; the end if all are.
    pub(super) fn run_end(&self, start: usize, class: impl Fn(char) -> bool) -> usize {
        (start..self.all.len()).find(|&i| !class(self.all[i])).unwrap_or(self.all.len())
    }
}

/// A part of a text, in character indices.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Letters with accents that twitter-text lets stand in ASCII addresses.
pub(super) fn is_latin_accent(c: char) -> bool {
    matches!(c,
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}'
        | '\u{253}' | '\u{254}' | '\u{256}' | '\u{257}' | '\u{259}' | '\u{25b}' | '\u{263}' | '\u{268}'
        | '\u{26f}' | '\u{272}' | '\u{289}' | '\u{28b}' | '\u{2bb}'
        | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}')
}

/// Cyrillic, as twitter-text lets it stand in paths.
pub(super) fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{4ff}')
}

/// White space as twitter-text counts it.
fn is_twitter_space(c: char) -> bool {
    matches!(c,
        '\u{9}'..='\u{d}' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Characters that a post on X may not hold.
pub(super) fn is_twitter_invalid(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{feff}' | '\u{ffff}')
}

/// Marks that turn the direction of writing.
pub(super) fn is_directional(c: char) -> bool {
    matches!(c,
        '\u{202a}'..='\u{202e}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
}

/// What a label of a domain may be made of besides `-` and `_`.
pub(super) fn is_domain_char(c: char) -> bool {
    if c.is_ascii_alphanumeric() {
        return true;
    }
    let punctuation = matches!(
        c,
        '!' | '\''
            | '#'
            | '%'
            | '&'
            | '('
            | ')'
            | '*'
            | '+'
            | ','
            | '\\'
            | '-'
            | '.'
            | '/'
            | ':'
            | ';'
            | '<'
            | '='
            | '>'
            | '?'
            | '@'
            | '['
            | ']'
            | '^'
            | '_'
            | '{'
            | '|'
            | '}'
            | '~'
            | '$'
    );
    !(punctuation || is_twitter_space(c) || is_twitter_invalid(c) || is_directional(c))
}

/// `@` in both widths.
pub(super) fn is_at_sign(c: char) -> bool {
    matches!(c, '@' | '\u{ff20}')
}

/// `#` in both widths.
pub(super) fn is_hash_sign(c: char) -> bool {
    matches!(c, '#' | '\u{ff03}')
}

/// White space as ECMAScript counts it.
pub(super) fn is_js_space(c: char) -> bool {
    matches!(c,
        '\u{9}'..='\u{d}' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}'
        | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}')
}

/// Letters and marks.
pub(super) fn is_letter_or_mark(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    matches!(c.general_category_group(), GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark)
}

/// Decimal digits of any script.
pub(super) fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { c.general_category() == GeneralCategory::DecimalNumber }
}

/// Punctuation of any kind.
pub(super) fn is_punctuation(c: char) -> bool {
    c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// Letters, marks, digits and connectors: a "word" character in Ruby's sense.
pub(super) fn is_word(c: char) -> bool {
    is_letter_or_mark(c)
        || is_digit(c)
        || c == '_'
        || (!c.is_ascii() && c.general_category() == GeneralCategory::ConnectorPunctuation)
}
