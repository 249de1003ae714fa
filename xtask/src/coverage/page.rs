//! docs/COVERAGE.md.

use super::{Proof, Row, Section};

/// Proofs that a row shows; the number of the others stands behind them.
const SHOWN: usize = 2;
/// What every path of a crate begins with.
const CRATES: &str = "src-tauri/crates/";

/// The whole document.
pub fn markdown(sections: &[Section], exceptions: &[(&str, &str)]) -> String {
    let rows = || sections.iter().flat_map(|section| &section.rows);
    let proven = rows().filter(|row| !row.proofs.is_empty()).count();
    let mut page = format!(
        "# What the app does, where, and what proves it\n\n\
         Written by `cargo xtask coverage` from the sources; the test command checks that it is current. Don't edit it.\n\
         {} things, {proven} proven. Paths of crates begin in `src-tauri/crates/`.\n",
        rows().count(),
    );
    for section in sections {
        page.push_str(&format!(
            "\n## {}\n\n{}\n\n| name | what it does | where | proof |\n|---|---|---|---|\n",
            section.title, section.rule
        ));
        page.extend(section.rows.iter().map(|row| line(row, exceptions)));
    }
    page
}

fn line(row: &Row, exceptions: &[(&str, &str)]) -> String {
    let places: Vec<String> = row.places.iter().map(|place| format!("`{}`", short(place))).collect();
    let proof = match exceptions.iter().find(|(name, _)| *name == row.name) {
        _ if !row.proofs.is_empty() => proofs(&row.proofs),
        Some((_, why)) => format!("**not proven**: {why}"),
        None => "**not proven**".to_owned(),
    };
    format!("| `{}` | {} | {} | {proof} |\n", row.name, row.what.replace('|', "\\|"), places.join(", "))
}

fn proofs(all: &[Proof]) -> String {
    let mut sorted = all.to_vec();
    sorted.sort();
    sorted.dedup();
    let shown: Vec<String> =
        sorted.iter().take(SHOWN).map(|proof| format!("{} `{}`", short(&proof.file), proof.test)).collect();
    let more = sorted.len().saturating_sub(SHOWN);
    let rest = if more == 0 { String::new() } else { format!("; {more} more") };
    format!("{}{rest}", shown.join("; "))
}

fn short(path: &str) -> &str {
    path.trim_start_matches(CRATES)
}
