//! A clock that was set: the queue says so and by how much, and goes on when told.

mod common;

use common::{Desk, text};
use serde_json::json;
use upbeat_store::{Store, setting};

/// Holds the queue of the only workspace, as the publisher does when the clock jumps.
async fn hold(desk: &Desk) -> anyhow::Result<()> {
    let folder = std::fs::read_dir(desk.data().join("workspaces"))?.flatten().next();
    let store = Store::open(&folder.ok_or_else(|| anyhow::anyhow!("no workspace"))?.path()).await?;
    let mut tx = store.begin().await?;
    let hold = json!({ "by_s": -7200, "noticed_at": "2026-11-23T09:00:00Z" });
    setting::set(&mut tx, "queue.hold", &hold).await?;
    tx.commit().await?;
    store.close().await;
    Ok(())
}

#[test]
fn a_clock_that_was_set_is_told_with_by_how_much_and_resuming_lets_the_posts_go() -> anyhow::Result<()> {
    let desk = Desk::new();
    let post = text(&desk.json(&["post", "new", "--text", "Bonjour"]), "/post/id").to_owned();
    desk.json(&["account", "connect", "linkedin", "--user", "brume"]);
    tokio::runtime::Runtime::new()?.block_on(hold(&desk))?;

    let list = desk.json(&["queue", "list"]);
    assert_eq!((&list["paused"], &list["hold"]["by_s"]), (&json!(false), &json!(-7200)));
    assert_eq!(text(&list, "/hold/error/code"), "clock.wrong");
    let said = desk.run(&["queue", "list"]);
    assert!(said.out.contains("by 2\u{a0}h") && said.out.contains("upbeat queue resume"), "{}", said.out);
    let refused = desk.run(&["--json", "publish", &post, "--account", "brume"]);
    assert_eq!(refused.code, 4, "a person has to say that the clock is right: {}", refused.out);
    assert_eq!(text(&refused.json(), "/publications/0/trouble/code"), "clock.wrong");

    let resumed = desk.json(&["queue", "resume"]);
    assert_eq!((&resumed["paused"], &resumed["hold"]), (&json!(false), &json!(null)));
    let idle = desk.json(&["queue", "run", "--until-idle"]);
    assert_eq!(idle["publications"][0]["state"], "waiting_for_person", "it goes on");
    Ok(())
}
