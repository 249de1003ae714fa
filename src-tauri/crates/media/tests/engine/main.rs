//! The engine on files as people have them, checked by tools that are not the engine: ImageMagick,
//! exiftool and ffprobe.

#![expect(clippy::unwrap_used, reason = "a success where a failure belongs is what fails here")]

mod audiograms;
mod bad;
mod captions;
mod credit;
mod decodes;
mod documents;
mod edits;
mod films;
mod following;
mod formats;
mod frames;
mod framing;
mod glances;
mod graphics;
mod moving;
mod phones;
mod pictures;
mod previews;
mod small;
mod sounds;
mod studio;
mod table;
mod wide;
mod workshop;
