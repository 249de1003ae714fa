//! Characters that a network wants behind a backslash.

use crate::limits::TextRule;

/// The text as it is sent: characters of [`TextRule::escape`] behind a backslash (LinkedIn's "little
/// text"). Lengths are counted before this. Templates that the person wrote for the network —
/// `@[Name](urn:li:…)` and `{hashtag|\#|word}` — stay as they are; a plain `#word` stays a hashtag.
#[must_use]
pub fn escape(text: &str, rule: &TextRule) -> String {
    if rule.escape.is_empty() {
        return text.to_owned();
    }
    let escaped = |c: char| rule.escape.iter().any(|sign| sign.starts_with(c));
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(len) = template_len(rest) {
            out.push_str(&rest[..len]);
            rest = &rest[len..];
            continue;
        }
        let behind_word = out.chars().next_back().is_some_and(char::is_alphanumeric);
        let tag = c == '#' && !behind_word && rest[1..].chars().next().is_some_and(char::is_alphanumeric);
        if escaped(c) && !tag {
            out.push('\\');
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Longest template, bytes: beyond this a bracket is a bracket.
const TEMPLATE_BYTES_MAX: usize = 512;

/// The length in bytes of a mention or hashtag template at the start of `text`.
fn template_len(text: &str) -> Option<usize> {
    let mut end = text.len().min(TEMPLATE_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let window = &text[..end];
    if let Some(rest) = window.strip_prefix("{hashtag|") {
        let close = rest.find('}')?;
        return (!rest[..close].contains(['{', '\n'])).then_some("{hashtag|".len() + close + 1);
    }
    let rest = window.strip_prefix("@[")?;
    let name = rest.find(']')?;
    let urn = rest[name + 1..].strip_prefix("(urn:li:")?;
    let close = urn.find(')')?;
    let clean = !rest[..name].contains(['[', '\n']) && !urn[..close].contains([' ', '(', '\n']);
    (clean && name > 0).then_some("@[".len() + name + 1 + "(urn:li:".len() + close + 1)
}
