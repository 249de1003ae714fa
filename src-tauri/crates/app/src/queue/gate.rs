//! What holds queues back: the person's pause, and a clock that can't be trusted.

use std::collections::BTreeMap;
use std::time::Duration;

use upbeat_domain::id::WorkspaceId;
use upbeat_publisher::{Gate, Hold};

use crate::event::{Alarm, Noun};
use crate::failure::Failure;
use crate::studio::{Open, Studio, undroppable};

/// How often the gates are looked at. Another process may have held a queue, or let it go.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Holds of several workspaces that differ by no more than this, seconds, are one jump of the clock.
const SAME_JUMP_S: i64 = 60;

/// Pauses or resumes the queue of the workspace on screen. Resuming also says that the clock is right.
///
/// # Errors
/// What the disk says.
pub async fn pause(studio: &Studio, paused: bool) -> Result<(), Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let mut tx = studio.shown().store.begin().await?;
        Gate::pause(&mut tx, paused).await?;
        if !paused {
            Gate::release(&mut tx).await?;
        }
        tx.commit().await?;
        tell(&studio);
        Ok(())
    })
    .await
}

/// The person says that the clock is right: what was held goes on, in every open workspace, for they all
/// have the same clock. A paused queue stays so.
///
/// # Errors
/// What the disk says.
pub async fn clock_is_right(studio: &Studio) -> Result<(), Failure> {
    let studio = studio.clone();
    undroppable(async move {
        for open in studio.all_open().await {
            let mut tx = open.store.begin().await?;
            Gate::release(&mut tx).await?;
            tx.commit().await?;
        }
        tell(&studio);
        Ok(())
    })
    .await
}

fn tell(studio: &Studio) {
    studio.publisher().wake();
    studio.changed(Noun::Publications, [] as [&str; 0]);
    studio.changed(Noun::Studio, [] as [&str; 0]);
}

/// Whether the queue of the workspace on screen may run.
///
/// # Errors
/// What the disk says.
pub async fn gate(studio: &Studio) -> Result<Gate, Failure> {
    of_open(&studio.shown()).await
}

async fn of_open(open: &Open) -> Result<Gate, Failure> {
    Ok(Gate::read(&mut open.store.read().await?).await?)
}

/// Tells whenever a clock that can't be trusted holds a queue, whoever noticed it, and when it is let go.
pub(super) async fn watch(studio: Studio) {
    let mut holds: BTreeMap<WorkspaceId, Hold> = BTreeMap::new();
    loop {
        for open in studio.all_open().await {
            // Why: what can't be read now is read again in a moment.
            let Ok(gate) = of_open(&open).await else { continue };
            if holds.get(&open.id).copied() == gate.hold {
                continue;
            }
            if let Some(hold) = gate.hold
                && !holds.values().any(|known| same_jump(known, &hold))
            {
                studio.alarm(Alarm::Clock(hold));
            }
            match gate.hold {
                Some(hold) => drop(holds.insert(open.id, hold)),
                None => drop(holds.remove(&open.id)),
            }
            studio.changed(Noun::Publications, [] as [&str; 0]);
            studio.changed(Noun::Studio, [] as [&str; 0]);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

fn same_jump(one: &Hold, other: &Hold) -> bool {
    let apart = |a: i64, b: i64| (a - b).abs();
    apart(one.by_s, other.by_s) <= SAME_JUMP_S
        && apart(one.noticed_at.micros(), other.noticed_at.micros()) <= SAME_JUMP_S * 1_000_000
}
