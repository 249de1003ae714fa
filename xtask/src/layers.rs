//! Who may use whom: the table of docs/ARCHITECTURE.md, checked over `cargo metadata` and the sources.

mod decisions;
mod document;
mod sources;

use crate::metadata::{self, Metadata, Package};
use crate::root::root;
use anyhow::{Context, Result};
use std::process::ExitCode;

/// Each of our crates with all of ours that it may use. Only crates in this table may exist.
const ALLOWED: &[(&str, &[&str])] = &[
    ("upbeat-domain", &[]),
    ("upbeat-clock", &["upbeat-domain", "upbeat-os"]),
    ("upbeat-media", &["upbeat-domain", "upbeat-jpeg", "upbeat-os", "upbeat-resample"]),
    ("upbeat-jpeg", &[]),
    ("upbeat-resample", &[]),
    ("upbeat-store", &["upbeat-domain", "upbeat-os"]),
    ("upbeat-vault", &["upbeat-domain", "upbeat-os"]),
    ("upbeat-net", &["upbeat-domain"]),
    ("upbeat-os", &["upbeat-domain"]),
    ("upbeat-networks", &["upbeat-domain", "upbeat-net", "upbeat-vault"]),
    ("upbeat-library", &["upbeat-clock", "upbeat-domain", "upbeat-media", "upbeat-os", "upbeat-store"]),
    (
        "upbeat-publisher",
        &[
            "upbeat-clock",
            "upbeat-domain",
            "upbeat-library",
            "upbeat-networks",
            "upbeat-os",
            "upbeat-store",
            "upbeat-vault",
        ],
    ),
    (
        "upbeat-app",
        &[
            "upbeat-clock",
            "upbeat-domain",
            "upbeat-library",
            "upbeat-media",
            "upbeat-net",
            "upbeat-networks",
            "upbeat-os",
            "upbeat-publisher",
            "upbeat-store",
            "upbeat-vault",
        ],
    ),
    ("upbeat-contract", &["upbeat-domain"]),
    ("upbeat-api", &["upbeat-app", "upbeat-contract", "upbeat-domain"]),
    ("upbeat-cli", &["upbeat-api", "upbeat-app", "upbeat-contract", "upbeat-domain"]),
    ("upbeat-desktop", &["upbeat-api", "upbeat-app", "upbeat-contract", "upbeat-domain"]),
    // Used only from tests; it may look at everything.
    ("upbeat-testkit", EVERYTHING),
    ("xtask", &[]),
];

const EVERYTHING: &[&str] = &["*"];
const TESTKIT: &str = "upbeat-testkit";

/// A foreign package that only one crate may have, and must have: it does its named job there.
const OWNED: &[(&str, &str)] = &[
    ("sqlx", "upbeat-store"),
    ("reqwest", "upbeat-net"),
    ("keyring", "upbeat-vault"),
    ("image", "upbeat-media"),
    ("tauri", "upbeat-desktop"),
];

/// A foreign package that at least this crate must use directly.
const USED: &[(&str, &str)] =
    &[("serde", "upbeat-contract"), ("tokio", "upbeat-publisher"), ("chrono", "upbeat-clock")];

/// `cargo xtask layers`.
pub fn command() -> Result<ExitCode> {
    let faults = all_faults()?;
    for fault in &faults {
        println!("{fault}");
    }
    println!("{} rules, {} broken", ALLOWED.len() + OWNED.len() + USED.len(), faults.len());
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every broken rule, of dependencies, sources and the document, in words.
pub fn all_faults() -> Result<Vec<String>> {
    let workspace = metadata::read()?;
    let document = root().join("docs/ARCHITECTURE.md");
    let text = std::fs::read_to_string(&document).with_context(|| document.display().to_string())?;
    let mut faults = faults(&workspace);
    faults.extend(document::faults(&text, &workspace));
    faults.extend(decisions::faults(&root(), &workspace)?);
    for (foreign, owner) in OWNED.iter().chain(USED) {
        let package = workspace.packages.iter().find(|package| package.name == *owner);
        let folder = package.and_then(Package::sources).with_context(|| format!("{owner} has no sources"))?;
        if !sources::uses(folder, foreign)? {
            faults.push(format!("{owner} lists {foreign}, but its sources never use it"));
        }
    }
    Ok(faults)
}

/// Every broken rule of dependencies.
fn faults(workspace: &Metadata) -> Vec<String> {
    let mut faults = Vec::new();
    for package in &workspace.packages {
        match ALLOWED.iter().find(|(name, _)| *name == package.name) {
            Some((_, allowed)) => faults.extend(forbidden_use(package, allowed)),
            None => {
                faults.push(format!("{} is not in the table of crates (xtask/src/layers.rs)", package.name))
            }
        }
        faults.extend(stolen(package));
    }
    for (foreign, owner) in OWNED.iter().chain(USED) {
        let has = workspace.packages.iter().any(|package| {
            package.name == *owner && package.dependencies.iter().any(|used| used.name == *foreign)
        });
        if !has {
            faults.push(format!("{owner} must use {foreign} directly"));
        }
    }
    faults
}

fn forbidden_use(package: &Package, allowed: &[&str]) -> Vec<String> {
    package
        .dependencies
        .iter()
        .filter(|used| used.name.starts_with("upbeat-") && used.name != package.name)
        .filter(|used| {
            let may = allowed == EVERYTHING || allowed.contains(&used.name.as_str());
            // Tests may compose what they like; testkit may be used by nothing else than tests.
            if used.name == TESTKIT { used.kind.as_deref() != Some("dev") } else { used.is_shipped() && !may }
        })
        .map(|used| format!("{} may not use {}", package.name, used.name))
        .collect()
}

fn stolen(package: &Package) -> Vec<String> {
    package
        .dependencies
        .iter()
        .filter(|used| used.is_shipped() && package.name != TESTKIT)
        .filter_map(|used| {
            let (_, owner) = OWNED.iter().find(|(foreign, _)| {
                used.name == *foreign || (*foreign == "tauri" && used.name.starts_with("tauri-"))
            })?;
            (package.name != *owner)
                .then(|| format!("{} may not use {}: only {owner} does", package.name, used.name))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Dependency;

    fn package(name: &str, uses: &[(&str, Option<&str>)]) -> Package {
        let dependencies = uses
            .iter()
            .map(|(name, kind)| Dependency { name: (*name).to_owned(), kind: kind.map(str::to_owned) })
            .collect();
        Package { name: name.to_owned(), dependencies, targets: vec![] }
    }

    fn told(packages: Vec<Package>) -> String {
        faults(&Metadata { packages }).join("\n")
    }

    #[test]
    fn a_network_that_reaches_for_the_store_is_told() {
        let said = told(vec![package("upbeat-networks", &[("upbeat-store", None)])]);
        assert!(said.contains("upbeat-networks may not use upbeat-store"), "{said}");
    }

    #[test]
    fn sql_outside_the_store_is_told_but_a_test_may_use_it() {
        let said = told(vec![
            package("upbeat-app", &[("sqlx", None)]),
            package("upbeat-library", &[("sqlx", Some("dev"))]),
        ]);
        assert!(said.contains("upbeat-app may not use sqlx"), "{said}");
        assert!(!said.contains("upbeat-library may not use sqlx"), "{said}");
    }

    #[test]
    fn tauri_and_its_plugins_belong_to_the_shell() {
        let said = told(vec![package("upbeat-contract", &[("tauri-plugin-dialog", None)])]);
        assert!(said.contains("only upbeat-desktop does"), "{said}");
    }

    #[test]
    fn the_testkit_is_never_shipped() {
        let said = told(vec![package("upbeat-app", &[("upbeat-testkit", None)])]);
        assert!(said.contains("upbeat-app may not use upbeat-testkit"), "{said}");
    }

    #[test]
    fn a_given_package_that_nobody_uses_is_told() {
        assert!(told(vec![]).contains("upbeat-vault must use keyring directly"));
    }
}
