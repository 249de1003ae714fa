//! `upbeat media pdf`: no workspace, no account, no connection.

mod common;

use std::process::Command;

use common::{Desk, error_in_both, redacted, text};
use upbeat_testkit::material;
use upbeat_testkit::media::{GARDEN, LADYBIRD, picture};

const FOR: [&str; 4] = ["--for", "linkedin:document", "--out", "carousel.pdf"];

#[test]
fn pictures_become_one_document_told_page_by_page() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    picture(&desk.work(), "fits.jpg", GARDEN, &["-resize", "1080x1350!", "-quality", "80", "-strip"])?;
    picture(&desk.work(), "wide.png", LADYBIRD, &["-resize", "900x600!", "-strip"])?;
    let command = [&["media", "pdf", "fits.jpg", "wide.png"][..], &FOR].concat();
    let report = desk.json(&command);
    let mut line = Command::new("pdfinfo");
    line.args(["-f", "1", "-l", "9"]).arg(desk.work().join("carousel.pdf"));
    let told = String::from_utf8(line.output()?.stdout)?;
    for line in ["Pages:           2", "Page    1 size:  1080 x 1350 pts", "Page    2 size:  1080 x 1350 pts"]
    {
        assert!(told.contains(line), "{line:?} isn't in {told}");
    }
    let whole = std::fs::metadata(desk.work().join("carousel.pdf"))?.len();
    assert_eq!(report["bytes"].as_u64(), Some(whole));
    // Why without texts: they hold what the encoder made of it.
    insta::assert_json_snapshot!(redacted(report, &["bytes", "took_ms", "hash", "text", "crop", "loss"]));
    let square =
        [&["--lang", "fr", "media", "pdf", "wide.png", "--for", "linkedin:document:square"][..], &FOR[2..]];
    let said = desk.run(&square.concat()).out;
    assert!(said.starts_with("carousel.pdf: 1 page, 1080 × 1080, "), "{said}");
    assert!(said.contains("\n    1  wide.png\n      ") && said.contains("JPEG"), "{said}");
    assert!(!desk.data().exists(), "it makes no workspace");
    Ok(())
}

#[test]
fn what_can_not_become_a_document_is_said_in_both_languages() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    let photo = picture(&desk.work(), "photo.jpg", GARDEN, &["-resize", "300x200!", "-strip"])?;
    material::sound(&desk.work(), "song.wav", 1)?;
    std::fs::write(desk.work().join("notes.txt"), "no picture")?;
    let before = std::fs::read(&photo)?;
    let many = vec!["photo.jpg"; 301];
    let of = |files: &[&'static str], options: [&'static str; 4]| {
        [&["media", "pdf"][..], files, &options].concat()
    };
    for (arguments, exit, code, subject) in [
        (of(&["photo.jpg", "gone.jpg"], FOR), 1, "media.unreadable", "gone.jpg"),
        (of(&["photo.jpg", "notes.txt"], FOR), 1, "media.unsupported", "notes.txt"),
        (of(&["song.wav"], FOR), 1, "media.wrong_kind", "song.wav"),
        (of(&many, FOR), 1, "media.too_many_pages", "carousel.pdf"),
        (of(&["photo.jpg"], ["--for", "x", "--out", "a.pdf"]), 1, "format.unknown", "document"),
        (of(&["photo.jpg"], ["--for", "x:image", "--out", "a.pdf"]), 1, "media.wrong_kind", "image"),
        (of(&["photo.jpg"], ["--for", "all", "--out", "a.pdf"]), 2, "invalid", "all"),
        (of(&["photo.jpg"], ["--for", "linkedin", "--out", "./photo.jpg"]), 2, "invalid", "./photo.jpg"),
    ] {
        let error = error_in_both(&desk, &arguments, exit, "/error")?;
        assert_eq!((text(&error, "/code"), text(&error, "/subject")), (code, subject));
    }
    assert!(std::fs::read(&photo)? == before, "an original is never written to");
    assert!(!desk.work().join("a.pdf").exists() && !desk.work().join("carousel.pdf").exists());
    Ok(())
}
