//! Node for the interface and the test servers: the system's where it is new enough, else one from npm.

use crate::process::{capture, command, exists, run, say};
use crate::root::{root, tools};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Vite, vitest and the test servers want this or newer.
const NODE_LEAST: (u32, u32) = (24, 18);
/// The one installed where the system's is older (npm carries the binary).
const NODE_OURS: &str = "node@24.21.0";

/// Makes sure that a Node new enough is there.
pub fn provide() -> Result<()> {
    if !exists("npm") {
        bail!("npm is missing: install Node.js (https://nodejs.org) and run this again");
    }
    if let Some((major, minor)) = version("node").filter(|version| *version >= NODE_LEAST) {
        say(&format!("      Node {major}.{minor} of the system"));
        return Ok(());
    }
    if bin().join("node").is_file() {
        say("      Node of an earlier run");
        return Ok(());
    }
    let folder = tools().join("node");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("package.json"), "{\"private\":true}")?;
    say(&format!("      installing {NODE_OURS} from npm"));
    run(command(script("npm"), ["install", "--no-audit", "--no-fund", "--loglevel=error", NODE_OURS])
        .current_dir(folder))
}

/// A command that finds our Node first.
pub fn with_node(program: &str, folder: &Path) -> Result<Command> {
    let mut line = command(script(program), [""; 0]);
    line.current_dir(folder).env("PATH", path()?);
    Ok(line)
}

/// The file name of one of Node's scripts.
fn script(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}

/// The PATH with our Node first, where one was installed.
pub fn path() -> Result<std::ffi::OsString> {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = Vec::new();
    if bin().is_dir() {
        folders.push(bin());
    }
    folders.extend(std::env::split_paths(&old));
    std::env::join_paths(folders).context("the PATH holds a folder with a separator in its name")
}

/// Installs a folder's packages, unless its lock file has not changed since the last time.
///
/// Why not `npm ci`: it refuses a lock file that lacks the builds for other systems of an optional
/// package, and a registry that carries only some of them leaves them out. This keeps to the lock
/// file's versions all the same, and doesn't write to it.
pub fn install(folder: &str) -> Result<()> {
    let folder = root().join(folder);
    let lock = std::fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no package-lock.json", folder.display()))?;
    let mark = folder.join("node_modules/.upbeat-lock");
    if std::fs::read(&mark).is_ok_and(|seen| seen == lock) {
        say(&format!("      {} is up to date", folder.display()));
        return Ok(());
    }
    run(with_node("npm", &folder)?.args([
        "install",
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))?;
    std::fs::write(mark, lock)?;
    Ok(())
}

fn bin() -> PathBuf {
    tools().join("node/node_modules/.bin")
}

fn version(program: &str) -> Option<(u32, u32)> {
    let said = capture(&mut command(program, ["--version"])).ok()?;
    let mut numbers = said.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_of_ours_asks_for_the_node_that_is_provided() -> Result<()> {
        for folder in ["ui", "tests/oracles", "tests/peers", "tests/photographs", "tests/servers"] {
            let text = std::fs::read_to_string(root().join(folder).join("package.json"))?;
            let wanted = format!("\"node\": \">={}.{}\"", NODE_LEAST.0, NODE_LEAST.1);
            assert!(text.contains(&wanted), "{folder} doesn't say {wanted}");
        }
        Ok(())
    }
}
