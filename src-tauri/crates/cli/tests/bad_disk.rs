//! Disks and folders that don't play along: full, read-only, in the way. Each ends in a code, a message, a
//! subject and a way out in both languages; what was there stays, and nothing half made is left behind.

mod common;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use common::{Desk, error_in_both, error_typing, files, text};
use serde_json::Value;
use upbeat_testkit::material;
use upbeat_testkit::media::{GARDEN, picture};
use upbeat_testkit::skip::{pass_on, skipped};

#[test]
fn a_file_in_the_way_of_a_folder_is_said_before_any_work() -> Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    material::small_photo(&desk.work(), "photo.jpg")?;
    std::fs::write(desk.work().join("out"), b"a file is in the way")?;
    let args = ["prepare", "photo.jpg", "--for", "x", "--out", "out/deeper"];
    let error = error_in_both(&desk, &args, 1, "/error")?;
    ensure!(text(&error, "/code") == "storage.unwritable", "{error:#}");
    ensure!(text(&error, "/subject").ends_with("out/deeper"), "{error:#}");
    ensure!(std::fs::read(desk.work().join("out"))? == b"a file is in the way", "it is left alone");

    let data = desk.work().join("out/data");
    let desk = Desk::new().with_data(&data);
    for args in
        [&["post", "list"][..], &["post", "new", "--text", "Bonjour"], &["account", "list"], &["doctor"]]
    {
        let error = error_in_both(&desk, args, 1, "/error")?;
        ensure!(text(&error, "/code") == "storage.unwritable", "{args:?}: {error:#}");
        ensure!(text(&error, "/subject").contains(&*data.to_string_lossy()), "{args:?}: {error:#}");
    }
    Ok(())
}

/// Names the small disk; only the inner run has it.
const INSIDE: &str = "UPBEAT_TEST_SMALL_DISK";
const NAME: &str = "a_full_and_a_read_only_disk_are_told_and_lose_nothing";

/// Mounts a disk of memory that nobody else sees and runs this very test on it. Its size: the library
/// leaves 64 MB to others.
const SCRIPT: &str = r#"mount -t tmpfs -o size=96m tmpfs "$1" || exit 77
UPBEAT_TEST_SMALL_DISK="$1" exec "$2" --exact "$3" --nocapture"#;

#[test]
fn a_full_and_a_read_only_disk_are_told_and_lose_nothing() -> Result<()> {
    if let Some(disk) = std::env::var_os(INSIDE) {
        let disk = Path::new(&disk);
        results_on_a_full_disk(disk)?;
        workspace_on_a_full_disk(disk)?;
        return workspace_on_a_read_only_disk(disk);
    }
    if !material::is_here() {
        return Ok(());
    }
    let disk = tempfile::tempdir()?;
    let mut line = Command::new("unshare");
    line.args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh"]).arg(disk.path());
    let Ok(done) = line.arg(std::env::current_exe()?).arg(NAME).output() else {
        skipped("a disk can't be mounted here: no unshare");
        return Ok(());
    };
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    if done.status.code() == Some(77) || said.starts_with("unshare:") {
        skipped(format_args!("a disk can't be mounted here: {}", said.trim()));
        return Ok(());
    }
    pass_on(NAME, &said);
    ensure!(done.status.success() && said.contains("1 passed"), "{said}");
    Ok(())
}

/// Fills the disk up to so many free bytes; dropped, it frees them.
struct Filled(std::path::PathBuf);

impl Filled {
    fn up_to(disk: &Path, left_kb: u64) -> Result<Self> {
        let file = disk.join("filler");
        let said = Command::new("df").args(["--output=avail", "-k"]).arg(disk).output()?;
        let free: u64 =
            String::from_utf8(said.stdout)?.lines().last().context("free room")?.trim().parse()?;
        let filling = free.checked_sub(left_kb).context("room to fill")? * 1_024;
        std::fs::write(&file, vec![7; usize::try_from(filling)?])?;
        Ok(Self(file))
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}

fn results_on_a_full_disk(disk: &Path) -> Result<()> {
    let desk = Desk::new();
    material::small_photo(&desk.work(), "photo.jpg")?;
    picture(&desk.work(), "plain.png", GARDEN, &["-resize", "900x600!", "-strip"])?;
    upbeat_testkit::media::Film { seconds: 3, ..Default::default() }.write(&desk.work(), "film.mov")?;
    let out = disk.join("out");
    std::fs::create_dir(&out)?;
    let out = out.display().to_string();
    for (file, target) in [("photo.jpg", "x:image"), ("plain.png", "x:image"), ("film.mov", "instagram:reel")]
    {
        let filled = Filled::up_to(disk, 100)?;
        let args = ["prepare", file, "--for", target, "--out", &out];
        let error = error_in_both(&desk, &args, 1, "/failures/0")?;
        ensure!(text(&error, "/code") == "storage.full", "{file}: {error:#}");
        ensure!(
            files(Path::new(&out)).is_empty(),
            "{file}: half a result stays: {:?}",
            files(Path::new(&out))
        );
        drop(filled);
        let report = desk.json(&args);
        ensure!(report["renditions"].as_array().map(Vec::len) == Some(1), "with room it is made: {report:#}");
        std::fs::remove_dir_all(&out)?;
    }
    let filled = Filled::up_to(disk, 0)?;
    let error = error_in_both(&desk, &["prepare", "photo.jpg", "--for", "x", "--out", &out], 1, "")?;
    let error = error.get("error").or(error.pointer("/failures/0")).context("a failure")?;
    ensure!(text(error, "/code") == "storage.full", "no room for a folder's name: {error:#}");
    drop(filled);
    Ok(())
}

fn workspace_on_a_full_disk(disk: &Path) -> Result<()> {
    let desk = Desk::new().with_data(&disk.join("data"));
    let kept = desk.json(&["post", "new", "--text", "Avant que le disque soit plein"]);
    material::small_photo(&desk.work(), "photo.jpg")?;
    let filled = Filled::up_to(disk, 40)?;
    let long = "Une phrase qui prend de la place. ".repeat(4_000);
    let error = error_typing(&desk, &["post", "new", "--text", "-"], &long, 1, "/error")?;
    ensure!(
        text(&error, "/code") == "storage.full" && text(&error, "/subject").contains("data"),
        "{error:#}"
    );
    let picture = ["post", "new", "--text", "Regardez", "--media", "photo.jpg"];
    let error = error_in_both(&desk, &picture, 1, "/error")?;
    ensure!(text(&error, "/code") == "storage.full", "{error:#}");
    drop(filled);
    let list = desk.json(&["post", "list"]);
    ensure!(list["total"] == 1, "what was there stays, and nothing half written: {list:#}");
    ensure!(desk.json(&["post", "show", text(&kept, "/post/id")])["post"] == kept["post"], "word for word");
    desk.json(&picture);
    Ok(())
}

fn workspace_on_a_read_only_disk(disk: &Path) -> Result<()> {
    let desk = Desk::new().with_data(&disk.join("data"));
    let before: Value = desk.json(&["post", "list"])["total"].clone();
    remount(disk, "remount,ro")?;
    for args in [&["post", "new", "--text", "Bonjour"][..], &["account", "connect", "x", "--user", "brume"]] {
        let error = error_in_both(&desk, args, 1, "/error")?;
        ensure!(text(&error, "/code") == "storage.unwritable", "{args:?}: {error:#}");
    }
    let out = disk.join("elsewhere").display().to_string();
    let error = error_in_both(&desk, &["prepare", "photo.jpg", "--for", "x", "--out", &out], 1, "/error")?;
    ensure!(text(&error, "/code") == "storage.unwritable", "{error:#}");
    remount(disk, "remount,rw")?;
    ensure!(desk.json(&["post", "list"])["total"] == before, "nothing was lost");
    desk.json(&["post", "new", "--text", "Bonjour"]);
    Ok(())
}

fn remount(disk: &Path, options: &str) -> Result<()> {
    let status = Command::new("mount").args(["-o", options]).arg(disk).status()?;
    ensure!(status.success(), "mount -o {options}");
    Ok(())
}
