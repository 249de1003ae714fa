//! Each network's way of counting, marking and sending text, as its documents state it.
#![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use upbeat_domain::limits::{TextRule, Unit};
use upbeat_domain::network::NetworkId;
use upbeat_domain::text::{Facet, FacetKind, count, entities, escape, fit, split, utf16_offset};

mod support;
use support::strings::{Dice, emoji, string};
use support::{rule, rule_of};

fn length(text: &str, unit: Unit) -> u32 {
    count(text, &rule(unit), &BTreeMap::new()).length
}

fn fields(name: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(name.to_owned(), value.to_owned())])
}

#[test]
fn one_text_has_a_length_in_every_unit() {
    // é composed, e + accent, a family of four, a flag, a letter beyond the BMP.
    let text = "\u{e9}e\u{301}👨‍👩‍👧‍👦🇫🇷𝒳";
    for (unit, expected) in [
        (Unit::Graphemes, 5),
        (Unit::CodePoints, 1 + 2 + 7 + 2 + 1),
        (Unit::Utf16, 1 + 2 + 11 + 4 + 2),
        (Unit::Utf8Bytes, 2 + 3 + 25 + 8 + 4),
        (Unit::XWeighted, 1 + 1 + 2 + 2 + 2),
        (Unit::Mastodon, 5),
        (Unit::Threads, 1 + 2 + 25 + 8 + 1),
    ] {
        assert_eq!(length(text, unit), expected, "{unit}");
    }
}

#[test]
fn x_counts_addresses_23_and_far_scripts_two() {
    for (text, expected) in [
        ("", 0),
        ("abc", 3),
        ("日本", 4),
        ("https://example.com/a/very/long/path?with=a&query=of#some-length", 23),
        ("a.fr", 23),
        ("voir example.com, merci", 5 + 23 + 7),
        ("Ａ", 2),
        ("“quotes” – dash…", 17),
        ("©", 1),
        ("©\u{fe0f}", 2),
        ("☺", 2),
        ("☺\u{fe0e}", 4),
    ] {
        assert_eq!(length(text, Unit::XWeighted), expected, "{text:?}");
    }
}

#[test]
fn mastodon_counts_links_fixed_mentions_without_server_and_the_warning_too() {
    let mut status = rule_of(Unit::Mastodon, 500);
    status.counts_with = Some("spoiler_text".to_owned());
    status.url_length = Some(23);
    let none = BTreeMap::new();
    let length = |text: &str| count(text, &status, &none).length;
    assert_eq!(length(&format!("{} http://{}.com/example", "a".repeat(476), "b".repeat(30))), 500);
    assert_eq!(length(&format!("{} @alice@{}.com", "a".repeat(475), "b".repeat(30))), 482);
    assert_eq!(length("@alice@example.com"), 6);
    assert_eq!(length("@alice"), 6);
    assert_eq!(length("moi@example.com"), 15, "an e-mail is no mention");
    assert_eq!(length("example.com"), 11, "a bare address counts its letters");
    assert_eq!(length("https://example.com/日本語?é=1"), 23);
    assert_eq!(length("   \n "), 0, "a blank text is nothing");
    assert_eq!(length("👨‍👩‍👧‍👦e\u{301}"), 2);
    let counted = count(&"a".repeat(250), &status, &fields("spoiler_text", &"b".repeat(251)));
    assert_eq!((counted.length, counted.remaining), (501, Some(-1)));
    status.url_length = Some(30);
    assert_eq!(count("https://example.com", &status, &none).length, 30, "a server may count more");
}

#[test]
fn threads_counts_an_emoji_by_its_bytes() {
    for (text, expected) in [
        ("é", 1),
        ("日本", 2),
        ("👍", 4),
        ("👍🏽", 8),
        ("❤\u{fe0f}", 6),
        ("☺", 1),
        ("1\u{fe0f}\u{20e3}", 7),
        ("e\u{301}", 2),
    ] {
        assert_eq!(length(text, Unit::Threads), expected, "{text:?}");
    }
}

#[test]
fn youtube_tags_count_commas_and_quotes() {
    for (text, expected) in
        [("", 0), ("Foo-Baz", 7), ("Foo Baz", 9), ("Foo Baz, b", 9 + 1 + 1), ("a,b,c", 5), (" a , , b ", 3)]
    {
        assert_eq!(length(text, Unit::YoutubeTags), expected, "{text:?}");
    }
}

#[test]
fn bluesky_has_two_limits() {
    let post = TextRule { max_bytes: Some(3000), ..rule_of(Unit::Graphemes, 300) };
    let family = "👨‍👩‍👧‍👦".repeat(121);
    let counted = count(&family, &post, &BTreeMap::new());
    assert_eq!((counted.length, counted.bytes), (121, 3025));
    assert!(counted.is_over(), "few graphemes, too many bytes");
    assert_eq!(fit(&family, &post, 300), 25 * 120, "what fits ends between graphemes");
}

#[test]
fn linkedin_escapes_what_its_little_text_reserves() {
    let signs = ["\\", "|", "{", "}", "@", "[", "]", "(", ")", "<", ">", "#", "*", "_", "~"];
    let rule = TextRule { escape: signs.map(str::to_owned).to_vec(), ..rule(Unit::Utf16) };
    for (text, expected) in [
        ("Prix (TTC) : 10*", "Prix \\(TTC\\) : 10\\*"),
        ("a_b@c.fr", "a\\_b\\@c.fr"),
        ("#été reste", "#été reste"),
        ("C# et # seul", "C\\# et \\# seul"),
        ("bonjour @[Ada](urn:li:person:1) !", "bonjour @[Ada](urn:li:person:1) !"),
        ("{hashtag|\\#|vase} {x}", "{hashtag|\\#|vase} \\{x\\}"),
        ("@[pas une mention]", "\\@\\[pas une mention\\]"),
        ("C:\\x", "C:\\\\x"),
    ] {
        assert_eq!(escape(text, &rule), expected, "{text:?}");
    }
    assert_eq!(escape("(a)", &support::rule(Unit::Utf16)), "(a)", "others escape nothing");
}

fn shown(text: &str, network: NetworkId) -> Vec<(FacetKind, String)> {
    let part = |f: &Facet| (f.kind, text[f.byte_start as usize..f.byte_end as usize].to_owned());
    entities(text, network).iter().map(part).collect()
}

#[test]
fn each_network_marks_by_its_own_grammar() {
    use FacetKind::{Hashtag, Link, Mention};
    let text = "Merci @ada.lovelace@example.social et @bob.bsky.social ! #été2026 #2026 https://upbeat.fr/a.";
    let marked =
        |list: &[(FacetKind, &str)]| list.iter().map(|(k, t)| (*k, (*t).to_owned())).collect::<Vec<_>>();
    let link = (Link, "https://upbeat.fr/a");
    let tag = (Hashtag, "#été2026");
    assert_eq!(
        shown(text, NetworkId::Mastodon),
        marked(&[(Mention, "@ada.lovelace@example.social"), (Mention, "@bob.bsky.social"), tag, link])
    );
    assert_eq!(shown(text, NetworkId::Bluesky), marked(&[(Mention, "@bob.bsky.social"), tag, link]));
    assert_eq!(shown(text, NetworkId::X), marked(&[(Mention, "@ada"), (Mention, "@bob"), tag, link]));
    assert_eq!(
        shown(text, NetworkId::Instagram),
        marked(&[(Mention, "@ada.lovelace"), (Mention, "@bob.bsky.social"), tag, link])
    );
    assert_eq!(shown(text, NetworkId::Linkedin), marked(&[tag, link]));
    assert_eq!(
        shown("@[Ada](urn:li:person:1) et @[123]", NetworkId::Linkedin),
        marked(&[(Mention, "@[Ada](urn:li:person:1)"), (Mention, "@[123]")])
    );
}

#[test]
fn facets_carry_utf8_and_utf16_offsets() {
    let facets = entities("👋🏽 voilà #été", NetworkId::Bluesky);
    let tag = facets.first().unwrap();
    assert_eq!((tag.byte_start, tag.byte_end), (16, 22));
    assert_eq!((tag.utf16_start, tag.utf16_end), (11, 15));
    assert_eq!(tag.value, "été");
}

#[test]
fn facets_of_any_text_lie_on_characters_in_order_and_apart() {
    let emoji = emoji();
    for seed in 0..1_500 {
        let text = string(&mut Dice::new(seed + 77), 14, &emoji);
        for &network in NetworkId::ALL {
            let mut end = 0;
            for facet in entities(&text, network) {
                let (start, stop) = (facet.byte_start as usize, facet.byte_end as usize);
                assert!(start >= end && stop > start, "{network}: {text:?} {facet:?}");
                assert!(text.is_char_boundary(start) && text.is_char_boundary(stop), "{network}: {text:?}");
                assert_eq!(utf16_offset(&text, start), facet.utf16_start as usize, "{network}: {text:?}");
                assert_eq!(utf16_offset(&text, stop), facet.utf16_end as usize, "{network}: {text:?}");
                end = stop;
            }
        }
    }
}

#[test]
fn what_fits_fits_and_is_the_most() {
    let emoji = emoji();
    for seed in 0..1_500 {
        let text = string(&mut Dice::new(seed + 5), 14, &emoji);
        for &unit in Unit::ALL {
            let rule = rule(unit);
            for max in [0, 1, 7, 40] {
                let end = fit(&text, &rule, max);
                assert!(text.is_char_boundary(end), "{unit}: {text:?}");
                // Why: a cut can end an address or a mention earlier, and its rest counts otherwise.
                let marks = matches!(unit, Unit::XWeighted | Unit::Mastodon);
                if !(marks && text.contains(['.', '@'])) {
                    let length = count(&text[..end], &rule, &BTreeMap::new()).length;
                    assert!(length <= max, "{unit}, {max}: {text:?} gives {:?} of {length}", &text[..end]);
                }
            }
            assert_eq!(fit(&text, &rule, u32::MAX), text.len(), "{unit}: without a limit all fits");
        }
    }
}

#[test]
fn a_thread_is_cut_behind_sentences() {
    let rule = rule_of(Unit::XWeighted, 60);
    let text = "Elle est sortie du four ce matin. Douze vases, tournés à la main ! Chaque pièce a passé 14 h à 1 280 °C.\n\nEn boutique jeudi.";
    let parts: Vec<&str> =
        split(text, &rule, &BTreeMap::new()).into_iter().map(|range| &text[range]).collect();
    assert_eq!(
        parts,
        [
            "Elle est sortie du four ce matin.",
            "Douze vases, tournés à la main !",
            "Chaque pièce a passé 14 h à 1 280 °C.\n\nEn boutique jeudi.",
        ]
    );
}

#[test]
fn a_thread_spares_titles_words_and_addresses() {
    let none = BTreeMap::new();
    let parts = |text: &str, max| -> Vec<String> {
        split(text, &rule_of(Unit::XWeighted, max), &none)
            .into_iter()
            .map(|range| text[range].to_owned())
            .collect()
    };
    assert_eq!(
        parts("Voici M. Dupont et Mme. Durand. Bonjour à tous.", 40)[0],
        "Voici M. Dupont et Mme. Durand."
    );
    assert_eq!(parts("un deux trois quatre cinq", 10), ["un deux", "trois", "quatre", "cinq"]);
    assert_eq!(parts("aaaaaaaaaaaa", 5), ["aaaaa", "aaaaa", "aa"]);
    let link = "https://example.com/a/long/path/that/is/longer/than/the/limit";
    assert_eq!(parts(&format!("lire ici : {link} bien"), 24)[1], link, "a link is never cut");
    assert_eq!(parts("un\n---\ndeux", 280), ["un", "deux"], "the person cuts with a line of dashes");
    assert_eq!(parts("  \n ", 280), Vec::<String>::new());
    let mut status = rule_of(Unit::Mastodon, 20);
    status.counts_with = Some("spoiler_text".to_owned());
    let text = "un deux trois quatre";
    assert_eq!(split(text, &status, &none).len(), 1);
    assert_eq!(
        split(text, &status, &fields("spoiler_text", "attention")).len(),
        3,
        "every part carries the warning"
    );
}

#[test]
fn every_part_of_any_thread_fits_and_nothing_is_lost() {
    let emoji = emoji();
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    for seed in 0..1_000 {
        let text = string(&mut Dice::new(seed + 9_000), 60, &emoji);
        for (unit, max) in
            [(Unit::XWeighted, 60), (Unit::Graphemes, 50), (Unit::Mastodon, 60), (Unit::Threads, 60)]
        {
            let rule = rule_of(unit, max);
            let parts = split(&text, &rule, &BTreeMap::new());
            let joined: String = parts.iter().map(|range| bare(&text[range.clone()])).collect();
            assert_eq!(joined, bare(&text), "{unit}: nothing but blanks is left out of {text:?}");
            for range in parts {
                let part = &text[range];
                let length = count(part, &rule, &BTreeMap::new()).length;
                assert!(length <= max, "{unit}: {part:?} counts {length}");
            }
        }
    }
}

/// Everything that is asked of a text while it is written, by every grammar and unit.
fn ask_everything(text: &str) -> Duration {
    let started = Instant::now();
    for network in
        [NetworkId::X, NetworkId::Bluesky, NetworkId::Mastodon, NetworkId::Linkedin, NetworkId::Instagram]
    {
        let _ = entities(text, network);
    }
    for &unit in Unit::ALL {
        let rule = rule_of(unit, 300);
        let _ = (count(text, &rule, &BTreeMap::new()), fit(text, &rule, 300));
        let _ = split(text, &rule, &BTreeMap::new());
    }
    started.elapsed()
}

#[test]
fn four_times_the_text_takes_four_times_the_time() {
    const PAGE_BYTES: usize = 10_000;
    let texts = [
        "a",
        "日",
        "a.",
        "日.",
        "a_b-",
        "http://",
        "x.co/(",
        "x.co/a(b",
        "@a",
        "@a.b@",
        "#a",
        "#1",
        "(",
        "👨‍👩‍👧‍👦",
        "e\u{301}",
        "\u{200d}",
        "@[",
        "$A ",
        "Bonjour à tous. Voir https://example.com/a?b=c #été @ada ! ",
    ];
    for unit in texts {
        let pages = |count: usize| unit.repeat(count * PAGE_BYTES / unit.len());
        let (one, four) = (pages(1), pages(4));
        // Why: a scanner that looks back or ahead without bound takes sixteen times as long. A busy
        // machine disturbs one measurement, not five in a row.
        let linear = (0..5).any(|_| ask_everything(&four) < ask_everything(&one) * 9);
        assert!(linear, "{unit:?} takes more time than it has text");
    }
}
