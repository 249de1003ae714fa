//! Our counters beside other people's, on strings that nobody wrote: npm `twitter-text` for X, npm
//! `@atproto/api` for Bluesky (tests/oracles, installed by `cargo xtask test`).
//!
//! Every difference is listed with its reason in `known_differences.toml`.
#![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde::Deserialize;
use upbeat_domain::limits::Unit;
use upbeat_domain::network::NetworkId;
use upbeat_domain::text::{Facet, FacetKind, count, entities};

mod support;
use support::known::known;
use support::strings::{Dice, emoji, salad, string};

/// How many strings each comparison tries, unless `UPBEAT_ORACLE_STRINGS` says more.
const STRINGS: u64 = 5_000;

fn how_many() -> u64 {
    std::env::var("UPBEAT_ORACLE_STRINGS").ok().and_then(|n| n.parse().ok()).unwrap_or(STRINGS)
}

#[derive(Debug, Default, Deserialize)]
struct Answer {
    weighted: f64,
    x: Vec<(String, u32, u32)>,
    facets: Vec<(String, u32, u32, String)>,
    graphemes: u32,
}

const MISSING: &str = "the npm oracles or Node are not installed: cargo xtask test installs them";

/// The oracles' answers, or none where they or Node are not installed.
fn ask(texts: &[String]) -> Option<Vec<Answer>> {
    let folder = support::root().join("tests/oracles");
    if !folder.join("node_modules/twitter-text").is_dir() {
        return None;
    }
    let started = Command::new("node")
        .arg("answer.mjs")
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = started.ok()?;
    let mut input = child.stdin.take().unwrap();
    let lines: String =
        texts.iter().map(|text| format!("{}\n", serde_json::json!({ "text": text }))).collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "the oracle ran to its end");
    let answers: Vec<Answer> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), texts.len(), "one answer for each string");
    Some(answers)
}

fn weighted(text: &str) -> f64 {
    f64::from(count(text, &support::rule(Unit::XWeighted), &BTreeMap::new()).length)
}

fn x_entities(text: &str) -> Vec<(String, u32, u32)> {
    entities(text, NetworkId::X).iter().map(|f| (f.kind.to_string(), f.utf16_start, f.utf16_end)).collect()
}

fn bluesky_facets(text: &str) -> Vec<(String, u32, u32, String)> {
    let told = |f: &Facet| (f.kind.to_string(), f.byte_start, f.byte_end, f.value.clone());
    entities(text, NetworkId::Bluesky).iter().map(told).collect()
}

/// What the library's answer is put right by before it is compared: the rules of `known_differences.toml`.
const RULES: [&str; 3] = ["bare_http", "cashtag", "overlapping"];

type Facets = Vec<(String, u32, u32, String)>;

/// `overlapping`: without what overlaps something before it.
fn not_overlapping(facets: &Facets) -> Facets {
    let mut sorted = facets.clone();
    sorted.sort_by_key(|facet| facet.1);
    let mut end = 0;
    sorted.retain(|facet| {
        let free = facet.1 >= end;
        if free {
            end = facet.2;
        }
        free
    });
    sorted
}

/// `bare_http`: a bare domain that begins with `http` gets its scheme, or is no link, as any other bare domain.
fn with_scheme(facets: Facets) -> Facets {
    let put_right = |(kind, start, end, value): (String, u32, u32, String)| {
        let bare = kind == "link" && !value.starts_with("http://") && !value.starts_with("https://");
        if !bare {
            return Some((kind, start, end, value));
        }
        let outside = |c: char| !c.is_ascii_alphanumeric() && c != '.';
        let domain = value.split(outside).flat_map(|run| run.split("..")).next().unwrap_or_default();
        let (_, tld) = domain.trim_end_matches('.').rsplit_once('.').unwrap_or_default();
        let known = support::is_in_the_root_zone(tld);
        known.then(|| (kind, start, end, format!("https://{value}")))
    };
    facets.into_iter().filter_map(put_right).collect()
}

/// `cashtag`: without stock symbols.
fn without_cashtags(found: &[(String, u32, u32)]) -> Vec<(String, u32, u32)> {
    found.iter().filter(|(kind, ..)| kind != "cashtag").cloned().collect()
}

/// The emoji on which both agree, asked once for all tests.
fn agreed_emoji() -> Option<&'static Vec<String>> {
    static AGREED: OnceLock<Option<Vec<String>>> = OnceLock::new();
    AGREED.get_or_init(ask_for_emoji).as_ref()
}

/// The emoji on which both agree; the others must all be listed.
fn ask_for_emoji() -> Option<Vec<String>> {
    let all = emoji();
    let answers = ask(&all)?;
    let mut newer = BTreeSet::new();
    let mut agreed = Vec::new();
    for (text, answer) in all.into_iter().zip(answers) {
        if weighted(&text) == answer.weighted {
            agreed.push(text);
        } else {
            assert_eq!(weighted(&text), 2.0, "an emoji counts two: {text:?}");
            assert!(answer.weighted > 2.0, "the oracle takes it apart: {text:?} {}", answer.weighted);
            newer.insert(text);
        }
    }
    let listed: BTreeSet<String> =
        known().emoji.iter().flat_map(|group| group.list.split_whitespace().map(str::to_owned)).collect();
    let new: Vec<_> = newer.difference(&listed).collect();
    assert!(new.is_empty(), "{} emoji differ and are not listed: {new:?}", new.len());
    let stale: Vec<_> = listed.difference(&newer).collect();
    assert!(stale.is_empty(), "no difference left, take out: {stale:?}");
    // Why: beside a skin tone that happens to follow, a base of a listed emoji is that emoji.
    agreed.retain(|text| !newer.contains(&format!("{text}\u{1f3fd}")));
    Some(agreed)
}

/// Compares on generated strings and tells the first few that differ.
fn compare<T: PartialEq + std::fmt::Debug>(
    seed: u64,
    ours: impl Fn(&str) -> T,
    theirs: impl Fn(&str, &Answer) -> T,
) {
    // Why here: the emoji are asked for once, but every test that lacks them has to say so.
    let Some(emoji) = agreed_emoji() else { return support::skipped(MISSING) };
    let made = |i| {
        let mut dice = Dice::new(seed + i);
        if i % 2 == 0 { string(&mut dice, 12, emoji) } else { salad(&mut dice, 24) }
    };
    let texts: Vec<String> = (0..how_many()).map(made).collect();
    let answers = ask(&texts).expect("they answered before");
    let nothing = theirs("", &Answer::default());
    let telling = texts.iter().zip(&answers).filter(|(text, answer)| theirs(text, answer) != nothing).count();
    assert!(telling * 4 > texts.len(), "the strings try what they should: {telling} of {}", texts.len());
    let known = known().row;
    let differing: Vec<_> = texts
        .iter()
        .zip(&answers)
        .filter(|(text, answer)| {
            ours(text) != theirs(text, answer) && !known.iter().any(|row| row.text == **text)
        })
        .map(|(text, answer)| {
            format!("{text:?}\n    ours   {:?}\n    theirs {:?}", ours(text), theirs(text, answer))
        })
        .collect();
    let told = differing.iter().take(8).cloned().collect::<Vec<_>>().join("\n");
    assert!(differing.is_empty(), "{} of {} differ:\n{told}", differing.len(), texts.len());
}

#[test]
fn lengths_on_x_are_those_of_twitter_text() {
    compare(1, weighted, |_, answer| answer.weighted);
}

#[test]
fn links_mentions_and_hashtags_on_x_are_those_of_twitter_text() {
    compare(2_000_000, x_entities, |_, answer| without_cashtags(&answer.x));
}

#[test]
fn a_bare_address_is_a_link_on_x_under_the_top_level_domains_of_twitter_text() {
    let domains = include_str!("../src/text/data/tlds.txt").lines().filter(|line| !line.starts_with('#'));
    let texts: Vec<String> = domains.map(|line| format!("voir exemple.{} !", &line[1..])).collect();
    assert!(texts.len() > 1_500, "the list was read: {}", texts.len());
    let Some(answers) = ask(&texts) else { return support::skipped(MISSING) };
    let mut links = 0;
    for (text, answer) in texts.iter().zip(answers) {
        assert_eq!(x_entities(text), answer.x, "{text:?}");
        links += answer.x.len();
    }
    assert!(links > 1_400, "most of them are links: {links}");
}

#[test]
fn facets_on_bluesky_are_those_of_its_own_library() {
    compare(3_000_000, bluesky_facets, |_, answer| with_scheme(not_overlapping(&answer.facets)));
}

#[test]
fn graphemes_are_those_of_blueskys_own_library() {
    let ours = |text: &str| count(text, &support::rule(Unit::Graphemes), &BTreeMap::new()).length;
    compare(4_000_000, ours, |_, answer| answer.graphemes);
}

#[test]
fn known_differences_are_still_what_they_were() {
    let rows = known().row;
    let texts: Vec<String> = rows.iter().map(|row| row.text.clone()).collect();
    let Some(answers) = ask(&texts) else { return support::skipped(MISSING) };
    for (row, answer) in rows.iter().zip(answers) {
        let (ours, theirs) = match row.what.as_str() {
            "x_length" => (weighted(&row.text).to_string(), answer.weighted.to_string()),
            "x_entities" => (format!("{:?}", x_entities(&row.text)), format!("{:?}", answer.x)),
            "facets" => (format!("{:?}", bluesky_facets(&row.text)), format!("{:?}", answer.facets)),
            "graphemes" => {
                let ours = count(&row.text, &support::rule(Unit::Graphemes), &BTreeMap::new()).length;
                (ours.to_string(), answer.graphemes.to_string())
            }
            other => panic!("no comparison {other:?}"),
        };
        assert_eq!(
            (ours.as_str(), theirs.as_str()),
            (row.ours.as_str(), row.theirs.as_str()),
            "{:?}",
            row.text
        );
        assert_ne!(ours, theirs, "no difference left: take the row out: {:?}", row.text);
    }
    let rules = known().rule;
    assert_eq!(rules.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>(), RULES);
    for rule in rules {
        let shown = rule.shown_by.iter().all(|text| texts.contains(text));
        assert!(shown && !rule.shown_by.is_empty(), "{}: a row shows that it is needed", rule.name);
    }
    assert_eq!(FacetKind::ALL.len(), 3, "a new kind needs its comparison here");
}
