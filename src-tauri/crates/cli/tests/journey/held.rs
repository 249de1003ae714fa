//! The posts as the servers hold them, looked at with other tools than ours.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use upbeat_testkit::look::color_distance;
use upbeat_testkit::media::{Rgb, srgb_profile, tags};
use upbeat_testkit::servers::bluesky::{Bluesky, Person};
use upbeat_testkit::servers::http;
use upbeat_testkit::servers::mastodon::Mastodon;

use crate::common::{Desk, text};
use crate::{ALT, FILM_ALT, FILM_TEXT, TEXT};

pub fn bluesky_holds(desk: &Desk, server: &Bluesky, alice: &Person, photo: &Path) -> Result<()> {
    let posts = server.posts(&alice.did);
    ensure!(posts.len() == 2, "each once: {posts:#?}");
    let record = |text: &str| posts.iter().map(|post| &post["value"]).find(|value| value["text"] == text);
    let (post, film) = (record(TEXT).context("the post")?, record(FILM_TEXT).context("the film")?);
    let stretch = |part: &str, feature: Value| {
        let start = TEXT.find(part).expect("it stands in the text");
        json!({ "index": { "byteStart": start, "byteEnd": start + part.len() }, "features": [feature] })
    };
    let facets = json!([
        stretch(
            "https://example.org/récit",
            json!({ "$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/récit" })
        ),
        stretch("#éléphants", json!({ "$type": "app.bsky.richtext.facet#tag", "tag": "éléphants" })),
    ]);
    ensure!(post["facets"] == facets, "{:#} instead of {facets:#}", post["facets"]);
    ensure!(post["embed"]["images"].as_array().map(Vec::len) == Some(1), "{post:#}");
    ensure!(post["embed"]["images"][0]["alt"] == ALT, "{post:#}");
    let blob = |value: &Value| server.blob(&alice.did, text(value, "/ref/$link"));
    is_for_the_public(desk, &blob(&post["embed"]["images"][0]["image"]), photo)?;
    ensure!(film["embed"]["alt"] == FILM_ALT, "{film:#}");
    film_is_for_the_public(desk, &blob(&film["embed"]["video"]))
}

pub fn mastodon_holds(desk: &Desk, server: &Mastodon, person: &str, photo: &Path) -> Result<()> {
    let posts = server.posts(person);
    let ours = |words: &str| {
        let mut found = posts.iter().filter(|post| plain(text(post, "/content")) == words);
        found.next().filter(|_| found.next().is_none()).with_context(|| format!("once: {words}: {posts:#?}"))
    };
    let (post, film) = (ours(TEXT)?, ours(FILM_TEXT)?);
    for (post, alt) in [(post, ALT), (film, FILM_ALT)] {
        ensure!(post["media_attachments"].as_array().map(Vec::len) == Some(1), "{post:#}");
        ensure!(post["media_attachments"][0]["description"] == alt, "{post:#}");
        ensure!(post["visibility"] == "public", "{post:#}");
    }
    let file = |post: &Value| http::get(text(post, "/media_attachments/0/url")).body;
    is_for_the_public(desk, &file(post), photo)?;
    film_is_for_the_public(desk, &file(film))
}

/// The text of a page's paragraph.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let named =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")];
    named.iter().fold(text, |text, (name, sign)| text.replace(name, sign))
}

/// A picture as a server holds it: upright, the original's colours in sRGB, and nothing private.
fn is_for_the_public(desk: &Desk, bytes: &[u8], photo: &Path) -> Result<()> {
    let file = desk.home().join("read-back.jpg");
    std::fs::write(&file, bytes)?;
    let words = tags(&file, &["EXIF", "GPS", "XMP", "IPTC", "MakerNotes", "Photoshop"])?;
    ensure!(words.trim().is_empty(), "{words}");
    let profile = tags(&file, &["ICC_Profile"])?;
    ensure!(profile.trim().is_empty() || profile.contains("sRGB"), "{profile}");
    let profile = srgb_profile(desk.home())?.display().to_string();
    let wanted = Rgb::read(photo, &["-auto-orient", "-profile", &profile, "-resize", "200x150!"])?;
    let seen = Rgb::read(&file, &["-resize", "200x150!"])?;
    let distance = color_distance(&seen, &wanted)?;
    ensure!(distance < 1.0, "{distance} from the original");
    // What would be seen if nobody had converted, or turned.
    for wrong in [&["-auto-orient"][..], &["-profile", &profile, "-rotate", "180"]] {
        let other = Rgb::read(photo, &[wrong, &["-resize", "200x150!"]].concat())?;
        let distance = color_distance(&seen, &other)?;
        ensure!(distance > 2.0, "{wrong:?} would not be seen: {distance}");
    }
    Ok(())
}

/// A film as a server holds it: whole, and nothing private.
fn film_is_for_the_public(desk: &Desk, bytes: &[u8]) -> Result<()> {
    let file = desk.home().join("read-back.mp4");
    std::fs::write(&file, bytes)?;
    let words = tags(&file, &["QuickTime", "Keys", "ItemList", "UserData"])?;
    ensure!(!words.contains("GPS") && !words.contains("Ada") && !words.contains("Location"), "{words}");
    let mut probe = Command::new("ffprobe");
    probe
        .args(["-v", "error", "-show_entries", "stream=codec_name:format=duration", "-of", "csv=p=0"])
        .arg(&file);
    let said = String::from_utf8(probe.output()?.stdout)?;
    ensure!(
        said.split_whitespace().collect::<Vec<_>>()[..2] == ["h264", "aac"] && said.contains("4.0"),
        "{said}"
    );
    Ok(())
}
