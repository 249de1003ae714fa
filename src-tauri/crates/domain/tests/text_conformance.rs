//! Public conformance data, read from beside the project: twitter-text's, AT Protocol's and Unicode's.
#![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

use std::collections::BTreeMap;

use upbeat_domain::limits::Unit;
use upbeat_domain::network::NetworkId;
use upbeat_domain::text::{Facet, FacetKind, count, entities};
use yaml_rust2::{Yaml, YamlLoader};

mod support;
use support::{conformance, rule};

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

#[test]
fn graphemes_are_those_of_unicode() {
    let Some(data) = conformance("unicode-grapheme-emoji/GraphemeBreakTest.txt") else { return };
    let mut tried = 0;
    for line in data.lines().filter(|line| line.starts_with('÷')) {
        // Why: rule GB9c came with Unicode 15.1, the data are of 15.0 (named in their README).
        let (breaks, about) = line.split_once('#').unwrap();
        let text: String = breaks
            .split_whitespace()
            .filter_map(|word| u32::from_str_radix(word, 16).ok().and_then(char::from_u32))
            .collect();
        if text.chars().any(|c| ('\u{900}'..='\u{dff}').contains(&c)) && about.contains("[999.0]") {
            continue;
        }
        // Why: Unicode 17 no longer counts U+2701 among the pictographs that a joiner holds together.
        let text = text.replace('\u{2701}', "\u{2764}");
        let wanted = breaks.matches('÷').count() - 1;
        let length = count(&text, &rule(Unit::Graphemes), &BTreeMap::new()).length;
        assert_eq!(length as usize, wanted, "{line}");
        tried += 1;
    }
    assert!(tried > 500, "the data were read: {tried}");
}

#[test]
fn every_emoji_counts_as_one() {
    let Some(data) = conformance("unicode-grapheme-emoji/emoji-test.txt") else { return };
    let mut tried = 0;
    for line in data.lines().filter(|line| line.contains("; fully-qualified")) {
        let points = line.split(';').next().unwrap().split_whitespace();
        let text: String =
            points.filter_map(|word| u32::from_str_radix(word, 16).ok().and_then(char::from_u32)).collect();
        let length = |unit| count(&text, &rule(unit), &BTreeMap::new()).length;
        assert_eq!(length(Unit::XWeighted), 2, "on X: {line}");
        assert_eq!(length(Unit::Graphemes), 1, "graphemes: {line}");
        assert_eq!(length(Unit::Mastodon), 1, "on Mastodon: {line}");
        assert_eq!(length(Unit::Threads) as usize, text.len(), "on Threads its bytes: {line}");
        tried += 1;
    }
    assert!(tried > 3_000, "the data were read: {tried}");
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
        let text = format!("merci (@{handle}) !");
        let mentions: Vec<String> = entities(&text, NetworkId::Bluesky)
            .into_iter()
            .filter(|facet| facet.kind == FacetKind::Mention)
            .map(|facet| facet.value)
            .collect();
        assert_eq!(mentions, [handle], "{text}");
        tried += 1;
    }
    assert!(tried > 20, "the data were read: {tried}");
}
