//! `networks`, `inspect`, `prepare` and `check`: no workspace, no account, no connection.

mod common;

use common::{Desk, error_in_both, files, redacted, text};
use upbeat_testkit::material;

#[test]
fn networks_lists_eleven_with_source_and_date_for_every_fact() {
    let desk = Desk::new();
    let networks = desk.json(&["networks"]);
    let all = networks["networks"].as_array().expect("a list");
    let ids: Vec<&str> = all.iter().map(|network| text(network, "/id")).collect();
    assert_eq!(ids.len(), 11);
    for network in all {
        for format in network["formats"].as_array().expect("a list") {
            for fact in [format, &format["texts"][0], &format["image"], &format["video"]] {
                if fact.is_object() {
                    assert!(!text(fact, "/source").is_empty(), "{fact:#}");
                    assert_eq!(text(fact, "/checked").len(), 10, "{fact:#}");
                    assert!(!text(fact, "/confidence").is_empty());
                }
            }
        }
    }
    assert!(!desk.data().exists(), "looking at networks makes no workspace");
}

#[test]
fn networks_are_listed_in_the_language_asked_for() {
    let desk = Desk::new();
    let french = desk.run(&["--lang", "fr", "networks"]);
    assert_eq!(french.code, 0, "{}", french.err);
    insta::assert_snapshot!("networks_in_french", french.out);
    insta::assert_json_snapshot!("networks_snapchat", desk.json(&["networks", "snapchat"]));
}

#[test]
fn inspect_says_what_a_phones_photograph_is() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::photo(&desk.work(), "été 1.jpg")?;
    insta::assert_json_snapshot!(redacted(desk.json(&["inspect", "été 1.jpg"]), &["bytes"]));
    Ok(())
}

#[test]
fn prepare_tells_each_step_in_the_language_asked_for() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::photo(&desk.work(), "photo.jpg")?;
    let report = desk.json(&[
        "--lang",
        "fr",
        "prepare",
        "photo.jpg",
        "--for",
        "instagram:story",
        "--out",
        "out",
        "--focus",
        "0.5,0.2",
    ]);
    // Why: the encoder's size may differ by a byte between versions of the library.
    let mut report = redacted(report, &["bytes", "hash", "took_ms"]);
    let steps = report["renditions"][0]["steps"].as_array_mut().expect("a list");
    let encoded = steps.pop().expect("the last step");
    assert!(text(&encoded, "/text").starts_with("Enregistrée en JPEG, qualité"), "{encoded:#}");
    insta::assert_json_snapshot!(report);
    Ok(())
}

#[test]
fn a_sound_becomes_a_podcast_and_an_audiogram() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::sound(&desk.work(), "episode.wav", 6)?;
    let inspected = desk.json(&["inspect", "episode.wav", "--peaks", "3"]);
    let peaks = inspected["files"][0]["peaks"].as_array().expect("peaks");
    assert!(peaks.len() == 3 && peaks.iter().all(|peak| peak.as_f64() > Some(0.05)), "{peaks:?}");
    insta::assert_json_snapshot!(redacted(inspected.clone(), &["peaks"]));
    let said = desk.run(&["inspect", "episode.wav"]).out;
    assert!(said.contains("44,100 Hz, stereo, Radio Ada, On air"), "{said}");
    let arguments = ["prepare", "episode.wav", "--for", "mastodon:podcast,instagram:reel", "--out", "out"];
    let report = desk.json(&[&arguments[..], &["--trim", "0s..4s", "--title", "Réveil"]].concat());
    // Why: encoders give other bytes from version to version.
    let mut report = redacted(report, &["bytes", "hash", "took_ms", "duration_ms"]);
    for made in report["renditions"].as_array_mut().expect("a list") {
        let steps = made["steps"].as_array_mut().expect("steps");
        steps.retain(|step| !["encoded", "transcoded"].contains(&step["step"].as_str().unwrap_or_default()));
    }
    insta::assert_json_snapshot!("a_sound_becomes_a_podcast_and_an_audiogram_prepared", report);
    let louder = desk.json(&[&arguments[..], &["--loudness", "-14", "--sound-as", "m4a"]].concat());
    let text = louder["renditions"][0]["steps"].to_string();
    assert!(text.contains("to -14") && text.contains("Sound converted to M4A"), "{text}");
    Ok(())
}

#[test]
fn a_crop_that_loses_much_is_told_and_margins_lose_nothing() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::small_photo(&desk.work(), "photo.jpg")?;
    let arguments = ["prepare", "photo.jpg", "--for", "instagram:story", "--out", "out"];
    let report = desk.json(&arguments);
    let losses = |report: &serde_json::Value| -> Vec<String> {
        let steps = report["renditions"][0]["steps"].as_array().cloned().unwrap_or_default();
        steps.iter().filter_map(|step| Some(step["loss"].as_str()?.to_owned())).collect()
    };
    assert_eq!(losses(&report), ["65% of the picture is cut; with margins all of it shows"]);
    let said = desk.run(&arguments).out;
    assert!(
        said.contains("\n  ! 65% of the picture is cut; with margins all of it shows (--fit blur)\n"),
        "{said}"
    );
    let blurred = desk.json(&[&arguments[..], &["--fit", "blur"]].concat());
    assert_eq!(losses(&blurred), Vec::<String>::new());
    Ok(())
}

#[test]
fn prepare_streams_one_object_a_line_when_asked() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::small_photo(&desk.work(), "photo.jpg")?;
    let answer =
        desk.run(&["prepare", "photo.jpg", "--for", "x:image", "--out", "out", "--progress", "json"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let events = answer.lines();
    let names: Vec<&str> = events.iter().map(|event| text(event, "/event")).collect();
    assert!(names.contains(&"progress") && names.contains(&"rendition"), "{names:?}");
    assert_eq!(names.last(), Some(&"done"));
    Ok(())
}

#[test]
fn bad_files_end_in_a_code_a_subject_and_a_way_out() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    std::fs::write(desk.work().join("empty.jpg"), b"")?;
    std::fs::write(desk.work().join("words.jpg"), b"these are only words")?;
    let photo = material::small_photo(&desk.work(), "photo.jpg")?;
    let bytes = std::fs::read(&photo)?;
    std::fs::write(desk.work().join("cut.jpg"), &bytes[..bytes.len() / 3])?;
    let args = [
        "--json",
        "prepare",
        "empty.jpg",
        "words.jpg",
        "cut.jpg",
        "gone.jpg",
        "photo.jpg",
        "--for",
        "x:image",
        "--out",
        "out",
    ];
    let answer = desk.run(&args);
    assert_eq!(answer.code, 1, "something failed, and is named");
    let report = answer.json();
    assert_eq!(report["renditions"].as_array().map(Vec::len), Some(1), "the good one is made all the same");
    insta::assert_json_snapshot!(report["failures"]);
    Ok(())
}

#[test]
fn check_finds_what_is_too_long_and_offers_a_way_out() {
    let desk = Desk::new();
    let long = "Bonjour à tous, voici notre nouvelle collection #été ".repeat(8);
    let answer = desk.run(&["--json", "check", "--for", "x,mastodon", "--text", &long]);
    assert_eq!(answer.code, 3, "refused by a network's rules: nothing was sent");
    insta::assert_json_snapshot!(answer.json());
}

#[test]
fn check_reads_standard_input_and_fields_by_the_networks_own_names() {
    let desk = Desk::new();
    let args =
        ["--json", "check", "--for", "mastodon", "--text", "-", "--field", "spoiler_text=Avertissement"];
    let answer = desk.run_with(&args, "Bonjour @marie@exemple.social\n");
    assert_eq!(answer.code, 0, "{}", answer.err);
    let check = &answer.json()["checks"][0];
    // "Bonjour @marie" (the server of a mention doesn't count) and the 13 characters of the warning.
    assert_eq!(check["length"], 14 + 13, "{check:#}");
    assert_eq!(check["facets"][0]["kind"], "mention");
}

#[test]
fn wrong_use_ends_with_2_and_names_what_there_is() {
    let desk = Desk::new();
    let answer = desk.run(&["prepare", "photo.jpg", "--for", "myspace", "--out", "out"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("bluesky"), "{}", answer.err);
    let answer = desk.run(&["--json", "check", "--for", "x:nope", "--text", "a"]);
    assert_eq!(answer.code, 2);
    assert_eq!(text(&answer.json(), "/error/code"), "invalid");
    let french = desk.run(&["--lang", "fr", "inspect", "--jsno", "photo.jpg"]);
    assert_eq!((french.code, french.out.as_str()), (2, ""));
    assert!(
        french.err.contains("Vouliez-vous dire --json") && french.err.contains("Usage:"),
        "{}",
        french.err
    );
}

#[test]
fn wrong_use_is_said_whole_in_both_languages() -> anyhow::Result<()> {
    let desk = Desk::new();
    let nobody = "018f0000-0000-7000-8000-000000000001";
    let told = [
        (vec!["check", "--for", "x:nope", "--text", "a"], "x:nope"),
        (vec!["check", "--for", "instagram:story:nope", "--text", "a"], "instagram:story:nope"),
        (vec!["check", "--for", "x", "--field", "title"], "title"),
        (vec!["check", "--text", "a"], "--for <LIST>"),
        (vec!["check", "--post", nobody, "--text", "a"], "--post <POST>"),
        (vec!["chekc"], "chekc"),
        (vec!["--json=yes", "networks"], "yes"),
        (vec!["networks", "myspace"], "myspace"),
        (vec!["post"], "COMMAND"),
        (vec!["post", "show", "first"], "first"),
        (vec!["post", "new", "--text"], "--text <T|->"),
        (vec!["post", "new", "--text", "a", "--text", "b"], "--text <T|->"),
        (vec!["post", "new", "--variant", "myspace=a"], "myspace=a"),
        (vec!["prepare", "a.jpg", "--for", "all", "--out", "out", "--jobs", "65"], "65"),
        (vec!["prepare", "a.jpg", "--for", "all", "--out", "out", "--progress", "loud"], "loud"),
        (vec!["prepare", "a.jpg", "--for", "all", "--out", "out", "--fit", "loose"], "loose"),
        (vec!["prepare", "a.jpg", "--for", "all", "--out", "out", "--focus", "0.5"], "0.5"),
        (vec!["prepare", "a.mov", "--for", "all", "--out", "out", "--trim", "9s..2s"], "9s..2s"),
        (vec!["prepare", "a.wav", "--for", "all", "--out", "out", "--sound-as", "wma"], "wma"),
        (vec!["prepare", "a.wav", "--for", "all", "--out", "out", "--loudness", "-3"], "-3"),
        (vec!["inspect", "a.wav", "--peaks", "0"], "0"),
        (vec!["queue", "list", "--from", "today"], "today"),
        (vec!["queue", "list", "--limit", "many"], "many"),
        (vec!["queue", "resolve", nobody], "<--there [<URL>]|--again|--drop>"),
        (vec!["account", "connect", "bluesky"], "--user"),
        (vec!["account", "connect", "mastodon"], "--server"),
        (vec!["account", "connect", "mastodon", "--by-hand"], "--user"),
        (vec!["reschedule", nobody, "--at", "tomorrow"], "tomorrow"),
    ];
    for (args, subject) in told {
        let error = error_in_both(&desk, &args, 2, "/error")?;
        assert_eq!((text(&error, "/code"), text(&error, "/subject")), ("invalid", subject), "{args:?}");
    }
    Ok(())
}

#[test]
fn completions_and_manual_pages_are_written() {
    let desk = Desk::new();
    let answer = desk.run(&["completions", "bash"]);
    assert!(answer.code == 0 && answer.out.contains("_upbeat"), "{}", answer.err);
    let answer = desk.run(&["man", "pages"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let pages = files(&desk.work().join("pages"));
    assert!(pages.iter().any(|page| page.ends_with("upbeat-prepare.1")), "{pages:?}");
}
