#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that isn't there")]

use std::collections::BTreeSet;

use upbeat_domain::publication::Status;

use super::*;

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn every_text(words: &Words) -> BTreeMap<String, &str> {
    let mut all = BTreeMap::new();
    for (code, failure) in &words.failure {
        all.insert(format!("failure.{code}.message"), failure.message.as_str());
        all.insert(format!("failure.{code}.fix"), failure.fix.as_str());
        if let Some(one) = &failure.one {
            all.insert(format!("failure.{code}.one"), one.as_str());
        }
        if let Some(plain) = &failure.plain {
            all.insert(format!("failure.{code}.plain"), plain.as_str());
        }
    }
    for (group, names) in &words.groups {
        for (name, text) in names {
            all.insert(format!("{group}.{name}"), text.as_str());
        }
    }
    all
}

#[test]
fn every_code_has_words_in_both_languages_and_no_word_is_left_over() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    for lang in [Lang::En, Lang::Fr] {
        let found: BTreeSet<&str> = words(lang).failure.keys().map(String::as_str).collect();
        assert_eq!(found, codes, "{lang:?}");
    }
}

#[test]
fn both_languages_say_the_same_things_with_the_same_placeholders() {
    let (en, fr) = (every_text(&EN), every_text(&FR));
    assert_eq!(en.keys().collect::<Vec<_>>(), fr.keys().collect::<Vec<_>>(), "same keys");
    for (key, text) in &en {
        // Why: the order of date parts is a language's own affair.
        assert_eq!(placeholders(text), placeholders(fr[key]), "{key}");
        assert!(!text.is_empty() && !fr[key].is_empty(), "{key} says something");
    }
}

#[test]
fn a_message_with_placeholders_has_a_twin_without() {
    for lang in [Lang::En, Lang::Fr] {
        for (code, failure) in &words(lang).failure {
            let needs = !placeholders(&failure.message).is_empty();
            assert_eq!(needs, failure.plain.is_some(), "{lang:?} {code}: a plain twin exactly where needed");
            assert!(failure.plain.as_deref().is_none_or(|plain| placeholders(plain).is_empty()), "{code}");
            assert!(placeholders(&failure.fix).is_empty(), "{code}: the way out is always sayable");
        }
    }
}

#[test]
fn a_message_that_counts_has_words_for_one() {
    for lang in [Lang::En, Lang::Fr] {
        for (code, failure) in &words(lang).failure {
            let counts = COUNTED.into_iter().any(|name| placeholders(&failure.message).contains(name));
            assert_eq!(counts, failure.one.is_some(), "{lang:?} {code}");
            let one = failure.one.as_ref().unwrap_or(&failure.message);
            assert_eq!(placeholders(one), placeholders(&failure.message), "{lang:?} {code}");
        }
    }
    let said = |lang, over: &str| {
        let args = [("network", "X"), ("over", over), ("max", "280")];
        let args = args.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        failure(lang, Code::TextTooLong, None, &args).message
    };
    assert_eq!(said(Lang::Fr, "1"), "X\u{a0}: 1 caractère de trop, 280 au plus.");
    assert_eq!(said(Lang::Fr, "2"), "X\u{a0}: 2 caractères de trop, 280 au plus.");
    assert_eq!(said(Lang::En, "1"), "X: 1 character over, 280 at most.");
    let keep = |count: &str| fix(Lang::Fr, "remove_media", &[("count".to_owned(), count.to_owned())].into());
    assert_eq!((keep("1").as_str(), keep("4").as_str()), ("Garder le premier", "Garder les 4 premiers"));
}

#[test]
fn french_elides_before_the_name_of_the_product() {
    for (key, text) in every_text(&FR) {
        for wrong in ["que Upbeat", "de Upbeat", "Que Upbeat", "lorsque Upbeat"] {
            assert!(!text.contains(wrong), "{key}: {text:?}");
        }
    }
}

#[test]
fn french_keeps_its_typography_and_nobody_shouts() {
    for (key, text) in every_text(&FR) {
        for wrong in [" :", " ;", " ?", " !", " »", "« ", " %", "'", "..."] {
            assert!(!text.contains(wrong), "{key}: {wrong:?} in {text:?}");
        }
        for (mark, space) in [(':', '\u{a0}'), ('»', '\u{a0}'), (';', '\u{202f}'), ('?', '\u{202f}')] {
            for (at, _) in text.match_indices(mark) {
                let before = text[..at].chars().next_back().unwrap();
                assert_eq!(before, space, "{key}: before {mark:?} in {text:?}");
            }
        }
    }
    for (key, text) in every_text(&EN).into_iter().chain(every_text(&FR)) {
        assert!(!text.contains('!'), "{key}: {text:?}");
    }
}

#[test]
fn every_state_and_status_and_route_has_a_name() {
    for lang in [Lang::En, Lang::Fr] {
        for state in PublicationState::ALL {
            assert!(word(lang, "state", state.as_str()).is_some(), "{lang:?} {state}");
        }
        for status in Status::ALL {
            assert!(word(lang, "status", status.as_str()).is_some(), "{lang:?} {status}");
        }
        for route in Route::ALL {
            assert!(word(lang, "route", route.as_str()).is_some(), "{lang:?} {route}");
        }
    }
}

#[test]
fn a_failure_names_its_subject_and_its_figures() {
    let args = BTreeMap::from([
        ("network".to_owned(), "X".to_owned()),
        ("over".to_owned(), "12".to_owned()),
        ("max".to_owned(), "63206".to_owned()),
    ]);
    let said = failure(Lang::Fr, Code::TextTooLong, None, &args);
    assert_eq!(said.message, "X\u{a0}: 12 caractères de trop, 63\u{202f}206 au plus.");
    let said = failure(Lang::En, Code::MediaUnreadable, Some("photo.jpg"), &BTreeMap::new());
    assert_eq!(said.message, "photo.jpg can’t be opened.");
    let said = failure(Lang::En, Code::MediaUnreadable, None, &BTreeMap::new());
    assert_eq!(said.message, "This file can’t be opened.", "the plain twin where the subject is missing");
}

#[test]
fn counting_words_follow_each_language() {
    assert_eq!(counted(Lang::Fr, "undo", "asset_deleted", 2), "2 médias mis à la corbeille");
    assert_eq!(counted(Lang::En, "undo", "asset_deleted", 1), "Item moved to bin");
    assert_eq!(counted(Lang::En, "said", "published", 0), "0 publications under way");
}
