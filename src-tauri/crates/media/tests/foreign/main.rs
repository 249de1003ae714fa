//! Pictures that others made: the tests of Pillow and of pillow_heif, whose source packages `cargo xtask test` fetches.
//!
//! Each becomes a picture that Pillow agrees with, or an error with its code, within the engine's limits of time and
//! memory. What became of which is in the snapshot.

#![expect(clippy::unwrap_used, reason = "a success where a failure belongs is what fails here")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use rayon::prelude::*;
use upbeat_domain::media::{Choices, ImageOutput, MediaKind, Output, Recipe};
use upbeat_domain::network::NetworkId;
use upbeat_media::{Cancel, Engine, MediaError, Rendered};
use upbeat_testkit::media::{Rgb, similarity};
use upbeat_testkit::place;
use upbeat_testkit::skip::skipped;

/// Endings of the kinds that the engine reads.
const ENDINGS: [&str; 16] = [
    "apng", "avif", "avifs", "bmp", "gif", "heic", "heif", "hif", "jpg", "jpeg", "mpo", "png", "psd", "tif",
    "tiff", "webp",
];

/// Longest side of what is made, px.
const SIDE_PX: u32 = 1024;

/// Structural similarity from which two pictures count as the same.
const SAME: f64 = 0.9;

/// What became of one picture.
struct Outcome {
    /// Its path within the packages.
    name: String,
    /// Container and size, or the code of what stood in the way.
    told: String,
    /// What was made, where something was.
    made: Option<(PathBuf, u32, u32)>,
}

#[test]
fn pictures_of_others_are_read_as_pillow_reads_them_or_refused_with_a_code() -> Result<()> {
    let Some(folder) = place::foreign() else {
        skipped("the pictures that others made are not here: cargo xtask test fetches them");
        return Ok(());
    };
    let work = tempfile::tempdir()?;
    let engine = Engine::detect();
    let files = pictures(&folder)?;
    ensure!(files.len() > 400, "only {} pictures", files.len());
    let outcomes: Vec<Outcome> = files
        .par_iter()
        .enumerate()
        .map(|(at, file)| outcome(&engine, &folder, file, &work.path().join(at.to_string())))
        .collect();
    let agreed = beside_pillow(&folder, &outcomes, work.path())?;
    let mut table = String::new();
    for (outcome, agreed) in outcomes.iter().zip(agreed) {
        writeln!(table, "{}: {}{agreed}", outcome.name, outcome.told)?;
    }
    insta::assert_snapshot!(table);
    Ok(())
}

fn pictures(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next)? {
            let path = entry?.path();
            let ending =
                path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
            if path.is_dir() {
                waiting.push(path);
            } else if ENDINGS.contains(&ending.as_str())
                && path.to_string_lossy().to_lowercase().contains("tests/images/")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn outcome(engine: &Engine, folder: &Path, file: &Path, out: &Path) -> Outcome {
    let name = file
        .strip_prefix(folder)
        .unwrap_or(file)
        .to_string_lossy()
        .replace("Tests/images", "…")
        .replace("tests/images", "…");
    match make(engine, file, out) {
        Ok((container, made)) => {
            let told = format!("{container} {}x{}", made.width_px, made.height_px);
            Outcome { name, told, made: Some((made.path, made.width_px, made.height_px)) }
        }
        Err(error) => Outcome { name, told: error.code().to_string(), made: None },
    }
}

fn make(engine: &Engine, file: &Path, out: &Path) -> Result<(String, Rendered), MediaError> {
    let info = engine.probe(file)?;
    let output = ImageOutput {
        frame_px: None,
        max_width_px: Some(SIDE_PX),
        max_height_px: Some(SIDE_PX),
        max_pixels: None,
        min_width_px: None,
        min_height_px: None,
        min_aspect: None,
        max_aspect: None,
        mimes: vec!["image/png".to_owned()],
        max_bytes: 5_000_000,
        moving: None,
        keeps_display_p3: false,
        safe: None,
    };
    let recipe = Recipe {
        network: NetworkId::Bluesky,
        format: "feed".to_owned(),
        preset: "own".to_owned(),
        output: Output::Image(output),
        choices: Choices::default(),
    };
    let made = engine.prepare(file, &info, &[recipe], out, &|_| {}, &Cancel::new());
    let moves = if info.frames == 1 || info.kind != MediaKind::Image { "" } else { " moving" };
    made.into_iter().next().unwrap().map(|made| (format!("{}{moves}", info.container), made))
}

/// What Pillow has to say of each: nothing where the two agree.
fn beside_pillow(folder: &Path, outcomes: &[Outcome], work: &Path) -> Result<Vec<String>> {
    let python = place::python("python").context("Python's tools")?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/look.py");
    let mut child = Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut lines = String::new();
    let made: Vec<(&Outcome, &(PathBuf, u32, u32))> =
        outcomes.iter().filter_map(|outcome| Some((outcome, outcome.made.as_ref()?))).collect();
    for (at, (outcome, (_, width, height))) in made.iter().enumerate() {
        let source = folder.join(
            outcome
                .name
                .replace("pillow-11.3.0/…", "pillow-11.3.0/Tests/images")
                .replace('…', "tests/images"),
        );
        writeln!(lines, "{}\t{width}\t{height}\t{}", source.display(), theirs(work, at).display())?;
    }
    let mut input = child.stdin.take().context("its input")?;
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let said = child.wait_with_output()?;
    ensure!(said.status.success() && writer.join().is_ok_and(|done| done.is_ok()), "look.py failed");
    let said = String::from_utf8(said.stdout)?;
    let mut said = said.lines().enumerate().map(|(at, line)| (theirs(work, at), line.to_owned()));
    outcomes
        .iter()
        .map(|outcome| match &outcome.made {
            None => Ok(String::new()),
            Some((ours, ..)) => {
                let (theirs, line) = said.next().context("Pillow ended early")?;
                if line.is_empty() { agreement(ours, &theirs) } else { Ok(", Pillow refuses it".to_owned()) }
            }
        })
        .collect()
}

fn theirs(work: &Path, at: usize) -> PathBuf {
    work.join(format!("pillow-{at}.png"))
}

/// Structure and colours, in words that don't change with the last digit.
fn agreement(ours: &Path, theirs: &Path) -> Result<String> {
    let ours = Rgb::read(ours, &["-background", "white", "-flatten"])?;
    let theirs = Rgb::read(theirs, &[])?;
    let alike = similarity(&ours, &theirs);
    let small = ours.width.min(ours.height) < 8;
    let off = [(0.25, 0.25), (0.75, 0.25), (0.5, 0.5), (0.25, 0.75), (0.75, 0.75)].map(|(x, y)| {
        let (a, b) = (ours.around(x, y), theirs.around(x, y));
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    });
    let off = off.into_iter().fold(0.0, f64::max);
    Ok(match (alike >= SAME || small, off <= 10.0) {
        (true, true) => String::new(),
        (true, false) => ", other colours than Pillow".to_owned(),
        (false, _) => ", not as Pillow".to_owned(),
    })
}
