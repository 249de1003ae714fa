//! The title of an audiogram as libass draws it: shaped, wrapped, in the fonts of this computer.

use super::layout::{Layout, TitlePlace};

/// The subtitle file that draws it; none without a title.
pub(super) fn script(layout: &Layout, title: &str, ink: [u8; 3]) -> Option<String> {
    let TitlePlace { rect, letters_px, centred } = layout.title?;
    let (width, height) = layout.frame_px;
    let [red, green, blue] = ink;
    // Why from the bottom: a guess of one line too many then moves nothing onto the wave.
    let (alignment, x) = if centred { (2, rect.x + rect.width / 2) } else { (1, rect.x) };
    let (y, right) = (rect.y + rect.height, width.saturating_sub(rect.x + rect.width));
    let text = escaped(title);
    Some(format!(
        "[Script Info]\nScriptType: v4.00+\nPlayResX: {width}\nPlayResY: {height}\nWrapStyle: 0\n\
         ScaledBorderAndShadow: yes\n\n[V4+ Styles]\n\
         Format: Name, Fontname, Fontsize, PrimaryColour, Bold, BorderStyle, Outline, Shadow, Alignment, \
         MarginL, MarginR, MarginV, Encoding\n\
         Style: T,Arial,{letters_px},&H00{blue:02X}{green:02X}{red:02X},-1,1,0,0,{alignment},{left},{right},0,1\n\n\
         [Events]\nFormat: Layer, Start, End, Style, Text\n\
         Dialogue: 0,0:00:00.00,9:59:59.99,T,{{\\pos({x},{y})}}{text}\n",
        left = rect.x,
    ))
}

/// Words without what libass reads as orders: braces start them, a backslash breaks lines.
fn escaped(words: &str) -> String {
    let plain = |c: char| match c {
        // Why other signs: libass knows no way to write these three that every version reads.
        '{' => '(',
        '}' => ')',
        '\\' => '/',
        c if c.is_control() => ' ',
        c => c,
    };
    words.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_gives_no_orders() {
        let layout = Layout::of((1080, 1080), None, false, "x");
        let hostile = "{\\fs300\\p1}m 0 0 l 9 9\\N\nDialogue: 0,0:00:00.00,9:00:00.00,T,more";
        let script = script(&layout, hostile, [255; 3]).unwrap_or_default();
        let events: Vec<&str> = script.lines().filter(|line| line.starts_with("Dialogue")).collect();
        assert_eq!(events.len(), 1, "{script}");
        assert_eq!(events[0].matches(['{', '}']).count(), 2, "{script}");
        assert_eq!(events[0].matches('\\').count(), 1, "{script}");
    }
}
