//! What runners say about how many tests passed, read from their own words.

use std::collections::BTreeMap;

/// Tests of one layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Passed.
    pub passed: usize,
    /// Failed.
    pub failed: usize,
    /// Why each skipped one was skipped.
    pub skipped: Vec<String>,
    /// The failed ones whose own words are known: name, and the beginning of what they said.
    pub failures: Vec<String>,
}

/// Lines that are kept of what a failed test said.
const TOLD_LINES: usize = 8;

impl Count {
    /// `passed` tests and nothing else.
    pub fn passed(passed: usize) -> Self {
        Self { passed, ..Self::default() }
    }

    /// Adds another layer's.
    pub fn add(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped.iter().cloned());
        self.failures.extend(other.failures.iter().cloned());
    }

    /// Reads what libtest says with `--show-output`; None where its closing line is missing.
    ///
    /// A test that skips itself, or a part of itself, prints `SKIPPED: <test>: why`, and libtest counts
    /// it as passed. Here it counts as one skipped test, however many such lines it prints; one that
    /// fails all the same stays failed. An ignored test counts as skipped.
    pub fn of_libtest(said: &str) -> Option<Self> {
        let mut count: Option<Self> = None;
        for line in said.lines().filter(|line| line.trim_start().starts_with("test result:")) {
            let count = count.get_or_insert_default();
            count.passed += before(line, "passed");
            count.failed += before(line, "failed");
            count.skipped.extend(vec!["ignored".to_owned(); before(line, "ignored")]);
        }
        let mut count = count?;
        for reason in skips(said) {
            count.passed = count.passed.saturating_sub(1);
            count.skipped.push(reason);
        }
        count.failures = failures(said);
        Some(count)
    }

    /// Reads the report of `vitest --reporter=json`; None where it is not one.
    pub fn of_vitest(report: &str) -> Option<Self> {
        let report: serde_json::Value = serde_json::from_str(report).ok()?;
        let number = |name: &str| report.get(name)?.as_u64().and_then(|count| usize::try_from(count).ok());
        let skipped = number("numPendingTests")? + number("numTodoTests")?;
        Some(Self {
            passed: number("numPassedTests")?,
            failed: number("numFailedTests")?,
            skipped: vec!["skipped in vitest".to_owned(); skipped],
            failures: Vec::new(),
        })
    }
}

/// What failed tests said: of each its name and the first lines of the last section under it, which libtest
/// prints among the failures.
fn failures(said: &str) -> Vec<String> {
    let failed = said.lines().filter_map(verdict).filter(|(_, passed)| !passed).map(|(name, _)| name);
    let told = |name: &str| {
        let section = said.rsplit_once(&format!("---- {name} stdout ----\n"))?.1;
        let lines = section.lines().take_while(|line| !line.starts_with("---- ") && *line != "failures:");
        let lines: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).take(TOLD_LINES).collect();
        Some(format!("{name}:\n  {}", lines.join("\n  ")))
    };
    failed.map(|name| told(name).unwrap_or_else(|| name.to_owned())).collect()
}

/// Why tests that passed say that they were skipped: one reason a test.
///
/// The test is the one named in the line; where it names none, the one whose output the line stands in
/// (`---- name stdout ----`); where neither is known, the line counts for itself.
fn skips(said: &str) -> Vec<String> {
    let ended: BTreeMap<&str, bool> = said.lines().filter_map(verdict).collect();
    let mut section = None;
    let mut skipped: BTreeMap<&str, &str> = BTreeMap::new();
    for line in said.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("---- ").and_then(|rest| rest.split(' ').next()) {
            section = Some(name);
        }
        let Some(told) = line.strip_prefix("SKIPPED") else { continue };
        let told = told.trim_start_matches([':', ' ']);
        let (test, why) = match told.split_once(": ") {
            Some((name, why)) if ended.contains_key(name) => (name, why),
            _ => (section.unwrap_or(told), told),
        };
        if ended.get(test) != Some(&false) {
            skipped.entry(test).or_insert(why);
        }
    }
    skipped.into_values().map(str::to_owned).collect()
}

/// Reads `test name ... ok`: the test's name, and whether it passed.
fn verdict(line: &str) -> Option<(&str, bool)> {
    let (name, end) = line.trim().strip_prefix("test ")?.split_once(" ... ")?;
    Some((name.trim_end_matches(" - should panic"), end.trim() == "ok"))
}

/// The number that stands before a word.
fn before(line: &str, word: &str) -> usize {
    let words: Vec<&str> = line.split([' ', ';']).filter(|part| !part.is_empty()).collect();
    words
        .iter()
        .position(|part| *part == word)
        .and_then(|at| words.get(at.checked_sub(1)?)?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libtest_is_read_over_several_binaries() {
        let said = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
                    test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished";
        let count = Count::of_libtest(said).unwrap_or_default();
        assert_eq!((count.passed, count.failed, count.skipped.len()), (15, 2, 1));
    }

    #[test]
    fn a_test_that_says_it_skips_does_not_count_as_passed() {
        let said = "SKIPPED: no shared data\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured";
        let count = Count::of_libtest(said).unwrap_or_default();
        let skipped = vec!["no shared data".to_owned()];
        assert_eq!(count, Count { passed: 1, skipped, ..Count::default() });
    }

    #[test]
    fn a_test_that_skips_three_parts_of_itself_is_one_skipped_test() {
        let said = "test formats::heic ... ok\ntest formats::png ... ok\n\nsuccesses:\n\n\
                    ---- formats::heic stdout ----\n\
                    SKIPPED: formats::heic: heif-enc is not installed\n\
                    SKIPPED: formats::heic: avifenc is not installed\n\
                    SKIPPED: no decoder\n\n\
                    test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out";
        let count = Count::of_libtest(said).unwrap_or_default();
        let why = vec!["heif-enc is not installed".to_owned()];
        assert_eq!(count, Count { passed: 1, skipped: why, ..Count::default() });
    }

    #[test]
    fn tests_that_skip_for_the_same_reason_are_all_counted() {
        let said = "test a ... ok\ntest b ... ok\n\
                    ---- a stdout ----\nSKIPPED: no photographs\n\
                    ---- b stdout ----\nSKIPPED: no photographs\n\
                    test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out";
        let count = Count::of_libtest(said).unwrap_or_default();
        assert_eq!((count.passed, count.skipped.len()), (0, 2));
    }

    #[test]
    fn a_test_that_skips_a_part_and_fails_is_failed_and_not_skipped() {
        let said = "test a ... FAILED\n---- a stdout ----\nSKIPPED: a: no photographs\n\
                    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        let count = Count::of_libtest(said).unwrap_or_default();
        assert_eq!((count.passed, count.failed, count.skipped.len()), (0, 1, 0));
    }

    #[test]
    fn what_a_failed_test_said_is_told_at_the_end() {
        let said = "test a ... ok\ntest b ... FAILED\n\nsuccesses:\n\n---- a stdout ----\nall is well\n\n\
                    failures:\n\n---- b stdout ----\nError: no line for “Le pré”\n\nthe page says nothing\n\n\
                    failures:\n    b\n\n\
                    test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out";
        let count = Count::of_libtest(said).unwrap_or_default();
        assert_eq!(count.failures, ["b:\n  Error: no line for “Le pré”\n  the page says nothing"]);
    }

    #[test]
    fn a_runner_that_died_without_a_closing_line_is_not_a_pass() {
        assert_eq!(Count::of_libtest("running 3 tests\nsegmentation fault"), None);
    }

    #[test]
    fn vitest_is_read_from_its_json() {
        let said = r#"{"numPassedTests": 40, "numFailedTests": 1, "numPendingTests": 2, "numTodoTests": 0}"#;
        let count = Count::of_vitest(said).unwrap_or_default();
        assert_eq!((count.passed, count.failed, count.skipped.len()), (40, 1, 2));
    }
}
