//! Captions between files, pasted words and the editor.

use std::path::PathBuf;
use std::sync::Arc;

use upbeat_domain::media::{CaptionFormat, Cue, Piece, Speed, pieces_within, remapped};
use upbeat_media::Engine;

use crate::failure::Failure;
use crate::studio::blocking;

/// Reads a file of captions: SubRip or WebVTT. They come in the order of their start.
///
/// # Errors
/// `media.captions` with the line that isn't understood, and what the disk says of the file.
pub async fn read_captions(engine: Arc<Engine>, path: PathBuf) -> Result<Vec<Cue>, Failure> {
    blocking(move || engine.captions(&path)).await?.map_err(|error| Failure::from(&error))
}

/// Reads captions that were pasted; `name` stands for the file in what is said.
///
/// # Errors
/// `media.captions` with the line that isn't understood.
pub fn pasted_captions(name: &str, text: &str) -> Result<Vec<Cue>, Failure> {
    Engine::captions_in(name, text).map_err(|error| Failure::from(&error))
}

/// The captions of what these pieces leave of a film (none: all of it), at this speed.
///
/// # Errors
/// `media.pieces` where the pieces can't be joined.
pub fn retimed_captions(cues: &[Cue], pieces: &[Piece], speed: Speed) -> Result<Vec<Cue>, Failure> {
    // Why: the film isn't at hand; its length only ends the last piece.
    let pieces = pieces_within(pieces, u64::MAX).map_err(upbeat_domain::media::EditError::Pieces)?;
    Ok(remapped(cues, &pieces, speed))
}

/// Captions as the text of a file; `name` stands for it in what is said.
///
/// # Errors
/// `media.captions` with the number of the caption that is beyond our limits or ends before it starts.
pub fn written_captions(name: &str, cues: &[Cue], format: CaptionFormat) -> Result<String, Failure> {
    Engine::captions_as(name, cues, format).map_err(|error| Failure::from(&error))
}
