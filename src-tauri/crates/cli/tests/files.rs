//! `networks`, `inspect`, `prepare` and `check`: no workspace, no account, no connection.

mod common;

use std::process::Command;

use common::{Desk, files, redacted, text};
use serde_json::Value;
use upbeat_testkit::material;

fn magick(args: &[&str]) -> String {
    let output = Command::new("identify").args(args).output().expect("ImageMagick is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

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
fn inspect_says_what_a_phones_photograph_is() -> anyhow::Result<()> {
    let desk = Desk::new();
    material::photo(&desk.work(), "été 1.jpg")?;
    insta::assert_json_snapshot!(redacted(desk.json(&["inspect", "été 1.jpg"]), &["bytes"]));
    Ok(())
}

#[test]
fn prepare_for_all_makes_every_picture_within_every_limit() -> anyhow::Result<()> {
    let desk = Desk::new();
    let photo = material::photo(&desk.work(), "photo.jpg")?;
    let before = std::fs::read(&photo)?;
    let report = desk.json(&["prepare", "photo.jpg", "--for", "all", "--out", "out"]);
    assert_eq!(report["failures"], serde_json::json!([]));
    let made = report["renditions"].as_array().expect("a list");
    let mut networks: Vec<&str> = made.iter().map(|one| text(one, "/network")).collect();
    networks.dedup();
    assert_eq!(networks.len(), 11, "every network gets something: {networks:?}");
    let limits = desk.json(&["networks"]);
    for one in made {
        check_picture(&desk, &limits, one);
    }
    assert_eq!(files(&desk.work().join("out")).len(), made.len(), "exactly the files that were told");
    assert_eq!(std::fs::read(&photo)?, before, "the original is never written to");
    assert!(!desk.data().exists(), "preparing makes no workspace");
    Ok(())
}

/// Looks at a prepared picture with a tool that isn't ours.
fn check_picture(desk: &Desk, limits: &Value, one: &Value) {
    let path = desk.work().join(text(one, "/path"));
    let found = magick(&[
        "-format",
        "%m %w %h %[colorspace] %[EXIF:GPSLatitude] %[EXIF:Orientation]",
        &path.display().to_string(),
    ]);
    let words: Vec<&str> = found.split_whitespace().collect();
    let network = limits["networks"].as_array().expect("a list").iter().find(|n| n["id"] == one["network"]);
    let network = network.expect("a network");
    let format = network["formats"].as_array().expect("a list").iter().find(|f| f["id"] == one["format"]);
    let rule = &format.expect("a format")["image"];
    let (width, height): (u64, u64) =
        (words[1].parse().expect("a width"), words[2].parse().expect("a height"));
    let at_most = |name: &str, value: f64| {
        let max = rule[name].as_f64();
        assert!(max.is_none_or(|max| value <= max * 1.001), "{name} of {one:#}: {value} over {max:?}");
    };
    let at_least = |name: &str, value: f64| {
        let min = rule[name].as_f64();
        assert!(min.is_none_or(|min| value >= min * 0.999), "{name} of {one:#}: {value} under {min:?}");
    };
    #[expect(clippy::cast_precision_loss, reason = "pixels and bytes of one picture")]
    let number = |value: u64| value as f64;
    at_most("max_width_px", number(width));
    at_most("max_height_px", number(height));
    at_most("max_pixels", number(width * height));
    at_least("min_width_px", number(width));
    at_least("min_height_px", number(height));
    at_most("max_aspect", number(width) / number(height));
    at_least("min_aspect", number(width) / number(height));
    let bytes = std::fs::metadata(&path).expect("the file is there").len();
    at_most("max_bytes", number(bytes));
    assert_eq!(one["bytes"].as_u64(), Some(bytes));
    assert_eq!((one["width_px"].as_u64(), one["height_px"].as_u64()), (Some(width), Some(height)));
    assert_eq!(words[3], "sRGB", "{one:#}");
    assert_eq!(words.len(), 4, "no place and no orientation is left: {found}");
    let mime = format!("image/{}", words[0].to_lowercase());
    assert!(rule["mimes"].as_array().expect("a list").iter().any(|taken| *taken == *mime), "{one:#}");
}

#[test]
fn prepare_tells_each_step_in_the_language_asked_for() -> anyhow::Result<()> {
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
fn prepare_streams_one_object_a_line_when_asked() -> anyhow::Result<()> {
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
fn a_film_comes_out_as_every_network_wants_it() -> anyhow::Result<()> {
    let desk = Desk::new();
    material::film(&desk.work(), "film.mov", 4)?;
    let report =
        desk.json(&["prepare", "film.mov", "--for", "bluesky:video,instagram:story", "--out", "out"]);
    let made = report["renditions"].as_array().expect("a list");
    assert_eq!(made.len(), 2, "{report:#}");
    for one in made {
        let path = desk.work().join(text(one, "/path"));
        let probe = Command::new("ffprobe")
            .args(["-v", "error", "-show_entries", "stream=codec_name,width,height", "-of", "json"])
            .arg(&path)
            .output()?;
        let probe: Value = serde_json::from_slice(&probe.stdout)?;
        assert_eq!(text(&probe, "/streams/0/codec_name"), "h264");
        assert_eq!(text(&probe, "/streams/1/codec_name"), "aac");
        assert_eq!(probe["streams"][0]["width"], one["width_px"]);
        assert_eq!(one["kind"], "video");
    }
    Ok(())
}

#[test]
fn bad_files_end_in_a_code_a_subject_and_a_way_out() -> anyhow::Result<()> {
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
fn a_folder_that_cant_be_written_is_said_before_any_work() -> anyhow::Result<()> {
    let desk = Desk::new();
    material::small_photo(&desk.work(), "photo.jpg")?;
    std::fs::write(desk.work().join("out"), b"a file is in the way")?;
    let answer = desk.run(&["--json", "prepare", "photo.jpg", "--for", "x", "--out", "out/deeper"]);
    assert_eq!(answer.code, 1);
    let error = answer.json();
    assert_eq!(text(&error, "/error/code"), "storage.unwritable");
    assert!(!text(&error, "/error/fix").is_empty());
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
