//! `cargo xtask tour`: the main journeys in the real window against real servers, as a page with
//! numbered pictures, times, receipts, the files that went out, and how long the window stood still.

mod page;
pub mod told;

use crate::plan::{Step, follow};
use crate::process::say;
use crate::root::target;
use crate::system::{Purpose, provide};
use crate::{build, node, python, test};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use told::Told;

/// The tests of the window that make the tour.
const PLAYED: &[&str] = &["frames::", "journey::", "screens::"];

/// Runs the command.
pub fn tour(arguments: &[String]) -> Result<ExitCode> {
    if !arguments.is_empty() {
        bail!("`tour` takes no argument");
    }
    if !cfg!(target_os = "linux") {
        bail!("the tour drives WebKitGTK on a virtual screen, which only Linux has");
    }
    let started = Instant::now();
    let steps = vec![
        Step::new("See what is missing, install it", 1.0, || provide(Purpose::Test)),
        Step::new("Provide Node, Python's tools and the servers", 1.0, || {
            node::provide()?;
            python::provide()?;
            node::install("tests/servers")
        }),
        Step::new("Build the interface", 0.7, build::interface),
        Step::new("Build the studio and its journeys", 8.0, test::build),
        Step::new("Play the journeys in the real window", 4.0, || {
            clear(&folder())?;
            test::window(PLAYED, None)
        }),
        Step::new("Write the page", 0.1, || write(&folder(), started)),
    ];
    follow("The tour", steps)?;
    Ok(ExitCode::SUCCESS)
}

/// Where the tests of the window put their pictures and what they noted.
pub fn folder() -> PathBuf {
    target().join("window-pictures")
}

/// Removes what earlier runs left: a picture of them must not be taken for one of this run.
fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(std::fs::create_dir_all(folder)?)
}

fn write(folder: &Path, started: Instant) -> Result<()> {
    let told = Told::read(folder)?;
    let file = folder.join("tour.html");
    std::fs::write(&file, page::html(&told, started.elapsed()))?;
    let pictures: usize = told.groups.iter().map(|group| group.shots.len()).sum();
    say(&format!("      {pictures} pictures, {} receipts: {}", told.receipts(), file.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_an_earlier_run_is_gone_before_the_journeys_are_played() -> Result<()> {
        let home = tempfile::tempdir()?;
        let folder = home.path().join("window-pictures");
        std::fs::create_dir(&folder)?;
        std::fs::write(folder.join("journey-07-problem.png"), "old")?;
        clear(&folder)?;
        assert_eq!(std::fs::read_dir(&folder)?.count(), 0);
        Ok(())
    }
}
