//! Failures in the person's language.

use upbeat_app::{Failure, Studio};
use upbeat_contract::error::ErrorDto;
use upbeat_domain::lang::Lang;

/// A failure as it crosses.
#[must_use]
pub fn said(lang: Lang, failure: &Failure) -> ErrorDto {
    ErrorDto::new(lang, failure.code, failure.subject.as_deref(), &failure.args)
}

/// Says a failure in the studio's language.
pub(crate) fn in_words<T>(studio: &Studio, result: Result<T, Failure>) -> Result<T, ErrorDto> {
    result.map_err(|failure| said(studio.lang(), &failure))
}
