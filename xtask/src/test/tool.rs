//! Checks by tools of others: spelling, the workflow, dependencies, licences.

use crate::build::cargo;
use crate::process::{command, run, say};
use crate::python::tool;
use crate::root::{root, tools};
use anyhow::Result;
use std::path::PathBuf;

/// Versions are fixed: a tool's new opinion is a change of ours, not a surprise.
const DENY: (&str, &str) = ("cargo-deny", "0.20.2");
const MACHETE: (&str, &str) = ("cargo-machete", "0.9.2");

/// Spelling of code, documents and messages.
pub fn typos() -> Result<()> {
    run(command(tool("typos"), ["--quiet"; 0]).current_dir(root()))
}

/// The GitHub workflow is valid and holds no known weakness.
pub fn workflow() -> Result<()> {
    run(command(tool("actionlint"), ["-color"; 0]).current_dir(root()))?;
    run(command(tool("zizmor"), ["--offline", "--quiet", ".github/workflows"]).current_dir(root()))
}

/// The committed TypeScript is what the contract says.
pub fn codegen() -> Result<()> {
    crate::codegen::codegen(&["--check".to_owned()]).map(|_| ())
}

/// No crate lists a dependency that it doesn't use.
pub fn unused() -> Result<()> {
    run(command(cargo_tool(MACHETE)?, ["--skip-target-dir"]).current_dir(root()))
}

/// Licences, banned crates, sources. Advisories need the network's database: GitHub's workflow asks it.
pub fn deny() -> Result<()> {
    let words = ["--workspace", "--log-level", "error", "check", "bans", "licenses", "sources"];
    run(command(cargo_tool(DENY)?, words).current_dir(root()))
}

/// Installs a cargo tool once into `target/tools`.
fn cargo_tool((name, version): (&str, &str)) -> Result<PathBuf> {
    let home = tools().join("cargo");
    let program = home.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let mark = home.join(format!("{name}-{version}"));
    if !(program.is_file() && mark.is_file()) {
        say(&format!("      installing {name} {version}"));
        let mut line =
            cargo(&["install", "--quiet", "--locked", "--debug", name, "--version", version, "--root"]);
        // Why a folder of its own: the tools' dependencies must not mix with ours, and are not kept.
        let scratch = home.join("scratch");
        run(line.arg(&home).env("CARGO_TARGET_DIR", &scratch).env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
        std::fs::remove_dir_all(scratch)?;
        std::fs::write(mark, "")?;
    }
    Ok(program)
}
