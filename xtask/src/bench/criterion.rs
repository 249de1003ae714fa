//! The benches of the crates: criterion runs them, its estimates are read from its own files.

use super::document::{self, Table};
use crate::build::cargo;
use crate::process;
use crate::root::target;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What criterion says a bench is called.
#[derive(Deserialize)]
struct Named {
    full_id: String,
}

/// What it measured, nanoseconds.
#[derive(Deserialize)]
struct Estimates {
    mean: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
    confidence_interval: Interval,
}

#[derive(Deserialize)]
struct Interval {
    lower_bound: f64,
    upper_bound: f64,
}

/// Runs one bench; its rows by name.
fn measured(package: &str, bench: &str) -> Result<Vec<[String; 3]>> {
    let folder = target().join("criterion");
    // Figures of earlier runs must not be taken for those of this one.
    let _old = std::fs::remove_dir_all(&folder);
    process::run(&mut cargo(&["bench", "--quiet", "--package", package, "--bench", bench]))?;
    let mut rows = Vec::new();
    for file in files(&folder, "estimates.json")?.iter().filter(|file| is_new(file)) {
        let read = |name: &str| std::fs::read_to_string(file.with_file_name(name));
        let named: Named = serde_json::from_str(&read("benchmark.json")?)?;
        let estimates: Estimates = serde_json::from_str(&read("estimates.json")?)?;
        let Estimate { point_estimate, confidence_interval: Interval { lower_bound, upper_bound } } =
            estimates.mean;
        rows.push([
            named.full_id,
            document::duration(point_estimate),
            format!("{} to {}", document::duration(lower_bound), document::duration(upper_bound)),
        ]);
    }
    if rows.is_empty() {
        bail!("{package} measured nothing");
    }
    Ok(rows)
}

/// Runs one bench and writes its table into `docs/measurements/<name>.md`.
pub fn run(name: &str, package: &str, bench: &str, title: &str) -> Result<()> {
    let rows = measured(package, bench)?;
    let command = format!("cargo bench -p {package}");
    document::write(
        name,
        &Table { title, command: &command, head: ["what", "mean", "95 % of the means"], rows },
    )
}

/// Whether a file is of the run that just ended.
fn is_new(file: &Path) -> bool {
    file.parent().is_some_and(|folder| folder.ends_with("new"))
}

fn files(folder: &Path, name: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            found.extend(files(&path, name)?);
        } else if path.ends_with(name) {
            found.push(path);
        }
    }
    Ok(found)
}
