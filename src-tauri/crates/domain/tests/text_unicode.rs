//! Unicode's own data: what one character is to a reader, and every emoji.
//!
//! What differs stands in `known_differences.toml` with its reason.
#![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

use std::collections::BTreeMap;

use upbeat_domain::limits::Unit;
use upbeat_domain::text::count;

mod support;
use support::known::differ_as_listed;
use support::{conformance, packaged, rule};

/// Compares with a file of Unicode's break tests, line by line.
fn graphemes_are_those_of(name: &str, data: &str) -> usize {
    let mut differing = BTreeMap::new();
    let mut tried = 0;
    for line in data.lines().filter(|line| line.starts_with('÷')) {
        let breaks = line.split('#').next().unwrap();
        let points: Vec<&str> =
            breaks.split_whitespace().filter(|word| !matches!(*word, "÷" | "×")).collect();
        let text: Option<String> = points.iter().map(|word| char_of(word)).collect();
        let wanted = breaks.matches('÷').count() - 1;
        let length = text.map(|text| count(&text, &rule(Unit::Graphemes), &BTreeMap::new()).length as usize);
        if length != Some(wanted) {
            differing.insert(points.join(" "), format!("ours {length:?}, theirs {wanted}: {line}"));
        }
        tried += 1;
    }
    differ_as_listed(name, "", &differing);
    tried
}

fn char_of(point: &str) -> Option<char> {
    u32::from_str_radix(point, 16).ok().and_then(char::from_u32)
}

#[test]
fn graphemes_are_those_of_unicode() {
    let name = "unicode-grapheme-emoji/GraphemeBreakTest.txt";
    let Some(data) = conformance(name) else { return };
    let tried = graphemes_are_those_of(name, &data);
    assert!(tried > 500, "the data were read: {tried}");
}

#[test]
fn graphemes_are_those_of_unicodes_openly_packaged_tests() {
    let name = "grapheme-splitter/tests/GraphemeBreakTest.txt";
    let Some(data) = packaged(name) else { return };
    let tried = graphemes_are_those_of(name, &data);
    assert!(tried > 400, "the data were read: {tried}");
}

fn an_emoji_counts_as_one(text: &str) {
    let length = |unit| count(text, &rule(unit), &BTreeMap::new()).length;
    assert_eq!(length(Unit::XWeighted), 2, "on X: {text}");
    assert_eq!(length(Unit::Graphemes), 1, "graphemes: {text}");
    assert_eq!(length(Unit::Mastodon), 1, "on Mastodon: {text}");
    assert_eq!(length(Unit::Threads) as usize, text.len(), "on Threads its bytes: {text}");
}

#[test]
fn every_emoji_counts_as_one() {
    let Some(data) = conformance("unicode-grapheme-emoji/emoji-test.txt") else { return };
    let mut tried = 0;
    for line in data.lines().filter(|line| line.contains("; fully-qualified")) {
        let text: String = line.split(';').next().unwrap().split_whitespace().filter_map(char_of).collect();
        an_emoji_counts_as_one(&text);
        tried += 1;
    }
    assert!(tried > 3_000, "the data were read: {tried}");
}

#[test]
fn every_emoji_of_the_open_list_counts_as_one_in_every_tone() {
    let Some(data) = packaged("unicode-emoji-json/data-by-emoji.json") else { return };
    let data: BTreeMap<String, serde_json::Value> = serde_json::from_str(&data).unwrap();
    for (emoji, about) in &data {
        an_emoji_counts_as_one(emoji);
        // Why only single ones: where a sequence takes its tones is not in the list.
        let mut points = emoji.chars().filter(|point| *point != '\u{fe0f}');
        if let (Some(base), None, Some(true)) =
            (points.next(), points.next(), about["skin_tone_support"].as_bool())
        {
            ('\u{1f3fb}'..='\u{1f3ff}').for_each(|tone| an_emoji_counts_as_one(&format!("{base}{tone}")));
        }
    }
    assert!(data.len() > 1_800, "the data were read: {}", data.len());
}
