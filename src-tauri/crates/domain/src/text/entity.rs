//! Mentions, hashtags and links of a text, by the rules of one network.

use serde::{Deserialize, Serialize};

use crate::network::{NetworkId, closed_set};

use super::chars::{Chars, Span};
use super::{bluesky, grammar, links, mastodon, plain, x};

closed_set! {
    /// What a marked part of a text is.
    FacetKind, UnknownFacetKind, "kind of facet" {
        /// Somebody's name.
        Mention = "mention",
        /// An address.
        Link = "link",
        /// A hashtag (on Bluesky also a stock symbol, `$ABC`).
        Hashtag = "hashtag",
    }
}

/// A marked part of a text. Ends are exclusive.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Facet {
    /// What it is.
    pub kind: FacetKind,
    /// First byte, UTF-8.
    pub byte_start: u32,
    /// Byte behind it, UTF-8.
    pub byte_end: u32,
    /// First unit, UTF-16.
    pub utf16_start: u32,
    /// Unit behind it, UTF-16.
    pub utf16_end: u32,
    /// The name without `@`, the hashtag without `#`, or the address with a scheme.
    pub value: String,
}

/// A marked part before its offsets are known.
pub(super) struct Found {
    pub(super) kind: FacetKind,
    pub(super) span: Span,
    pub(super) value: String,
}

/// The mentions, hashtags and links that `network` makes of `text`, in order, not overlapping.
/// On Bluesky a mention stands for a handle: it has to be resolved before it is sent.
#[must_use]
pub fn entities(text: &str, network: NetworkId) -> Vec<Facet> {
    let chars = Chars::new(text);
    let mut found = match network {
        NetworkId::Bluesky => bluesky::found(text, &chars),
        NetworkId::Mastodon => {
            let mut found = marked(&chars, FacetKind::Hashtag, mastodon::hashtags(&chars));
            let mentions = mastodon::mentions(&chars).into_iter().map(|mention| mention.span).collect();
            found.extend(marked(&chars, FacetKind::Mention, mentions));
            found.extend(linked(&chars, &grammar::MASTODON));
            found
        }
        NetworkId::X => {
            let mut found = linked(&chars, &grammar::X);
            found.extend(marked(&chars, FacetKind::Mention, x::mentions(&chars)));
            found.extend(marked(&chars, FacetKind::Hashtag, x::hashtags(&chars)));
            found
        }
        NetworkId::Instagram
        | NetworkId::Facebook
        | NetworkId::Threads
        | NetworkId::Youtube
        | NetworkId::Tiktok
        | NetworkId::Snapchat
        | NetworkId::Linkedin
        | NetworkId::Pinterest => {
            let mut found = linked(&chars, &grammar::X);
            found.extend(marked(&chars, FacetKind::Mention, plain::mentions(&chars, network)));
            found.extend(marked(&chars, FacetKind::Hashtag, x::hashtags(&chars)));
            found
        }
    };
    found.sort_by_key(|found| found.span.start);
    let mut end = 0;
    found.retain(|found| {
        let free = found.span.start >= end;
        if free {
            end = found.span.end;
        }
        free
    });
    placed(&chars, found)
}

fn marked(chars: &Chars, kind: FacetKind, spans: Vec<Span>) -> Vec<Found> {
    let value = |span: &Span| chars.all[span.start + 1..span.end].iter().collect();
    spans.into_iter().map(|span| Found { kind, span, value: value(&span) }).collect()
}

fn linked(chars: &Chars, grammar: &grammar::Grammar) -> Vec<Found> {
    let value = |link: &links::Link| {
        let text: String = chars.all[link.span.start..link.span.end].iter().collect();
        if link.scheme { text } else { format!("https://{text}") }
    };
    let found = |link: links::Link| Found { kind: FacetKind::Link, span: link.span, value: value(&link) };
    links::links(chars, grammar).into_iter().map(found).collect()
}

/// Turns character indices into byte and UTF-16 offsets, in one pass.
fn placed(chars: &Chars, found: Vec<Found>) -> Vec<Facet> {
    let mut at = 0;
    let mut utf16 = 0;
    let mut utf16_at = |index: usize| {
        utf16 += chars.all[at..index].iter().map(|c| c.len_utf16()).sum::<usize>();
        at = index;
        offset(utf16)
    };
    found
        .into_iter()
        .map(|found| Facet {
            kind: found.kind,
            byte_start: offset(chars.at[found.span.start]),
            byte_end: offset(chars.at[found.span.end]),
            utf16_start: utf16_at(found.span.start),
            utf16_end: utf16_at(found.span.end),
            value: found.value,
        })
        .collect()
}

/// An offset as it stands in data. No text of 4 GB reaches this far.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
