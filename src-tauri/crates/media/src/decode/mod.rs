//! From a file's bytes to pixels. Every decoder works under limits, and one that panics on foreign
//! bytes counts as having found damage.

mod depth;
mod external;
mod inks;
mod jpeg;
mod psd;
mod raster;
mod svg;
mod y4m;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

pub(crate) use raster::{fault, limits as raster_limits};
pub(crate) use svg::size as svg_size;

use crate::cancel::Cancel;
use crate::error::Fault;
use crate::pixels::Pixels;
use crate::probe::still::ColorFacts;
use crate::probe::{Facts, StillFormat};
use crate::tool::Tools;

/// Decodes the picture, not smaller than `need_px` (as stored, before orientation) where the file is.
pub(crate) fn decode(
    path: &Path,
    format: StillFormat,
    facts: &Facts,
    file: &[u8],
    need_px: (u32, u32),
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Pixels, Fault> {
    match format {
        StillFormat::Jpeg => guarded(|| jpeg::decode(facts, file, need_px)),
        StillFormat::Tiff if matches!(facts.color, ColorFacts::Cmyk(_)) => guarded(|| inks::decode(file)),
        StillFormat::Tiff if facts.by_ffmpeg => {
            external::by_ffmpeg(file, ("tiff_pipe", "tiff"), tools, cancel)
        }
        StillFormat::Png | StillFormat::Webp | StillFormat::Gif | StillFormat::Tiff | StillFormat::Bmp => {
            guarded(|| raster::decode(format, file))
        }
        StillFormat::Heic => external::heic(path, facts, need_px, tools, cancel),
        StillFormat::Avif => external::avif(path, facts, file, tools, cancel),
        StillFormat::Psd => guarded(|| psd::decode(file)),
        StillFormat::Pdf => external::pdf(path, facts, need_px, tools, cancel),
        StillFormat::Svg => guarded(|| svg::decode(file, need_px)),
    }
}

/// Runs a decoder; a panic inside it means that the bytes are damaged.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Fault::damaged("its decoder gave up")))
}
