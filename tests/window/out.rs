//! What leaves the window: a prepared file by drag, a text by the clipboard; and the page's own zoom.

use crate::background::soon;
use crate::desk::{Desk, Material};
use crate::studio::Studio;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::path::Path;
use std::time::Duration;
use upbeat_testkit::material;

/// Whether every file of the first run is made.
pub const ALL_MADE: &str = "const bar = document.querySelector('[role=progressbar]');\
                            return bar !== null && bar.ariaValueMax > 0 && bar.ariaValueNow === bar.ariaValueMax;";
/// How far ahead a reminder is planned.
const AHEAD_S: u32 = 15;
/// From planning a reminder to its bar.
const DUE_LONGEST: Duration = Duration::from_secs(120);

#[test]
fn a_prepared_file_is_dragged_into_another_program() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let photo = material::small_photo(folder.path(), "coccinelle d’été.jpg")?;
    let studio = Studio::open()?;
    prepare_in_the_first_run(&studio, &photo)?;
    let _manager = studio.manager()?;
    let addresses = studio.drag_out("figure [draggable=true]")?;
    is_one_prepared_picture(&addresses)?;
    ensure!(!studio.text()?.contains("Préparer ces fichiers"), "no veil stands over the window");
    studio.point_and_press("button[lang=en]")?;
    studio.says("Drop a photo")?;
    Ok(())
}

#[test]
fn the_bar_comes_by_itself_at_its_time_and_its_file_is_dragged_into_another_program() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let photo = material::small_photo(folder.path(), "coccinelle d’été.jpg")?;
    let studio = Studio::open()?;
    studio.press("Aller au studio")?;
    let due = plan_by_hand(&studio, &photo)?;
    ensure!(studio.window_count() == 1, "nothing comes before its time");
    studio.until_within("the bar does not come by itself", DUE_LONGEST, || {
        Ok((studio.window_count() == 2).then_some(()))
    })?;
    let now = soon(&studio, 0)?;
    ensure!(now >= due, "the bar comes at {now}, due at {due}");
    ensure!(studio.page.other_window()? == 2, "the bar is a window of its own");
    studio.says("Instagram, à la main")?;
    studio.find("li[draggable=true] img")?;
    let _manager = studio.manager()?;
    is_one_prepared_picture(&studio.drag_out("li[draggable=true]")?)
}

/// Drops a photo on the first run, and waits until every file of it is made.
pub fn prepare_in_the_first_run(studio: &Studio, photo: &Path) -> Result<()> {
    studio.find("h1")?;
    studio.drop_files(&[photo])?;
    studio.find("figure [draggable=true] img")?;
    studio.until("the files are never all made", || {
        Ok((studio.page.run(ALL_MADE, json!([]))? == json!(true)).then_some(()))
    })
}

/// A picture for Instagram, by hand, in a short while; says when.
fn plan_by_hand(studio: &Studio, photo: &Path) -> Result<String> {
    let hand = json!({ "network": "instagram", "name": "jardin.brume" });
    studio.call("account_add_assisted", hand)?;
    let account = studio.call("account_list", json!({}))?["accounts"][0]["id"].clone();
    studio.call("media_import", json!({ "paths": [photo] }))?;
    let asset = studio.call("asset_list", json!({ "limit": 1 }))?["assets"][0]["id"].clone();
    let medium = json!({ "asset": asset, "alt": "Une coccinelle", "focus": null, "fit": "cover", "crops": {},
                         "cover_ms": null });
    let target = json!({ "network": "instagram", "account": account, "format": null });
    let draft = json!({
        "title": "", "state": "draft",
        "body": { "text": "Une coccinelle d’été. #jardin", "fields": {}, "media": [medium] },
        "targets": [target], "variants": [], "wish": null
    });
    let post = studio.call("post_create", json!({ "draft": draft }))?["id"].clone();
    let due = soon(studio, AHEAD_S)?;
    let at = json!({ "kind": "instant", "instant": due });
    studio.call("schedule", json!({ "post_id": post, "account_ids": [account], "at": at }))?;
    Ok(due)
}

/// What arrived in another program is one file, readable by it, and named after the photograph.
fn is_one_prepared_picture(addresses: &[String]) -> Result<()> {
    let [address] = addresses else { anyhow::bail!("one file was dragged: {addresses:?}") };
    let path = percent_decoded(address.strip_prefix("file://").context("a file's address")?)?;
    let bytes = std::fs::read(&path).with_context(|| path.clone())?;
    ensure!(bytes.starts_with(&[0xff, 0xd8]), "{path} is a prepared picture");
    ensure!(path.contains("coccinelle-d’été_"), "its name says what it is: {path}");
    Ok(())
}

#[test]
fn the_bar_copies_a_text_to_the_systems_clipboard_and_ends_in_a_receipt() -> Result<()> {
    let material = Material::make()?;
    let studio = Studio::open()?;
    studio.press("Aller au studio")?;
    let desk = Desk::lay(&studio, &material)?;
    let workspace = studio.call("studio_get", json!({}))?["workspace"]["id"].clone();
    studio.call("bar_open", json!({ "workspace_id": workspace, "publication_id": desk.due }))?;
    studio.until("the bar does not open", || Ok((studio.window_count() == 2).then_some(())))?;
    ensure!(studio.page.other_window()? == 2, "the bar is a window of its own");
    studio.press("Copier\u{a0}: Texte")?;
    studio.says("Copié")?;
    let clipboard = || -> Result<String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/clipboard.py");
        let said = studio.screen.command("/usr/bin/python3").arg(script).output()?;
        Ok(String::from_utf8(said.stdout)?)
    };
    studio.until("the text is not on the clipboard", || {
        Ok((clipboard()? == "On ouvre le jardin jeudi. #jardin").then_some(()))
    })?;
    let in_sight = "return arguments[0].getBoundingClientRect().bottom <= innerHeight;";
    let online = studio.named("button", "C’est en ligne")?;
    ensure!(studio.page.run(in_sight, json!([online.to_json()]))? == json!(true), "the ending is in sight");
    studio.picture("bar")?;
    studio.page.click(&online)?;
    studio.until("the bar stays open", || Ok((studio.window_count() == 1).then_some(())))?;
    studio.page.other_window()?;
    studio.until("the receipt is missing", || {
        let told = studio.call("publication_get", json!({ "id": desk.due }))?;
        Ok((told["publication"]["state"] == "published").then_some(()))
    })
}

#[test]
fn the_page_grows_and_shrinks_with_the_keys_for_it() -> Result<()> {
    let studio = Studio::open()?;
    studio.find("h1")?;
    let width = |studio: &Studio| -> Result<u64> {
        studio.page.run("return innerWidth;", json!([]))?.as_u64().context("a width")
    };
    let before = width(&studio)?;
    let _manager = studio.manager()?;
    studio.type_keys("ctrl+plus")?;
    studio.until("the page stays as it was", || Ok((width(&studio)? < before).then_some(())))?;
    studio.type_keys("ctrl+minus")?;
    studio.until("the page stays large", || Ok((width(&studio)? >= before).then_some(())))?;
    Ok(())
}

/// A path out of an address.
fn percent_decoded(text: &str) -> Result<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next(), rest.next()].map(|digit| char::from(digit.unwrap_or(b'?')));
            bytes.push(u8::from_str_radix(&digits.iter().collect::<String>(), 16)?);
        } else {
            bytes.push(byte);
        }
    }
    Ok(String::from_utf8(bytes)?)
}
