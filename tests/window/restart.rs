//! What was written is there after the studio was killed, and after its window was closed.

use crate::studio::{Start, Studio};
use anyhow::{Result, ensure};
use serde_json::json;
use std::time::Duration;

/// Each keystroke is on the disk within this time.
const DURABLE: Duration = Duration::from_millis(300);

#[test]
fn what_was_written_is_there_after_the_studio_was_killed() -> Result<()> {
    let words = "Un mot qui ne doit pas se perdre : été.";
    let studio = Studio::open()?;
    studio.press("Aller au studio")?;
    let editor = studio.find("[contenteditable=true]")?;
    studio.page.click(&editor)?;
    studio.page.keys(&editor, words)?;
    std::thread::sleep(DURABLE);
    let home = studio.kill();
    let studio = Studio::start(&Start::default(), home)?;
    studio.says(words)?;
    let posts = studio.call("post_list", json!({ "limit": 5 }))?;
    let post = studio.call("post_get", json!({ "id": posts["posts"][0]["id"] }))?;
    ensure!(post["draft"]["body"]["text"] == json!(words), "{post}");
    Ok(())
}

#[test]
fn what_was_just_typed_is_there_after_the_window_was_closed() -> Result<()> {
    let words = "Le dernier mot avant de fermer.";
    let studio = Studio::open()?;
    studio.press("Aller au studio")?;
    let editor = studio.find("[contenteditable=true]")?;
    studio.page.click(&editor)?;
    studio.page.keys(&editor, words)?;
    let home = studio.close()?;
    let studio = Studio::start(&Start::default(), home)?;
    studio.says(words)
}
