//! Tests as texts: which of them use a thing, themselves or through the helpers that they call.

mod calls;
mod rust;
mod script;

use super::Proof;
use anyhow::{Context, Result};
use calls::Use;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A function or a constant of Rust, or a test of the interface.
#[derive(Debug, Default)]
pub struct Item {
    /// Its file, from the root.
    pub file: String,
    /// Its name; the sentence of a test of the interface.
    pub name: String,
    /// Whether a runner runs it.
    pub is_test: bool,
    /// Its body; all of a test of the interface.
    pub text: String,
    /// The modules that it lies in, from the program's root.
    module: Vec<String>,
    /// The same with its type, if it has one, and its name: `desk::Desk::lay`.
    path: Vec<String>,
    /// The module that sees it, with all below: its own, one above, or the program's root.
    sight: Vec<String>,
    /// Whether it is called on a value: `.name()`.
    is_method: bool,
    /// What its body names.
    uses: Vec<Use>,
}

/// Tests of one kind, by the programs that they are built into.
pub struct Suite {
    programs: Vec<Program>,
}

/// Tests that share their helpers.
struct Program {
    items: Vec<Item>,
    /// For each item the places of those that it uses.
    used: Vec<Vec<usize>>,
}

impl Suite {
    /// Reads the test programs of a folder, or the one whose main file or folder is named.
    pub fn read(root: &Path, place: &str) -> Result<Self> {
        let mut programs = Vec::new();
        for main in mains(&root.join(place)).with_context(|| place.to_owned())? {
            let is_rust = main.extension().is_some_and(|ending| ending == "rs");
            let items = if is_rust { rust::items(root, &main) } else { script::tests(root, &main) };
            programs.push(Program::of(items.with_context(|| main.display().to_string())?));
        }
        Ok(Self { programs })
    }

    /// The tests that use something in which the thing is seen.
    pub fn proofs(&self, shows: impl Fn(&Item) -> bool) -> Vec<Proof> {
        self.programs.iter().flat_map(|program| program.proofs(&shows)).collect()
    }

    /// The tests in whose own lines the thing is seen.
    pub fn direct_proofs(&self, shows: impl Fn(&Item) -> bool) -> Vec<Proof> {
        let items = self.programs.iter().flat_map(|program| &program.items);
        items.filter(|item| item.is_test && shows(item)).map(Item::proof).collect()
    }
}

impl Program {
    fn of(items: Vec<Item>) -> Self {
        let used_by = |user: &Item| {
            let is_used = |item: &Item| user.uses.iter().any(|used| item.is_meant(user, used));
            (0..items.len()).filter(|at| is_used(&items[*at])).collect()
        };
        Self { used: items.iter().map(used_by).collect(), items }
    }

    fn proofs(&self, shows: impl Fn(&Item) -> bool) -> Vec<Proof> {
        let seen: BTreeSet<usize> = (0..self.items.len()).filter(|at| shows(&self.items[*at])).collect();
        let tests = self.items.iter().enumerate().filter(|(_, item)| item.is_test);
        tests.filter(|(at, _)| !self.reached(*at).is_disjoint(&seen)).map(|(_, item)| item.proof()).collect()
    }

    /// The test and every helper that it uses, near or far.
    fn reached(&self, test: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::from([test]);
        let mut next = vec![test];
        while let Some(at) = next.pop() {
            next.extend(self.used[at].iter().filter(|used| reached.insert(**used)));
        }
        reached
    }
}

impl Item {
    fn proof(&self) -> Proof {
        Proof { file: self.file.clone(), test: self.name.clone() }
    }

    /// Whether another item, by what it names, means this one.
    fn is_meant(&self, user: &Self, used: &Use) -> bool {
        match used {
            Use::Path(path) => *path == self.path,
            // Why the module: the value's type isn't known here, but nobody calls what they can't see.
            Use::Method(name) => self.is_method && self.name == *name && user.module.starts_with(&self.sight),
        }
    }
}

/// The main files of the programs in a folder, as cargo finds them; every file of the interface's tests.
fn mains(place: &Path) -> Result<Vec<PathBuf>> {
    let own = place.join("main.rs");
    if place.is_file() || own.is_file() {
        return Ok(vec![if own.is_file() { own } else { place.to_owned() }]);
    }
    let mut mains = Vec::new();
    for entry in std::fs::read_dir(place)? {
        let path = entry?.path();
        let main = if path.is_dir() { path.join("main.rs") } else { path };
        let is_test = |ending: &std::ffi::OsStr| ["rs", "ts", "tsx"].iter().any(|one| ending == *one);
        if main.is_file() && main.extension().is_some_and(is_test) {
            mains.push(main);
        }
    }
    mains.sort();
    Ok(mains)
}

fn from_root(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::commands;

    /// The suite in `tests` of a folder with these files.
    fn suite(files: &[(&str, &str)]) -> Result<Suite> {
        let root = tempfile::tempdir()?;
        for (name, text) in files {
            let file = root.path().join("tests").join(name);
            std::fs::create_dir_all(file.parent().unwrap_or(root.path()))?;
            std::fs::write(file, text)?;
        }
        Suite::read(root.path(), "tests")
    }

    /// The tests that prove a command.
    fn of_command(suite: &Suite, name: &str) -> Vec<String> {
        suite.proofs(|item| commands::calls(item, name)).into_iter().map(|proof| proof.test).collect()
    }

    #[test]
    fn a_word_in_a_text_or_of_another_module_is_no_call() -> Result<()> {
        let out = r#"
            #[test]
            fn a_prepared_file_is_dragged_into_another_program() {
                let made = "const bar = document.querySelector('[role=progressbar]'); bar(1);";
                let bar = made; // not bar()
                ensure!(studio.page.run(bar));
            }
            #[test]
            fn a_bar_of_its_own_is_opened() {
                let bar = || 1;
                bar();
            }
        "#;
        let screens = r#"
            #[test]
            fn every_screen_shows() { bar(&Studio::open()) }
            fn bar(studio: &Studio) {
                studio.call(
                    "bar_open",
                    json!({}),
                )
            }
        "#;
        let main = "mod out;\nmod screens;\n";
        let suite =
            suite(&[("window/main.rs", main), ("window/out.rs", out), ("window/screens.rs", screens)])?;
        assert_eq!(of_command(&suite, "bar_open"), ["every_screen_shows"]);
        Ok(())
    }

    #[test]
    fn a_helper_of_another_program_proves_nothing() -> Result<()> {
        let sign_in = r#"
            mod common;
            async fn begin(desk: &Desk) { upbeat_api::account_connect_mastodon(&desk.studio).await }
            #[tokio::test(flavor = "multi_thread")]
            async fn a_sign_in_connects() { begin(&Desk::open()).await; }
        "#;
        let accounts = r"
            mod common;
            use common::open;
            async fn begin(desk: &Desk) { upbeat_api::account_add_assisted(&desk.studio).await }
            #[tokio::test]
            async fn a_mastodon_account_by_hand_carries_its_server() { begin(&open()).await; }
        ";
        let common = "pub fn open() { upbeat_api::studio_get(1) }\n";
        let suite = suite(&[("sign_in.rs", sign_in), ("accounts.rs", accounts), ("common/mod.rs", common)])?;
        assert_eq!(of_command(&suite, "account_connect_mastodon"), ["a_sign_in_connects"]);
        let by_hand = ["a_mastodon_account_by_hand_carries_its_server"];
        assert_eq!(of_command(&suite, "account_add_assisted"), by_hand);
        assert_eq!(of_command(&suite, "studio_get"), by_hand, "a shared helper proves where it is called");
        Ok(())
    }

    #[test]
    fn a_walk_proves_what_it_calls_and_not_what_it_looks_at() -> Result<()> {
        let controls = r#"
            #[test]
            fn every_control_does_something() { Walk { studio }.all(); }
            mod walk {
                use crate::desk::Desk;
                impl Walk {
                    pub(super) fn all(&mut self) {
                        Self::lay(&self.studio);
                        for (command, request) in [("asset_list", 1), ("post_list", 2)] {
                            self.studio.call(command, request);
                        }
                    }
                    fn lay(studio: &Studio) { Desk::lay(studio) }
                }
            }
        "#;
        let desk = r#"
            use crate::studio::Studio;
            impl Desk {
                pub fn lay(studio: &Studio) { studio.call("post_create", 1) }
            }
            impl Studio {
                pub fn take(&self) { self.call("undo", 1) }
            }
            #[test]
            fn a_pile_is_taken() { assert!(Studio::open().papers().iter().all(|paper| paper.take())); }
        "#;
        let studio = "impl Studio { pub fn open() -> Self { redo() } }\nfn redo() { x.call(\"redo\", 1) }\n";
        let main = "mod controls;\n#[path = \"../desk.in\"]\nmod desk;\nmod studio;\n";
        let suite = suite(&[
            ("window/main.rs", main),
            ("window/controls.rs", controls),
            ("desk.in", desk),
            ("window/studio.rs", studio),
        ])?;
        assert_eq!(of_command(&suite, "post_create"), ["every_control_does_something"]);
        assert!(of_command(&suite, "asset_list").is_empty() && of_command(&suite, "post_list").is_empty());
        // A type may have methods in several modules.
        assert_eq!(of_command(&suite, "undo"), ["a_pile_is_taken"]);
        assert_eq!(of_command(&suite, "redo"), ["a_pile_is_taken"]);
        Ok(())
    }

    #[test]
    fn a_test_proves_what_its_constants_say_and_what_its_helpers_say_is_no_direct_proof() -> Result<()> {
        let queue = r#"
            const PLACES: [&str; 2] =
                ["queue", "library"];
            fn go(studio: &Studio) { studio.open(PLACES[0]) }
            #[test]
            fn the_queue_opens() { go::<u8>(&studio) }
            #[test]
            fn nothing_opens() { upbeat_app::go(&studio) }
            mod inner {
                #[test]
                fn it_saves() { post_save(1); }
            }
        "#;
        let suite = suite(&[("queue.rs", queue)])?;
        let names = |proofs: Vec<Proof>| proofs.into_iter().map(|proof| proof.test).collect::<Vec<_>>();
        assert_eq!(names(suite.proofs(|item| item.text.contains("\"queue\""))), ["the_queue_opens"]);
        assert_eq!(names(suite.proofs(|item| item.text.contains("post_save("))), ["it_saves"]);
        assert!(suite.direct_proofs(|item| item.text.contains("\"queue\"")).is_empty());
        Ok(())
    }
}
