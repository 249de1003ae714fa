//! The engine on files as people have them, checked by tools that are not the engine: ImageMagick,
//! exiftool and ffprobe.

#![expect(clippy::unwrap_used, reason = "a success where a failure belongs is what fails here")]

mod bad;
mod captions;
mod decodes;
mod edits;
mod films;
mod formats;
mod framing;
mod pictures;
mod workshop;
