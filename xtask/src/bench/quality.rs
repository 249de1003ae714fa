//! Bytes at equal quality: how large our files are where they look as near to the photograph as sharp's.
//!
//! Whole pictures are compared, each cut to the rendition's shape beforehand, so that nobody's crop counts. What they
//! are compared with favours nobody: linear light, double precision, a kernel that none of them uses
//! (`tests/peers/src/reference.rs`). The measure is SSIMULACRA2.

use super::document::{self, Table};
use super::peers::{emptied, folder, ours};
use crate::node;
use crate::process::{capture, command, run as start};
use crate::root::root;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Where the photographs lie; only those of a camera.
const FOLDERS: [&str; 2] = ["/usr/share/backgrounds/mate", "tests/photographs/node_modules"];

/// What is no photograph, or is a smaller copy of one.
const LEFT_OUT: [&str; 6] =
    ["GreenTraditional", "Elephants.jpg", "Elephants_3840", "Blinds", "/dist/", "/docs/"];

/// Longest side of a photograph of 24 MP, px: renditions of a smaller one shrink with it, so that every photograph is
/// reduced as much as one of a camera.
const CAMERA_PX: f64 = 6000.0;

/// Longest side below which a photograph isn't used, px.
const LEAST_PX: u32 = 1000;

/// Our byte budgets, of the other's bytes.
const BUDGETS: [f64; 4] = [1.05, 0.92, 0.8, 0.7];

#[derive(Clone, Deserialize, Serialize)]
struct Wanted {
    name: String,
    width: u32,
    height: u32,
    fit: String,
    max_bytes: u64,
}

#[derive(Clone, Copy, Deserialize)]
struct Scored {
    bytes: f64,
    score: f64,
}

/// Our bytes over theirs at their score.
#[derive(Default)]
struct Shares {
    sharp: Vec<f64>,
    mozjpeg: Vec<f64>,
}

/// Measures, and writes `docs/measurements/quality.md`.
pub fn run() -> Result<()> {
    node::install("tests/photographs")?;
    let list = std::fs::read(root().join("tests/peers/renditions.json"))?;
    let list: Vec<Wanted> = serde_json::from_slice(&list)?;
    let photographs = photographs()?;
    let mut shares = Shares::default();
    for photograph in &photographs {
        let before = shares.sharp.len();
        compare(photograph, &list, &mut shares)?;
        let mean = |all: &[f64]| geometric(&all[before..]);
        println!("      {}: {:.3}, {:.3}", photograph.display(), mean(&shares.sharp), mean(&shares.mozjpeg));
    }
    let row = |name: &str, all: &[f64]| {
        let worst = all.iter().copied().fold(f64::MIN, f64::max);
        let least = all.iter().copied().fold(f64::MAX, f64::min);
        [
            name.to_owned(),
            format!("{:.3}", geometric(all)),
            format!("{least:.2} to {worst:.2}, of {}", all.len()),
        ]
    };
    let rows = vec![row("sharp", &shares.sharp), row("sharp, mozjpeg", &shares.mozjpeg)];
    let title = format!("Bytes at equal SSIMULACRA2, {} photographs", photographs.len());
    let head = ["beside", "our bytes / its, geometric mean", "range"];
    document::write("quality", &Table { title: &title, command: "cargo xtask bench quality", head, rows })
}

fn geometric(all: &[f64]) -> f64 {
    (all.iter().map(|share| share.ln()).sum::<f64>() / all.len().max(1) as f64).exp()
}

/// Every rendition of one photograph, by all three.
fn compare(photograph: &Path, list: &[Wanted], shares: &mut Shares) -> Result<()> {
    let place = emptied(&folder().join("quality"))?;
    let size = size(photograph)?;
    let shrink = (f64::from(size.0.max(size.1)) / CAMERA_PX).min(1.0);
    for wanted in list {
        let (width, height) = shape(wanted, size, shrink);
        let whole = place.join("whole.png");
        let ratio = f64::from(width) / f64::from(height);
        let cut = largest(size, ratio);
        let mut line = command("convert", [photograph]);
        line.args(["-auto-orient", "-strip", "-gravity", "center"]);
        line.args(["-crop", &format!("{}x{}+0+0", cut.0, cut.1), "+repage"]);
        // Why a gentle reduction never: what the shape leaves is at least as large as the rendition.
        start(line.args(["-type", "TrueColor"]).arg(&whole))?;
        let reference = place.join("reference.png");
        let mut line = command(ours(), ["reference"]);
        start(line.arg(&whole).args([width.to_string(), height.to_string()]).arg(&reference))?;
        let wanted = Wanted { width, height, fit: "cover".to_owned(), ..wanted.clone() };
        let ample = Wanted { max_bytes: u64::MAX / 2, ..wanted.clone() };
        for (words, shares) in [
            (&["each", "centre"][..], &mut shares.sharp),
            (&["each", "centre", "mozjpeg"], &mut shares.mozjpeg),
        ] {
            let made = by_sharp(&whole, &place, &ample, words)?;
            let theirs = scored(&reference, &made)?;
            let mut curve = Vec::new();
            for share in BUDGETS {
                let max_bytes = (theirs.bytes * share) as u64;
                let made = by_us(&whole, &place, &Wanted { max_bytes, ..wanted.clone() })?;
                curve.push(scored(&reference, &made)?);
            }
            shares.push(bytes_at(&mut curve, theirs.score) / theirs.bytes);
        }
    }
    Ok(())
}

/// Bytes at a score, between the two nearest points: ln(bytes) is nearly straight there.
fn bytes_at(curve: &mut [Scored], score: f64) -> f64 {
    curve.sort_by(|one, other| one.score.total_cmp(&other.score));
    let last = curve.len() - 1;
    let above = curve.iter().position(|point| point.score >= score).unwrap_or(last).clamp(1, last);
    let (low, high) = (curve[above - 1], curve[above]);
    let rise = (score - low.score) / (high.score - low.score).max(1e-6);
    (low.bytes.ln() + rise.clamp(-1.0, 2.0) * (high.bytes.ln() - low.bytes.ln())).exp()
}

/// The rendition's size for a photograph that is smaller than a camera's.
fn shape(wanted: &Wanted, size: (u32, u32), shrink: f64) -> (u32, u32) {
    let (width, height) = (f64::from(wanted.width) * shrink, f64::from(wanted.height) * shrink);
    let (width, height) = if wanted.fit == "inside" {
        let fit = (width / f64::from(size.0)).min(height / f64::from(size.1));
        (f64::from(size.0) * fit, f64::from(size.1) * fit)
    } else {
        (width, height)
    };
    (width.round().max(16.0) as u32, height.round().max(16.0) as u32)
}

/// The largest part of that ratio.
fn largest((width, height): (u32, u32), ratio: f64) -> (u32, u32) {
    let (w, h) = (f64::from(width), f64::from(height));
    if w / h > ratio { ((h * ratio).round() as u32, height) } else { (width, (w / ratio).round() as u32) }
}

fn by_sharp(whole: &Path, place: &Path, wanted: &Wanted, words: &[&str]) -> Result<PathBuf> {
    let out = emptied(&place.join("sharp"))?;
    let list = listed(place, wanted)?;
    let mut line = node::with_node("node", &root().join("tests/peers"))?;
    capture(line.arg("sharp.mjs").arg(whole).arg(&out).arg(list).args(words))?;
    Ok(out.join(format!("{}.jpg", wanted.name)))
}

fn by_us(whole: &Path, place: &Path, wanted: &Wanted) -> Result<PathBuf> {
    let out = emptied(&place.join("ours"))?;
    let list = listed(place, wanted)?;
    capture(command(ours(), ["prepare"]).arg(whole).arg(&out).arg(list))?;
    Ok(out.join(format!("{}.jpg", wanted.name)))
}

fn listed(place: &Path, wanted: &Wanted) -> Result<PathBuf> {
    let file = place.join("list.json");
    std::fs::write(&file, serde_json::to_vec(&[wanted])?)?;
    Ok(file)
}

fn scored(reference: &Path, made: &Path) -> Result<Scored> {
    let said = capture(command(ours(), ["score"]).arg(reference).arg(made))?;
    serde_json::from_str(said.trim()).with_context(|| said.clone())
}

fn size(photograph: &Path) -> Result<(u32, u32)> {
    let said = capture(command("identify", ["-format", "%w %h"]).arg(photograph))?;
    let (width, height) = said.split_once(' ').context("no size")?;
    Ok((width.parse()?, height.trim().parse()?))
}

/// The photographs that are installed and large enough.
fn photographs() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        found.extend(jpegs(&root().join(folder))?);
    }
    found.retain(|file| {
        let name = file.to_string_lossy();
        !LEFT_OUT.iter().any(|word| name.contains(word))
            && size(file).is_ok_and(|(width, height)| width.max(height) >= LEAST_PX)
    });
    Ok(found)
}

fn jpegs(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            found.extend(jpegs(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "jpg" || ending == "jpeg") {
            found.push(path);
        }
    }
    Ok(found)
}
