//! Undo and redo: each operation that can be taken back writes down how, in its own transaction.

use serde::{Deserialize, Serialize};
use upbeat_domain::code::Code;
use upbeat_domain::id::{AssetId, PostId, PublicationId};
use upbeat_domain::time::Timestamp;
use upbeat_store::{Tx, undo as steps};

use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, undroppable};
use crate::{media, post, publication, settings, workspace};

/// A change that undoes an operation, or does it again. Kept as JSON: only ever add to it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Posts go to the bin.
    PostsToBin {
        /// Which.
        ids: Vec<PostId>,
    },
    /// Posts come back.
    PostsFromBin {
        /// Which.
        ids: Vec<PostId>,
        /// Publications that were called off with them, to be planned anew.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        planned: Vec<PublicationId>,
    },
    /// Assets go to the bin.
    AssetsToBin {
        /// Which.
        ids: Vec<AssetId>,
    },
    /// Assets come back.
    AssetsFromBin {
        /// Which.
        ids: Vec<AssetId>,
    },
    /// Publications are called off.
    CalledOff {
        /// The ones that were called off first.
        ids: Vec<PublicationId>,
    },
    /// Publications that were called off are planned anew.
    PlannedAgain {
        /// The ones that were called off first.
        ids: Vec<PublicationId>,
    },
    /// A publication goes out at another time.
    Moved {
        /// Which.
        id: PublicationId,
        /// To when.
        due: publication::Due,
    },
    /// Settings are others.
    Settings {
        /// Which, and what they become.
        set: settings::Change,
    },
    /// A client has another name, zone or language.
    Client {
        /// Which of these, and what they become.
        set: workspace::Change,
    },
}

impl Change {
    /// Its name, for the words that tell of it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PostsToBin { .. } => "post_deleted",
            Self::PostsFromBin { .. } => "post_restored",
            Self::AssetsToBin { .. } => "asset_deleted",
            Self::AssetsFromBin { .. } => "asset_restored",
            Self::CalledOff { .. } => "unscheduled",
            Self::PlannedAgain { .. } => "planned_again",
            Self::Moved { .. } => "moved",
            Self::Settings { .. } => "settings",
            Self::Client { .. } => "client",
        }
    }

    /// How many things it is about.
    #[must_use]
    pub fn count(&self) -> u32 {
        let count = match self {
            Self::PostsToBin { ids } | Self::PostsFromBin { ids, .. } => ids.len(),
            Self::AssetsToBin { ids } | Self::AssetsFromBin { ids } => ids.len(),
            Self::CalledOff { ids } | Self::PlannedAgain { ids } => ids.len(),
            Self::Moved { .. } | Self::Settings { .. } | Self::Client { .. } => 1,
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    async fn carry_out(&self, studio: &Studio, tx: &mut Tx, now: Timestamp) -> Result<(), Failure> {
        match self {
            Self::PostsToBin { ids } => drop(post::put_in_bin(studio, tx, ids, now).await?),
            Self::PostsFromBin { ids, planned } => {
                post::take_out_of_bin(tx, ids, now).await?;
                publication::plan_again(studio, tx, planned).await?;
            }
            Self::AssetsToBin { ids } => drop(media::put_in_bin(tx, ids, now).await?),
            Self::AssetsFromBin { ids } => drop(media::take_out_of_bin(tx, ids).await?),
            Self::CalledOff { ids } => publication::call_off_again(studio, tx, ids).await?,
            Self::PlannedAgain { ids } => publication::plan_again(studio, tx, ids).await?,
            Self::Moved { id, due } => publication::move_again(studio, tx, *id, due).await?,
            Self::Settings { set } => settings::apply(studio, tx, set).await?,
            Self::Client { set } => workspace::apply(studio, tx, set).await?,
        }
        Ok(())
    }

    /// Tells what it changed.
    pub(crate) fn tell(&self, studio: &Studio) {
        match self {
            Self::PostsToBin { ids } | Self::PostsFromBin { ids, .. } => {
                studio.publisher().wake();
                studio.changed(Noun::Posts, ids);
                studio.changed(Noun::Publications, [] as [&str; 0]);
            }
            Self::AssetsToBin { ids } | Self::AssetsFromBin { ids } => studio.changed(Noun::Assets, ids),
            Self::CalledOff { .. } | Self::PlannedAgain { .. } | Self::Moved { .. } => {
                studio.publisher().wake();
                studio.changed(Noun::Publications, [] as [&str; 0]);
                studio.changed(Noun::Posts, [] as [&str; 0]);
            }
            Self::Settings { .. } => studio.changed(Noun::Settings, [] as [&str; 0]),
            Self::Client { .. } => studio.changed(Noun::Workspace, [] as [&str; 0]),
        }
    }
}

/// Names one operation in the list of what can be taken back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StepId(pub i64);

/// What an operation that can be taken back did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Did {
    /// How many things it touched.
    pub count: u32,
    /// By which it is taken back; none where it touched nothing.
    pub step: Option<StepId>,
}

/// Writes down how to undo an operation and how to do it again.
pub(crate) async fn record(
    tx: &mut Tx,
    back: &Change,
    forth: &Change,
    now: Timestamp,
) -> Result<StepId, Failure> {
    Ok(StepId(steps::record(tx, forth.name(), back, forth, now).await?))
}

/// What undoing or redoing did.
#[derive(Clone, Debug, PartialEq)]
pub struct Undone {
    /// The operation that was taken back or done again, by name, and how many things it touched.
    pub operation: Option<(String, u32)>,
    /// Whether more can be undone.
    pub can_undo: bool,
    /// Whether something can be done again.
    pub can_redo: bool,
}

/// Takes the latest operation back. A step that can no longer be carried out is dropped, and said.
///
/// # Errors
/// Why the step can't be carried out, and what the disk says.
pub async fn undo(studio: &Studio) -> Result<Undone, Failure> {
    walk(studio, Way::Back(None)).await
}

/// Takes that operation back, whatever was done since. Nothing happens where it is taken back already.
///
/// # Errors
/// As [`undo`] says.
pub async fn undo_step(studio: &Studio, step: StepId) -> Result<Undone, Failure> {
    walk(studio, Way::Back(Some(step))).await
}

/// Does again what was taken back.
///
/// # Errors
/// What the disk says.
pub async fn redo(studio: &Studio) -> Result<Undone, Failure> {
    walk(studio, Way::Forth).await
}

/// Whether something can be undone, and done again.
///
/// # Errors
/// What the disk says.
pub async fn possible(studio: &Studio) -> Result<(bool, bool), Failure> {
    let mut reader = studio.shown().store.read().await?;
    let undo = steps::to_undo::<Change>(&mut reader).await?.is_some();
    let redo = steps::to_redo::<Change>(&mut reader).await?.is_some();
    Ok((undo, redo))
}

#[derive(Clone, Copy)]
enum Way {
    Back(Option<StepId>),
    Forth,
}

async fn walk(studio: &Studio, way: Way) -> Result<Undone, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        let step = match way {
            Way::Back(None) => steps::to_undo::<Change>(&mut tx).await?,
            Way::Back(Some(StepId(position))) => steps::done_at::<Change>(&mut tx, position).await?,
            Way::Forth => steps::to_redo::<Change>(&mut tx).await?,
        };
        let mut operation = None;
        if let Some(step) = step {
            if let Err(failure) = step.change.carry_out(&studio, &mut tx, now).await {
                tx.rollback().await?;
                return Err(let_go(&studio, step.position, failure).await?);
            }
            match way {
                Way::Back(_) => steps::mark_undone(&mut tx, step.position, now).await?,
                Way::Forth => steps::mark_done(&mut tx, step.position).await?,
            }
            operation = Some((step.operation, step.change.count()));
            tx.commit().await?;
            step.change.tell(&studio);
        }
        let (can_undo, can_redo) = possible(&studio).await?;
        Ok(Undone { operation, can_undo, can_redo })
    })
    .await
}

/// Forgets a step whose thing is gone or has moved on, so that the ones before it can be reached. What the
/// disk refused may work the next time.
async fn let_go(studio: &Studio, position: i64, failure: Failure) -> Result<Failure, Failure> {
    let gone = [Code::Conflict, Code::Invalid, Code::NotFound, Code::PublicationState, Code::TimePast];
    if gone.contains(&failure.code) {
        let mut tx = studio.shown().store.begin().await?;
        steps::forget(&mut tx, position).await?;
        tx.commit().await?;
    }
    Ok(failure)
}
