//! The library as people use it: find, describe, put away.

mod alike;
mod bin;
mod captions;
mod frames;
mod import;
mod list;
mod serve;

pub use alike::alike;
pub(crate) use alike::look_at_new;
pub use bin::{delete, restore};
pub(crate) use bin::{put_in_bin, take_out_of_bin};
pub use captions::{pasted_captions, read_captions, retimed_captions, written_captions};
pub use frames::{Framed, Frames, frames, frames_of_file};
pub use import::{Imported, import, import_bytes, stop_imports};
pub use list::{Listed, UsedIn, get, list, set_alt, used_in};
pub use serve::{Served, serve};
pub use upbeat_store::asset::AssetFilter;
