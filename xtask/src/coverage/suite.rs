//! Tests as texts: which of them use a thing, themselves or through their helpers.
//!
//! Read line by line, which is enough because rustfmt and the interface's formatter wrote them: what
//! begins at an indentation ends at the next closing brace of the same one.

use super::Proof;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A function, a constant, or a test of the interface.
#[derive(Debug)]
pub struct Item {
    /// Its file, from the root.
    pub file: String,
    /// Its name; the sentence of a test of the interface.
    pub name: String,
    /// Whether a runner runs it.
    pub is_test: bool,
    /// All of its lines.
    pub text: String,
}

/// Tests that share their helpers: those of one folder.
#[derive(Default)]
pub struct Suite {
    items: Vec<Item>,
}

impl Suite {
    /// Reads the Rust and TypeScript files of a folder, or one file.
    pub fn read(root: &Path, place: &str) -> Result<Self> {
        let mut items = Vec::new();
        gather(root, &root.join(place), &mut items).with_context(|| place.to_owned())?;
        Ok(Self { items })
    }

    /// The tests that use something in which the thing is seen.
    pub fn proofs(&self, shows: impl Fn(&Item) -> bool) -> Vec<Proof> {
        let seen: BTreeSet<usize> = (0..self.items.len()).filter(|at| shows(&self.items[*at])).collect();
        if seen.is_empty() {
            return Vec::new();
        }
        let named = self.named();
        let tests = self.items.iter().enumerate().filter(|(_, item)| item.is_test);
        tests
            .filter(|(at, _)| self.reached(*at, &named).iter().any(|reached| seen.contains(reached)))
            .map(|(_, item)| item.proof())
            .collect()
    }

    /// The tests in whose own lines the thing is seen.
    pub fn direct_proofs(&self, shows: impl Fn(&Item) -> bool) -> Vec<Proof> {
        self.items.iter().filter(|item| item.is_test && shows(item)).map(Item::proof).collect()
    }

    /// Where helpers and constants of a name are.
    fn named(&self) -> BTreeMap<&str, Vec<usize>> {
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, item) in self.items.iter().enumerate().filter(|(_, item)| !item.is_test) {
            named.entry(&item.name).or_default().push(at);
        }
        named
    }

    /// The test and every helper that it uses, near or far.
    fn reached(&self, test: usize, named: &BTreeMap<&str, Vec<usize>>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::from([test]);
        let mut next = vec![test];
        while let Some(at) = next.pop() {
            let words = words(&self.items[at].text).filter_map(|word| named.get(word));
            for used in words.flatten() {
                if reached.insert(*used) {
                    next.push(*used);
                }
            }
        }
        reached
    }
}

impl Item {
    fn proof(&self) -> Proof {
        Proof { file: self.file.clone(), test: self.name.clone() }
    }
}

/// The identifiers in a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

fn gather(root: &Path, place: &Path, items: &mut Vec<Item>) -> Result<()> {
    if place.is_dir() {
        let mut entries: Vec<_> =
            std::fs::read_dir(place)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        entries.sort();
        return entries
            .iter()
            .filter(|path| !path.ends_with("node_modules"))
            .try_for_each(|path| gather(root, path, items));
    }
    let ending = place.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if !["rs", "ts", "tsx"].contains(&ending) {
        return Ok(());
    }
    let file = place.strip_prefix(root).unwrap_or(place).to_string_lossy().replace('\\', "/");
    let text = std::fs::read_to_string(place)?;
    items.extend(items_of(&file, &text));
    Ok(())
}

fn items_of(file: &str, text: &str) -> Vec<Item> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = if file.ends_with(".rs") { rust_name } else { script_name };
    let mut items = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((name, runs)) = begins(line) else { continue };
        let attributes =
            lines[..at].iter().rev().map(|line| line.trim()).take_while(|line| line.starts_with("#["));
        let is_test =
            runs || attributes.into_iter().any(|line| line.contains("test]") || line.contains("::test("));
        let text = lines[at..=end(&lines, at)].join("\n");
        items.push(Item { file: file.to_owned(), name: name.to_owned(), is_test, text });
    }
    items
}

/// The line at which what begins at `at` ends.
fn end(lines: &[&str], at: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(lines[at]);
    let closes = |line: &str| indent(line) == own && line.trim_start().starts_with([')', ']', '}']);
    if lines[at].ends_with([';', '}']) {
        return at;
    }
    let constant = ["const ", "static ", "pub const ", "pub static "];
    if constant.iter().any(|word| lines[at].trim_start().starts_with(word) && !lines[at].contains(" fn ")) {
        return (at..lines.len()).find(|next| lines[*next].ends_with(';')).unwrap_or(at);
    }
    // A signature of several lines closes with `) -> … {` before its body does.
    (at + 1..lines.len())
        .find(|next| closes(lines[*next]) && !lines[*next].ends_with('{'))
        .unwrap_or(lines.len() - 1)
}

/// The name of a Rust function or constant that begins in this line.
fn rust_name(line: &str) -> Option<(&str, bool)> {
    let mut words = line
        .trim_start()
        .split(' ')
        .skip_while(|word| ["pub", "pub(crate)", "pub(super)", "async", "unsafe"].contains(word));
    let named = match words.next()? {
        "fn" => words.next()?,
        "const" | "static" => words.next().filter(|name| *name != "fn").or_else(|| words.next())?,
        _ => return None,
    };
    let name = named.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()?;
    (!name.is_empty()).then_some((name, false))
}

/// The name of a test, a function or a constant of TypeScript that begins in this line.
fn script_name(line: &str) -> Option<(&str, bool)> {
    let code = line.trim_start();
    if let Some(rest) = code.strip_prefix("test(\"").or_else(|| code.strip_prefix("it(\"")) {
        return Some((rest.split_once('"')?.0, true));
    }
    let code = code.strip_prefix("export ").unwrap_or(code);
    let code = code.strip_prefix("async ").unwrap_or(code);
    let rest = code.strip_prefix("function ").or_else(|| code.strip_prefix("const "))?;
    let name = rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()?;
    (!name.is_empty()).then_some((name, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUST: &str = "\
const PLACES: [&str; 2] =
    [\"queue\", \"library\"];

async fn go(
    studio: &Studio,
) -> Result<()> {
    studio.open(PLACES[0])
}

#[tokio::test(flavor = \"multi_thread\")]
async fn the_queue_opens() -> Result<()> {
    go(&studio).await
}

#[test]
fn nothing_opens() {
    let a = 1;
}

mod inner {
    #[test]
    fn it_saves() { post_save(1); }
}
";

    fn suite() -> Suite {
        Suite { items: items_of("tests/a.rs", RUST) }
    }

    fn names(proofs: &[Proof]) -> Vec<&str> {
        proofs.iter().map(|proof| proof.test.as_str()).collect()
    }

    #[test]
    fn a_test_proves_what_its_helpers_and_constants_use() {
        let suite = suite();
        assert_eq!(names(&suite.proofs(|item| item.text.contains("\"queue\""))), ["the_queue_opens"]);
        assert_eq!(names(&suite.proofs(|item| item.text.contains("post_save("))), ["it_saves"]);
        assert!(suite.proofs(|item| item.text.contains("post_delete(")).is_empty());
    }

    #[test]
    fn what_a_helper_uses_is_no_direct_proof() {
        assert!(suite().direct_proofs(|item| item.text.contains("\"queue\"")).is_empty());
    }

    #[test]
    fn an_item_ends_where_the_next_begins() {
        let suite = suite();
        let test =
            suite.items.iter().find(|item| item.name == "nothing_opens").map(|item| item.text.as_str());
        assert_eq!(test, Some("fn nothing_opens() {\n    let a = 1;\n}"));
        let places =
            suite.items.iter().find(|item| item.name == "PLACES").map(|item| item.text.lines().count());
        assert_eq!(places, Some(2));
        let helper = suite.items.iter().find(|item| item.name == "go").map(|item| item.text.lines().count());
        assert_eq!(helper, Some(5));
    }

    #[test]
    fn tests_of_the_interface_are_read_by_their_sentence() {
        let text = "describe(\"Shell\", () => {\n  test(\"N makes a post\", async () => {\n    await openStudio({ at: \"/compose\" });\n  });\n});\n";
        let suite = Suite { items: items_of("ui/tests/a.test.tsx", text) };
        assert_eq!(names(&suite.proofs(|item| item.text.contains("\"/compose\""))), ["N makes a post"]);
    }
}
