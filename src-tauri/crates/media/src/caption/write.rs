//! Captions as files: SubRip and WebVTT.

use std::fmt::Write as _;

use upbeat_domain::media::Cue;

/// As SubRip, which knows no escapes: what would end a caption is replaced.
pub(crate) fn srt(cues: &[Cue]) -> String {
    let mut out = String::new();
    for (number, cue) in cues.iter().enumerate() {
        let text = lines(&cue.text).replace("-->", "->");
        let (from, to) = (clock(cue.from_ms, ','), clock(cue.to_ms, ','));
        // Why ignored, here and below: writing to a string can't fail.
        let _ = write!(out, "{}\n{from} --> {to}\n{text}\n\n", number + 1);
    }
    out
}

/// As WebVTT.
pub(crate) fn vtt(cues: &[Cue]) -> String {
    let mut out = "WEBVTT\n\n".to_owned();
    for cue in cues {
        let text = lines(&cue.text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _ = write!(out, "{} --> {}\n{text}\n\n", clock(cue.from_ms, '.'), clock(cue.to_ms, '.'));
    }
    out
}

/// The lines that say something: an empty one would end the caption.
pub(super) fn lines(text: &str) -> String {
    let clean = |line: &str| line.chars().filter(|c| !c.is_control()).collect::<String>();
    let lines = text.split(['\n', '\r', '\u{2028}', '\u{2029}']).map(clean);
    lines.filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

fn clock(ms: u64, separator: char) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}{separator}{:03}", ms % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_makes_no_captions_of_its_own() {
        let text = "a\n\n9\n00:00:08,000 --> 00:00:09,000\r\r<b>&\u{0}".to_owned();
        let cues = [Cue { from_ms: 1_000, to_ms: 3_723_004, text }];
        assert_eq!(
            srt(&cues),
            "1\n00:00:01,000 --> 01:02:03,004\na\n9\n00:00:08,000 -> 00:00:09,000\n<b>&\n\n"
        );
        assert_eq!(
            vtt(&cues),
            "WEBVTT\n\n00:00:01.000 --> 01:02:03.004\na\n9\n00:00:08,000 --&gt; 00:00:09,000\n&lt;b&gt;&amp;\n\n"
        );
    }
}
