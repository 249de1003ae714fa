//! Our picture engine beside the tools that an engineer would pick: the same job, in turn, in one run.
//!
//! Each contender is a program that does the work once and prints what it took: our own (`tests/peers`), sharp in its
//! best arrangement and in the usual one, and ImageMagick.

use super::document::{self, Table};
use super::{decoders, thumbnails};
use crate::build::cargo;
use crate::node;
use crate::process::{capture, command, run as start};
use crate::root::{root, target};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Turns of each contender; of those that take seconds fewer.
const ROUNDS: usize = 7;
const ROUNDS_SLOW: usize = 3;

/// A photograph of a camera, in Debian's `mate-backgrounds`.
const SOURCE: &str = "/usr/share/backgrounds/mate/abstract/Elephants_5640x3172.jpg";

/// What a program says of its own work.
#[derive(Clone, Copy, Deserialize)]
pub struct Took {
    /// Wall time, ms.
    pub wall_ms: f64,
    /// Time of all processors, ms.
    pub cpu_ms: f64,
    /// Most memory that was held at once, KiB.
    pub peak_kib: f64,
}

/// Who does the work: its name, the words for sharp's script (none: not sharp), whether it takes seconds.
struct Contender {
    name: &'static str,
    program: Program,
    is_slow: bool,
}

enum Program {
    Ours,
    Sharp(&'static [&'static str]),
    ImageMagick,
}

const OURS: Contender = Contender { name: "ours", program: Program::Ours, is_slow: false };

const BEST: Contender = Contender {
    name: "sharp, one decode",
    program: Program::Sharp(&["cascade", "attention"]),
    is_slow: false,
};

const OTHERS: [Contender; 4] = [
    Contender {
        name: "sharp, one decode, cut in the middle",
        program: Program::Sharp(&["cascade", "centre"]),
        is_slow: false,
    },
    Contender {
        name: "sharp, one decode, mozjpeg",
        program: Program::Sharp(&["cascade", "attention", "mozjpeg"]),
        is_slow: true,
    },
    Contender {
        name: "sharp, a decode for each",
        program: Program::Sharp(&["each", "attention"]),
        is_slow: true,
    },
    Contender { name: "ImageMagick, one decode", program: Program::ImageMagick, is_slow: true },
];

/// The photographs: name, width and height as stored, whether in rising detail.
const PHOTOGRAPHS: [(&str, u32, u32, bool); 3] =
    [("24 MP", 6000, 4000, false), ("48 MP", 8000, 6000, false), ("24 MP, progressive", 6000, 4000, true)];

/// Builds and installs the contenders.
pub fn provide() -> Result<()> {
    node::provide()?;
    node::install("tests/peers")?;
    // Why copied: the versions that the studio is built with; cargo adds what is the measurement's own.
    std::fs::copy(root().join("Cargo.lock"), root().join("tests/peers/Cargo.lock"))?;
    let manifest = root().join("tests/peers/Cargo.toml");
    let mut line = cargo(&["build", "--quiet", "--release", "--manifest-path"]);
    start(line.arg(manifest).env("CARGO_TARGET_DIR", folder()))?;
    std::fs::create_dir_all(folder().join("photographs"))?;
    start(command(ours(), ["profiles"]).arg(folder().join("photographs")))
}

/// Measures, and writes `docs/measurements/peers.md`.
pub fn run() -> Result<()> {
    let mut rows = Vec::new();
    for (name, width, height, progressive) in PHOTOGRAPHS {
        let photo = photograph(name, (width, height), progressive)?;
        let others = if name == PHOTOGRAPHS[0].0 { &OTHERS[..] } else { &[] };
        let contenders: Vec<&Contender> = [&OURS, &BEST].into_iter().chain(others).collect();
        rows.extend(turns(name, &photo, &contenders)?);
    }
    rows.push(bound()?);
    rows.extend(decoders::rows()?);
    rows.extend(thumbnails::rows()?);
    let title = "A photograph to twelve renditions, beside other tools";
    let head = ["what", "wall, processors, most memory (medians)", "ours / it: wall, processors"];
    document::write("peers", &Table { title, command: "cargo xtask bench peers", head, rows })
}

/// The contenders in turn, so that whatever else the machine does falls on all of them.
fn turns(name: &str, photo: &Path, contenders: &[&Contender]) -> Result<Vec<[String; 3]>> {
    let mut took: Vec<Vec<Took>> = contenders.iter().map(|_| Vec::new()).collect();
    for round in 0..ROUNDS {
        for (contender, took) in contenders.iter().zip(&mut took) {
            if round < ROUNDS_SLOW || !contender.is_slow {
                took.push(once(contender, photo)?);
            }
        }
    }
    let medians: Vec<Took> = took.iter().map(|took| median(took)).collect();
    let ours = medians.first().copied().context("nobody was measured")?;
    let row = |(contender, it): (&&Contender, &Took)| {
        let seconds = |ms: f64| document::duration(ms * 1e6);
        let figure =
            format!("{}, {}, {:.0} MiB", seconds(it.wall_ms), seconds(it.cpu_ms), it.peak_kib / 1024.0);
        let ratio = format!("{:.2}, {:.2}", ours.wall_ms / it.wall_ms, ours.cpu_ms / it.cpu_ms);
        [format!("{name}: {}", contender.name), figure, ratio]
    };
    Ok(contenders.iter().zip(&medians).map(row).collect())
}

/// Beside the least that libjpeg-turbo can do it for: a decode, and the encodes of what we made.
fn bound() -> Result<[String; 3]> {
    let (name, width, height, progressive) = PHOTOGRAPHS[0];
    let photo = photograph(name, (width, height), progressive)?;
    let (mut work, mut bounds) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        work.push(once(&OURS, &photo)?);
        let said = capture(command(ours(), ["bound"]).arg(&photo).arg(folder().join("out")))?;
        bounds.push(serde_json::from_str(&said).with_context(|| said.clone())?);
    }
    let (work, bound) = (median(&work), median(&bounds));
    let seconds = |ms: f64| document::duration(ms * 1e6);
    let figure = format!("{}, {}", seconds(bound.wall_ms), seconds(bound.cpu_ms));
    let ratio = format!("{:.2}, {:.2}", work.wall_ms / bound.wall_ms, work.cpu_ms / bound.cpu_ms);
    Ok([format!("{name}: libjpeg-turbo's decode and encodes alone"), figure, ratio])
}

fn once(contender: &Contender, photo: &Path) -> Result<Took> {
    let out = emptied(&folder().join("out"))?;
    let list = root().join("tests/peers/renditions.json");
    let said = capture(&mut work(&contender.program, photo, &out, &list)?)?;
    serde_json::from_str(&said).with_context(|| format!("{} said {said}", contender.name))
}

/// The command that does the work once.
fn work(program: &Program, photo: &Path, out: &Path, list: &Path) -> Result<Command> {
    let mut line = match program {
        Program::Ours => command(ours(), ["prepare"]),
        Program::Sharp(_) => {
            let mut line = node::with_node("node", &root().join("tests/peers"))?;
            line.arg("sharp.mjs");
            line
        }
        Program::ImageMagick => command("python3", [root().join("tests/peers/magick.py")]),
    };
    line.arg(photo).arg(out).arg(list);
    match program {
        Program::Ours => {}
        Program::Sharp(words) => {
            line.args(*words);
        }
        Program::ImageMagick => {
            line.arg(folder().join("photographs/srgb.icc"));
        }
    }
    Ok(line)
}

/// The middle of each figure.
pub fn median(took: &[Took]) -> Took {
    let middle = |figure: fn(&Took) -> f64| {
        let mut figures: Vec<f64> = took.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures[figures.len() / 2]
    };
    Took { wall_ms: middle(|t| t.wall_ms), cpu_ms: middle(|t| t.cpu_ms), peak_kib: middle(|t| t.peak_kib) }
}

/// A photograph as a camera stores it: on its side, in Display P3, with a place; enlarged, with a sensor's grain.
pub fn photograph(name: &str, (width, height): (u32, u32), progressive: bool) -> Result<PathBuf> {
    let profile = folder().join("photographs/display-p3.icc");
    let file = folder().join("photographs").join(format!("{}.jpg", name.replace([' ', ','], "-")));
    if file.is_file() {
        return Ok(file);
    }
    let size = format!("{width}x{height}");
    let mut line =
        command("convert", [SOURCE, "-resize", &format!("{size}^"), "-gravity", "center", "-extent", &size]);
    line.args(["-attenuate", "0.12", "+noise", "Gaussian", "-strip", "-profile"]).arg(profile);
    if progressive {
        line.args(["-interlace", "JPEG"]);
    }
    start(line.args(["-sampling-factor", "4:2:0", "-quality", "92"]).arg(&file))?;
    let tags = ["-q", "-overwrite_original", "-Orientation#=6", "-GPSLatitude=48.8534", "-GPSLatitudeRef=N"];
    start(command("exiftool", tags).arg(&file))?;
    Ok(file)
}

/// An empty folder at that place.
pub fn emptied(place: &Path) -> Result<PathBuf> {
    let _old = std::fs::remove_dir_all(place);
    std::fs::create_dir_all(place)?;
    Ok(place.to_path_buf())
}

/// Our program.
pub fn ours() -> PathBuf {
    folder().join("release/upbeat-peers")
}

/// Where it is built and works.
pub fn folder() -> PathBuf {
    target().join("peers")
}
