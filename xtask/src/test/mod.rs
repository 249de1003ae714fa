//! `cargo xtask test`: every check, from the fastest to the slowest, ending in a table.

mod count;
mod format;
mod interface;
mod rust;
mod table;
mod tool;

use crate::plan::{clock, rough};
use crate::process::say;
use crate::system::{Purpose, provide};
use crate::{build, layers, metadata, node, python};
use anyhow::{Result, bail};
use count::Count;
pub use rust::{build, window};
use std::process::ExitCode;
use std::time::Instant;

/// What a check does: how many tests of which layers passed.
type Work<'a> = Box<dyn FnOnce() -> Result<Vec<(String, Count)>> + 'a>;

/// One row of the table, before it is run.
struct Check<'a> {
    layer: &'static str,
    title: &'static str,
    minutes: f32,
    /// Part of `--quick`.
    quick: bool,
    work: Work<'a>,
}

/// What is run, and how thoroughly.
#[derive(Clone, Copy)]
pub struct Depth {
    quick: bool,
}

impl Depth {
    /// How many times the crash tests kill the publisher.
    fn kills(self) -> &'static str {
        if self.quick { "40" } else { "500" }
    }
}

/// Runs the command.
pub fn test(arguments: &[String]) -> Result<ExitCode> {
    let quick = arguments.iter().any(|word| word == "--quick");
    let layers: Vec<&str> = arguments.iter().map(String::as_str).filter(|word| *word != "--quick").collect();
    let mut checks = checks(Depth { quick });
    if let Some(unknown) = layers.iter().find(|layer| !checks.iter().any(|check| check.layer == **layer)) {
        bail!("`test` knows --quick and names of layers, not `{unknown}`");
    }
    checks.retain(|check| check.quick || !quick);
    checks.retain(|check| layers.is_empty() || check.layer == SETUP || layers.contains(&check.layer));
    tell(&checks);
    let started = Instant::now();
    let mut rows = Vec::new();
    let count = checks.len();
    for (number, check) in checks.into_iter().enumerate() {
        say(&format!("\n[{}/{count}] {} · {}", number + 1, check.title, clock(started.elapsed())));
        let begun = Instant::now();
        let done = (check.work)();
        rows.extend(table::rows(check.layer, done, begun.elapsed()));
        if check.layer == SETUP && rows.iter().any(|row| row.count.failed > 0) {
            break;
        }
    }
    Ok(table::close(&rows, started.elapsed()))
}

const SETUP: &str = "set-up";

fn tell(checks: &[Check]) {
    let minutes: f32 = checks.iter().map(|check| check.minutes).sum();
    say(&format!("Every check: {} steps, about {minutes:.0} min the first time on 2 cores.", checks.len()));
    for (number, check) in checks.iter().enumerate() {
        say(&format!("  {}. {} (about {})", number + 1, check.title, rough(check.minutes)));
    }
}

fn checks<'a>(depth: Depth) -> Vec<Check<'a>> {
    vec![
        one(SETUP, "See what the system lacks, install it", 2.0, true, || provide(Purpose::Test)),
        one(SETUP, "Provide Node and Python's tools", 1.0, true, || {
            node::provide()?;
            python::provide()
        }),
        one(SETUP, "Install the packages of the interface, the oracles and the servers", 1.5, true, || {
            ["ui", "tests/oracles", "tests/servers"].into_iter().try_for_each(node::install)
        }),
        one("format", "Formatting of Rust", 0.1, true, format::rust),
        one("layers", "Who may use whom", 0.1, true, || no_faults(layers::faults(&metadata::read()?))),
        one("spelling", "Spelling", 0.1, true, tool::typos),
        one("workflow", "The workflow: actionlint, zizmor", 0.1, true, tool::workflow),
        one("interface", "Build the interface: types, bundle", 0.5, true, build::interface),
        one("interface", "Lint the interface", 0.2, true, interface::lint),
        many("interface", "Test the interface", 1.0, true, interface::test),
        one("clippy", "Clippy, with the window", 6.0, true, || {
            rust::clippy(&["--workspace", "--features", "window"])
        }),
        one("clippy", "Clippy, as a plain `cargo clippy`", 2.0, false, || rust::clippy(&[])),
        one("codegen", "Generated TypeScript is current", 0.5, true, tool::codegen),
        one("dependencies", "No dependency without use", 1.5, false, tool::unused),
        one("dependencies", "Bans, licences, sources", 5.0, false, tool::deny),
        one("build", "Build every test", 8.0, true, rust::build),
        many("rust", "Test every crate", 3.0, true, move || rust::crates(depth)),
        many("doc", "Examples in the documentation", 1.0, false, rust::documentation),
        many("system", "Journeys, servers, the window", 5.0, false, move || rust::system(depth)),
    ]
}

/// A check that is either right or wrong.
fn one<'a>(
    layer: &'static str,
    title: &'static str,
    minutes: f32,
    quick: bool,
    work: impl FnOnce() -> Result<()> + 'a,
) -> Check<'a> {
    let work = move || work().map(|()| vec![(layer.to_owned(), Count::passed(1))]);
    Check { layer, title, minutes, quick, work: Box::new(work) }
}

/// A check of many tests, counted by their own runner.
fn many<'a>(
    layer: &'static str,
    title: &'static str,
    minutes: f32,
    quick: bool,
    work: impl FnOnce() -> Result<Vec<(String, Count)>> + 'a,
) -> Check<'a> {
    Check { layer, title, minutes, quick, work: Box::new(work) }
}

fn no_faults(faults: Vec<String>) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    bail!("{}", faults.join("\n"))
}
