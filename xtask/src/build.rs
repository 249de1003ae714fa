//! Building the interface, the window and the command line.

use crate::node;
use crate::process::{command, run};
use crate::root::root;
use anyhow::Result;
use std::process::{Command, ExitCode};

/// `cargo xtask build`: the interface and the window around it.
pub fn studio() -> Result<ExitCode> {
    node::provide()?;
    interface()?;
    window()?;
    Ok(ExitCode::SUCCESS)
}

/// Installs the interface's packages and builds it into `ui/dist`.
pub fn interface() -> Result<()> {
    node::install("ui")?;
    run(node::with_node("npm", &root().join("ui"))?.args(["run", "--silent", "build"]))
}

/// Builds the window with the interface inside it.
pub fn window() -> Result<()> {
    run(&mut cargo(&["build", "--package", "upbeat-desktop", "--features", "window"]))
}

/// What builds the command line, without WebKit. A crate that fails doesn't keep the others from being compiled.
pub fn command_line() -> Command {
    cargo(&["build", "--keep-going", "--package", "upbeat-cli", "--bin", "upbeat"])
}

/// The cargo that runs us, at the root.
pub fn cargo(words: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = command(program, words);
    command.current_dir(root());
    command
}
