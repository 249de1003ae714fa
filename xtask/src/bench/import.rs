//! Bringing in folders of photographs, from one to ten thousand: each size in a process of its own.

use super::document::{self, Table};
use crate::build::cargo;
use crate::process::capture;
use anyhow::{Context, Result};
use serde::Deserialize;

/// Files of a run.
const SIZES: [usize; 5] = [1, 10, 100, 1_000, 10_000];

/// What a run found out.
#[derive(Deserialize)]
struct Found {
    files: usize,
    first_rows: usize,
    first_ms: u64,
    in_ms: u64,
    looked_at_ms: u64,
    peak_kb: u64,
}

/// Measures, and writes `docs/measurements/import.md`.
pub fn run() -> Result<()> {
    let rows =
        SIZES.into_iter().map(|files| measured(files).map(|found| row(&found))).collect::<Result<_>>()?;
    let head = [
        "files",
        "first rows listed; all in; all looked at",
        "files a second, in and looked at; peak of memory",
    ];
    let command = "cargo xtask bench import";
    document::write("import", &Table { title: "Bringing in photographs", command, head, rows })
}

fn measured(files: usize) -> Result<Found> {
    let arguments = ["bench", "--quiet", "--package", "upbeat-library", "--bench", "import", "--", "--files"];
    let mut line = cargo(&arguments);
    let said = capture(line.arg(files.to_string()))?;
    let told = said.lines().find(|line| line.starts_with('{')).context("nothing was measured")?;
    Ok(serde_json::from_str(told)?)
}

fn row(found: &Found) -> [String; 3] {
    let milliseconds = |ms: u64| document::duration(ms as f64 * 1e6);
    let Found { files, first_rows, first_ms, in_ms, looked_at_ms, peak_kb } = found;
    let rate = |ms: u64| *files as f64 * 1e3 / ms.max(1) as f64;
    [
        files.to_string(),
        format!(
            "{} ({first_rows} rows); {}; {}",
            milliseconds(*first_ms),
            milliseconds(*in_ms),
            milliseconds(*looked_at_ms)
        ),
        format!("{:.0} and {:.0}; {} MB", rate(*in_ms), rate(*looked_at_ms), peak_kb / 1_000),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_becomes_a_row_with_its_rates() {
        let told = r#"{"files":1000,"first_rows":60,"first_ms":110,"in_ms":4000,"looked_at_ms":8000,"peak_kb":92000}"#;
        let found = serde_json::from_str::<Found>(told).map(|found| row(&found)).unwrap_or_default();
        assert_eq!(found, ["1000", "110 ms (60 rows); 4.00 s; 8.00 s", "250 and 125; 92 MB"]);
    }
}
