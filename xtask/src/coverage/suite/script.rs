//! The tests of the interface.
//!
//! Read line by line, which is enough because the interface's formatter wrote them: what begins at an
//! indentation ends at the next closing brace of the same one.

use super::{Item, from_root};
use anyhow::Result;
use std::path::Path;

/// The tests of a TypeScript file.
pub fn tests(root: &Path, file: &Path) -> Result<Vec<Item>> {
    Ok(tests_of(&from_root(root, file), &std::fs::read_to_string(file)?))
}

fn tests_of(file: &str, text: &str) -> Vec<Item> {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines.iter().enumerate().filter_map(|(at, line)| {
        let code = line.trim_start();
        let rest = code.strip_prefix("test(\"").or_else(|| code.strip_prefix("it(\""))?;
        Some(Item {
            file: file.to_owned(),
            name: rest.split_once('"')?.0.to_owned(),
            is_test: true,
            text: lines[at..=end(&lines, at)].join("\n"),
            ..Item::default()
        })
    });
    tests.collect()
}

/// The line at which what begins at `at` ends.
fn end(lines: &[&str], at: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let closes = |line: &str| indent(line) == indent(lines[at]) && line.trim_start().starts_with('}');
    if lines[at].ends_with(';') {
        return at;
    }
    (at + 1..lines.len()).find(|next| closes(lines[*next])).unwrap_or(lines.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_of_the_interface_are_read_by_their_sentence_and_end_with_their_brace() {
        let text = "\
describe(\"Shell\", () => {
  test(\"N makes a post\", async () => {
    await openStudio({ at: \"/compose\" });
  });
  test(\"Q goes to the queue\", async () => {
    await openStudio({ at: \"/queue\" });
  });
});
";
        let tests = tests_of("ui/tests/a.test.tsx", text);
        let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
        assert_eq!(names, ["N makes a post", "Q goes to the queue"]);
        assert!(tests[0].text.contains("\"/compose\"") && !tests[0].text.contains("\"/queue\""));
    }
}
