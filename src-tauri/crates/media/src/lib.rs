//! Bytes to bytes under limits: probe, operations, renditions; no network.
//!
//! A picture is decoded once: brought to the largest size that any rendition needs, there into sRGB
//! and upright, then halved; every rendition is cut from the nearest level, in parallel. Films go
//! through ffmpeg as a child process. Every decoder works under limits ([`limit`]); what was done is
//! told as steps.

mod cancel;
mod caption;
mod decode;
mod document;
mod engine;
mod error;
mod face;
mod film;
mod frame;
mod framed;
mod framing;
mod job;
mod key;
mod lettering;
pub mod limit;
mod look;
mod loudness;
mod made;
mod operation;
mod pass;
mod pixels;
mod preview;
mod probe;
mod pyramid;
mod rendered;
mod saliency;
mod sketch;
mod sound;
mod still;
mod thumbnail;
mod tool;

pub use cancel::Cancel;
pub use document::{BoundPage, PageSource};
pub use engine::{BoundFile, CoverIdea, Engine, StripPicture};
pub use error::{Fault, MediaError};
pub use framed::{Framed, FramedFile};
pub use key::{ENGINE_VERSION, recipe_key};
pub use rendered::{Progress, Rendered};
pub use thumbnail::Thumbnail;
pub use tool::{Tool, Tools};
