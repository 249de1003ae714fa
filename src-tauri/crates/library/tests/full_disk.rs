//! A disk without room: a small one of memory, mounted where only a child process sees it. Needs Linux
//! and the right to make a namespace; says loudly where not.

#![cfg(target_os = "linux")]

mod common;

use std::path::Path;
use std::process::Command;

use common::{Outcome, files, open, picture};
use upbeat_domain::code::Code;
use upbeat_library::Keep;

/// Names the mounted disk; only the child has it.
const CHILD: &str = "UPBEAT_TEST_SMALL_DISK";

const NAME: &str = "a_disk_without_room_is_told_with_the_files_name_and_keeps_no_half_copies";

/// Mounts a disk of 2 MB for the child alone and runs this very test on it.
const SCRIPT: &str = r#"mount -t tmpfs -o size=2m tmpfs "$1" || exit 77
UPBEAT_TEST_SMALL_DISK="$1" exec "$2" --exact "$3" --nocapture"#;

#[test]
fn a_disk_without_room_is_told_with_the_files_name_and_keeps_no_half_copies() -> Outcome {
    if let Some(disk) = std::env::var_os(CHILD) {
        return tokio::runtime::Runtime::new()?.block_on(on_the_small_disk(Path::new(&disk)));
    }
    let disk = tempfile::tempdir()?;
    let run = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh"])
        .arg(disk.path())
        .arg(std::env::current_exe()?)
        .arg(NAME)
        .output();
    let skip = |why: &str| eprintln!("SKIPPED: {NAME}: {why}");
    match run {
        Err(error) => skip(&format!("unshare can't be run: {error}")),
        Ok(output) if output.status.code() == Some(77) => skip("mounting isn't allowed here"),
        Ok(output) if String::from_utf8_lossy(&output.stderr).starts_with("unshare:") => {
            skip(&String::from_utf8_lossy(&output.stderr));
        }
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            let failed = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() && said.contains("1 passed"), "{said}\n{failed}");
        }
    }
    Ok(())
}

async fn on_the_small_disk(disk: &Path) -> Outcome {
    let workspace = disk.join("workspace");
    let (library, _) = open(&workspace).await?;
    let desk = tempfile::tempdir()?;
    let file = desk.path().join("one.jpg");
    picture(&file, 400, 300, 1)?;
    for keep in [Keep::Copy, Keep::Copy] {
        let imported = library.import(std::slice::from_ref(&file), keep).await;
        let failed: Vec<_> = imported.failures.iter().map(|error| (error.code(), error.subject())).collect();
        assert_eq!(failed, [(Code::StorageFull, "one.jpg")]);
        assert!(files(&workspace.join("media")).is_empty(), "half a copy stays");
    }
    let imported = library.import(&[file], Keep::Reference).await;
    assert!(imported.failures.is_empty(), "nothing has to be copied: {:?}", imported.failures);
    Ok(())
}
