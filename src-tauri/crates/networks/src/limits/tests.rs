#![expect(clippy::unwrap_used, reason = "a test that can't read its own material must stop")]

use std::collections::BTreeSet;

use upbeat_domain::limits::Confidence;
use upbeat_domain::network::{FormatKind, Route};

use super::*;

fn mastodon() -> &'static str {
    text_of(NetworkId::Mastodon)
}

/// The faults of Mastodon's file with one change, each as one line.
fn broken(from: &str, to: &str) -> String {
    let text = mastodon().replacen(from, to, 1);
    assert_ne!(text, mastodon(), "the file holds {from:?}");
    match load(&text, "mastodon.toml") {
        Ok(_) => panic!("the change went unseen: {from:?} to {to:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_network_has_its_file_and_every_file_is_sound() {
    for &network in NetworkId::ALL {
        let limits = load(text_of(network), network.as_str()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(limits.network, network, "the file lies in its network's folder");
    }
    let ids: Vec<_> = all_limits().iter().map(|limits| limits.network).collect();
    assert_eq!(ids, NetworkId::ALL);
    assert_eq!(limits(NetworkId::X).name, "X");
}

#[test]
fn only_what_is_built_says_so() {
    for limits in all_limits() {
        let built: BTreeSet<Route> = limits.routes.iter().filter(|r| r.built).map(|r| r.route).collect();
        let direct = matches!(limits.network, NetworkId::Bluesky | NetworkId::Mastodon);
        let expected = if direct {
            BTreeSet::from([Route::Direct, Route::Assisted])
        } else {
            BTreeSet::from([Route::Assisted])
        };
        assert_eq!(built, expected, "{}", limits.network);
    }
}

#[test]
fn every_kind_of_format_exists_somewhere() {
    let kinds: BTreeSet<FormatKind> = all_limits().iter().flat_map(|l| &l.formats).map(|f| f.kind).collect();
    let missing: Vec<_> = FormatKind::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn an_unsure_fact_says_why() {
    for limits in all_limits() {
        for format in &limits.formats {
            let provenance = &format.provenance;
            let unexplained = provenance.confidence == Confidence::Unsure && provenance.note.is_none();
            assert!(!unexplained, "{}: {}", limits.network, format.id);
        }
    }
}

#[test]
fn a_wrong_shape_is_told_by_line_and_key() {
    for (from, to, told) in [
        ("built = true", "built = 1", "expected a boolean"),
        ("class = \"keyed\"", "class = \"certain\"", "certain"),
        ("unit = \"mastodon\"", "unit = \"words\"", "words"),
        ("max_media = 1", "max_medai = 1", "max_medai"),
        ("dated = ", "dated_ = ", "dated"),
        ("main = true", "mian = true", "mian"),
        ("name = \"Mastodon\"", "name = ", "line 4"),
    ] {
        let error = broken(from, to);
        assert!(error.starts_with("mastodon.toml: ") && error.contains(told), "{to}: {error}");
        assert!(error.contains("line"), "the place is named: {error}");
    }
}

#[test]
fn a_broken_rule_is_told_by_key() {
    for (from, to, told) in [
        ("default = true", "default = false", "exactly one preset must be the default"),
        ("mimes = [\"image/jpeg\"", "mimes = [] #", "format[image].image: mimes is empty"),
        ("\"image/gif\", ", "", "moving GIFs have a rule, and image/gif is not taken"),
        ("main = true", "main = false", "format[text]: exactly one text must be the main one"),
        ("checked = \"2026-11-22\"", "checked = \"yesterday\"", "`checked` must be a day"),
        (
            "counts_with = \"spoiler_text\"",
            "counts_with = \"cw\"",
            "counts_with names a field that isn't there",
        ),
        ("id = \"images\"", "id = \"image\"", "the id is used twice"),
        ("min_media = 2", "min_media = 9", "min_media is above max_media"),
        ("route = \"assisted\"", "route = \"inbox\"", "assisted must be among them"),
        ("audience = \"public\"", "audience = \"friends\"", "the audience must be"),
        ("url_length = 23\n", "", "url_length goes with"),
        ("compose_url = \"https://", "compose_url = \"http://", "must be an https address"),
        ("share?text={text}", "share", "must hold {text}"),
        ("status = 401", "status = 200", "the status must be 400 to 599"),
        (
            "first_comment = false",
            "first_comment = true",
            "capabilities.first_comment: no format has a field for it",
        ),
    ] {
        let error = broken(from, to);
        assert!(error.contains(told), "{to}: {error}");
    }
}

#[test]
fn what_could_be_written_and_would_be_lost_by_hand_is_refused() {
    let steps = "steps = [\"spoiler_text\", \"text\", \"media\", \"alt_text\"]";
    for (to, told) in [
        (
            "steps = [\"text\", \"media\", \"alt_text\"]",
            "format[text].text[spoiler_text]: no step of assisted.steps",
        ),
        (
            "steps = [\"spoiler_text\", \"media\", \"alt_text\"]",
            "format[text].text[status]: no step of assisted.steps",
        ),
        (
            "steps = [\"spoiler_text\", \"text\", \"alt_text\"]",
            "format[image]: takes media, which are no step of assisted.steps",
        ),
        (
            "steps = [\"spoiler_text\", \"text\", \"media\", \"alt_text\", \"thumbnail\"]",
            "assisted.steps[thumbnail]: no format asks for it: the step can never appear",
        ),
        (
            "steps = [\"spoiler_text\", \"text\", \"media\", \"alt_text\", \"text\"]",
            "assisted.steps[text]: the step is named twice",
        ),
    ] {
        let error = broken(steps, to);
        assert!(error.contains(told), "{to}: {error}");
    }
}

#[test]
fn a_first_comment_is_claimed_exactly_where_it_can_be_written() {
    let instagram =
        text_of(NetworkId::Instagram).replacen("first_comment = true", "first_comment = false", 1);
    let error = load(&instagram, "instagram.toml").map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("first_comment: is false although a format has a field for it"), "{error}");
}

#[test]
fn limits_that_contradict_themselves_are_refused() {
    let instagram = text_of(NetworkId::Instagram);
    for (from, to, told) in [
        ("min_aspect = 0.8", "min_aspect = 2.5", "min_aspect is above max_aspect"),
        (
            "width_px = 1080\nheight_px = 1350",
            "width_px = 1080\nheight_px = 1920",
            "the frame lies outside its image rule",
        ),
        ("width_px = 1080\nheight_px = 1350", "width_px = 1080", "width_px and height_px go together"),
        ("min_duration_ms = 3000", "min_duration_ms = 3000000", "above max_duration_ms"),
        ("warn_hashtags = 5", "warn_hashtags = 50", "warn_hashtags is above max_hashtags"),
        ("video_codecs = [\"h264\", ", "video_codecs = [", "H.264 and AAC in MP4"),
        ("source = \"", "source = \"\" #", "the source is empty"),
    ] {
        let text = instagram.replacen(from, to, 1);
        let error = load(&text, "instagram.toml").map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(told), "{to}: {error}");
    }
}

#[test]
fn another_schema_says_so_and_a_huge_file_is_not_read() {
    let error =
        load(&mastodon().replacen("schema = 1", "schema = 2\nnew_key = 1", 1), "new.toml").unwrap_err();
    assert!(matches!(error, LimitsError::Schema { found: 2, .. }), "{error}");
    let error = load(&" ".repeat(FILE_BYTES_MAX + 1), "huge.toml").unwrap_err();
    assert!(matches!(error, LimitsError::TooLong { .. }), "{error}");
}

#[test]
fn only_a_newer_file_replaces_one() {
    let newer = mastodon().replacen("dated = \"2026-11-22\"", "dated = \"2026-12-01\"", 1);
    assert_eq!(load_newer(&newer, "m.toml", all_limits()).unwrap().dated, "2026-12-01");
    let error = load_newer(mastodon(), "m.toml", all_limits()).unwrap_err();
    assert!(matches!(error, LimitsError::NotNewer { .. }), "{error}");
}

#[test]
fn what_the_interface_covers_is_known_where_a_frame_fills_the_screen() {
    for limits in all_limits() {
        for format in
            limits.formats.iter().filter(|f| matches!(f.kind, FormatKind::Story | FormatKind::Short))
        {
            let framed = format.presets.iter().filter(|preset| preset.width_px.is_some());
            for preset in framed.filter(|_| !format.companion) {
                let safe = preset.safe().map(|safe| safe.shares());
                let known = safe.is_some_and(|[_, top, _, bottom]| top + bottom > 0.1 && top + bottom < 0.6);
                assert!(known, "{} {}: {safe:?}", limits.network, format.id);
            }
        }
    }
}

#[test]
fn covered_margins_that_leave_nothing_are_refused() {
    let text = text_of(NetworkId::Snapchat).replacen("top_px = 150", "top_px = 1800", 1);
    let error = load(&text, "snapchat.toml").unwrap_err().to_string();
    assert!(error.contains("what is covered must leave a part"), "{error}");
}
