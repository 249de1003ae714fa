//! `cargo xtask test`: every check, from the fastest to the slowest, ending in a table.

mod choice;
mod count;
mod format;
mod interface;
mod rust;
mod snapshots;
mod table;
mod tool;

use crate::plan::{clock, rough};
use crate::process::say;
use crate::root::root;
use crate::system::{Purpose, provide};
use crate::{build, coverage, layers, metadata, node, python};
use anyhow::{Result, bail};
use choice::Choice;
use count::Count;
pub use rust::{build, window};
use std::process::ExitCode;
use std::time::Instant;

/// One check, before it is run.
pub struct Check<'a> {
    /// Its row in the table; a check of many rows has a name for all of them.
    layer: &'static str,
    title: &'static str,
    /// What it takes on two cores when nothing was done before.
    minutes: f32,
    /// Part of `--quick`.
    quick: bool,
    /// Makes what the tests of Rust are built from.
    prepares: bool,
    work: Box<dyn FnOnce() -> Result<Counts> + 'a>,
}

/// Rows of the table: each with its name and its tests.
type Counts = Vec<(String, Count)>;

/// Runs the command.
pub fn test(arguments: &[String]) -> Result<ExitCode> {
    let workspace = metadata::read()?;
    let choice = Choice::read(arguments, &checks(&Choice::default()), &workspace)?;
    let mut checks = checks(&choice);
    checks.retain(|check| choice.keeps(check, &workspace));
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

fn checks(choice: &Choice) -> Vec<Check<'_>> {
    let mut checks = set_up();
    checks.extend(sources());
    checks.extend(tests(choice));
    checks
}

fn set_up<'a>() -> Vec<Check<'a>> {
    vec![
        one(SETUP, "See what the system lacks, install it", 2.0, || provide(Purpose::Test)),
        one(SETUP, "Provide Node, Python's tools, and pictures that others made", 1.0, || {
            node::provide()?;
            python::provide()?;
            python::foreign()
        }),
        one(
            SETUP,
            "Install the packages of the interface, the oracles, the photographs and the servers",
            1.5,
            || {
                ["ui", "tests/oracles", "tests/photographs", "tests/servers"]
                    .into_iter()
                    .try_for_each(node::install)
            },
        ),
    ]
}

/// Checks that read sources, or compile them, and run none of them.
fn sources<'a>() -> Vec<Check<'a>> {
    vec![
        one("format", "Formatting of Rust", 0.1, format::rust),
        one("layers", "Who may use whom", 0.1, || no_faults(layers::all_faults()?)),
        one("snapshots", "Every snapshot belongs to a test", 0.1, || no_faults(snapshots::faults(&root())?)),
        one("coverage", "Everything that the app does is proven", 0.1, || no_faults(coverage::all_faults()?)),
        one("spelling", "Spelling", 0.1, tool::typos),
        one("workflow", "The workflow: actionlint, zizmor", 0.1, tool::workflow),
        one("interface", "Build the interface: types, bundle", 0.5, build::interface).prepares(),
        one("interface", "Lint the interface", 0.2, interface::lint),
        many("interface", "Test the interface", 2.0, interface::test),
        one("clippy", "Clippy, with the window", 5.0, rust::clippy_with_window),
        one("clippy", "Clippy, as a plain `cargo clippy`", 1.5, || rust::clippy(&[])).slow(),
        one("codegen", "Generated TypeScript is current", 0.5, tool::codegen),
        one("dependencies", "No dependency without use", 1.5, tool::unused).slow(),
        one("dependencies", "Bans, licences, sources", 1.5, tool::deny).slow(),
    ]
}

fn tests(choice: &Choice) -> Vec<Check<'_>> {
    vec![
        one("build", "Build every test", 6.0, rust::build).prepares(),
        many(rust::CRATES, "Test every crate", 6.0, || rust::crates(choice)),
        many(rust::EXAMPLES, "Examples in the documentation", 1.0, rust::documentation).slow(),
        many(rust::SYSTEM, "Kills of the publisher, journeys in the window", 30.0, || rust::system(choice))
            .slow(),
    ]
}

/// A check that is either right or wrong.
fn one<'a>(
    layer: &'static str,
    title: &'static str,
    minutes: f32,
    work: impl FnOnce() -> Result<()> + 'a,
) -> Check<'a> {
    many(layer, title, minutes, move || work().map(|()| vec![(layer.to_owned(), Count::passed(1))]))
}

/// A check of many tests, counted by their own runner.
fn many<'a>(
    layer: &'static str,
    title: &'static str,
    minutes: f32,
    work: impl FnOnce() -> Result<Counts> + 'a,
) -> Check<'a> {
    Check { layer, title, minutes, quick: true, prepares: false, work: Box::new(work) }
}

impl Check<'_> {
    /// Left out by `--quick`.
    fn slow(mut self) -> Self {
        self.quick = false;
        self
    }

    /// Run before every test of Rust.
    fn prepares(mut self) -> Self {
        self.prepares = true;
        self
    }
}

fn no_faults(faults: Vec<String>) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    bail!("{}", faults.join("\n"))
}
