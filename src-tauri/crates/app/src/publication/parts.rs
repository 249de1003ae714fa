//! A body as the ordered parts of a publication.

use std::ops::Range;

use upbeat_domain::check::text_of;
use upbeat_domain::id::PartId;
use upbeat_domain::limits::{Format, Limits};
use upbeat_domain::network::FormatKind;
use upbeat_domain::post::Body;
use upbeat_domain::publication::{Part, Role};
use upbeat_domain::text;

use crate::studio::Studio;

/// The field that becomes a comment of our own under the post.
const FIRST_COMMENT: &str = "first_comment";

/// The bodies of the parts with their roles: a thread's posts, then a first comment where the format
/// has one.
pub(super) fn bodies(format: &Format, body: &Body) -> Vec<(Role, Body)> {
    let comment = body.fields.get(FIRST_COMMENT).filter(|text| !text.trim().is_empty());
    let takes_one = format.texts.iter().any(|rule| rule.field == FIRST_COMMENT);
    let comment = comment.filter(|_| takes_one).cloned();
    let mut whole = body.clone();
    if comment.is_some() {
        whole.fields.remove(FIRST_COMMENT);
    }
    let mut parts: Vec<(Role, Body)> = if format.kind == FormatKind::Thread {
        thread(format, &whole).into_iter().map(|body| (Role::Post, body)).collect()
    } else {
        vec![(Role::Post, whole)]
    };
    if let Some(text) = comment {
        parts.push((Role::FirstComment, Body { text, ..Body::default() }));
    }
    parts
}

/// Where a thread's main text is cut into linked posts, byte ranges; none where it stays one post.
pub(crate) fn cuts(format: &Format, body: &Body) -> Vec<Range<usize>> {
    let rule = format.texts.iter().find(|rule| rule.main).filter(|_| format.kind == FormatKind::Thread);
    let ranges = rule.map(|rule| text::split(text_of(rule, body), rule, &body.fields)).unwrap_or_default();
    if ranges.len() < 2 { Vec::new() } else { ranges }
}

/// A long text as linked posts; the first one carries media and fields.
fn thread(format: &Format, body: &Body) -> Vec<Body> {
    let Some(rule) = format.texts.iter().find(|rule| rule.main) else { return vec![body.clone()] };
    let whole = text_of(rule, body);
    let ranges = cuts(format, body);
    if ranges.is_empty() {
        return vec![body.clone()];
    }
    ranges
        .into_iter()
        .enumerate()
        .map(|(index, range)| {
            let text = whole[range].to_owned();
            if index == 0 { Body { text, ..body.clone() } } else { Body { text, ..Body::default() } }
        })
        .collect()
}

/// The parts themselves, each with its key.
pub(super) fn planned(studio: &Studio, limits: &Limits, bodies: Vec<(Role, Body)>) -> Vec<Part> {
    let network = studio.registry().get(limits.network);
    bodies
        .into_iter()
        .zip(0..)
        .map(|((role, body), position)| {
            let id = PartId::new(studio.clock().uuid());
            let key = network.map_or_else(|| id.to_string(), |network| network.key(id));
            Part::planned(id, position, role, body, key)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use upbeat_domain::network::NetworkId;

    fn of(network: NetworkId, kind: FormatKind, text: &str) -> Vec<(Role, Body)> {
        let limits = crate::network::of(network);
        let format = limits.formats.iter().find(|format| format.kind == kind);
        let body = Body { text: text.to_owned(), ..Body::default() };
        format.map(|format| bodies(format, &body)).unwrap_or_default()
    }

    #[test]
    fn a_long_thread_becomes_several_posts_and_nothing_is_lost() {
        let text = "Une phrase assez longue pour remplir un post. ".repeat(20);
        let parts = of(NetworkId::Bluesky, FormatKind::Thread, text.trim());
        assert!(parts.len() > 1, "{} parts", parts.len());
        let joined: Vec<&str> = parts.iter().map(|(_, body)| body.text.as_str()).collect();
        assert_eq!(joined.join(" "), text.trim());
    }

    #[test]
    fn a_first_comment_goes_only_where_the_format_has_one() {
        let limits = crate::network::of(NetworkId::Facebook);
        let fields = [(FIRST_COMMENT.to_owned(), "#jardin".to_owned())].into();
        let body = Body { text: "Bonjour".to_owned(), fields, ..Body::default() };
        let roles = |id: &str| {
            let format = limits.formats.iter().find(|format| format.id == id);
            let parts = format.map(|format| bodies(format, &body)).unwrap_or_default();
            parts.into_iter().map(|(role, _)| role).collect::<Vec<_>>()
        };
        assert_eq!(roles("text"), [Role::Post, Role::FirstComment]);
        assert_eq!(roles("reel"), [Role::Post]);
    }

    #[test]
    fn an_ordinary_post_is_one_part() {
        let parts = of(NetworkId::Mastodon, FormatKind::Text, "Bonjour");
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].0, Role::Post);
    }
}
