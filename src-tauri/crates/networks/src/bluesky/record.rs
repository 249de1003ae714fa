//! The record of a post (lexicon `app.bsky.feed.post`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use upbeat_domain::media::MediaKind;
use upbeat_domain::network::NetworkId;
use upbeat_domain::text::{FacetKind, entities};
use upbeat_domain::time::Timestamp;

use crate::part::{OutgoingMedium, OutgoingPart};

/// Where posts live in a person's repository.
pub(super) const COLLECTION: &str = "app.bsky.feed.post";

#[derive(Debug, Serialize)]
pub(super) struct PostRecord<'a> {
    #[serde(rename = "$type")]
    kind: &'static str,
    text: &'a str,
    #[serde(rename = "createdAt")]
    created_at: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    langs: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facets: Vec<FacetRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embed: Option<Embed<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<&'a ReplyRefs>,
}

#[derive(Debug, Serialize)]
struct FacetRecord {
    index: ByteRange,
    features: [Feature; 1],
}

#[derive(Debug, Serialize)]
struct ByteRange {
    #[serde(rename = "byteStart")]
    start: u32,
    #[serde(rename = "byteEnd")]
    end: u32,
}

#[derive(Debug, Serialize)]
#[serde(tag = "$type")]
enum Feature {
    #[serde(rename = "app.bsky.richtext.facet#mention")]
    Mention { did: String },
    #[serde(rename = "app.bsky.richtext.facet#link")]
    Link { uri: String },
    #[serde(rename = "app.bsky.richtext.facet#tag")]
    Tag { tag: String },
}

#[derive(Debug, Serialize)]
#[serde(tag = "$type")]
enum Embed<'a> {
    #[serde(rename = "app.bsky.embed.images")]
    Images { images: Vec<EmbedImage<'a>> },
    #[serde(rename = "app.bsky.embed.video")]
    Video {
        video: &'a Blob,
        #[serde(skip_serializing_if = "str::is_empty")]
        alt: &'a str,
        #[serde(rename = "aspectRatio")]
        aspect_ratio: AspectRatio,
    },
}

#[derive(Debug, Serialize)]
struct EmbedImage<'a> {
    image: &'a Blob,
    alt: &'a str,
    #[serde(rename = "aspectRatio")]
    aspect_ratio: AspectRatio,
}

#[derive(Debug, Serialize)]
struct AspectRatio {
    width: u32,
    height: u32,
}

impl AspectRatio {
    fn of(medium: &OutgoingMedium) -> Self {
        Self { width: medium.width_px.max(1), height: medium.height_px.max(1) }
    }
}

/// An uploaded file, as the server names it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct Blob {
    #[serde(rename = "$type")]
    kind: String,
    #[serde(rename = "ref")]
    link: Link,
    #[serde(rename = "mimeType")]
    mime: String,
    size: u64,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Link {
    #[serde(rename = "$link")]
    cid: String,
}

/// A record and its very version.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct StrongRef {
    pub(super) uri: String,
    pub(super) cid: String,
}

/// What a post of a thread answers.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(super) struct ReplyRefs {
    pub(super) root: StrongRef,
    pub(super) parent: StrongRef,
}

/// The handles that a text mentions, once each. A network of its own: they must be looked up.
pub(super) fn mentioned(text: &str) -> Vec<String> {
    let facets = entities(text, NetworkId::Bluesky).into_iter();
    let mut handles: Vec<_> = facets.filter(|f| f.kind == FacetKind::Mention).map(|f| f.value).collect();
    handles.sort_unstable();
    handles.dedup();
    handles
}

/// The record of a part. `people` maps handles to identities; a mention of somebody unknown stays
/// plain text. `blobs` are the uploaded media in the part's order.
pub(super) fn record<'a>(
    part: &'a OutgoingPart,
    people: &BTreeMap<String, Option<String>>,
    blobs: &[&'a Blob],
    reply: Option<&'a ReplyRefs>,
) -> PostRecord<'a> {
    let facets = entities(&part.text, NetworkId::Bluesky).into_iter();
    let facets = facets.filter_map(|facet| {
        let feature = match facet.kind {
            FacetKind::Mention => Feature::Mention { did: people.get(&facet.value)?.clone()? },
            FacetKind::Link => Feature::Link { uri: facet.value },
            FacetKind::Hashtag => Feature::Tag { tag: facet.value },
        };
        Some(FacetRecord {
            index: ByteRange { start: facet.byte_start, end: facet.byte_end },
            features: [feature],
        })
    });
    PostRecord {
        kind: COLLECTION,
        text: &part.text,
        created_at: instant(part.dated),
        langs: part.fields.get("language").map(String::as_str).into_iter().collect(),
        facets: facets.collect(),
        embed: embed(&part.media, blobs),
        reply,
    }
}

fn embed<'a>(media: &'a [OutgoingMedium], blobs: &[&'a Blob]) -> Option<Embed<'a>> {
    let mut placed = media.iter().zip(blobs.iter().copied());
    if let Some((medium, blob)) = placed.clone().find(|(medium, _)| medium.kind == MediaKind::Video) {
        return Some(Embed::Video { video: blob, alt: &medium.alt, aspect_ratio: AspectRatio::of(medium) });
    }
    let images: Vec<_> = placed
        .by_ref()
        .map(|(medium, image)| EmbedImage { image, alt: &medium.alt, aspect_ratio: AspectRatio::of(medium) })
        .collect();
    (!images.is_empty()).then_some(Embed::Images { images })
}

/// An instant with milliseconds and `Z`, as the lexicon's `datetime` wants it.
fn instant(at: Timestamp) -> String {
    at.to_utc().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> OutgoingPart {
        OutgoingPart {
            format: "text".to_owned(),
            text: text.to_owned(),
            fields: BTreeMap::from([("language".to_owned(), "fr".to_owned())]),
            media: Vec::new(),
            reply: None,
            dated: Timestamp::from_micros(1_795_435_200_123_456),
        }
    }

    #[test]
    fn facets_count_bytes_and_an_unknown_person_stays_plain_text() {
        let text = "Été 🎈 chez @marie.test et @nobody.test, https://example.com/é #fête";
        let people = BTreeMap::from([
            ("marie.test".to_owned(), Some("did:plc:m".to_owned())),
            ("nobody.test".to_owned(), None),
        ]);
        let part = part(text);
        let json = serde_json::to_value(record(&part, &people, &[], None)).expect("a record is JSON");
        let facets = json["facets"].as_array().expect("facets");
        let marked: Vec<_> = facets
            .iter()
            .map(|facet| {
                let at =
                    |name: &str| usize::try_from(facet["index"][name].as_u64().unwrap_or(0)).unwrap_or(0);
                (&text[at("byteStart")..at("byteEnd")], facet["features"][0]["$type"].as_str().unwrap_or(""))
            })
            .collect();
        assert_eq!(
            marked,
            [
                ("@marie.test", "app.bsky.richtext.facet#mention"),
                ("https://example.com/é", "app.bsky.richtext.facet#link"),
                ("#fête", "app.bsky.richtext.facet#tag"),
            ]
        );
        assert_eq!(json["createdAt"], "2026-11-23T12:00:00.123Z");
        assert_eq!(json["langs"][0], "fr");
        assert!(json.get("embed").is_none() && json.get("reply").is_none(), "absent, not null: {json}");
    }
}
