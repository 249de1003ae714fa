//! Public conformance data, read from beside the project: twitter-text's, AT Protocol's and Unicode's.
#![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

use std::collections::BTreeMap;

use upbeat_domain::limits::Unit;
use upbeat_domain::network::NetworkId;
use upbeat_domain::text::{Facet, FacetKind, count, entities};
use yaml_rust2::{Yaml, YamlLoader};

mod support;
use support::{conformance, packaged, rule};

/// The cases of one section of one file: description, text, expectation.
fn cases(file: &str, section: &str) -> Vec<(String, String, Yaml)> {
    let Some(text) = conformance(&format!("twitter-text/conformance/{file}.yml")) else { return Vec::new() };
    let documents = YamlLoader::load_from_str(&text).unwrap();
    let list = documents[0]["tests"][section].as_vec().cloned().unwrap_or_default();
    assert!(!list.is_empty(), "{file}.yml has the section {section}");
    let case = |case: &Yaml| {
        let text = |key: &str| case[key].as_str().unwrap_or_default().to_owned();
        (text("description"), text("text"), case["expected"].clone())
    };
    list.iter().map(case).collect()
}

fn marked(text: &str, kind: FacetKind) -> Vec<(String, usize, usize)> {
    let part = |f: &Facet| {
        let (start, end) = (f.byte_start as usize, f.byte_end as usize);
        (text[start..end].to_owned(), text[..start].chars().count(), text[..end].chars().count())
    };
    entities(text, NetworkId::X).iter().filter(|f| f.kind == kind).map(part).collect()
}

fn strings(list: &Yaml) -> Vec<String> {
    list.as_vec().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

#[test]
fn weighted_lengths_are_those_of_the_conformance_data() {
    for section in ["WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest"] {
        for (description, text, expected) in cases("validate", section) {
            let length = count(&text, &rule(Unit::XWeighted), &BTreeMap::new()).length;
            let wanted = expected["weightedLength"].as_i64().unwrap();
            assert_eq!(i64::from(length), wanted, "{section}: {description}: {text:?}");
        }
    }
}

#[test]
fn mentions_are_those_of_the_conformance_data() {
    for (description, text, expected) in cases("extract", "mentions") {
        let names: Vec<String> = marked(&text, FacetKind::Mention)
            .iter()
            .map(|(name, ..)| name.chars().skip(1).take_while(|c| *c != '/').collect())
            .collect();
        assert_eq!(names, strings(&expected), "{description}: {text:?}");
    }
    for section in ["mentions_with_indices", "mentions_or_lists_with_indices"] {
        for (description, text, expected) in cases("extract", section) {
            let places: Vec<_> = marked(&text, FacetKind::Mention).iter().map(|(_, a, b)| (*a, *b)).collect();
            assert_eq!(places, indices(&expected), "{description}: {text:?}");
        }
    }
}

#[test]
fn links_are_those_of_the_conformance_data() {
    for section in ["urls", "tco_urls_with_params"] {
        for (description, text, expected) in cases("extract", section) {
            let links: Vec<String> =
                marked(&text, FacetKind::Link).into_iter().map(|(link, ..)| link).collect();
            assert_eq!(links, strings(&expected), "{section}: {description}: {text:?}");
        }
    }
    for section in ["urls_with_indices", "urls_with_directional_markers"] {
        for (description, text, expected) in cases("extract", section) {
            let places: Vec<_> = marked(&text, FacetKind::Link).iter().map(|(_, a, b)| (*a, *b)).collect();
            assert_eq!(places, indices(&expected), "{section}: {description}: {text:?}");
        }
    }
}

#[test]
fn hashtags_are_those_of_the_conformance_data() {
    for section in ["hashtags", "hashtags_from_astral"] {
        for (description, text, expected) in cases("extract", section) {
            let tags: Vec<String> = marked(&text, FacetKind::Hashtag)
                .iter()
                .map(|(tag, ..)| tag.chars().skip(1).collect())
                .collect();
            assert_eq!(tags, strings(&expected), "{section}: {description}: {text:?}");
        }
    }
    for (description, text, expected) in cases("extract", "hashtags_with_indices") {
        let places: Vec<_> = marked(&text, FacetKind::Hashtag).iter().map(|(_, a, b)| (*a, *b)).collect();
        assert_eq!(places, indices(&expected), "{description}: {text:?}");
    }
}

fn indices(expected: &Yaml) -> Vec<(usize, usize)> {
    let number = |yaml: &Yaml| usize::try_from(yaml.as_i64().unwrap()).unwrap();
    let pair = |item: &Yaml| (number(&item["indices"][0]), number(&item["indices"][1]));
    expected.as_vec().unwrap().iter().map(pair).collect()
}

#[test]
fn every_top_level_domain_of_the_conformance_data_makes_a_link() {
    for section in ["country", "generic"] {
        for (description, text, expected) in cases("tlds", section) {
            let links: Vec<String> =
                marked(&text, FacetKind::Link).into_iter().map(|(link, ..)| link).collect();
            assert_eq!(links, strings(&expected), "{section}: {description}: {text:?}");
        }
    }
}

/// Compares with a file of Unicode's break tests, without the lines that `differs` names, each for a reason.
fn graphemes_are_those_of(data: &str, differs: impl Fn(&str, &str) -> bool) -> usize {
    let mut tried = 0;
    for line in data.lines().filter(|line| line.starts_with('÷')) {
        let (breaks, about) = line.split_once('#').unwrap();
        let text: String = breaks
            .split_whitespace()
            .filter_map(|word| u32::from_str_radix(word, 16).ok().and_then(char::from_u32))
            .collect();
        if differs(&text, about) {
            continue;
        }
        let wanted = breaks.matches('÷').count() - 1;
        let length = count(&text, &rule(Unit::Graphemes), &BTreeMap::new()).length;
        assert_eq!(length as usize, wanted, "{line}");
        tried += 1;
    }
    tried
}

#[test]
fn graphemes_are_those_of_unicode() {
    let Some(data) = conformance("unicode-grapheme-emoji/GraphemeBreakTest.txt") else { return };
    // Why: Unicode 17 no longer counts U+2701 among the pictographs that a joiner holds together.
    let data = data.replace("2701", "2764");
    // Why: rule GB9c came with Unicode 15.1, the data are of 15.0 (named in their README).
    let tried = graphemes_are_those_of(&data, |text, about| {
        text.chars().any(|c| ('\u{900}'..='\u{dff}').contains(&c)) && about.contains("[999.0]")
    });
    assert!(tried > 500, "the data were read: {tried}");
}

#[test]
fn graphemes_are_those_of_unicodes_openly_packaged_tests() {
    let Some(data) = packaged("grapheme-splitter/tests/GraphemeBreakTest.txt") else { return };
    // Why: the data are of Unicode 10. Unicode 11 replaced the rules for emoji (GB10, GB11): a modifier now belongs
    // to whatever stands before it, and a joiner holds pictographs together. A lone surrogate is no text at all.
    let emoji = ['\u{261d}', '\u{2640}', '\u{1f3fb}', '\u{1f466}', '\u{2764}', '\u{1f468}', '\u{200d}'];
    let differs = |text: &str, about: &str| text.contains(emoji) || about.contains("surrogate");
    let tried = graphemes_are_those_of(&data, differs);
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
        let points = line.split(';').next().unwrap().split_whitespace();
        let text: String =
            points.filter_map(|word| u32::from_str_radix(word, 16).ok().and_then(char::from_u32)).collect();
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

fn is_a_mention_on_bluesky(handle: &str) {
    let text = format!("merci (@{handle}) !");
    let mentions: Vec<String> = entities(&text, NetworkId::Bluesky)
        .into_iter()
        .filter(|facet| facet.kind == FacetKind::Mention)
        .map(|facet| facet.value)
        .collect();
    assert_eq!(mentions, [handle], "{text}");
}

#[test]
fn every_valid_handle_under_a_known_domain_is_a_mention_on_bluesky() {
    let Some(data) = conformance("atproto-interop/interop-test-files/syntax/handle_syntax_valid.txt") else {
        return;
    };
    let known = include_str!("../src/text/data/tlds.txt");
    let known =
        |tld: &str| tld == "test" || known.lines().any(|line| line.strip_prefix(['=', '+']) == Some(tld));
    let mut tried = 0;
    for handle in data.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if !handle.rsplit('.').next().is_some_and(known) {
            continue;
        }
        is_a_mention_on_bluesky(handle);
        tried += 1;
    }
    assert!(tried > 20, "the data were read: {tried}");
}

/// The syntax of handles in words of our own (<https://atproto.com/specs/handle>, read 2026-11-25): ASCII labels of 1 to
/// 63 letters, digits and inner hyphens, two at least, 253 characters in all, the last not beginning with a digit.
#[test]
fn handles_at_the_edges_of_their_syntax_are_mentions_on_bluesky() {
    let long = format!("{}.fr", "a".repeat(63));
    let longest = format!("{}abcdef.fr", format!("{}.", "b".repeat(60)).repeat(4));
    assert_eq!(longest.len(), 253);
    for handle in [
        "a.co",
        "0.fr",
        "8.cn",
        "9-9.org",
        "a--b.fr",
        "xn--fsqu00a.com",
        "marie.atelier-brume.fr",
        &long,
        &longest,
    ] {
        is_a_mention_on_bluesky(handle);
    }
}
