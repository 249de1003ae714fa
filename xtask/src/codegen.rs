//! `cargo xtask codegen`: the window's TypeScript, written from the contract.

use crate::build::cargo;
use crate::process::run;
use anyhow::{Result, bail};
use std::process::ExitCode;

/// Runs the command; with `--check` it fails where what is committed is not current.
pub fn codegen(arguments: &[String]) -> Result<ExitCode> {
    match arguments {
        [] => write(&[])?,
        [only] if only == "--check" => write(&["--check"])?,
        _ => bail!("`codegen` knows only --check"),
    }
    Ok(ExitCode::SUCCESS)
}

fn write(mode: &[&str]) -> Result<()> {
    let words = ["run", "--quiet", "--package", "upbeat-contract", "--example", "codegen", "--"];
    run(cargo(&words).args(mode))
}
