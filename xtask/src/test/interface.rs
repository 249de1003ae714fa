//! Checks of the interface, by its own scripts.

use super::count::Count;
use crate::node::with_node;
use crate::process::{listen, run};
use crate::root::{root, target};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

const LONGEST: Duration = Duration::from_secs(900);

/// Types, lint, style sheets.
pub fn lint() -> Result<()> {
    run(with_node("npm", &root().join("ui"))?.args(["run", "--silent", "check"]))
}

/// Where a Chromium is looked for; `UPBEAT_CHROMIUM` names another.
const CHROMIUM: &[&str] = &[
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/// Why the tests of components are skipped.
const NO_CHROMIUM: &str =
    "components are tested in a Chromium, and there is none (UPBEAT_CHROMIUM names one)";

/// vitest, in its own words. Without a Chromium the tests that need none run, and each of the others counts
/// as skipped.
pub fn test() -> Result<Vec<(String, Count)>> {
    let report = target().join("vitest.json");
    let _old = std::fs::remove_file(&report);
    let mut line = with_node("npm", &root().join("ui"))?;
    line.args(["run", "--silent", "test", "--"]);
    let skipped = match chromium() {
        Some(path) => {
            line.env("UPBEAT_CHROMIUM", path);
            0
        }
        None => {
            line.args(["--project", "unit"]);
            tests_of_components()?
        }
    };
    line.args(["--reporter=default", "--reporter=json", "--outputFile.json"]);
    let said = listen(line.arg(&report).env("CI", "true"), LONGEST)?;
    let read = std::fs::read_to_string(&report).unwrap_or_default();
    let mut count =
        Count::of_vitest(&read).with_context(|| format!("vitest left no report:\n{}", said.text))?;
    if !said.well {
        eprintln!("{}", said.text);
        if count.failed == 0 {
            bail!("vitest failed without a failed test");
        }
    }
    count.skipped.extend(vec![NO_CHROMIUM.to_owned(); skipped]);
    Ok(vec![("interface".to_owned(), count)])
}

fn chromium() -> Option<OsString> {
    let found = || CHROMIUM.iter().find(|path| Path::new(path).is_file()).map(OsString::from);
    std::env::var_os("UPBEAT_CHROMIUM").or_else(found)
}

/// How many tests there are of components, read from their files; those made in a loop count as one.
fn tests_of_components() -> Result<usize> {
    let folder = root().join("ui/tests/window");
    let mut count = 0;
    for file in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        count += tests_in(&std::fs::read_to_string(file?.path())?);
    }
    Ok(count)
}

fn tests_in(text: &str) -> usize {
    text.lines()
        .map(str::trim_start)
        .filter(|line| line.starts_with("test(") || line.starts_with("it("))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_test_of_a_component_is_counted() -> Result<()> {
        let text = "describe(\"Bar\", () => {\n  test(\"a\", async () => {});\n  it(`b ${n}`, () => {});\n  attest(1);\n});\n";
        assert_eq!(tests_in(text), 2);
        assert!(tests_of_components()? > 50, "the files are read");
        Ok(())
    }
}
