//! Checks of the interface, by its own scripts.

use super::count::Count;
use crate::node::with_node;
use crate::process::{listen, run};
use crate::root::{root, target};
use anyhow::{Context, Result, bail};
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

/// vitest, in its own words.
pub fn test() -> Result<Vec<(String, Count)>> {
    let report = target().join("vitest.json");
    let _old = std::fs::remove_file(&report);
    let mut line = with_node("npm", &root().join("ui"))?;
    line.args([
        "run",
        "--silent",
        "test",
        "--",
        "--reporter=default",
        "--reporter=json",
        "--outputFile.json",
    ]);
    if std::env::var_os("UPBEAT_CHROMIUM").is_none() {
        let Some(found) = CHROMIUM.iter().find(|path| Path::new(path).is_file()) else {
            let why = "components are tested in a Chromium, and there is none (UPBEAT_CHROMIUM names one)";
            return Ok(vec![(
                "interface".to_owned(),
                Count { skipped: vec![why.to_owned()], ..Count::default() },
            )]);
        };
        line.env("UPBEAT_CHROMIUM", found);
    }
    let said = listen(line.arg(&report).env("CI", "true"), LONGEST)?;
    let read = std::fs::read_to_string(&report).unwrap_or_default();
    let count = Count::of_vitest(&read).with_context(|| format!("vitest left no report:\n{}", said.text))?;
    if !said.well {
        eprintln!("{}", said.text);
        if count.failed == 0 {
            bail!("vitest failed without a failed test");
        }
    }
    Ok(vec![("interface".to_owned(), count)])
}
