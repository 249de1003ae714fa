//! What is written into a sound, in ffmpeg's own text format: it becomes one more input, so that nothing of
//! the source gets through that wasn't read and chosen.

use super::Span;
use crate::probe::sound::SoundFacts;

/// The text: tags, then the chapters of the part, counted from its start.
pub(super) fn text(sound: &SoundFacts, span: Span, all: bool) -> String {
    let mut text = ";FFMETADATA1\n".to_owned();
    for (name, value) in sound.kept_tags(all) {
        text += &format!("{name}={}\n", escaped(value));
    }
    let end_ms = span.from_ms + span.part_ms;
    for chapter in sound.chapters.iter().filter(|c| c.start_ms < end_ms && c.end_ms > span.from_ms) {
        let from = chapter.start_ms.saturating_sub(span.from_ms);
        let to = chapter.end_ms.min(end_ms) - span.from_ms;
        let title = escaped(&chapter.title);
        text += &format!("[CHAPTER]\nTIMEBASE=1/1000\nSTART={from}\nEND={to}\ntitle={title}\n");
    }
    text
}

/// Words with what the format reads as its own marked as words.
fn escaped(words: &str) -> String {
    words.chars().fold(String::new(), |mut text, c| {
        if matches!(c, '=' | ';' | '#' | '\\' | '\n') {
            text.push('\\');
        }
        text.push(c);
        text
    })
}
