//! All workspaces, with what waits in them.

use upbeat_domain::id::WorkspaceId;
use upbeat_domain::publication::{PublicationState, Status};
use upbeat_domain::workspace::Workspace;
use upbeat_store::studio as file;

use crate::failure::Failure;
use crate::studio::{Open, Studio, blocking};

/// A workspace with what waits in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Overview {
    /// The workspace.
    pub workspace: Workspace,
    /// Publications that wait for their time.
    pub planned: u32,
    /// Publications that need a person.
    pub needs_person: u32,
}

/// Every workspace that can be opened, in the person's order.
///
/// # Errors
/// What the disk says of the list itself; a workspace that can't be opened is left out and logged.
pub async fn list(studio: &Studio) -> Result<Vec<Overview>, Failure> {
    let data = studio.data().to_owned();
    let listed = blocking(move || file::read(&data)).await??;
    let mut found = Vec::new();
    for one in listed.workspaces {
        let overview = match studio.opened(one.id).await {
            Ok(open) => of_open(&open).await,
            Err(failure) => Err(failure),
        };
        match overview {
            Ok(overview) => found.push(overview),
            Err(failure) => tracing::warn!(workspace = %one.id, %failure, "can't be opened"),
        }
    }
    Ok(found)
}

/// A workspace that can't be opened, or in which damage was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Troubled {
    /// Which.
    pub id: WorkspaceId,
    /// The client's name, as the list of workspaces has it.
    pub name: String,
    /// What is wrong.
    pub failure: Failure,
}

/// Workspaces that need a hand before anything goes out of them.
///
/// # Errors
/// What the disk says of the list itself.
pub async fn troubled(studio: &Studio) -> Result<Vec<Troubled>, Failure> {
    let data = studio.data().to_owned();
    let listed = blocking(move || file::read(&data)).await??;
    let mut found = Vec::new();
    for file::Listed { id, name } in listed.workspaces {
        let failure = match studio.opened(id).await {
            Ok(open) => open.trouble(),
            Err(failure) => Some(failure),
        };
        found.extend(failure.map(|failure| Troubled { id, name, failure }));
    }
    Ok(found)
}

/// One workspace with what waits in it.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn overview(studio: &Studio, id: WorkspaceId) -> Result<Overview, Failure> {
    of_open(&*studio.opened(id).await?).await
}

async fn of_open(open: &Open) -> Result<Overview, Failure> {
    let workspace = open.workspace().await?;
    let mut reader = open.store.read().await?;
    let counts = upbeat_store::publication::count_by_state(&mut reader).await?;
    let count = |keep: fn(PublicationState) -> bool| {
        let sum = counts.iter().filter(|(state, _)| keep(*state)).map(|(_, total)| total).sum::<u64>();
        u32::try_from(sum).unwrap_or(u32::MAX)
    };
    Ok(Overview {
        workspace,
        planned: count(|state| matches!(state.status(), Status::Scheduled | Status::InProgress)),
        needs_person: count(|state| {
            state.status() == Status::Failed || state == PublicationState::WaitingForPerson
        }),
    })
}
