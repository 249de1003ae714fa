//! How long the window stands still while the person works: written down for the tour's page, judged by nobody here.
//!
//! The page itself notes two things: the time between its frames, which is also the screen's, and how long its thread
//! was busy at a stretch, which is ours: a timer that is due at once comes that much late.

use crate::studio::{Studio, pictures};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use upbeat_testkit::material;
use upbeat_testkit::media::Photo;

/// What is typed, letters without accents: `xdotool` changes the keyboard for others, which a person never does.
const WORDS: &str = "The garden woke up this morning and nobody was there to see it but a ladybird. ";
const TYPED: usize = 200;
/// A quick hand: the pause between two letters, milliseconds.
const BETWEEN_LETTERS_MS: &str = "40";
const PHOTOGRAPHS: usize = 20;
const FURTHER: usize = 100;
const IMPORT_LONGEST: Duration = Duration::from_secs(180);
/// Turns of the wheel, to the end of the library and back.
const TURNS: &str = "40";

#[test]
fn the_time_between_frames_is_noted_while_the_person_types_imports_and_scrolls() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let photographs = photographs(folder.path())?;
    let studio = Studio::open()?;
    studio.press("Aller au studio")?;
    // What this machine's screen does by itself, to read the others beside.
    let mut told = vec![watched(&studio, "nothing, for three seconds", |_| {
        std::thread::sleep(Duration::from_secs(3));
        Ok(())
    })?];
    for network in ["Instagram", "Facebook", "LinkedIn", "X"] {
        studio.choose("Ajouter un réseau sans compte", network)?;
    }
    told.push(watched(&studio, "typing 200 characters into a post for four networks", type_into_compose)?);
    studio.press("Médiathèque")?;
    told.push(watched(&studio, "importing 20 photographs of 12 megapixels", |studio| {
        import(studio, &photographs)
    })?);
    fill(&studio, folder.path())?;
    told.push(watched(&studio, "scrolling a library of 120 to its end and back", scroll)?);
    std::fs::create_dir_all(pictures())?;
    Ok(std::fs::write(pictures().join("frames.json"), serde_json::to_string_pretty(&told)?)?)
}

/// Photographs of twelve megapixels.
fn photographs(folder: &Path) -> Result<Vec<PathBuf>> {
    let shot = Photo { upright_px: (4_032, 3_024), private: true, ..Photo::default() };
    copies(&shot.write(folder, "IMG.jpg")?, PHOTOGRAPHS)
}

/// Further pictures, so that the library is longer than the window.
fn fill(studio: &Studio, folder: &Path) -> Result<()> {
    let paths = copies(&material::small_photo(folder, "coccinelle.jpg")?, FURTHER)?;
    studio.call("media_import", json!({ "paths": paths }))?;
    arrived(studio, PHOTOGRAPHS + FURTHER)
}

/// Copies of a picture that are all different files: nobody reads what stands after a JPEG's end.
fn copies(picture: &Path, count: usize) -> Result<Vec<PathBuf>> {
    let first = std::fs::read(picture)?;
    let copy = |number: usize| -> Result<PathBuf> {
        let file = picture.with_extension(format!("{number}.jpg"));
        std::fs::write(&file, [&first[..], number.to_string().as_bytes()].concat())?;
        Ok(file)
    };
    (1..=count).map(copy).collect()
}

/// Does something, and says what the page noted of its frames meanwhile.
fn watched(studio: &Studio, what: &str, work: impl FnOnce(&Studio) -> Result<()>) -> Result<Value> {
    // Why less four: a timer that is set by a timer waits four milliseconds at least (HTML, "timers").
    let begin = "const noted = { gaps: [], tasks: [] };\
                 window.upbeatFrames = noted;\
                 const note = (times, ask, least) => {\
                   times.last = performance.now();\
                   const next = () => {\
                     const now = performance.now(); times.push(now - times.last - least); times.last = now;\
                     if (window.upbeatFrames === noted) ask(next);\
                   };\
                   ask(next);\
                 };\
                 note(noted.gaps, requestAnimationFrame, 0);\
                 note(noted.tasks, (next) => setTimeout(next, 0), 4);";
    // What is under way still counts.
    let end = "const { gaps, tasks } = window.upbeatFrames; delete window.upbeatFrames;\
               for (const times of [gaps, tasks]) times.push(performance.now() - times.last);\
               const longest = (times) => Math.max(0, Math.round(Math.max(...times)));\
               const long = (times) => times.filter((time) => time > 100).length;\
               return { frames: gaps.length, longest_ms: longest(gaps), over_100_ms: long(gaps),\
                        busy_longest_ms: longest(tasks), busy_over_100_ms: long(tasks) };";
    studio.page.run(begin, json!([]))?;
    work(studio)?;
    let mut noted = studio.page.run(end, json!([]))?;
    ensure!(noted["frames"].as_u64().is_some_and(|frames| frames > 1), "the page drew nothing: {noted}");
    noted["what"] = json!(what);
    Ok(noted)
}

fn type_into_compose(studio: &Studio) -> Result<()> {
    let _manager = studio.manager()?;
    let editor = studio.find("[contenteditable=true]")?;
    studio.until("the editor does not take the focus", || {
        studio.point_and_press("[contenteditable=true]")?;
        let has = "return document.activeElement === arguments[0];";
        Ok((studio.page.run(has, json!([editor.to_json()]))? == json!(true)).then_some(()))
    })?;
    let text: String = WORDS.chars().cycle().take(TYPED).collect();
    studio.type_text(&text, BETWEEN_LETTERS_MS)?;
    studio.until("not every letter arrived", || {
        let said =
            studio.page.run("return arguments[0].innerText.trim().length;", json!([editor.to_json()]))?;
        Ok((said.as_u64() == u64::try_from(text.trim().len()).ok()).then_some(()))
    })
}

fn import(studio: &Studio, photographs: &[PathBuf]) -> Result<()> {
    studio.drop_files(&photographs.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    arrived(studio, PHOTOGRAPHS)
}

fn arrived(studio: &Studio, count: usize) -> Result<()> {
    studio.until_within("the pictures are not all there", IMPORT_LONGEST, || {
        let there = studio.call("asset_list", json!({ "limit": 200 }))?;
        Ok((there["assets"].as_array().map_or(0, Vec::len) == count).then_some(()))
    })
}

fn scroll(studio: &Studio) -> Result<()> {
    let left = |end: &str| -> Result<f64> {
        let script = "const list = document.querySelector('main [role=listbox]');\
                      const bottom = list.scrollHeight - list.clientHeight - list.scrollTop;\
                      return arguments[0] === 'bottom' ? bottom : list.scrollTop;";
        studio.page.run(script, json!([end]))?.as_f64().context("a place in the list")
    };
    let _manager = studio.manager()?;
    studio.turn_wheel("main [role=listbox]", "5", TURNS)?;
    studio.until("the library isn't scrolled to its end", || Ok((left("bottom")? < 1.0).then_some(())))?;
    studio.turn_wheel("main [role=listbox]", "4", TURNS)?;
    studio.until("the library doesn't scroll back", || Ok((left("top")? < 1.0).then_some(())))
}
