//! The commands between the window and Rust, from the contract's one list.

use super::suite::{Item, Suite};
use super::{Row, Section, doc_before, read};
use anyhow::{Result, bail};
use std::path::Path;

const LIST: &str = "src-tauri/crates/contract/src/commands.rs";
const SHELL: &str = "src-tauri/src/commands.rs";
const API: &str = "src-tauri/crates/api/src";

/// Every command.
pub fn section(root: &Path) -> Result<Section> {
    let suites = [Suite::read(root, "src-tauri/crates/api/tests")?, Suite::read(root, "tests/window")?];
    let answers = answers(root)?;
    let mut rows = Vec::new();
    for name in names(&read(root, LIST)?) {
        let Some(answer) = answers.iter().find(|answer| answer.name == name) else {
            bail!("no function of {API} is called {name}");
        };
        let places = [Some(answer.file.clone()), answer.behind.clone()].into_iter().flatten().collect();
        rows.push(row(&suites, &name, answer.what.clone(), places));
    }
    for name in of_the_shell(&read(root, SHELL)?) {
        rows.push(row(
            &suites,
            &name,
            "Of the shell: what only a window can do".to_owned(),
            vec![SHELL.to_owned()],
        ));
    }
    Ok(Section {
        title: "Commands",
        rule: "From `contract/src/commands.rs` and the shell's own list. Proof: a test that calls the function of \
               `upbeat_api`, or the command through the real window.",
        rows,
    })
}

fn row(suites: &[Suite], name: &str, what: String, places: Vec<String>) -> Row {
    let proofs = suites.iter().flat_map(|suite| suite.proofs(|item| calls(item, name))).collect();
    Row { name: name.to_owned(), what, places, proofs }
}

pub fn calls(item: &Item, name: &str) -> bool {
    // What stands first in the parentheses may stand in the next line.
    let mut by_window = item.text.split(".call(").skip(1).map(str::trim_start);
    item.text.contains(&format!("upbeat_api::{name}("))
        || by_window.any(|said| said.starts_with(&format!("\"{name}\"")))
}

/// The names in the macro's list: `post_get($crate::post::PostRef) -> $crate::post::Post;`.
fn names(list: &str) -> Vec<String> {
    list.lines()
        .filter(|line| line.contains(") -> $crate::"))
        .filter_map(|line| Some(line.trim().split_once('(')?.0.to_owned()))
        .collect()
}

fn of_the_shell(source: &str) -> Vec<String> {
    let line = source.lines().find(|line| line.contains("const OF_THE_SHELL")).unwrap_or_default();
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A function of the api.
struct Answer {
    name: String,
    what: String,
    file: String,
    /// The use-case that it names in its documentation.
    behind: Option<String>,
}

fn answers(root: &Path) -> Result<Vec<Answer>> {
    let mut answers = Vec::new();
    let mut files: Vec<_> =
        std::fs::read_dir(root.join(API))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    for path in files {
        let file = format!("{API}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        let text = read(root, &file)?;
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(rest) = line.strip_prefix("pub async fn ").or_else(|| line.strip_prefix("pub fn "))
            else {
                continue;
            };
            let documentation = lines[..at].iter().rev().take_while(|line| line.starts_with("///"));
            let behind = documentation
                .filter_map(|line| line.split('`').find(|word| word.starts_with("upbeat_app::")));
            answers.push(Answer {
                name: rest.split(['(', '<']).next().unwrap_or_default().to_owned(),
                what: doc_before(&lines, at),
                file: file.clone(),
                behind: behind.last().map(str::to_owned),
            });
        }
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        let list = "    $then! {\n        post_get($crate::post::PostRef) -> $crate::post::Post;\n        changed($crate::event::Changed);\n";
        assert_eq!(names(list), ["post_get"]);
        assert_eq!(
            of_the_shell("pub const OF_THE_SHELL: &[&str] = &[\"bar_open\", \"quit\"];"),
            ["bar_open", "quit"]
        );
    }
}
