//! What the publisher tells whoever listens.

use upbeat_domain::id::{PublicationId, WorkspaceId};
use upbeat_domain::publication::PublicationState;

/// A publication moved. Whoever shows it reads it again; nobody needs to have heard this for anything to be right.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Notice {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// Which.
    pub publication: PublicationId,
    /// Where it stands now.
    pub state: PublicationState,
    /// It is the person's turn: to post by hand, to look, or to decide. Told once for each turn.
    pub persons_turn: bool,
}
