//! Posts: the idea and its body, from the first keystroke to the bin.

mod bin;
mod create;
mod duplicate;
mod list;
mod save;
pub mod title;

pub use bin::{delete, restore};
pub(crate) use bin::{put_in_bin, take_out_of_bin};
pub use create::create;
pub use duplicate::duplicate;
pub use list::{Listed, get, list};
pub use save::{Edit, Saved, VariantEdit, save};

use upbeat_domain::post::Post;
use upbeat_domain::publication::{PublicationState, Status};
pub use upbeat_store::post::PostFilter;

use crate::studio::Studio;
use crate::time::Zoned;

/// When a post should go out, by its wish.
#[must_use]
pub fn due(studio: &Studio, post: &Post) -> Option<Zoned> {
    post.wish.as_ref().map(|wish| Zoned::of(studio.clock(), wish))
}

/// A post that is only being looked at.
pub(crate) fn unsaved(studio: &Studio, edit: Edit) -> Post {
    create::fresh(studio, edit)
}

/// The status of a post on screen: the least finished of its publications'; one that failed shows.
#[must_use]
pub fn status(publications: impl IntoIterator<Item = PublicationState>) -> Status {
    let rank = |status: &Status| match status {
        Status::Failed => 0,
        Status::ToApprove => 1,
        Status::Scheduled => 2,
        Status::InProgress => 3,
        Status::Published => 4,
        Status::Draft => 5,
    };
    publications.into_iter().map(PublicationState::status).min_by_key(rank).unwrap_or(Status::Draft)
}
