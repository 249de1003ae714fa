//! Every kind of file × every operation that applies to it: what comes out looks like one golden picture for each
//! operation, whatever it came from, and is told exactly.
//!
//! All kinds hold the same photograph. The golden pictures lie in `golden/`; they were made by this test from a PNG
//! of 16 bits (`UPBEAT_GOLDEN=write`) and looked at, and a test of its own holds them against ImageMagick's. What is
//! exact about each rendition is in the snapshot, a table.

mod kinds;
mod operations;
mod sounds;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};
use upbeat_domain::media::Step;
use upbeat_media::Rendered;
use upbeat_testkit::media::{Rgb, ffprobe};

use crate::workshop::{Workshop, assert_all_private, names, reference};

use kinds::{KINDS, MASTER_PX, master};
use operations::{OPERATIONS, Operation};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engine/golden");

#[test]
fn every_kind_by_every_operation_is_what_it_should_be() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let Some(master) = master(shop.folder())? else { return Ok(()) };
    let mut table =
        "| kind | operation | what an independent tool finds | steps |\n|---|---|---|---|\n".to_owned();
    let mut faults = Vec::new();
    let mut goldens: HashMap<&str, Rgb> = HashMap::new();
    for kind in KINDS {
        let file = (kind.make)(&shop, &master).with_context(|| kind.name.to_owned())?;
        let info = shop.probe(&file).with_context(|| kind.name.to_owned())?;
        // A drawing and a page have no pixels of their own: the engine offers them large.
        let shape = (info.width_px * MASTER_PX.1, info.height_px * MASTER_PX.0);
        ensure!(shape.0 == shape.1 && info.width_px >= MASTER_PX.0, "{}: {info:?}", kind.name);
        let operations: Vec<_> = OPERATIONS.iter().filter(|operation| operation.takes(kind.nature)).collect();
        let recipes: Vec<_> = operations.iter().map(|operation| operation.recipe(info.width_px)).collect();
        let all = shop.prepare(&file, &recipes)?;
        let files: Vec<&Path> =
            all.iter().flatten().filter(|made| !is_page(made)).map(|m| &*m.path).collect();
        assert_all_private(&files)?;
        for (operation, made) in operations.into_iter().zip(all) {
            let place = format!("{} × {}", kind.name, operation.name);
            let made = match made {
                Ok(made) => made,
                Err(error) => {
                    faults.push(format!("{place}: {error:#}"));
                    continue;
                }
            };
            let found = found(&made).with_context(|| place.clone())?;
            writeln!(table, "| {} | {} | {found} | {} |", kind.name, operation.name, told(&made.steps))?;
            ensure!(made.bytes <= operation.max_bytes(), "{place}: {} bytes", made.bytes);
            let golden = match goldens.entry(operation.golden) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(Rgb::read(&golden(operation), &[])?),
            };
            let score = score(golden, &picture(&shop, &made)?).with_context(|| place.clone())?;
            if score < kind.least.min(operation.least) {
                faults.push(format!("{place}: {score:.1}, wanted {}", kind.least.min(operation.least)));
            }
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    insta::assert_snapshot!(table);
    Ok(())
}

/// Golden pictures are ours; this says that they are right, for the operations that ImageMagick knows.
#[test]
fn golden_pictures_are_what_another_tool_makes_of_the_same() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let Some(master) = master(shop.folder())? else { return Ok(()) };
    let writes = std::env::var_os("UPBEAT_GOLDEN").is_some_and(|word| word == "write");
    for operation in OPERATIONS.iter().filter(|operation| operation.is_golden()) {
        let made = shop.make(&master, operation.lossless())?;
        if writes {
            write_png(&picture(&shop, &made)?, &golden(operation))?;
        }
        if operation.is_ours_alone() {
            continue;
        }
        let theirs = reference(&shop, &master, &made)?;
        let score = score(&theirs, &Rgb::read(&golden(operation), &[])?)?;
        ensure!(score > 85.0, "{}: {score:.1} beside ImageMagick's", operation.name);
    }
    Ok(())
}

fn golden(operation: &Operation) -> PathBuf {
    Path::new(GOLDEN).join(format!("{}.png", operation.golden))
}

/// The steps' names, in order.
fn told(steps: &[Step]) -> String {
    names(steps).join(" ")
}

/// What a tool that isn't ours finds: kind, size, what matters beside it.
fn found(made: &Rendered) -> Result<String> {
    match made.mime.split('/').next() {
        Some("video") => {
            let entries = "stream=codec_name,pix_fmt,width,height,color_space:stream_side_data=rotation";
            let found = ffprobe(&made.path, "v", entries)?;
            let sound = ffprobe(&made.path, "a", "stream=codec_name")?;
            let all = found.into_iter().chain(sound).map(|(_, value)| value);
            Ok(all.collect::<Vec<_>>().join(" "))
        }
        Some("image") => {
            let mut line = Command::new("identify");
            line.args(["-format", "%m %wx%h %[channels] %z-bit turn %[orientation] %n frame"])
                .arg(&made.path);
            said(&mut line)
        }
        _ => {
            let all = said(Command::new("pdfinfo").arg(&made.path))?;
            let wanted = |line: &&str| line.starts_with("Pages") || line.starts_with("Page size");
            let lines =
                all.lines().filter(wanted).map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
            Ok(format!("PDF {}", lines.collect::<Vec<_>>().join(", ")))
        }
    }
}

fn said(line: &mut Command) -> Result<String> {
    let done = line.output().with_context(|| format!("{line:?}"))?;
    ensure!(done.status.success(), "{line:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8(done.stdout)?.trim().to_owned())
}

fn is_page(made: &Rendered) -> bool {
    made.mime == "application/pdf"
}

/// What is seen of it: itself, the frame in the middle of a film, the first page of a document.
fn picture(shop: &Workshop, made: &Rendered) -> Result<Rgb> {
    let seen = shop.folder().join("seen.ppm");
    let mut line = match made.mime.split('/').next() {
        Some("image") => return Rgb::read(&made.path, &["-background", "white", "-flatten"]),
        Some("video") => {
            let middle = made.duration_ms.unwrap_or_default() as f64 / 2_000.0;
            let mut line = Command::new("ffmpeg");
            line.args(["-v", "error", "-y", "-ss", &middle.to_string(), "-i"]).arg(&made.path);
            line.args(["-frames:v", "1", "-vf", "scale=sws_flags=accurate_rnd+full_chroma_int"]);
            line.arg(&seen);
            line
        }
        _ => {
            let mut line = Command::new("pdftoppm");
            line.args(["-r", "72", "-singlefile"]).arg(&made.path).arg(seen.with_extension(""));
            line
        }
    };
    said(&mut line)?;
    Rgb::read(&seen, &[])
}

fn write_png(picture: &Rgb, file: &Path) -> Result<()> {
    let ppm = file.with_extension("ppm");
    let head = format!("P6 {} {} 255\n", picture.width, picture.height);
    std::fs::write(&ppm, [head.as_bytes(), &picture.data].concat())?;
    said(Command::new("convert").arg(&ppm).arg(file))?;
    Ok(std::fs::remove_file(ppm)?)
}

/// SSIMULACRA2 of two pictures of one size: 100 is the same, 90 can't be told apart, 70 is high quality.
fn score(golden: &Rgb, seen: &Rgb) -> Result<f64> {
    let sizes = [(golden.width, golden.height), (seen.width, seen.height)];
    ensure!(sizes[0] == sizes[1], "{:?}, not {:?}", sizes[1], sizes[0]);
    Ok(compute_ssimulacra2(&slice(golden)?, &slice(seen)?)?)
}

fn slice(picture: &Rgb) -> Result<PixelSlice<'_>> {
    let row = picture.width as usize * 3;
    Ok(PixelSlice::new(&picture.data, picture.width, picture.height, row, PixelDescriptor::RGB8_SRGB)?)
}
