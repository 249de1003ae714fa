//! Rust's own checks: clippy, and the tests of every crate, built once and run crate by crate.

use super::Depth;
use super::count::Count;
use crate::build::cargo;
use crate::process::{listen, run, say};
use crate::root::target;
use crate::screen;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// One test binary may take this long.
const LONGEST: Duration = Duration::from_secs(1200);
/// The one build of all tests: every run below reuses it.
const EVERYTHING: &[&str] = &["test", "--workspace", "--features", "window"];
const SHELL: &str = "upbeat-desktop";

/// Clippy, where a warning is an error.
pub fn clippy(words: &[&str]) -> Result<()> {
    let mut line = cargo(&["clippy", "--quiet", "--all-targets"]);
    run(line.args(words).args(["--", "-D", "warnings"]))
}

/// Builds every test with the window.
pub fn build() -> Result<()> {
    run(cargo(EVERYTHING).args(["--no-run", "--quiet"]))
}

/// The examples in the documentation comments.
pub fn documentation() -> Result<Vec<(String, Count)>> {
    let said = listen(cargo(EVERYTHING).args(["--doc", "--no-fail-fast"]), LONGEST)?;
    let count = counted("documentation", &said.text, said.well)?;
    Ok(vec![("documentation".to_owned(), count)])
}

/// Tests of the crates: all but those of the composed application.
pub fn crates(depth: Depth) -> Result<Vec<(String, Count)>> {
    run_all(depth, |binary| binary.package != SHELL || binary.is_library)
}

/// Tests of the composed application: journeys, crash, security, the window.
pub fn system(depth: Depth) -> Result<Vec<(String, Count)>> {
    run_all(depth, |binary| binary.package == SHELL && !binary.is_library)
}

/// The tests of the window whose name holds `filter`; fails where one of them fails.
pub fn window(filter: &str) -> Result<()> {
    let found = binaries()?.into_iter().find(|binary| binary.package == SHELL && binary.name == "window");
    let binary = found.context("the window's tests were not built")?;
    let said = listen(binary.command(Depth { quick: false })?.arg(filter), LONGEST)?;
    let count = counted("window", &said.text, said.well)?;
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

fn run_all(depth: Depth, wanted: impl Fn(&Binary) -> bool) -> Result<Vec<(String, Count)>> {
    let mut counts = Vec::new();
    for binary in binaries()?.into_iter().filter(wanted) {
        let layer = binary.layer();
        let begun = Instant::now();
        let said = listen(&mut binary.command(depth)?, LONGEST)?;
        let count = match counted(&layer, &said.text, said.well) {
            Ok(count) => count,
            Err(error) => {
                say(&format!("{error:#}"));
                Count { failed: 1, ..Count::default() }
            }
        };
        if count.failed > 0 {
            say(&said.text);
        }
        say(&format!(
            "      {layer}/{}: {} passed, {:.1} s",
            binary.name,
            count.passed,
            begun.elapsed().as_secs_f64()
        ));
        counts.push((layer, count));
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
    /// Name in the table: the crate, or the folder under `tests/`.
    fn layer(&self) -> String {
        if self.package == SHELL && !self.is_library {
            return self.name.clone();
        }
        self.package.trim_start_matches("upbeat-").to_owned()
    }

    /// Runs it as cargo would, on a virtual screen with a session bus and a keyring of its own.
    fn command(&self, depth: Depth) -> Result<Command> {
        let folder = self.manifest.parent().unwrap_or(Path::new("."));
        let program = self.executable.to_string_lossy();
        let words = ["exec", &*program, "--show-output"];
        let mut line = if cfg!(target_os = "linux") {
            let home = target().join("screen-test").join(&self.name);
            let _old = std::fs::remove_dir_all(&home);
            screen::on_screen(&home, &words)?
        } else {
            crate::process::command(&self.executable, ["--show-output"])
        };
        line.current_dir(folder)
            .env("CARGO_MANIFEST_DIR", folder)
            .env("CARGO_PKG_NAME", &self.package)
            .env("INSTA_UPDATE", "no")
            .env("PATH", crate::node::path()?)
            .env("UPBEAT_KILLS", depth.kills())
            .env("UPBEAT_TOOLS", crate::root::tools());
        Ok(line)
    }
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
