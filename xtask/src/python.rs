//! Tools that PyPI carries, in one virtual environment under `target/tools`.

use crate::process::{command, run, say};
use crate::root::{root, tools};
use anyhow::Result;
use std::path::PathBuf;

/// Installs `xtask/requirements.txt`, unless it has not changed since the last time.
pub fn provide() -> Result<()> {
    let list = root().join("xtask/requirements.txt");
    let wanted = std::fs::read(&list)?;
    let mark = folder().join("requirements.txt");
    if std::fs::read(&mark).is_ok_and(|seen| seen == wanted) {
        say("      Python's tools of an earlier run");
        return Ok(());
    }
    let python = if cfg!(windows) { "python" } else { "python3" };
    run(command(python, ["-m", "venv"]).arg(folder()))?;
    run(command(tool("python"), ["-m", "pip", "install", "--quiet", "--requirement"]).arg(list))?;
    std::fs::write(mark, wanted)?;
    Ok(())
}

/// Fetches the source packages of `xtask/foreign.txt` and unpacks them, unless that was done: their tests hold
/// pictures that others made.
pub fn foreign() -> Result<()> {
    let list = root().join("xtask/foreign.txt");
    let wanted = std::fs::read(&list)?;
    let folder = tools().join("foreign");
    let mark = folder.join("foreign.txt");
    if std::fs::read(&mark).is_ok_and(|seen| seen == wanted) {
        say("      pictures that others made, of an earlier run");
        return Ok(());
    }
    let _old = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let mut line = command(tool("python"), ["-m", "pip", "download", "--quiet", "--no-deps"]);
    line.args(["--no-binary", "pillow,pillow_heif", "--require-hashes", "--requirement"]).arg(list);
    run(line.arg("--dest").arg(&folder))?;
    for entry in std::fs::read_dir(&folder)? {
        run(command("tar", ["-xzf"]).arg(entry?.path()).arg("-C").arg(&folder))?;
    }
    std::fs::write(mark, wanted)?;
    Ok(())
}

/// The path of an installed tool.
pub fn tool(name: &str) -> PathBuf {
    if cfg!(windows) {
        folder().join("Scripts").join(format!("{name}.exe"))
    } else {
        folder().join("bin").join(name)
    }
}

fn folder() -> PathBuf {
    tools().join("python")
}
