//! Where the tools of the tests lie.

use std::path::PathBuf;

/// The repository's root.
pub(super) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// The Node that the servers' packages were installed for.
pub(super) fn node() -> Option<PathBuf> {
    let written = std::fs::read_to_string(root().join("tests/servers/node_modules/.upbeat-node")).ok()?;
    Some(PathBuf::from(written.trim())).filter(|path| path.is_file())
}

/// A program of the tests' Python environment.
pub(super) fn python(name: &str) -> Option<PathBuf> {
    let own = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let targets = own.into_iter().chain([root().join("target")]);
    let (folder, ending) = if cfg!(windows) { ("Scripts", ".exe") } else { ("bin", "") };
    let places =
        targets.map(|target| target.join("tools/python").join(folder).join(format!("{name}{ending}")));
    places.into_iter().find(|path| path.is_file())
}

/// Says that a test's server isn't installed; the line is counted as a skipped test.
pub(super) fn missing(what: &str) {
    eprintln!("SKIPPED: {what} is not installed: cargo xtask test installs it");
}
