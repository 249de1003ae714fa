//! Data that were damaged while the studio was closed: the way back, in the system's own window where the studio
//! can't open, and in the studio's for a client that is not on screen.

use crate::studio::{Start, Studio};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const FIRST: (&str, &str) = ("Jardin Brume", "Le premier jour du jardin.");
const SHOWN: (&str, &str) = ("Atelier Brume", "Le premier four de l’atelier.");
/// Backups are made a minute after the start.
const BACKUP_LONGEST: Duration = Duration::from_secs(120);
const SHOW_LONGEST: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const DRAWN: Duration = Duration::from_millis(700);
/// What is torn out of a database: its first two pages, bytes.
const TORN_BYTES: usize = 8_192;

#[test]
fn a_damaged_client_comes_back_from_its_backup_on_screen_or_not() -> Result<()> {
    let studio = Studio::open()?;
    let databases = two_clients_with_a_backup(&studio)?;
    let _manager = studio.manager()?;
    studio.call("settings_set", json!({ "background": false }))?;
    studio.close_window()?;
    for database in &databases {
        tear(database)?;
    }
    restored_at_the_start(&studio)?;

    let studio = Studio::start(&Start::default(), studio.kill())?;
    studio.says(SHOWN.1)?;
    let troubled = studio.call("studio_get", json!({}))?["troubled"].clone();
    ensure!(
        troubled[0]["error"]["code"] == json!("storage.damaged"),
        "the other client is told: {troubled:#}"
    );
    studio.picture("restored-1-told")?;
    studio.press(&format!("{}\u{a0}: données abîmées, restaurez une sauvegarde", FIRST.0))?;
    let restore = studio.find("[role=dialog] li button")?;
    studio.picture("restored-2-backups")?;
    studio.page.click(&restore)?;
    studio.says("Sauvegarde restaurée")?;
    let workspaces = studio.call("studio_get", json!({}))?;
    ensure!(workspaces["troubled"] == json!([]), "{workspaces:#}");
    let first = client(&workspaces, FIRST.0)?;
    studio.call("workspace_open", json!({ "id": first }))?;
    studio.reload()?;
    studio.says(FIRST.1)
}

/// Two clients with a post each, the second one on screen; their databases, once each has a backup.
fn two_clients_with_a_backup(studio: &Studio) -> Result<Vec<PathBuf>> {
    let first = studio.call("studio_get", json!({}))?["workspace"]["id"].clone();
    studio.call("workspace_rename", json!({ "id": first, "name": FIRST.0 }))?;
    write(studio, FIRST.1)?;
    studio.call("workspace_create", json!({ "name": SHOWN.0, "zone": "Europe/Paris", "lang": "fr" }))?;
    write(studio, SHOWN.1)?;
    let studio_now = studio.call("studio_get", json!({}))?;
    let folder = |name| -> Result<PathBuf> {
        let id = client(&studio_now, name)?;
        let workspaces = studio.home.path().join("studio/workspaces");
        Ok(workspaces.join(id.as_str().context("an id")?))
    };
    let folders = [folder(FIRST.0)?, folder(SHOWN.0)?];
    studio.until_within("no backup is made", BACKUP_LONGEST, || {
        let made =
            |folder: &PathBuf| std::fs::read_dir(folder.join("backups")).is_ok_and(|all| all.count() > 0);
        Ok(folders.iter().all(made).then_some(()))
    })?;
    Ok(folders.map(|folder| folder.join("workspace.db")).to_vec())
}

fn write(studio: &Studio, text: &str) -> Result<Value> {
    let draft = json!({ "title": "", "state": "draft", "body": { "text": text, "fields": {}, "media": [] },
                        "targets": [], "variants": [], "wish": null });
    studio.call("post_create", json!({ "draft": draft }))
}

fn client(studio: &Value, name: &str) -> Result<Value> {
    let all = studio["workspaces"].as_array().context("clients")?;
    let found = all.iter().find(|one| one["name"] == json!(name));
    Ok(found.with_context(|| format!("{name} is not listed: {studio:#}"))?["id"].clone())
}

fn tear(database: &Path) -> Result<()> {
    let mut bytes = std::fs::read(database).with_context(|| database.display().to_string())?;
    bytes.get_mut(..TORN_BYTES).context("a database")?.fill(0xa5);
    Ok(std::fs::write(database, bytes)?)
}

/// The studio can't open: the system's window says so, restores, says what to look at, and the studio opens.
fn restored_at_the_start(studio: &Studio) -> Result<()> {
    let (_started, log) = studio.start_beside()?;
    comes_in_front(studio, "Upbeat ne peut pas s’ouvrir", "restored-start-1-refused")?;
    studio.press_key("Return")?;
    comes_in_front(studio, "Sauvegarde restaurée", "restored-start-2-restored")?;
    studio.press_key("Return")?;
    let started = Instant::now();
    while !std::fs::read_to_string(&log)?.contains("studio_ready") {
        ensure!(started.elapsed() < SHOW_LONGEST, "the studio does not open after the restore");
        std::thread::sleep(LOOK_AGAIN);
    }
    studio.screen_picture("restored-start-3-open").map(|_| ())
}

/// Waits for the window of that title, and takes its picture. Why not `until`: there is no page to ask what went wrong.
fn comes_in_front(studio: &Studio, title: &str, picture: &str) -> Result<()> {
    let started = Instant::now();
    loop {
        let in_front = studio.in_front()?;
        if in_front == title || started.elapsed() > SHOW_LONGEST {
            // Why later: the window may be there before it is drawn.
            std::thread::sleep(DRAWN);
            let picture = studio.screen_picture(picture)?;
            ensure!(in_front == title, "“{in_front}” is in front, not “{title}”: {}", picture.display());
            return Ok(());
        }
        std::thread::sleep(LOOK_AGAIN);
    }
}
