//! Whether sources really use a package.

use anyhow::{Context, Result};
use std::path::Path;

/// Whether some Rust file below `folder` names something of the package, outside comments.
pub fn uses(folder: &Path, package: &str) -> Result<bool> {
    let library = package.replace('-', "_");
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            if uses(&path, package)? {
                return Ok(true);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs")
            && std::fs::read_to_string(&path)?.lines().any(|line| names(line, &library))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a line of code has a path that begins with `library::`.
fn names(line: &str, library: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let path = format!("{library}::");
    code.match_indices(&path).any(|(at, _)| {
        // `::sqlx::Row` begins with the package; `crate::image::Size` and `my_image::Size` don't.
        let before = &code[..at];
        let before = before.strip_suffix("::").unwrap_or(before);
        !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_the_package_is_a_use_and_a_module_of_that_name_is_none() {
        for line in
            ["use image::DynamicImage;", "    let a = ::image::open(p);", "fn a(x: &image::Luma<u8>) {}"]
        {
            assert!(names(line, "image"), "{line}");
        }
        for line in ["use crate::image::Size;", "use my_image::Size;", "// image::open", "let image = 1;"] {
            assert!(!names(line, "image"), "{line}");
        }
    }

    #[test]
    fn a_package_that_is_only_listed_is_not_used() -> Result<()> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("row"))?;
        std::fs::write(folder.path().join("row/post.rs"), "use sqlx::Row;\n")?;
        assert!(uses(folder.path(), "sqlx")?);
        assert!(!uses(folder.path(), "reqwest")?);
        Ok(())
    }
}
