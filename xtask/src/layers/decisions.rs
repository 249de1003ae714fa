//! Every direct dependency stands in ADR 4 with its reason, and nothing else does.

use crate::metadata::Metadata;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::path::Path;

const DOCUMENT: &str = "docs/adr/0004-dependencies.md";
const NPM: &[&str] = &[
    "ui/package.json",
    "tests/oracles/package.json",
    "tests/photographs/package.json",
    "tests/servers/package.json",
];
const PYPI: &str = "xtask/requirements.txt";

/// Dependencies without a line, and lines without a dependency.
///
/// # Errors
/// Where a list or the document can't be read.
pub fn faults(root: &Path, workspace: &Metadata) -> Result<Vec<String>> {
    let read = |file: &str| std::fs::read_to_string(root.join(file)).with_context(|| file.to_owned());
    let mut used = BTreeSet::new();
    for package in &workspace.packages {
        used.extend(package.dependencies.iter().map(|one| one.name.clone()));
    }
    for file in NPM {
        used.extend(of_npm(&read(file)?).with_context(|| (*file).to_owned())?);
    }
    used.extend(of_pypi(&read(PYPI)?));
    used.retain(|name| !name.starts_with("upbeat-"));
    Ok(differences(&used, &named(&read(DOCUMENT)?)))
}

fn differences(used: &BTreeSet<String>, named: &BTreeSet<String>) -> Vec<String> {
    let unnamed = used.difference(named).map(|name| format!("{DOCUMENT} doesn't say what {name} is for"));
    let unused =
        named.difference(used).map(|name| format!("{DOCUMENT} names {name}, which nothing uses directly"));
    unnamed.chain(unused).collect()
}

fn of_npm(text: &str) -> Result<Vec<String>> {
    let package: serde_json::Value = serde_json::from_str(text)?;
    let lists =
        ["dependencies", "devDependencies"].into_iter().filter_map(|list| package.get(list)?.as_object());
    Ok(lists.flat_map(|list| list.keys().cloned()).collect())
}

fn of_pypi(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| Some(line.split_once("==")?.0.to_owned())).collect()
}

/// The names in the first column of every table.
fn named(document: &str) -> BTreeSet<String> {
    let rows = document.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let names = rows.filter(|cell| *cell != "package").flat_map(|cell| cell.split(", "));
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_without_a_reason_and_a_reason_without_a_package_are_told() -> Result<()> {
        let document = "| package | for |\n|---|---|\n| serde, left-pad | crossing |\n";
        let npm = of_npm(r#"{"dependencies": {"serde": "1"}, "devDependencies": {"vite": "8"}}"#)?;
        let said = differences(&npm.into_iter().collect(), &named(document)).join("\n");
        assert!(said.contains("doesn't say what vite is for"), "{said}");
        assert!(said.contains("names left-pad, which nothing uses directly"), "{said}");
        assert_eq!(of_pypi("# a comment\npillow==13.0.0\n"), ["pillow"]);
        Ok(())
    }
}
