//! What is done to media: the steps that a person is told of, and the operations on pixels.

use super::suite::Suite;
use super::{Row, Section, doc_before, read};
use anyhow::Result;
use std::path::Path;

const STEPS: &str = "src-tauri/crates/domain/src/media.rs";
const OPERATIONS: &str = "src-tauri/crates/media/src/operation";
const ENGINE: &str = "src-tauri/crates/media/src";

/// Every step of `domain::media::Step` and every operation of the engine.
pub fn section(root: &Path) -> Result<Section> {
    let tests = Suite::read(root, "src-tauri/crates/media/tests")?;
    let mut rows = Vec::new();
    for (name, what) in variants(&read(root, STEPS)?, "pub enum Step {") {
        let (made, told) = (format!("Step::{name}"), format!("\"{}\"", snake(&name)));
        // Why direct: one helper of those tests knows the names of all steps.
        let proofs = tests.direct_proofs(|item| item.text.contains(&made) || item.text.contains(&told));
        rows.push(Row {
            places: files_with(root, ENGINE, &made)?,
            name: format!("step {}", snake(&name)),
            what,
            proofs,
        });
    }
    for (name, what) in variants(&read(root, &format!("{OPERATIONS}/mod.rs"))?, "pub(crate) enum Operation {")
    {
        let file = format!("{OPERATIONS}/{}.rs", snake(&name));
        let proofs = Suite::read(root, &file)?.direct_proofs(|_| true);
        rows.push(Row { name: format!("operation {}", snake(&name)), what, places: vec![file], proofs });
    }
    Ok(Section {
        title: "Media",
        rule: "From `Step` in `domain` (what a person is told was done) and `Operation` in `media`. Proof of a step: a test \
               of the engine that makes a file and finds the step by name. Proof of an operation: a test in its file.",
        rows,
    })
}

/// The variants of an enum with their documentation.
fn variants(source: &str, head: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = source.lines().collect();
    let start = lines.iter().position(|line| *line == head).map_or(lines.len(), |at| at + 1);
    let body = lines.iter().enumerate().skip(start).take_while(|(_, line)| **line != "}");
    body.filter_map(|(at, line)| {
        let rest = line.strip_prefix("    ").filter(|rest| rest.starts_with(char::is_uppercase))?;
        let name = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
        Some((name, doc_before(&lines, at)))
    })
    .collect()
}

fn snake(variant: &str) -> String {
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

/// The files below a folder in which a text stands before their tests.
fn files_with(root: &Path, folder: &str, text: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut entries: Vec<_> =
        std::fs::read_dir(root.join(folder))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    entries.sort();
    for path in entries {
        let place = format!("{folder}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            found.extend(files_with(root, &place, text)?);
        } else if read(root, &place)?.split("#[cfg(test)]").next().is_some_and(|code| code.contains(text)) {
            found.push(place);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_come_with_what_they_do_and_without_their_fields() {
        let source = "pub enum Step {\n    /// Turned upright.\n    ColorConverted {\n        /// From.\n        From: u8,\n    },\n    /// Anew.\n    Remuxed,\n}\n";
        let wanted = [
            ("ColorConverted".to_owned(), "Turned upright".to_owned()),
            ("Remuxed".to_owned(), "Anew".to_owned()),
        ];
        assert_eq!(variants(source, "pub enum Step {"), wanted);
        assert_eq!(snake("ColorConverted"), "color_converted");
    }
}
