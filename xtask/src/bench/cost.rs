//! How cost grows: time and memory against megapixels, renditions and files, a table and a plot for each.

use super::document::{self, Table};
use super::peers::{Took, emptied, folder, ours, photograph};
use crate::process::{capture, command, run as start};
use crate::root::root;
use anyhow::{Context, Result};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Sizes of a photograph, px: 6, 12, 24, 48 and 100 megapixels.
const SIZES: [(u32, u32); 5] = [(3000, 2000), (4000, 3000), (6000, 4000), (8000, 6000), (11_547, 8660)];
const RENDITIONS: [u32; 5] = [1, 5, 10, 20, 40];
const FILES: [u32; 4] = [1, 10, 100, 1000];
/// Turns of each point; the median counts.
const ROUNDS: usize = 3;

/// What grows, and what each step of it took.
struct Growth {
    name: &'static str,
    /// For the axis: name and unit.
    along: &'static str,
    points: Vec<(f64, Took)>,
}

/// Measures, and writes `docs/measurements/cost.md` with its plots.
pub fn run() -> Result<()> {
    let list = root().join("tests/peers/renditions.json");
    let place = emptied(&folder().join("cost"))?;
    let once = |photo: &Path, list: &Path| median(|| work("prepare", photo, &place.join("out"), list, &[]));
    let mut by_size = Vec::new();
    for (width, height) in SIZES {
        let megapixels = f64::from(width) * f64::from(height) / 1e6;
        let photo = photograph(&format!("cost {megapixels:.0} MP"), (width, height), false)?;
        by_size.push((megapixels, once(&photo, &list)?));
    }
    let photo = photograph("24 MP", (6000, 4000), false)?;
    let mut by_count = Vec::new();
    for count in RENDITIONS {
        let list = place.join("list.json");
        std::fs::write(&list, serde_json::to_vec(&renditions(count))?)?;
        by_count.push((f64::from(count), once(&photo, &list)?));
    }
    let small = photograph("cost 3 MP", (2000, 1500), false)?;
    let list = place.join("list.json");
    std::fs::write(&list, serde_json::to_vec(&renditions(1))?)?;
    let mut by_files = Vec::new();
    for count in FILES {
        let took = work("many", &small, &place.join("out"), &list, &[count.to_string()])?;
        by_files.push((f64::from(count), took));
    }
    let all = [
        Growth { name: "megapixels", along: "megapixels, to 12 renditions", points: by_size },
        Growth { name: "renditions", along: "renditions of 24 megapixels", points: by_count },
        Growth { name: "files", along: "files of 3 megapixels, one rendition each", points: by_files },
    ];
    all.iter().try_for_each(|growth| plot(growth, &place))?;
    let rows = all.iter().flat_map(rows).collect();
    let head = ["what", "wall, processors, most memory", "for each"];
    let title = "How cost grows";
    document::write("cost", &Table { title, command: "cargo xtask bench cost", head, rows })
}

/// So many frames of falling size, each of another shape.
fn renditions(count: u32) -> serde_json::Value {
    let one = |index: u32| {
        let (width, height) = (1920 - 40 * index, 1080 + 10 * index);
        json!({ "name": format!("r{index}"), "width": width, "height": height, "fit": "cover", "max_bytes": 8_000_000 })
    };
    (0..count).map(one).collect()
}

fn work(verb: &str, photo: &Path, out: &Path, list: &Path, more: &[String]) -> Result<Took> {
    let mut line = command(ours(), [verb]);
    let said = capture(line.arg(photo).arg(emptied(out)?).arg(list).args(more))?;
    serde_json::from_str(&said).with_context(|| said.clone())
}

fn median(mut once: impl FnMut() -> Result<Took>) -> Result<Took> {
    let took: Vec<Took> = (0..ROUNDS).map(|_| once()).collect::<Result<_>>()?;
    Ok(super::peers::median(&took))
}

fn plot(growth: &Growth, place: &Path) -> Result<()> {
    let point =
        |(at, took): &(f64, Took)| [*at, took.wall_ms / 1e3, took.cpu_ms / 1e3, took.peak_kib / 1024.0];
    let points: Vec<[f64; 4]> = growth.points.iter().map(point).collect();
    let file = place.join("points.json");
    std::fs::write(&file, serde_json::to_vec(&json!({ "along": growth.along, "points": points }))?)?;
    start(command(ours(), ["plot"]).arg(file).arg(picture(growth)))
}

fn picture(growth: &Growth) -> PathBuf {
    root().join("docs/measurements").join(format!("cost-{}.svg", growth.name))
}

fn rows(growth: &Growth) -> Vec<[String; 3]> {
    let seconds = |ms: f64| document::duration(ms * 1e6);
    let row = |(at, took): &(f64, Took)| {
        let memory = took.peak_kib / 1024.0;
        let figure = format!("{}, {}, {memory:.0} MiB", seconds(took.wall_ms), seconds(took.cpu_ms));
        [format!("{at:.0} {}", growth.along), figure, seconds(took.wall_ms / at)]
    };
    growth.points.iter().map(row).collect()
}
