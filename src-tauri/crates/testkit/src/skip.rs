//! Saying that a test can't run here: loudly, and in words that the test command counts.

use std::fmt::Display;

/// Says that the calling test, or a part of it, doesn't run on this machine, and why.
///
/// The line is `SKIPPED: <test>: why`. The test command counts a test that says it as skipped, once
/// however often it says it. The test's name is that of its thread, as libtest names them.
pub fn skipped(why: impl Display) {
    skipped_in(std::thread::current().name().unwrap_or("main"), why);
}

/// The same for a test that is not the calling thread.
pub fn skipped_in(test: &str, why: impl Display) {
    if test == "main" {
        eprintln!("SKIPPED: {why}");
    } else {
        eprintln!("SKIPPED: {test}: {why}");
    }
}

/// Passes on what a test said that ran in a process of its own.
pub fn pass_on(test: &str, said: &str) {
    for line in said.lines().filter_map(|line| line.trim().strip_prefix("SKIPPED")) {
        let why = line.trim_start_matches([':', ' ']);
        skipped_in(test, why.strip_prefix(&format!("{test}: ")).unwrap_or(why));
    }
}
