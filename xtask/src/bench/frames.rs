//! How the window as it is shipped keeps up while the person types, imports and scrolls.

use super::document::{self, Table};
use super::start::program;
use crate::test;
use crate::tour::{folder, told};
use anyhow::Result;

/// The test of the window that notes it.
const NOTES: &str = "frames::";

/// Measures, and writes `docs/measurements/frames.md`.
pub fn run() -> Result<()> {
    test::window(&[NOTES], Some(&program("upbeat-desktop")))?;
    let head = ["what", "page busy at a stretch, at most", "longest time between two frames"];
    let rows = told::frames(&folder())?.iter().map(row).collect();
    let command = "cargo xtask bench frames";
    document::write("frames", &Table { title: "How the window keeps up", command, head, rows })
}

fn row(noted: &told::Frames) -> [String; 3] {
    let told = |longest_ms: u64, over_100_ms: u64| format!("{longest_ms} ms ({over_100_ms} over 100 ms)");
    [
        noted.what.clone(),
        told(noted.busy_longest_ms, noted.busy_over_100_ms),
        told(noted.longest_ms, noted.over_100_ms),
    ]
}
