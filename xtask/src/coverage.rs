//! `cargo xtask coverage`: docs/COVERAGE.md, written from the sources: everything that the app does, in
//! which file, and which test proves it.
//!
//! Nothing is mapped by hand. What the app does is read from the lists that the app itself is built
//! from; a proof is a test in which the thing is used by its name, directly or in a helper that the test
//! calls. What no test uses is "not proven" and fails the check, unless [`EXCEPTIONS`] says why.

mod commands;
mod operations;
mod page;
mod routes;
mod screens;
mod suite;
mod verbs;

use crate::root::root;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::ExitCode;

/// What no test proves, and why that has to be. A row that became proven must go.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "/assisted",
        "stands in where the system gives no window for the bar; what it shows is the bar's, which is proven",
    ),
    ("window_ready", "only `cargo xtask bench` waits for it, and fails where it doesn't come"),
    (
        "window_flushed",
        "the window's own last word; `what_was_just_typed_is_there_after_the_window_was_closed` sees it work",
    ),
];

const DOCUMENT: &str = "docs/COVERAGE.md";

/// One thing that the app does.
pub struct Row {
    /// Its name in the list that it comes from.
    pub name: String,
    /// What it does, for a person.
    pub what: String,
    /// The files that do it.
    pub places: Vec<String>,
    /// The tests that use it.
    pub proofs: Vec<Proof>,
}

/// A test.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proof {
    /// Its file, from the root.
    pub file: String,
    /// Its name.
    pub test: String,
}

/// A list of things.
pub struct Section {
    /// What the list is.
    pub title: &'static str,
    /// How it is read, and what counts as a proof.
    pub rule: &'static str,
    /// The things.
    pub rows: Vec<Row>,
}

/// Runs the command.
pub fn coverage(arguments: &[String]) -> Result<ExitCode> {
    let sections = sections(&root())?;
    match arguments {
        [] => std::fs::write(root().join(DOCUMENT), page::markdown(&sections, EXCEPTIONS))?,
        [only] if only == "--check" => {}
        _ => bail!("`coverage` knows only --check"),
    }
    let faults = faults(&root(), &sections)?;
    for fault in &faults {
        println!("{fault}");
    }
    let rows = || sections.iter().flat_map(|section| &section.rows);
    let proven = rows().filter(|row| !row.proofs.is_empty()).count();
    println!("{} things, {proven} proven, {} excepted", rows().count(), EXCEPTIONS.len());
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the test command has against the document and the proofs.
///
/// # Errors
/// Where a list or a test can't be read.
pub fn all_faults() -> Result<Vec<String>> {
    faults(&root(), &sections(&root())?)
}

fn sections(root: &Path) -> Result<Vec<Section>> {
    Ok(vec![
        commands::section(root)?,
        verbs::section(root)?,
        screens::section(root)?,
        routes::section(root)?,
        operations::section(root)?,
    ])
}

fn faults(root: &Path, sections: &[Section]) -> Result<Vec<String>> {
    let mut faults = unproven(sections, EXCEPTIONS);
    let written = std::fs::read_to_string(root.join(DOCUMENT)).unwrap_or_default();
    if written.replace("\r\n", "\n") != page::markdown(sections, EXCEPTIONS) {
        faults.push(format!("{DOCUMENT} is not current: `cargo xtask coverage` writes it"));
    }
    Ok(faults)
}

/// Rows without proof that are not excepted, and exceptions without need.
fn unproven(sections: &[Section], exceptions: &[(&str, &str)]) -> Vec<String> {
    let mut faults = Vec::new();
    let rows = || sections.iter().flat_map(|section| section.rows.iter().map(move |row| (section, row)));
    for (section, row) in rows().filter(|(_, row)| row.proofs.is_empty()) {
        if !exceptions.iter().any(|(name, _)| *name == row.name) {
            faults.push(format!("not proven ({}): {}", section.title, row.name));
        }
    }
    for (name, _) in exceptions {
        if !rows().any(|(_, row)| row.name == *name && row.proofs.is_empty()) {
            faults.push(format!("{name} needs no exception any more (xtask/src/coverage.rs)"));
        }
    }
    faults
}

/// Reads a file of the checkout.
fn read(root: &Path, file: &str) -> Result<String> {
    std::fs::read_to_string(root.join(file)).with_context(|| file.to_owned())
}

/// The first sentence of the documentation that stands before line `at`, past its attributes.
fn doc_before(lines: &[&str], at: usize) -> String {
    let above = lines[..at].iter().rev().map(|line| line.trim());
    let block: Vec<&str> =
        above.take_while(|line| line.starts_with("///") || line.starts_with("#[")).collect();
    let text: Vec<&str> = block
        .into_iter()
        .rev()
        .filter_map(|line| line.strip_prefix("///"))
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    text.join(" ").trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, proven: bool) -> Row {
        let proof = Proof { file: "tests/a.rs".to_owned(), test: "it_works".to_owned() };
        Row {
            name: name.to_owned(),
            what: "Does it".to_owned(),
            places: vec!["src/a.rs".to_owned()],
            proofs: if proven { vec![proof] } else { vec![] },
        }
    }

    fn sections() -> Vec<Section> {
        vec![Section { title: "Commands", rule: "", rows: vec![row("a", true), row("b", false)] }]
    }

    #[test]
    fn a_thing_without_proof_fails_unless_it_is_excepted() {
        assert_eq!(unproven(&sections(), &[]), ["not proven (Commands): b"]);
        assert!(unproven(&sections(), &[("b", "why")]).is_empty());
    }

    #[test]
    fn an_exception_for_what_is_proven_fails() {
        let said = unproven(&sections(), &[("a", "why"), ("b", "why")]);
        assert_eq!(said, ["a needs no exception any more (xtask/src/coverage.rs)"]);
    }

    #[test]
    fn the_first_sentence_of_a_documentation_is_what_a_thing_does() {
        let source = "/// Makes a\n/// draft.\n///\n/// # Errors\n/// Never.\n#[must_use]\npub fn make() {}";
        let lines: Vec<&str> = source.lines().collect();
        assert_eq!(doc_before(&lines, 6), "Makes a draft");
    }
}
