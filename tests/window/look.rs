//! What a picture shows, measured by programs that are not ours.

use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;

/// How many colours a picture has: a blank page has very few.
pub fn colours(picture: &Path) -> Result<u32> {
    let said = Command::new("identify").args(["-format", "%k"]).arg(picture).output()?;
    String::from_utf8_lossy(&said.stdout).trim().parse().context("identify counts colours")
}

/// How many colours a part of a picture has, as ImageMagick names parts.
pub fn colours_within(picture: &Path, part: &str) -> Result<u32> {
    let said = Command::new("identify")
        .args(["-format", "%k"])
        .arg(format!("{}[{part}]", picture.display()))
        .output()?;
    String::from_utf8_lossy(&said.stdout).trim().parse().context("identify counts colours")
}

/// What `exiftool` says of a published picture.
#[derive(Debug)]
pub struct Seen {
    /// Width of the stored pixels.
    pub width_px: u32,
    /// Height of the stored pixels.
    pub height_px: u32,
    /// EXIF orientation as a number; empty where there is none.
    pub orientation: String,
    /// Every GPS value; empty where there is none.
    pub gps: String,
    /// Name of the colour profile; empty where there is none.
    pub profile: String,
}

/// Looks at a picture.
pub fn look(picture: &Path) -> Result<Seen> {
    let read = |tags: &[&str]| -> Result<String> {
        let said = Command::new("exiftool").args(["-s3", "-n"]).args(tags).arg(picture).output()?;
        Ok(String::from_utf8(said.stdout)?.trim().to_owned())
    };
    Ok(Seen {
        width_px: read(&["-ImageWidth"])?.parse().context("a picture has a width")?,
        height_px: read(&["-ImageHeight"])?.parse().context("a picture has a height")?,
        orientation: read(&["-Orientation"])?,
        gps: read(&["-GPS:all"])?,
        profile: read(&["-ProfileDescription"])?,
    })
}
