//! Mentions on networks that publish no grammar of their own: a name behind `@`, with the
//! characters and lengths that the network allows in names.

use crate::network::NetworkId;

use super::chars::{Chars, Span, is_at_sign, is_word};

/// What a name may look like.
struct Names {
    /// Signs besides letters, digits and `_`.
    signs: &'static [char],
    /// Longest name.
    max: usize,
}

const fn names(network: NetworkId) -> Option<Names> {
    match network {
        NetworkId::Instagram | NetworkId::Threads => Some(Names { signs: &['.'], max: 30 }),
        NetworkId::Tiktok => Some(Names { signs: &['.'], max: 24 }),
        NetworkId::Youtube => Some(Names { signs: &['.', '-', '\u{b7}'], max: 30 }),
        NetworkId::Pinterest => Some(Names { signs: &[], max: 30 }),
        NetworkId::Snapchat => Some(Names { signs: &['.', '-'], max: 15 }),
        // A mention is a template there, made from an id; a name behind `@` stays text.
        NetworkId::Facebook | NetworkId::Linkedin => None,
        // These have rules of their own.
        NetworkId::X | NetworkId::Bluesky | NetworkId::Mastodon => None,
    }
}

/// Mentions, their sign included.
pub(super) fn mentions(chars: &Chars, network: NetworkId) -> Vec<Span> {
    match (network, names(network)) {
        (NetworkId::Facebook | NetworkId::Linkedin, _) => templates(chars),
        (_, Some(names)) => named(chars, &names),
        (_, None) => Vec::new(),
    }
}

fn named(chars: &Chars, names: &Names) -> Vec<Span> {
    let mut found = Vec::new();
    for sign in (0..chars.all.len()).filter(|&i| is_at_sign(chars.all[i])) {
        let barred = |c: char| is_word(c) || matches!(c, '/' | '.' | '=' | '@');
        if sign.checked_sub(1).is_some_and(|before| barred(chars.all[before])) {
            continue;
        }
        let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let run =
            chars.run_end(sign + 1, |c| letter(c) || names.signs.contains(&c)).min(sign + 1 + names.max);
        let Some(last) = (sign + 1..run).rev().find(|&i| letter(chars.all[i])) else { continue };
        found.push(Span { start: sign, end: last + 1 });
    }
    found
}

/// `@[Name](urn)` on LinkedIn, `@[id]` on Facebook.
fn templates(chars: &Chars) -> Vec<Span> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.all.len() {
        let sign = i;
        i += 1;
        if chars.all[sign] != '@' || chars.get(sign + 1) != Some('[') {
            continue;
        }
        let name_end = chars.run_end(sign + 2, |c| !matches!(c, '[' | ']' | '\n'));
        if chars.get(name_end) != Some(']') || name_end == sign + 2 {
            i = name_end.max(i);
            continue;
        }
        let mut end = name_end + 1;
        if chars.get(end) == Some('(') {
            let urn_end = chars.run_end(end + 1, |c| !matches!(c, '(' | ')' | '\n' | ' '));
            if chars.get(urn_end) == Some(')') {
                end = urn_end + 1;
            }
        }
        found.push(Span { start: sign, end });
        i = end;
    }
    found
}
