//! docs/measurements: what a person wrote stays, the table between two marks is written anew.

use crate::process::{capture, command, say};
use crate::root::root;
use anyhow::{Context, Result};

const BEGIN: &str = "<!-- written by cargo xtask bench -->";
const END: &str = "<!-- end -->";

/// Figures with their names.
pub struct Table<'a> {
    /// What was measured.
    pub title: &'a str,
    /// What one types to measure it again.
    pub command: &'a str,
    /// Heads of the columns.
    pub head: [&'static str; 3],
    /// The figures.
    pub rows: Vec<[String; 3]>,
}

/// Writes the table into `docs/measurements/<name>.md`.
pub fn write(name: &str, table: &Table) -> Result<()> {
    let file = root().join("docs/measurements").join(format!("{name}.md"));
    let old = std::fs::read_to_string(&file).unwrap_or_default();
    let part = part(table, &conditions()?);
    std::fs::write(&file, replaced(&old, table.title, &part)).with_context(|| file.display().to_string())?;
    for [what, figure, _] in &table.rows {
        say(&format!("      {what}: {figure}"));
    }
    say(&format!("      written to {}", file.display()));
    Ok(())
}

/// The date, the machine, and what the sources were.
fn conditions() -> Result<String> {
    let date = capture(&mut command("date", ["-u", "+%F"]))?;
    let commit = capture(command("git", ["rev-parse", "--short", "HEAD"]).current_dir(root()))?;
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).map(str::trim);
    let cores = std::thread::available_parallelism()?.get();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    Ok(format!(
        "{}, commit {}, {cores} cores of {}, {} of memory, load {} at the end",
        date.trim(),
        commit.trim(),
        processor.map_or("an unknown processor", |(_, name)| name),
        memory.unwrap_or("unknown size"),
        load.split(' ').next().unwrap_or("unknown"),
    ))
}

fn part(table: &Table, conditions: &str) -> String {
    let head = table.head.join(" | ");
    let rows: String = table.rows.iter().map(|row| format!("| {} |\n", row.join(" | "))).collect();
    format!(
        "{BEGIN}\n\n`{}`: {conditions}. Release build.\n\n| {head} |\n|---|---|---|\n{rows}\n{END}",
        table.command
    )
}

/// The document with the part in its place; at the end where it has no marks yet.
fn replaced(old: &str, title: &str, part: &str) -> String {
    let marked = old.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    match marked {
        Some((before, after)) => format!("{before}{part}{after}"),
        None if old.is_empty() => format!("# {title}\n\n{part}\n"),
        None => format!("{}\n\n## {title}\n\n{part}\n", old.trim_end()),
    }
}

/// Nanoseconds for a person: three figures and a unit.
pub fn duration(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        long if long >= 1e9 => (long / 1e9, "s"),
        short if short >= 1e6 => (short / 1e6, "ms"),
        tiny => (tiny / 1e3, "µs"),
    };
    let digits = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    format!("{value:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_around_the_figures_stays() {
        let table = Table {
            title: "Start",
            command: "cargo xtask bench start",
            head: ["what", "median", "range"],
            rows: vec![["start".to_owned(), "800 ms".to_owned(), "790 ms to 900 ms".to_owned()]],
        };
        let first = replaced("", "Start", &part(&table, "2026-11-23"));
        assert!(
            first.starts_with("# Start\n") && first.contains("| start | 800 ms | 790 ms to 900 ms |"),
            "{first}"
        );
        let written = first.replace("# Start\n", "# Start\n\nWhy it matters.\n") + "\nWhat follows.\n";
        let again = replaced(&written, "Start", &part(&table, "2026-12-01"));
        assert!(again.contains("Why it matters.") && again.contains("What follows."), "{again}");
        assert!(again.contains("2026-12-01") && !again.contains("2026-11-23"), "{again}");
    }

    #[test]
    fn times_have_three_figures() {
        let said = [1_234.0, 45_678_000.0, 150_000_000.0, 2_345_000_000.0].map(duration);
        assert_eq!(said, ["1.23 µs", "45.7 ms", "150 ms", "2.35 s"]);
    }
}
