//! Making the files that networks want.

mod export;
pub mod files;
mod lay;
mod name;
pub mod plan;
mod recipes;
mod work;

pub use export::{Exported, ExportedFile, export, revealable};
pub use lay::lay;
pub use recipes::{Piece, What, pieces};
pub(crate) use recipes::{cover, for_medium};
pub use work::{Asked, Jobs, List, Started, cancel, list, of_asset, start};
