//! Public conformance data, read from beside the project: twitter-text's and AT Protocol's. Unicode's are
//! compared in `text_unicode.rs`.
//!
//! What differs, and what is not read, stands in `known_differences.toml` with its reason.
#![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use upbeat_domain::limits::Unit;
use upbeat_domain::network::NetworkId;
use upbeat_domain::text::{Facet, FacetKind, count, entities};
use yaml_rust2::{Yaml, YamlLoader};

mod support;
use support::known::{differ_as_listed, known};
use support::{conformance, rule};

/// The parts of the data that the tests here compare: file and section.
const COMPARED: &[(&str, &[&str])] = &[
    ("twitter-text/conformance/autolink.yml", &["usernames", "lists", "hashtags", "urls", "all"]),
    (
        "twitter-text/conformance/extract.yml",
        &[
            "mentions",
            "mentions_with_indices",
            "mentions_or_lists_with_indices",
            "urls",
            "urls_with_indices",
            "urls_with_directional_markers",
            "tco_urls_with_params",
            "hashtags",
            "hashtags_from_astral",
            "hashtags_with_indices",
        ],
    ),
    ("twitter-text/conformance/tlds.yml", &["country", "generic"]),
    (
        "twitter-text/conformance/validate.yml",
        &[
            "tweets",
            "usernames",
            "lists",
            "hashtags",
            "urls",
            "urls_without_protocol",
            "WeightedTweetsCounterTest",
            "WeightedTweetsWithDiscountedEmojiCounterTest",
            "UnicodeDirectionalMarkerCounterTest",
        ],
    ),
    // By text_unicode.rs.
    ("unicode-grapheme-emoji/GraphemeBreakTest.txt", &[]),
    ("unicode-grapheme-emoji/emoji-test.txt", &[]),
    ("atproto-interop/interop-test-files/syntax/handle_syntax_valid.txt", &[]),
    ("atproto-interop/interop-test-files/syntax/handle_syntax_invalid.txt", &[]),
    // By the connector that makes record keys: networks/src/bluesky/key.rs.
    ("atproto-interop/interop-test-files/syntax/tid_syntax_valid.txt", &[]),
    ("atproto-interop/interop-test-files/syntax/tid_syntax_invalid.txt", &[]),
];

/// Every part of the public data: the sections of a file of cases, else the file.
fn parts(folder: &Path, below: &Path, parts: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(below).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            self::parts(folder, &path, parts);
            continue;
        }
        if name.starts_with("LICENSE") || name.starts_with("README") {
            continue;
        }
        let data = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
        let sections = if name.ends_with(".yml") { sections(&path) } else { Vec::new() };
        if sections.is_empty() {
            parts.insert((data, String::new()));
        } else {
            parts.extend(sections.into_iter().map(|section| (data.clone(), section)));
        }
    }
}

fn sections(file: &Path) -> Vec<String> {
    let documents = YamlLoader::load_from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let tests = documents[0]["tests"].as_hash().into_iter().flatten();
    tests.map(|(name, _)| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn all_public_data_are_compared_or_left_out_for_a_reason() {
    let Some(folder) = support::public_data() else { return };
    let mut all = BTreeSet::new();
    parts(&folder, &folder, &mut all);
    let known = known();
    let covers = |data: &str, sections: &[&str], part: &(String, String)| {
        let below = part.0.strip_prefix(data).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        below && (sections.is_empty() || sections.contains(&part.1.as_str()))
    };
    let left_out = known
        .left_out
        .iter()
        .map(|left| (left.data.as_str(), left.sections.iter().map(String::as_str).collect::<Vec<_>>()));
    let told: Vec<(&str, Vec<&str>)> =
        COMPARED.iter().map(|(data, sections)| (*data, sections.to_vec())).chain(left_out).collect();
    for part in &all {
        let times = told.iter().filter(|(data, sections)| covers(data, sections, part)).count();
        assert_eq!(times, 1, "compared, or left out, and not both: {part:?}");
    }
    for (data, sections) in &told {
        let found = all.iter().filter(|part| covers(data, sections, part));
        let named: BTreeSet<&str> = found.map(|(_, section)| section.as_str()).collect();
        assert!(!named.is_empty(), "there are no such data: {data}");
        let gone: Vec<_> = sections.iter().filter(|section| !named.contains(*section)).collect();
        assert!(gone.is_empty(), "{data} has no such section: {gone:?}");
    }
}

/// One case of twitter-text's.
struct Case {
    description: String,
    text: String,
    expected: Yaml,
}

fn section(file: &str, section: &str) -> Vec<Case> {
    let read = COMPARED.iter().any(|(data, sections)| *data == file && sections.contains(&section));
    assert!(read, "{file} {section} is in the list of what is compared");
    let Some(text) = conformance(file) else { return Vec::new() };
    let documents = YamlLoader::load_from_str(&text).unwrap();
    let list = documents[0]["tests"][section].as_vec().cloned().unwrap_or_default();
    assert!(!list.is_empty(), "{file} has the section {section}");
    let text = |case: &Yaml, key: &str| case[key].as_str().unwrap_or_default().to_owned();
    let case = |case: &Yaml| Case {
        description: text(case, "description"),
        text: text(case, "text"),
        expected: case["expected"].clone(),
    };
    list.iter().map(case).collect()
}

/// Compares every case of a section: what the data expect, read by `theirs`, with what `ours` makes of the text.
fn compare<T: PartialEq + std::fmt::Debug>(
    name: &str,
    sections: &[&str],
    ours: impl Fn(&str) -> T,
    theirs: impl Fn(&Yaml) -> T,
) {
    let file = format!("twitter-text/conformance/{name}.yml");
    for part in sections {
        let mut differing = BTreeMap::new();
        let cases = section(&file, part);
        for case in &cases {
            let (ours, theirs) = (ours(&case.text), theirs(&case.expected));
            if ours != theirs {
                let how = format!("{:?}\n    ours   {ours:?}\n    theirs {theirs:?}", case.text);
                let twice = differing.insert(case.description.clone(), how);
                assert!(twice.is_none(), "two cases of one description differ: {}", case.description);
            }
        }
        if !cases.is_empty() {
            differ_as_listed(&file, part, &differing);
        }
    }
}

type Marked = Vec<(String, usize, usize)>;

/// The entities of a kind: text, first code point, the one behind the last.
fn marked(text: &str, kind: FacetKind) -> Marked {
    let part = |f: &Facet| {
        let (start, end) = (f.byte_start as usize, f.byte_end as usize);
        (text[start..end].to_owned(), text[..start].chars().count(), text[..end].chars().count())
    };
    entities(text, NetworkId::X).iter().filter(|f| f.kind == kind).map(part).collect()
}

fn shown(text: &str, kind: FacetKind) -> Vec<String> {
    marked(text, kind).into_iter().map(|(shown, ..)| shown).collect()
}

fn places(text: &str, kind: FacetKind) -> Vec<(usize, usize)> {
    marked(text, kind).into_iter().map(|(_, start, end)| (start, end)).collect()
}

/// Whether the whole text is one entity of the kind, as something to be validated is.
fn is_whole(text: &str, kind: FacetKind) -> bool {
    shown(text, kind) == [text]
}

fn strings(list: &Yaml) -> Vec<String> {
    list.as_vec().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

fn indices(expected: &Yaml) -> Vec<(usize, usize)> {
    let number = |yaml: &Yaml| usize::try_from(yaml.as_i64().unwrap()).unwrap();
    let pair = |item: &Yaml| (number(&item["indices"][0]), number(&item["indices"][1]));
    expected.as_vec().unwrap().iter().map(pair).collect()
}

fn verdict(expected: &Yaml) -> bool {
    expected.as_bool().unwrap()
}

fn on_x(text: &str) -> u32 {
    count(text, &rule(Unit::XWeighted), &BTreeMap::new()).length
}

#[test]
fn weighted_lengths_are_those_of_the_conformance_data() {
    let sections = [
        "WeightedTweetsCounterTest",
        "WeightedTweetsWithDiscountedEmojiCounterTest",
        "UnicodeDirectionalMarkerCounterTest",
    ];
    let theirs = |expected: &Yaml| expected["weightedLength"].as_i64().unwrap();
    compare("validate", &sections, |text| i64::from(on_x(text)), theirs);
}

#[test]
fn posts_that_fit_are_those_of_the_conformance_data() {
    compare("validate", &["tweets"], |text| (1..=280).contains(&on_x(text)), verdict);
}

#[test]
fn what_is_valid_as_a_whole_is_one_entity() {
    let list = |text: &str| is_whole(text, FacetKind::Mention) && text.contains('/');
    compare("validate", &["usernames"], |text| is_whole(text, FacetKind::Mention), verdict);
    compare("validate", &["lists"], list, verdict);
    compare("validate", &["hashtags"], |text| is_whole(text, FacetKind::Hashtag), verdict);
    let urls = ["urls", "urls_without_protocol"];
    compare("validate", &urls, |text| is_whole(text, FacetKind::Link), verdict);
}

#[test]
fn mentions_are_those_of_the_conformance_data() {
    let name = |shown: String| shown.chars().skip(1).take_while(|c| *c != '/').collect::<String>();
    let names = |text: &str| shown(text, FacetKind::Mention).into_iter().map(name).collect::<Vec<_>>();
    compare("extract", &["mentions"], names, strings);
    let sections = ["mentions_with_indices", "mentions_or_lists_with_indices"];
    compare("extract", &sections, |text| places(text, FacetKind::Mention), indices);
}

#[test]
fn links_are_those_of_the_conformance_data() {
    compare("extract", &["urls", "tco_urls_with_params"], |text| shown(text, FacetKind::Link), strings);
    let sections = ["urls_with_indices", "urls_with_directional_markers"];
    compare("extract", &sections, |text| places(text, FacetKind::Link), indices);
}

#[test]
fn hashtags_are_those_of_the_conformance_data() {
    let tag = |shown: String| shown.chars().skip(1).collect::<String>();
    let tags = |text: &str| shown(text, FacetKind::Hashtag).into_iter().map(tag).collect::<Vec<_>>();
    compare("extract", &["hashtags", "hashtags_from_astral"], tags, strings);
    compare("extract", &["hashtags_with_indices"], |text| places(text, FacetKind::Hashtag), indices);
}

#[test]
fn every_top_level_domain_of_the_conformance_data_makes_a_link() {
    compare("tlds", &["country", "generic"], |text| shown(text, FacetKind::Link), strings);
}

/// What the page that the data expect links, by the kind that its class tells: kind and text, its sign left out.
fn linked(html: &Yaml) -> Vec<(FacetKind, String)> {
    let anchor = |part: &str| {
        let (attributes, rest) = part.split_once('>').unwrap();
        let kind = if attributes.contains("username") || attributes.contains("list-slug") {
            FacetKind::Mention
        } else if attributes.contains("hashtag") {
            FacetKind::Hashtag
        } else {
            FacetKind::Link
        };
        (kind, bare(kind, &unescaped(rest.split_once("</a>").unwrap().0)))
    };
    html.as_str().unwrap().split("<a ").skip(1).map(anchor).collect()
}

fn unescaped(html: &str) -> String {
    html.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn bare(kind: FacetKind, shown: &str) -> String {
    match kind {
        FacetKind::Mention | FacetKind::Hashtag => {
            shown.trim_start_matches(['@', '＠', '#', '＃']).to_owned()
        }
        FacetKind::Link => shown.to_owned(),
    }
}

#[test]
fn what_a_page_of_the_conformance_data_links_are_our_entities() {
    let all = |text: &str| {
        let told = |f: &Facet| (f.kind, bare(f.kind, &text[f.byte_start as usize..f.byte_end as usize]));
        entities(text, NetworkId::X).iter().map(told).collect::<Vec<_>>()
    };
    for (part, kind) in [
        ("usernames", FacetKind::Mention),
        ("lists", FacetKind::Mention),
        ("hashtags", FacetKind::Hashtag),
        ("urls", FacetKind::Link),
    ] {
        let ours = |text: &str| all(text).into_iter().filter(|(found, _)| *found == kind).collect::<Vec<_>>();
        compare("autolink", &[part], ours, linked);
    }
    compare("autolink", &["all"], all, linked);
}

/// Whether a handle is taken whole for a mention on Bluesky.
fn is_a_mention_on_bluesky(handle: &str) -> bool {
    let text = format!("merci (@{handle}) !");
    let mentions = entities(&text, NetworkId::Bluesky).into_iter().filter(|f| f.kind == FacetKind::Mention);
    mentions.map(|facet| facet.value).collect::<Vec<_>>() == [handle]
}

#[test]
fn handles_are_mentions_on_bluesky_exactly_where_their_syntax_holds() {
    for (name, valid) in [("handle_syntax_valid", true), ("handle_syntax_invalid", false)] {
        let file = format!("atproto-interop/interop-test-files/syntax/{name}.txt");
        let Some(data) = conformance(&file) else { return };
        let handles = data.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let differing: BTreeMap<String, String> = handles
            .filter(|handle| is_a_mention_on_bluesky(handle) != valid)
            .map(|handle| (handle.to_owned(), format!("valid: {valid}")))
            .collect();
        differ_as_listed(&file, "", &differing);
    }
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
        assert!(is_a_mention_on_bluesky(handle), "{handle}");
    }
}
