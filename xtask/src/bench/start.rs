//! From starting the program to the first frame that answers the person, and what it holds when idle.
//!
//! The studio's shell logs `studio_ready` when the interface says that its first screen is drawn: after
//! the frame in which React has put it there with its handlers. Nothing is guessed from outside.

use super::document::{self, Table};
use crate::build::cargo;
use crate::process::{capture, command, run as start};
use crate::root::target;
use crate::screen;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// Starts after the first one.
const STARTS: usize = 10;
/// Posts in the workspace, so that there is something to load.
const POSTS: usize = 1_000;
/// After this long without a hand on it, it is idle.
const IDLE_AFTER: Duration = Duration::from_secs(10);
const READY: &str = "studio_ready";
const READY_LONGEST: Duration = Duration::from_secs(60);

/// What was measured inside the virtual screen.
#[derive(Deserialize, Serialize)]
struct Measured {
    /// Milliseconds from starting to ready, the first start first.
    ready_ms: Vec<f64>,
    /// Proportional set size of each process when idle, kB.
    idle_kb: Vec<(String, u64)>,
}

/// Builds window and command line as they are shipped.
pub fn build() -> Result<()> {
    start(&mut cargo(&["build", "--release", "--package", "upbeat-desktop", "--features", "window"]))?;
    start(&mut cargo(&["build", "--release", "--package", "upbeat-cli", "--bin", "upbeat"]))
}

/// Measures, and writes `docs/measurements/start.md`.
pub fn run() -> Result<()> {
    let home = target().join("bench-start");
    let _old = std::fs::remove_dir_all(&home);
    let data = home.join("studio");
    fill(&data)?;
    let app = program("upbeat-desktop");
    let mut line = screen::on_screen(&home, &["measure", &app.to_string_lossy()])?;
    let said = capture(line.command().env("UPBEAT_DATA", &data).env("UPBEAT_LOG", "upbeat_desktop=info"))?;
    let told = said.lines().find(|line| line.starts_with('{')).context("nothing was measured")?;
    let measured: Measured = serde_json::from_str(told)?;
    let command = "cargo xtask bench start";
    let head = ["what", "figure", "range"];
    document::write("start", &Table { title: "Start and idle memory", command, head, rows: rows(&measured) })
}

/// A program as it is shipped.
pub fn program(name: &str) -> PathBuf {
    target().join("release").join(name)
}

/// A workspace with posts, written by the command line.
fn fill(data: &Path) -> Result<()> {
    let upbeat = program("upbeat");
    for number in 0..POSTS {
        let text = format!("Publication {number} : l’été revient à Saint-Étienne.");
        capture(
            command(&upbeat, ["post", "new", "--text", &text, "--for", "bluesky"]).env("UPBEAT_DATA", data),
        )?;
    }
    Ok(())
}

fn rows(measured: &Measured) -> Vec<[String; 3]> {
    let milliseconds = |value: f64| document::duration(value * 1e6);
    let (first, later) =
        measured.ready_ms.split_first().map_or((0.0, &[][..]), |(first, later)| (*first, later));
    let mut sorted = later.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let range = match (sorted.first(), sorted.last()) {
        (Some(least), Some(most)) => format!("{} to {}", milliseconds(*least), milliseconds(*most)),
        _ => String::new(),
    };
    let megabytes = |kb: u64| format!("{} MB", kb / 1_000);
    let mut rows = vec![
        ["first start on this machine's new folders".to_owned(), milliseconds(first), String::new()],
        [
            format!("start to the first interactive frame, median of {}", sorted.len()),
            milliseconds(median),
            range,
        ],
    ];
    let total: u64 = measured.idle_kb.iter().map(|(_, kb)| kb).sum();
    rows.push([
        format!("memory {} s after the start, all processes (PSS)", IDLE_AFTER.as_secs()),
        megabytes(total),
        String::new(),
    ]);
    for (name, kb) in &measured.idle_kb {
        rows.push([format!("of it `{name}`"), megabytes(*kb), String::new()]);
    }
    rows
}

/// What runs inside the virtual screen: prints one line of JSON.
///
/// # Errors
/// Where the studio doesn't say that it is ready.
pub fn measure(app: &str) -> Result<()> {
    let mut measured = Measured { ready_ms: Vec::new(), idle_kb: Vec::new() };
    for number in 0..=STARTS {
        let begun = Instant::now();
        let mut child = command(app, [""; 0])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| app.to_owned())?;
        let ready = until_ready(&mut child, begun);
        if ready.is_ok() && number == STARTS {
            std::thread::sleep(IDLE_AFTER);
            measured.idle_kb = memory(child.id())?;
        }
        child.kill()?;
        child.wait()?;
        measured.ready_ms.push(ready?.as_secs_f64() * 1e3);
    }
    println!("{}", serde_json::to_string(&measured)?);
    Ok(())
}

fn until_ready(child: &mut Child, begun: Instant) -> Result<Duration> {
    let errors = child.stderr.take().context("the studio's log")?;
    let (tell, told) = std::sync::mpsc::channel();
    // The thread ends with the child, whose log it has to keep reading.
    std::thread::spawn(move || {
        for line in BufReader::new(errors).lines().map_while(std::result::Result::ok) {
            let _unheard = tell.send((line, begun.elapsed()));
        }
    });
    let mut log = String::new();
    while let Ok((line, after)) = told.recv_timeout(READY_LONGEST.saturating_sub(begun.elapsed())) {
        if line.contains(READY) {
            return Ok(after);
        }
        log.push_str(&line);
        log.push('\n');
    }
    bail!("the studio never said {READY}; its log:\n{log}")
}

/// The proportional set size of a process and of all that it started, kB, added up by name.
fn memory(parent: u32) -> Result<Vec<(String, u64)>> {
    let mut processes = Vec::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Ok(number) = entry.file_name().to_string_lossy().parse::<u32>() else { continue };
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        processes.extend(named_and_parent(&stat).map(|(name, above)| (number, name, above)));
    }
    let mut tree = vec![parent];
    let mut next = 0;
    while let Some(one) = tree.get(next).copied() {
        tree.extend(processes.iter().filter(|(_, _, above)| *above == one).map(|(number, ..)| *number));
        next += 1;
    }
    let mut sizes: BTreeMap<String, u64> = BTreeMap::new();
    for (number, name, _) in processes.iter().filter(|(number, ..)| tree.contains(number)) {
        let rollup = std::fs::read_to_string(format!("/proc/{number}/smaps_rollup")).unwrap_or_default();
        *sizes.entry(name.clone()).or_default() += proportional_kb(&rollup);
    }
    Ok(sizes.into_iter().collect())
}

/// Name and parent out of `/proc/<n>/stat`: `7 (a b) S 3 …`.
fn named_and_parent(stat: &str) -> Option<(String, u32)> {
    let (before, after) = stat.rsplit_once(')')?;
    let parent = after.split_whitespace().nth(1)?.parse().ok()?;
    Some((before.split_once('(')?.1.to_owned(), parent))
}

fn proportional_kb(rollup: &str) -> u64 {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_of_a_process_is_read() {
        let stat = "7214 (WebKit (Web) P) S 7208 7208 1 0 -1 4194304 1";
        assert_eq!(named_and_parent(stat), Some(("WebKit (Web) P".to_owned(), 7208)));
        assert_eq!(proportional_kb("Rss:  900 kB\nPss:        294028 kB\nPss_Dirty: 1 kB\n"), 294_028);
    }

    #[test]
    fn the_first_start_is_told_apart_and_memory_is_added_up() {
        let measured = Measured {
            ready_ms: vec![2_000.0, 900.0, 700.0, 800.0],
            idle_kb: vec![("a".to_owned(), 100_000), ("b".to_owned(), 50_000)],
        };
        let rows = rows(&measured);
        assert_eq!((rows[0][1].as_str(), rows[1][1].as_str()), ("2.00 s", "800 ms"));
        assert_eq!((rows[1][2].as_str(), rows[2][1].as_str()), ("700 ms to 900 ms", "150 MB"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_of_this_process_is_counted() -> Result<()> {
        let total: u64 = memory(std::process::id())?.iter().map(|(_, kb)| kb).sum();
        assert!(total > 500, "{total} kB");
        Ok(())
    }
}
