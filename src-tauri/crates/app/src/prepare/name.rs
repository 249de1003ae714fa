//! Names of prepared files that a person reads in a folder.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use upbeat_domain::media::{Recipe, file_extension};

use crate::network;

/// Longest stem taken from the original's name, characters.
const STEM_CHARS_MAX: usize = 80;

/// Hands out names within one folder, no name twice.
#[derive(Debug, Default)]
pub struct Names(HashSet<PathBuf>);

impl Names {
    /// `<network>/<stem>-<format>[-<preset>].<ext>`, with a number where that is taken already. The
    /// preset is named where it isn't the format's default.
    pub fn pick(&mut self, source: &Path, recipe: &Recipe, mime: &str) -> PathBuf {
        let stem = stem(source);
        let default = network::format(recipe.network, &recipe.format)
            .and_then(|format| format.presets.iter().find(|p| p.default).or(format.presets.first()))
            .is_none_or(|preset| preset.id == recipe.preset);
        let preset = if default { String::new() } else { format!("-{}", recipe.preset) };
        let extension = file_extension(mime);
        let base = format!("{stem}-{}{preset}", recipe.format);
        let folder = Path::new(recipe.network.as_str());
        let mut name = folder.join(format!("{base}.{extension}"));
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = folder.join(format!("{base}-{number}.{extension}"));
            number += 1;
        }
        name
    }
}

/// The original's name without its extension and without anything that could be a path.
pub fn stem(source: &Path) -> String {
    let name = source.file_stem().unwrap_or_default().to_string_lossy();
    let safe: String = name
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c })
        .take(STEM_CHARS_MAX)
        .collect();
    let safe = safe.trim_matches(['.', ' ']);
    if safe.is_empty() { "file".to_owned() } else { safe.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leaves_its_folder() {
        assert_eq!(stem(Path::new("/a/b/été.jpg")), "été");
        assert_eq!(stem(Path::new("..")), "file");
        assert_eq!(stem(Path::new("a\\..\\b.jpg")), "a_.._b");
        assert_eq!(stem(Path::new(&"x".repeat(300))).len(), STEM_CHARS_MAX);
    }
}
