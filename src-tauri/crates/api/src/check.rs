//! Would the networks take it?

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use upbeat_app::check::{Verdict, verdict};
use upbeat_app::{Engine, Failure, Studio};
use upbeat_contract::check::{Check, Checks, Facet, FieldLength, PostCheck, Problem, Range};
use upbeat_contract::error::ErrorDto;
use upbeat_domain::code::Code;
use upbeat_domain::id::AssetId;
use upbeat_domain::lang::Lang;
use upbeat_domain::limits::Unit;
use upbeat_domain::network::NetworkId;
use upbeat_domain::post::{Body, Medium};

use crate::error::said;
use crate::post::edit;

/// Checks a saved post, or a draft as it is being written.
///
/// # Errors
/// As `upbeat_app::check` says.
pub async fn post_check(studio: &Studio, request: PostCheck) -> Result<Checks, ErrorDto> {
    let lang = studio.lang();
    let verdicts = match (request.draft, request.id) {
        (Some(draft), _) => match edit(draft) {
            Ok(edit) => upbeat_app::check::draft(studio, edit).await,
            Err(failure) => Err(failure),
        },
        (None, Some(id)) => upbeat_app::check::post(studio, id).await,
        (None, None) => Err(Failure::about(Code::Invalid, "post_check")),
    };
    let verdicts = verdicts.map_err(|failure| said(lang, &failure))?;
    Ok(Checks { checks: verdicts.iter().map(|verdict| check(lang, verdict)).collect() })
}

/// Words and files to be checked without a studio.
#[derive(Clone, Debug, Default)]
pub struct Loose {
    /// The text and other fields.
    pub body: Body,
    /// Files.
    pub files: Vec<PathBuf>,
    /// Descriptions of the files, in order; those beyond the list have none.
    pub alts: Vec<String>,
    /// Networks, each maybe with a format.
    pub targets: Vec<(NetworkId, Option<String>)>,
}

/// Checks words and files. Needs no studio.
///
/// # Errors
/// The first file that can't be read.
pub async fn check_loose(lang: Lang, engine: Arc<Engine>, loose: Loose) -> Result<Checks, ErrorDto> {
    let mut body = loose.body;
    let mut media = Vec::new();
    let found = upbeat_app::inspect::inspect(engine, loose.files, None, None).await;
    for (index, read) in found.into_iter().enumerate() {
        media.push(read.map_err(|failure| said(lang, &failure))?.info);
        // Why: a file outside the library has no asset; only its place among the media counts here.
        let asset = AssetId::new(index_id(index));
        body.media
            .push(Medium { alt: loose.alts.get(index).cloned().unwrap_or_default(), ..Medium::of(asset) });
    }
    let checks = loose.targets.iter().map(|(network, format)| {
        let limits = Cow::Borrowed(upbeat_app::network::of(*network));
        check(lang, &verdict(limits, &body, &media, format.as_deref(), None))
    });
    Ok(Checks { checks: checks.collect() })
}

fn index_id(index: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(index as u128 + 1)
}

/// A verdict as it crosses.
pub(crate) fn check(lang: Lang, verdict: &Verdict) -> Check {
    let format = verdict.limits.formats.iter().find(|format| format.id == verdict.format);
    Check {
        network: verdict.network,
        account: verdict.account,
        format: verdict.format.clone(),
        format_name: format.map_or_else(String::new, |format| format.name.get(lang).to_owned()),
        length: verdict.main.map_or(0, |count| count.length),
        max_length: verdict.main.and_then(|count| count.max),
        unit: verdict.main.map_or(Unit::Graphemes, |count| count.unit),
        remaining: verdict.main.and_then(|count| count.remaining),
        valid: verdict.is_valid(),
        problems: verdict.problems.iter().map(|p| Problem::new(lang, &verdict.limits, p)).collect(),
        facets: verdict.facets.iter().map(Facet::from).collect(),
        fields: verdict
            .fields
            .iter()
            .map(|(field, count)| FieldLength {
                field: field.clone(),
                length: count.length,
                max_length: count.max,
                unit: count.unit,
            })
            .collect(),
        parts: verdict.parts.iter().map(|part| Range { start: part.start, end: part.end }).collect(),
    }
}
