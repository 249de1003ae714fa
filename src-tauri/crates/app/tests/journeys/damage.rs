//! A database that is damaged: found, told, nothing goes out of it, and there is a way back.

use std::path::{Path, PathBuf};
use std::time::Duration;

use upbeat_app::event::Alarm;
use upbeat_app::{Options, Studio, backup, glance, housekeeping, post, queue, workspace};
use upbeat_domain::code::Code;
use upbeat_domain::id::{PostId, WorkspaceId};
use upbeat_domain::lang::Lang;
use upbeat_domain::publication::PublicationState as State;
use upbeat_store::DATABASE;
use upbeat_store::studio::workspace_folder;

use crate::desk::{Desk, start};

const WEEK_S: i64 = 7 * 86_400;

fn database(data: &Path, id: WorkspaceId) -> PathBuf {
    workspace_folder(data, id).join(DATABASE)
}

/// Makes an index lack a row: the database opens and works, only the look at every page tells.
fn spoil_an_index(file: &Path, post: PostId) -> anyhow::Result<()> {
    let mut bytes = std::fs::read(file)?;
    let id = post.uuid().into_bytes();
    let last = (0..bytes.len() - id.len()).rev().find(|from| bytes[*from..].starts_with(&id)).unwrap();
    bytes[last + 15] ^= 0xff;
    Ok(std::fs::write(file, bytes)?)
}

/// Makes a file that can't be opened.
fn spoil_the_head(file: &Path) -> anyhow::Result<()> {
    let mut bytes = std::fs::read(file)?;
    bytes[..4_096].fill(0xa5);
    Ok(std::fs::write(file, bytes)?)
}

/// As it is made every day while Upbeat runs.
async fn back_up(studio: &Studio) -> anyhow::Result<()> {
    let made = studio.shown().store.back_up_daily(studio.clock().now()).await?;
    anyhow::ensure!(made.is_some(), "no backup");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_is_found_within_a_week_told_and_nothing_goes_out_until_a_backup_stands_there()
-> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let id = desk.studio.workspace().await?.id;
    let post = desk.draft("Bonjour", Vec::new()).await?;
    let publication = desk.plan(post, desk.account().await?, WEEK_S + 600).await?;
    housekeeping::round(&desk.studio).await;
    let file = database(desk.studio.data(), id);
    let desk = desk.restarted(async |_| spoil_an_index(&file, post), |options| options).await?;
    let mut alarms = desk.studio.alarms();
    desk.hands.advance(Duration::from_secs(3 * 86_400));
    housekeeping::round(&desk.studio).await;
    assert!(alarms.try_recv().is_err(), "not looked at every day");

    desk.hands.advance(Duration::from_secs(4 * 86_400));
    housekeeping::round(&desk.studio).await;
    let Alarm::Damaged { client, failure } = alarms.try_recv()? else { anyhow::bail!("another alarm") };
    assert_eq!((client.as_str(), failure.code), ("My first client", Code::StorageDamaged));
    let glance = glance::glance(&desk.studio).await?;
    assert_eq!(
        glance.troubled.iter().map(|one| (one.id, one.failure.code)).collect::<Vec<_>>(),
        [(id, Code::StorageDamaged)]
    );
    desk.hands.advance(Duration::from_secs(700));
    let refused = queue::run(&desk.studio, true, std::future::pending()).await.unwrap_err();
    assert_eq!((refused.code, desk.server.requests()), (Code::StorageDamaged, 0));

    let damaged = std::fs::read(&file)?;
    let restored = backup::restore_here(&desk.studio, id, backup::LATEST.to_owned()).await?;
    assert_eq!(restored.backup.held.map(|held| (held.posts, held.publications)), Ok((1, 1)));
    assert_eq!(std::fs::read(restored.set_aside)?.len(), damaged.len(), "the damaged one is kept");
    assert!(glance::glance(&desk.studio).await?.troubled.is_empty());
    desk.run().await?;
    assert_eq!(desk.server.requests(), 0, "what is planned there may be out since: the person looks first");
    assert!(queue::gate(&desk.studio).await?.paused);
    queue::pause(&desk.studio, false).await?;
    desk.run().await?;
    assert_eq!((desk.publication(publication).await?.state, desk.server.requests()), (State::Published, 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cant_be_opened_is_named_and_restored_while_another_is_on_screen() -> anyhow::Result<()>
{
    let desk = Desk::open().await?;
    let other = desk.studio.workspace().await?.id;
    let broken = workspace::create(&desk.studio, "Mairie", chrono_tz::Europe::Paris, Lang::Fr).await?.id;
    let kept = desk.draft("avant la sauvegarde", Vec::new()).await?;
    back_up(&desk.studio).await?;
    let lost = desk.draft("après la sauvegarde", Vec::new()).await?;
    let options = |options| Options { or_another: true, ..options };
    let desk = desk.restarted(async |data| spoil_the_head(&database(data, broken)), options).await?;
    assert_eq!(desk.studio.workspace().await?.id, other, "the others are not kept from their work");
    let [troubled] = &glance::glance(&desk.studio).await?.troubled[..] else { anyhow::bail!("not named") };
    assert_eq!(
        (troubled.id, troubled.name.as_str(), troubled.failure.code),
        (broken, "Mairie", Code::StorageDamaged)
    );
    let listed = backup::of(desk.studio.data(), broken).await?;
    assert_eq!(listed.backups.len(), 1);
    let name = listed.backups[0].name.clone();
    assert_eq!(name, format!("day-{}.db", start().to_utc().format("%Y-%m-%d")));
    backup::restore_here(&desk.studio, broken, name).await?;
    assert!(glance::glance(&desk.studio).await?.troubled.is_empty());
    workspace::open(&desk.studio, broken).await?;
    assert!(post::get(&desk.studio, kept).await.is_ok());
    let gone = post::get(&desk.studio, lost).await.err().map(|failure| failure.code);
    assert_eq!(gone, Some(Code::NotFound));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_never_given_another_client_than_its_own() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let broken = workspace::create(&desk.studio, "Mairie", chrono_tz::Europe::Paris, Lang::Fr).await?.id;
    let spoil = async |data: &Path| spoil_the_head(&database(data, broken));
    let refused = desk.restarted(spoil, |options| options).await.err().unwrap();
    assert_eq!(refused.downcast::<upbeat_app::Failure>()?.code, Code::StorageDamaged);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_workspace_is_not_restored_over_by_another_process() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    back_up(&desk.studio).await?;
    let backups = backup::list(Some(desk.studio.data().to_owned()), None).await?;
    let refused = backup::restore(&backups, backup::LATEST, start()).await.unwrap_err();
    assert_eq!((refused.code, refused.subject.as_deref()), (Code::StorageInUse, Some("My first client")));
    let unknown = backup::restore(&backups, "../workspace.db", start()).await.unwrap_err();
    assert_eq!(unknown.code, Code::NotFound, "only what is in the list has a name");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn originals_that_a_backup_doesnt_know_are_not_swept_after_a_restore() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let id = desk.studio.workspace().await?.id;
    back_up(&desk.studio).await?;
    let file = desk.folder.path().join("point.png");
    std::fs::write(&file, PNG)?;
    let asset = desk.import(file).await?;
    let original = desk.studio.shown().library.original(asset).await?.1;
    backup::restore_here(&desk.studio, id, backup::LATEST.to_owned()).await?;
    desk.hands.advance(Duration::from_secs(86_400));
    housekeeping::round(&desk.studio).await;
    assert!(original.is_file(), "the database that was set aside still knows it");
    Ok(())
}

/// The smallest picture: one pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0,
    0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63,
    0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0xc9, 0xfe, 0x92, 0xef, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae,
    0x42, 0x60, 0x82,
];
