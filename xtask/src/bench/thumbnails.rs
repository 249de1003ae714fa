//! Thumbnails of photographs of 12 megapixels beside sharp's: from the pixels, and where the camera left a preview.

use super::document::duration;
use super::peers::{Took, emptied, folder, median, ours, photograph};
use crate::node;
use crate::process::{capture, command, run};
use crate::root::root;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Longest side, px.
const SIDE: &str = "320";
/// How many each of both makes in one turn.
const TIMES: u32 = 40;
const ROUNDS: usize = 5;

/// Both in turn: what one thumbnail takes, and our share of its time.
pub fn rows() -> Result<Vec<[String; 3]>> {
    let photo = photograph("12 MP", (4000, 3000), false)?;
    let plain = alone("plain", &photo)?;
    let viewed = alone("with-preview", &photo)?;
    give_preview(&viewed)?;
    [("from the pixels", plain), ("where the camera left a preview", viewed)]
        .into_iter()
        .map(|(name, photo)| row(name, photo.parent().context("it lies in a folder")?))
        .collect()
}

fn row(name: &str, photographs: &Path) -> Result<[String; 3]> {
    let (mut ours_took, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours_took.push(once(&mut command(ours(), ["thumbnails"]), photographs)?);
        let mut sharp = node::with_node("node", &root().join("tests/peers"))?;
        theirs.push(once(sharp.arg("thumbnails.mjs"), photographs)?);
    }
    let (our, its) = (median(&ours_took), median(&theirs));
    let each = |ms: f64| duration(ms * 1e6 / f64::from(TIMES));
    Ok([
        format!("thumbnail of {SIDE} px of 12 MP, {name}: ours beside sharp"),
        format!("{} beside {} (wall, each)", each(our.wall_ms), each(its.wall_ms)),
        format!("{:.2}, {:.2}", our.wall_ms / its.wall_ms, our.cpu_ms / its.cpu_ms),
    ])
}

fn once(line: &mut Command, photographs: &Path) -> Result<Took> {
    let said = capture(line.arg(photographs).args([SIDE, &TIMES.to_string()]))?;
    serde_json::from_str(&said).context(said)
}

/// A copy of the photograph in a folder of its own.
fn alone(name: &str, photo: &Path) -> Result<PathBuf> {
    let copy = emptied(&folder().join("thumbnails").join(name))?.join("photo.jpg");
    std::fs::copy(photo, &copy)?;
    Ok(copy)
}

/// As cameras do it: a small JPEG among the EXIF tags, stored as the picture is.
fn give_preview(photo: &Path) -> Result<()> {
    let small = folder().join("thumbnails/preview.jpg");
    run(command("convert", [photo]).args(["-strip", "-resize", "320x320", "-quality", "85"]).arg(&small))?;
    let mut from = std::ffi::OsString::from("-ThumbnailImage<=");
    from.push(&small);
    run(command("exiftool", ["-q", "-overwrite_original"]).arg(from).arg(photo))
}
