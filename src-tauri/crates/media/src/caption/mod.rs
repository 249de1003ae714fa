//! Captions: read from SubRip and WebVTT, written as either, or as what is drawn into pictures.

mod ass;
mod parse;
mod write;

pub(crate) use ass::ass;
pub(crate) use parse::{read, read_text};
pub(crate) use write::{srt, vtt};

use upbeat_domain::media::{CUE_CHARS_MAX, CUES_MAX, Cue};

use crate::error::Fault;

/// Refuses captions beyond our limits, wherever they come from.
pub(crate) fn check(cues: &[Cue]) -> Result<(), Fault> {
    let fault = |line: usize, reason: String| Err(Fault::Captions { line, reason });
    if cues.len() > CUES_MAX {
        return fault(CUES_MAX + 1, format!("more than {CUES_MAX} captions"));
    }
    for (number, cue) in cues.iter().enumerate() {
        if cue.from_ms >= cue.to_ms {
            return fault(number + 1, "a caption ends before it starts".to_owned());
        }
        if cue.text.chars().count() > CUE_CHARS_MAX {
            return fault(number + 1, format!("more than {CUE_CHARS_MAX} letters in one caption"));
        }
    }
    Ok(())
}
