//! Without any account: what was dropped and prepared is saved into a folder that the person chooses in the system's
//! own dialog.

use crate::out::prepare_in_the_first_run;
use crate::studio::Studio;
use anyhow::{Result, ensure};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use upbeat_testkit::material;

/// What the system's dialog takes to be drawn, and to look into a folder: it says neither.
const DIALOG_CALM: Duration = Duration::from_secs(1);
const DIALOG_LONGEST: Duration = Duration::from_secs(30);

#[test]
fn prepared_files_are_saved_into_a_folder_chosen_in_the_systems_dialog() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let photo = material::small_photo(folder.path(), "coccinelle.jpg")?;
    let chosen = folder.path().join("client");
    std::fs::create_dir(&chosen)?;
    let studio = Studio::open()?;
    prepare_in_the_first_run(&studio, &photo)?;
    let shown = studio.page.all("figure [draggable=true]")?.len();
    let _manager = studio.manager()?;
    let button = studio.named("button", "Enregistrer dans un dossier")?;
    studio.page.run("arguments[0].id = 'to-folder';", json!([button.to_json()]))?;
    // With the pointer, not through the driver: the page answers nothing while the dialog is open.
    studio.point_and_press("#to-folder")?;
    soon("no dialog opens", || Ok(studio.in_front()? != "Upbeat"))?;
    std::thread::sleep(DIALOG_CALM);
    studio.screen_picture("folder-1-dialog")?;
    studio.type_text(&chosen.to_string_lossy(), "40")?;
    std::thread::sleep(DIALOG_CALM);
    // The first one may only end the list of proposals.
    soon("the dialog stays open", || {
        studio.press_key("Return")?;
        std::thread::sleep(DIALOG_CALM);
        Ok(studio.in_front()? == "Upbeat")
    })?;
    studio.until("not every file is saved", || Ok((files(&chosen)?.len() >= shown).then_some(())))?;
    for file in files(&chosen)? {
        let kind = std::fs::read(&file)?;
        ensure!(kind.starts_with(&[0xff, 0xd8, 0xff]), "{} is no JPEG", file.display());
    }
    studio.picture("folder-3-told").map(|_| ())
}

/// Waits without a word to the page.
fn soon(why: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let started = Instant::now();
    while !is_so()? {
        ensure!(started.elapsed() < DIALOG_LONGEST, "{why}");
        std::thread::sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// Every file below a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}
