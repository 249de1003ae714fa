//! SVG: how large it is drawn, and that it is one at all.

use super::bytes::contains;
use super::still::Facts;
use crate::decode;
use crate::error::Fault;

/// Longest side at which a drawing counts, px: it has no pixels of its own, so it is told as large as the
/// largest picture that is made where a network sets no limit.
const SIDE_PX: f32 = 4096.0;

/// The root's tag as it is written, with and without a prefix.
const ROOTS: [&[u8]; 2] = [b"<svg", b"<svg:svg"];

/// Whether the first bytes are those of an SVG: text, of which the first element is its root.
pub(super) fn is_one(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let open = text.starts_with(b"<") && !head.contains(&0);
    let mut rest = text;
    // Declarations, comments and the document's type may stand in front.
    while open && (rest.starts_with(b"<?") || rest.starts_with(b"<!")) {
        let end: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<!DOCTYPE") && contains(head_of(rest), b"[") {
            b"]>"
        } else {
            b">"
        };
        let Some(at) = rest.windows(end.len()).position(|window| window == end) else { return false };
        rest = rest[at + end.len()..].trim_ascii_start();
    }
    open && ROOTS.iter().any(|root| rest.starts_with(root))
}

/// Up to the first closing bracket.
fn head_of(declaration: &[u8]) -> &[u8] {
    let end = declaration.iter().position(|byte| *byte == b'>').unwrap_or(declaration.len());
    &declaration[..end]
}

pub(super) fn read(file: &[u8]) -> Result<Facts, Fault> {
    let (width, height) = decode::guarded(|| decode::svg_size(file))?;
    let scale = SIDE_PX / width.max(height);
    let side = |own: f32| ((own * scale).round() as u32).max(1);
    Ok(Facts {
        width_px: side(width),
        height_px: side(height),
        has_alpha: true,
        has_metadata: contains(file, b"metadata>"),
        ..Facts::default()
    })
}

#[cfg(test)]
mod tests {
    use super::is_one;

    #[test]
    fn the_first_element_decides() {
        for yes in [
            "<svg/>",
            "\u{feff}<?xml version='1.0'?>\n<!-- Ada > Bob -->\n<svg xmlns='x'>",
            "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x.dtd'>\n<svg>",
            "<!DOCTYPE svg [<!ENTITY ns 'http://x'>]><svg>",
        ] {
            assert!(is_one(yes.as_bytes()), "{yes}");
        }
        for no in ["<html><svg></svg></html>", "Dear Ada, <svg>", "<?xml version='1.0'?><rss>", "<!--", ""] {
            assert!(!is_one(no.as_bytes()), "{no}");
        }
    }
}
