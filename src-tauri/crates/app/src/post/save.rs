//! The composer's autosave: every keystroke on the disk.

use std::collections::BTreeMap;

use upbeat_domain::code::Code;
use upbeat_domain::id::{PostId, VariantId};
use upbeat_domain::post::{Body, Medium, Post, PostState, Scope, Target, Variant};
use upbeat_domain::time::{Timestamp, Wish};
use upbeat_store::{Reader, asset};

use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};
use crate::time::Zoned;

/// Longest text of one field, bytes: far above any network's, and a wall against a pasted book.
const TEXT_BYTES_MAX: usize = 400_000;

/// What the composer holds of a post.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// A name for lists.
    pub title: String,
    /// Where it stands.
    pub state: PostState,
    /// The common body.
    pub body: Body,
    /// Where it shall go.
    pub targets: Vec<Target>,
    /// Bodies that differ.
    pub variants: Vec<VariantEdit>,
    /// When it should go out.
    pub wish: Option<Wish>,
}

/// A body that differs, as the composer holds it.
#[derive(Clone, Debug)]
pub struct VariantEdit {
    /// Whom it is for.
    pub scope: Scope,
    /// Own text.
    pub text: Option<String>,
    /// Own fields.
    pub fields: BTreeMap<String, String>,
    /// Own media.
    pub media: Option<Vec<Medium>>,
}

impl Edit {
    /// What a saved post says.
    #[must_use]
    pub fn of(post: &Post) -> Self {
        Self {
            title: post.title.clone(),
            state: post.state,
            body: post.body.clone(),
            targets: post.targets.clone(),
            variants: post
                .variants
                .iter()
                .map(|v| VariantEdit {
                    scope: v.scope,
                    text: v.text.clone(),
                    fields: v.fields.clone(),
                    media: v.media.clone(),
                })
                .collect(),
            wish: post.wish.clone(),
        }
    }

    /// Refuses what no composer sends.
    fn check(&self) -> Result<(), Failure> {
        let fields = self.body.fields.values().chain(self.variants.iter().flat_map(|v| v.fields.values()));
        let texts = self.variants.iter().filter_map(|v| v.text.as_ref());
        let mut all = fields.chain(texts).chain([&self.body.text, &self.title]);
        if all.any(|text| text.len() > TEXT_BYTES_MAX) {
            return Err(Failure::about(Code::Invalid, "text"));
        }
        let mut scopes: Vec<Scope> = self.variants.iter().map(|v| v.scope).collect();
        scopes.sort_unstable();
        if scopes.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Failure::about(Code::Invalid, "variants"));
        }
        Ok(())
    }
}

/// Refuses edits that the post's files don't take: parts outside of a film, pages that aren't there.
pub(super) async fn check_edits(reader: &mut impl Reader, post: &Post) -> Result<(), Failure> {
    let own = post.variants.iter().filter_map(|variant| variant.media.as_ref()).flatten();
    let edited: Vec<&Medium> =
        post.body.media.iter().chain(own).filter(|medium| !medium.edits.is_default()).collect();
    if edited.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = edited.iter().map(|medium| medium.asset).collect();
    for (asset, medium) in asset::get_many(reader, &ids).await?.iter().zip(edited) {
        let refused = |error| Failure { subject: Some(asset.name.clone()), ..Failure::from(error) };
        medium.edits.check(Some(&asset.info)).map_err(refused)?;
    }
    Ok(())
}

/// A save that reached the disk.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The revision to send with the next save.
    pub revision: u64,
    /// When.
    pub updated_at: Timestamp,
    /// Its wish, resolved.
    pub due: Option<Zoned>,
}

/// Saves a post whole. `revision` is the one that the composer last saw.
///
/// # Errors
/// `conflict` when somebody wrote it meanwhile, `not_found`, `invalid`, `media.pieces` and its like for edits that a
/// file doesn't take, and what the disk says.
pub async fn save(studio: &Studio, id: PostId, revision: u64, edit: Edit) -> Result<Saved, Failure> {
    edit.check()?;
    let studio = studio.clone();
    undroppable(async move {
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        let mut post = upbeat_store::post::get(&mut tx, id).await?;
        if post.revision != revision {
            return Err(Failure::about(Code::Conflict, super::title::title(&post)));
        }
        let known: BTreeMap<Scope, VariantId> = post.variants.iter().map(|v| (v.scope, v.id)).collect();
        post.variants = edit
            .variants
            .into_iter()
            .map(|v| Variant {
                id: known.get(&v.scope).copied().unwrap_or_else(|| VariantId::new(studio.clock().uuid())),
                scope: v.scope,
                text: v.text,
                fields: v.fields,
                media: v.media,
            })
            .collect();
        post.title = edit.title;
        post.state = edit.state;
        post.body = edit.body;
        post.targets = edit.targets;
        post.wish = edit.wish;
        check_edits(&mut tx, &post).await?;
        let due = super::due(&studio, &post);
        let revision = upbeat_store::post::save(&mut tx, &post, now).await?;
        tx.commit().await?;
        studio.changed(Noun::Posts, [id]);
        Ok(Saved { revision, updated_at: now, due })
    })
    .await
}
