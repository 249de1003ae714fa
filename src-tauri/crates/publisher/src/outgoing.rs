//! From a stored part to what goes out.

use std::pin::Pin;
use std::sync::Arc;

use upbeat_domain::id::{AccountId, ContentHash, PartId};
use upbeat_domain::network::NetworkId;
use upbeat_domain::post::Medium;
use upbeat_domain::publication::{Failure, Part, Publication};
use upbeat_networks::{OutgoingMedium, OutgoingPart, Reply, Sought};

/// The prepared files that a part needs.
#[derive(Clone, Debug)]
pub struct FilesWanted {
    /// For which part.
    pub part: PartId,
    /// For which account: its server may have limits of its own.
    pub account: AccountId,
    /// For which network.
    pub network: NetworkId,
    /// For which of its formats.
    pub format: String,
    /// The media in order.
    pub media: Vec<Medium>,
}

/// Makes the files of a part, or finds those made earlier: the same wish gives the same bytes. Who composes the
/// publisher gives it, for one workspace each.
pub type Files = Arc<dyn Fn(FilesWanted) -> FilesFuture + Send + Sync>;

type FilesFuture = Pin<Box<dyn Future<Output = Result<Vec<OutgoingMedium>, Failure>> + Send>>;

/// What goes out for a part. The same stored part always gives the same.
pub(crate) async fn outgoing(
    publication: &Publication,
    part: &Part,
    files: &Files,
) -> Result<OutgoingPart, Failure> {
    let media = if part.content.media.is_empty() {
        Vec::new()
    } else {
        let wanted = FilesWanted {
            part: part.id,
            account: publication.account,
            network: publication.network,
            format: publication.format.clone(),
            media: part.content.media.clone(),
        };
        files(wanted).await?
    };
    Ok(OutgoingPart {
        format: publication.format.clone(),
        text: part.content.text.clone(),
        fields: part.content.fields.clone(),
        media,
        reply: reply(publication, part),
        dated: publication.due_at,
    })
}

/// The same to look for: no file is made for that.
pub(crate) fn sought(publication: &Publication, part: &Part) -> Sought {
    Sought {
        text: part.content.text.clone(),
        fields: part.content.fields.clone(),
        media: part.content.media.len(),
        reply: reply(publication, part),
    }
}

/// The earlier parts that this one answers.
fn reply(publication: &Publication, part: &Part) -> Option<Reply> {
    let id = |part: &Part| part.receipt.as_ref().map(|receipt| receipt.remote_id.clone());
    let before = publication.parts.iter().filter(|other| other.position < part.position);
    Some(Reply { root: before.clone().find_map(id)?, parent: before.filter_map(id).next_back()? })
}

/// The digest of what goes out: kept with the attempt, so that it can be told later what was sent.
pub(crate) fn body_hash(outgoing: &OutgoingPart) -> ContentHash {
    let mut hasher = blake3::Hasher::new();
    let mut field = |name: &str, value: &str| {
        // Why the lengths: without them two neighbouring fields could trade characters and keep the digest.
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher.update(&(value.len() as u64).to_le_bytes());
        hasher.update(value.as_bytes());
    };
    field("format", &outgoing.format);
    field("text", &outgoing.text);
    for (name, value) in &outgoing.fields {
        field(name, value);
    }
    for medium in &outgoing.media {
        field("medium", &medium.hash.to_string());
        field("alt", &medium.alt);
    }
    if let Some(reply) = &outgoing.reply {
        field("root", &reply.root);
        field("parent", &reply.parent);
    }
    ContentHash::new(*hasher.finalize().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use upbeat_domain::time::Timestamp;

    fn part(text: &str, fields: &[(&str, &str)]) -> OutgoingPart {
        OutgoingPart {
            format: "thread".to_owned(),
            text: text.to_owned(),
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            media: Vec::new(),
            reply: None,
            dated: Timestamp::from_micros(0),
        }
    }

    #[test]
    fn other_words_have_another_digest_and_the_same_words_the_same() {
        let digest = |text: &str, fields: &[(&str, &str)]| body_hash(&part(text, fields));
        assert_eq!(digest("salut", &[("title", "a")]), digest("salut", &[("title", "a")]));
        assert_ne!(digest("salut", &[]), digest("salut!", &[]));
        assert_ne!(
            digest("a", &[("t", "bc")]),
            digest("a", &[("tb", "c")]),
            "fields don't run into each other"
        );
        let dated = OutgoingPart { dated: Timestamp::from_micros(9), ..part("salut", &[]) };
        assert_eq!(body_hash(&dated), digest("salut", &[]), "another hour is the same body");
    }
}
