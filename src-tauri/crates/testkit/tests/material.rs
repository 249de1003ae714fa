//! The photographs and films of the tests are what a phone writes.

use anyhow::{Result, ensure};
use std::process::Command;
use upbeat_testkit::material;

#[test]
fn the_photograph_lies_on_its_side_in_display_p3_and_says_where_it_was() -> Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let file = material::photo(folder.path(), "IMG 0412 été.jpg")?;
    let mut tags = Command::new("exiftool");
    tags.args(["-s3", "-n", "-ImageWidth", "-Orientation", "-GPSLatitude", "-ProfileDescription"]).arg(&file);
    let said = String::from_utf8(tags.output()?.stdout)?;
    let lines: Vec<&str> = said.lines().collect();
    ensure!(lines.len() == 4, "{lines:?}");
    ensure!(lines[0] == "4032" && lines[1] == "6" && lines[2].starts_with("48.853"), "{lines:?}");
    ensure!(lines[3].contains("P3"), "{lines:?}");
    Ok(())
}

#[test]
fn the_film_has_picture_and_sound() -> Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let file = material::film(folder.path(), "film.mov", 2)?;
    let mut probe = Command::new("ffprobe");
    probe.args(["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]).arg(&file);
    let said = String::from_utf8(probe.output()?.stdout)?;
    ensure!(said.contains("h264") && said.contains("aac"), "{said}");
    Ok(())
}
