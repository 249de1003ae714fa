//! What is pasted into Compose comes into the post: a picture out of another program, a file out of the file manager.

use crate::screen::Group;
use crate::studio::Studio;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use upbeat_testkit::material;
use upbeat_testkit::media::{self, GARDEN};

#[test]
fn a_pasted_picture_and_a_pasted_file_come_into_the_post() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let picture = media::picture(folder.path(), "capture.png", GARDEN, &["-resize", "640x480!", "-strip"])?;
    let photo = material::small_photo(folder.path(), "coccinelle d’été.jpg")?;
    let address = url_of(&photo);
    let list = folder.path().join("list");
    std::fs::write(&list, format!("{address}\r\n"))?;
    let words = folder.path().join("words");
    std::fs::write(&words, photo.to_string_lossy().as_bytes())?;
    let studio = Studio::open()?;
    studio.press("Aller au studio")?;
    let editor = studio.find("[contenteditable=true]")?;
    let _manager = studio.manager()?;
    studio.page.click(&editor)?;

    let owner = own(&studio, &[("image/png", &picture)])?;
    studio.type_keys("ctrl+v")?;
    let media = in_post(&studio, 1)?;
    ensure!(
        media[0]["info"]["width_px"] == json!(640) && media[0]["info"]["height_px"] == json!(480),
        "{media:#?}"
    );
    drop(owner);

    // A file manager offers the path as text too.
    let _owner = own(&studio, &[("text/uri-list", &list), ("UTF8_STRING", &words)])?;
    studio.page.click(&editor)?;
    studio.type_keys("ctrl+v")?;
    let media = in_post(&studio, 2)?;
    ensure!(media[1]["name"] == json!("coccinelle d’été.jpg"), "{media:#?}");
    let post = the_post(&studio)?;
    ensure!(post["draft"]["body"]["text"] == json!(""), "no path stands in the text: {post:#}");
    studio.picture("paste").map(|_| ())
}

/// Another program owns the clipboard, with these kinds of what it copied.
fn own(studio: &Studio, offered: &[(&str, &Path)]) -> Result<Group> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/clipboard_owner.py");
    let mut line = studio.screen.command("/usr/bin/python3");
    line.arg(script).stdout(Stdio::piped());
    for (kind, file) in offered {
        line.arg(kind).arg(file);
    }
    let mut owner = Group::start(&mut line)?;
    let mut said = String::new();
    BufReader::new(owner.child.stdout.take().context("its words")?).read_line(&mut said)?;
    ensure!(said.trim() == "mine", "the clipboard can't be owned: {said}");
    Ok(owner)
}

/// The media of the post once there are that many of them, each as the library knows it.
fn in_post(studio: &Studio, count: usize) -> Result<Vec<Value>> {
    studio.until(&format!("the post never has {count} media"), || {
        let post = the_post(studio)?;
        let media = post["draft"]["body"]["media"].as_array().cloned().unwrap_or_default();
        let shown = studio.page.all("img[src*='upbeat-media']")?.len();
        let library = studio.call("asset_list", json!({ "limit": 10 }))?;
        let assets = library["assets"].as_array().cloned().unwrap_or_default();
        let known =
            media.iter().filter_map(|one| assets.iter().find(|asset| asset["id"] == one["asset"]).cloned());
        let known: Vec<Value> = known.collect();
        Ok((known.len() == count && shown >= count).then_some(known))
    })
}

fn the_post(studio: &Studio) -> Result<Value> {
    let posts = studio.call("post_list", json!({ "limit": 1 }))?;
    studio.call("post_get", json!({ "id": posts["posts"][0]["id"] }))
}

/// A file's address, with what is not plain in hexadecimal (RFC 3986, 2.1).
fn url_of(file: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    let written = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    format!("file://{}", file.to_string_lossy().bytes().map(written).collect::<String>())
}
