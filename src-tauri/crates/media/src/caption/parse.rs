//! SubRip and WebVTT, as people's tools write them: what isn't understood is refused with its line.

use std::path::Path;

use upbeat_domain::media::{CUE_CHARS_MAX, CUES_MAX, Cue};

use crate::error::Fault;

/// Largest file of captions, bytes. Two hours of talk take a tenth of it.
const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Latest moment, milliseconds: a day.
const MOMENT_MS_MAX: u64 = 86_400_000;

/// Most bytes that one letter takes, its markup included.
const RAW_BYTES_MAX: usize = 16;

/// Reads a file of captions; they come back in the order of their start.
pub(crate) fn read(path: &Path) -> Result<Vec<Cue>, Fault> {
    let bytes = std::fs::metadata(path).map_err(|error| Fault::reading(&error))?.len();
    if bytes > BYTES_MAX {
        return Err(at(1, &format!("{bytes} bytes are no captions; at most {BYTES_MAX} are read")));
    }
    let bytes = std::fs::read(path).map_err(|error| Fault::reading(&error))?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| at(bytes[..error.valid_up_to()].split(|b| *b == b'\n').count(), "is no UTF-8"))?;
    parse(text)
}

/// Reads captions that were pasted.
pub(crate) fn read_text(text: &str) -> Result<Vec<Cue>, Fault> {
    if text.len() as u64 > BYTES_MAX {
        return Err(at(1, &format!("{} bytes are no captions; at most {BYTES_MAX} are read", text.len())));
    }
    parse(text)
}

fn at(line: usize, reason: &str) -> Fault {
    Fault::Captions { line, reason: reason.to_owned() }
}

fn parse(text: &str) -> Result<Vec<Cue>, Fault> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let is_vtt = text.starts_with("WEBVTT");
    let lines: Vec<&str> = text.split('\n').collect();
    let mut cues = Vec::new();
    let mut next = usize::from(is_vtt);
    while next < lines.len() {
        let start = next;
        let end =
            lines[start..].iter().position(|line| line.trim().is_empty()).map_or(lines.len(), |n| start + n);
        next = end + 1;
        let block = &lines[start..end];
        // Why only in WebVTT: blocks of other kinds, and what follows its first line.
        let other =
            ["NOTE", "STYLE", "REGION"].iter().any(|kind| block.first().is_some_and(|l| l.starts_with(kind)));
        if block.is_empty() || is_vtt && (other || start == 1) && !block.iter().any(|l| l.contains("-->")) {
            continue;
        }
        if let Some(cue) = cue(block, start + 1, is_vtt)? {
            cues.push(cue);
        }
        if cues.len() > CUES_MAX {
            return Err(at(start + 1, &format!("more than {CUES_MAX} captions")));
        }
    }
    if cues.is_empty() {
        return Err(at(1, "no captions in it"));
    }
    cues.sort_by_key(|cue: &Cue| cue.from_ms);
    Ok(cues)
}

/// The caption of one block that starts in this line of the file; none where it says nothing.
fn cue(block: &[&str], line: usize, is_vtt: bool) -> Result<Option<Cue>, Fault> {
    // Why the second line: a number or a name may come first.
    let timing = block.iter().take(2).position(|line| line.contains("-->"));
    let timing = timing.ok_or_else(|| at(line, "no times such as 00:00:01,000 --> 00:00:02,500"))?;
    let (from, rest) = block[timing].split_once("-->").unwrap_or_default();
    let to = rest.split_whitespace().next().unwrap_or_default();
    let wrong = || at(line + timing, "a time that isn't one");
    let (from_ms, to_ms) = (moment(from.trim()).ok_or_else(wrong)?, moment(to).ok_or_else(wrong)?);
    if from_ms >= to_ms {
        return Err(at(line + timing, "a caption that ends before it starts"));
    }
    let long = || at(line, &format!("more than {CUE_CHARS_MAX} letters in one caption"));
    let raw = block[timing + 1..].join("\n");
    // Why first: looking for the end of markup that has none takes the square of the length.
    if raw.len() > CUE_CHARS_MAX * RAW_BYTES_MAX {
        return Err(long());
    }
    let text = plain(&raw, is_vtt);
    if text.chars().count() > CUE_CHARS_MAX {
        return Err(long());
    }
    Ok((!text.is_empty()).then_some(Cue { from_ms, to_ms, text }))
}

/// `1:02:03,500`, `02:03.500` as milliseconds.
fn moment(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once([',', '.'])?;
    let digits = |text: &str, most: usize| {
        let fine = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fine.then(|| text.parse::<u64>().ok()).flatten()
    };
    let parts: Vec<u64> = clock.split(':').map(|part| digits(part, 3)).collect::<Option<_>>()?;
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => (0, *minutes, *seconds),
        [hours, minutes, seconds] => (*hours, *minutes, *seconds),
        _ => return None,
    };
    let ms = digits(fraction, 3)? * 10_u64.pow(3 - u32::try_from(fraction.len()).ok()?);
    let all = ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
    (minutes < 60 && seconds < 60 && all <= MOMENT_MS_MAX).then_some(all)
}

/// The text without markup: `<i>`, `<font color=…>`, `<v Ada>`, `{\an8}`; in WebVTT its escapes are resolved.
fn plain(text: &str, is_vtt: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let letter = |c: char| c == '/' || c.is_ascii_alphabetic() || is_vtt && c.is_ascii_digit();
        let (close, marks) = match from.strip_prefix('<') {
            Some(inner) => ('>', inner.starts_with(letter)),
            None => ('}', from[1..].starts_with('\\')),
        };
        match from.find(close).filter(|_| marks) {
            Some(end) => rest = &from[end + 1..],
            None => {
                out.push_str(&from[..1]);
                rest = &from[1..];
            }
        }
    }
    out.push_str(rest);
    if is_vtt {
        for (escape, letter) in [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&nbsp;", "\u{a0}"),
            ("&lrm;", "\u{200e}"),
            ("&rlm;", "\u{200f}"),
            ("&amp;", "&"),
        ] {
            out = out.replace(escape, letter);
        }
    }
    let line = |line: &str| line.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned();
    let lines: Vec<String> = out.split('\n').map(line).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(from_ms: u64, to_ms: u64, text: &str) -> Cue {
        Cue { from_ms, to_ms, text: text.to_owned() }
    }

    #[test]
    fn subrip_is_read_as_tools_write_it() {
        let text = "\u{feff}1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i> & {\\an8}you\r\nthere\r\n\r\n\
            2\r\n0:01:00.5 --> 01:00:00,000  X1:40\r\na < b {c} 1 > 0\r\n\r\n\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\n\r\n";
        let expected = [cue(1_000, 2_500, "Hello & you\nthere"), cue(60_500, 3_600_000, "a < b {c} 1 > 0")];
        assert_eq!(parse(text), Ok(expected.to_vec()), "what says nothing is left out");
    }

    #[test]
    fn webvtt_is_read_without_notes_styles_and_settings() {
        let text = "WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE nothing\n\n\
            intro\n00:01.000 --> 00:02.000 align:start line:0\n<v Ada>Tom &amp;lt; &lt;b&gt;<00:01.500> now</v>\n\n\
            00:00.000 --> 00:00.500\nfirst";
        assert_eq!(parse(text), Ok(vec![cue(0, 500, "first"), cue(1_000, 2_000, "Tom &lt; <b> now")]));
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_line() {
        let line = |text: &str| match parse(text) {
            Err(Fault::Captions { line, .. }) => Some(line),
            Ok(_) | Err(_) => None,
        };
        assert_eq!(line(""), Some(1));
        assert_eq!(
            line("1\n00:00:01,000 --> 00:00:02,000\nfine\n\n2\n00:00:03,000 -> 00:00:04,000\nno"),
            Some(5)
        );
        assert_eq!(line("1\n00:00:02,000 --> 00:00:01,000\nbackwards"), Some(2));
        assert_eq!(line("00:61:00,000 --> 02:00:00,000\nsixty-one minutes"), Some(1));
        assert_eq!(line("99999999999:00:00,000 --> 02:00:00,000\nages"), Some(1));
        assert_eq!(
            line(&format!("1\n00:00:01,000 --> 00:00:02,000\n{}", "a".repeat(CUE_CHARS_MAX + 1))),
            Some(1)
        );
        assert_eq!(line(&format!("1\n00:00:01,000 --> 00:00:02,000\n{}", "<a".repeat(1_000_000))), Some(1));
        let many = "00:00:01,000 --> 00:00:02,000\na\n\n".repeat(CUES_MAX + 1);
        assert_eq!(line(&many), Some(CUES_MAX * 3 + 1));
    }
}
