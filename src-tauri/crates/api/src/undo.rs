//! Going back and forth.

use upbeat_app::undo::{self as app, Did, StepId};
use upbeat_app::{Failure, Studio};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::undo::{Done, RedoRequest, UndoRequest, Undone};
use upbeat_contract::words;
use upbeat_domain::lang::Lang;

use crate::error::in_words;

/// Takes an operation back: the one named, else the latest.
///
/// # Errors
/// As `upbeat_app::undo` says.
pub async fn undo(studio: &Studio, request: UndoRequest) -> Result<Undone, ErrorDto> {
    let done = match request.step {
        Some(step) => app::undo_step(studio, StepId(step)).await,
        None => app::undo(studio).await,
    };
    undone(studio, "undone", done)
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
pub(crate) fn undoable(lang: Lang, operation: &str, did: Did) -> Done {
    Done { step: step(did), ..done(lang, operation, did.count) }
}

/// An operation that can't be taken back, in words.
pub(crate) fn done(lang: Lang, operation: &str, count: u32) -> Done {
    Done { message: words::counted(lang, "undo", operation, count), count, step: None }
}

/// By which an operation is taken back, as it crosses.
pub(crate) fn step(did: Did) -> Option<i64> {
    did.step.map(|StepId(position)| position)
}
