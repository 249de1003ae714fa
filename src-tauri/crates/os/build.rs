//! Says what to type where libjpeg-turbo, which comes as C, can't be built: its own build would fail with a long story.
//! Why here: cargo begins with what most others wait for, and that is this crate sooner than libjpeg-turbo.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PATH");
    // Set by `cargo xtask run` while these are on their way. Not named to cargo: a build without it is the same build.
    if env::var_os("UPBEAT_INSTALLING").is_some() {
        return ExitCode::SUCCESS;
    }
    let missing = if is_there("cmake") { "" } else { "cmake" };
    let missing = if is_x86() && !is_there("nasm") { format!("{missing} nasm") } else { missing.to_owned() };
    if missing.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!(
        "cargo::error=missing: {}. Type `cargo xtask setup cli`: it installs this, or names what to type",
        missing.trim()
    );
    ExitCode::FAILURE
}

/// libjpeg-turbo's fast paths are written in an assembler's language there.
fn is_x86() -> bool {
    env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "x86_64" || arch == "x86")
}

fn is_there(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .any(|folder| folder.join(program).is_file() || folder.join(format!("{program}.exe")).is_file())
}
