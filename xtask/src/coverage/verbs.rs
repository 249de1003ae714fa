//! The verbs of the command line, from clap's own enums.

use super::suite::Suite;
use super::{Row, Section, doc_before, read};
use anyhow::Result;
use std::path::Path;

const ARGS: &str = "src-tauri/crates/cli/src/args.rs";
const FOLDER: &str = "src-tauri/crates/cli/src/command";
/// Options that take a value and may stand before a verb.
const WITH_VALUE: &[&str] = &["--lang", "--workspace"];

/// Every verb, those under another one with it: `post new`.
pub fn section(root: &Path) -> Result<Section> {
    let suite = Suite::read(root, "src-tauri/crates/cli/tests")?;
    let mut rows = Vec::new();
    for verb in verbs(&read(root, ARGS)?) {
        let module = verb.module.as_deref().unwrap_or_default();
        let files = [format!("{FOLDER}/{module}.rs"), format!("{FOLDER}/{module}/mod.rs")];
        let [file, folder] = files;
        let file = if root.join(&folder).is_file() { folder } else { file };
        let below = verbs(&read(root, &file)?);
        if below.is_empty() {
            rows.push(row(&suite, &[&verb.name], &verb.what, &file));
        }
        // A file may hold several verbs; only the one whose arguments have a subcommand has those below.
        let parent = verb.kind.as_deref() == Some(parent(&read(root, &file)?).as_str());
        for one in &below {
            if parent {
                rows.push(row(&suite, &[&verb.name, &one.name], &one.what, &file));
            }
        }
        if !below.is_empty() && !parent {
            rows.push(row(&suite, &[&verb.name], &verb.what, &file));
        }
    }
    Ok(Section {
        title: "Verbs of the command line",
        rule: "From clap's enums in `cli/src`. Proof: a test that runs the built `upbeat` with the verb.",
        rows,
    })
}

fn row(suite: &Suite, words: &[&str], what: &str, file: &str) -> Row {
    let proofs = suite.proofs(|item| lines_of(&item.text).iter().any(|line| line.starts_with_words(words)));
    Row {
        name: format!("upbeat {}", words.join(" ")),
        what: what.to_owned(),
        places: vec![file.to_owned()],
        proofs,
    }
}

struct Verb {
    name: String,
    what: String,
    /// `queue` of `Receipt(command::queue::Receipt)`, and `Receipt`.
    module: Option<String>,
    kind: Option<String>,
}

/// The variants of the file's `enum Command`.
fn verbs(source: &str) -> Vec<Verb> {
    let lines: Vec<&str> = source.lines().collect();
    let Some(start) = lines.iter().position(|line| line.trim_end().ends_with("enum Command {")) else {
        return Vec::new();
    };
    let mut verbs = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(start + 1).take_while(|(_, line)| **line != "}") {
        let Some(rest) = line.strip_prefix("    ").filter(|rest| rest.starts_with(char::is_uppercase)) else {
            continue;
        };
        let variant: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
        let path = rest.split_once('(').map(|(_, path)| path.trim_end_matches(['(', ')', ',']));
        let mut parts = path.unwrap_or_default().split("::").skip(1);
        let (module, kind) = (parts.next().map(str::to_owned), parts.next().map(str::to_owned));
        verbs.push(Verb { name: kebab(&variant), what: doc_before(&lines, at), module, kind });
    }
    verbs
}

/// The struct of a file that holds `command: Command`.
fn parent(source: &str) -> String {
    let lines: Vec<&str> = source.lines().collect();
    let field = lines.iter().position(|line| line.trim() == "command: Command,").unwrap_or(0);
    let above = lines[..field].iter().rev().find_map(|line| line.strip_prefix("pub struct "));
    above.unwrap_or_default().chars().take_while(|letter| letter.is_alphanumeric()).collect()
}

fn kebab(variant: &str) -> String {
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

/// A command line in a test: the texts at the start of an array, as far as they are texts.
struct Line(Vec<String>);

impl Line {
    fn starts_with_words(&self, words: &[&str]) -> bool {
        let mut said = self.0.iter().map(String::as_str).peekable();
        while let Some(option) = said.next_if(|word| word.starts_with('-')) {
            if WITH_VALUE.contains(&option) {
                said.next();
            }
        }
        words.iter().all(|word| said.next() == Some(word))
    }
}

fn lines_of(text: &str) -> Vec<Line> {
    // What stands behind a value is a field of an answer: `all["publish"]`.
    let is_index =
        |at: usize| text[..at].ends_with(|sign: char| sign.is_alphanumeric() || "_)]?".contains(sign));
    let starts = text.match_indices('[').filter(|(at, _)| !is_index(*at)).map(|(at, _)| &text[at + 1..]);
    let literals = |mut rest: &str| {
        let mut words = Vec::new();
        while let Some(literal) = rest.trim_start().strip_prefix('"') {
            let Some((word, after)) = literal.split_once('"') else { break };
            words.push(word.to_owned());
            let Some(after) = after.trim_start().strip_prefix(',') else { break };
            rest = after;
        }
        Line(words)
    };
    starts.map(literals).filter(|line| !line.0.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_verbs_and_say_where_they_are() {
        let source = "pub enum Command {\n    /// Show what went out\n    Receipt(command::queue::Receipt),\n    \
                      /// Take it\n    TakeBack {\n        /// Which\n        id: Id,\n    },\n}\n";
        let verbs = verbs(source);
        assert_eq!((verbs[0].name.as_str(), verbs[0].what.as_str()), ("receipt", "Show what went out"));
        assert_eq!((verbs[0].module.as_deref(), verbs[0].kind.as_deref()), (Some("queue"), Some("Receipt")));
        assert_eq!((verbs.len(), verbs[1].name.as_str()), (2, "take-back"));
    }

    #[test]
    fn a_command_line_is_seen_past_its_options_and_up_to_what_is_no_text() {
        let test = "desk.run(&[\"--json\", \"--lang\", \"fr\", \"post\",\n    \"edit\", &id, \"new\"])";
        let is = |words: &[&str]| lines_of(test).iter().any(|line| line.starts_with_words(words));
        assert!(is(&["post", "edit"]));
        assert!(!is(&["post", "new"]) && !is(&["edit"]));
        assert!(lines_of("let all = answer[\"publish\"][0].clone();").is_empty());
    }
}
