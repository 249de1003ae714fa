//! Where the checkout and the tools of the tests lie.

use std::path::PathBuf;

use crate::skip::skipped;

/// The repository's root.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// Cargo's target folder. A relative `CARGO_TARGET_DIR` starts at the root, as for `cargo xtask`.
#[must_use]
pub fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// Whether a program is found on the PATH.
#[must_use]
pub fn on_path(program: &str) -> bool {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(&name).is_file()))
}

/// A file of the public conformance data that lie beside the project; none, with a loud word, where they
/// are absent.
#[must_use]
pub fn conformance(path: &str) -> Option<String> {
    let text = std::fs::read_to_string(root().join("../shared/data/conformance").join(path)).ok();
    if text.is_none() {
        skipped(format_args!("no public conformance data beside the project: {path}"));
    }
    text
}

/// The Node that the servers' packages were installed for.
pub(crate) fn node() -> Option<PathBuf> {
    let written = std::fs::read_to_string(root().join("tests/servers/node_modules/.upbeat-node")).ok()?;
    Some(PathBuf::from(written.trim())).filter(|path| path.is_file())
}

/// A program of the tests' Python environment.
#[must_use]
pub fn python(name: &str) -> Option<PathBuf> {
    let (folder, ending) = if cfg!(windows) { ("Scripts", ".exe") } else { ("bin", "") };
    let mut places = [target(), root().join("target")]
        .map(|target| target.join("tools/python").join(folder).join(format!("{name}{ending}")))
        .into_iter();
    places.find(|path| path.is_file())
}

/// The source packages whose tests hold pictures that others made.
#[must_use]
pub fn foreign() -> Option<PathBuf> {
    let places = [target(), root().join("target")].map(|target| target.join("tools/foreign"));
    places.into_iter().find(|path| path.join("foreign.txt").is_file())
}

/// Says that the calling test's server isn't installed.
pub(crate) fn missing(what: &str) {
    skipped(format_args!("{what} is not installed: cargo xtask test installs it"));
}
