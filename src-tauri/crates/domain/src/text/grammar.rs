//! What counts as an address, as far as it differs between X and Mastodon.

use super::chars::{is_cyrillic, is_latin_accent};

/// What differs between the networks that share these rules.
pub(super) struct Grammar {
    /// Schemes, in lower case, with `://`.
    pub(super) schemes: &'static [&'static str],
    /// What a path is made of, besides pairs of parentheses.
    pub(super) path: fn(char) -> bool,
    /// What a path may end with.
    pub(super) path_end: fn(char) -> bool,
    /// What a query is made of.
    pub(super) query: fn(char) -> bool,
    /// What a query may end with.
    pub(super) query_end: fn(char) -> bool,
    /// Whether parentheses may end a path whatever stands before them.
    pub(super) ends_in_any_parentheses: bool,
    /// Whether addresses without a scheme count.
    pub(super) bare: bool,
}

/// X: `http` and `https`, or bare.
pub(super) const X: Grammar = Grammar {
    schemes: &["http://", "https://"],
    path: |c| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '!' | '*'
                    | '\''
                    | ';'
                    | ':'
                    | '='
                    | '+'
                    | ','
                    | '.'
                    | '$'
                    | '/'
                    | '%'
                    | '#'
                    | '['
                    | ']'
                    | '-'
                    | '\u{2013}'
                    | '_'
                    | '~'
                    | '@'
                    | '|'
                    | '&'
            )
            || is_cyrillic(c)
            || is_latin_accent(c)
    },
    path_end: |c| {
        c.is_ascii_alphanumeric()
            || matches!(c, '+' | '-' | '=' | '_' | '#' | '/')
            || is_cyrillic(c)
            || is_latin_accent(c)
    },
    query: |c| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '!' | '?'
                    | '*'
                    | '\''
                    | '@'
                    | '('
                    | ')'
                    | ';'
                    | ':'
                    | '&'
                    | '='
                    | '+'
                    | '$'
                    | '/'
                    | '%'
                    | '#'
                    | '['
                    | ']'
                    | '-'
                    | '_'
                    | '.'
                    | ','
                    | '~'
                    | '|'
            )
    },
    query_end: |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '&' | '=' | '#' | '/'),
    ends_in_any_parentheses: false,
    bare: true,
};

/// Mastodon: more schemes, no bare addresses, and nearly anything in a path.
pub(super) const MASTODON: Grammar = Grammar {
    schemes: &[
        "http://",
        "https://",
        "dat://",
        "dweb://",
        "ipfs://",
        "ipns://",
        "ssb://",
        "gopher://",
        "gemini://",
    ],
    path: |c| !(c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '?')),
    path_end: |c| {
        !(c.is_whitespace()
            || matches!(
                c,
                '(' | ')'
                    | '?'
                    | '!'
                    | '*'
                    | '"'
                    | '\''
                    | '「'
                    | '」'
                    | '<'
                    | '>'
                    | ';'
                    | ':'
                    | '='
                    | ','
                    | '.'
                    | '$'
                    | '%'
                    | '['
                    | ']'
                    | '~'
                    | '&'
                    | '|'
                    | '@'
            ))
    },
    query: |c| (X.query)(c) || c == '^' || c >= '\u{a0}',
    query_end: |c| (X.query_end)(c) || c >= '\u{a0}',
    ends_in_any_parentheses: true,
    bare: false,
};
