//! HEIC and AVIF, which other programs decode for us, beside those programs alone.

use super::document::duration;
use super::peers::{Took, emptied, folder, ours, photograph};
use crate::process::{capture, command, run};
use anyhow::{Context, Result};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const ROUNDS: usize = 7;

/// A kind of picture and the program that reads it.
struct Coded {
    name: &'static str,
    /// Makes the picture; where its file is named before the source, the words end with `-o`.
    encoder: &'static [&'static str],
    decoder: &'static [&'static str],
    /// What the decoder makes of it.
    decoded: &'static str,
}

const KINDS: [Coded; 2] = [
    Coded {
        name: "12mp.heic",
        encoder: &["heif-enc", "-q", "60", "-o"],
        decoder: &["heif-convert", "--quiet"],
        decoded: "decoded.jpg",
    },
    Coded {
        name: "12mp.avif",
        encoder: &["avifenc", "--speed", "8", "--min", "15", "--max", "25"],
        decoder: &["avifdec", "--jobs", "all"],
        decoded: "decoded.y4m",
    },
];

/// Both in turn on the wall: the program from its start to its end, our work from file to file, which starts the
/// program too.
pub fn rows() -> Result<Vec<[String; 3]>> {
    let photo = photograph("12 MP", (4000, 3000), false)?;
    let list = one_rendition()?;
    let mut rows = Vec::new();
    for kind in &KINDS {
        let file = encoded(kind, &photo)?;
        let (mut theirs, mut whole) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let out = emptied(&folder().join("out"))?;
            theirs.push(took(line(kind.decoder).arg(&file).arg(out.join(kind.decoded)))?);
            let said = capture(command(ours(), ["prepare"]).arg(&file).arg(&out).arg(&list))?;
            let said: Took = serde_json::from_str(&said).with_context(|| said.clone())?;
            whole.push(Duration::from_secs_f64(said.wall_ms / 1e3));
        }
        let (theirs, whole) = (middle(theirs), middle(whole));
        let name = format!("{}: ours, to one rendition, beside {} alone", kind.name, kind.decoder[0]);
        let figure = [whole, theirs].map(|it| duration(it.as_nanos() as f64)).join(" beside ");
        let ratio = format!("{:.2} (wall)", whole.as_secs_f64() / theirs.as_secs_f64());
        rows.push([name, figure, ratio]);
    }
    Ok(rows)
}

/// The first of the renditions, as a list of its own.
fn one_rendition() -> Result<std::path::PathBuf> {
    let all = std::fs::read(crate::root::root().join("tests/peers/renditions.json"))?;
    let mut all: Vec<serde_json::Value> = serde_json::from_slice(&all)?;
    all.truncate(1);
    let list = folder().join("one-rendition.json");
    std::fs::write(&list, serde_json::to_vec(&all)?)?;
    Ok(list)
}

fn encoded(kind: &Coded, photo: &Path) -> Result<std::path::PathBuf> {
    let file = folder().join("photographs").join(kind.name);
    if file.is_file() {
        return Ok(file);
    }
    let upright = folder().join("photographs/12mp.png");
    run(command("convert", [photo]).args(["-auto-orient", "-strip"]).arg(&upright))?;
    let mut encode = line(kind.encoder);
    if kind.encoder.ends_with(&["-o"]) {
        encode.arg(&file).arg(upright);
    } else {
        encode.arg(upright).arg(&file);
    }
    // Why: encoders say on every picture what they do.
    run(encode.stdout(std::process::Stdio::null()))?;
    Ok(file)
}

fn line(words: &[&str]) -> Command {
    command(words[0], &words[1..])
}

fn took(line: &mut Command) -> Result<Duration> {
    let begun = Instant::now();
    let done = line.output().with_context(|| format!("{line:?}"))?;
    let took = begun.elapsed();
    anyhow::ensure!(done.status.success(), "{line:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(took)
}

fn middle(mut took: Vec<Duration>) -> Duration {
    took.sort();
    took[took.len() / 2]
}
