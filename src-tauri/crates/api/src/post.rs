//! Posts.

use upbeat_app::post::{self as app, Edit, Listed, VariantEdit};
use upbeat_app::time::Zoned;
use upbeat_app::{Failure, Studio, time};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::post::{
    Draft, Post, PostCreate, PostIds, PostList, PostRef, PostSave, PostSaved, PostSummary, Posts, Variant,
    Wish,
};
use upbeat_contract::undo::Done;
use upbeat_contract::words;
use upbeat_domain::lang::Lang;
use upbeat_domain::media::EditError;
use upbeat_domain::post as domain;

use crate::error::in_words;
use crate::time::zoned;
use crate::undo::undoable;

/// Posts in a page unless told.
const PAGE: u32 = 100;

/// Makes a draft.
///
/// # Errors
/// As `upbeat_app::post::create` says.
pub async fn post_create(studio: &Studio, request: PostCreate) -> Result<Post, ErrorDto> {
    let edit = in_words(studio, edit(request.draft.unwrap_or_default()))?;
    let made = app::create(studio, edit, request.asset_ids.unwrap_or_default()).await;
    Ok(post(studio, &in_words(studio, made)?))
}

/// Reads a post.
///
/// # Errors
/// As `upbeat_app::post::get` says.
pub async fn post_get(studio: &Studio, request: PostRef) -> Result<Post, ErrorDto> {
    Ok(post(studio, &in_words(studio, app::get(studio, request.id).await)?))
}

/// Saves a draft.
///
/// # Errors
/// As `upbeat_app::post::save` says.
pub async fn post_save(studio: &Studio, request: PostSave) -> Result<PostSaved, ErrorDto> {
    let edit = in_words(studio, edit(request.draft))?;
    let saved = in_words(studio, app::save(studio, request.id, request.revision, edit).await)?;
    Ok(PostSaved {
        id: request.id,
        revision: saved.revision,
        updated_at: saved.updated_at,
        due: saved.due.as_ref().map(zoned),
    })
}

/// Copies a post.
///
/// # Errors
/// As `upbeat_app::post::duplicate` says.
pub async fn post_duplicate(studio: &Studio, request: PostRef) -> Result<Post, ErrorDto> {
    Ok(post(studio, &in_words(studio, app::duplicate(studio, request.id).await)?))
}

/// Moves posts to the bin.
///
/// # Errors
/// As `upbeat_app::post::delete` says.
pub async fn post_delete(studio: &Studio, request: PostIds) -> Result<Done, ErrorDto> {
    let did = in_words(studio, app::delete(studio, request.ids).await)?;
    Ok(undoable(studio.lang(), "post_deleted", did))
}

/// Takes posts out of the bin.
///
/// # Errors
/// As `upbeat_app::post::restore` says.
pub async fn post_restore(studio: &Studio, request: PostIds) -> Result<Done, ErrorDto> {
    let did = in_words(studio, app::restore(studio, request.ids).await)?;
    Ok(undoable(studio.lang(), "post_restored", did))
}

/// Lists posts.
///
/// # Errors
/// As `upbeat_app::post::list` says.
pub async fn post_list(studio: &Studio, request: PostList) -> Result<Posts, ErrorDto> {
    let filter = app::PostFilter {
        words: request.search.unwrap_or_default(),
        state: request.state,
        published: Vec::new(),
        bin: request.bin.unwrap_or(false),
        offset: request.offset.unwrap_or(0),
        limit: request.limit.unwrap_or(PAGE),
    };
    let (found, total) = in_words(studio, app::list(studio, filter).await)?;
    Ok(Posts {
        posts: found.iter().map(|listed| summary(studio, listed)).collect(),
        total: u32::try_from(total).unwrap_or(u32::MAX),
    })
}

/// What the composer sent, as the studio means it.
pub(crate) fn edit(draft: Draft) -> Result<Edit, Failure> {
    Ok(Edit {
        title: draft.title,
        state: draft.state,
        body: draft.body.try_into()?,
        targets: draft.targets.into_iter().map(Into::into).collect(),
        variants: draft
            .variants
            .into_iter()
            .map(|v| {
                let media = v.media.map(|media| media.into_iter().map(TryInto::try_into).collect());
                let (scope, text, fields) = ((&v.scope).into(), v.text, v.fields);
                Ok(VariantEdit { scope, text, fields, media: media.transpose()? })
            })
            .collect::<Result<_, EditError>>()?,
        wish: draft.wish.map(|wish| time::wish(&wish.local, &wish.zone)).transpose()?,
    })
}

/// A post as it crosses.
pub(crate) fn post(studio: &Studio, post: &domain::Post) -> Post {
    Post {
        id: post.id,
        revision: post.revision,
        draft: Draft {
            title: post.title.clone(),
            state: post.state,
            body: (&post.body).into(),
            targets: post.targets.iter().map(Into::into).collect(),
            variants: post.variants.iter().map(Variant::from).collect(),
            wish: post.wish.as_ref().map(|wish| Wish {
                local: wish.local.format("%Y-%m-%dT%H:%M:%S").to_string(),
                zone: wish.zone.name().to_owned(),
            }),
        },
        due: app::due(studio, post).as_ref().map(zoned),
        created_at: post.created_at,
        updated_at: post.updated_at,
        deleted_at: post.deleted_at,
    }
}

fn summary(studio: &Studio, listed: &Listed) -> PostSummary {
    let lang: Lang = studio.lang();
    let post = &listed.post;
    let status = app::status(listed.publications.iter().map(|(_, state)| *state));
    let mut networks = Vec::new();
    for network in
        post.targets.iter().map(|t| t.network).chain(listed.publications.iter().map(|(network, _)| *network))
    {
        if !networks.contains(&network) {
            networks.push(network);
        }
    }
    let due: Option<Zoned> = app::due(studio, post);
    PostSummary {
        id: post.id,
        title: app::title::title(post),
        state: post.state,
        status,
        status_label: words::status(lang, status),
        networks,
        cover: post.body.media.first().map(|medium| medium.asset),
        media: u32::try_from(post.body.media.len()).unwrap_or(u32::MAX),
        due: due.as_ref().map(zoned),
        updated_at: post.updated_at,
        deleted_at: post.deleted_at,
    }
}
