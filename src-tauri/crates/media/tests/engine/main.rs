//! The engine on files as people have them, checked by tools that are not the engine: ImageMagick,
//! exiftool and ffprobe.

#![expect(clippy::unwrap_used, reason = "a success where a failure belongs is what fails here")]

mod bad;
mod documents;
mod films;
mod formats;
mod framing;
mod moving;
mod phones;
mod pictures;
mod studio;
mod workshop;
