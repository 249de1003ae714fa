//! Which checks a run was asked for.

use super::{Check, SETUP, rust};
use crate::metadata::Metadata;
use anyhow::{Result, bail};

/// What is run, and how thoroughly.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    quick: bool,
    /// Rows of the table; all where there is none.
    layers: Vec<String>,
}

impl Choice {
    /// Reads `--quick` and names of rows.
    ///
    /// # Errors
    /// Where a name is no row of the table.
    pub fn read(arguments: &[String], checks: &[Check], workspace: &Metadata) -> Result<Self> {
        let quick = arguments.iter().any(|word| word == "--quick");
        let layers: Vec<String> = arguments.iter().filter(|word| *word != "--quick").cloned().collect();
        let mut known: Vec<&str> = checks.iter().map(|check| check.layer).collect();
        let rows = [rust::crates_of(workspace), rust::systems_of(workspace)].concat();
        known.extend(rows.iter().map(String::as_str));
        known.dedup();
        if let Some(unknown) = layers.iter().find(|layer| !known.contains(&layer.as_str())) {
            bail!("`test` knows --quick and these layers, not `{unknown}`:\n  {}", known.join(" "));
        }
        Ok(Self { quick, layers })
    }

    /// Whether a check belongs to the run. Named layers come with what they are built from; `--quick`
    /// leaves out none that is named.
    pub fn keeps(&self, check: &Check, workspace: &Metadata) -> bool {
        if check.layer == SETUP {
            return true;
        }
        if self.layers.is_empty() {
            return check.quick || !self.quick;
        }
        let named = |rows: &[String]| rows.iter().any(|row| self.layers.contains(row));
        let crates = self.names(rust::CRATES) || named(&rust::crates_of(workspace));
        let systems = self.names(rust::SYSTEM) || named(&rust::systems_of(workspace));
        match check.layer {
            rust::CRATES => crates,
            rust::SYSTEM => systems,
            layer => {
                self.names(layer) || (check.prepares && (crates || systems || self.names(rust::EXAMPLES)))
            }
        }
    }

    /// Whether that row of a check of many rows is wanted.
    pub fn wants(&self, check: &str, row: &str) -> bool {
        self.layers.is_empty() || self.names(check) || self.names(row)
    }

    /// Whether the longest tests are left out: in a quick run that names no row.
    pub fn is_short(&self) -> bool {
        self.quick && self.layers.is_empty()
    }

    /// How many times the crash tests kill the publisher.
    pub fn kills(&self) -> &'static str {
        if self.quick { "40" } else { "500" }
    }

    fn names(&self, layer: &str) -> bool {
        self.layers.iter().any(|named| named == layer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::{Package, Target};

    fn workspace() -> Metadata {
        let target = |name: &str, kind: &str| Target {
            name: name.to_owned(),
            kind: vec![kind.to_owned()],
            src_path: "lib.rs".into(),
        };
        let package = |name: &str, targets| Package { name: name.to_owned(), dependencies: vec![], targets };
        let shell = vec![target("upbeat_desktop", "lib"), target("crash", "test"), target("window", "test")];
        Metadata {
            packages: vec![
                package("upbeat-app", vec![target("upbeat_app", "lib")]),
                package("upbeat-desktop", shell),
            ],
        }
    }

    /// The titles that a run of these words keeps.
    fn kept(words: &[&str]) -> Result<Vec<&'static str>> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let all = Choice::default();
        let checks = super::super::checks(&all);
        let choice = Choice::read(&words, &checks, &workspace())?;
        Ok(checks
            .iter()
            .filter(|check| check.layer != SETUP && choice.keeps(check, &workspace()))
            .map(|check| check.layer)
            .collect())
    }

    #[test]
    fn a_row_of_the_table_is_run_with_what_it_is_built_from() -> Result<()> {
        assert_eq!(kept(&["window"])?, ["interface", "build", "system"]);
        assert_eq!(kept(&["app"])?, ["interface", "build", "rust"]);
        assert_eq!(kept(&["app", "crash", "format"])?, ["format", "interface", "build", "rust", "system"]);
        Ok(())
    }

    #[test]
    fn only_the_named_rows_of_a_check_are_wanted() -> Result<()> {
        let words = ["window".to_owned()];
        let choice = Choice::read(&words, &[], &workspace())?;
        assert!(choice.wants(rust::SYSTEM, "window"));
        assert!(!choice.wants(rust::SYSTEM, "crash"));
        Ok(())
    }

    #[test]
    fn an_unknown_layer_is_told_with_those_that_exist() {
        let said = kept(&["windows"]).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains("not `windows`") && said.contains("window") && said.contains("app"), "{said}");
    }

    #[test]
    fn quick_leaves_out_slow_checks_but_none_that_is_named() -> Result<()> {
        assert!(!kept(&["--quick"])?.contains(&"system"));
        assert!(kept(&["--quick", "crash"])?.contains(&"system"));
        Ok(())
    }
}
