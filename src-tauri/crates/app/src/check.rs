//! Would the networks take it? Asked of files and words, of a draft, or of a saved post.

use std::borrow::Cow;
use std::ops::Range;

use upbeat_domain::check::{self, ALT_FIELD, MAIN_FIELD, Problem, Severity, text_of};
use upbeat_domain::id::{AccountId, PostId};
use upbeat_domain::limits::{Limits, TextRule};
use upbeat_domain::media::MediaInfo;
use upbeat_domain::network::NetworkId;
use upbeat_domain::post::{Body, Post, Target};
use upbeat_domain::text::{self, Count, Facet};
use upbeat_store::{Reader, account, asset};

use crate::failure::Failure;
use crate::network;
use crate::publication::cuts;
use crate::studio::Studio;

/// What a network would say to a body.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The network.
    pub network: NetworkId,
    /// The account, where one was given.
    pub account: Option<AccountId>,
    /// The limits that hold: the network's, with the account's server's laid over.
    pub limits: Cow<'static, Limits>,
    /// The format that it would appear as.
    pub format: String,
    /// Length of the main text; none where the format has no text.
    pub main: Option<Count>,
    /// Every text field with its length; of the descriptions of media, the longest.
    pub fields: Vec<(String, Count)>,
    /// What stands in the way or is unwise, the gravest first.
    pub problems: Vec<Problem>,
    /// What the network would make of the main text.
    pub facets: Vec<Facet>,
    /// The stretches of the main text that go out as linked posts, UTF-16 offsets; none where it is one post.
    pub parts: Vec<Range<u32>>,
}

impl Verdict {
    /// Whether nothing blocks it.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.problems.iter().all(|problem| problem.severity != Severity::Error)
    }
}

/// The verdict on a body for one target. `media` tell what the files of `body.media` are, in order.
#[must_use]
pub fn verdict(
    limits: Cow<'static, Limits>,
    body: &Body,
    media: &[MediaInfo],
    format: Option<&str>,
    account: Option<AccountId>,
) -> Verdict {
    let format = check::pick_format(&limits, body, media, format);
    let count = |rule: &TextRule| match longest_alt(rule, body) {
        Some(alt) => text::count(alt, rule, &body.fields),
        None => text::count(text_of(rule, body), rule, &body.fields),
    };
    let main = format.texts.iter().find(|rule| rule.main);
    let problems = check::check(&limits, format, body, media);
    let facets = main.map(|rule| text::entities(text_of(rule, body), limits.network)).unwrap_or_default();
    let text = main.map(|rule| text_of(rule, body)).unwrap_or_default();
    let parts = cuts(format, body).into_iter().map(|cut| utf16(text, cut.start)..utf16(text, cut.end));
    let name = |rule: &TextRule| if rule.main { MAIN_FIELD.to_owned() } else { rule.field.clone() };
    Verdict {
        network: limits.network,
        account,
        format: format.id.clone(),
        main: main.map(count),
        fields: format.texts.iter().map(|rule| (name(rule), count(rule))).collect(),
        problems,
        facets,
        parts: parts.collect(),
        limits,
    }
}

/// Where a rule is about descriptions of media, the one that comes nearest to its limit.
fn longest_alt<'a>(rule: &TextRule, body: &'a Body) -> Option<&'a str> {
    let length = |alt: &&str| text::count(alt, rule, &body.fields).length;
    let alts = body.media.iter().map(|medium| medium.alt.as_str());
    (rule.field == ALT_FIELD).then(|| alts.max_by_key(length).unwrap_or_default())
}

/// A byte offset of a text in UTF-16 units.
fn utf16(text: &str, bytes: usize) -> u32 {
    u32::try_from(text[..bytes].encode_utf16().count()).unwrap_or(u32::MAX)
}

/// The verdicts on a saved post, in the order of its targets.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn post(studio: &Studio, id: PostId) -> Result<Vec<Verdict>, Failure> {
    let mut reader = studio.shown().store.read().await?;
    let post = upbeat_store::post::get(&mut reader, id).await?;
    of_post(&mut reader, &post).await
}

/// The verdicts on a draft as it is being written, in the order of its targets.
///
/// # Errors
/// `not_found` for an asset or account that isn't there, and what the disk says.
pub async fn draft(studio: &Studio, edit: crate::post::Edit) -> Result<Vec<Verdict>, Failure> {
    let post = crate::post::unsaved(studio, edit);
    of_post(&mut studio.shown().store.read().await?, &post).await
}

async fn of_post(reader: &mut impl Reader, post: &Post) -> Result<Vec<Verdict>, Failure> {
    let mut verdicts = Vec::new();
    for target in &post.targets {
        verdicts.push(of_target(reader, post, target).await?);
    }
    Ok(verdicts)
}

/// The verdict on a post for one of its targets.
pub(crate) async fn of_target(
    reader: &mut impl Reader,
    post: &Post,
    target: &Target,
) -> Result<Verdict, Failure> {
    let body = post.body_for(target);
    let limits = match target.account {
        Some(id) => network::of_account(&account::get(reader, id).await?),
        None => Cow::Borrowed(network::of(target.network)),
    };
    let ids: Vec<_> = body.media.iter().map(|medium| medium.asset).collect();
    let media: Vec<MediaInfo> =
        asset::get_many(reader, &ids).await?.into_iter().map(|asset| asset.info).collect();
    Ok(verdict(limits, &body, &media, target.format.as_deref(), target.account))
}
