//! PDF: how many pages, and how large each is, read through poppler's `pdfinfo`.

use std::path::Path;
use std::time::Duration;

use super::still::Facts;
use crate::cancel::Cancel;
use crate::error::Fault;
use crate::limit::PAGES_MAX;
use crate::tool::{Tool, Tools, run};

/// How long reading the pages' sizes may take, seconds.
const PROBE_SECONDS_MAX: u64 = 30;

/// Longest side at which a page counts, px: it is drawn as large as it is needed.
const SIDE_PX: f32 = 4096.0;

/// The facts of a page, counted from 1, and the sizes of all.
pub(super) fn read(path: &Path, page: u32, tools: &Tools, cancel: &Cancel) -> Result<Facts, Fault> {
    let mut command = tools.command(Tool::PdfInfo)?;
    // Why absolute: a name that starts with a dash would be taken for an option.
    let source = std::path::absolute(path).map_err(|error| Fault::reading(&error))?;
    command.env("LC_ALL", "C").args(["-f", "1", "-l"]).arg(PAGES_MAX.to_string()).arg(source);
    let finished = run(command, Duration::from_secs(PROBE_SECONDS_MAX), cancel, &mut |_| {})?;
    if !finished.success {
        let complaint = finished.complaint();
        let locked = complaint.contains("password");
        return Err(if locked {
            Fault::Unsupported { found: "PDF with a password".to_owned() }
        } else {
            Fault::damaged(complaint)
        });
    }
    facts(&String::from_utf8_lossy(&finished.output), page)
}

fn facts(said: &str, page: u32) -> Result<Facts, Fault> {
    let pages: u32 =
        said.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok()).unwrap_or(0);
    let mut sizes: Vec<(f32, f32)> = Vec::new();
    let mut turns: Vec<u8> = Vec::new();
    for line in said.lines().filter(|line| line.starts_with("Page ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            [_, _, "size:", width, "x", height, ..] => {
                sizes.push((width.parse().map_err(Fault::damaged)?, height.parse().map_err(Fault::damaged)?));
            }
            [_, _, "rot:", turn] => turns.push(orientation(turn)),
            _ => {}
        }
    }
    // A size is told as the page lies; a quarter turn makes it stand.
    for (size, turn) in sizes.iter_mut().zip(&turns) {
        *size = if *turn >= 5 { (size.1, size.0) } else { *size };
    }
    let index = usize::try_from(page).unwrap_or(usize::MAX).wrapping_sub(1);
    let (width, height) = *sizes.get(index).ok_or(Fault::NoSuchPage { page, pages })?;
    if !(width >= 1.0 && height >= 1.0) {
        return Err(Fault::damaged("a page has no size"));
    }
    let scale = SIDE_PX / width.max(height);
    let side = |points: f32| ((points * scale).round() as u32).max(1);
    let mut facts = Facts { width_px: side(width), height_px: side(height), page, ..Facts::default() };
    facts.turned_by_decoder = turns.get(index).copied().unwrap_or(1);
    facts.has_metadata = said.lines().any(is_private);
    facts.inside.pages = pages;
    facts.inside.page_sizes_pt =
        sizes.into_iter().map(|(width, height)| (width.round() as u32, height.round() as u32)).collect();
    Ok(facts)
}

/// Whether a line tells of somebody or something beside the pages: who wrote it with what, in words or as XMP.
fn is_private(line: &str) -> bool {
    let (name, value) = line.split_once(':').unwrap_or_default();
    match name {
        "Author" | "Creator" | "Subject" | "Keywords" => !value.trim().is_empty(),
        "Metadata Stream" => value.trim() == "yes",
        _ => false,
    }
}

/// A turn clockwise, degrees, said as the EXIF orientation that asks for the same.
fn orientation(turn: &str) -> u8 {
    match turn {
        "90" => 6,
        "180" => 3,
        "270" => 8,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "facts that can't be read are the failure")]

    use super::*;

    const SAID: &str = "Title:           A carousel\nPages:           3\nEncrypted:       no\n\
        Page    1 size:  612 x 792 pts (letter)\nPage    1 rot:   0\n\
        Page    2 size:  595.276 x 841.89 pts (A4)\nPage    2 rot:   90\n\
        Page    3 size:  1080 x 1350 pts\nPage    3 rot:   0\nPage size:       612 x 792 pts (letter)\n";

    #[test]
    fn each_page_has_its_own_size_as_a_person_sees_it() {
        let read = facts(SAID, 2).unwrap();
        assert_eq!((read.width_px, read.height_px, read.inside.pages), (4096, 2896, 3));
        assert_eq!(read.inside.page_sizes_pt, [(612, 792), (842, 595), (1080, 1350)]);
        assert!(!read.has_metadata);
        for private in ["Author:          Ada\n", "Metadata Stream: yes\n"] {
            assert!(facts(&format!("{private}{SAID}"), 1).unwrap().has_metadata, "{private}");
        }
        assert!(!facts(&format!("Author:\nMetadata Stream: no\n{SAID}"), 1).unwrap().has_metadata);
        assert_eq!(facts(SAID, 4), Err(Fault::NoSuchPage { page: 4, pages: 3 }));
        assert_eq!(facts(SAID, 0), Err(Fault::NoSuchPage { page: 0, pages: 3 }));
    }
}
