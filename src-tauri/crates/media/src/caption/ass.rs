//! Captions as libass draws them: one style, plain text.

use std::fmt::Write as _;

use upbeat_domain::media::{CaptionPlace, CaptionStyle, Cue, SafeZone};

use super::write::lines;

/// Free around captions, besides what a network covers, share of the frame.
const MARGIN: f64 = 0.04;

/// A script that shows the captions in a frame of this size, px, within what the network leaves free.
pub(crate) fn ass(
    cues: &[Cue],
    style: &CaptionStyle,
    (width, height): (u32, u32),
    safe: Option<SafeZone>,
) -> String {
    let [left, top, right, bottom] = safe.map_or([0.0; 4], |zone| zone.shares());
    let px = |share: f64, side: u32| ((share + MARGIN) * f64::from(side)).round();
    let permille = style.size.clamp(*CaptionStyle::SIZE.start(), *CaptionStyle::SIZE.end());
    let size = (f64::from(permille) / 1000.0 * f64::from(height)).round().max(1.0);
    let (alignment, vertical) = match style.place {
        CaptionPlace::Bottom => (2, px(bottom, height)),
        CaptionPlace::Middle => (5, 0.0),
        CaptionPlace::Top => (8, px(top, height)),
    };
    let [red, green, blue] = style.color;
    // Why 4: libass draws one box behind all lines; with 3, boxes overlap and their middle is darker.
    let (border, outline, shadow) = if style.boxed { (4, 0.0, size * 0.2) } else { (1, size * 0.08, 0.0) };
    let (left, right) = (px(left, width), px(right, width));
    let mut out = format!(
        "[Script Info]\nScriptType: v4.00+\nPlayResX: {width}\nPlayResY: {height}\nWrapStyle: 0\n\
         ScaledBorderAndShadow: yes\nYCbCr Matrix: TV.709\n\n[V4+ Styles]\n\
         Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, BorderStyle, Outline, \
         Shadow, Alignment, MarginL, MarginR, MarginV\n\
         Style: Default,Sans,{size},&H00{blue:02X}{green:02X}{red:02X},&H40000000,&H40000000,-1,{border},\
         {outline:.1},{shadow:.1},{alignment},{left},{right},{vertical}\n\n[Events]\n\
         Format: Layer, Start, End, Style, Text\n"
    );
    for cue in cues {
        // Why ignored: writing to a string can't fail.
        let _ = writeln!(
            out,
            "Dialogue: 0,{},{},Default,{}",
            clock(cue.from_ms),
            clock(cue.to_ms),
            escaped(&cue.text)
        );
    }
    out
}

/// The text without a meaning for libass: it knows `{…}` and words after a backslash.
fn escaped(text: &str) -> String {
    // Why a joiner: libass has no escape for a backslash; nothing is seen of it.
    let text = lines(text).replace('\\', "\\\u{2060}").replace('{', "\\{").replace('}', "\\}");
    text.replace('\n', "\\N")
}

fn clock(ms: u64) -> String {
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    format!("{hours}:{minutes:02}:{seconds:02}.{:02}", ms % 1000 / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_shown_and_not_obeyed() {
        assert_eq!(escaped("{\\p1}a\\Nb\n\nDialogue: c"), "\\{\\\u{2060}p1\\}a\\\u{2060}Nb\\NDialogue: c");
    }

    #[test]
    fn captions_keep_out_of_what_the_network_covers() {
        let safe = SafeZone {
            width_px: 1080,
            height_px: 1920,
            bottom_px: 384,
            right_px: 108,
            ..SafeZone::default()
        };
        let cue = Cue { from_ms: 1_500, to_ms: 62_340, text: "a, b".to_owned() };
        let script = ass(&[cue], &CaptionStyle::default(), (540, 960), Some(safe));
        assert!(script.contains(",2,22,76,230\n"), "{script}");
        assert!(script.ends_with("Dialogue: 0,0:00:01.50,0:01:02.34,Default,a, b\n"), "{script}");
    }
}
