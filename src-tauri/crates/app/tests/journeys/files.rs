//! What becomes of a post whose files can't be made in time: a trouble of this computer passes, one of the
//! file is the person's to mend.

use std::path::{Path, PathBuf};
use std::process::Command;

use upbeat_app::prepare;
use upbeat_domain::code::Code;
use upbeat_domain::publication::{PublicationState as State, Refusal};
use upbeat_testkit::material;
use upbeat_testkit::skip::skipped_in;

use crate::desk::Desk;

/// Names the mounted disk; only the child has it.
const CHILD: &str = "UPBEAT_TEST_SMALL_DISK";

const NAME: &str = "files::a_full_disk_delays_a_post_and_it_goes_out_once_when_there_is_room";

/// Mounts a disk of 128 MB for the child alone and runs this very test on it.
const SCRIPT: &str = r#"mount -t tmpfs -o size=128m tmpfs "$1" || exit 77
UPBEAT_TEST_SMALL_DISK="$1" exec "$2" --exact "$3" --nocapture"#;

/// Room left on the full disk, bytes: enough for the database's few pages, too little for the picture.
const LEFT_BYTES: u64 = 400_000;

#[test]
fn a_full_disk_delays_a_post_and_it_goes_out_once_when_there_is_room() -> anyhow::Result<()> {
    if let Some(disk) = std::env::var_os(CHILD) {
        return tokio::runtime::Runtime::new()?.block_on(on_the_small_disk(Path::new(&disk)));
    }
    if !material::is_here() {
        return Ok(());
    }
    let disk = tempfile::tempdir()?;
    let run = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh"])
        .arg(disk.path())
        .arg(std::env::current_exe()?)
        .arg(NAME)
        .output();
    let skip = |why: &str| skipped_in(NAME, why);
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

async fn on_the_small_disk(disk: &Path) -> anyhow::Result<()> {
    let desk = Desk::at(tempfile::tempdir()?, &disk.join("data")).await?;
    let asset = desk.import(material::photo(desk.folder.path(), "IMG_0001.jpg")?).await?;
    let post = desk.draft("Bonjour", vec![asset]).await?;
    let id = desk.plan(post, desk.account().await?, 0).await?;
    let filler = disk.join("films of somebody else");
    let free = upbeat_os::disk::free_bytes(disk)?;
    std::fs::write(&filler, vec![7; usize::try_from(free - LEFT_BYTES)?])?;
    desk.run().await?;
    let waiting = desk.publication(id).await?;
    let trouble = waiting.trouble.unwrap();
    assert_eq!((waiting.state, trouble.code), (State::Planned, Code::StorageFull), "{:?}", trouble.detail);
    assert_eq!(trouble.refusal, None, "nothing about the post has to be changed");
    assert!(waiting.retry_at.is_some(), "it is tried again by itself");
    assert_eq!(desk.server.requests(), 0);
    std::fs::remove_file(filler)?;
    desk.pass(60).await?;
    let published = desk.publication(id).await?;
    assert_eq!((published.state, published.trouble), (State::Published, None));
    assert_eq!(desk.server.requests(), 1);
    Ok(())
}

/// The original's file in the library.
async fn original(desk: &Desk) -> anyhow::Result<(PathBuf, upbeat_domain::id::PublicationId)> {
    let asset = desk.import(material::small_photo(desk.folder.path(), "coccinelle.jpg")?).await?;
    let post = desk.draft("Bonjour", vec![asset]).await?;
    let id = desk.plan(post, desk.account().await?, 0).await?;
    Ok((desk.studio.shown().library.original(asset).await?.1, id))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_original_that_is_away_for_a_while_delays_a_post() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let (file, id) = original(&desk).await?;
    let away = desk.folder.path().join("away");
    std::fs::rename(&file, &away)?;
    desk.run().await?;
    let waiting = desk.publication(id).await?;
    assert_eq!((waiting.state, waiting.trouble.unwrap().code), (State::Planned, Code::MediaUnreadable));
    std::fs::rename(&away, &file)?;
    desk.pass(60).await?;
    assert_eq!(desk.publication(id).await?.state, State::Published);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_original_that_is_damaged_is_the_persons_to_replace() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let (file, id) = original(&desk).await?;
    let bytes = std::fs::read(&file)?;
    let mut permissions = std::fs::metadata(&file)?.permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "a file of the test's own")]
    permissions.set_readonly(false);
    std::fs::set_permissions(&file, permissions)?;
    std::fs::write(&file, &bytes[..bytes.len() / 4])?;
    desk.run().await?;
    let refused = desk.publication(id).await?;
    let trouble = refused.trouble.unwrap();
    assert_eq!((refused.state, trouble.refusal), (State::Rejected, Some(Refusal::Edit)), "{trouble:?}");
    assert_eq!(desk.server.requests(), 0);
    Ok(())
}

/// Stops everything that is being prepared in the workspace on screen, or waits to be. How many that was.
async fn stop(desk: &Desk) -> anyhow::Result<u32> {
    let jobs = desk.studio.shown().library.active().await?;
    Ok(prepare::cancel(&desk.studio, jobs.iter().map(|job| job.id).collect()).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_files_were_stopped_gets_them_when_it_goes_out() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let (_, id) = original(&desk).await?;
    assert_eq!(stop(&desk).await?, 1, "planning asks for its file");
    desk.run().await?;
    assert_eq!(desk.publication(id).await?.state, State::Published);
    assert_eq!(desk.server.requests(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_files_are_stopped_while_it_goes_out_is_tried_again_by_itself() -> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let asset = desk.import(material::photo(desk.folder.path(), "IMG_0001.jpg")?).await?;
    let post = desk.draft("Bonjour", vec![asset]).await?;
    let id = desk.plan(post, desk.account().await?, 0).await?;
    // Why again and again: it is also asked for before the post waits for it.
    let stopping = desk.until("it is put off", async || {
        stop(&desk).await.is_ok() && desk.publication(id).await.is_ok_and(|found| found.trouble.is_some())
    });
    let (ran, stopped) = tokio::join!(desk.run(), stopping);
    ran?;
    stopped?;
    let waiting = desk.publication(id).await?;
    assert_eq!(
        (waiting.state, waiting.trouble.map(|trouble| trouble.code)),
        (State::Planned, Some(Code::MediaStopped))
    );
    desk.pass(60).await?;
    assert_eq!(desk.publication(id).await?.state, State::Published);
    assert_eq!(desk.server.requests(), 1);
    Ok(())
}
