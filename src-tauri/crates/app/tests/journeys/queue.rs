//! The queues of all workspaces, worked by one background.

use std::collections::BTreeSet;
use std::time::Duration;

use upbeat_app::{publication, queue, workspace};
use upbeat_domain::lang::Lang;
use upbeat_domain::publication::PublicationState as State;
use upbeat_testkit::material;

use crate::desk::Desk;

/// The six posts are due within this minute.
const DUE_S: i64 = 300;

#[tokio::test(flavor = "multi_thread")]
async fn six_clients_due_in_one_minute_are_published_once_each_while_a_seventh_is_on_screen()
-> anyhow::Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::open().await?;
    let on_screen = desk.studio.workspace().await?.id;
    let photo = material::small_photo(desk.folder.path(), "coccinelle.jpg")?;
    let mut planned = Vec::new();
    for number in 1..=6 {
        let name = format!("Client {number}");
        let client = workspace::create(&desk.studio, &name, chrono_tz::Europe::Paris, Lang::Fr).await?;
        let asset = desk.import(photo.clone()).await?;
        let post = desk.draft(&format!("Bonjour de {name}"), vec![asset]).await?;
        let account = desk.account().await?;
        planned.push((client.id, desk.plan(post, account, DUE_S + number).await?));
    }
    workspace::open(&desk.studio, on_screen).await?;
    desk.hands.advance(Duration::from_secs(360));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let studio = desk.studio.clone();
    let background = tokio::spawn(async move {
        queue::work(&studio, async {
            let _stop = stopped.await;
        })
        .await;
    });
    desk.until("six posts on the network", async || desk.server.posts().len() >= 6).await?;
    assert_eq!(desk.studio.workspace().await?.id, on_screen, "the screen stays where it is");
    let _told = stop.send(());
    // What is under way is finished before the background ends: whatever is sent twice shows here.
    background.await?;
    let texts: BTreeSet<String> = desk.server.posts().into_iter().map(|post| post.text).collect();
    let wanted: BTreeSet<String> = (1..=6).map(|number| format!("Bonjour de Client {number}")).collect();
    assert_eq!((texts, desk.server.requests()), (wanted, 6), "each client's post, and no request more");
    for (client, id) in planned {
        workspace::open(&desk.studio, client).await?;
        let found = publication::get(&desk.studio, id).await?.view;
        assert_eq!(found.publication.state, State::Published);
        assert!(found.receipt().is_some_and(|receipt| receipt.url.is_some()), "with its receipt");
        assert_eq!(found.publication.parts[0].attempts.len(), 1, "tried once");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_queue_with_something_due_is_idle() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let post = desk.draft("Bonjour", Vec::new()).await?;
    let id = desk.plan(post, desk.account().await?, 0).await?;
    queue::pause(&desk.studio, true).await?;
    desk.run().await?;
    assert_eq!((desk.publication(id).await?.state, desk.server.requests()), (State::Planned, 0));
    queue::pause(&desk.studio, false).await?;
    desk.run().await?;
    assert_eq!(desk.publication(id).await?.state, State::Published);
    Ok(())
}
