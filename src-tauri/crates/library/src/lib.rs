//! Where media bytes live: content-addressed import, render jobs, thumbnails, cache limit, clean-up.
//!
//! Originals are copied in before they count as safe, named by their content and never written to
//! again. Everything else here can be made anew at any time.

mod avatar;
mod cache;
mod error;
mod export;
mod import;
mod key;
mod library;
mod name;
mod place;
mod render;
mod sketch;
mod sweep;
mod thumbnail;

pub use cache::{CACHE_LIMIT_BYTES, Evicted};
pub use error::LibraryError;
pub use export::Exported;
pub use import::{Imported, Importing, Keep, Told};
pub use library::{Library, Permits};
pub use name::safe_name;
pub use render::{JobEvent, Prepared, asset_of};
pub use sketch::Alike;
