//! Rust's own checks: clippy, and the tests of every crate, built once and run crate by crate.

use super::choice::Choice;
use super::count::Count;
use crate::build::cargo;
use crate::metadata::Metadata;
use crate::process::{self, listen, run, say};
use crate::root::target;
use crate::screen::{self, Line};
use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Test binaries of the crates that run side by side: most of them wait for servers and for each other's locks
/// longer than they compute.
const AT_ONCE: usize = 2;
/// What takes minutes: the crate's row, the binary, and what it does. A quick run leaves it to the whole one, which
/// begins with it, so that nothing waits for it at the end.
const LONG: &[(&str, &str, &str)] = &[
    ("cli", "bad_files", "hands every kind of broken file to every command"),
    ("cli", "journey", "posts to real servers, a minute ahead"),
    ("cli", "limits", "prepares films and pictures for every network"),
    ("media", "engine", "makes films and pictures of every kind"),
    ("media", "foreign", "reads hundreds of pictures that others made"),
];
/// One test binary may take this long.
const LONGEST: Duration = Duration::from_secs(2400);
/// The one build of all tests: every run below reuses it. The window's tests can only be built where
/// they can run.
const EVERYTHING: &[&str] = if cfg!(target_os = "linux") {
    &["test", "--workspace", "--features", "window"]
} else {
    &["test", "--workspace"]
};
const NO_WINDOW: &str =
    "the window's tests drive WebKitGTK on a virtual screen, which only Linux has (docs/platforms.md)";
const SHELL: &str = "upbeat-desktop";
const WINDOW: &str = "window";

/// The check that has a row for each crate.
pub const CRATES: &str = "rust";
/// The check that has a row for each folder of tests of the composed application.
pub const SYSTEM: &str = "system";
/// The check of the examples in documentation comments.
pub const EXAMPLES: &str = "documentation";

/// Clippy, where a warning is an error.
pub fn clippy(words: &[&str]) -> Result<()> {
    let mut line = cargo(&["clippy", "--quiet", "--all-targets"]);
    run(line.args(words).args(["--", "-D", "warnings"]))
}

/// Clippy over everything that can be built here.
pub fn clippy_with_window() -> Result<()> {
    if cfg!(target_os = "linux") {
        return clippy(&["--workspace", "--features", "window"]);
    }
    clippy(&["--workspace"])?;
    let mut window =
        cargo(&["clippy", "--quiet", "--package", SHELL, "--features", "window", "--lib", "--bins"]);
    run(window.args(["--", "-D", "warnings"]))
}

/// Builds every test, and the window.
pub fn build() -> Result<()> {
    run(cargo(EVERYTHING).args(["--no-run", "--quiet"]))?;
    // Elsewhere no test needs the window; that it can be built is a check all the same.
    if cfg!(target_os = "linux") { Ok(()) } else { crate::build::window() }
}

/// The examples in the documentation comments.
pub fn documentation() -> Result<Vec<(String, Count)>> {
    let said = listen(cargo(EVERYTHING).args(["--doc", "--no-fail-fast"]), LONGEST)?;
    let count = counted(EXAMPLES, &said.text, said.well)?;
    Ok(vec![(EXAMPLES.to_owned(), count)])
}

/// The rows of [`CRATES`].
pub fn crates_of(workspace: &Metadata) -> Vec<String> {
    workspace.packages.iter().map(|package| crate_row(&package.name)).collect()
}

/// The rows of [`SYSTEM`].
pub fn systems_of(workspace: &Metadata) -> Vec<String> {
    let shell = workspace.packages.iter().filter(|package| package.name == SHELL);
    let tests = shell.flat_map(|package| package.targets.iter().filter(|target| target.is("test")));
    tests.map(|target| target.name.clone()).collect()
}

/// Tests of the crates: all but those of the composed application.
pub fn crates(choice: &Choice) -> Result<Vec<(String, Count)>> {
    let wanted = |binary: &Binary| !binary.is_system() && choice.wants(CRATES, &binary.layer());
    let mut all: Vec<Binary> = binaries()?.into_iter().filter(wanted).collect();
    if choice.is_short() {
        for (layer, name, why) in LONG {
            let before = all.len();
            all.retain(|binary| !(binary.layer() == *layer && binary.name == *name));
            if all.len() == before {
                bail!("{layer}/{name} is to be left out of a quick run, and there is no such test");
            }
            say(&format!("      {layer}/{name}: left to the whole run: {why}"));
        }
    }
    all.sort_by_key(|binary| {
        !LONG.iter().any(|(layer, name, _)| binary.layer() == *layer && binary.name == *name)
    });
    run_all(choice, all, AT_ONCE)
}

/// Tests of the composed application: journeys, crash, security, the window.
pub fn system(choice: &Choice) -> Result<Vec<(String, Count)>> {
    let wanted = |binary: &Binary| binary.is_system() && choice.wants(SYSTEM, &binary.layer());
    // One after the other: a window that is watched needs the machine to itself.
    let mut counts = run_all(choice, binaries()?.into_iter().filter(wanted).collect(), 1)?;
    if !cfg!(target_os = "linux") && choice.wants(SYSTEM, WINDOW) {
        say(&format!("      {WINDOW}: not run: {NO_WINDOW}"));
        counts.push((WINDOW.to_owned(), Count { skipped: vec![NO_WINDOW.to_owned()], ..Count::default() }));
    }
    Ok(counts)
}

/// The tests of the window whose name holds one of `filters`, on the studio that was built with them or on
/// `other_build` of it; fails where one of them fails.
pub fn window(filters: &[&str], other_build: Option<&Path>) -> Result<()> {
    let found = binaries()?.into_iter().find(|binary| binary.is_system() && binary.name == WINDOW);
    let binary = found.context("the window's tests were not built")?;
    let mut line = binary.line(&Choice::default())?;
    if let Some(program) = other_build {
        line.command().env("UPBEAT_STUDIO_PROGRAM", program);
    }
    let said = listen(line.command().args(filters), LONGEST)?;
    let count = counted(WINDOW, &said.text, said.well)?;
    if count.failed > 0 || count.passed == 0 {
        bail!("{}", said.text);
    }
    Ok(())
}

/// A built test.
struct Binary {
    package: String,
    name: String,
    is_library: bool,
    manifest: PathBuf,
    executable: PathBuf,
}

/// Runs test binaries, `at_once` of them side by side.
fn run_all(choice: &Choice, binaries: Vec<Binary>, at_once: usize) -> Result<Vec<(String, Count)>> {
    let waiting = Mutex::new(binaries.into_iter());
    let next = || waiting.lock().ok()?.next();
    let work = || -> Result<Vec<_>> { std::iter::from_fn(next).map(|binary| binary.run(choice)).collect() };
    let ended: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    let mut counts = Vec::new();
    for done in ended {
        counts.extend(done.map_err(|_panic| anyhow!("a test run was broken off"))??);
    }
    Ok(counts)
}

/// What a runner said, where a bad exit without a failed test is a failure too.
fn counted(layer: &str, said: &str, well: bool) -> Result<Count> {
    let mut count = Count::of_libtest(said).with_context(|| format!("{layer} ended early:\n{said}"))?;
    if !well && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

impl Binary {
    /// Whether it tests the composed application.
    fn is_system(&self) -> bool {
        self.package == SHELL && !self.is_library
    }

    /// Name in the table: the crate, or the folder under `tests/`.
    fn layer(&self) -> String {
        if self.is_system() { self.name.clone() } else { crate_row(&self.package) }
    }

    /// Runs its tests and says how they went.
    fn run(&self, choice: &Choice) -> Result<(String, Count)> {
        let layer = self.layer();
        let begun = Instant::now();
        let said = listen(self.line(choice)?.command(), LONGEST)?;
        let count = counted(&layer, &said.text, said.well).unwrap_or_else(|error| {
            say(&format!("{error:#}"));
            Count { failed: 1, ..Count::default() }
        });
        if count.failed > 0 {
            say(&said.text);
        }
        say(&format!(
            "      {layer}/{}: {} passed, {} skipped, {:.1} s",
            self.name,
            count.passed,
            count.skipped.len(),
            begun.elapsed().as_secs_f64()
        ));
        Ok((layer, count))
    }

    /// Runs it as cargo would, on a virtual screen with a session bus and a keyring of its own.
    fn line(&self, choice: &Choice) -> Result<Line> {
        let folder = self.manifest.parent().unwrap_or(Path::new("."));
        let mut line = if cfg!(target_os = "linux") {
            let home = target().join("screen-test").join(format!("{}-{}", self.layer(), self.name));
            let _old = std::fs::remove_dir_all(&home);
            let program = self.executable.to_string_lossy();
            screen::on_screen(&home, &["exec", &*program, "--show-output"])?
        } else {
            Line::plain(process::command(&self.executable, ["--show-output"]))
        };
        line.command()
            .current_dir(folder)
            .env("CARGO_MANIFEST_DIR", folder)
            .env("CARGO_PKG_NAME", &self.package)
            .env("INSTA_UPDATE", "no")
            // Why: twenty frames of the test's own runner hide the one line that says what failed.
            .env("RUST_BACKTRACE", "0")
            .env("PATH", crate::node::path()?)
            .env("UPBEAT_KILLS", choice.kills());
        Ok(line)
    }
}

/// A crate's row.
fn crate_row(package: &str) -> String {
    package.trim_start_matches("upbeat-").to_owned()
}

#[derive(Deserialize)]
struct Message {
    reason: String,
    executable: Option<PathBuf>,
    manifest_path: Option<PathBuf>,
    package_id: Option<String>,
    profile: Option<Profile>,
    target: Option<Target>,
}

#[derive(Deserialize)]
struct Profile {
    test: bool,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// The test binaries, as cargo names them.
fn binaries() -> Result<Vec<Binary>> {
    let mut line = cargo(EVERYTHING);
    line.args(["--no-run", "--quiet", "--message-format=json"]).stderr(Stdio::inherit());
    let output = line.output()?;
    if !output.status.success() {
        bail!("the tests could not be built");
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().filter_map(|line| binary(serde_json::from_str(line).ok()?)).collect())
}

fn binary(message: Message) -> Option<Binary> {
    if message.reason != "compiler-artifact" || !message.profile?.test {
        return None;
    }
    let target = message.target?;
    Some(Binary {
        package: package_name(&message.package_id?),
        name: target.name,
        is_library: target.kind.iter().any(|kind| kind == "lib" || kind == "bin"),
        manifest: message.manifest_path?,
        executable: message.executable?,
    })
}

/// The name inside a package id: `path+file:///x/upbeat-app#0.1.0` or `…/app#upbeat-app@0.1.0`.
fn package_name(id: &str) -> String {
    let after = id.rsplit('#').next().unwrap_or(id);
    match after.split_once('@') {
        Some((name, _version)) => name.to_owned(),
        None => id.split('#').next().and_then(|path| path.rsplit('/').next()).unwrap_or(id).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn package_names_are_read_from_both_spellings() {
        assert_eq!(package_name("path+file:///x/src-tauri/crates/app#upbeat-app@0.1.0"), "upbeat-app");
        assert_eq!(package_name("path+file:///x/xtask#0.1.0"), "xtask");
    }
}
