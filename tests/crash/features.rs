//! The shipped programs have no failpoints: not by their dependencies, and not in their bytes.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{root, worker};

/// Nothing is downloaded by a test.
const FETCH: &str = "what it misses is brought by `cargo fetch --locked`";

fn cargo(arguments: &[&str]) -> String {
    let said = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    let why = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "cargo {arguments:?} ({FETCH}): {why}");
    String::from_utf8_lossy(&said.stdout).into_owned()
}

#[test]
fn no_program_that_is_shipped_can_have_failpoints() {
    // Why the whole workspace with every feature but the failpoints' own: cargo adds up features of what is built
    // together, so whoever asks for them anywhere here gives them to everybody.
    let tree = ["tree", "--offline", "--workspace", "--edges", "normal,build,dev", "--prefix", "none"];
    for extra in [&[][..], &["--features", "upbeat-desktop/window"]] {
        let packages = cargo(&[&tree[..], extra].concat());
        assert!(packages.contains("upbeat-publisher"), "the tree shows what is built");
        assert!(
            !packages.lines().any(|line| line.starts_with("fail v")),
            "a shipped program depends on `fail`"
        );
    }
    let metadata = cargo(&["metadata", "--offline", "--no-deps", "--format-version", "1"]);
    assert!(!metadata.contains("upbeat-crash-worker"), "the worker belongs to this workspace");
}

#[test]
fn the_names_of_failpoints_are_in_the_worker_and_in_no_shipped_program() {
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(b"pub::after_intent".len()).any(|window| window == b"pub::after_intent")
    };
    assert!(holds(&worker().program().to_owned()), "the control: the worker has them");
    for program in shipped() {
        eprintln!("looked at {}", program.display());
        assert!(!holds(&program), "{} has failpoints", program.display());
    }
}

/// The shipped programs that are built: the command line always, the window where this test was built with it, both
/// as a release where there is one.
fn shipped() -> Vec<PathBuf> {
    let here = std::env::current_exe().unwrap();
    // This test lies in <target>/<profile>/deps.
    let beside = here.ancestors().nth(2).unwrap();
    let program =
        |folder: &Path, name: &str| folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    let mut needed = vec![program(beside, "upbeat")];
    needed.extend(option_env!("CARGO_BIN_EXE_upbeat-desktop").map(PathBuf::from));
    for program in &needed {
        assert!(program.is_file(), "{} is not built: `cargo build --bin upbeat` does it", program.display());
    }
    let release = beside.with_file_name("release");
    let released = ["upbeat", "upbeat-desktop"].map(|name| program(&release, name));
    needed.extend(released.into_iter().filter(|path| path.is_file()));
    needed
}
