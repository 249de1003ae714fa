//! What became of everything that was planned.

use std::collections::{BTreeMap, BTreeSet};

use upbeat_domain::publication::{Part, PublicationState as State};

use crate::network::{Post, Server};

/// Counts of parts, of all that was planned.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Verdict {
    /// Parts that were planned.
    pub planned: usize,
    /// Parts that are published here, by the receipt of a post that is there and nobody else's.
    pub once: usize,
    /// Parts that are nowhere: not on the network, and over here.
    pub lost: usize,
    /// Posts on the network beyond those that were planned.
    pub double: usize,
    /// Parts that are published here, and whose receipt is of no post of theirs.
    pub falsely_published: usize,
    /// Posts that show other pictures than they should, or broken ones.
    pub maimed: usize,
    /// How often the person was asked.
    pub asked: usize,
}

/// Holds what the database says against what is on the network. The naive queue writes no receipts; it believes of
/// everything that is there that it is out.
pub(super) fn judge(parts: &[&Part], server: &Server, picture: &[u8], naive: bool) -> Verdict {
    let mut there: BTreeMap<String, Vec<Post>> = BTreeMap::new();
    for post in server.posts() {
        there.entry(post.text.clone()).or_default().push(post);
    }
    let mut planned: BTreeMap<&str, Vec<&Part>> = BTreeMap::new();
    for part in parts {
        planned.entry(&part.content.text).or_default().push(part);
    }
    let mut verdict = Verdict::default();
    for (words, parts) in planned {
        let posts = there.remove(words).unwrap_or_default();
        let (published, once) = if naive {
            let out = posts.len().min(parts.len());
            (out, out)
        } else {
            let published = parts.iter().filter(|part| part.state == State::Published);
            (published.count(), proven(&parts, &posts))
        };
        verdict.planned += parts.len();
        verdict.once += once;
        verdict.lost += parts.len().saturating_sub(published.max(posts.len()));
        verdict.double += posts.len().saturating_sub(parts.len());
        verdict.falsely_published += published - once;
        let media = parts.first().map_or(0, |part| part.content.media.len());
        let whole = |post: &Post| {
            post.media.len() == media
                && post.media.iter().all(|id| server.file(id).as_deref() == Some(picture))
        };
        verdict.maimed += posts.iter().filter(|post| !whole(post)).count();
    }
    verdict.double += there.values().map(Vec::len).sum::<usize>();
    verdict
}

/// Published parts whose receipt is of one of these posts, and of no other part.
fn proven(parts: &[&Part], posts: &[Post]) -> usize {
    let published = parts.iter().filter(|part| part.state == State::Published);
    let ids: BTreeSet<&str> = published
        .filter_map(|part| part.receipt.as_ref())
        .map(|receipt| receipt.remote_id.as_str())
        .collect();
    posts.iter().filter(|post| ids.contains(post.id.as_str())).count()
}
