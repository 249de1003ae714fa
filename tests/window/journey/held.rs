//! Both posts as the servers hold them, looked at with other tools than ours.

use super::{ALT, FILM_ALT, FILM_TEXT, TEXT};
use crate::look::look;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use upbeat_testkit::media::{self, Rgb};
use upbeat_testkit::servers::bluesky::Bluesky;
use upbeat_testkit::servers::http;
use upbeat_testkit::servers::mastodon::Mastodon;

/// Least that a phone's photograph has today.
const PIXELS_LEAST: u32 = 12_000_000;
/// Least structural similarity of a published picture, two encodes later, to the photograph.
const ALIKE_LEAST: f64 = 0.9;
/// Most that a channel of a published picture may differ, of 255: a picture left in Display P3 is off by far more.
const COLOUR_OFF_MOST: f64 = 4.0;
/// Where films keep what they say of themselves.
const FILM_TAGS: &[&str] = &["QuickTime", "Keys", "ItemList", "UserData"];

/// The originals have what the published files must not have, and the tools find it.
pub fn look_at_the_originals(photo: &Path, film: &Path) -> Result<()> {
    let seen = look(photo)?;
    ensure!(seen.width_px * seen.height_px >= PIXELS_LEAST, "{seen:?}");
    ensure!(seen.width_px < seen.height_px && seen.orientation == "6", "it is stored on its side: {seen:?}");
    ensure!(!seen.gps.is_empty() && seen.profile.contains("P3"), "{seen:?}");
    let words = media::tags(film, FILM_TAGS)?;
    ensure!(words.contains("GPS"), "the film says where it was taken: {words}");
    Ok(())
}

/// The addresses of these posts as each server has them: Bluesky and Mastodon of the first, then of the second.
pub fn addresses(bluesky: &Bluesky, mastodon: &Mastodon, texts: [&str; 2]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for text in texts {
        let uri = on_bluesky(bluesky, text)?["uri"].as_str().context("a post's name")?.to_owned();
        let mut parts = uri.trim_start_matches("at://").split('/');
        let (did, collection, key) = (parts.next(), parts.next(), parts.next());
        let (did, collection, key) =
            (did.context("a repo")?, collection.context("a collection")?, key.context("a key")?);
        // Bluesky's own page knows nothing of a server at home: the record is the address.
        let record = format!("{}/xrpc/com.atproto.repo.getRecord", bluesky.url);
        let did = did.replace(':', "%3A");
        all.push(format!("{record}?repo={did}&collection={collection}&rkey={key}"));
        let status = on_mastodon(mastodon, text)?;
        all.push(status["url"].as_str().context("an address")?.to_owned());
    }
    Ok(all)
}

/// What is planned waits.
pub fn nothing_is_out_yet(bluesky: &Bluesky, mastodon: &Mastodon) -> Result<()> {
    let alice = bluesky.people.first().context("an account")?;
    ensure!(bluesky.posts(&alice.did).is_empty(), "Bluesky has the post at once");
    let user = mastodon.people.first().context("a person")?;
    let said = |post: &Value| post["content"].as_str().is_some_and(|said| without_tags(said) == TEXT);
    ensure!(!mastodon.posts(user).iter().any(said), "Mastodon has the post at once");
    Ok(())
}

/// The one post with that text.
fn on_bluesky(bluesky: &Bluesky, text: &str) -> Result<Value> {
    let alice = bluesky.people.first().context("an account")?;
    let posts = bluesky.posts(&alice.did);
    ensure!(posts.len() == 2, "{} posts on Bluesky", posts.len());
    posts.into_iter().find(|post| post["value"]["text"] == json!(text)).context("the post is not on Bluesky")
}

/// The one post with that text.
fn on_mastodon(mastodon: &Mastodon, text: &str) -> Result<Value> {
    let posts = mastodon.posts(mastodon.people.first().context("a person")?);
    let ours =
        posts.iter().filter(|post| post["content"].as_str().is_some_and(|said| without_tags(said) == text));
    let ours: Vec<&Value> = ours.collect();
    ensure!(ours.len() == 1, "{} posts on Mastodon say {text}: {posts:#?}", ours.len());
    Ok(ours[0].clone())
}

pub fn bluesky_holds_the_posts(bluesky: &Bluesky, photo: &Path) -> Result<()> {
    let alice = bluesky.people.first().context("an account")?;
    let blob = |value: &Value, name: &str| -> Result<std::path::PathBuf> {
        let cid = value["ref"]["$link"].as_str().context("a file")?;
        let file = photo.with_file_name(name);
        std::fs::write(&file, bluesky.blob(&alice.did, cid))?;
        Ok(file)
    };
    let post = on_bluesky(bluesky, TEXT)?;
    let record = &post["value"];
    ensure!(record["facets"] == facets(), "{:#}", record["facets"]);
    let image = &record["embed"]["images"][0];
    ensure!(image["alt"] == json!(ALT), "{image}");
    picture_is_ready_for_the_public(&blob(&image["image"], "from-bluesky.jpg")?, photo)?;
    let film = &on_bluesky(bluesky, FILM_TEXT)?["value"]["embed"];
    ensure!(film["alt"] == json!(FILM_ALT), "{film}");
    film_is_ready_for_the_public(&blob(&film["video"], "from-bluesky.mp4")?)
}

/// Link and hashtag at their places in UTF-8 bytes, as Bluesky counts
/// (<https://docs.bsky.app/docs/advanced-guides/post-richtext>, read 2026-11-25).
fn facets() -> Value {
    let feature = |words: &str, feature: Value| {
        let start = TEXT.find(words).unwrap_or_default();
        json!({ "index": { "byteStart": start, "byteEnd": start + words.len() }, "features": [feature] })
    };
    let (link, tag) = ("https://example.org/automne", "éléphants");
    json!([
        feature(link, json!({ "$type": "app.bsky.richtext.facet#link", "uri": link })),
        feature(&format!("#{tag}"), json!({ "$type": "app.bsky.richtext.facet#tag", "tag": tag })),
    ])
}

pub fn mastodon_holds_the_posts(mastodon: &Mastodon, photo: &Path) -> Result<()> {
    let file = |text: &str, alt: &str, name: &str| -> Result<std::path::PathBuf> {
        let media = &on_mastodon(mastodon, text)?["media_attachments"];
        ensure!(
            media.as_array().map(Vec::len) == Some(1) && media[0]["description"] == json!(alt),
            "{media}"
        );
        let reply = http::get(media[0]["url"].as_str().context("an address of the file")?);
        let file = photo.with_file_name(name);
        std::fs::write(&file, reply.body)?;
        Ok(file)
    };
    picture_is_ready_for_the_public(&file(TEXT, ALT, "from-mastodon.jpg")?, photo)?;
    film_is_ready_for_the_public(&file(FILM_TEXT, FILM_ALT, "from-mastodon.mp4")?)
}

/// What a page shows of HTML.
fn without_tags(html: &str) -> String {
    let mut parts = html.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('>').map_or("", |(_tag, words)| words));
    (first + &rest.collect::<String>()).replace("&#39;", "'").replace("&amp;", "&")
}

/// Upright, in sRGB, and without the place where it was taken: by its tags, and by its pixels beside what an
/// independent tool makes of the photograph.
fn picture_is_ready_for_the_public(file: &Path, photo: &Path) -> Result<()> {
    let seen = look(file)?;
    ensure!(seen.width_px > seen.height_px, "the picture stands on its side: {seen:?}");
    ensure!(seen.orientation.is_empty() || seen.orientation == "1", "{seen:?}");
    ensure!(seen.gps.is_empty(), "the place is still in it: {seen:?}");
    ensure!(seen.profile.is_empty() || seen.profile.contains("sRGB"), "{seen:?}");
    let folder = file.parent().context("a folder")?;
    let srgb = media::srgb_profile(folder)?;
    let srgb = srgb.to_string_lossy();
    let small = ["-resize", "320x240!"];
    let wanted = Rgb::read(photo, &[&["-auto-orient", "-profile", &srgb][..], &small].concat())?;
    let got = Rgb::read(file, &small)?;
    let alike = media::similarity(&wanted, &got);
    ensure!(alike > ALIKE_LEAST, "{}: the picture is another one: {alike:.3}", file.display());
    let overturned = Rgb::read(file, &[&["-rotate", "180"][..], &small].concat())?;
    ensure!(media::similarity(&wanted, &overturned) < ALIKE_LEAST, "the comparison sees no difference");
    let off = colours_off(&wanted, &got);
    ensure!(off < COLOUR_OFF_MOST, "{}: colours are off by {off:.1}", file.display());
    let left_as_it_was = Rgb::read(photo, &[&["-auto-orient"][..], &small].concat())?;
    let off = colours_off(&wanted, &left_as_it_was);
    ensure!(off > COLOUR_OFF_MOST, "a picture left in Display P3 would not be seen: {off:.1}");
    Ok(())
}

/// How far the colours of two pictures lie apart at most, of 255, around four points.
fn colours_off(one: &Rgb, other: &Rgb) -> f64 {
    let points = [(0.2, 0.2), (0.5, 0.5), (0.8, 0.3), (0.3, 0.8)];
    let pairs = points.into_iter().flat_map(|(x, y)| one.around(x, y).into_iter().zip(other.around(x, y)));
    pairs.map(|(one, other)| (one - other).abs()).fold(0.0, f64::max)
}

/// Plays to its end, has picture and sound, and says nothing of where it was taken.
fn film_is_ready_for_the_public(file: &Path) -> Result<()> {
    let words = media::tags(file, FILM_TAGS)?;
    ensure!(!words.contains("GPS") && !words.contains("Location"), "the place is still in it: {words}");
    let kinds = media::ffprobe(file, "v:0", "stream=codec_name:format=duration")?;
    let said = |name: &str| kinds.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let seconds: f64 = said("duration").context("a length")?.parse()?;
    ensure!(said("codec_name") == Some("h264") && (3.5..4.5).contains(&seconds), "{kinds:?}");
    let sound = media::ffprobe(file, "a:0", "stream=codec_name")?;
    ensure!(sound.iter().any(|(_, codec)| codec == "aac"), "{sound:?}");
    let mut play = Command::new("ffmpeg");
    let played = play.args(["-v", "error", "-i"]).arg(file).args(["-f", "null", "-"]).output()?;
    let trouble = String::from_utf8_lossy(&played.stderr);
    ensure!(played.status.success() && trouble.is_empty(), "{}: {trouble}", file.display());
    Ok(())
}
