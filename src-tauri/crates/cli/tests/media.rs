//! `upbeat media`, and a post whose media are edited: the media editor's engine without a window.

mod common;

use common::{Desk, redacted, text};
use serde_json::Value;
use upbeat_testkit::material;
use upbeat_testkit::media::{Film, LADYBIRD, picture};

/// Two captions: one to three seconds, and eight to nine.
const TALK: &str = "1\n00:00:01,000 --> 00:00:03,000\nBonjour\n\n2\n00:00:08,000 --> 00:00:09,000\nBonsoir\n";

#[test]
fn frames_are_told_before_anything_is_made() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    picture(&desk.work(), "p.jpg", LADYBIRD, &["-resize", "2000x1500!", "-quality", "90"])?;
    let arguments = ["media", "frames", "p.jpg", "--for", "instagram:story,x:image"];
    let report = desk.json(&[&arguments[..], &["--focus", "0.9,0.5"]].concat());
    insta::assert_json_snapshot!(report);
    let said = desk.run(&["--lang", "fr", "media", "frames", "p.jpg", "--for", "instagram:story"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("instagram:story") && said.out.contains("(--fit blur)"), "{}", said.out);
    assert!(!desk.data().exists(), "looking at frames makes no workspace");
    Ok(())
}

#[test]
fn frames_of_what_has_none_are_refused_in_both_languages() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::sound(&desk.work(), "episode.wav", 1)?;
    common::error_in_both(&desk, &["media", "frames", "episode.wav", "--for", "all"], 1, "/error")?;
    Ok(())
}

#[test]
fn captions_are_read_retimed_and_converted() -> anyhow::Result<()> {
    let desk = Desk::new();
    std::fs::write(desk.work().join("talk.srt"), TALK)?;
    let cut = ["media", "captions", "talk.srt", "--trim", "2s..4s,8s..9s", "--speed", "0.5"];
    let told = desk.json(&[&cut[..], &["--out", "talk.vtt"]].concat());
    insta::assert_json_snapshot!(told);
    let written = std::fs::read_to_string(desk.work().join("talk.vtt"))?;
    assert!(written.starts_with("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nBonjour\n"), "{written}");
    let again = desk.run(&[&cut[..], &["--out", "talk.vtt"]].concat());
    assert_eq!(again.code, 1, "no file is overwritten: {}", again.err);
    let said = desk.run(&["media", "captions", "talk.vtt", "--as", "srt"]).out;
    assert!(said.starts_with("1\n00:00:00,000 --> 00:00:02,000\nBonjour\n"), "{said}");
    Ok(())
}

#[test]
fn captions_that_are_not_understood_are_told_with_their_line() -> anyhow::Result<()> {
    let desk = Desk::new();
    std::fs::write(desk.work().join("talk.srt"), TALK.replace("00:00:08,000 -->", "00:00:08,000 ->"))?;
    common::error_in_both(&desk, &["media", "captions", "talk.srt"], 1, "/error")?;
    let said = desk.run(&["media", "captions", "talk.srt"]).err;
    assert!(said.contains("talk.srt can’t be read from line 5"), "{said}");
    Ok(())
}

fn edits(report: &Value) -> &Value {
    &report["post"]["draft"]["body"]["media"][0]["edits"]
}

#[test]
fn a_post_keeps_what_is_done_to_its_film() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    Film { stored_px: (320, 180), seconds: 4, ..Film::default() }.write(&desk.work(), "f.mp4")?;
    std::fs::write(desk.work().join("talk.srt"), TALK)?;
    let new = ["post", "new", "--media", "f.mp4", "--for", "mastodon", "--trim", "1s..3s", "--speed", "2"];
    let made = desk.json(
        &[&new[..], &["--captions", "talk.srt", "--captions-as", "vtt", "--focus", "0.2,0.3"]].concat(),
    );
    let id = text(&made, "/post/id").to_owned();
    let medium = redacted(made["post"]["draft"]["body"]["media"][0].clone(), &["asset"]);
    insta::assert_json_snapshot!(medium);
    let muted = desk.json(&["post", "edit", &id, "--mute"]);
    assert_eq!((&edits(&muted)["sound"]["muted"], &edits(&muted)["speed"]), (&true.into(), &2.0.into()));
    assert_eq!(edits(&muted)["pieces"], edits(&made)["pieces"], "what is absent stays");
    let crop = ["--crop", "portrait_4x5=10,20,100,125", "--background", "#102030", "--cover", "1.5s"];
    let framed = desk.json(&[&["post", "edit", &id][..], &crop].concat());
    let medium = &framed["post"]["draft"]["body"]["media"][0];
    assert_eq!(
        (&medium["cover_ms"], &medium["crops"]["portrait_4x5"]["height"]),
        (&1_500.into(), &125.into())
    );
    assert_eq!(edits(&framed)["background"], serde_json::json!([16, 32, 48]));
    let plain = desk.json(&["post", "edit", &id, "--as-they-are"]);
    assert!(edits(&plain).is_null(), "{plain:#}");
    let past = desk.run(&["--json", "post", "edit", &id, "--trim", "5s..6s"]);
    assert_eq!((past.code, text(&past.json(), "/error/code")), (1, "media.pieces"));
    assert_eq!(text(&past.json(), "/error/subject"), "f.mp4");
    let many = desk.run(&["--json", "post", "edit", &id, "--trim", "0..1", "--trim", "2..3"]);
    assert_eq!((many.code, text(&many.json(), "/error/subject")), (2, "--trim"));
    let none = desk.run(&["--json", "post", "edit", &id, "--mute", "--medium", "2"]);
    assert_eq!((none.code, text(&none.json(), "/error/subject")), (2, "--medium"));
    Ok(())
}
