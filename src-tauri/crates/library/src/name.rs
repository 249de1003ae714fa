//! Names from outside, made safe to show and to write on any disk.

use unicode_normalization::UnicodeNormalization;

/// Longest name, bytes of UTF-8: every file system takes it, with room for what export adds.
const NAME_BYTES_MAX: usize = 120;

/// Longest extension that is kept when a name is cut, bytes, without the dot.
const EXTENSION_BYTES_MAX: usize = 8;

/// What a name that holds nothing becomes.
const NAMELESS: &str = "file";

/// Names that Windows keeps for devices, whatever their extension
/// (learn.microsoft.com/windows/win32/fileio/naming-a-file).
const DEVICES: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// `name` without anything that a disk, a shell or an eye could trip over: no separators, no control
/// or direction characters, no leading dots or dashes, no trailing dots or spaces, no device names;
/// composed, and short enough. Letters of every script stay.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.nfc().map(|letter| if is_awkward(letter) { '_' } else { letter }).collect();
    let clean: String = clean.chars().filter(|letter| !is_invisible(*letter)).collect();
    let clean = clean.trim_start_matches(['.', '-', ' ']).trim_end_matches(['.', ' ']);
    let clean = if clean.is_empty() { NAMELESS.to_owned() } else { clean.to_owned() };
    let short = shorten(&clean);
    let stem = short.split('.').next().unwrap_or_default().trim_end();
    if DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) { format!("_{short}") } else { short }
}

/// `name` without its extension, safe; for names that get another.
pub(crate) fn safe_stem(name: &str) -> String {
    let safe = safe_name(name);
    match safe.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= EXTENSION_BYTES_MAX => {
            stem.to_owned()
        }
        Some(_) | None => safe,
    }
}

fn is_awkward(letter: char) -> bool {
    letter.is_control() || matches!(letter, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// Characters that show nothing and turn or split the text around them.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn shorten(name: &str) -> String {
    if name.len() <= NAME_BYTES_MAX {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let extension = extension.filter(|text| !text.is_empty() && text.len() <= EXTENSION_BYTES_MAX);
    let room = NAME_BYTES_MAX - extension.map_or(0, |text| text.len() + 1);
    let cut = name.floor_char_boundary(room);
    let stem = name[..cut].trim_end_matches(['.', ' ']);
    extension.map_or_else(|| stem.to_owned(), |extension| format!("{stem}.{extension}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_outside_lose_what_is_dangerous() {
        for (given, expected) in [
            ("IMG_0412.jpg", "IMG_0412.jpg"),
            ("L’été à 18 h.jpg", "L’été à 18 h.jpg"),
            ("東京.png", "東京.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\win.ini", "win.ini"),
            ("..", "file"),
            (".hidden", "hidden"),
            ("--help", "help"),
            ("", "file"),
            ("/", "file"),
            ("a\0b\nc.jpg", "a_b_c.jpg"),
            ("what? <now>: \"50%\".jpg", "what_ _now__ _50%_.jpg"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("CON", "_CON"),
            ("nul.jpg", "_nul.jpg"),
            ("con .txt", "_con .txt"),
            ("console.jpg", "console.jpg"),
            ("trailing. . ", "trailing"),
            ("e\u{301}te\u{301}.jpg", "été.jpg"),
        ] {
            assert_eq!(safe_name(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_letters_and_keeps_its_extension() {
        let name = safe_name(&format!("{}.jpeg", "é".repeat(300)));
        assert!(name.len() <= NAME_BYTES_MAX && name.ends_with("é.jpeg"), "{name}");
        assert_eq!(safe_name(&"x".repeat(500)).len(), NAME_BYTES_MAX);
    }

    #[test]
    fn a_safe_name_stays_as_it_is() {
        for given in ["../x", "nul.jpg", "a:b", " .a. ", "\u{feff}x", "..-.", "con.con.con"] {
            let once = safe_name(given);
            assert_eq!(safe_name(&once), once, "{given:?}");
        }
    }

    #[test]
    fn a_stem_loses_the_extension_only() {
        assert_eq!(safe_stem("IMG.0412.jpg"), "IMG.0412");
        assert_eq!(safe_stem("no extension"), "no extension");
        assert_eq!(safe_stem("M. Dupont et sa fille"), "M. Dupont et sa fille");
    }
}
