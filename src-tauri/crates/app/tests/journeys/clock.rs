//! A clock that was set: nothing goes out until the person says that it is right, and the person is told.

use std::time::Duration;

use upbeat_app::event::{Alarm, Event, Noun};
use upbeat_app::{glance, queue, workspace};
use upbeat_domain::lang::Lang;
use upbeat_domain::publication::PublicationState as State;

use crate::desk::{Desk, start};

/// How far the clock is set, seconds.
const JUMP_S: i64 = 7_200;

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_is_told_once_for_all_clients_and_holds_them_until_it_is_said_to_be_right()
-> anyhow::Result<()> {
    let desk = Desk::open().await?;
    let mut planned = Vec::new();
    for name in ["Mairie", "Café"] {
        let client = workspace::create(&desk.studio, name, chrono_tz::Europe::Paris, Lang::Fr).await?;
        let post = desk.draft(name, Vec::new()).await?;
        planned.push((client.id, desk.plan(post, desk.account().await?, JUMP_S + 60).await?));
        desk.run().await?;
    }
    desk.hands.set_wall(start().plus_secs(JUMP_S + 90));
    desk.run().await?;
    assert_eq!(desk.server.requests(), 0, "nothing goes out");
    let (mut alarms, mut events) = (desk.studio.alarms(), desk.studio.events());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let studio = desk.studio.clone();
    let background = tokio::spawn(async move {
        queue::work(&studio, async {
            let _stop = stopped.await;
        })
        .await;
    });
    let alarm = tokio::time::timeout(Duration::from_secs(30), alarms.recv()).await??;
    let Alarm::Clock(hold) = alarm else { anyhow::bail!("another alarm") };
    assert!((hold.by_s - JUMP_S - 90).abs() <= 1, "by how much: {hold:?}");
    assert_eq!(queue::gate(&desk.studio).await?.hold, Some(hold));
    let glance = glance::glance(&desk.studio).await?;
    assert_eq!((glance.gate.paused, glance.gate.hold), (false, Some(hold)), "held, and not paused");
    let told =
        async { while !matches!(events.recv().await, Ok(Event::Changed { noun: Noun::Studio, .. })) {} };
    tokio::time::timeout(Duration::from_secs(30), told).await?;
    queue::clock_is_right(&desk.studio).await?;
    desk.until("both posts on the network", async || desk.server.posts().len() == 2).await?;
    let _told = stop.send(());
    background.await?;
    for (client, id) in planned {
        workspace::open(&desk.studio, client).await?;
        assert_eq!(desk.publication(id).await?.state, State::Published);
        assert_eq!(queue::gate(&desk.studio).await?.hold, None);
    }
    assert!(alarms.try_recv().is_err(), "told once");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn saying_that_the_clock_is_right_leaves_a_pause_as_it_is() -> anyhow::Result<()> {
    let desk = Desk::open().await?;
    desk.run().await?;
    queue::pause(&desk.studio, true).await?;
    desk.hands.set_wall(start().plus_secs(JUMP_S));
    desk.run().await?;
    assert!(queue::gate(&desk.studio).await?.hold.is_some());
    queue::clock_is_right(&desk.studio).await?;
    let gate = queue::gate(&desk.studio).await?;
    assert_eq!((gate.paused, gate.hold), (true, None));
    queue::pause(&desk.studio, false).await?;
    assert!(!queue::gate(&desk.studio).await?.paused);
    Ok(())
}
