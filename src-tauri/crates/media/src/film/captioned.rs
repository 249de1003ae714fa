//! The captions of a film on their way: beside it, as a track of it, or drawn into its pictures.

use std::path::Path;
use std::process::Command;

use upbeat_domain::media::{CaptionWay, Captions, Choices, Cue, Step, pieces_within, remapped};

use super::timeline::whole_ms;
use crate::caption::{ass, check, srt, vtt};
use crate::error::Fault;
use crate::frame::Frame;
use crate::probe::film::FilmFacts;
use crate::rendered::{Rendered, write};
use crate::tool::local_file;

/// The captions of what the pieces leave of a film, at its speed; none where none go with it.
pub(super) fn of(facts: &FilmFacts, choices: &Choices) -> Result<Option<Captions>, Fault> {
    let Some(captions) = &choices.captions else { return Ok(None) };
    check(&captions.cues)?;
    let duration_ms = whole_ms(facts)?;
    let pieces =
        pieces_within(&choices.pieces, duration_ms).map_err(|error| Fault::Pieces { error, duration_ms })?;
    let cues: Vec<Cue> = remapped(&captions.cues, &pieces, choices.speed);
    Ok((!cues.is_empty()).then_some(Captions { cues, ..captions.clone() }))
}

/// Whether they go the way that is asked for.
pub(super) fn goes(captions: Option<&Captions>, way: CaptionWay) -> bool {
    captions.is_some_and(|captions| captions.way == way)
}

/// The name, without a folder, of what is drawn into the film with this number.
pub(super) fn script(number: &str) -> String {
    format!("captions{number}.ass")
}

/// Writes what is drawn into a frame of this film.
pub(super) fn write_script(
    captions: &Captions,
    frame: &Frame,
    folder: &Path,
    number: &str,
) -> Result<(), Fault> {
    let text = ass(&captions.cues, &captions.style, frame.outer_px, frame.safe);
    std::fs::write(folder.join(script(number)), text).map_err(|error| Fault::writing(&error))
}

/// Hands the captions to ffmpeg as its second input.
pub(super) fn as_input(captions: &Captions, folder: &Path, command: &mut Command) -> Result<(), Fault> {
    let file = folder.join("captions.vtt");
    // Why: on its way into the track ffmpeg takes braces and words after a backslash for orders.
    let plain = |text: &str| text.replace('{', "(").replace('}', ")").replace('\\', "\\\u{2060}");
    let cues: Vec<Cue> =
        captions.cues.iter().map(|cue| Cue { text: plain(&cue.text), ..cue.clone() }).collect();
    std::fs::write(&file, vtt(&cues)).map_err(|error| Fault::writing(&error))?;
    command.args(["-protocol_whitelist", "file", "-f", "webvtt", "-i"]).arg(local_file(&file)?);
    Ok(())
}

/// Takes that input into the film that comes next.
pub(super) fn as_track(command: &mut Command) {
    command.args(["-map", "1:0", "-c:s", "mov_text", "-metadata:s:s:0", "language=und"]);
}

/// The film with its file of captions beside it, and told of them whichever way they go.
pub(super) fn beside(mut made: Rendered, captions: Option<&Captions>) -> Result<Rendered, Fault> {
    let Some(captions) = captions else { return Ok(made) };
    let text = match captions.way {
        CaptionWay::Srt => Some(srt(&captions.cues)),
        CaptionWay::Vtt => Some(vtt(&captions.cues)),
        CaptionWay::Track | CaptionWay::Burned => None,
    };
    if let Some(text) = text {
        let file = made.path.with_extension(captions.way.as_str());
        write(&file, text.as_bytes())?;
        made.captions = Some(file);
    }
    made.steps.push(Step::Captioned { way: captions.way, cues: captions.cues.len() });
    Ok(made)
}
