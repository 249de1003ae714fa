//! Every committed snapshot belongs to a test that still exists, and none waits to be reviewed.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Folders that hold nothing of ours.
const FOREIGN: &[&str] = &["target", "node_modules", ".git"];

/// Snapshots without a test, in words.
pub fn faults(root: &Path) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for file in files(root)? {
        let shown = file.strip_prefix(root).unwrap_or(&file).display();
        if file.extension().is_some_and(|ending| ending == "new") {
            faults.push(format!("{shown} waits to be reviewed"));
        } else if !is_named(root, &file)? {
            faults.push(format!("{shown} belongs to no test any more"));
        }
    }
    Ok(faults)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !FOREIGN.contains(&name.as_str()) {
            found.extend(files(&path)?);
        } else if name.ends_with(".snap") || name.ends_with(".snap.new") {
            found.push(path);
        }
    }
    Ok(found)
}

/// Whether the source that a snapshot names still has it: as a text in quotes, or as the function that
/// an unnamed one is called after.
fn is_named(root: &Path, snapshot: &Path) -> Result<bool> {
    let text = std::fs::read_to_string(snapshot)?;
    let source = text.lines().find_map(|line| line.strip_prefix("source: "));
    let stem = snapshot.file_stem().unwrap_or_default().to_string_lossy();
    let (Some(source), Some((_module, name))) = (source, stem.rsplit_once("__")) else { return Ok(false) };
    let Ok(code) = std::fs::read_to_string(root.join(source)) else { return Ok(false) };
    // The second unnamed snapshot of a test is called after it with `-2`.
    let test = name.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches('-');
    Ok(code.contains(&format!("\"{name}\""))
        || [name, test].iter().any(|name| code.contains(&format!("fn {name}(")))
        || code.contains(&format!("fn test_{name}(")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_whose_test_is_gone_is_told_and_so_is_an_unreviewed_one() -> Result<()> {
        let root = tempfile::tempdir()?;
        let folder = root.path().join("tests/snapshots");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(
            root.path().join("tests/a.rs"),
            "fn it_answers() { snap!(\"named\", 1); snap!(2); snap!(3) }",
        )?;
        for name in [
            "a__named.snap",
            "a__it_answers.snap",
            "a__it_answers-2.snap",
            "a__gone.snap",
            "a__named.snap.new",
        ] {
            std::fs::write(folder.join(name), "---\nsource: tests/a.rs\n---\n1\n")?;
        }
        let mut told = faults(root.path())?;
        told.sort();
        let wanted = [
            "tests/snapshots/a__gone.snap belongs to no test any more",
            "tests/snapshots/a__named.snap.new waits to be reviewed",
        ];
        assert_eq!(told, wanted);
        Ok(())
    }
}
