//! What `cargo xtask bench peers` does in Rust: our engine's work, once; the pictures that all are compared with; and
//! how near each comes to them.

mod bound;
mod plot;
mod prepare;
mod reference;
mod score;
mod thumbnails;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

fn main() -> Result<()> {
    let mut words = std::env::args_os().skip(1);
    let verb = words.next().and_then(|verb| verb.into_string().ok()).context("which?")?;
    let paths: Vec<PathBuf> = words.map(PathBuf::from).collect();
    match (verb.as_str(), paths.as_slice()) {
        ("profiles", [folder]) => prepare::profiles(folder),
        ("prepare", [photo, folder, list]) => prepare::once(photo, folder, list),
        ("many", [photo, folder, list, count]) => prepare::many(photo, folder, list, count),
        ("thumbnails", [folder, side, times]) => thumbnails::make(folder, side, times),
        ("bound", [photo, folder]) => bound::once(photo, folder),
        ("plot", [points, file]) => plot::draw(points, file),
        ("reference", [photo, width, height, file]) => reference::write(photo, width, height, file),
        ("score", [reference, made @ ..]) => score::tell(reference, made),
        _ => bail!("unknown: {verb} {paths:?}"),
    }
}
