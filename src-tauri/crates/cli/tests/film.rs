//! `upbeat media` on films: no workspace, no account, no connection.

mod common;

use common::{Desk, error_in_both, redacted, text};
use serde_json::Value;
use upbeat_testkit::material;
use upbeat_testkit::media::Rgb;

/// Without what encoders give from version to version.
fn steady(report: Value) -> Value {
    redacted(report, &["bytes", "took_ms"])
}

#[test]
fn a_strip_of_a_film_is_put_into_a_folder() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::film(&desk.work(), "été.mov", 4)?;
    let report =
        desk.json(&["media", "strip", "été.mov", "--count", "4", "--height", "90", "--out", "strip"]);
    for picture in report["pictures"].as_array().expect("a list") {
        let read = Rgb::read(&desk.work().join(text(picture, "/path")), &[])?;
        assert_eq!((read.width, read.height), (160, 90), "{picture:#}");
    }
    insta::assert_json_snapshot!(steady(report));
    let said = desk.run(&["media", "strip", "été.mov", "--count", "2", "--out", "strip"]).out;
    assert!(said.lines().count() == 2 && said.contains("strip/été-02.jpg"), "{said}");
    Ok(())
}

#[test]
fn covers_are_proposed_with_their_reasons_in_the_language_asked_for() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::film(&desk.work(), "film.mov", 4)?;
    let report =
        desk.json(&["--lang", "fr", "media", "cover", "film.mov", "--count", "2", "--out", "covers"]);
    let covers = report["covers"].as_array().expect("a list");
    assert_eq!(covers.len(), 2);
    for cover in covers {
        assert!(desk.work().join(text(cover, "/path")).is_file());
        assert!(cover["at_ms"].as_u64().is_some_and(|at_ms| at_ms < 4_000), "{cover:#}");
        let told = text(cover, "/reasons/0/text");
        assert!(["nette", "bien éclairée", "un autre moment de la vidéo"].contains(&told), "{told}");
    }
    // Which of many alike frames is the sharpest is the decoder's affair.
    insta::assert_json_snapshot!(redacted(report, &["at_ms", "took_ms", "reasons"]));
    let said = desk.run(&["media", "cover", "film.mov", "--count", "1"]).out;
    assert!(said.contains("sharp") && said.lines().count() == 1, "{said}");
    Ok(())
}

#[test]
fn a_proxy_and_a_moving_gif_are_made_and_told_step_by_step() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::film(&desk.work(), "film.mov", 3)?;
    let proxy = desk.json(&["media", "proxy", "film.mov", "--out", "small/proxy.mp4"]);
    assert!(desk.work().join("small/proxy.mp4").is_file());
    let told = text(&proxy, "/steps/2/text").to_owned();
    assert!(told.contains("H.264") || told.contains("h264"), "{proxy:#}");
    let mut proxy = redacted(steady(proxy), &["duration_ms"]);
    // Why: it tells the encoder's bit rate.
    proxy["steps"].as_array_mut().expect("steps").truncate(2);
    insta::assert_json_snapshot!("proxy", proxy);
    let arguments =
        ["media", "gif", "film.mov", "--out", "film.gif", "--trim", "1s..2s", "--max-bytes", "900000"];
    let gif = desk.json(&[&["--lang", "fr"], &arguments[..]].concat());
    let bytes = gif["bytes"].as_u64().expect("a size");
    assert_eq!(std::fs::metadata(desk.work().join("film.gif"))?.len(), bytes);
    assert!(bytes <= 900_000, "{bytes} bytes");
    let names: Vec<&str> =
        gif["steps"].as_array().expect("steps").iter().map(|step| text(step, "/step")).collect();
    assert_eq!(names, ["metadata_removed", "trimmed", "resized", "encoded"]);
    Ok(())
}

#[test]
fn what_can_not_be_done_is_said_in_both_languages() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::sound(&desk.work(), "sound.wav", 1)?;
    material::film(&desk.work(), "film.mov", 2)?;
    std::fs::write(desk.work().join("empty.mov"), b"")?;
    let film = std::fs::read(desk.work().join("film.mov"))?;
    std::fs::write(desk.work().join("cut.mov"), &film[..film.len() / 2])?;
    let told = [
        (vec!["media", "strip", "empty.mov", "--out", "out"], 1, "media.empty", "empty.mov"),
        (vec!["media", "strip", "sound.wav", "--out", "out"], 1, "media.wrong_kind", "sound.wav"),
        (vec!["media", "cover", "cut.mov"], 1, "media.damaged", "cut.mov"),
        (vec!["media", "proxy", "sound.wav", "--out", "out.mp4"], 1, "media.wrong_kind", "sound.wav"),
        (vec!["media", "proxy", "gone.mov", "--out", "out.mp4"], 1, "media.unreadable", "gone.mov"),
        (vec!["media", "proxy", "film.mov", "--out", "./film.mov"], 2, "invalid", "./film.mov"),
        (
            vec!["media", "gif", "film.mov", "--out", "a.gif", "--trim", "8s..9s"],
            1,
            "media.pieces",
            "film.mov",
        ),
        (
            vec!["media", "gif", "film.mov", "--out", "a.gif", "--max-bytes", "1000"],
            1,
            "media.over_budget",
            "film.mov",
        ),
        (vec!["media", "gif", "film.mov", "--out", "a.gif", "--trim", "2s"], 2, "invalid", "2s"),
        (vec!["media", "strip", "film.mov", "--count", "0", "--out", "out"], 2, "invalid", "0"),
    ];
    for (arguments, exit, code, subject) in told {
        let error = error_in_both(&desk, &arguments, exit, "/error")?;
        assert_eq!((text(&error, "/code"), text(&error, "/subject")), (code, subject), "{arguments:?}");
    }
    assert_eq!(std::fs::read(desk.work().join("film.mov"))?, film, "an original is never written to");
    assert!(!desk.work().join("a.gif").exists() && !desk.work().join("out.mp4").exists());
    Ok(())
}
