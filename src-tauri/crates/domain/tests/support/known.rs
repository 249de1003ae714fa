//! `known_differences.toml`: where our rules differ from public data and other people's libraries, and why.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Everything that differs, or is not compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    pub rule: Vec<Rule>,
    pub emoji: Vec<Emoji>,
    pub row: Vec<Row>,
    pub cases: Vec<Cases>,
    pub left_out: Vec<LeftOut>,
}

/// What is put right in a library's answers before they are compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub name: String,
    /// Texts of rows that show that it is still needed.
    pub shown_by: Vec<String>,
    pub reason: String,
}

/// Emoji that a library counts otherwise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emoji {
    /// With white space between them.
    pub list: String,
    pub reason: String,
}

/// A text that a library answers otherwise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    pub what: String,
    pub text: String,
    pub ours: String,
    pub theirs: String,
    pub reason: String,
}

/// Cases of public data that don't hold for us.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    pub data: String,
    #[serde(default)]
    pub section: String,
    /// By description, code points, or the line itself.
    pub list: Vec<String>,
    pub reason: String,
}

/// Public data that no test reads.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    pub data: String,
    /// None where it is the whole file, or the whole folder.
    #[serde(default)]
    pub sections: Vec<String>,
    pub reason: String,
}

/// The list. Everything in it has a reason.
pub fn known() -> Known {
    let known: Known = toml::from_str(include_str!("../known_differences.toml"))
        .unwrap_or_else(|error| panic!("known_differences.toml: {error}"));
    let rules = known.rule.iter().map(|rule| (&rule.name, &rule.reason));
    let emoji = known.emoji.iter().map(|emoji| (&emoji.list, &emoji.reason));
    let rows = known.row.iter().map(|row| (&row.text, &row.reason));
    let cases = known.cases.iter().map(|cases| (&cases.data, &cases.reason));
    let left_out = known.left_out.iter().map(|left| (&left.data, &left.reason));
    for (about, reason) in rules.chain(emoji).chain(rows).chain(cases).chain(left_out) {
        assert!(!reason.trim().is_empty(), "every difference has a reason: {about:?}");
    }
    known
}

/// Compares what differs in a part of public data with what is listed, both ways: something new fails, and
/// so does something that is listed and differs no longer. What differs comes with how it does.
pub fn differ_as_listed(data: &str, section: &str, differing: &BTreeMap<String, String>) {
    let known = known();
    let of_this = known.cases.iter().filter(|cases| cases.data == data && cases.section == section);
    let listed: BTreeSet<&String> = of_this.flat_map(|cases| &cases.list).collect();
    let new: Vec<String> = differing
        .iter()
        .filter(|(case, _)| !listed.contains(case))
        .map(|(case, how)| format!("{case:?}: {how}"))
        .collect();
    assert!(new.is_empty(), "{data} {section}: {} differ and are not listed:\n{}", new.len(), new.join("\n"));
    let stale: Vec<_> = listed.iter().filter(|case| !differing.contains_key(**case)).collect();
    assert!(stale.is_empty(), "{data} {section}: no difference left, take out: {stale:?}");
}
