//! What the tests of the text rules share: rules to count by, places to read from, strings to try.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::path::{Path, PathBuf};

use upbeat_domain::limits::{TextRule, Unit};

pub mod known;
pub mod strings;

/// A rule that counts in `unit`, without limits.
pub fn rule(unit: Unit) -> TextRule {
    let text = format!(
        "field = 'text'\nunit = '{unit}'\nsource = 's'\nchecked = '2026-11-23'\nconfidence = 'unsure'"
    );
    toml::from_str(&text).unwrap_or_else(|error| panic!("the rule is sound: {error}"))
}

/// A rule that takes `max` in `unit`.
pub fn rule_of(unit: Unit, max: u32) -> TextRule {
    TextRule { max_length: Some(max), ..rule(unit) }
}

/// Whether a top-level domain stands in IANA's root zone, as the list of the rules has it.
pub fn is_in_the_root_zone(tld: &str) -> bool {
    let list = include_str!("../../src/text/data/tlds.txt");
    list.lines().any(|line| line.strip_prefix(['=', '+']) == Some(tld))
}

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// The folder of the public conformance data, or none with a loud word where it is absent.
pub fn public_data() -> Option<PathBuf> {
    let folder = root().join("../shared/data/conformance");
    if !folder.is_dir() {
        skipped("no public conformance data beside the project");
        return None;
    }
    Some(folder)
}

/// A file of the public conformance data, or none with a loud word where the folder is absent.
pub fn conformance(path: &str) -> Option<String> {
    let file = root().join("../shared/data/conformance").join(path);
    read(&file, &format!("no public conformance data beside the project: {path}"))
}

/// A file of an openly licensed package that `cargo xtask test` installs, or none with a loud word.
pub fn packaged(path: &str) -> Option<String> {
    let file = root().join("tests/oracles/node_modules").join(path);
    read(&file, "the npm oracles are not installed: cargo xtask test installs them")
}

fn read(file: &Path, otherwise: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok();
    if text.is_none() {
        skipped(otherwise);
    }
    text
}

/// Says that the calling test is skipped; the test command counts the line by the name in it.
pub fn skipped(why: &str) {
    eprintln!("SKIPPED: {}: {why}", std::thread::current().name().unwrap_or("main"));
}
