//! What holds the whole queue back: the person's pause, and a clock that can't be trusted. Both are kept in the
//! database, so that every process sees them.

use serde::{Deserialize, Serialize};
use upbeat_domain::time::Timestamp;
use upbeat_store::{Reader, StoreError, Tx, publication, setting};

const PAUSED: &str = "queue.paused";
const HOLD: &str = "queue.hold";
const CLOCK: &str = "queue.clock";

/// The clock was set, or disagrees with the networks': nothing goes out until the person says that it is right.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Hold {
    /// By how much, seconds; negative when the clock was set back or is slow.
    pub by_s: i64,
    /// What the clock said when it was noticed.
    pub noticed_at: Timestamp,
}

/// What the person knew when they last said that the clock is right: it holds nothing back again.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Acknowledged {
    /// The latest time in the database then, however far ahead it was.
    pub(crate) latest: Option<Timestamp>,
    /// By how much the clock seemed wrong, seconds.
    pub(crate) by_s: i64,
}

impl Acknowledged {
    pub(crate) async fn read(reader: &mut impl Reader) -> Result<Option<Self>, StoreError> {
        setting::get(reader, CLOCK).await
    }
}

/// Whether the queue may run.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Gate {
    /// The person paused everything: nothing new is sent. What is under way is still settled.
    pub paused: bool,
    /// The clock can't be trusted: nothing moves, for without a clock not even a settle time means anything.
    pub hold: Option<Hold>,
}

impl Gate {
    /// The gate of a workspace.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(reader: &mut impl Reader) -> Result<Self, StoreError> {
        let paused = setting::get(reader, PAUSED).await?.unwrap_or(false);
        let hold = setting::get(reader, HOLD).await?;
        Ok(Self { paused, hold })
    }

    /// Pauses or resumes the queue.
    ///
    /// # Errors
    /// What the database says.
    pub async fn pause(tx: &mut Tx, paused: bool) -> Result<(), StoreError> {
        setting::set(tx, PAUSED, &paused).await
    }

    /// Holds everything for a clock that can't be trusted.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold(tx: &mut Tx, hold: &Hold) -> Result<(), StoreError> {
        setting::set(tx, HOLD, hold).await
    }

    /// The person says that the clock is right. Whatever spoke against it until now doesn't hold the queue again.
    ///
    /// # Errors
    /// What the database says.
    pub async fn release(tx: &mut Tx) -> Result<(), StoreError> {
        let Some(hold) = setting::get::<Hold>(tx, HOLD).await? else { return Ok(()) };
        let latest = publication::latest_change(tx).await?;
        setting::set(tx, CLOCK, &Acknowledged { latest, by_s: hold.by_s }).await?;
        setting::remove(tx, HOLD).await
    }
}
