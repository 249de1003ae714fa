//! Going back and forth.

use upbeat_app::{Failure, Studio, undo as app};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::undo::{Done, RedoRequest, UndoRequest, Undone};
use upbeat_contract::words;
use upbeat_domain::lang::Lang;

use crate::error::in_words;

/// Takes the latest operation back.
///
/// # Errors
/// As `upbeat_app::undo` says.
pub async fn undo(studio: &Studio, _request: UndoRequest) -> Result<Undone, ErrorDto> {
    undone(studio, "undone", app::undo(studio).await)
}

/// Does again what was taken back.
///
/// # Errors
/// As `upbeat_app::undo` says.
pub async fn redo(studio: &Studio, _request: RedoRequest) -> Result<Undone, ErrorDto> {
    undone(studio, "redone", app::redo(studio).await)
}

fn undone(studio: &Studio, how: &str, result: Result<app::Undone, Failure>) -> Result<Undone, ErrorDto> {
    let lang = studio.lang();
    let done = in_words(studio, result)?;
    let message = done.operation.map(|(name, count)| {
        let what = words::counted(lang, "undo", &name, count);
        words::sentence(lang, "undo", how, &[("what", what)])
    });
    Ok(Undone { message, can_undo: done.can_undo, can_redo: done.can_redo })
}

/// An operation that can be taken back, in words.
pub(crate) fn done(lang: Lang, operation: &str, count: u32) -> Done {
    Done { message: words::counted(lang, "undo", operation, count), count }
}
