//! The worker: built apart, so that the failpoints never come near the shipped programs.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{SCRIPT, Script};
use crate::place;

/// The longest that a life may take.
const LIFE_MAX: Duration = Duration::from_secs(120);

/// Builds the worker, in a workspace of its own with a target folder of its own, and says where it is.
///
/// # Errors
/// When it doesn't build.
pub fn build_worker(root: &Path) -> Result<PathBuf> {
    let folder = root.join("tests/crash/worker");
    // Why: the same versions as the shipped programs; cargo adds what is the worker's own.
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let target = place::target().join("crash");
    let built = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .status()
        .context("cargo doesn't start")?;
    if !built.success() {
        bail!("the worker doesn't build");
    }
    let worker = target.join("debug/upbeat-crash-worker").with_extension(std::env::consts::EXE_EXTENSION);
    if worker.is_file() { Ok(worker) } else { bail!("no worker at {}", worker.display()) }
}

/// How a life ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// It found nothing more to do.
    Idle,
    /// It was killed.
    Killed,
}

/// A built worker.
#[derive(Clone, Debug)]
pub struct Worker {
    program: PathBuf,
}

impl Worker {
    /// The worker at that place.
    #[must_use]
    pub const fn new(program: PathBuf) -> Self {
        Self { program }
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// One life, until it is idle or dead; after `kill_after` it is killed from outside.
    ///
    /// # Errors
    /// When it ends in any other way, or doesn't end.
    pub fn live(&self, script: &Script, kill_after: Option<Duration>) -> Result<End> {
        let mut child = Command::new(&self.program)
            .env(SCRIPT, serde_json::to_string(script)?)
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("{} doesn't start", self.program.display()))?;
        let born = Instant::now();
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = child.try_wait()? {
                return if status.success() {
                    Ok(End::Idle)
                } else if was_killed(status) {
                    Ok(End::Killed)
                } else {
                    bail!("the worker ended with {status}")
                };
            }
            if kill_after.is_some_and(|after| born.elapsed() >= after) {
                child.kill()?;
                child.wait()?;
                return Ok(End::Killed);
            }
            if born.elapsed() > LIFE_MAX {
                give_up(&mut child)?;
            }
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(8));
        }
    }
}

fn give_up(child: &mut Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    bail!("the worker never came to rest")
}

#[cfg(unix)]
fn was_killed(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    status.signal() == Some(9)
}

/// Elsewhere a worker that dies at a failpoint aborts, which ends it as suddenly.
#[cfg(not(unix))]
fn was_killed(status: std::process::ExitStatus) -> bool {
    !status.success()
}
