//! The table that people read, held against the one that is checked.

use super::{ALLOWED, EVERYTHING};
use crate::metadata::Metadata;
use std::collections::{BTreeMap, BTreeSet};

/// How the document calls a package, where it isn't by its folder.
const CALLED: &[(&str, &str)] = &[("shell", "desktop")];
/// In the document's table without being a crate: its rule is kept by the interface's own build.
const NO_CRATE: &str = "ui";
const HEADER: &str = "| crate | may use |";

type Table<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Where the document says something else than the table in the code, and crates that its map leaves out.
pub fn faults(document: &str, workspace: &Metadata) -> Vec<String> {
    let (told, checked) = (told(document), checked());
    let mut faults = Vec::new();
    if told.is_empty() {
        faults.push(format!("docs/ARCHITECTURE.md has no table `{HEADER}`"));
    }
    for (name, uses) in &checked {
        match told.get(name) {
            None => faults.push(format!("docs/ARCHITECTURE.md has no row for {name}")),
            Some(said) if said != uses => faults.push(format!(
                "docs/ARCHITECTURE.md lets {name} use [{}], xtask/src/layers.rs [{}]",
                listed(said),
                listed(uses)
            )),
            Some(_) => {}
        }
    }
    let unknown = told.keys().filter(|name| !checked.contains_key(*name));
    faults
        .extend(unknown.map(|name| format!("docs/ARCHITECTURE.md has a row for {name}, which is no crate")));
    let unmapped = workspace.packages.iter().map(|package| short(&package.name)).filter(|name| {
        *name != "desktop"
            && !document.lines().any(|line| line.trim_start().starts_with(&format!("{name}/ ")))
    });
    faults.extend(unmapped.map(|name| format!("the map in docs/ARCHITECTURE.md doesn't show {name}/")));
    faults
}

fn checked() -> Table<'static> {
    let uses = |allowed: &&'static [&'static str]| allowed.iter().map(|name| short(name)).collect();
    ALLOWED.iter().map(|(name, allowed)| (short(name), uses(allowed))).collect()
}

/// The document's table: `| a, b (why) | c, d |`, "nothing of ours", "everything".
fn told(document: &str) -> Table<'_> {
    let rows =
        document.lines().skip_while(|line| *line != HEADER).skip(2).take_while(|line| line.starts_with('|'));
    let mut table = Table::new();
    for row in rows {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let (Some(names), Some(uses)) = (cells.next(), cells.next()) else { continue };
        let uses: BTreeSet<&str> = match uses.split([',', ';']).next() {
            Some("nothing of ours") => BTreeSet::new(),
            Some("everything") => EVERYTHING.iter().copied().collect(),
            _ => words(uses).collect(),
        };
        for name in words(names).filter(|name| *name != NO_CRATE) {
            let called = CALLED.iter().find(|(word, _)| *word == name).map_or(name, |(_, folder)| folder);
            table.insert(called, uses.clone());
        }
    }
    table
}

/// The names in a cell, without what stands in parentheses behind them.
fn words(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(',').filter_map(|word| word.split('(').next()).map(str::trim).filter(|word| !word.is_empty())
}

fn short(name: &str) -> &str {
    name.trim_start_matches("upbeat-")
}

fn listed(names: &BTreeSet<&str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: Metadata = Metadata { packages: Vec::new() };

    #[test]
    fn a_row_that_lets_a_crate_use_more_than_the_check_is_told() {
        let said =
            faults(&format!("{HEADER}\n|---|---|\n| net, os | domain, store (no!) |\n"), &NOBODY).join("\n");
        assert!(said.contains("lets net use [domain, store], xtask/src/layers.rs [domain]"), "{said}");
        assert!(said.contains("no row for vault"), "{said}");
    }

    #[test]
    fn words_of_the_document_are_understood() {
        let table = told(
            "| crate | may use |\n|---|---|\n| domain | nothing of ours |\n\
                          | testkit | everything; only tests use it |\n| cli, shell | api |\n| ui | the contract |\n",
        );
        let row = |name: &str| listed(&table[name]);
        assert_eq!(
            (row("domain"), row("testkit"), row("desktop")),
            (String::new(), "*".into(), "api".into())
        );
        assert!(!table.contains_key("ui"));
    }
}
