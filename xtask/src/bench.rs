//! `cargo xtask bench`: what things take, on this machine, in release builds; the figures go into
//! docs/measurements with the machine and the date.
//!
//! Measured, not tested: a busy machine gives bad figures and fails nothing.

mod cost;
mod criterion;
mod decoders;
mod document;
mod frames;
mod import;
mod peers;
mod quality;
pub mod start;
mod thumbnails;

use crate::plan::{Step, follow};
use crate::system::{Purpose, provide};
use crate::{build, node, test};
use anyhow::{Result, bail};
use std::process::ExitCode;

/// The benches of the crates: name, package, bench, what the table is headed with.
const CRATES: &[(&str, &str, &str, &str)] = &[
    ("media", "upbeat-media", "renditions", "A photograph of 24 megapixels"),
    ("films", "upbeat-media", "films", "A film in 4K"),
    ("store", "upbeat-store", "posts", "A thousand posts"),
    ("publisher", "upbeat-publisher", "recovery", "Cold start with 50,000 publications"),
];
const START: &str = "start";
const COST: &str = "cost";
const FRAMES: &str = "frames";
const IMPORT: &str = "import";
const PEERS: &str = "peers";
const QUALITY: &str = "quality";

/// Runs the command: all benches, or those named.
pub fn bench(arguments: &[String]) -> Result<ExitCode> {
    let known: Vec<&str> =
        CRATES.iter().map(|(name, ..)| *name).chain([IMPORT, PEERS, COST, QUALITY, START, FRAMES]).collect();
    if let Some(unknown) = arguments.iter().find(|word| !known.contains(&word.as_str())) {
        bail!("`bench` knows {}, not `{unknown}`", known.join(", "));
    }
    let wanted = |name: &str| arguments.is_empty() || arguments.iter().any(|word| word == name);
    let mut steps = vec![Step::new("See what is missing, install it", 1.0, || provide(Purpose::Test))];
    for (name, package, bench, title) in CRATES.iter().filter(|(name, ..)| wanted(name)) {
        steps.push(Step::new(title, 6.0, move || criterion::run(name, package, bench, title)));
    }
    if wanted(IMPORT) {
        steps.push(Step::new("Bring in folders of photographs", 6.0, import::run));
    }
    if wanted(PEERS) || wanted(COST) || wanted(QUALITY) {
        steps.push(Step::new("Provide the peers", 8.0, peers::provide));
    }
    if wanted(PEERS) {
        steps.push(Step::new("Set them side by side", 5.0, peers::run));
    }
    if wanted(COST) {
        steps.push(Step::new("See how cost grows", 6.0, cost::run));
    }
    if wanted(QUALITY) {
        steps.push(Step::new("Compare bytes at equal quality", 60.0, quality::run));
    }
    if wanted(START) || wanted(FRAMES) {
        if !cfg!(target_os = "linux") {
            bail!("the studio is measured on a virtual screen and in /proc, which only Linux has");
        }
        steps.push(Step::new("Provide Node, build the interface", 1.0, || {
            node::provide()?;
            build::interface()
        }));
        steps.push(Step::new("Build the studio as it is shipped", 15.0, start::build));
    }
    if wanted(START) {
        steps.push(Step::new("Start the studio again and again", 1.0, start::run));
    }
    if wanted(FRAMES) {
        steps.push(Step::new("Build what works in its window", 8.0, test::build));
        steps.push(Step::new("Type, import and scroll in it", 1.5, frames::run));
    }
    follow("The measurements", steps)?;
    Ok(ExitCode::SUCCESS)
}
