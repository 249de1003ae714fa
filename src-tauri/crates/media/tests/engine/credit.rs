//! Author and copyright, kept where a person asks for it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use upbeat_domain::media::{Choices, ImageOutput, Output, Recipe, Step};
use upbeat_testkit::media::{GARDEN, Rgb, picture, tags};

use crate::workshop::{Workshop, assert_private, framed, free, names, recipe};

/// What else is written: all of it private.
const PRIVATE: [&str; 8] = [
    "-Make=Upbeat Tests",
    "-Model=Phone 12",
    "-GPSLatitude=48.8534",
    "-GPSLatitudeRef=N",
    "-XMP:GPSLatitude=48.8534",
    "-IPTC:City=Paris",
    "-Software=Studio 9",
    "-ExifIFD:SerialNumber=12345",
];

fn written(shop: &Workshop, name: &str, words: &[&str]) -> Result<PathBuf> {
    let file = picture(shop.folder(), name, GARDEN, &["-resize", "800x600!", "-strip", "-quality", "90"])?;
    let mut tool = Command::new("exiftool");
    tool.args(["-q", "-m", "-overwrite_original", "-codedcharacterset=utf8"]).args(PRIVATE).args(words);
    ensure!(tool.arg(&file).status()?.success(), "exiftool writes {words:?}");
    Ok(file)
}

fn keeping(output: ImageOutput, keep_credit: bool) -> Recipe {
    recipe(Output::Image(output), Choices { keep_credit, ..Choices::default() })
}

/// All that an independent tool finds that could be private, without the tags that only say how EXIF is laid out.
fn found(file: &Path) -> Result<Vec<String>> {
    let groups = ["EXIF", "GPS", "XMP", "IPTC", "Photoshop", "MakerNotes", "PNG"];
    let layout =
        ["ExifByteOrder", "ProfileName", "ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression"];
    let layout = [&layout[..], &["Filter", "Interlace", "Palette", "Transparency"]].concat();
    let kept = |line: &&str| !layout.iter().any(|name| line.contains(name));
    let mut lines: Vec<String> = tags(file, &groups)?.lines().filter(kept).map(str::to_owned).collect();
    lines.sort();
    Ok(lines)
}

fn values(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.split_once(':')).map(|(_, value)| value.trim()).collect()
}

#[test]
fn author_and_copyright_stay_where_asked_and_nothing_else_does() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = written(&shop, "camera.jpg", &["-Artist=Zoé Ångström", "-Copyright=© 2026 Zoé"])?;
    for output in [framed(400, 300), free(2000)] {
        let passes = output.frame_px.is_none();
        let made = shop.make(&file, keeping(output.clone(), true))?;
        let told: Vec<_> = names(&made.steps);
        let expected = if passes {
            vec!["metadata_removed", "credit_kept", "passed_through"]
        } else {
            vec!["metadata_removed", "resized", "credit_kept", "encoded"]
        };
        assert_eq!(told, expected);
        let credit = Step::CreditKept {
            artist: Some("Zoé Ångström".to_owned()),
            copyright: Some("© 2026 Zoé".to_owned()),
        };
        assert!(made.steps.contains(&credit), "{:?}", made.steps);
        let lines = found(&made.path)?;
        assert_eq!(values(&lines), ["Zoé Ångström", "© 2026 Zoé"], "{lines:?}");
        if passes {
            assert_eq!(Rgb::read(&made.path, &[])?.data, Rgb::read(&file, &[])?.data, "the same pixels");
        }
        let made = shop.make(&file, keeping(output, false))?;
        assert!(!names(&made.steps).contains(&"credit_kept"));
        assert_private(&made.path)?;
    }
    Ok(())
}

#[test]
fn agencies_write_it_elsewhere_and_png_holds_it_too() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let as_png = ImageOutput { mimes: vec!["image/png".into()], ..framed(400, 300) };
    let iptc = ["-IPTC:By-line=Ada", "-IPTC:Credit=Zéphyr", "-IPTC:CopyrightNotice=© Zéphyr"];
    let xmp = ["-XMP-dc:Creator=Ada", "-XMP-photoshop:Credit=Zéphyr", "-XMP-dc:Rights=© Zéphyr"];
    for (name, words) in [("iptc.jpg", &iptc), ("xmp.jpg", &xmp), ("xmp.png", &xmp), ("xmp.tiff", &xmp)] {
        let file = written(&shop, name, words)?;
        let made = shop.make(&file, keeping(as_png.clone(), true))?;
        assert_eq!(made.mime, "image/png");
        let lines = found(&made.path)?;
        assert_eq!(values(&lines), ["Ada / Zéphyr", "© Zéphyr"], "{name}: {lines:?}");
    }
    Ok(())
}

#[test]
fn the_byte_limit_holds_with_it_and_a_file_without_any_tells_nothing() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let long = format!("-Copyright={}", "© Ada Lovelace ".repeat(200));
    let file = written(&shop, "long.jpg", &[&long])?;
    let tight = ImageOutput { max_bytes: 40_000, ..framed(640, 480) };
    let made = shop.make(&file, keeping(tight, true))?;
    assert!(made.bytes <= 40_000 && names(&made.steps).contains(&"credit_kept"), "{} bytes", made.bytes);
    let bare = picture(shop.folder(), "bare.jpg", GARDEN, &["-resize", "800x600!", "-strip"])?;
    let made = shop.make(&bare, keeping(framed(400, 300), true))?;
    assert_eq!(names(&made.steps), ["resized", "encoded"]);
    assert_private(&made.path)
}
