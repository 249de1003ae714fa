//! Where things lie in this checkout.

use std::path::PathBuf;

/// The repository's root: the folder above `xtask`.
pub fn root() -> PathBuf {
    let mut folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.pop();
    folder
}

/// Cargo's target folder. `CARGO_TARGET_DIR` is honoured; a relative one starts at the root, because
/// that is where every cargo of these commands runs.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// Tools that the commands install for themselves, kept between runs.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// Where a binary of a debug build lies.
pub fn binary(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
