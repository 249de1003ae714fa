//! What leaves the window: a prepared file by drag, a text by the clipboard; and the page's own zoom.

use crate::desk::{Desk, Material};
use crate::studio::Studio;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::path::Path;
use upbeat_testkit::material;

#[test]
fn a_prepared_file_is_dragged_into_another_program() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let photo = material::small_photo(folder.path(), "coccinelle d’été.jpg")?;
    let studio = Studio::open()?;
    studio.find("h1")?;
    studio.drop_files(&[&photo])?;
    studio.find("figure [draggable=true] img")?;
    studio.until("the files are never all made", || {
        let made = "const bar = document.querySelector('[role=progressbar]');\
                    return bar !== null && bar.ariaValueMax > 0 && bar.ariaValueNow === bar.ariaValueMax;";
        Ok((studio.page.run(made, json!([]))? == json!(true)).then_some(()))
    })?;
    let _manager = studio.manager()?;
    let addresses = studio.drag_out("figure [draggable=true]")?;
    let [address] = addresses.as_slice() else { anyhow::bail!("one file was dragged: {addresses:?}") };
    let path = percent_decoded(address.strip_prefix("file://").context("a file's address")?)?;
    let bytes = std::fs::read(&path).with_context(|| path.clone())?;
    ensure!(bytes.starts_with(&[0xff, 0xd8]), "{path} is a prepared picture");
    ensure!(path.contains("coccinelle-d’été_"), "its name says what it is: {path}");
    ensure!(!studio.text()?.contains("Préparer ces fichiers"), "no veil stands over the window");
    studio.point_and_press("button[lang=en]")?;
    studio.says("Drop a photo")?;
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
